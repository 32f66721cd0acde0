//! Payments, signed objects and settlements in nearly the right place or the right text.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD},
};

use crate::{
    json::Json,
    mutant::{Mutant, Row, documents, inputs},
};

const PAYMENT: &str = "x402/payment";
const RESPONSE: &str = "x402/payment-response";

/// Moves a field out of an object where no document has it.
fn moves<'a>(j: &'a mut Json, from: &str, name: &str, to: &str) -> Option<&'a mut Json> {
    let found = j.at(from)?.get(name)?.clone();
    j.also(|j| {
        let (outer, last) = to.rsplit_once('.')?;
        j.lacks(to)?.at(outer)?.append(last, "{}")
    })?
    .at(to)?
    .lacks(name)?
    .members_mut()?
    .push((name.to_owned(), found));
    Some(j)
}

/// Renames the first field whose name means the right one for such a reader.
fn renames<'a>(j: &'a mut Json, outer: &str, right: &str, means: fn(&str) -> String) -> Option<&'a mut Json> {
    let members = j.at(outer)?.members_mut()?;
    if members.iter().any(|(name, _)| name == right) {
        return None;
    }
    members.iter_mut().find(|(name, _)| means(name) == right)?.0 = right.to_owned();
    Some(j)
}

const META: &str = "request.params._meta";
const ANSWER: &str = "response.result._meta";

const MCP: [Row; 17] = [
    ("meta-inside-of-arguments", |j| moves(j, "request.params.arguments._meta", PAYMENT, META)),
    ("payment-inside-of-arguments", |j| moves(j, "request.params.arguments", PAYMENT, META)),
    ("payment-among-the-parameters", |j| moves(j, "request.params", PAYMENT, META)),
    ("meta-beside-the-parameters", |j| moves(j, "request._meta", PAYMENT, META)),
    ("meta-without-underscore", |j| moves(j, "request.params.meta", PAYMENT, META)),
    ("payment-in-any-case", |j| renames(j, META, PAYMENT, str::to_lowercase)),
    ("payment-with-a-dot", |j| renames(j, META, PAYMENT, |name| name.replace('.', "/"))),
    ("payment-with-a-hyphen", |j| renames(j, META, PAYMENT, |name| name.replace('-', "/"))),
    ("payment-with-white-space", |j| renames(j, META, PAYMENT, |name| name.trim().to_owned())),
    ("payment-without-a-prefix", |j| renames(j, META, PAYMENT, |name| format!("x402/{name}"))),
    ("payment-of-any-prefix", |j| {
        renames(j, META, PAYMENT, |name| format!("x402/{}", name.rsplit('/').next().unwrap_or_default()))
    }),
    ("settlement-in-any-case", |j| renames(j, ANSWER, RESPONSE, str::to_lowercase)),
    ("settlement-with-an-underscore", |j| renames(j, ANSWER, RESPONSE, |name| name.replace('_', "-"))),
    ("settlement-beside-the-result", |j| moves(j, "response._meta", RESPONSE, ANSWER)),
    ("settlement-in-the-result", |j| moves(j, "response.result", RESPONSE, ANSWER)),
    ("settlement-in-the-structure", |j| moves(j, "response.result.structuredContent", RESPONSE, ANSWER)),
    ("isError-in-any-case", |j| renames(j, "response.result", "isError", |name| name.replace("iserror", "isError"))),
];

const METHOD: Row = ("method-in-any-case", |j| {
    j.reads("request.method", |method| method != method.to_lowercase())?.map("request.method", str::to_lowercase)
});

const STATUS: &str = "x402~payment~status";
const PAYLOAD: &str = "x402~payment~payload";

const A2A: [Row; 10] = [
    ("names-in-any-case", |j| names(j, |name| name.to_lowercase())),
    ("names-with-slashes", |j| names(j, |name| name.replace('/', "."))),
    ("names-with-hyphens", |j| names(j, |name| name.replace('-', "."))),
    ("names-with-white-space", |j| names(j, |name| name.trim().to_owned())),
    ("names-in-objects", |j| {
        let inside = j.get("message.metadata.x402.payment")?.clone();
        for (name, value) in inside.members() {
            j.also(|j| {
                j.at("message.metadata")?.members_mut()?.push((format!("x402.payment.{name}"), value.clone()));
                None
            })?;
        }
        Some(j)
    }),
    ("metadata-of-the-part", |j| {
        let found = j.get("message.parts.0.metadata")?.clone();
        found.get(PAYLOAD)?;
        j.lacks("message.metadata.x402~payment~payload")?.with("message.metadata", &found)
    }),
    ("the-status-in-any-case", |j| {
        j.also(|j| j.at("message.metadata")?.map(STATUS, str::to_lowercase))?
            .also(|j| j.at("task.status.message.metadata")?.map(STATUS, str::to_lowercase))
    }),
    ("the-status-with-underscores", |j| {
        j.also(|j| j.at("message.metadata")?.map(STATUS, |status| status.replace('_', "-")))?
            .also(|j| j.at("task.status.message.metadata")?.map(STATUS, |status| status.replace('_', "-")))
    }),
    ("the-status-with-white-space", |j| {
        j.also(|j| j.at("message.metadata")?.map(STATUS, |status| status.trim().to_owned()))?
            .also(|j| j.at("task.status.message.metadata")?.map(STATUS, |status| status.trim().to_owned()))
    }),
    ("metadata-of-the-task", |j| {
        let found = j.get("task.metadata")?.clone();
        j.lacks("task.status.message.metadata")?.with("task.status.message.metadata", &found)
    }),
];

fn names(j: &mut Json, read: fn(&str) -> String) -> Option<&mut Json> {
    for outer in ["message.metadata", "task.status.message.metadata"] {
        if let Some(members) = j.get_mut(outer).and_then(Json::members_mut) {
            for (name, _) in members {
                let read = read(name);
                if read.starts_with("x402.payment.") {
                    *name = read;
                }
            }
        }
    }
    Some(j)
}

/// Its name, and the right JWS for a wrong one.
type Repair = (&'static str, fn(&str) -> Option<String>);

fn parts(jws: &str, read: impl Fn(&str) -> Option<String>) -> Option<String> {
    let read: Option<Vec<String>> = jws.split('.').map(read).collect();
    Some(read?.join("."))
}

const JWS: [Repair; 17] = [
    ("padded", |jws| jws.contains('=').then(|| jws.replace('=', ""))),
    ("in-the-standard-alphabet", |jws| jws.contains(['+', '/']).then(|| jws.replace('+', "-").replace('/', "_"))),
    ("with-white-space-behind", |jws| (jws.trim_end() != jws).then(|| jws.trim_end().to_owned())),
    ("with-white-space-in-front", |jws| (jws.trim_start() != jws).then(|| jws.trim_start().to_owned())),
    ("with-white-space-inside", |jws| {
        let clean: String = jws.split_ascii_whitespace().collect();
        (clean.len() < jws.trim().len()).then_some(clean)
    }),
    ("with-a-dot-behind", |jws| (jws.split('.').count() == 4).then(|| jws.strip_suffix('.').map(str::to_owned))?),
    ("with-a-dot-in-front", |jws| (jws.split('.').count() == 4).then(|| jws.strip_prefix('.').map(str::to_owned))?),
    ("with-a-fourth-part", |jws| {
        let parts: Vec<&str> = jws.split('.').collect();
        (parts.len() == 4 && !parts[3].is_empty() && !parts[0].is_empty()).then(|| parts[..3].join("."))
    }),
    ("with-bearer", |jws| jws.strip_prefix("Bearer ").map(str::to_owned)),
    ("in-quotation-marks", |jws| jws.strip_prefix('"')?.strip_suffix('"').map(str::to_owned)),
    ("with-unused-bits", |jws| {
        let repaired = parts(jws, |part| {
            let mut part = part.to_owned();
            if URL_SAFE_NO_PAD.decode(&part).is_err() && part.len() % 4 > 1 {
                let last = part.pop()?;
                let found = "AQgwEIMUYckosAE048".chars().find(|letter| {
                    let near = |c: char| "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".find(c);
                    let step = if (part.len() + 1) % 4 == 2 { 16 } else { 4 };
                    near(*letter).zip(near(last)).is_some_and(|(one, other)| one == other - other % step)
                })?;
                part.push(found);
            }
            Some(part)
        })?;
        (repaired != jws).then_some(repaired)
    }),
    ("percent-encoded", |jws| jws.contains("%2E").then(|| jws.replace("%2E", "."))),
    ("the-signature-in-hexadecimal", |jws| {
        let (front, last) = jws.rsplit_once('.')?;
        let bytes = crate::question::from_hex(&format!("0x{last}")).filter(|bytes| bytes.len() == 64)?;
        Some(format!("{front}.{}", URL_SAFE_NO_PAD.encode(bytes)))
    }),
    ("the-signature-in-der", |jws| {
        let (front, last) = jws.rsplit_once('.')?;
        let bytes = super::signatures::der(&URL_SAFE_NO_PAD.decode(last).ok()?)?;
        Some(format!("{front}.{}", URL_SAFE_NO_PAD.encode(bytes)))
    }),
    ("with-a-zero-in-front-of-the-signature", |jws| {
        let (front, last) = jws.rsplit_once('.')?;
        let bytes = URL_SAFE_NO_PAD.decode(last).ok().filter(|bytes| bytes.len() == 65 && bytes[0] == 0)?;
        Some(format!("{front}.{}", URL_SAFE_NO_PAD.encode(&bytes[1..])))
    }),
    ("with-a-byte-behind-the-signature", |jws| {
        let (front, last) = jws.rsplit_once('.')?;
        let bytes = URL_SAFE_NO_PAD.decode(last).ok().filter(|bytes| bytes.len() == 65)?;
        Some(format!("{front}.{}", URL_SAFE_NO_PAD.encode(&bytes[..64])))
    }),
    ("whose-header-is-plain-json", |jws| {
        let (front, rest) = jws.split_once("}.")?;
        Some(format!("{}.{rest}", URL_SAFE_NO_PAD.encode(format!("{front}}}"))))
    }),
];

/// Edits the first artifact in the object.
fn artifact(j: &mut Json, read: fn(&str) -> Option<String>) -> Option<&mut Json> {
    let offer = "extensions.offer-receipt.info.offers.0.signature";
    let path = if j.get(offer).is_some() { offer } else { "extensions.offer-receipt.info.receipt.signature" };
    j.reads(path, |text| !text.starts_with("0x"))?.change(path, read)
}

const ID: &str = "extensions.payment-identifier.info.id";

fn identifier(j: &mut Json, read: fn(&str) -> &str) -> Option<&mut Json> {
    j.map(ID, |id| read(id).to_owned())
}

const IDENTIFIERS: [Row; 12] = [
    ("near/a-line-feed-behind", |j| identifier(j, |id| id.strip_suffix('\n').unwrap_or(id))),
    ("near/a-space-behind", |j| identifier(j, |id| id.trim_end_matches(' '))),
    ("near/a-space-in-front", |j| identifier(j, |id| id.trim_start_matches(' '))),
    ("near/white-space-around", |j| identifier(j, str::trim)),
    ("near/a-carriage-return-behind", |j| identifier(j, |id| id.trim_end_matches(['\r', '\n']))),
    ("near/a-line-feed-in-front", |j| identifier(j, |id| id.trim_start_matches('\n'))),
    ("near/what-is-in-front-of-a-line-feed", |j| identifier(j, |id| id.split('\n').next().unwrap_or_default())),
    ("near/what-is-behind-a-line-feed", |j| identifier(j, |id| id.rsplit('\n').next().unwrap_or_default())),
    ("near/a-zero-byte-behind", |j| identifier(j, |id| id.split('\0').next().unwrap_or_default())),
    ("near/a-mark-in-front", |j| identifier(j, |id| id.trim_start_matches('\u{feff}'))),
    ("near/digits-of-other-scripts", |j| {
        j.map(ID, |id| id.chars().map(|c| if !c.is_ascii() && c.is_numeric() { '1' } else { c }).collect())
    }),
    ("near/its-length-in-bytes-of-utf-16", |j| {
        j.map(
            ID,
            |id| if id.encode_utf16().count() >= 16 { id.replace(|c: char| !c.is_ascii(), "a") } else { id.into() },
        )
    }),
];

/// Headers of an answer that are not read, or read although they are another's.
const STATES: [Row; 8] = [
    ("near/v1s-header-is-not-read", |j| headers(j, |name| !name.eq_ignore_ascii_case("x-payment-response"))),
    ("near/v2s-header-is-not-read", |j| headers(j, |name| !name.eq_ignore_ascii_case("payment-response"))),
    ("near/v1s-header-in-one-case-alone", |j| {
        headers(j, |name| !name.eq_ignore_ascii_case("x-payment-response") || name == "X-PAYMENT-RESPONSE")
    }),
    ("near/v2s-header-in-one-case-alone", |j| {
        headers(j, |name| !name.eq_ignore_ascii_case("payment-response") || name == "PAYMENT-RESPONSE")
    }),
    ("near/v2s-header-before-v1s", |j| {
        let is_there = |j: &Json, known: &str| {
            let mut headers = j.get("headers").map(Json::elements).unwrap_or_default().iter();
            headers.any(|header| header.text_at("0").is_some_and(|name| name.eq_ignore_ascii_case(known)))
        };
        let both = is_there(j, "payment-response") && is_there(j, "x-payment-response");
        headers(j.when(both)?, |name| !name.eq_ignore_ascii_case("x-payment-response"))
    }),
    ("near/v1s-header-before-v2s", |j| {
        let is_there = |j: &Json, known: &str| {
            let mut headers = j.get("headers").map(Json::elements).unwrap_or_default().iter();
            headers.any(|header| header.text_at("0").is_some_and(|name| name.eq_ignore_ascii_case(known)))
        };
        let both = is_there(j, "payment-response") && is_there(j, "x-payment-response");
        headers(j.when(both)?, |name| !name.eq_ignore_ascii_case("payment-response"))
    }),
    ("near/a-header-may-be-called-payment-settlement", |j| renamed(j, "PAYMENT-SETTLEMENT")),
    ("near/a-header-may-have-underscores", |j| renamed(j, "PAYMENT_RESPONSE")),
];

fn headers(j: &mut Json, is_read: fn(&str) -> bool) -> Option<&mut Json> {
    j.keep("headers", |header| header.text_at("0").is_none_or(|name| is_read(&name)))
}

fn renamed<'a>(j: &'a mut Json, from: &str) -> Option<&'a mut Json> {
    j.each("headers", |header| header.is("0", from)?.say("0", "PAYMENT-RESPONSE"))
}

/// A header's value in another alphabet.
const VALUES: [Repair; 3] = [
    ("base64url", |value| Some(STANDARD.encode(URL_SAFE.decode(value).ok()?))),
    ("no-padding", |value| {
        let padded = format!("{value}{}", "=".repeat((4 - value.len() % 4) % 4));
        (padded != value).then_some(padded)
    }),
    ("json-itself", |value| value.starts_with('{').then(|| STANDARD.encode(value))),
];

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = inputs("carrier/near/mcp/", &MCP);
    mutants.extend(inputs("carrier/near/mcp/", &[METHOD]));
    mutants.extend(inputs("carrier/near/a2a/", &A2A));
    mutants.extend(JWS.map(|(name, read)| {
        Mutant::edits_document(format!("offer-receipt/near/jws/{name}"), move |j| artifact(j, read))
    }));
    mutants.extend(documents("payment-identifier/", &IDENTIFIERS));
    mutants.extend(inputs("settlement-state/", &STATES));
    mutants.extend(VALUES.map(|(name, read)| {
        Mutant::edits(format!("settlement-state/near/a-header-may-be-{name}"), move |j| {
            j.each("headers", |header| header.change("1", read))
        })
    }));
    mutants
}
