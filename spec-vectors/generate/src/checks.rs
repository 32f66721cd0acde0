//! `spec-vectors/checks.json` and `docs/reference/checks.md`, which explain each check to implementations with check names of
//! their own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde::Serialize;
use x402_schemes::Mechanism;
use x402_types::Version;
use x402_verify::{CheckId, Concern, PayloadKind, kinds_of};

use crate::rulings::linked;

/// The codes of the vectors, by check. Some faults have a code of their own, which no row names.
#[derive(Default)]
pub(crate) struct Codes(BTreeMap<String, BTreeSet<String>>);

impl Codes {
    /// Adds the code of a vector that fails this check.
    pub(crate) fn add(&mut self, check: Option<&str>, reason: Option<&str>) {
        if let (Some(check), Some(reason)) = (check, reason) {
            let unlabelled = check.rsplit('/').next().unwrap_or_default();
            self.0.entry(unlabelled.into()).or_default().insert(reason.into());
        }
    }

    fn of(&self, id: CheckId) -> impl Iterator<Item = &str> {
        self.0.get(id.as_str()).into_iter().flatten().map(String::as_str)
    }
}

/// The file.
#[derive(Serialize)]
pub(crate) struct Checks<'a> {
    format: &'static str,
    checks: Vec<Check<'a>>,
    mechanisms: Vec<Order>,
    /// The orders of the judges that do not judge payments.
    extensions: Vec<ExtensionOrder>,
}

/// One check.
#[derive(Serialize)]
struct Check<'a> {
    /// Its permanent name, as in `expect.check`.
    id: &'static str,
    /// The stage, as in `expect.stage`.
    stage: &'static str,
    /// The sentence that holds if the check passes.
    sentence: &'static str,
    /// The error codes if the check fails: those of each version's specification, §9, wherever it has one, and those of single
    /// faults last.
    reasons: Reasons<'a>,
    rulings: Vec<String>,
}

#[derive(Serialize)]
struct Reasons<'a> {
    v1: Vec<&'a str>,
    v2: Vec<&'a str>,
}

/// The normative order of the reports of a mechanism, or of one kind of its payloads. The reason comes from the first check that fails, or else from
/// the first that needs an answer.
#[derive(Serialize)]
struct Order {
    mechanism: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    checks: Vec<String>,
}

/// The same for a judge that does not judge payments.
#[derive(Serialize)]
struct ExtensionOrder {
    name: &'static str,
    checks: Vec<&'static str>,
}

/// The code for an error of the decoder, before there is a report.
const DECODE: (&str, &str, [&str; 2]) =
    ("decode", "the payment can be decoded", ["invalid_payload", "invalid_x402_version"]);

fn rulings_of_decode() -> Vec<String> {
    (1..=16).map(|number| format!("C-{number}")).collect()
}

/// All checks: first those of every mechanism, then room by room.
pub(crate) fn checks(codes: &Codes) -> Checks<'_> {
    let (id, sentence, reasons) = DECODE;
    let reasons = || reasons.to_vec();
    let decode = Check {
        id,
        stage: "decode",
        sentence,
        reasons: Reasons { v1: reasons(), v2: reasons() },
        rulings: rulings_of_decode(),
    };
    let others = CheckId::all().map(|id| Check {
        id: id.as_str(),
        stage: id.stage().as_str(),
        sentence: id.sentence(),
        reasons: Reasons { v1: reasons_of(id, Version::V1, codes), v2: reasons_of(id, Version::V2, codes) },
        rulings: id.rulings().iter().map(ToString::to_string).collect(),
    });
    let of_extensions = x402_extensions::CheckId::all().map(|id| Check {
        id: id.as_str(),
        stage: "verify",
        sentence: id.sentence(),
        reasons: Reasons { v1: vec![id.reason()], v2: vec![id.reason()] },
        rulings: id.rulings().iter().map(ToString::to_string).collect(),
    });
    let mechanisms = kinds().map(|kind| Order {
        mechanism: kind.mechanism().as_str(),
        kind: kind.name(),
        checks: kind.checks().map(|check| check.to_string()).collect(),
    });
    Checks {
        format: "x402-checks/1",
        checks: std::iter::once(decode).chain(others).chain(of_extensions).collect(),
        mechanisms: mechanisms.collect(),
        extensions: x402_extensions::orders()
            .map(|(name, checks)| ExtensionOrder {
                name,
                checks: checks.map(x402_extensions::CheckId::as_str).collect(),
            })
            .collect(),
    }
}

/// Every kind of payload of every mechanism.
pub(crate) fn kinds() -> impl Iterator<Item = PayloadKind> {
    Mechanism::all().flat_map(kinds_of)
}

/// The checks of a mechanism with one kind of payload in their order, that of the decoder first, and the reason for a payment of V2
/// that fails one.
pub(crate) fn reasons(mechanism: Mechanism) -> Vec<(String, &'static str)> {
    let (decode, _, [reason, _]) = DECODE;
    let checks = kinds_of(mechanism)
        .flat_map(|kind| kind.checks().map(move |check| (check.to_string(), kind.reason(check, Version::V2))));
    std::iter::once((decode.to_owned(), reason)).chain(checks).collect()
}

/// The codes of the check's rows, and those of the vectors that no row has, of either version.
fn reasons_of(id: CheckId, version: Version, codes: &Codes) -> Vec<&str> {
    let mut reasons = of_rows(id, version);
    let of_any_row = [of_rows(id, Version::V1), of_rows(id, Version::V2)].concat();
    reasons.extend(codes.of(id).filter(|reason| !of_any_row.contains(reason)));
    reasons
}

/// The codes of every kind of payload that makes the check, each once. A check that is made for several signatures may have
/// several.
fn of_rows(id: CheckId, version: Version) -> Vec<&'static str> {
    let mut reasons = Vec::new();
    for kind in kinds() {
        for reason in kind.checks().filter(|made| made.unlabelled() == id).map(|made| kind.reason(made, version)) {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
    }
    reasons
}

fn noted(sentence: &str, note: Option<&str>) -> String {
    note.map_or_else(|| sentence.into(), |note| format!("{sentence} ({note})"))
}

/// A check as pages describe it.
pub(crate) struct Described<'a> {
    pub(crate) id: &'static str,
    /// The clause that is true if the check passes.
    pub(crate) sentence: &'static str,
    pub(crate) note: Option<&'static str>,
    /// `payment`, `sponsor` or `both`, or the name of the extension that makes the check.
    pub(crate) about: &'static str,
    pub(crate) rulings: Vec<String>,
    /// The codes of version 2, then those that only version 1 has.
    pub(crate) reasons: Vec<&'a str>,
}

/// All checks in the order of `checks.json`.
pub(crate) fn described(codes: &Codes) -> impl Iterator<Item = Described<'_>> {
    let (id, sentence, reasons) = DECODE;
    let decode =
        Described { id, sentence, note: None, about: "both", rulings: rulings_of_decode(), reasons: reasons.into() };
    let others = CheckId::all().map(|id| {
        let about = match (id.concerns(Concern::Payment), id.concerns(Concern::Sponsor)) {
            (true, true) => "both",
            (false, true) => "sponsor",
            (true, false) => "payment",
            (false, false) => panic!("{id} is about nothing"),
        };
        let mut reasons = reasons_of(id, Version::V2, codes);
        let first = reasons_of(id, Version::V1, codes);
        reasons.extend(first.into_iter().filter(|reason| !reasons.contains(reason)).collect::<Vec<_>>());
        let rulings = id.rulings().iter().map(ToString::to_string).collect();
        Described { id: id.as_str(), sentence: id.sentence(), note: id.note(), about, rulings, reasons }
    });
    let of_extensions = x402_extensions::CheckId::all().map(|id| Described {
        id: id.as_str(),
        sentence: id.sentence(),
        note: id.note(),
        about: id.extension(),
        rulings: id.rulings().iter().map(ToString::to_string).collect(),
        reasons: vec![id.reason()],
    });
    std::iter::once(decode).chain(others).chain(of_extensions)
}

/// `docs/reference/checks.md`.
pub(crate) fn page(codes: &Codes) -> String {
    page_with(codes, |id| format!("`{id}`"))
}

/// The same with a different text for each check, such as a link.
pub(crate) fn page_with(codes: &Codes, name: impl Fn(&str) -> String) -> String {
    let mut page = String::from(HEAD);
    for Described { id, sentence, note, about, rulings, reasons } in described(codes) {
        let reasons: Vec<String> = reasons.iter().map(|reason| format!("`{reason}`")).collect();
        let (sentence, rulings) = (noted(sentence, note), linked(&rulings));
        // Writing to a `String` cannot fail.
        let _ = writeln!(page, "| {} | {sentence} | {about} | {rulings} | {} |", name(id), reasons.join(", "));
    }
    page.push_str(ORDERS);
    for kind in kinds() {
        let checks: Vec<String> = kind.checks().map(|check| format!("`{check}`")).collect();
        let _ = writeln!(page, "\n### `{kind}`\n\n{}", checks.join(", "));
    }
    for (name, checks) in x402_extensions::orders() {
        let checks: Vec<String> = checks.map(|check| format!("`{check}`")).collect();
        let _ = writeln!(page, "\n### `{name}`\n\n{}", checks.join(", "));
    }
    page
}

const HEAD: &str = "\
# The checks

A report lists the checks that were made for a payment, a sign-in, a signed offer or a receipt. On the site, each check has an entry
with an example that fails and one that passes. `cargo run -p x402-vectors-generate` writes this page from the rows in
`crates/x402-verify/src` and `crates/x402-extensions/src`, and takes the reason codes of single faults from the vectors.
`spec-vectors/checks.json` contains the same as data. The names are permanent.

- *About*: `payment` checks decide whether the payment pays what the offer asks. `sponsor` checks decide whether the fee payer
  risks no more than the policy allows. `both` checks count for both. For the checks of an extension, the column has the extension's name.
- *Reason*: the error code on the wire. It comes from §9 of the specification of the payment's version, or else from the
  document of the scheme or of its operator, or else from the official SDKs. If these have none, such as for signed offers and
  receipts, this project defines the code. A check has several codes if mechanisms, kinds of payload, signatures or versions have
  different ones, or if a single fault has its own.
- A report lists no check of a part that could not be read. For a Solana transaction that the runtime would not load, it lists only few
  checks.

| check | passes if | about | rulings | reason |
|---|---|---|---|---|
";

const ORDERS: &str = "
## The order, by mechanism

A report lists the checks in this order, and the order decides its reason: that of the first check that fails, or else of the first
check that needs an answer. A check that was not made is `skipped`, and its detail names the check that prevented it.

- If any check fails, the payment is invalid.
- If no check fails and some need an answer, mostly from the chain, the payment is undecided.
- Otherwise the payment is valid.

If no offer matches, the other checks use the nearest offer, provided that it has the payment's scheme and network.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_its_row_and_a_mechanism_that_makes_it() {
        let codes = Codes::default();
        let checks = checks(&codes);
        assert_eq!(checks.checks.len(), 1 + CheckId::all().count() + x402_extensions::CheckId::all().count());
        let page = page(&codes);
        for check in checks.checks {
            assert!(!check.reasons.v1.is_empty() && !check.reasons.v2.is_empty(), "{}", check.id);
            assert!(!check.rulings.is_empty(), "{}", check.id);
            assert!(page.contains(&format!("\n| `{}` | {}", check.id, check.sentence)), "{}", check.id);
        }
    }

    #[test]
    fn the_code_of_one_fault_is_added_and_that_of_the_other_version_is_not() {
        let found = ["invalid_exact_evm_payload_authorization_value", "of_one_fault"].map(String::from);
        let codes = Codes(BTreeMap::from([("amount".into(), BTreeSet::from(found))]));
        let [v1, v2] = [Version::V1, Version::V2].map(|version| reasons_of(CheckId::AMOUNT, version, &codes));
        assert_eq!([v1.last(), v2.last()], [Some(&"of_one_fault"); 2]);
        assert!(v1.contains(&"invalid_exact_evm_payload_authorization_value"));
        assert!(!v2.contains(&"invalid_exact_evm_payload_authorization_value"));
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<&str> = CheckId::all()
            .map(CheckId::as_str)
            .chain(x402_extensions::CheckId::all().map(x402_extensions::CheckId::as_str))
            .collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
        for kind in kinds() {
            let order: Vec<CheckId> = kind.checks().collect();
            assert!(order.iter().enumerate().all(|(index, id)| !order[..index].contains(id)), "{kind}");
        }
    }
}
