//! Texts that are normalized before they are hashed or returned.

use sha2::{Digest, Sha256};

use crate::{
    json::Json,
    mutant::{Mutant, Row, results},
    question::{Question, result_of, to_hex},
};

const MARKS: [(&str, &str); 6] =
    [("e\u{301}", "é"), ("u\u{308}", "ü"), ("o\u{308}", "ö"), ("a\u{308}", "ä"), ("A\u{30a}", "Å"), ("n\u{303}", "ñ")];

pub(super) fn composed(text: &str) -> String {
    MARKS.iter().fold(text.to_owned(), |text, (apart, whole)| text.replace(apart, whole))
}

pub(super) fn decomposed(text: &str) -> String {
    MARKS.iter().fold(text.to_owned(), |text, (apart, whole)| text.replace(whole, apart))
}

/// A change of text.
type Change = (&'static str, fn(&str) -> String);

/// The canonical text of a fingerprint as others write JSON.
const WRITERS: [Change; 14] = [
    ("ampersands-escaped", |text| text.replace('&', "\\u0026")),
    ("angle-brackets-escaped", |text| text.replace('<', "\\u003c").replace('>', "\\u003e")),
    ("line-separators-escaped", |text| text.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")),
    ("slashes-escaped", |text| text.replace('/', "\\/")),
    ("quotes-escaped", |text| text.replace('\'', "\\u0027")),
    ("plus-signs-escaped", |text| text.replace('+', "\\u002b")),
    ("delete-characters-escaped", |text| text.replace('\u{7f}', "\\u007f")),
    ("ascii-alone", |text| {
        let mut units = [0; 2];
        text.chars()
            .flat_map(|c| {
                let is_ascii = c.is_ascii();
                let escaped: Vec<String> =
                    c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect();
                if is_ascii { vec![c.to_string()] } else { escaped }
            })
            .collect()
    }),
    ("capital-digits-in-escapes", |text| text.replace("\\u000f", "\\u000F").replace("\\u001b", "\\u001B")),
    ("long-escapes", |text| text.replace("\\b", "\\u0008").replace("\\f", "\\u000c")),
    ("exponents-of-two-digits", |text| text.replace("1e-7", "1e-07")),
    ("small-numbers-with-exponents", |text| text.replace(":0.000001", ":1e-06").replace(",0.000001", ",1e-06")),
    ("composed", composed),
    ("decomposed", decomposed),
];

/// The resource of a paid request, as a library for URLs writes it.
const RESOURCES: [Change; 16] = [
    ("port-443-left-out", |url| url.replace(":443/", "/")),
    ("port-80-left-out", |url| url.replace(":80/", "/")),
    ("the-host-in-lower-case", |url| {
        let Some((scheme, rest)) = url.split_once("://") else { return url.into() };
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        format!("{scheme}://{}{path}", host.to_lowercase())
    }),
    ("the-scheme-in-lower-case", |url| url.replacen("HTTPS:", "https:", 1)),
    ("without-a-slash-behind", |url| url.trim_end_matches('/').to_owned()),
    ("without-a-fragment", |url| url.split('#').next().unwrap_or_default().to_owned()),
    ("without-a-query", |url| url.split('?').next().unwrap_or_default().to_owned()),
    ("without-an-empty-query", |url| url.trim_end_matches('?').to_owned()),
    ("the-query-in-order", |url| {
        let Some((front, query)) = url.split_once('?') else { return url.into() };
        let mut parts: Vec<&str> = query.split('&').collect();
        parts.sort_unstable();
        format!("{front}?{}", parts.join("&"))
    }),
    ("percent-escapes-in-capitals", |url| url.replace("%2f", "%2F").replace("%c3%bc", "%C3%BC")),
    ("percent-escapes-in-small-letters", |url| url.replace("%2F", "%2f").replace("%C3%BC", "%c3%bc")),
    ("percent-escapes-read", |url| {
        url.replace("%2F", "/").replace("%2f", "/").replace("%7E", "~").replace("%20", " ").replace("%C3%BC", "ü")
    }),
    ("needless-percent-escapes-read", |url| url.replace("%7E", "~").replace("%7e", "~").replace("%2D", "-")),
    ("spaces-as-plus-signs", |url| url.replace("%20", "+")),
    ("plus-signs-as-spaces", |url| url.replace('+', "%20")),
    ("dot-segments-taken-out", |url| url.replace("/a/../", "/").replace("/./", "/")),
];

/// Changes of the values in a fingerprint's parameters.
const PARAMETERS: [Row; 8] = [
    ("nulls-left-out", |j| without(j, Json::is_null)),
    ("empty-texts-left-out", |j| without(j, |value| value.as_text().is_some_and(|text| text.is_empty()))),
    ("empty-lists-left-out", |j| without(j, |value| value.is_array() && value.is_empty())),
    ("false-left-out", |j| without(j, |value| value.as_plain() == Some("false"))),
    ("numbers-with-15-digits", |j| numbers(j, |number| rounded(number, 14))),
    ("numbers-with-16-digits", |j| numbers(j, |number| rounded(number, 15))),
    ("numbers-in-32-bits", |j| numbers(j, |number| f64::from(single(number)))),
    ("numbers-with-six-decimals", |j| numbers(j, |number| format!("{number:.6}").parse().unwrap_or(number))),
];

#[allow(clippy::as_conversions, clippy::cast_possible_truncation, reason = "the fault of this mutant")]
fn single(number: f64) -> f32 {
    number as f32
}

/// The nearest double with so many digits behind the first.
fn rounded(number: f64, digits: usize) -> f64 {
    format!("{number:.digits$e}").parse().unwrap_or(number)
}

fn without(j: &mut Json, is_left_out: fn(&Json) -> bool) -> Option<&mut Json> {
    j.each_object(&mut |members| members.retain(|(_, value)| !is_left_out(value)));
    Some(j)
}

fn numbers(j: &mut Json, read: fn(f64) -> f64) -> Option<&mut Json> {
    fn each(value: &mut Json, read: fn(f64) -> f64) {
        match value {
            Json::Plain(plain) => {
                if let Some(number) = plain.parse::<f64>().ok().filter(|number| number.fract() != 0.0) {
                    *plain = serde_json::Value::from(read(number)).to_string();
                }
            }
            Json::Text(_) => {}
            Json::Array(elements) => elements.iter_mut().for_each(|element| each(element, read)),
            Json::Object(members) => members.iter_mut().for_each(|(_, value)| each(value, read)),
        }
    }
    each(j.at("parameters")?, read);
    Some(j)
}

/// Texts of a decoded object that are changed in the canonical text.
const CANONICAL: [Change; 17] = [
    ("composed", composed),
    ("decomposed", decomposed),
    (
        "hexadecimal-in-capitals",
        |text| if is_hex(text) { format!("0x{}", text[2..].to_uppercase()) } else { text.into() },
    ),
    ("hexadecimal-in-small-letters", |text| if is_hex(text) { text.to_lowercase() } else { text.into() }),
    ("percent-escapes-in-capitals", |text| text.replace("%2f", "%2F").replace("%c3%bc", "%C3%BC")),
    ("percent-escapes-in-small-letters", |text| text.replace("%2F", "%2f").replace("%C3%BC", "%c3%bc")),
    ("percent-escapes-read", |text| text.replace("%2F", "/").replace("%7E", "~").replace("%20", " ")),
    ("spaces-escaped", |text| if text.starts_with("http") { text.replace(' ', "%20") } else { text.into() }),
    ("port-443-left-out", |text| text.replace(":443/", "/")),
    ("a-slash-behind-a-host", |text| {
        let is_host = text.strip_prefix("https://").is_some_and(|rest| !rest.contains('/'));
        if is_host { format!("{text}/") } else { text.into() }
    }),
    ("hosts-in-small-letters", |text| {
        let Some(rest) = text.strip_prefix("https://") else { return text.into() };
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        format!("https://{}{path}", host.to_lowercase())
    }),
    ("hosts-in-punycode", |text| text.replace("bücher.", "xn--bcher-kva.")),
    ("white-space-around-taken-off", |text| text.trim().to_owned()),
    ("line-ends-unified", |text| text.replace("\r\n", "\n")),
    ("zero-bytes-cut", |text| text.split('\0').next().unwrap_or_default().to_owned()),
    ("marks-taken-out", |text| text.replace(['\u{feff}', '\u{200b}'], "")),
    ("html-escaped", |text| text.replace('&', "&amp;").replace('<', "&lt;")),
];

/// A field that is cut, with the length that is kept.
const CUT: [(&str, &str, usize); 12] = [
    ("errorReason", "errorReason", 64),
    ("errorReason", "errorReason", 128),
    ("errorReason", "errorReason", 255),
    ("invalidReason", "invalidReason", 64),
    ("invalidReason", "invalidReason", 128),
    ("invalidReason", "invalidReason", 255),
    ("errorMessage", "errorMessage", 255),
    ("invalidMessage", "invalidMessage", 255),
    ("error", "error", 64),
    ("error", "error", 255),
    ("description", "resource.description", 255),
    ("transaction", "transaction", 66),
];

fn is_hex(text: &str) -> bool {
    text.strip_prefix("0x").is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (name, write) in WRITERS {
        mutants.push(hashed(format!("fingerprint/near/writes/{name}"), move |question| {
            Some(write(&question.result()?.text_at("canonical")?))
        }));
    }
    for (name, read) in RESOURCES {
        mutants.push(Mutant::edits(format!("fingerprint/near/resource/{name}"), move |j| j.map("resource", read)));
    }
    for (name, edit) in PARAMETERS {
        mutants.push(Mutant::edits(format!("fingerprint/near/parameters/{name}"), edit));
    }
    for (name, edit) in REQUESTS {
        mutants.push(Mutant::edits(format!("fingerprint/near/reads/{name}"), edit));
    }
    mutants.push(hashed("fingerprint/near/writes/names-by-their-bytes".into(), |question| {
        let canonical = Json::parse(&question.result()?.text_at("canonical")?)?;
        Some(canonical.sorted().to_string())
    }));
    mutants.extend(results("fingerprint/near/says/", &SAID));
    for (name, change) in CANONICAL {
        mutants.push(Mutant::edits_result(format!("decode/near/canonical/{name}"), move |j| {
            let mut canonical = Json::parse(&j.text_at("canonical")?)?;
            texts(&mut canonical, change);
            j.say("canonical", &canonical.to_string())
        }));
    }
    for (name, path, most) in CUT {
        mutants.push(Mutant::edits_result(format!("decode/near/canonical/{name}-cut-to-{most}"), move |j| {
            let mut canonical = Json::parse(&j.text_at("canonical")?)?;
            canonical.map(path, |text| text.chars().take(most).collect())?;
            j.say("canonical", &canonical.to_string())
        }));
        if most <= 255 {
            mutants.push(Mutant::edits_document(format!("decode/near/refuses/{name}-beyond-{most}"), move |j| {
                j.reads(path, |text| text.chars().count() > most)?.put(path, "[]")
            }));
        }
    }
    mutants
}

/// Another canonical text, and its hash.
fn hashed(name: String, write: impl Fn(&Question<'_>) -> Option<String> + Send + Sync + 'static) -> Mutant {
    Mutant::new(name, move |question| {
        let written = write(question)?;
        let hash = to_hex(&Sha256::digest(written.as_bytes()));
        let edited = question
            .result()?
            .edited(|j| j.say("canonical", &written)?.say("fingerprint", hash.strip_prefix("0x")?))?;
        result_of(&edited)
    })
}

const REQUESTS: [Row; 8] = [
    ("the-method-in-capitals", |j| j.map("method", str::to_uppercase)),
    ("the-method-in-small-letters", |j| j.map("method", str::to_lowercase)),
    ("no-resource", |j| j.say("resource", "")),
    ("no-parameters", |j| j.put("parameters", "null")),
    ("addresses-in-small-letters", |j| j.map("offer.payTo", str::to_lowercase)),
    ("no-description", |j| j.also(|j| j.del("offer.description"))),
    ("names-of-v1-as-identifiers", |j| j.is("offer.network", "base-sepolia")?.say("offer.network", "eip155:84532")),
    ("renewed-members-stay", |j| {
        let renewed = j
            .get("offer.extra")?
            .members()
            .iter()
            .find(|(name, _)| ["recentBlockhash", "lastValidBlockHeight", "recentSlot"].contains(&name.as_str()))?;
        let (name, value) = (format!("offer.{}", renewed.0), renewed.1.clone());
        j.when(j.text_at("offer.network")?.starts_with("solana:"))?.with(&name, &value)
    }),
];

const SAID: [Row; 3] = [
    ("the-hash-in-capitals", |j| j.map("fingerprint", str::to_uppercase)),
    ("the-hash-behind-0x", |j| j.map("fingerprint", |hash| format!("0x{hash}"))),
    ("the-hash-cut", |j| j.change("fingerprint", |hash| hash.get(..32).map(str::to_owned))),
];

/// Changes each text and name.
fn texts(value: &mut Json, change: fn(&str) -> String) {
    match value {
        Json::Plain(_) => {}
        Json::Text(_) => {
            let read = value.as_text().map(|text| change(&text));
            read.into_iter().for_each(|text| *value = Json::text(&text));
        }
        Json::Array(elements) => elements.iter_mut().for_each(|element| texts(element, change)),
        Json::Object(members) => members.iter_mut().for_each(|(_, value)| texts(value, change)),
    }
}
