//! Cells: every place of a payment by every fault of its kind, as `verify` reads it; and every place of a document, as `decode` reads
//! it. Samples of a table leave out what nobody thought of; cells do not.
//!
//! A number is that of the place, with letters for the fault. Both are permanent: new faults go to the end of their kind.

mod faults;
mod limits;
mod places;

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use self::{
    faults::{Effect, Kind},
    places::{Document, InDocument, Payment, Place, Reply},
};
use crate::{
    draft::{Draft, err, expect, ok, raw_text, suffix},
    rows,
};

pub(crate) fn drafts() -> Vec<Draft> {
    let verified = places::payments().into_iter().flat_map(|payment| of_payment(&payment));
    let decoded = places::documents().into_iter().flat_map(|document| of_document(&document));
    verified.chain(limits::drafts()).chain(decoded).collect()
}

/// For `docs/coverage.md`: what is read, and the numbers of its places, of its cells and of the cells with a vector.
pub(crate) fn counts() -> Vec<(String, [usize; 3])> {
    let cells = |kinds: &[Kind]| kinds.iter().map(|kind| kind.faults().len()).sum();
    let payments = places::payments().into_iter().map(|payment| {
        let kinds: Vec<Kind> = payment.places.iter().map(|place| place.kind).collect();
        // The payment itself is no cell.
        (format!("`verify`: {}", payment.name), [kinds.len(), cells(&kinds), of_payment(&payment).len() - 1])
    });
    let documents = places::documents().into_iter().map(|document| {
        let kinds: Vec<Kind> = document.places.iter().map(|place| place.kind).collect();
        let version = document.version.map(|version| format!(", V{version}")).unwrap_or_default();
        let name = format!("`decode`: {}{version}", document.kind);
        (name, [kinds.len(), cells(&kinds), of_document(&document).len() - 1])
    });
    payments.chain(documents).collect()
}

const NO_WITNESS: &str = "a ruling decides the spelling: one library takes it, another does not, and nothing is hashed";
const SAME: &str =
    "the same bytes in another spelling, which is a ruling; the vector that it was made from has the witnesses";

/// The payment, and each place of it with each fault.
fn of_payment(payment: &Payment) -> Vec<Draft> {
    let draft = |number: &str, title: &str, input: &str, class, result: &Value| {
        let title = format!("{}: {title}", payment.name);
        Draft::new(format!("cells-{number}"), "verify", title, raw_text(input), expect(class, result))
    };
    let taken = |flags: &[&str]| {
        let mut result = json!({"verdict": "valid"});
        if let Some(payer) = payment.payer {
            result["payer"] = payer.into();
        }
        if !flags.is_empty() {
            result["flags"] = json!(flags);
        }
        result
    };
    let parent = draft(&payment.number.to_string(), "the payment", &payment.question, Class::Valid, &taken(&[]));
    let mut drafts = vec![parent.rulings(&[payment.ruling]).no_witness(SAME)];
    for (at, place) in (1..).zip(&payment.places) {
        let Place { pointer, kind, .. } = *place;
        let good = rows::value(&payment.question, pointer).unwrap_or_else(|| panic!("{pointer} is nowhere"));
        let name = pointer.trim_start_matches("/payment/json/").replace('/', ".");
        for (index, fault) in kind.faults().iter().enumerate() {
            let Some(text) = (fault.change)(good).filter(|text| text != good) else { continue };
            let number = format!("{}{}", payment.number + at, suffix(index));
            let title = format!("{name} {}", fault.title);
            let input = rows::apply(&payment.question, &format!("{pointer}={text}"));
            let Some(reply) = place.reply(fault.effect) else { continue };
            let draft = match reply {
                Reply::Refused(check, reason) => {
                    let draft = draft(&number, &title, &input, Class::Invalid, &json!({"verdict": "invalid"}));
                    draft.decided_by(check).reason(reason).no_witness(NO_WITNESS)
                }
                Reply::Taken([]) => draft(&number, &title, &input, Class::Valid, &taken(&[])).no_witness(SAME),
                Reply::Taken(flags) => {
                    draft(&number, &title, &input, Class::Acceptable, &taken(flags)).flags(flags).no_witness(SAME)
                }
            };
            let draft = draft.rulings(&[place.ruling(fault.effect)]);
            drafts.push(made_from(draft, &format!("cells-{}", payment.number), &name, good, &text));
        }
    }
    drafts
}

/// The longest value, in characters, that a person can read in a change.
const LONGEST: usize = 200;

/// With the parent and the change, unless a value is too long.
fn made_from(draft: Draft, parent: &str, path: &str, from: &str, to: &str) -> Draft {
    let plain = |json: &str| serde_json::from_str::<String>(json).unwrap_or_else(|_| json.to_owned());
    let (from, to) = (plain(from), plain(to));
    if from.len().max(to.len()) > LONGEST { draft } else { draft.child_of(parent, path, from, to) }
}

/// A document for `decode`, and each place of it with each fault.
fn of_document(document: &Document) -> Vec<Draft> {
    let Document { number, kind, text, version, flags, places } = document;
    let draft = |number: String, title: &str, text: &str, [strict, lenient]: [Value; 2]| {
        let title = format!("{kind}: {title}");
        Draft::decode(format!("cells-{number}"), title, &json!({"kind": kind, "text": text}), &strict, &lenient)
            .no_witness(NO_WITNESS)
    };
    let taken = |canonical: &str, more: &[&'static str]| {
        let flags: Vec<&str> = more.iter().chain(*flags).copied().collect();
        ok(*version, canonical, &flags)
    };
    let parent = draft(number.to_string(), "the document", text, [taken(text, &[]), taken(text, &[])]);
    let mut drafts = vec![parent.rulings(&["C-7"])];
    for (at, InDocument { pointer, kind: of_place, unreadable }) in (number + 1..).zip(places) {
        let good = rows::value(text, pointer).unwrap_or_else(|| panic!("{pointer} is nowhere"));
        let name = pointer[1..].replace('/', ".");
        let field = name.replace(".0.", "[0].");
        for (index, fault) in of_place.faults().iter().enumerate() {
            let Some(value) = (fault.change)(good).filter(|value| value != good) else { continue };
            let faulty = rows::apply(text, &format!("{pointer}={value}"));
            // A settlement does not say its version: a text without a colon has the form of a V1 name.
            let is_v1_name = *kind == "settlement" && name == "network" && !value.contains(':') && value.len() > 2;
            let strict = match (fault.effect, *unreadable) {
                (Effect::Malformed, _) if is_v1_name => ok(Some(1), &faulty, flags),
                // A settlement of nothing may say so.
                (Effect::Malformed, _) if *kind == "settlement" && name == "amount" && value == "\"\"" => {
                    taken(&faulty, &["empty-amount"])
                }
                (Effect::Another, _) => taken(&faulty, &[]),
                (_, "") => err("shape", of_place.refusal(fault.effect, &value), &field),
                (_, flag) => taken(&faulty, &[flag]),
            };
            let lenient = if fault.lenient.is_empty() { strict.clone() } else { taken(text, &[fault.lenient]) };
            let title = format!("{name} {}", fault.title);
            let draft = draft(format!("{at}{}", suffix(index)), &title, &faulty, [strict, lenient]);
            let ruling = match of_place {
                Kind::Decimal => "C-6",
                Kind::Network => "C-9",
                Kind::Text => "C-8",
                Kind::Seconds | Kind::Version | Kind::Hex | Kind::Name => "C-5",
            };
            let draft = draft.rulings(&[ruling]);
            // A document of another version is not made from this one.
            drafts.push(if is_v1_name {
                draft
            } else {
                made_from(draft, &format!("cells-{number}"), &name, good, &value)
            });
        }
    }
    drafts
}
