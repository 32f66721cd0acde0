//! Cells: every field of a payment by every fault of its kind, as `verify` and `match` read it; and every field of a document, as `decode`
//! reads it. Samples of a table leave out what nobody thought of; cells do not.
//!
//! A number is that of the field, with letters for the fault. Both are permanent: new faults go to the end of their kind.

mod amounts;
mod faults;
mod field_paths;
pub(crate) mod lenient;
mod limits;
mod others;

use serde_json::{Value, json};
use x402_vectors::vector::Class;

use self::{
    faults::{Effect, Kind},
    field_paths::{Document, FieldPath, InDocument, Payment, Reply},
};
use crate::{
    draft::{Draft, err, expect, ok, raw_text, suffix},
    fault::Fault as Named,
    rows,
};

pub(crate) fn drafts() -> Vec<Draft> {
    let (mut drafts, mut others): (Vec<Draft>, _) = (Vec::new(), Vec::new());
    for read in reads() {
        // What came later stands behind the limits.
        if read.name.starts_with("`verify`") { drafts.extend(read.drafts) } else { others.extend(read.drafts) }
    }
    drafts.into_iter().chain(limits::drafts()).chain(others).chain(amounts::drafts()).collect()
}

/// What an operation reads, and its cells.
pub(crate) struct Read {
    /// For the page about coverage.
    pub(crate) name: String,
    pub(crate) field_paths: usize,
    /// The first is the right one and no cell. Each other one is a cell.
    drafts: Vec<Draft>,
    /// Why a cell has no vector, for each that has none.
    pub(crate) without: Vec<&'static str>,
}

impl Read {
    fn new(name: String, field_paths: usize, right: Draft) -> Self {
        Self { name, field_paths, drafts: vec![right], without: Vec::new() }
    }

    /// The cells with a vector.
    pub(crate) fn with(&self) -> usize {
        self.drafts.len() - 1
    }
}

/// The reasons why a cell has no vector.
pub(crate) mod without {
    pub(crate) const FAULT: &str =
        "The value cannot have the fault: a network without a number has none in hexadecimal.";
    pub(crate) const MECHANISM: &str =
        "What is signed, or a channel, is another one then: the groups of the mechanism decide it.";
    pub(crate) const OPTIONAL: &str =
        "The member may be missing, and the groups `members` and `batch-settlement` say what that means.";
    pub(crate) const EMPTY: &str = "An object without members lacks each, and the group `members` has them one by one.";
    pub(crate) const SHORTER: &str = "A list without the entry is a shorter list.";
    pub(crate) const ASKER: &str = "`match` gets offers that can be read: another one is an error of the asker.";
}

/// Everything that is read by fields.
pub(crate) fn reads() -> Vec<Read> {
    let payments = field_paths::payments();
    let documents = field_paths::documents();
    let verified = payments.iter().map(of_payment);
    verified.chain(documents.iter().map(of_document)).chain(others::reads(&payments)).collect()
}

const NO_WITNESS: &str = "a ruling decides the spelling: one library takes it, another does not, and nothing is hashed";
const SAME: &str =
    "the same bytes in another spelling, which is a ruling; the vector that it was made from has the witnesses";

/// The payment, and each field of it with each fault.
fn of_payment(payment: &Payment) -> Read {
    let draft = |number: &str, title: &str, input: &str, class, result: &Value| {
        let title = format!("{}: {title}", payment.name);
        Draft::new(format!("cells-{number}"), "verify", title, raw_text(input), expect(class, result))
    };
    let taken = |flags: &[&str]| {
        let mut result = json!({"verdict": "valid"});
        if let Some(payer) = payment.payer {
            result["payer"] = payer.into();
        }
        let flags: Vec<&str> = flags.iter().chain(payment.flags).copied().collect();
        if !flags.is_empty() {
            result["flags"] = json!(flags);
        }
        if !payment.outstanding.is_empty() {
            result["outstanding"] = json!(payment.outstanding);
        }
        result
    };
    let parent = draft(&payment.number.to_string(), "the payment", &payment.question, Class::Valid, &taken(&[]));
    let parent = parent.rulings(&[payment.ruling]).level(payment.level()).no_witness(SAME);
    let mut read = Read::new(format!("`verify`: {}", payment.name), payment.field_paths.len(), parent);
    for field_path in &payment.field_paths {
        let FieldPath { pointer, kind, .. } = *field_path;
        let good = rows::value(&payment.question, pointer).unwrap_or_else(|| panic!("{pointer} is nowhere"));
        let name = pointer.trim_start_matches("/payment/json/").replace('/', ".");
        for (index, fault) in kind.faults().iter().enumerate() {
            let Some(text) = (fault.change)(good).filter(|text| text != good) else {
                read.without.push(without::FAULT);
                continue;
            };
            let number = format!("{}{}", field_path.number, suffix(index));
            let title = format!("{name} {}", fault.title);
            let plain = || lenient::Signed { question: with(&payment.question, pointer, &text), is_alone: true };
            let signed = lenient::signed_for(&payment.question, pointer, kind, fault, &text).unwrap_or_else(plain);
            let input = signed.question;
            let Some(reply) = field_path.reply(fault.effect) else {
                read.without.push(field_path.undecided(fault.effect));
                continue;
            };
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
            let draft =
                payment.at_level(draft.rulings(&[field_path.ruling(fault.effect)]).fault(field_path.fault(fault)));
            read.drafts.push(if signed.is_alone {
                made_from(draft, &format!("cells-{}", payment.number), &name, good, &text)
            } else {
                draft
            });
        }
    }
    read
}

/// The text with another value at a field, or with none.
fn with(text: &str, pointer: &str, value: &str) -> String {
    if value.is_empty() { rows::apply(text, pointer) } else { rows::apply(text, &format!("{pointer}={value}")) }
}

/// The longest value, in characters, that a person can read in a change.
const LONGEST: usize = 200;

/// With the parent and the change. Of a long value both ends stand there.
fn made_from(draft: Draft, parent: &str, path: &str, from: &str, to: &str) -> Draft {
    let plain = |json: &str| {
        let text = serde_json::from_str::<String>(json).unwrap_or_else(|_| json.to_owned());
        let letters: Vec<char> = text.chars().collect();
        if letters.len() <= LONGEST {
            return text;
        }
        let end = |letters: &[char]| letters.iter().collect::<String>();
        format!("{}…{}", end(&letters[..LONGEST / 4]), end(&letters[letters.len() - LONGEST / 4..]))
    };
    draft.child_of(parent, path, plain(from), if to.is_empty() { "absent".into() } else { plain(to) })
}

/// A document for `decode`, and each field of it with each fault.
fn of_document(document: &Document) -> Read {
    let Document { number, kind, text, version, flags, field_paths } = document;
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
    let of_version = version.map(|version| format!(", V{version}")).unwrap_or_default();
    let name = format!("`decode`: {kind}{of_version}");
    let mut read = Read::new(name, field_paths.len(), parent.rulings(&["C-7"]).fault(Named::AnotherValue));
    for (at, InDocument { pointer, kind: kind_of_field, unreadable, optional }) in (number + 1..).zip(field_paths) {
        let good = rows::value(text, pointer).unwrap_or_else(|| panic!("{pointer} is nowhere"));
        let name = pointer[1..].replace('/', ".");
        let field = name.replace(".0.", "[0].");
        for (index, fault) in kind_of_field.faults().iter().enumerate() {
            let Some(value) = (fault.change)(good).filter(|value| value != good) else {
                read.without.push(without::FAULT);
                continue;
            };
            let is_gone = matches!(fault.effect, Effect::Missing | Effect::Null);
            let is_empty = *kind_of_field == Kind::Object && fault.effect == Effect::Another;
            let is_entry = pointer.ends_with(|last: char| last.is_ascii_digit());
            let reason = if is_entry && fault.effect == Effect::Missing {
                Some(without::SHORTER)
            } else if *optional && is_gone {
                Some(without::OPTIONAL)
            } else {
                let is_kept = name == "payload" || !unreadable.is_empty();
                (is_empty && !is_kept && first_of(&name, *version).is_none()).then_some(without::EMPTY)
            };
            if let Some(reason) = reason {
                read.without.push(reason);
                continue;
            }
            let faulty = with(text, pointer, &value);
            // A settlement does not say its version: a text without a colon has the form of a V1 name.
            let is_v1_name = *kind == "settlement"
                && name == "network"
                && fault.effect == Effect::Malformed
                && !value.contains(':')
                && value.len() > 2;
            let first = first_of(&name, *version).filter(|_| is_empty);
            let strict = match (fault.effect, *unreadable) {
                (Effect::Malformed, _) if is_v1_name => ok(Some(1), &faulty, flags),
                // A settlement of nothing may say so.
                (Effect::Malformed, _) if *kind == "settlement" && name == "amount" && value == "\"\"" => {
                    taken(&faulty, &["empty-amount"])
                }
                (Effect::Another, "") if first.is_some() => {
                    err("shape", "missing-member", &format!("{name}.{}", first.unwrap_or_default()))
                }
                (Effect::Another, flag) if is_empty => {
                    taken(&faulty, if flag.is_empty() { &[] } else { std::slice::from_ref(unreadable) })
                }
                (Effect::Another | Effect::Beyond(_), _) => taken(&faulty, &[]),
                (_, "") => err("shape", kind_of_field.refusal(fault.effect, &value), &field),
                (_, flag) => taken(&faulty, &[flag]),
            };
            let lenient = if fault.lenient.is_empty() { strict.clone() } else { taken(text, &[fault.lenient]) };
            let title = format!("{name} {}", fault.title);
            let draft = draft(format!("{at}{}", suffix(index)), &title, &faulty, [strict, lenient]);
            // What cannot be read in a list is kept (C-10).
            let is_kept = !unreadable.is_empty() && !matches!(fault.effect, Effect::Another | Effect::Beyond(_));
            let is_kept = is_kept || (is_empty && !unreadable.is_empty());
            let ruling = match kind_of_field {
                _ if is_kept => "C-10",
                _ if fault.effect == Effect::Missing => "C-8",
                _ if fault.effect == Effect::Null => "C-7",
                Kind::Decimal => "C-6",
                Kind::Network => "C-9",
                Kind::Text if matches!(fault.effect, Effect::Another | Effect::Malformed) => "C-10",
                Kind::Kept | Kind::Text | Kind::Free | Kind::Object | Kind::List | Kind::Bool => "C-8",
                Kind::Seconds | Kind::Version | Kind::Hex | Kind::Name => "C-5",
            };
            let named = match fault.effect {
                _ if is_kept => Named::UnreadableEntry,
                // A settlement of nothing.
                Effect::Malformed if *kind == "settlement" && value == "\"\"" && name == "amount" => {
                    Named::EmptyInSettlement
                }
                Effect::Another if first.is_some() => Named::RequiredMissing,
                _ if is_v1_name => Named::AnotherValue,
                Effect::Malformed
                | Effect::WrongType
                | Effect::Missing
                | Effect::Null
                | Effect::Another
                | Effect::Beyond(_)
                | Effect::Same => fault.name(*kind_of_field).unwrap_or(Named::AnotherValue),
            };
            let draft = draft.rulings(&[ruling]).fault(named);
            // A document of another version is not made from this one.
            read.drafts.push(if is_v1_name {
                draft
            } else {
                made_from(draft, &format!("cells-{number}"), &name, good, &value)
            });
        }
    }
    read
}

/// The member that an object without members is said to lack.
fn first_of(object: &str, version: Option<u64>) -> Option<&'static str> {
    match object.rsplit('.').next()? {
        "pagination" => Some("limit"),
        "paymentPayload" => Some("x402Version"),
        "accepted" => Some("scheme"),
        "paymentRequirements" if version == Some(2) => Some("scheme"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As many cells have a vector at least. The number only grows.
    const FLOOR: usize = 8_411;

    #[test]
    fn each_cell_has_a_vector_or_a_reason() {
        let faults = |kinds: Vec<Kind>| kinds.into_iter().map(|kind| kind.faults().len()).sum::<usize>();
        let payments = field_paths::payments();
        let documents = field_paths::documents();
        let of_payments =
            payments.iter().map(|payment| payment.field_paths.iter().map(|field_path| field_path.kind).collect());
        let of_documents =
            documents.iter().map(|document| document.field_paths.iter().map(|field_path| field_path.kind).collect());
        let cells: usize = of_payments.chain(of_documents).map(faults).sum();
        let (first, others): (Vec<Read>, Vec<Read>) = reads()
            .into_iter()
            .partition(|read| read.name.starts_with("`verify`") || read.name.starts_with("`decode`"));
        assert_eq!(first.iter().map(|read| read.with() + read.without.len()).sum::<usize>(), cells);
        let with: usize = first.iter().chain(&others).map(Read::with).sum();
        assert!(with >= FLOOR, "{with} cells have a vector, and {FLOOR} had one");
    }

    #[test]
    fn no_number_is_used_twice() {
        let mut ids = std::collections::BTreeSet::new();
        let drafts = drafts();
        let twice: Vec<&str> = drafts.iter().map(Draft::id).filter(|id| !ids.insert(*id)).collect();
        assert_eq!(twice, Vec::<&str>::new());
    }
}
