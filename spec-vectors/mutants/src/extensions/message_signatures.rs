//! Mutants of `http-message-signature`.

use super::change::change;
use crate::{json::Json, mutant::Mutant, question::result_of};

const OPS: &[&str] = &["http-message-signature"];

/// A part of the question, and the wrong reading of it.
type Edit = (&'static str, fn(&mut Json) -> Option<()>);

const EDITS: [Edit; 15] = [
    ("ignores/tags", |input| input.remove("tags").map(drop)),
    ("ignores/algorithms", |input| input.remove("algorithms").map(drop)),
    ("ignores/keys", |input| input.remove("keys").map(drop)),
    ("ignores/the-request-of-an-answer", |input| {
        input.get("answer")?;
        input.remove("request").map(drop)
    }),
    ("reads/the-request-for-its-answer", |input| input.remove("answer").map(drop)),
    ("reads/the-first-signature", |input| change(input, "label", |_| Some("sig1".into()))),
    ("reads/every-status-as-200", |input| {
        input.get("answer")?;
        input.set("answer.status", Json::number(200))
    }),
    ("reads/every-method-as-get", |input| change(input, "request.method", |_| Some("GET".into()))),
    ("reads/no-query", |input| change(input, "request.targetUri", |uri| Some(uri.split_once('?')?.0.to_owned()))),
    ("reads/no-path", |input| {
        change(input, "request.targetUri", |uri| {
            let (scheme, rest) = uri.split_once("://")?;
            let (host, _) = rest.split_once('/')?;
            Some(format!("{scheme}://{host}"))
        })
    }),
    ("reads/another-host", |input| {
        change(input, "request.targetUri", |uri| Some(uri.replacen("://api", "://other", 1)))
    }),
    ("reads/the-last-line-of-a-field", |input| {
        let Json::Array(lines) = input.get_mut("request.headers")? else { return None };
        (!lines.is_empty()).then(|| lines.remove(0)).map(drop)
    }),
    ("clock/a-second-early", |input| clock(input, -1)),
    ("clock/a-second-late", |input| clock(input, 1)),
    ("clock/a-day-late", |input| clock(input, 86_400)),
];

fn clock(input: &mut Json, seconds: i64) -> Option<()> {
    let now: i64 = input.get("now")?.as_plain()?.parse().ok()?;
    input.set("now", Json::number(now.checked_add(seconds)?))
}

/// A member of the answer, its fault, and the mutant's value.
type Said = (&'static str, &'static str, fn(&str) -> Option<String>);

const SAID: [Said; 7] = [
    ("base", "with-a-line-feed-behind", |base| Some(format!("{base}\n"))),
    ("base", "with-carriage-returns", |base| Some(base.replace('\n', "\r\n"))),
    ("base", "without-parameters", |base| Some(base.rsplit_once('\n')?.0.to_owned())),
    ("base", "in-small-letters", |base| Some(base.to_lowercase())),
    ("base", "without-quotation-marks", |base| Some(base.replace('"', ""))),
    ("keyId", "cut", |id| id.get(1..).map(str::to_owned)),
    ("keyId", "in-capitals", |id| Some(id.to_uppercase())),
];

pub(super) fn mutants() -> Vec<Mutant> {
    let named = |how: &str| format!("http-message-signature/{how}");
    let mut mutants: Vec<Mutant> = EDITS.into_iter().map(|(how, edit)| Mutant::edits(named(how), OPS, edit)).collect();
    mutants.extend(SAID.map(|(member, how, wrong)| {
        Mutant::says(named(&format!("says/{member}/{how}")), OPS, move |result| change(result, member, wrong))
    }));
    mutants.extend(["valid", "invalid", "undecided"].map(|verdict| {
        Mutant::says(named(&format!("says/always-{verdict}")), OPS, move |result| {
            result.set("verdict", Json::text(verdict))
        })
    }));
    mutants.extend(["flags", "needs"].map(|list| {
        Mutant::says(named(&format!("says/{list}/one-less")), OPS, move |result| {
            result.remove(&format!("{list}.0")).map(drop)
        })
    }));
    mutants.push(Mutant::own(named("says/an-open-component-decides"), OPS, |question| {
        let mut result = question.result()?.clone();
        (question.text.contains(";bs") && result.text_at("verdict")? == "invalid").then_some(())?;
        result.set("verdict", Json::text("undecided"))?;
        result_of(&result)
    }));
    mutants.push(Mutant::says(named("says/flags/one-more"), OPS, |result| {
        let Json::Array(flags) = result.get_mut("flags")? else { return None };
        flags.push(Json::text("more"));
        Some(())
    }));
    mutants
}
