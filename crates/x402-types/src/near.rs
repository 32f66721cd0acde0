//! Finds fields under a near name: a name in the style of a different language, a name with a typing error, or a different
//! word for the same field. No reader accepts such a field instead of the right one. Messages name it, because it is the name
//! that the user sees.

use alloc::{borrow::Cow, string::String, vec::Vec};

use crate::{DecodeError, DecodeOptions, ErrorKind, JsonRef, Members, RawJson, Segment, Wire};

/// Other words for a field, in lower case and without separators. A word is not listed for a field if an object of the protocol
/// has both.
const SYNONYMS: &[(&str, &[&str])] = &[
    ("accepted", &["accept", "paymentrequirements", "requirements", "acceptedrequirements"]),
    ("accepts", &["accept", "offers", "paymentrequirements", "requirements", "paymentoptions", "paymentmethods"]),
    ("amount", &["price", "cost", "amountrequired", "maxamount", "amountusd", "priceusd"]),
    ("asset", &["token", "currency", "mint", "assetaddress", "tokenaddress", "mintaddress", "tokenmint"]),
    ("description", &["desc"]),
    ("extensions", &["extension"]),
    ("extra", &["extras", "extradata"]),
    ("maxAmountRequired", &["price", "cost", "amountrequired", "maxamount", "amountusd", "priceusd"]),
    ("maxTimeoutSeconds", &["timeout", "timeoutseconds", "maxtimeout", "maxtimeoutsecs"]),
    ("mimeType", &["contenttype", "mediatype"]),
    ("network", &["chain", "chainid", "networkid", "blockchain"]),
    (
        "payTo",
        &["recipient", "receiver", "payee", "paytoaddress", "recipientaddress", "receiveraddress", "walletaddress"],
    ),
    ("payload", &["paymentpayload", "signedpayload"]),
    ("paymentPayload", &["payment", "payload"]),
    ("paymentRequirements", &["requirements", "paymentrequirement"]),
    ("resource", &["resourceinfo", "resourceurl", "url"]),
    ("scheme", &["paymentscheme", "schemename"]),
    ("url", &["uri", "href", "resourceurl"]),
    ("x402Version", &["version", "protocolversion", "x402"]),
];

/// Returns the names of fields in an object that are near to a name, in the order of the object. A name is near if it
/// differs from `name` only in letter case and in separators, as `pay_to`, `PayTo` and `payto` do, if it is `name` with a
/// typing error (`acepts`, `x402Verison`), or if a short table lists it as a different word for `name`. If the object has a
/// field with the name itself, no name is near.
///
/// ```
/// use x402_types::{RawJson, near_names};
/// let offer = RawJson::parse(r#"{"scheme":"exact","pay_to":"0x20","timeout":60}"#)?;
/// assert_eq!(near_names(offer.as_json(), "payTo"), ["pay_to"]);
/// assert_eq!(near_names(offer.as_json(), "maxTimeoutSeconds"), ["timeout"]);
/// assert!(near_names(offer.as_json(), "scheme").is_empty());
/// assert!(near_names(offer.as_json(), "asset").is_empty());
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[must_use]
pub fn near_names<'a>(object: JsonRef<'a>, name: &str) -> Vec<Cow<'a, str>> {
    let Ok(members) = object.members() else { return Vec::new() };
    if object.get(name).is_some() {
        return Vec::new();
    }
    let synonyms = SYNONYMS.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, words)| words);
    let folded_name = folded(name);
    let is_near = |found: &str| {
        let found = folded(found);
        !found.is_empty()
            && (found == folded_name || synonyms.contains(&&*found) || is_typing_error(&found, &folded_name))
    };
    members.map(|(found, _)| found).filter(|found| is_near(found)).collect()
}

/// The fewest letters that both names have, and one less than both have if a letter is replaced. Among shorter names, such as `uri` and
/// `url` or `payer` and `payee`, one letter makes a different word.
const SHORTEST: usize = 5;

/// Whether a name is the other with one letter left out, added or replaced, or with two neighbours swapped. Both are ASCII.
fn is_typing_error(found: &str, name: &str) -> bool {
    let (found, name) = (found.as_bytes(), name.as_bytes());
    let shortest = found.len().min(name.len());
    if shortest < SHORTEST {
        return false;
    }
    let same = found.iter().zip(name).take_while(|(left, right)| left == right).count();
    let (found, name) = (found.get(same..).unwrap_or_default(), name.get(same..).unwrap_or_default());
    match (found, name) {
        ([_, found @ ..], _) if found == name => true,
        (_, [_, name @ ..]) if found == name => true,
        ([first, second, found @ ..], [other, next, name @ ..])
            if found == name && first == next && second == other =>
        {
            true
        }
        ([_, found @ ..], [_, name @ ..]) => found == name && shortest > SHORTEST,
        _ => false,
    }
}

/// The letters and digits of a name, in lower case.
fn folded(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// A required field that an object lacks, and the near name that the object has instead.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NearName {
    /// The path of the missing field, such as `accepted.payTo`.
    pub field: String,
    /// The near name. It comes from the document.
    pub found: String,
}

/// The most fields that are looked for in one document.
const MOST: usize = 16;

/// Finds the required fields that a document has under a near name, if it cannot be read as `T`. After each one, the
/// search continues as if the field had the right name. It stops after 16 fields, at the first fault of a different
/// kind, and where several near names compete for one field.
///
/// ```
/// use x402_types::{DecodeOptions, PaymentPayload, RawJson, near_names_in};
/// let payment = RawJson::parse(r#"{"x402_version":2,"accepted":{"scheme":"exact","network":"eip155:8453","amount":"1",
///   "asset":"0x83","pay_to":"0x20","max_timeout_seconds":60},"payload":{}}"#)?;
/// let near = near_names_in::<PaymentPayload>(&payment, &DecodeOptions::STRICT);
/// let found: Vec<_> = near.iter().map(|near| (&*near.field, &*near.found)).collect();
/// assert_eq!(
///     found,
///     [("x402Version", "x402_version"), ("accepted.payTo", "pay_to"), ("accepted.maxTimeoutSeconds", "max_timeout_seconds")],
/// );
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[must_use]
pub fn near_names_in<T: Wire>(document: &RawJson, options: &DecodeOptions) -> Vec<NearName> {
    let (mut found, mut document) = (Vec::new(), document.clone());
    while found.len() < MOST {
        let Err(error) = T::decode(document.as_str(), options) else { break };
        let Some((near, renamed)) = near_name_of(&error, document.as_json()) else { break };
        found.push(near);
        document = renamed;
    }
    found
}

/// The only near name for the field that is missing, and the document with the right name.
fn near_name_of(error: &DecodeError, document: JsonRef<'_>) -> Option<(NearName, RawJson)> {
    if error.kind() != ErrorKind::MissingMember {
        return None;
    }
    let path: Vec<_> = error.path().segments().collect();
    let (Segment::Member(name), outer) = path.split_last()? else { return None };
    let mut found = None;
    let renamed = renamed_at(document, outer, name, &mut found)?;
    Some((NearName { field: alloc::format!("{}", error.path()), found: found? }, renamed))
}

/// The value with a field renamed in the object at `path`. `None` if there is no such object, or no single near name in it.
fn renamed_at(value: JsonRef<'_>, path: &[Segment], name: &str, found: &mut Option<String>) -> Option<RawJson> {
    let Some((step, path)) = path.split_first() else {
        let near = near_names(value, name);
        let [near] = near.as_slice() else { return None };
        *found = Some(near.as_ref().into());
        return Some(with_members(value, |member, inner| {
            (if member == near { name.into() } else { member.into() }, inner.into())
        }));
    };
    match step {
        Segment::Member(step) => {
            let inner = renamed_at(value.get(step)?, path, name, found)?;
            Some(with_members(value, |member, value| {
                (member.into(), if member == *step { inner.clone() } else { value.into() })
            }))
        }
        Segment::Index(index) => {
            let inner = renamed_at(value.elements().ok()?.nth(usize::from(*index))?, path, name, found)?;
            let elements = value.elements().ok()?.enumerate();
            Some(RawJson::array(elements.map(
                |(at, element)| {
                    if at == usize::from(*index) { inner.clone() } else { element.into() }
                },
            )))
        }
    }
}

/// The object with each field changed.
fn with_members(object: JsonRef<'_>, change: impl Fn(&str, JsonRef<'_>) -> (String, RawJson)) -> RawJson {
    let mut changed = Members::new();
    for (name, value) in object.members().into_iter().flatten() {
        let (name, value) = change(&name, value);
        changed.insert(&name, value);
    }
    changed.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{borrow::ToOwned, format};

    use crate::{FacilitatorRequest, PaymentPayload, PaymentRequired};

    fn near(object: &str, name: &str) -> Vec<String> {
        let object = RawJson::parse(object).unwrap();
        near_names(object.as_json(), name).into_iter().map(Cow::into_owned).collect()
    }

    fn found<T: Wire>(document: &str) -> Vec<(String, String)> {
        let document = RawJson::parse(document).unwrap();
        let near = near_names_in::<T>(&document, &DecodeOptions::STRICT);
        near.into_iter().map(|near| (near.field, near.found)).collect()
    }

    #[test]
    fn spellings_of_other_languages_are_near() {
        for (object, name) in [
            (r#"{"pay_to":1}"#, "payTo"),
            (r#"{"PayTo":1}"#, "payTo"),
            (r#"{"payto":1}"#, "payTo"),
            (r#"{"PAY-TO":1}"#, "payTo"),
            (r#"{"X402Version":1}"#, "x402Version"),
            (r#"{"x402.payment":1}"#, "x402/payment"),
            (r#"{"max_amount_required":1}"#, "maxAmountRequired"),
            (r#"{"fee_payer":1}"#, "feePayer"),
            (r#"{"acepts":1}"#, "accepts"),
            (r#"{"acccepts":1}"#, "accepts"),
            (r#"{"accepta":1}"#, "accepts"),
            (r#"{"x402Verison":1}"#, "x402Version"),
            (r#"{"ammount":1}"#, "amount"),
            (r#"{"assets":1}"#, "asset"),
            (r#"{"pays_to":1}"#, "payTo"),
            (r#"{"netwrok":1}"#, "network"),
            (r#"{"paylaod":1}"#, "payload"),
        ] {
            assert_eq!(near(object, name).len(), 1, "{object}");
        }
        for (object, name) in [
            (r#"{"payTo":1,"pay_to":1}"#, "payTo"),
            (r#"{"pays_too":1}"#, "payTo"),
            (r#"{"pato":1}"#, "payTo"),
            (r#"{"payee":1}"#, "payer"),
            (r#"{"accepted":1}"#, "accepts"),
            (r#"{"acptes":1}"#, "accepts"),
            (r#"{"from":1}"#, "form"),
            (r#"{"validAfter":1}"#, "validBefore"),
            (r#"{"__":1,"":2,"é":3}"#, "payTo"),
            (r#"{"recipient":1}"#, "feePayer"),
            ("[]", "payTo"),
        ] {
            assert!(near(object, name).is_empty(), "{object}");
        }
        assert_eq!(near(r#"{"recipient":1,"pay_to":2}"#, "payTo"), ["recipient", "pay_to"]);
    }

    /// Every word is written as names are compared, and none is a name that the object has for something else.
    #[test]
    fn the_table_is_in_order() {
        assert!(SYNONYMS.is_sorted_by(|(left, _), (right, _)| left < right));
        for (name, words) in SYNONYMS {
            for word in *words {
                assert_eq!((&*folded(word), *word != folded(name)), (*word, true));
            }
        }
    }

    #[test]
    fn all_near_names_are_found_at_once() {
        let offer = r#"{"scheme":"exact","network":"eip155:8453","amount":"1","asset":"a","pay_to":"b","max_timeout_seconds":6}"#;
        let payment = format!(r#"{{"x402_version":2,"accepted":{offer},"payload":{{}}}}"#);
        let pair = |field: &str, found: &str| (field.to_owned(), found.to_owned());
        assert_eq!(
            found::<FacilitatorRequest>(&format!(
                r#"{{"x402_version":2,"payment_payload":{payment},"payment_requirements":{offer}}}"#
            ))[..2],
            [pair("x402Version", "x402_version"), pair("paymentPayload", "payment_payload")],
        );
        assert_eq!(found::<PaymentPayload>(&payment).len(), 3);
        // Two compete, the right name is there, and a fault of a different kind.
        for other in [
            payment.replace("x402_version", "version\":2,\"x402_version"),
            payment.replace("x402_version", "x402Version\":\"2\",\"x402_version"),
            payment.replace("x402_version\":2", "x402_version\":7"),
        ] {
            assert!(found::<PaymentPayload>(&other).len() < 2, "{other}");
        }
        let payment_required = r#"{"x402Version":2,"paymentRequirements":[]}"#;
        assert_eq!(found::<PaymentRequired>(payment_required), [pair("accepts", "paymentRequirements")]);
    }
}
