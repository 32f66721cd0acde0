//! The comparison of the echoed extensions with the declared ones.

use crate::{
    json::Json,
    mutant::{Mutant, Row, inputs, results},
};

const CODES: &str = "echoed.builder-code.info.s";
const DECLARED_CODES: &str = "declared.builder-code.info.s";
const APP: &str = "echoed.builder-code.info.a";
const DECLARED_APP: &str = "declared.builder-code.info.a";

pub(super) fn mutants() -> Vec<Mutant> {
    let tables = [
        inputs("match-extensions/", &SERVICES),
        inputs("match-extensions/", &OTHERS),
        results("match-extensions/says/", &ANSWERS),
    ];
    tables.into_iter().flatten().collect()
}

/// Edits each of the echoed service codes.
fn codes(j: &mut Json, to: fn(&str) -> String) -> Option<&mut Json> {
    j.each(CODES, |code| code.map("", to))
}

fn codes_are(j: &mut Json, count: usize) -> Option<&mut Json> {
    j.holds(CODES, |codes| codes.elements().len() == count)
}

const SERVICES: [Row; 17] = [
    ("takes-eleven-codes", |j| codes_are(j, 11)?.cut(CODES, 10)),
    ("refuses-ten-codes", |j| codes_are(j, 10)?.push(CODES, "another")),
    ("counts-only-where-codes-are-declared", |j| j.lacks(DECLARED_CODES)?.cut(CODES, 10)),
    ("takes-capitals", |j| codes(j, str::to_lowercase)),
    ("takes-hyphens", |j| codes(j, |code| code.replace('-', "_"))),
    ("takes-no-characters", |j| j.keep(CODES, |code| *code != Json::text(""))),
    ("takes-33-characters", |j| codes(j, |code| code.chars().take(32).collect())),
    ("refuses-32-characters", |j| codes(j, |code| if code.len() == 32 { format!("{code}a") } else { code.into() })),
    ("takes-numbers", |j| j.keep(CODES, |code| code.as_text().is_some())),
    ("any-declared-code-is-enough", |j| {
        let declared = j.get(DECLARED_CODES)?.elements().to_vec();
        j.list(CODES)?.extend(declared);
        Some(j)
    }),
    ("a-text-is-no-list", |j| j.reads(CODES, |_| true)?.put(CODES, "7")),
    ("a-declared-text-is-no-list", |j| j.reads(DECLARED_CODES, |_| true)?.put(CODES, "7")),
    ("the-application-is-not-compared", |j| {
        let is_declared = j.has(APP)?.get(DECLARED_APP).is_some();
        if is_declared { j.copy(DECLARED_APP, APP) } else { j.del(APP) }
    }),
    ("the-application-in-any-letter-case", |j| j.map(APP, str::to_lowercase)),
    ("the-application-may-be-left-out", |j| j.lacks(APP)?.copy(DECLARED_APP, APP)),
    ("the-application-may-be-made-up", |j| j.lacks(DECLARED_APP)?.del(APP)),
    ("the-application-may-be-null", |j| j.is(APP, "null")?.del(APP)),
];

/// A member that the server renews in each response is compared.
fn renewed<'a>(j: &'a mut Json, extension: &str, member: &str) -> Option<&'a mut Json> {
    let (ours, theirs) = (format!("declared.{extension}.info"), format!("echoed.{extension}.info"));
    let declared = j.get(&format!("{ours}.{member}"))?;
    let differs = j.get(&format!("{theirs}.{member}")) != Some(declared);
    j.when(differs)?.put(&theirs, "{}")?.put(&format!("{ours}.more"), "1")
}

/// The first extension of one side for which an edit makes sense.
fn find<'a>(
    j: &'a mut Json,
    side: &str,
    edit: impl for<'b> Fn(&'b mut Json, &str, &Json) -> Option<&'b mut Json>,
) -> Option<&'a mut Json> {
    let all = j.get(side)?.clone();
    let mut keys = all.members().iter();
    keys.find_map(|(key, extension)| edit(j, key, extension).map(drop))?;
    Some(j)
}

const OTHERS: [Row; 7] = [
    ("offers-are-compared", |j| renewed(j, "offer-receipt", "offers")),
    ("the-nonce-is-compared", |j| renewed(j, "sign-in-with-x", "nonce")),
    ("signed-extensions-are-not-compared", |j| {
        j.also(|j| j.copy("declared.offer-receipt", "echoed.offer-receipt"))?
            .also(|j| j.copy("declared.sign-in-with-x", "echoed.sign-in-with-x"))
    }),
    ("only-builder-codes-are-compared", |j| {
        for (key, declared) in j.get("declared")?.clone().members() {
            let echoed = format!("echoed.{key}");
            j.also(|j| j.when(key != "builder-code")?.has(&echoed)?.with(&echoed, declared))?;
        }
        Some(j)
    }),
    ("the-schema-is-compared", |j| {
        find(j, "declared", |j, key, declared| {
            let differs = declared.get("schema") != j.get(&format!("echoed.{key}.schema"));
            j.when(differs && declared.get("schema").is_some())?.put(&format!("echoed.{key}.info"), "7")
        })
    }),
    ("nothing-may-be-added", |j| {
        find(j, "echoed", |j, key, _| {
            let declared = format!("declared.{key}");
            j.lacks(&declared)?.put(&declared, r#"{"info":{"n":1}}"#)
        })
    }),
    ("numbers-compare-as-texts", |j| {
        let (declared, echoed) = (j.get("declared")?.to_string(), j.get("echoed")?.to_string());
        let differs_in_number = declared != echoed && declared.contains("1.0") != echoed.contains("1.0");
        j.when(differs_in_number)?.put("echoed", &echoed.replacen("\"info\"", "\"inf\"", 1))
    }),
];

const ANSWERS: [Row; 4] = [
    ("only-the-first-that-differs", |j| j.cut("differs", 1)),
    ("the-extension-that-differs", |j| {
        j.each("differs", |path| path.change("", |path| Some(path.split('.').next()?.to_owned())))
    }),
    ("none-that-is-missing", |j| j.cut("missing", 0)),
    ("the-codes-that-are-missing-differ", |j| j.each("missing", |key| key.map("", |key| format!("{key}.info")))),
];
