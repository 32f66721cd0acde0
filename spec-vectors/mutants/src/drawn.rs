//! Implementations drawn by a seed. Each repairs one fault in one place for one operation before it reads, as a language's parser or
//! a helpful reader would.
//!
//! The places are those of all right questions: every text and number at any depth. So a place without a vector shows.

use std::collections::{BTreeMap, BTreeSet};

use x402_conformance::adapter::Reply;
use x402_types::Uint256;

use crate::{
    json::Json,
    mutant::Mutant,
    question::{Question, from_hex, to_hex},
};

/// A name, the fault in a right value, and what becomes of a value. `None` if there is nothing to break or to repair.
type Repair = (&'static str, fn(&Json) -> Option<Json>, fn(&Json) -> Option<Json>);

/// What a right value looks like, and the repairs of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    Decimal,
    Hex,
    Network,
    Number,
    Scheme,
}

/// An operation, what it reads (a kind of object, or a mechanism), and a path in it.
type Place = (&'static str, String, String);

/// A repair of a place that a right question can show: with the fault our answer is another.
pub(crate) struct Space(BTreeMap<(Place, &'static str), Repair>);

const OPERATIONS: [&str; 2] = ["decode", "verify"];

impl Space {
    pub(crate) fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Adds what a right question can show.
    pub(crate) fn add(&mut self, question: &Question<'_>) {
        let Some(op) = OPERATIONS.into_iter().find(|op| *op == question.op) else { return };
        let Some(document) = question.document() else { return };
        let mut found = Vec::new();
        leaves(op, document, "", &mut found);
        for (path, form) in found {
            let Some(subject) = subject(question, &path) else { continue };
            for repair in repairs(form) {
                let key = ((op, subject.clone(), path.clone()), repair.0);
                if !self.0.contains_key(&key) && shows(question, document, &path, *repair) {
                    self.0.insert(key, *repair);
                }
            }
        }
    }

    /// So many mutants, the same for the same seed.
    pub(crate) fn draw(&self, seed: u64, count: usize) -> Vec<Mutant> {
        let all: Vec<_> = self.0.iter().collect();
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let mut drawn = BTreeSet::new();
        while drawn.len() < count.min(all.len()) {
            drawn.insert(random.below(all.len()));
        }
        drawn.into_iter().map(|at| mutant(&all[at].0.0, *all[at].1)).collect()
    }
}

/// Whether our answer to the fault is another one, and the repair leads back to the right value.
fn shows(question: &Question<'_>, document: &Json, path: &str, (_, breaks, repair): Repair) -> bool {
    let answer = || {
        let right = document.get(path)?;
        let fault = breaks(right).filter(|fault| repair(fault).as_ref() == Some(right))?;
        let text = document.edited(|document| document.with(path, &fault))?.to_string();
        Some(question.ask(&question.with_document(&text)?))
    };
    answer().is_some_and(|answer| outcome(&answer) != outcome(&question.honest))
}

/// What implementations have to agree on: the verdict, or whether the object is read, and with what flags.
fn outcome(reply: &Reply) -> Option<(Option<String>, bool, Option<String>)> {
    let Reply::Result(result) = reply else { return None };
    let result = Json::parse(result.as_str())?;
    Some((result.text_at("verdict"), result.get("err").is_some(), result.get("flags").map(Json::to_string)))
}

/// Marsaglia's xorshift: nothing here needs more.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or_default() % bound
    }
}

fn mutant((op, subject_of_mutant, path): &Place, (name, _, repair): Repair) -> Mutant {
    let (subject_of_mutant, at) = (subject_of_mutant.clone(), path.clone());
    Mutant::reads(format!("{op}/drawn/{subject_of_mutant}/{path}/{name}"), move |question| {
        (subject(question, &at)? == subject_of_mutant).then_some(())?;
        let document = question.document()?;
        let repaired = repair(document.get(&at)?)?;
        question.with_document(&document.edited(|document| document.with(&at, &repaired))?.to_string())
    })
}

/// What the place is in: the kind of object, or the mechanism of the payment, and the version. What one reader reads in several
/// payments is one subject.
fn subject(question: &Question<'_>, path: &str) -> Option<String> {
    let document = question.document()?;
    if let Some(extension) = path.strip_prefix("extensions.") {
        return extension.split('.').next().map(Into::into);
    }
    if path.starts_with("payload.channelConfig.") || path.starts_with("payload.voucher.") {
        return Some("channel".into());
    }
    if path.starts_with("payload.claim") {
        return Some("claims".into());
    }
    let version =
        if document.get("accepted").is_some() || document.get("paymentPayload.accepted").is_some() { 2 } else { 1 };
    if question.op == "decode" {
        let of_header = || {
            let has = |member| document.get(member).is_some();
            let kind = if has("payload") {
                "payment"
            } else if has("accepts") {
                "payment-required"
            } else {
                "settlement"
            };
            kind.to_owned()
        };
        let kind = question.input.text_at("kind").unwrap_or_else(of_header);
        let has_version = kind.ends_with("-request") || kind == "payment";
        return Some(if has_version { format!("{kind}-v{version}") } else { kind });
    }
    let scheme = document.text_at("accepted.scheme").or_else(|| document.text_at("scheme"));
    let payload = document.get("payload")?;
    let mechanism = ["authorization", "permit2Authorization", "transaction", "deposit", "voucher"];
    let mechanism = mechanism.into_iter().find(|member| payload.get(member).is_some())?;
    let is_upto = scheme.is_some_and(|scheme| scheme.trim().eq_ignore_ascii_case("upto"));
    Some(format!("{}{mechanism}-v{version}", if is_upto { "upto-" } else { "" }))
}

/// Members whose texts nobody interprets, or that the caller's own schema describes.
const FREE: [&str; 5] = ["extensions", "extra", "resource", "outputSchema", "error"];
/// The extensions that decide a payment.
const SPONSORED: [&str; 2] = ["extensions.eip2612GasSponsoring.info.", "extensions.erc20ApprovalGasSponsoring.info."];

fn leaves(op: &str, value: &Json, path: &str, found: &mut Vec<(String, Form)>) {
    let is_free = path.split('.').any(|step| FREE.contains(&step));
    let leads_to_sponsored =
        SPONSORED.iter().any(|sponsored| sponsored.starts_with(&format!("{path}.")) || path.starts_with(sponsored));
    // To the decoder a payload is any object.
    if (is_free && !leads_to_sponsored) || (op == "decode" && (path.ends_with("payload") || is_free)) {
        return;
    }
    let below = |step: &str| if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") };
    // A name with an escape is a vector about that escape.
    for (name, value) in value.members().iter().filter(|(name, _)| !name.contains('\\')) {
        leaves(op, value, &below(name), found);
    }
    if let Some(first) = value.elements().first() {
        leaves(op, first, &below("0"), found);
    }
    if let Some(form) = form(path, value) {
        found.push((path.to_owned(), form));
    }
}

fn form(path: &str, value: &Json) -> Option<Form> {
    let name = path.rsplit('.').next().unwrap_or_default();
    if let Some(plain) = value.as_plain() {
        return plain.parse::<u64>().ok().map(|_| Form::Number);
    }
    let text = value.as_text()?;
    Some(match name {
        "network" if text.contains(':') => Form::Network,
        "scheme" => Form::Scheme,
        "amount" | "maxAmountRequired" | "value" | "validAfter" | "validBefore" | "deadline" | "maxClaimableAmount" => {
            Form::Decimal
        }
        "nonce" if text.bytes().all(|byte| byte.is_ascii_digit()) => Form::Decimal,
        // To the decoder these are texts.
        "asset" | "payTo" | "payer" | "transaction" if !path.contains("extensions") => return None,
        _ if text.starts_with("0x") => Form::Hex,
        _ => return None,
    })
}

fn repairs(form: Form) -> &'static [Repair] {
    match form {
        Form::Decimal => DECIMAL,
        Form::Hex => HEX,
        Form::Network => NETWORK,
        Form::Number => NUMBER,
        Form::Scheme => SCHEME,
    }
}

/// The text that a change makes of a text.
fn text(value: &Json, to: impl FnOnce(&str) -> Option<String>) -> Option<Json> {
    let text = value.as_text()?;
    to(&text).filter(|repaired| *repaired != text).map(|repaired| Json::text(&repaired))
}

/// A decimal text that a change of a text is.
fn decimal(value: &Json, to: impl FnOnce(&str) -> Option<String>) -> Option<Json> {
    text(value, |text| to(text).filter(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())))
}

/// A text with a fault.
fn broken(value: &Json, to: impl FnOnce(&str) -> String) -> Option<Json> {
    value.as_text().map(|text| Json::text(&to(&text)))
}

/// A number with a fault, from its digits.
fn misspelled(value: &Json, to: impl FnOnce(&str) -> String) -> Option<Json> {
    value.as_plain().map(|digits| Json::number(to(digits)))
}

fn in_array(value: &Json) -> Option<Json> {
    Some(Json::Array(vec![value.clone()]))
}

const TRIMS_FRONT: Repair = (
    "trims-in-front",
    |value| broken(value, |text| format!(" {text}")),
    |value| text(value, |text| Some(text.trim_start().into())),
);
const TRIMS_BEHIND: Repair = (
    "trims-behind",
    |value| broken(value, |text| format!("{text} ")),
    |value| text(value, |text| Some(text.trim_end().into())),
);
const TRIMS_TABS: Repair = (
    "trims-tabs",
    |value| broken(value, |text| format!("\t{text}")),
    |value| text(value, |text| Some(text.trim_matches('\t').into())),
);
const CUTS_LINE: Repair = (
    "cuts-the-line-feed",
    |value| broken(value, |text| format!("{text}\n")),
    |value| text(value, |text| Some(text.trim_end_matches(['\r', '\n']).into())),
);
const ENDS_AT_ZERO: Repair = (
    "ends-at-a-zero-byte",
    |value| broken(value, |text| format!("{text}\0")),
    |value| text(value, |text| Some(text.split('\0').next().unwrap_or_default().into())),
);
const TRIMS_NO_BREAK: Repair = (
    "trims-no-break-spaces",
    |value| broken(value, |text| format!("{text}\u{a0}")),
    |value| text(value, |text| Some(text.trim_matches('\u{a0}').into())),
);
const FOLDS: Repair = (
    "folds-full-width",
    |value| broken(value, |text| text.chars().map(wide).collect()),
    |value| text(value, |text| Some(text.chars().map(narrow).collect())),
);
const FIRST: Repair = ("takes-the-first-of-an-array", in_array, |value| value.elements().first().cloned());

const DECIMAL: &[Repair] = &[
    TRIMS_FRONT,
    TRIMS_BEHIND,
    TRIMS_TABS,
    CUTS_LINE,
    ENDS_AT_ZERO,
    TRIMS_NO_BREAK,
    FOLDS,
    FIRST,
    (
        "takes-a-plus",
        |value| broken(value, |text| format!("+{text}")),
        |value| decimal(value, |text| text.strip_prefix('+').map(Into::into)),
    ),
    (
        "takes-a-minus",
        |value| broken(value, |text| format!("-{text}")),
        |value| decimal(value, |text| text.strip_prefix('-').map(Into::into)),
    ),
    ("takes-underscores", |value| separated(value, '_'), |value| decimal(value, |text| Some(text.replace('_', "")))),
    ("takes-commas", |value| separated(value, ','), |value| decimal(value, |text| Some(text.replace(',', "")))),
    ("takes-spaces-between", |value| separated(value, ' '), |value| decimal(value, |text| Some(text.replace(' ', "")))),
    (
        "takes-an-exponent",
        |value| broken(value, |text| format!("{text}e0")),
        |value| decimal(value, |text| text.contains('e').then(|| whole(text))?),
    ),
    (
        "takes-decimal-places",
        |value| broken(value, |text| format!("{text}.0")),
        |value| decimal(value, |text| text.split_once('.').map(|(whole, _)| whole.into())),
    ),
    (
        "takes-any-digits",
        |value| broken(value, |text| text.chars().map(arabic).collect()),
        |value| decimal(value, |text| Some(text.chars().map(western).collect())),
    ),
    (
        "takes-hexadecimal",
        |value| broken(value, |text| in_hexadecimal(text, "0x")),
        |value| decimal(value, |text| hexadecimal(text.strip_prefix("0x")?)),
    ),
    (
        "takes-upper-case-hexadecimal",
        |value| broken(value, |text| in_hexadecimal(text, "0X")),
        |value| decimal(value, |text| hexadecimal(text.strip_prefix("0X")?)),
    ),
    (
        "takes-zeros-in-front",
        |value| broken(value, |text| format!("0{text}")),
        |value| decimal(value, |text| Some(text.trim_start_matches('0').into())),
    ),
    (
        "takes-digits-before-a-word",
        |value| broken(value, |text| format!("{text} USDC")),
        |value| decimal(value, |text| Some(text.chars().take_while(char::is_ascii_digit).collect())),
    ),
    (
        "takes-a-number",
        |value| value.as_text().map(Json::number),
        |value| value.as_plain()?.parse::<Uint256>().ok().map(|number| Json::text(&number.to_string())),
    ),
    (
        "takes-a-number-with-places",
        |value| value.as_text().map(|text| Json::number(format!("{text}.0"))),
        |value| whole(value.as_plain().filter(|plain| plain.contains('.'))?).map(|number| Json::text(&number)),
    ),
];

const HEX: &[Repair] = &[
    TRIMS_FRONT,
    TRIMS_BEHIND,
    TRIMS_TABS,
    CUTS_LINE,
    ENDS_AT_ZERO,
    TRIMS_NO_BREAK,
    FOLDS_LAST,
    FIRST,
    (
        "adds-0x",
        |value| broken(value, |text| text.trim_start_matches("0x").into()),
        |value| text(value, |text| (!text.starts_with("0x") && !text.starts_with("0X")).then(|| format!("0x{text}"))),
    ),
    (
        "takes-0X",
        |value| broken(value, |text| text.replacen("0x", "0X", 1)),
        |value| text(value, |text| text.strip_prefix("0X").map(|digits| format!("0x{digits}"))),
    ),
    (
        "takes-0x-twice",
        |value| broken(value, |text| format!("0x{text}")),
        |value| text(value, |text| text.strip_prefix("0x0x").map(|digits| format!("0x{digits}"))),
    ),
    (
        "cuts-an-odd-digit",
        |value| broken(value, |text| format!("{text}0")),
        |value| text(value, |text| (text.is_ascii() && text.len() % 2 == 1).then(|| text[..text.len() - 1].into())),
    ),
    (
        "takes-underscores",
        |value| broken(value, |text| text.replacen("0x", "0x_", 1)),
        |value| text(value, |text| Some(text.replace('_', ""))),
    ),
];

/// Of an address or a signature, one digit is enough.
const FOLDS_LAST: Repair = (
    "folds-full-width",
    |value| {
        broken(value, |text| {
            let (digits, last) = text.split_at(text.len() - 1);
            format!("{digits}{}", last.chars().map(wide).collect::<String>())
        })
    },
    FOLDS.2,
);

const NETWORK: &[Repair] = &[
    TRIMS_FRONT,
    TRIMS_BEHIND,
    TRIMS_TABS,
    CUTS_LINE,
    ENDS_AT_ZERO,
    TRIMS_NO_BREAK,
    FOLDS,
    FIRST,
    (
        "in-lower-case",
        |value| broken(value, str::to_uppercase),
        |value| text(value, |text| Some(text.to_ascii_lowercase())),
    ),
    (
        "takes-spaces-between",
        |value| broken(value, |text| text.replacen(':', ": ", 1)),
        |value| text(value, |text| Some(text.replace(": ", ":"))),
    ),
    (
        "takes-two-colons",
        |value| broken(value, |text| text.replacen(':', "::", 1)),
        |value| text(value, |text| Some(text.replace("::", ":"))),
    ),
    (
        "takes-a-slash",
        |value| broken(value, |text| text.replacen(':', "/", 1)),
        |value| text(value, |text| Some(text.replacen('/', ":", 1))),
    ),
    (
        "takes-a-colon-behind",
        |value| broken(value, |text| format!("{text}:")),
        |value| text(value, |text| text.strip_suffix(':').filter(|text| text.contains(':')).map(Into::into)),
    ),
    (
        "takes-zeros-in-front",
        |value| reference(value, |number| number.parse::<u64>().ok().map(|number| format!("0{number}"))),
        |value| reference(value, |number| Some(number.trim_start_matches('0').into())),
    ),
    (
        "takes-a-plus",
        |value| reference(value, |number| number.parse::<u64>().ok().map(|number| format!("+{number}"))),
        |value| reference(value, |number| number.strip_prefix('+').map(Into::into)),
    ),
    (
        "takes-a-minus",
        |value| reference(value, |number| number.parse::<u64>().ok().map(|number| format!("-{number}"))),
        |value| reference(value, |number| number.strip_prefix('-').map(Into::into)),
    ),
    (
        "takes-hexadecimal",
        |value| reference(value, |number| number.parse::<u64>().ok().map(|number| format!("{number:#x}"))),
        |value| reference(value, |number| hexadecimal(number.strip_prefix("0x")?)),
    ),
    (
        "takes-decimal-places",
        |value| broken(value, |text| format!("{text}.0")),
        |value| reference(value, |number| number.split_once('.').map(|(whole, _)| whole.into())),
    ),
    (
        "takes-an-exponent",
        |value| broken(value, |text| format!("{text}e0")),
        |value| reference(value, |number| number.contains('e').then(|| whole(number))?),
    ),
    (
        "takes-a-number",
        |value| Some(Json::number(value.as_text()?.strip_prefix("eip155:")?)),
        |value| value.as_plain()?.parse::<u64>().ok().map(|id| Json::text(&format!("eip155:{id}"))),
    ),
];

const NUMBER: &[Repair] = &[
    FIRST,
    (
        "takes-a-text",
        |value| value.as_plain().map(Json::text),
        |value| value.as_text()?.parse::<u64>().ok().map(Json::number),
    ),
    (
        "takes-decimal-places",
        |value| misspelled(value, |digits| format!("{digits}.0")),
        |value| whole(value.as_plain().filter(|plain| plain.ends_with(".0"))?).map(Json::number),
    ),
    (
        "cuts-decimal-places",
        |value| misspelled(value, |digits| format!("{digits}.5")),
        |value| {
            whole(value.as_plain().filter(|plain| plain.contains('.') && !plain.ends_with(".0"))?).map(Json::number)
        },
    ),
    (
        "takes-an-exponent",
        |value| misspelled(value, |digits| format!("{digits}e0")),
        |value| {
            let is_number =
                |plain: &&str| plain.contains('e') && plain.starts_with(|first: char| first.is_ascii_digit());
            whole(value.as_plain().filter(is_number)?).map(Json::number)
        },
    ),
    (
        "takes-a-minus",
        |value| misspelled(value, |digits| format!("-{digits}")),
        |value| value.as_plain()?.strip_prefix('-')?.parse::<u64>().ok().map(Json::number),
    ),
];

const SCHEME: &[Repair] = &[
    TRIMS_FRONT,
    TRIMS_BEHIND,
    CUTS_LINE,
    ENDS_AT_ZERO,
    TRIMS_NO_BREAK,
    FIRST,
    (
        "in-lower-case",
        |value| broken(value, str::to_uppercase),
        |value| text(value, |text| Some(text.to_ascii_lowercase())),
    ),
];

/// The part of a network behind the colon, changed.
fn reference(value: &Json, to: impl FnOnce(&str) -> Option<String>) -> Option<Json> {
    text(value, |text| {
        let (namespace, number) = text.split_once(':')?;
        to(number).map(|number| format!("{namespace}:{number}"))
    })
}

/// The whole number that a floating-point text is nearest to.
fn whole(text: &str) -> Option<String> {
    // Of a long number a double has not all digits.
    if let Some(digits) = text.strip_suffix("e0").or_else(|| text.strip_suffix(".0")) {
        return digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.into());
    }
    let number: f64 = text.parse().ok()?;
    (number.is_finite() && number >= 0.0).then(|| format!("{:.0}", number.trunc()))
}

fn hexadecimal(digits: &str) -> Option<String> {
    let bytes = from_hex(&format!("0x{digits:0>64}"))?;
    Some(Uint256::from_be_bytes(bytes.try_into().ok()?).to_string())
}

fn separated(value: &Json, by: char) -> Option<Json> {
    value.as_text().filter(|text| text.len() > 3)?;
    broken(value, |text| {
        let (front, behind) = text.split_at(text.len().saturating_sub(3));
        format!("{front}{by}{behind}")
    })
}

fn wide(letter: char) -> char {
    if letter.is_ascii_alphanumeric() { char::from_u32(u32::from(letter) + 0xfee0).unwrap_or(letter) } else { letter }
}

fn arabic(letter: char) -> char {
    letter.to_digit(10).and_then(|digit| char::from_u32(0x660 + digit)).unwrap_or(letter)
}

fn in_hexadecimal(text: &str, prefix: &str) -> String {
    let digits = text.parse::<Uint256>().map(|number| to_hex(&number.to_be_bytes())).unwrap_or_default();
    format!("{prefix}{}", digits.trim_start_matches("0x").trim_start_matches('0'))
}

fn narrow(letter: char) -> char {
    let is_wide = ('\u{ff01}'..='\u{ff5e}').contains(&letter);
    if is_wide { char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter) } else { letter }
}

fn western(letter: char) -> char {
    let is_arabic = ('\u{660}'..='\u{669}').contains(&letter);
    if is_arabic { char::from_u32(u32::from(letter) - 0x660 + 0x30).unwrap_or(letter) } else { letter }
}
