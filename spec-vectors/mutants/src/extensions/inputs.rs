//! The caller's input about a sign-in, an offer or a receipt, ignored or off by one.

use super::change::change;
use crate::{json::Json, mutant::Mutant, question::Question};

const SIGN_IN: &[&str] = &["sign-in-with-x"];
const ARTIFACT: &[&str] = &["offer-receipt"];

pub(super) fn mutants() -> Vec<Mutant> {
    [ignored(), clocks(), origins(), facts(), places()].into_iter().flatten().collect()
}

fn ignored() -> Vec<Mutant> {
    let ignores = |ops: &'static [&'static str], path: &'static str| {
        let op = ops.first().copied().unwrap_or_default();
        Mutant::edits(format!("{op}/ignores/{path}"), ops, move |input| input.remove(path).map(drop))
    };
    let of_sign_in = ["chains", "nonce", "facts", "facts.accounts", "facts.contractSignatures"];
    let of_artifact = ["signer", "jwk", "resolveKid", "kid", "alg", "index"];
    let of_sign_in = of_sign_in.into_iter().map(|path| ignores(SIGN_IN, path));
    of_sign_in.chain(of_artifact.into_iter().map(|path| ignores(ARTIFACT, path))).collect()
}

fn clocks() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for ops in [SIGN_IN, ARTIFACT] {
        let op = ops.first().copied().unwrap_or_default();
        for (name, seconds) in [("a-second-early", -1), ("a-second-late", 1), ("an-hour-late", 3600)] {
            mutants.push(Mutant::edits(format!("{op}/clock/{name}"), ops, move |input| {
                let now: i64 = input.get("now")?.as_plain()?.parse().ok()?;
                input.set("now", Json::number(now.checked_add(seconds)?))
            }));
        }
    }
    mutants
}

fn reads(
    name: &str,
    ops: &'static [&'static str],
    edit: impl Fn(&mut Json, &Question<'_>) -> Option<()> + Send + Sync + 'static,
) -> Mutant {
    let op = ops.first().copied().unwrap_or_default();
    Mutant::reads(format!("{op}/{name}"), ops, move |question| {
        question.input.edited(|input| edit(input, question)).map(|input| input.to_string())
    })
}

/// The origin comes from the sign-in, which is only the client's claim.
fn origins() -> Vec<Mutant> {
    vec![
        reads("origin/the-domain-says", SIGN_IN, |input, question| {
            let document = question.document()?;
            let scheme = if document.text_at("uri")?.starts_with("http:") { "http" } else { "https" };
            input.set("origin", Json::text(&format!("{scheme}://{}", document.text_at("domain")?)))
        }),
        Mutant::edits("sign-in-with-x/origin/without-port", SIGN_IN, |input| {
            change(input, "origin", |origin| {
                let (host, port) = origin.rsplit_once(':')?;
                port.bytes().all(|byte| byte.is_ascii_digit()).then(|| host.to_owned())
            })
        }),
        Mutant::edits("sign-in-with-x/origin/of-the-other-scheme", SIGN_IN, |input| {
            change(input, "origin", |origin| Some(origin.replacen("https:", "http:", 1)))
        }),
    ]
}

/// A fact about another account or signature is used for this sign-in.
fn facts() -> Vec<Mutant> {
    vec![
        Mutant::edits("sign-in-with-x/facts/every-contract-accepts", SIGN_IN, |input| {
            for entry in input.get_mut("facts.contractSignatures")?.elements_mut() {
                entry.set("valid", Json::Plain("true".into()))?;
            }
            Some(())
        }),
        Mutant::edits("sign-in-with-x/facts/no-contract-accepts", SIGN_IN, |input| {
            for entry in input.get_mut("facts.contractSignatures")?.elements_mut() {
                entry.set("valid", Json::Plain("false".into()))?;
            }
            Some(())
        }),
        Mutant::edits("sign-in-with-x/facts/no-account-has-code", SIGN_IN, |input| {
            input.set("facts", Json::parse(r#"{"accounts":{"*":{"code":"none"}}}"#)?)
        }),
    ]
}

/// The place of the artifact.
fn places() -> Vec<Mutant> {
    vec![
        Mutant::edits("offer-receipt/reads/the-last-offer", ARTIFACT, |input| {
            let index: usize = input.get("index")?.as_plain()?.parse().ok()?;
            input.set("index", Json::number(index.checked_add(1)?))
        }),
        reads("reads/the-other-artifact", ARTIFACT, |input, _| {
            let is_offer = input.text_at("what")? == "offer";
            input.set("what", Json::text(if is_offer { "receipt" } else { "offer" }))
        }),
        Mutant::edits("offer-receipt/takes-every-key-in-kid", ARTIFACT, |input| {
            let has_key = ["jwk", "signer", "resolveKid"].iter().any(|name| input.get(name).is_some());
            (!has_key).then(|| input.set("resolveKid", Json::Plain("true".into())))?
        }),
    ]
}
