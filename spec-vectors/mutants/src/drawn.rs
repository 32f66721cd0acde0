//! Implementations drawn by a seed. Each has one bug in one place for one operation, of a kind that languages, parsers and helpful
//! readers have: it repairs a spelling, takes a member that is missing, null or of another type, drops the upper bits of a number, or
//! compares less than it has to.
//!
//! The places are those of all right questions: every member at any depth. Whether a bug is one is asked of our own testee, about a
//! right question with the fault, and not of the vectors: a bug with which no such answer changes is no bug, and is not drawn. So a
//! place without a vector shows.

use std::collections::{BTreeMap, BTreeSet};

use x402_conformance::adapter::Reply;
use x402_types::Uint256;

use crate::{
    json::Json,
    mutant::Mutant,
    question::{Question, constant, from_hex, result_of, to_hex},
};

mod bits;
mod terms;
mod types;

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
type FieldPath = (&'static str, String, String);

/// What an implementation does otherwise.
#[derive(Clone)]
enum Bug {
    /// Repairs a value before it reads.
    Repairs(Repair),
    /// Takes what has a fault of its type, and answers this way, unless it is a payment or an entry.
    Takes(types::Fault, String),
    /// Finds a member of the terms equal that is not.
    Equates(terms::Comparison),
}

/// A place and the name of a bug.
type Key = (FieldPath, String);

/// The bugs that a right question can show.
pub(crate) struct Space {
    shown: BTreeMap<Key, Bug>,
    /// Those that no question has shown, and how many were asked.
    tried: BTreeMap<Key, usize>,
}

/// As many right questions are asked whether a bug is one. They are alike to the reader of a place.
const TRIED: usize = 3;

/// `digest` and `replay-key` read with the reader of `verify`, so no question asks them about a bug of a reader.
const OPERATIONS: [&str; 3] = ["decode", "match", "verify"];

impl Space {
    pub(crate) fn new() -> Self {
        Self { shown: BTreeMap::new(), tried: BTreeMap::new() }
    }

    /// Adds what a right question can show.
    pub(crate) fn add(&mut self, question: &Question<'_>) {
        let Some(op) = OPERATIONS.into_iter().find(|op| *op == question.op) else { return };
        let Some(object) = object(question) else { return };
        let mut all = Vec::new();
        walk(op, object, "", &mut all);
        let right = match &*question.honest {
            Reply::Result(result) => result.as_str().to_owned(),
            Reply::Skipped(_) | Reply::Error(_) | Reply::Malformed(_) | Reply::Crashed(_) | Reply::TimedOut(_) => {
                return;
            }
        };
        // The decoder does not read inside of what is free.
        let is_spelled = |path: &str| op != "decode" || !has_free_step(path);
        let found = all.iter().filter(|(path, _)| is_spelled(path));
        let found = found.filter_map(|(path, value)| Some((path.clone(), form(path, value)?)));
        let spelled = found.flat_map(|(path, form)| {
            let repairs = repairs(form).iter().copied().chain(bits::repairs(form).iter().copied());
            repairs.map(move |repair| (path.clone(), repair.0, Bug::Repairs(repair)))
        });
        // A member of an entry is in an object; an entry itself is in a list.
        let members = all.iter().map(|(path, _)| path).filter(|path| !path.ends_with(".0"));
        let typed = members.flat_map(|path| {
            let takes = |fault: &types::Fault| (path.clone(), fault.0, Bug::Takes(*fault, right.clone()));
            types::FAULTS.iter().map(takes).collect::<Vec<_>>()
        });
        let compared = terms::field_paths(question, object).into_iter().flat_map(|path| {
            terms::COMPARISONS.iter().map(move |comparison| (path.clone(), comparison.0, Bug::Equates(*comparison)))
        });
        for (path, name, bug) in spelled.chain(typed).chain(compared) {
            let Some(subject) = subject(question, &path) else { continue };
            let key = ((op, subject, path), name.to_owned());
            if self.shown.contains_key(&key) || self.tried.get(&key).is_some_and(|tried| *tried >= TRIED) {
                continue;
            }
            if shows(question, object, &key.0.2, &bug) {
                self.shown.insert(key, bug);
            } else {
                *self.tried.entry(key).or_default() += 1;
            }
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.shown.len()
    }

    /// So many mutants, the same for the same seed.
    pub(crate) fn draw(&self, seed: u64, count: usize) -> Vec<Mutant> {
        let all: Vec<_> = self.shown.iter().collect();
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let mut drawn = BTreeSet::new();
        while drawn.len() < count.min(all.len()) {
            drawn.insert(random.below(all.len()));
        }
        drawn.into_iter().map(|at| mutant(&all[at].0.0, &all[at].0.1, all[at].1)).collect()
    }
}

/// What is read by places: the terms of `match`, and otherwise the object or the payment.
fn object<'q>(question: &'q Question<'_>) -> Option<&'q Json> {
    if question.op == "match" { question.input.get("accepted") } else { question.document() }
}

/// The question with another object.
fn with_object(question: &Question<'_>, object: &Json) -> Option<String> {
    if question.op == "match" {
        return question.input.edited(|input| input.with("accepted", object)).map(|input| input.to_string());
    }
    question.with_document(&object.to_string())
}

/// Whether our answer to a fault is another one than the mutant's.
fn shows(question: &Question<'_>, object: &Json, path: &str, bug: &Bug) -> bool {
    let faulty = || {
        let right = object.get(path)?;
        Some(match bug {
            Bug::Repairs((_, breaks, repair)) => {
                let fault = breaks(right).filter(|fault| repair(fault).as_ref() == Some(right))?;
                object.edited(|object| object.with(path, &fault))?
            }
            Bug::Takes(fault, _) => fault.at_path(object, path)?,
            Bug::Equates((_, breaks, equal)) => {
                let fault = breaks(right).filter(|fault| fault != right && equal(fault, right))?;
                object.edited(|object| object.with(path, &fault))?
            }
        })
    };
    let answer = || Some(question.ask(&with_object(question, &faulty()?)?));
    // A question that cannot be asked shows nothing: the offers of `match` are the asker's own.
    let Some(answer) = answer().filter(|answer| matches!(answer, Reply::Result(_))) else { return false };
    if matches!(bug, Bug::Takes(..)) {
        is_refused(question.op, &answer)
    } else {
        outcome(&answer) != outcome(&question.honest)
    }
}

/// Whether we refuse a payment, an object, or an entry of it.
fn is_refused(op: &str, reply: &Reply) -> bool {
    let Reply::Result(result) = reply else { return false };
    let Some(result) = Json::parse(result.as_str()) else { return false };
    match op {
        "verify" => result.text_at("verdict").as_deref() == Some("invalid"),
        _ => result.get("err").is_some() || unreadable(&result).next().is_some(),
    }
}

/// The flags of entries that cannot be read.
fn unreadable(result: &Json) -> impl Iterator<Item = &Json> {
    let flags = result.get("flags").map(Json::elements).unwrap_or_default();
    flags.iter().filter(|flag| flag.as_text().is_some_and(|flag| flag.starts_with("unreadable-")))
}

/// What implementations have to agree on: the verdict or the offer, and whether the object is read, as what, and with what flags.
fn outcome(reply: &Reply) -> Option<[Option<String>; 6]> {
    let Reply::Result(result) = reply else { return None };
    let result = Json::parse(result.as_str())?;
    let field = |name: &str| result.get(name).map(Json::to_string);
    let is_read = Some(result.get("err").is_none().to_string());
    Some([field("verdict"), field("offer"), field("flags"), field("canonical"), field("replayKey"), is_read])
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

fn mutant((op, subject_of_mutant, path): &FieldPath, name: &str, bug: &Bug) -> Mutant {
    let (subject_of_mutant, at, bug) = (subject_of_mutant.clone(), path.clone(), bug.clone());
    Mutant::new(format!("{op}/drawn/{subject_of_mutant}/{path}/{name}"), move |question| {
        let object = object(question)?;
        // Most questions show by the value that they are not concerned, and their subject need not be found.
        let is_of_subject = || (subject(question, &at)? == subject_of_mutant).then_some(());
        let repaired = match &bug {
            Bug::Repairs((_, _, repair)) => repair(object.get(&at)?)?,
            Bug::Takes(fault, right) => {
                fault.is_in(object, &at).then_some(())?;
                is_of_subject()?;
                return taken(question, right);
            }
            Bug::Equates((_, _, equal)) => terms::offered(question, &at, object.get(&at)?, *equal)?,
        };
        is_of_subject()?;
        asked(question, &object.edited(|object| object.with(&at, &repaired))?)
    })
}

/// Our answer to the question with another object.
fn asked(question: &Question<'_>, object: &Json) -> Option<Reply> {
    let input = with_object(question, object)?;
    (input != question.text).then(|| question.ask(&input))
}

/// The answer that takes what we refuse. An operation that computes something answers as if it were right.
fn taken(question: &Question<'_>, right: &str) -> Option<Reply> {
    if !is_refused(question.op, &question.honest) {
        return None;
    }
    match question.op {
        "verify" => constant(r#"{"verdict":"valid"}"#),
        "decode" if question.result()?.get("err").is_none() => {
            let is_read = |flag: &Json| !flag.as_text().is_some_and(|flag| flag.starts_with("unreadable-"));
            result_of(&question.result()?.edited(|result| result.keep("flags", is_read))?)
        }
        _ => constant(right),
    }
}

/// What the place is in: the kind of object, or the mechanism of the payment, and the version. What one reader reads in several
/// payments is one subject. It has to be found with any fault in the place.
fn subject(question: &Question<'_>, path: &str) -> Option<String> {
    let object = object(question)?;
    if let Some(extension) = path.strip_prefix("extensions.") {
        return extension.split('.').next().map(Into::into);
    }
    let has = |member| object.get(member).is_some();
    let by_shape = if question.op == "match" || has("accepted") || has("paymentPayload.accepted") { 2 } else { 1 };
    let stated = object.get("x402Version").and_then(Json::as_plain).and_then(|version| version.parse::<u8>().ok());
    let version = stated.filter(|version| (1..=2).contains(version)).unwrap_or(by_shape);
    if question.op == "decode" {
        let of_header = || match question.input.text_at("header.name")?.to_ascii_lowercase().as_str() {
            "payment-required" => Some("payment-required".to_owned()),
            "payment-response" | "x-payment-response" => Some("settlement".to_owned()),
            "payment-signature" | "x-payment" => Some("payment".to_owned()),
            _ => None,
        };
        let kind = question.input.text_at("kind").or_else(of_header)?;
        let has_version = kind.ends_with("-request") || kind == "payment";
        return Some(if has_version { format!("{kind}-v{version}") } else { kind });
    }
    let offer = offer(question, object)?;
    let (scheme, network) = (offer.text_at("scheme")?, offer.text_at("network")?);
    if let Some(of_payload) = path.strip_prefix("payload.") {
        if ["channelConfig", "voucher"].iter().any(|member| of_payload.starts_with(member)) {
            return Some("channel".into());
        }
        if of_payload.starts_with("claim") {
            return Some("claims".into());
        }
        let mechanisms =
            ["authorization", "permit2Authorization", "transaction", "deposit", "refundNonce", "voucher", "claims"];
        let named = mechanisms.into_iter().find(|member| of_payload.split('.').next() == Some(member));
        let payload = object.get("payload")?;
        let mechanism = named.or_else(|| mechanisms.into_iter().find(|member| payload.get(member).is_some()))?;
        return Some(format!("{scheme}-{mechanism}-v{version}"));
    }
    // One comparison serves all networks and schemes (B-2). Only what is an address depends on the chain.
    let is_address = ["asset", "payTo"].iter().any(|name| path.ends_with(name));
    let is_evm = version == 1 || network.starts_with("eip155:");
    Some(if is_evm || !is_address { format!("terms-v{version}") } else { format!("terms-v{version}-of-other-chains") })
}

/// The offer of the scheme that the payment names, or the first. A payment with a fault is of the same subject.
fn offer<'q>(question: &'q Question<'_>, payment: &Json) -> Option<&'q Json> {
    let offers = question.input.get("offers").map(Json::elements).unwrap_or_default();
    let scheme = payment.text_at("accepted.scheme").or_else(|| payment.text_at("scheme"));
    let named = offers.iter().find(|offer| scheme.is_some() && offer.text_at("scheme") == scheme);
    named.or(offers.first()).or_else(|| question.input.get("offer"))
}

/// Members whose texts nobody interprets, or that the caller's own schema describes.
const FREE: [&str; 7] = ["extensions", "extra", "resource", "outputSchema", "error", "zeta", "hint"];
/// The extensions that decide a payment.
const SPONSORED: [&str; 2] = ["extensions.eip2612GasSponsoring.info.", "extensions.erc20ApprovalGasSponsoring.info."];

/// Every place that is read, at any depth, with its value. Of a list the first entry stands for all.
fn walk<'j>(op: &str, value: &'j Json, path: &str, found: &mut Vec<(String, &'j Json)>) {
    let leads_to_sponsored =
        SPONSORED.iter().any(|sponsored| sponsored.starts_with(&format!("{path}.")) || path.starts_with(sponsored));
    if has_free_step(path) && !leads_to_sponsored {
        return;
    }
    if !path.is_empty() {
        found.push((path.to_owned(), value));
    }
    // To the decoder a payload is any object.
    if op == "decode" && path.ends_with("payload") {
        return;
    }
    let below = |step: &str| if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") };
    // A name with an escape is a vector about that escape.
    for (name, value) in value.members().iter().filter(|(name, _)| !name.contains('\\')) {
        walk(op, value, &below(name), found);
    }
    if let Some(first) = value.elements().first() {
        walk(op, first, &below("0"), found);
    }
}

fn has_free_step(path: &str) -> bool {
    path.split('.').any(|step| FREE.contains(&step))
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
