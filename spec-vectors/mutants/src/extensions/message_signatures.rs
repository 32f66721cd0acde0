//! Mutants of `http-message-signature`.

use crate::{
    mutant::{Mutant, Row, inputs, results},
    question::result_of,
};

const EDITS: [Row; 15] = [
    ("ignores/tags", |j| j.del("tags")),
    ("ignores/algorithms", |j| j.del("algorithms")),
    ("ignores/keys", |j| j.del("keys")),
    ("ignores/the-request-of-an-answer", |j| j.has("answer")?.del("request")),
    ("reads/the-request-for-its-answer", |j| j.del("answer")),
    ("reads/the-first-signature", |j| j.has("label")?.say("label", "sig1")),
    ("reads/every-status-as-200", |j| j.has("answer")?.put("answer.status", "200")),
    ("reads/every-method-as-get", |j| j.has("request.method")?.say("request.method", "GET")),
    ("reads/no-query", |j| j.change("request.targetUri", |uri| Some(uri.split_once('?')?.0.to_owned()))),
    ("reads/no-path", |j| {
        j.change("request.targetUri", |uri| {
            let (scheme, rest) = uri.split_once("://")?;
            Some(format!("{scheme}://{}", rest.split_once('/')?.0))
        })
    }),
    ("reads/another-host", |j| j.map("request.targetUri", |uri| uri.replacen("://api", "://other", 1))),
    ("reads/the-last-line-of-a-field", |j| j.del("request.headers.0")),
    ("clock/a-second-early", |j| j.add("now", -1)),
    ("clock/a-second-late", |j| j.add("now", 1)),
    ("clock/a-day-late", |j| j.add("now", 86_400)),
];

const SAID: [Row; 13] = [
    ("base/with-a-line-feed-behind", |j| j.map("base", |base| format!("{base}\n"))),
    ("base/with-carriage-returns", |j| j.map("base", |base| base.replace('\n', "\r\n"))),
    ("base/without-parameters", |j| j.change("base", |base| Some(base.rsplit_once('\n')?.0.to_owned()))),
    ("base/in-small-letters", |j| j.map("base", str::to_lowercase)),
    ("base/without-quotation-marks", |j| j.map("base", |base| base.replace('"', ""))),
    ("keyId/cut", |j| j.change("keyId", |id| id.get(1..).map(str::to_owned))),
    ("keyId/in-capitals", |j| j.map("keyId", str::to_uppercase)),
    ("always-valid", |j| j.say("verdict", "valid")),
    ("always-invalid", |j| j.say("verdict", "invalid")),
    ("always-undecided", |j| j.say("verdict", "undecided")),
    ("flags/one-less", |j| j.del("flags.0")),
    ("needs/one-less", |j| j.del("needs.0")),
    ("flags/one-more", |j| j.push("flags", "more")),
];

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = inputs("http-message-signature/", &EDITS);
    mutants.extend(results("http-message-signature/says/", &SAID));
    mutants.push(Mutant::new("http-message-signature/says/an-open-component-decides", |question| {
        let mut result = question.result()?.clone();
        let is_open = question.text.contains(";bs");
        result_of(result.when(is_open)?.is("verdict", "invalid")?.say("verdict", "undecided")?)
    }));
    mutants
}
