//! Values that count as false, names that every object of JavaScript has, integers beyond doubles, the limits, and the
//! order of members.

use x402_conformance::adapter::Reply;

use crate::{
    json::Json,
    mutant::Mutant,
    question::{Question, result_of},
};

const DECODE: &[&str] = &["decode"];
const INHERITED: [&str; 6] = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "isPrototypeOf"];

pub(super) fn mutants() -> Vec<Mutant> {
    [optional(), names(), integers(), limits(), orders()].into_iter().flatten().collect()
}

/// A kind, the place of an object, and its optional members.
const OPTIONAL: [(&str, &str, &[&str]); 7] = [
    ("payment", "", &["resource", "extensions"]),
    ("payment", "accepted", &["extra"]),
    ("payment-required", "", &["error", "resource", "extensions"]),
    ("payment-required", "resource", &["description", "mimeType", "serviceName", "tags", "iconUrl"]),
    ("settlement", "", &["errorReason", "payer", "amount", "extensions"]),
    ("verify-response", "", &["invalidReason", "payer", "extra"]),
    ("search-results", "", &["partialResults", "pagination"]),
];

/// `if (member)` looks at an optional member.
fn optional() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (kind, path, members) in OPTIONAL {
        for member in members {
            let at = if path.is_empty() { (*member).to_owned() } else { format!("{path}.{member}") };
            mutants.push(Mutant::reads(format!("decode/{kind}/{at}-that-counts-as-false"), DECODE, move |question| {
                question.input.text_at("kind").filter(|asked| asked == kind)?;
                question.result()?.get("err")?;
                let mut document = question.document()?.clone();
                document.get(&at).filter(|value| counts_as_false(value))?;
                document.remove(&at)?;
                question.with_document(&document.to_string())
            }));
        }
    }
    mutants
}

/// `false`, `0` or `""`.
pub(super) fn counts_as_false(value: &Json) -> bool {
    matches!(value, Json::Plain(plain) if plain == "false" || plain == "0") || *value == Json::text("")
}

/// A name is looked up in an object, which has more names than were put into it.
fn names() -> Vec<Mutant> {
    let mut mutants = vec![
        Mutant::own("network/names/inherited", &["network"], |question| {
            let name = question.input.text_at("name").filter(|name| INHERITED.contains(&name.as_str()))?;
            result_of(&Json::parse(&format!(r#"{{"name":"{name}","caip2":"eip155:0"}}"#))?)
        }),
        Mutant::edits_document("decode/networks/inherited", DECODE, |document| {
            let network = document.get_mut("accepted.network")?;
            INHERITED.contains(&network.as_text()?.as_str()).then(|| *network = Json::text("eip155:84532"))
        }),
        Mutant::edits("match/extra/members-in-__proto__-count", &["match"], |input| {
            let extra = input.get_mut("accepted.extra")?.members_mut()?;
            let at = extra.iter().position(|(name, _)| name == "__proto__")?;
            let inherited = extra[at].1.members().to_vec();
            extra.extend(inherited);
            Some(())
        }),
        Mutant::edits("match-extensions/inherited-extensions-are-there", &["match-extensions"], |input| {
            without_inherited(input, "declared", "echoed")
        }),
    ];
    for (op, ours, theirs) in [
        ("match", "offers.0.extra", "accepted.extra"),
        ("match-extensions", "declared.example.info", "echoed.example.info"),
    ] {
        let ops: &[&str] = if op == "match" { &["match"] } else { &["match-extensions"] };
        mutants.push(Mutant::edits(format!("{op}/inherited-members-are-there"), ops, move |input| {
            without_inherited(input, ours, theirs)
        }));
    }
    for name in INHERITED.into_iter().take(4) {
        mutants.push(Mutant::own(format!("decode/answer/loses-{name}"), DECODE, move |question| {
            let mut result = question.result()?.clone();
            let mut ok = result.get("ok")?.clone();
            ok.each_object(&mut |members| members.retain(|(found, _)| found != name));
            result.set("canonical", Json::text(&ok.to_string()))?;
            result.set("ok", ok)?;
            result_of(&result)
        }));
    }
    mutants
}

/// What every object has need not be in the other one.
fn without_inherited(input: &mut Json, ours: &str, theirs: &str) -> Option<()> {
    let present: Vec<String> = input.get(theirs)?.members().iter().map(|(name, _)| name.clone()).collect();
    let needed = input.get_mut(ours)?.members_mut()?;
    needed.retain(|(name, _)| present.contains(name) || !INHERITED.contains(&name.as_str()));
    Some(())
}

const SECONDS: &str = "accepted.maxTimeoutSeconds";

fn integers() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (what, most) in [("32-bits", 4_294_967_295), ("53-bits", 9_007_199_254_740_991), ("63-bits", u64::MAX >> 1)] {
        mutants.push(Mutant::own(format!("decode/integers/refuses-more-than-{what}"), DECODE, move |question| {
            let seconds: u64 = question.result()?.get(&format!("ok.{SECONDS}"))?.as_plain()?.parse().ok()?;
            (seconds > most).then(refusal)?
        }));
        mutants.push(Mutant::edits_document(format!("decode/integers/in-{what}"), DECODE, move |document| {
            let seconds = document.get_mut(SECONDS)?;
            let held = seconds.as_plain()?.parse::<u128>().ok()? & u128::from(most);
            *seconds = Json::number(held);
            Some(())
        }));
    }
    mutants.push(Mutant::own("decode/integers/as-doubles", DECODE, |question| {
        let mut result = question.result()?.clone();
        let mut ok = result.get("ok")?.clone();
        let seconds: f64 = ok.get(SECONDS)?.as_plain()?.parse().ok()?;
        ok.set(SECONDS, Json::number(seconds))?;
        result.set("canonical", Json::text(&ok.to_string()))?;
        result.set("ok", ok)?;
        result_of(&result)
    }));
    mutants.push(Mutant::edits_document("decode/integers/in-64-bits", DECODE, |document| {
        let seconds = document.get_mut(SECONDS)?;
        let held = seconds.as_plain()?.parse::<u128>().ok()? & u128::from(u64::MAX);
        *seconds = Json::number(held);
        Some(())
    }));
    mutants.push(Mutant::edits_document("decode/integers/the-version-in-32-bits", DECODE, |document| {
        let version = document.get_mut("x402Version")?;
        let held = version.as_plain()?.parse::<u128>().ok()? & 0xffff_ffff;
        *version = Json::number(held);
        Some(())
    }));
    mutants
}

/// The amount of something in a text, for which there is a limit.
type Measure = (&'static str, usize, fn(&Question<'_>) -> Option<usize>);

fn limits() -> Vec<Mutant> {
    const MEASURES: [Measure; 4] = [
        ("offers-1", 64, |question| offers(question, "1")),
        ("offers-2", 64, |question| offers(question, "2")),
        ("values", 16_384, |question| Some(values(question.document()?))),
        ("bytes", 1_048_576, |question| Some(question.document_text()?.len())),
    ];
    let mut mutants = Vec::new();
    for (what, most, measure) in MEASURES {
        mutants.push(Mutant::own(format!("decode/limits/refuses-the-most-{what}"), DECODE, move |question| {
            (measure(question)? == most).then(refusal)?
        }));
        mutants.push(Mutant::reads(format!("decode/limits/takes-one-more-of-{what}"), DECODE, move |question| {
            (measure(question)? == most + 1).then_some(())?;
            let mut document = question.document()?.clone();
            document.remove("zeta");
            if let Some(Json::Array(offers)) = document.get_mut("accepts") {
                offers.truncate(most);
            }
            question.with_document(&document.to_string())
        }));
    }
    mutants
}

fn offers(question: &Question<'_>, version: &str) -> Option<usize> {
    let document = question.document()?;
    (document.get("x402Version")?.as_plain()? == version)
        .then(|| document.get("accepts").map(|all| all.elements().len()))?
}

fn values(json: &Json) -> usize {
    let members = json.members().iter().map(|(_, value)| value);
    1 + members.chain(json.elements()).map(values).sum::<usize>()
}

/// Two objects are compared as text, below their own members.
fn orders() -> Vec<Mutant> {
    vec![
        Mutant::edits("match-extensions/the-order-of-nested-members-counts", &["match-extensions"], |input| {
            let declared = input.get("declared")?.clone();
            spoil_reordered(&declared, input.get_mut("echoed")?, "example.info")
        }),
        Mutant::edits("match-extensions/the-order-of-members-counts", &["match-extensions"], |input| {
            let declared = input.get("declared.example.info")?.clone();
            let echoed = input.get_mut("echoed.example.info")?;
            is_reordered(&declared, echoed).then(|| *echoed = Json::number(7))
        }),
        Mutant::reads("verify/echo/the-order-of-nested-members-counts", &["verify"], |question| {
            let declared = question.input.get("declaredExtensions")?;
            let mut document = question.document()?.clone();
            spoil_reordered(declared, document.get_mut("extensions")?, "example.info")?;
            question.with_document(&document.to_string())
        }),
        Mutant::reads("verify/offers/the-order-of-nested-members-counts", &["verify"], |question| {
            let offer = question.input.get("offers.0")?;
            let mut document = question.document()?.clone();
            spoil_reordered(offer, document.get_mut("accepted")?, "extra")?;
            question.with_document(&document.to_string())
        }),
        Mutant::reads("verify/domain/composes-letters", &["verify"], |question| {
            Some(question.text.replace("Cafe\u{301}", "Caf\u{e9}"))
        }),
        Mutant::reads("verify/domain/the-chain-as-a-double", &["verify"], |question| {
            Some(question.text.replace("eip155:9007199254740993", "eip155:9007199254740992"))
        }),
    ]
}

/// Replaces the members at a path that have the declared value in another order.
fn spoil_reordered(declared: &Json, echoed: &mut Json, path: &str) -> Option<()> {
    for (name, value) in declared.get(path)?.members() {
        if let Some(found) = echoed.get_mut(&format!("{path}.{name}")).filter(|found| is_reordered(value, found)) {
            *found = Json::number(7);
        }
    }
    Some(())
}

fn is_reordered(one: &Json, other: &Json) -> bool {
    one != other && sorted(one) == sorted(other)
}

fn sorted(json: &Json) -> Json {
    let mut json = json.clone();
    json.each_object(&mut |members| members.sort_by(|one, other| one.0.cmp(&other.0)));
    json
}

fn refusal() -> Option<Reply> {
    result_of(&Json::parse(r#"{"err":{"stage":"json","kind":"syntax"}}"#)?)
}
