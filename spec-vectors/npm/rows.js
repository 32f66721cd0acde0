// Expands the rows of a file of vectors. The format: README.md of this package, "Rows".

const BEGIN = '\n "vectors": [\n';
const END = "\n ]\n}\n";
const BY_MEMBER = ["expect", "intermediate"];

/**
 * The object of a file from its text, each vector whole. A vector has `inputText` next to `input`: the JSON text of its input, because
 * `JSON.parse` loses digits and spellings of numbers.
 */
export function expanded(text) {
  const begin = text.indexOf(BEGIN);
  if (begin < 0 || !text.endsWith(END)) throw new Error("the text is not a file of vectors");
  const file = JSON.parse(`${text.slice(0, begin)}\n "vectors": []\n}`);
  const whole = new Map();
  for (const line of text.slice(begin + BEGIN.length, -END.length).split("\n")) {
    const row = line.endsWith(",") ? line.slice(0, -1) : line;
    file.vectors.push(vector(row, whole));
  }
  return file;
}

/** The vectors of a file from its text. */
export const vectors = (text) => expanded(text).vectors;

function vector(text, whole) {
  const { base, edits = [], ...row } = JSON.parse(text);
  if (base === undefined) {
    whole.set(row.id, text);
    return { ...row, inputText: member(text, "input") };
  }
  if (!whole.has(base)) throw new Error(`${row.id}: its base ${base} is not a whole row before this one`);
  const edited = edits.reduce((before, edit) => replaced(before, edit, row.id), whole.get(base));
  const result = JSON.parse(edited);
  const inputText = "input" in row ? member(text, "input") : member(edited, "input");
  for (const [name, value] of Object.entries(row)) {
    const isByMember = BY_MEMBER.includes(name) && value !== null && name in result;
    if (isByMember) put(result[name], value);
    else put(result, { [name]: value });
  }
  return { ...result, inputText };
}

/** Puts members over those of an object. `null` removes one. */
function put(object, members) {
  for (const [name, value] of Object.entries(members)) {
    if (value === null) delete object[name];
    else object[name] = value;
  }
}

function replaced(text, [from, to, number], id) {
  const parts = text.split(from);
  const last = number ?? 1;
  if (from === "" || last < 1 || parts.length <= last) throw new Error(`${id}: its base does not contain the text ${from}`);
  if (number === undefined) return parts.join(to);
  return parts.slice(0, number).join(from) + to + parts.slice(number).join(from);
}

/** The text of a member of an object, as it is written. */
function member(text, wanted) {
  for (let at = 1; text[at] === '"'; at += 1) {
    const colon = end(text, at);
    const name = JSON.parse(text.slice(at, colon));
    at = end(text, colon + 1);
    if (name === wanted) return text.slice(colon + 1, at);
  }
  throw new Error(`a row has no ${wanted}`);
}

/** The end of the value that starts here. */
function end(text, start) {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') {
      for (at += 1; text[at] !== '"'; at += 1) if (text[at] === "\\") at += 1;
      if (depth === 0) return at + 1;
    } else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (character === "," && depth === 0) return at;
  }
  throw new Error("a row ends in a value");
}
