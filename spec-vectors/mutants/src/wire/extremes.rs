//! Values that count as false, names that every object of JavaScript has, integers beyond doubles, the limits, and the
//! order of members.

use crate::{
    json::Json,
    mutant::{Mutant, Row, inputs},
    question::{Question, constant, unreadable},
};

const INHERITED: [&str; 6] = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "isPrototypeOf"];

pub(super) fn mutants() -> Vec<Mutant> {
    [optional(), names(), integers(), limits(), orders()].into_iter().flatten().collect()
}

/// A kind, and the paths of optional members.
const OPTIONAL: [(&str, &[&str]); 5] = [
    ("payment", &["resource", "extensions", "accepted.extra"]),
    (
        "payment-required",
        &[
            "error",
            "resource",
            "extensions",
            "resource.description",
            "resource.mimeType",
            "resource.serviceName",
            "resource.tags",
            "resource.iconUrl",
        ],
    ),
    ("settlement", &["errorReason", "payer", "amount", "extensions"]),
    ("verify-response", &["invalidReason", "payer", "extra"]),
    ("search-results", &["partialResults", "pagination"]),
];

/// `if (member)` looks at an optional member.
fn optional() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (kind, member) in OPTIONAL.iter().flat_map(|(kind, members)| members.iter().map(move |member| (*kind, *member)))
    {
        mutants.push(Mutant::reads(format!("decode/{kind}/{member}-that-counts-as-false"), move |question| {
            question.input.text_at("kind").filter(|asked| asked == kind)?;
            question.result()?.get("err")?;
            let document = question.document()?.edited(|j| j.holds(member, counts_as_false)?.del(member))?;
            question.with_document(&document.to_string())
        }));
    }
    mutants
}

/// `false`, `0` or `""`.
pub(super) fn counts_as_false(value: &Json) -> bool {
    matches!(value.as_plain(), Some("false" | "0")) || *value == Json::text("")
}

const NAMES: [Row; 4] = [
    ("match/extra/members-in-__proto__-count", |j| {
        let extra = j.at("accepted.extra")?.members_mut()?;
        let inherited = extra.iter().find(|(name, _)| name == "__proto__")?.1.members().to_vec();
        extra.extend(inherited);
        Some(j)
    }),
    ("match-extensions/inherited-extensions-are-there", |j| without_inherited(j, "declared", "echoed")),
    ("match/inherited-members-are-there", |j| without_inherited(j, "offers.0.extra", "accepted.extra")),
    ("match-extensions/inherited-members-are-there", |j| {
        without_inherited(j, "declared.example.info", "echoed.example.info")
    }),
];

/// A name is looked up in an object, which has more names than were put into it.
fn names() -> Vec<Mutant> {
    let mut mutants = inputs("", &NAMES);
    mutants.push(Mutant::new("network/names/inherited", |question| {
        let name = question.input.text_at("name").filter(|name| INHERITED.contains(&name.as_str()))?;
        constant(&format!(r#"{{"name":"{name}","caip2":"eip155:0"}}"#))
    }));
    mutants.push(Mutant::edits_document("decode/networks/inherited", |j| {
        j.at("accepted.network")?.reads("", |network| INHERITED.contains(&network))?.say("", "eip155:84532")
    }));
    for name in INHERITED.into_iter().take(4) {
        mutants.push(Mutant::edits_result(format!("decode/answer/loses-{name}"), move |j| {
            j.at("ok")?.each_object(&mut |members| members.retain(|(found, _)| found != name));
            canonical(j)
        }));
    }
    mutants
}

/// The canonical form follows from the object.
pub(super) fn canonical(result: &mut Json) -> Option<&mut Json> {
    let text = result.get("ok")?.to_string();
    result.say("canonical", &text)
}

/// What every object has need not be in the other one.
fn without_inherited<'a>(j: &'a mut Json, ours: &str, theirs: &str) -> Option<&'a mut Json> {
    let present = j.get(theirs)?.clone();
    let is_needed = |name: &str| present.get(name).is_some() || !INHERITED.contains(&name);
    j.at(ours)?.members_mut()?.retain(|(name, _)| is_needed(name));
    Some(j)
}

const SECONDS: &str = "accepted.maxTimeoutSeconds";

fn integers() -> Vec<Mutant> {
    let held = |name: &str, path: &'static str, most: u64| {
        Mutant::edits_document(format!("decode/integers/{name}"), move |j| {
            let held = j.get(path)?.as_plain()?.parse::<u128>().ok()? & u128::from(most);
            j.put(path, &held.to_string())
        })
    };
    let mut mutants = vec![
        held("in-64-bits", SECONDS, u64::MAX),
        held("the-version-in-32-bits", "x402Version", 0xffff_ffff),
        Mutant::edits_result("decode/integers/as-doubles", |j| {
            let seconds = j.get("ok.accepted.maxTimeoutSeconds")?.as_plain()?.parse::<f64>().ok()?;
            canonical(j.put("ok.accepted.maxTimeoutSeconds", &seconds.to_string())?)
        }),
    ];
    for (what, most) in [("32-bits", 4_294_967_295), ("53-bits", 9_007_199_254_740_991), ("63-bits", u64::MAX >> 1)] {
        mutants.push(held(&format!("in-{what}"), SECONDS, most));
        mutants.push(Mutant::new(format!("decode/integers/refuses-more-than-{what}"), move |question| {
            let seconds = question.result()?.get("ok.accepted.maxTimeoutSeconds")?.as_plain()?;
            (seconds.parse::<u64>().ok()? > most).then(unreadable)?
        }));
    }
    mutants
}

/// The amount of something in a text, and its limit.
type Measure = (&'static str, usize, fn(&Question<'_>) -> Option<usize>);

const MEASURES: [Measure; 4] = [
    ("offers-1", 64, |question| offers(question, "1")),
    ("offers-2", 64, |question| offers(question, "2")),
    ("values", 16_384, |question| Some(values(question.document()?))),
    ("bytes", 1_048_576, |question| Some(question.document_text()?.len())),
];

fn limits() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (what, most, measure) in MEASURES {
        mutants.push(Mutant::new(format!("decode/limits/refuses-the-most-{what}"), move |question| {
            (measure(question)? == most).then(unreadable)?
        }));
        mutants.push(Mutant::reads(format!("decode/limits/takes-one-more-of-{what}"), move |question| {
            (measure(question)? == most + 1).then_some(())?;
            let mut document = question.document()?.clone();
            let cut = document.also(|j| j.del("zeta"))?.also(|j| j.cut("accepts", most))?;
            question.with_document(&cut.to_string())
        }));
    }
    mutants
}

fn offers(question: &Question<'_>, version: &str) -> Option<usize> {
    let document = question.document()?;
    let is_it = document.get("x402Version")?.as_plain()? == version;
    is_it.then(|| document.get("accepts").map(|all| all.elements().len()))?
}

fn values(json: &Json) -> usize {
    let members = json.members().iter().map(|(_, value)| value);
    1 + members.chain(json.elements()).map(values).sum::<usize>()
}

/// Two objects are compared as text, below their own members.
fn orders() -> Vec<Mutant> {
    let in_payment = |name: &str, declared: &'static str, echoed: &'static str, path: &'static str| {
        Mutant::reads(format!("verify/{name}/the-order-of-nested-members-counts"), move |question| {
            let mut document = question.document()?.clone();
            spoil_reordered(question.input.get(declared)?, document.get_mut(echoed)?, path)?;
            question.with_document(&document.to_string())
        })
    };
    vec![
        Mutant::edits("match-extensions/the-order-of-nested-members-counts", |j| {
            let declared = j.get("declared")?.clone();
            spoil_reordered(&declared, j.at("echoed")?, "example.info")
        }),
        Mutant::edits("match-extensions/the-order-of-members-counts", |j| {
            let declared = j.get("declared.example.info")?.clone();
            j.at("echoed.example.info")?.holds("", |echoed| is_reordered(&declared, echoed))?.be("7")
        }),
        in_payment("echo", "declaredExtensions", "extensions", "example.info"),
        in_payment("offers", "offers.0", "accepted", "extra"),
        Mutant::reads("verify/domain/composes-letters", |question| {
            Some(question.text.replace("Cafe\u{301}", "Caf\u{e9}"))
        }),
        Mutant::reads("verify/domain/the-chain-as-a-double", |question| {
            Some(question.text.replace("eip155:9007199254740993", "eip155:9007199254740992"))
        }),
    ]
}

/// Replaces the members at a path that have the declared value in another order.
fn spoil_reordered<'a>(declared: &Json, echoed: &'a mut Json, path: &str) -> Option<&'a mut Json> {
    for (name, value) in declared.get(path)?.members() {
        if let Some(found) = echoed.get_mut(&format!("{path}.{name}")).filter(|found| is_reordered(value, found)) {
            found.be("7")?;
        }
    }
    Some(echoed)
}

fn is_reordered(one: &Json, other: &Json) -> bool {
    one != other && one.sorted() == other.sorted()
}
