//! The parts of a comparison that all kinds of payments share. `witness/README.md` has a summary of the rules.

use x402_conformance::vector::{ChainCall, Class, Vector};

use crate::{payer::PayerCode, token::Outcome};

/// The result of a comparison with a vector.
pub(crate) enum Comparison {
    /// The contracts do what is expected. They confirm this member of the expectation.
    Confirms(&'static str),
    /// The contracts pay the signed amount, because they cannot see what the verdict is about.
    Unseen(&'static str),
}

/// Checks or questions, each with the messages of which one is given if the answer is no.
pub(crate) type Messages = [(&'static str, &'static [&'static str])];

/// A check of something that is not in the call, and why the payment succeeds all the same.
const UNSEEN: &[(&str, &str)] = &[
    ("offer", "no call names an offer"),
    ("method", "the method is the offer's word; the call is made"),
    ("payload", "what else the payload says, or how, is not in the call"),
    ("domain", "the contract knows its own domain"),
    ("pay-to-address", "no call names the offer's payTo"),
    ("recipient", "no call names the offer's payTo"),
    ("amount", "no call names the offer's amount"),
    ("expiry-margin", "the margin is the server's, not the contract's"),
    ("horizon", "the horizon is the server's, not the contract's"),
    ("charge", "no call names what the server charges"),
    ("policy", "what a server does not want the contract may take"),
    ("signature-low-s", "what a server does not want the contract may take"),
    ("extension-echo", "no call names an extension"),
    ("permit-payload", "what else the permit says, or how, is not in the call"),
    ("permit-owner", "the call has the payer, whoever the permit says"),
    ("permit-token", "the call has the token that is paid, whatever the permit says"),
    ("permit-spender", "the call has Permit2, whoever the permit says"),
    ("permit-signature", "the call has the token's next nonce, whatever the permit says"),
    ("permit-deadline", "the margin, and whether the permit is needed, is the server's matter"),
];

/// Why a signature that does not fit the token's names is not seen.
pub(crate) const HEARSAY: &str =
    "this token has the name that it says; one that has another in its domain is another contract";

/// Checks that fail for something that cannot be put into a call at all.
const NOT_A_CALL: &[&str] = &["payload", "asset-address", "method", "permit-payload", "permit-signature-form"];

/// A call and its outcome.
pub(crate) trait Run {
    fn payer(&self) -> PayerCode;
    fn outcome(&self) -> &Outcome;
    /// The call, described for people.
    fn call(&self) -> &ChainCall;

    /// Whether it reverts for one of these reasons.
    fn reverts(&self, messages: &[&str]) -> bool {
        let is = |message: &str, known: &str| {
            message == known || known.strip_suffix("uint256)").is_some_and(|name| message.starts_with(name))
        };
        matches!(self.outcome(), Outcome::Reverted(message) if messages.iter().any(|known| is(message, known)))
    }
}

/// Whether a vector explains that no call can be made: the payment is refused, or a permit is left out because it is
/// needless.
pub(crate) fn explains_no_call(vector: &Vector) -> bool {
    if vector.flags.first().is_some_and(|flag| flag == "failing-permit") {
        return true;
    }
    let refused = matches!(vector.expect.class, Class::Invalid | Class::Undecided);
    refused && vector.expect.check.as_deref().is_some_and(|check| NOT_A_CALL.contains(&check))
}

/// Compares with the expectation of the vector. An error is a difference that nothing explains, or a confirmation that
/// another verdict would have got as well: one by the checks that are `seen`.
pub(crate) fn compare(
    vector: &Vector,
    seen: &Messages,
    by: impl Fn(Class, &str) -> Result<Comparison, String>,
) -> Result<Comparison, String> {
    let expected = vector.expect.class;
    let comparison = by(expected, vector.expect.check.as_deref().unwrap_or_default())?;
    // An acceptable payment may go either way.
    if matches!(comparison, Comparison::Confirms(_)) && expected != Class::Acceptable {
        let refused = |class| seen.iter().map(move |(check, _)| (class, *check));
        let others = [(Class::Valid, "")].into_iter().chain(refused(Class::Invalid)).chain(refused(Class::Undecided));
        for (class, check) in others.filter(|(class, _)| *class != expected) {
            if let Ok(Comparison::Confirms(_)) = by(class, check) {
                return Err(format!("these answers would confirm {} {check} too", class.as_str()));
            }
        }
    }
    Ok(comparison)
}

/// Why a check that fails is not seen.
pub(crate) fn why_unseen(check: &str) -> Result<&'static str, String> {
    UNSEEN.iter().find(|(id, _)| *id == check).map(|(_, why)| *why).ok_or_else(|| format!("no rule for {check:?}"))
}

/// Checks every run of some. It is a difference, too, if there is none.
pub(crate) fn each<R: Run>(
    runs: &[R],
    which: impl Fn(&R) -> bool,
    what: &str,
    holds: impl Fn(&R) -> bool,
) -> Result<(), String> {
    let mut runs = runs.iter().filter(|run| which(run)).peekable();
    if runs.peek().is_none() {
        return Err(format!("expected is that it {what}; but no such call was made"));
    }
    runs.find(|run| !holds(run)).map_or(Ok(()), |run| Err(format!("expected is that it {what}; but {:?}", run.call())))
}

pub(crate) fn row<'t>(table: &'t Messages, name: &str) -> Option<&'t [&'static str]> {
    table.iter().find(|(id, _)| *id == name).map(|(_, messages)| *messages)
}

/// The first open question that the vector names, unless every valid payment of the kind leaves it open. For a recorded
/// call, the question whose answer is no.
pub(crate) fn outstanding(vector: &Vector) -> Result<Option<String>, String> {
    #[derive(serde::Deserialize)]
    struct Expected {
        #[serde(default)]
        outstanding: Vec<String>,
    }
    if vector.expect.derived.iter().any(|member| member == "outstanding") {
        return Ok(None);
    }
    let expected: Expected = serde_json::from_str(vector.expect.result.as_str()).map_err(|error| error.to_string())?;
    Ok(expected.outstanding.into_iter().next())
}
