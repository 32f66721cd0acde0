//! The caller's input about a sign-in, an offer or a receipt, ignored or off by one.

use crate::mutant::{Mutant, Row, inputs};

const IGNORED: [(&str, &str); 2] = [
    ("sign-in-with-x", "chains nonce facts facts.accounts facts.contractSignatures"),
    ("offer-receipt", "signer jwk resolveKid kid alg index"),
];

const EDITS: [Row; 8] = [
    ("sign-in-with-x/origin/without-port", |j| {
        j.change("origin", |origin| {
            let (host, port) = origin.rsplit_once(':')?;
            port.bytes().all(|byte| byte.is_ascii_digit()).then(|| host.to_owned())
        })
    }),
    ("sign-in-with-x/origin/of-the-other-scheme", |j| j.map("origin", |origin| origin.replacen("https:", "http:", 1))),
    ("sign-in-with-x/facts/every-contract-accepts", |j| j.each("facts.contractSignatures", |j| j.put("valid", "true"))),
    ("sign-in-with-x/facts/no-contract-accepts", |j| j.each("facts.contractSignatures", |j| j.put("valid", "false"))),
    ("sign-in-with-x/facts/no-account-has-code", |j| j.put("facts", r#"{"accounts":{"*":{"code":"none"}}}"#)),
    ("offer-receipt/reads/the-last-offer", |j| j.add("index", 1)),
    ("offer-receipt/reads/the-other-artifact", |j| {
        j.map("what", |what| if what == "offer" { "receipt" } else { "offer" }.into())
    }),
    ("offer-receipt/takes-every-key-in-kid", |j| {
        j.lacks("jwk")?.lacks("signer")?.lacks("resolveKid")?.put("resolveKid", "true")
    }),
];

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = inputs("", &EDITS);
    for (op, members) in IGNORED {
        let ignored = members.split(' ');
        mutants.extend(ignored.map(|path| Mutant::edits(format!("{op}/ignores/{path}"), move |j| j.del(path))));
        for (name, seconds) in [("a-second-early", -1), ("a-second-late", 1), ("an-hour-late", 3600)] {
            mutants.push(Mutant::edits(format!("{op}/clock/{name}"), move |j| j.add("now", seconds)));
        }
    }
    // The origin comes from the sign-in, which is only the client's claim.
    mutants.push(Mutant::reads("sign-in-with-x/origin/the-domain-says", |question| {
        let document = question.document()?;
        let scheme = if document.text_at("uri")?.starts_with("http:") { "http" } else { "https" };
        let origin = format!("{scheme}://{}", document.text_at("domain")?);
        Some(question.input.edited(|j| j.say("origin", &origin))?.to_string())
    }));
    mutants
}
