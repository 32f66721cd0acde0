//! Amounts that are compared as doubles, as JavaScript's `Number` and Python's `float` do: 2^53 + 1 is equal to 2^53 then. What is signed is
//! hashed in full, so that the comparison alone is wrong.

use super::{faults::as_double, outcome::with_outcome};
use crate::{
    evaluated::{Evaluated, Mechanism},
    json::Json,
    mutant::Mutant,
    question::Question,
};

/// A number that the payment or the caller's knowledge has.
type Number = fn(&Question<'_>) -> Option<f64>;

/// The comparison.
#[derive(Clone, Copy)]
enum Holds {
    Equal,
    /// The first is at least the second.
    AtLeast,
    /// The same, if the policy takes more than the price.
    AtLeastByPolicy,
}
use Holds::{AtLeast, AtLeastByPolicy, Equal};

/// The check, the part, and the comparison of two numbers.
const COMPARED: [(&str, &str, Holds, Number, Number); 14] = [
    ("amount", "eip3009", Equal, signed, price),
    ("amount", "gateway", Equal, signed, price),
    ("amount", "permit2", Equal, signed, price),
    ("amount", "upto", Equal, signed, price),
    ("amount", "eip3009", AtLeastByPolicy, signed, price),
    ("amount", "permit2", AtLeastByPolicy, signed, price),
    ("amount", "upto", AtLeastByPolicy, signed, price),
    ("charge", "eip3009", Equal, signed, charge),
    ("charge", "gateway", Equal, signed, charge),
    ("charge", "permit2", Equal, signed, charge),
    ("charge", "upto", AtLeast, signed, charge),
    ("permit-amount", "", Equal, |question| info(question, "eip2612GasSponsoring"), signed),
    ("approval-amount", "", AtLeast, |question| info(question, "erc20ApprovalGasSponsoring"), signed),
    ("allowance", "", AtLeast, |question| double(&question.input, "facts.allowances.0.amount"), signed),
];

/// The sums of channels.
const SUMS: [(&str, &str, Holds, Number, Number); 7] = [
    (
        "cumulative",
        "voucher",
        Equal,
        |question| of_payload(question, "voucher.maxClaimableAmount"),
        |question| Some(charged(question)? + price(question)?),
    ),
    ("ceiling-balance", "voucher", AtLeast, balance, |question| of_payload(question, "voucher.maxClaimableAmount")),
    ("min-deposit", "deposit", AtLeast, deposit, |question| double(&question.input, "offers.0.extra.minDeposit")),
    (
        "deposit-amount",
        "permit2",
        Equal,
        |question| of_payload(question, "deposit.authorization.permit2Authorization.permitted.amount"),
        deposit,
    ),
    (
        "row-ceiling",
        "claims",
        AtLeast,
        |question| of_payload(question, "claims.0.voucher.maxClaimableAmount"),
        |question| of_payload(question, "claims.0.totalClaimed"),
    ),
    ("row-balance", "claims", AtLeast, balance, |question| of_payload(question, "claims.0.totalClaimed")),
    ("batch-charge", "charge-and-price", AtLeast, price, charge),
];

/// The check, the mechanism, and the numbers outside of the transaction.
const OUTSIDE: [(&str, &str, &[&str]); 5] = [
    ("transfer-amount", "solana", PRICE),
    ("transfer-charge", "solana", &["phase.settle.amount"]),
    ("amount", "stellar", PRICE),
    ("charge", "stellar", &["phase.settle.amount"]),
    ("approval-cost-cap", "", &["policy.maxSponsorWei"]),
];
const PRICE: &[&str] = &["offers.0.amount", "offers.0.maxAmountRequired", "payment.json.accepted.amount"];

pub(super) fn mutants() -> Vec<Mutant> {
    let compared = COMPARED.into_iter().map(|row| compares(row, is_of));
    let sums = SUMS.into_iter().map(|row| compares(row, |question, _| is_of(question, "batch-settlement")));
    let outside = OUTSIDE.into_iter().map(|(check, mechanism, paths)| {
        let name = format!("verify/as-doubles/{check}/{}", if mechanism.is_empty() { "sponsored" } else { mechanism });
        Mutant::new(name, move |question| {
            (fails(question, check)? && is_of(question, mechanism)).then_some(())?;
            let input = question.input.edited(|input| {
                for path in paths {
                    input.change(path, as_double);
                }
                Some(input)
            })?;
            let result = question.result_to("verify", &input.to_string())?;
            let evaluated = Evaluated::of(&input, question.document()?, &result)?;
            (evaluated.outcome(check)? == "pass").then(|| with_outcome(question, check, "pass"))?
        })
    });
    compared.chain(sums).chain(outside).collect()
}

fn compares(
    (check, part, holds, one, other): (&'static str, &'static str, Holds, Number, Number),
    is_of: impl Fn(&Question<'_>, &str) -> bool + Send + Sync + 'static,
) -> Mutant {
    let (part_name, by_policy) = (
        if part.is_empty() { "sponsored" } else { part },
        if matches!(holds, AtLeastByPolicy) { "-at-least" } else { "" },
    );
    Mutant::new(format!("verify/as-doubles/{check}{by_policy}/{part_name}"), move |question| {
        (fails(question, check)? && is_of(question, part)).then_some(())?;
        let is_at_least = question.input.text_at("policy.amountRule").as_deref() == Some("at-least");
        let (one, other) = (one(question)?, other(question)?);
        let holds = match holds {
            Equal => one == other && !is_at_least,
            AtLeast => one >= other,
            AtLeastByPolicy => one >= other && is_at_least,
        };
        holds.then(|| with_outcome(question, check, "pass"))?
    })
}

fn fails(question: &Question<'_>, check: &str) -> Option<bool> {
    Some(question.evaluated()?.outcome(check)? == "fail")
}

/// Whether the payment is by this mechanism, or has a sponsor if none is named.
fn is_of(question: &Question<'_>, mechanism: &str) -> bool {
    let found = question.evaluated().map(|evaluated| evaluated.part.mechanism);
    match mechanism {
        "" => matches!(found, Some(Mechanism::Permit2 | Mechanism::Upto)),
        name => found.is_some_and(|found| found.as_str() == name),
    }
}

fn double(json: &Json, path: &str) -> Option<f64> {
    json.text_at(path)?.parse().ok()
}

fn of_payload(question: &Question<'_>, path: &str) -> Option<f64> {
    double(question.document()?, &format!("payload.{path}"))
}

fn signed(question: &Question<'_>) -> Option<f64> {
    let of = |path| of_payload(question, path);
    of("authorization.value").or_else(|| of("permit2Authorization.permitted.amount"))
}

fn price(question: &Question<'_>) -> Option<f64> {
    double(&question.input, "offers.0.amount").or_else(|| double(&question.input, "offers.0.maxAmountRequired"))
}

fn charge(question: &Question<'_>) -> Option<f64> {
    double(&question.input, "phase.settle.amount")
}

fn deposit(question: &Question<'_>) -> Option<f64> {
    of_payload(question, "deposit.amount")
}

fn info(question: &Question<'_>, extension: &str) -> Option<f64> {
    double(question.document()?, &format!("extensions.{extension}.info.amount"))
}

/// The number of the only channel.
fn of_channel(question: &Question<'_>, of: &str, member: &str) -> Option<f64> {
    let [(_, value)] = question.input.get(of)?.members() else { return None };
    let value = if member.is_empty() { value } else { value.get(member)? };
    value.as_text()?.parse().ok()
}

fn balance(question: &Question<'_>) -> Option<f64> {
    Some(of_channel(question, "facts.channels", "balance")? + deposit(question).unwrap_or_default())
}

fn charged(question: &Question<'_>) -> Option<f64> {
    of_channel(question, "records.charged", "")
}
