// What a reason code means, by the operation `reason`.

/** Who acts, as the headline names them. */
const ACTORS = { buyer: "Client", seller: "Seller", facilitator: "Facilitator" };

/**
 * What a reason code means.
 * @returns `{code, meanings, asOf, nearest}`: each meaning has `meaning`, `causes`, `next`, `codes`, `in`, and `who` makes a change after the
 *   first cause, if one is needed. If the causes have different actors, `acts` has a sentence for each cause. `nearest` is the known code
 *   that is most like an unknown one
 */
export async function explained(code, program) {
  const { meanings, asOf, nearest } = await program.ask("reason", JSON.stringify({ code }));
  return { code, asOf, nearest, meanings: meanings.map(meaningOf) };
}

function meaningOf({ actor, causeActors, ...rest }) {
  const named = (each) => (each === "nobody" ? undefined : (ACTORS[each] ?? each));
  const acts = (who) => (who === undefined ? "Try again with the same payment." : `${who} acts.`);
  const isOne = causeActors.every((each) => each === actor);
  return { ...rest, who: named(actor), acts: isOne ? undefined : causeActors.map((each) => acts(named(each))) };
}

/** The headline of a code alone. */
export function headlineOfReason({ code, asOf, nearest, meanings }) {
  const [first, ...others] = meanings;
  if (!first) {
    const hint = nearest ? [["You", `Look for a typing error: the nearest known code is ${nearest}.`]] : [["You", "Ask the sender of the code what it means."]];
    return { cause: `No table has the code ${code} (as of ${asOf}).`, acts: hint };
  }
  const cause = `${first.meaning[0].toUpperCase()}${first.meaning.slice(1)}.`;
  const more = others.length === 0 ? [] : [others.length === 1 ? "The code has one more meaning, below." : `The code has ${others.length} more meanings, below.`];
  const act = first.who === undefined ? ["Client", "Try again with the same payment."] : [first.who, `Look for the usual cause: ${first.causes[0]}.`];
  return { cause, acts: [act], also: more };
}
