//! The comparison of the echoed extensions with the declared ones.

use super::change::change;
use crate::{json::Json, mutant::Mutant};

const OP: &[&str] = &["match-extensions"];

pub(super) fn mutants() -> Vec<Mutant> {
    [codes(), others(), answers()].into_iter().flatten().collect()
}

fn edits(name: &str, edit: impl Fn(&mut Json) -> Option<()> + Send + Sync + 'static) -> Mutant {
    Mutant::edits(format!("match-extensions/{name}"), OP, edit)
}

const SERVICES: &str = "echoed.builder-code.info.s";
const APP: &str = "echoed.builder-code.info.a";

/// An edit of the echoed list of service codes.
fn services(name: &str, edit: impl Fn(&mut Vec<Json>) -> Option<()> + Send + Sync + 'static) -> Mutant {
    edits(name, move |input| if let Json::Array(codes) = input.get_mut(SERVICES)? { edit(codes) } else { None })
}

fn codes() -> Vec<Mutant> {
    vec![
        services("takes-eleven-codes", |codes| (codes.len() == 11).then(|| codes.truncate(10))),
        services("refuses-ten-codes", |codes| (codes.len() == 10).then(|| codes.push(Json::text("another")))),
        edits("counts-only-where-codes-are-declared", |input| {
            input.get("declared.builder-code.info.s").is_none().then_some(())?;
            if let Json::Array(codes) = input.get_mut(SERVICES)? {
                codes.truncate(10);
            }
            Some(())
        }),
        services("takes-capitals", |codes| {
            codes.iter_mut().try_for_each(|code| change(code, "", |text| Some(text.to_lowercase())))
        }),
        services("takes-hyphens", |codes| {
            codes.iter_mut().try_for_each(|code| change(code, "", |text| Some(text.replace('-', "_"))))
        }),
        services("takes-no-characters", |codes| {
            codes.retain(|code| code.as_text().is_none_or(|text| !text.is_empty()));
            Some(())
        }),
        services("takes-33-characters", |codes| {
            codes.iter_mut().try_for_each(|code| change(code, "", |text| Some(text.chars().take(32).collect())))
        }),
        services("refuses-32-characters", |codes| {
            codes.iter_mut().try_for_each(|code| {
                change(code, "", |text| Some(if text.len() == 32 { format!("{text}a") } else { text.into() }))
            })
        }),
        services("takes-numbers", |codes| {
            codes.retain(|code| code.as_text().is_some());
            Some(())
        }),
        edits("any-declared-code-is-enough", |input| {
            let declared = input.get("declared.builder-code.info.s")?.clone();
            let Json::Array(codes) = input.get_mut(SERVICES)? else { return None };
            codes.extend(declared.elements().iter().cloned());
            Some(())
        }),
        edits("a-text-is-no-list", |input| {
            input.text_at(SERVICES)?;
            input.set(SERVICES, Json::number(7))
        }),
        edits("a-declared-text-is-no-list", |input| {
            input.text_at("declared.builder-code.info.s")?;
            input.set(SERVICES, Json::number(7))
        }),
        edits("the-application-is-not-compared", |input| {
            input.get(APP)?;
            match input.get("declared.builder-code.info.a").cloned() {
                Some(declared) => input.set(APP, declared),
                None => input.remove(APP).map(drop),
            }
        }),
        edits("the-application-in-any-letter-case", |input| change(input, APP, |text| Some(text.to_lowercase()))),
        edits("the-application-may-be-left-out", |input| {
            let declared = input.get("declared.builder-code.info.a")?.clone();
            input.get(APP).is_none().then(|| input.set(APP, declared))?
        }),
        edits("the-application-may-be-made-up", |input| {
            input.get("declared.builder-code.info.a").is_none().then(|| input.remove(APP).map(drop))?
        }),
        edits("the-application-may-be-null", |input| {
            input.get(APP).filter(|app| app.is_null())?;
            input.remove(APP).map(drop)
        }),
    ]
}

fn others() -> Vec<Mutant> {
    let regenerated = |name: &'static str, member: &'static str| {
        // Members that the server renews in each response are compared.
        edits(name, move |input| {
            let (extension, _) = member.split_once('.')?;
            let declared = input.get(&format!("declared.{member}"))?.clone();
            let echoed = input.get(&format!("echoed.{member}"));
            (echoed != Some(&declared)).then_some(())?;
            input.set(&format!("echoed.{extension}.info"), Json::Object(Vec::new()))?;
            input.set(&format!("declared.{extension}.info.more"), Json::number(1))
        })
    };
    vec![
        regenerated("offers-are-compared", "offer-receipt.info.offers"),
        regenerated("the-nonce-is-compared", "sign-in-with-x.info.nonce"),
        edits("signed-extensions-are-not-compared", |input| {
            for key in ["offer-receipt", "sign-in-with-x"] {
                if let Some(declared) = input.get(&format!("declared.{key}")).cloned() {
                    input.set(&format!("echoed.{key}"), declared)?;
                }
            }
            Some(())
        }),
        edits("only-builder-codes-are-compared", |input| {
            for (key, declared) in input.get("declared")?.clone().members() {
                if key != "builder-code" && input.get(&format!("echoed.{key}")).is_some() {
                    input.set(&format!("echoed.{key}"), declared.clone())?;
                }
            }
            Some(())
        }),
        edits("the-schema-is-compared", |input| {
            for (key, declared) in input.get("declared")?.clone().members() {
                let schema = format!("echoed.{key}.schema");
                if declared.get("schema").is_some() && declared.get("schema") != input.get(&schema) {
                    return input.set(&format!("echoed.{key}.info"), Json::number(7));
                }
            }
            None
        }),
        edits("nothing-may-be-added", |input| {
            for (key, _) in input.get("echoed")?.clone().members() {
                if input.get(&format!("declared.{key}")).is_none() {
                    return input.set(&format!("declared.{key}"), Json::parse(r#"{"info":{"n":1}}"#)?);
                }
            }
            None
        }),
        edits("numbers-compare-as-texts", |input| {
            let (declared, echoed) = (input.get("declared")?.to_string(), input.get("echoed")?.to_string());
            let is_spelling = declared != echoed && declared.contains("1.0") != echoed.contains("1.0");
            is_spelling.then(|| input.set("echoed", Json::parse(&echoed.replacen("\"info\"", "\"inf\"", 1))?))?
        }),
    ]
}

fn answers() -> Vec<Mutant> {
    let list = |name: &str, list: &'static str, edit: fn(&mut Vec<Json>) -> Option<()>| {
        Mutant::says(format!("match-extensions/says/{name}"), OP, move |result| {
            if let Json::Array(elements) = result.get_mut(list)? { edit(elements) } else { None }
        })
    };
    vec![
        list("only-the-first-that-differs", "differs", |paths| (paths.len() > 1).then(|| paths.truncate(1))),
        list("the-extension-that-differs", "differs", |paths| {
            paths.iter_mut().try_for_each(|path| change(path, "", |path| Some(path.split('.').next()?.to_owned())))
        }),
        list("none-that-is-missing", "missing", |keys| (!keys.is_empty()).then(|| keys.clear())),
        list("the-codes-that-are-missing-differ", "missing", |keys| {
            keys.iter_mut().try_for_each(|key| change(key, "", |key| Some(format!("{key}.info"))))
        }),
    ]
}
