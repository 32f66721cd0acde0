//! Bugs that this suite's authors did not choose: what people have reported in public threads of x402 implementations, each as a
//! mutant. `docs/explanation/planted.md` lists the threads.

use base64::{Engine, engine::general_purpose::STANDARD};
use x402_conformance::adapter::Reply;

use crate::{
    evaluated::Mechanism,
    json::Json,
    mutant::{Mutant, Row, documents, inputs, results},
    question::{Question, unreadable},
    verify::{
        faults::as_double,
        outcome::{with_outcome, with_verdict},
    },
};

pub(crate) fn mutants() -> Vec<Mutant> {
    let of_decode =
        [documents("decode/planted/", &DOCUMENTS), inputs("decode/planted/", &SOURCES)].into_iter().flatten();
    let refusing = REFUSED.map(|(name, is_refused)| {
        Mutant::new(format!("decode/planted/{name}"), move |question| is_refused(question)?.then(unreadable)?)
    });
    let drafts = Mutant::new("carrier/planted/the-key-of-a-draft-is-read".to_owned(), |question| {
        let of_draft = question.text.contains(DRAFTS_KEY).then_some(DRAFTS_KEY)?;
        Some(question.ask(&question.text.replace(of_draft, r#""x402/payment":"#)))
    });
    let evaluating = EVALUATED.map(|(name, fault)| Mutant::new(format!("verify/planted/{name}"), fault));
    let networks = [inputs("network/planted/", &NETWORKS), results("network/planted/", &NETWORK_ANSWERS)];
    let of_payments = [inputs("verify/planted/", &PAYMENTS), inputs("digest/planted/", &DIGESTS)];
    let answers = [
        results("decode/planted/", &ANSWERS),
        results("digest/planted/", &DIGEST_ANSWERS),
        inputs("sign-in-with-x/planted/", &SIGN_INS),
        results("http-outcome/planted/", &STATUSES),
        results("settlement-state/planted/", &STATES),
    ];
    of_decode
        .chain(refusing)
        .chain(evaluating)
        .chain([drafts])
        .chain(networks.into_iter().chain(of_payments).chain(answers).flatten())
        .collect()
}

/// A network that is no identifier, taken for one.
fn is_odd_network(text: &str, is_odd: impl FnOnce(&str, &str) -> bool) -> bool {
    text.split_once(':').is_some_and(|(namespace, reference)| is_odd(namespace, reference))
}

const DOCUMENTS: [Row; 4] = [
    ("an-error-may-be-an-object", |j| j.has("accepts")?.holds("error", Json::is_object)?.say("error", "x")),
    ("a-network-is-a-colon-in-a-text", |j| {
        let text = j.text_at("accepted.network")?;
        j.when(is_odd_network(&text, |namespace, _| namespace != "eip155"))?.say("accepted.network", "eip155:1")
    }),
    ("without-a-version-it-is-the-first", |j| j.lacks("x402Version")?.has("payload")?.put("x402Version", "1")),
    ("amounts-are-doubles", |j| {
        j.reads("accepted.amount", |amount| amount.bytes().all(|digit| digit.is_ascii_digit()))?
            .change("accepted.amount", as_double)
    }),
];

const SOURCES: [Row; 1] = [("a-header-may-be-plain-json", |j| {
    let value = j.text_at("header.value")?;
    j.when(value.trim_start().starts_with('{'))?.say("header.value", &STANDARD.encode(&value))
})];

/// A key of `_meta` before the document had one.
const DRAFTS_KEY: &str = r#""x402.payment":"#;

/// A name, and whether an implementation refuses what ours reads.
type Refused = (&'static str, fn(&Question<'_>) -> Option<bool>);

const REFUSED: [Refused; 4] = [
    ("an-unknown-member-of-a-settlement-is-an-error", |question| {
        let document = question.document()?;
        let known =
            ["success", "errorReason", "errorMessage", "payer", "transaction", "network", "amount", "extensions"];
        let is_known = |name: &str| known.contains(&name);
        Some(document.get("success").is_some() && document.members().iter().any(|(name, _)| !is_known(name)))
    }),
    ("a-settlement-needs-a-payer", |question| {
        let document = question.document()?;
        Some(document.get("success").is_some() && document.get("payer").is_none())
    }),
    ("other-namespaces-are-errors", |question| {
        let network = question.document()?.text_at("accepted.network")?;
        Some(!network.starts_with("eip155:") && !network.starts_with("solana:"))
    }),
    ("the-second-version's-demand-is-not-looked-for", |question| {
        Some(question.input.text_at("header.name")?.eq_ignore_ascii_case("payment-required"))
    }),
];

const ANSWERS: [Row; 3] = [
    ("extra-is-dropped", |j| j.has("ok.accepts.0.extra")?.del("ok.accepts.0.extra")?.del("canonical")),
    ("a-missing-resource-is-not-flagged", |j| j.keep("flags", |flag| flag.as_text().as_deref() != Some("no-resource"))),
    ("an-empty-network-is-not-flagged", |j| j.keep("flags", |flag| flag.as_text().as_deref() != Some("no-network"))),
];

const NETWORKS: [Row; 3] = [
    ("what-is-behind-the-digits-is-cut", |j| {
        let text = j.text_at("caip2")?;
        let digits: String = text.strip_prefix("eip155:")?.chars().take_while(char::is_ascii_digit).collect();
        j.when(!digits.is_empty())?.say("caip2", &format!("eip155:{digits}"))
    }),
    ("what-is-behind-a-second-colon-is-cut", |j| {
        let text = j.text_at("caip2")?;
        let (front, _) = text.rsplit_once(':').filter(|(front, _)| front.contains(':'))?;
        j.say("caip2", front)
    }),
    ("a-reference-may-be-longer-and-have-any-character", |j| {
        let text = j.text_at("caip2")?;
        // The whole hashes of Algorand's two networks are read (G-1).
        let is_odd = |namespace: &str, reference: &str| {
            namespace != "algorand" && (reference.len() > 32 || reference.contains(['/', '=', '.']))
        };
        j.when(is_odd_network(&text, is_odd))?.say("caip2", "eip155:1")
    }),
];

const NETWORK_ANSWERS: [Row; 1] =
    [("a-name-of-the-table-is-missing", |j| j.is("caip2", "eip155:143")?.be(r#"{"err":{"kind":"not-network"}}"#))];

const PAYMENTS: [Row; 3] = [
    ("contracts-do-not-sign", |j| {
        j.has("facts.contractSignatures")?
            .each("facts.accounts", |account| account.is("code", "some")?.say("code", "none"))
    }),
    ("the-amount-at-settlement-is-that-which-was-signed", |j| {
        let signed = j.text_at("payment.json.payload.permit2Authorization.permitted.amount")?;
        j.has("phase.settle.amount")?.say("phase.settle.amount", &signed)
    }),
    ("the-second-version's-header-is-not-read", |j| {
        j.reads("payment.header.name", |name| name.eq_ignore_ascii_case("payment-signature"))?
            .say("payment.header.value", "")
    }),
];

const DIGESTS: [Row; 1] =
    [("the-domain-is-called-usd-coin", |j| j.has("offer.extra.name")?.say("offer.extra.name", "USD Coin"))];

const DIGEST_ANSWERS: [Row; 1] = [("the-struct-alone-is-hashed", |j| {
    let hash = j.text_at("structHash")?;
    j.has("domainSeparator")?.say("digest", &hash)
})];

const SIGN_INS: [Row; 1] = [("the-nonce-is-somewhere-in-the-message", |j| {
    let (issued, signed) = (j.text_at("nonce")?, j.text_at("json.nonce")?);
    j.when(signed.contains(&issued))?.say("nonce", &signed)
})];

/// A name, and an answer of its own.
type Planted = (&'static str, fn(&Question<'_>) -> Option<Reply>);

/// The same with one more outcome, if the payment is by one of these mechanisms and a check has this outcome.
fn where_it(question: &Question<'_>, mechanisms: &[Mechanism], check: &str, from: &str, to: &str) -> Option<Reply> {
    let evaluated = question.evaluated()?;
    let is_there = mechanisms.contains(&evaluated.part.mechanism) && evaluated.outcome(check)? == from;
    is_there.then(|| with_outcome(question, check, to))?
}

/// Whether a question of this kind decides the payment.
fn needs(question: &Question<'_>, kind: &str) -> bool {
    let needs = question.result().and_then(|result| result.get("needs"));
    needs.is_some_and(|needs| needs.elements().iter().any(|need| need.text_at("kind").as_deref() == Some(kind)))
}

const EVALUATED: [Planted; 20] = [
    ("the-signer-is-not-compared", |question| {
        where_it(question, &[Mechanism::Eip3009, Mechanism::Permit2], "signer", "fail", "pass")
    }),
    ("the-amount-that-was-signed-is-not-compared", |question| {
        where_it(question, &[Mechanism::Eip3009], "amount", "fail", "pass")
    }),
    ("unrelated-instructions-are-not-looked-at", |question| {
        where_it(question, &[Mechanism::Solana], "programs", "fail", "pass")
    }),
    ("more-than-was-permitted-may-be-taken", |question| {
        where_it(question, &[Mechanism::Upto], "charge", "fail", "pass")
    }),
    ("less-than-was-permitted-cannot-be-taken", |question| {
        let is_upto = question.evaluated()?.part.mechanism == Mechanism::Upto;
        let permitted = question.document()?.text_at("payload.permit2Authorization.permitted.amount")?;
        let is_less = question.input.text_at("phase.settle.amount")? != permitted;
        (is_upto && is_less).then(|| with_verdict(question, "invalid"))?
    }),
    ("an-amount-has-at-most-18-digits", |question| {
        let signed = question.document()?.text_at("payload.authorization.value")?;
        (signed.len() > 18).then(|| with_verdict(question, "invalid"))?
    }),
    ("a-name-is-read-as-latin-1", |question| {
        let name = question.input.text_at("offers.0.extra.name")?;
        let is_by_authorization = question.evaluated()?.part.mechanism == Mechanism::Eip3009;
        (is_by_authorization && !name.is_ascii()).then(|| with_verdict(question, "invalid"))?
    }),
    ("a-time-beyond-256-bits-is-an-exception", |question| {
        let end = question.document()?.text_at("payload.authorization.validBefore")?;
        let is_number = end.bytes().all(|digit| digit.is_ascii_digit());
        (is_number && (end.len() > 78 || end.len() == 78 && end.as_str() >= MOST))
            .then(|| Reply::Crashed("an exception".into()))
    }),
    ("nothing-accepted-is-an-exception", |question| {
        let document = question.document()?;
        let is_second = document.get("x402Version")?.as_plain() == Some("2");
        let is_there = document.get("accepted").is_some_and(|accepted| !accepted.is_null());
        (is_second && !is_there).then(|| Reply::Crashed("an exception".into()))
    }),
    ("a-memo-is-refused", |question| {
        let result = question.result()?;
        let has_memo = !result.get("flags")?.elements().iter().any(|flag| flag.as_text().as_deref() == Some("no-memo"));
        let is_solana = question.evaluated()?.part.mechanism == Mechanism::Solana;
        (is_solana && has_memo).then(|| with_verdict(question, "invalid"))?
    }),
    ("the-sponsor-may-pay-itself", |question| {
        where_it(question, &[Mechanism::Solana], "fee-payer-isolation", "fail", "pass")
    }),
    ("more-may-be-signed", |question| {
        let document = question.document()?;
        let number = |text: Option<String>| text?.parse::<u128>().ok();
        let signed = number(document.text_at("payload.authorization.value"))?;
        let is_more = signed > number(question.input.text_at("offers.0.amount"))?;
        is_more.then(|| where_it(question, &[Mechanism::Eip3009], "amount", "fail", "pass"))?
    }),
    ("more-may-be-transferred", |question| where_it(question, &[Mechanism::Solana], "transfer-amount", "fail", "pass")),
    ("high-s-is-taken", |question| where_it(question, &[Mechanism::Eip3009], "signature-low-s", "fail", "pass")),
    ("what-is-inside-a-wrapper-is-not-verified", |question| {
        needs(question, "counterfactual-signature").then(|| with_verdict(question, "valid"))?
    }),
    ("a-wallet-that-is-not-deployed-never-pays", |question| {
        needs(question, "counterfactual-signature").then(|| with_verdict(question, "invalid"))?
    }),
    ("the-deadline-is-not-compared", |question| {
        let (permits, check) = ([Mechanism::Permit2, Mechanism::Upto], "valid-before");
        where_it(question, &permits, check, "fail", "pass")
    }),
    ("exact-needs-a-facilitator", |question| {
        let is_permit = question.evaluated()?.part.mechanism == Mechanism::Permit2;
        let names_one = question.document()?.get("payload.permit2Authorization.witness.facilitator").is_some();
        (is_permit && !names_one).then(|| with_verdict(question, "invalid"))?
    }),
    ("a-nonce-needs-no-prefix", |question| {
        let path = "payload.authorization.nonce";
        let nonce = question.document()?.text_at(path).filter(|nonce| nonce.len() == 64)?;
        let document = question.document()?.edited(|j| j.say(path, &format!("0x{nonce}")))?;
        Some(question.ask(&question.with_document(&document.to_string())?))
    }),
    ("the-token's-domain-is-not-asked", |question| {
        let edited = question
            .result()?
            .edited(|j| j.keep("outstanding", |asked| asked.text_at("kind").as_deref() != Some("token-domain")))?;
        crate::question::result_of(&edited)
    }),
];

const STATUSES: [Row; 2] = [
    ("what-cannot-be-read-is-not-paid", |j| {
        j.is("outcome", "invalid-payment")?.say("outcome", "payment-required")?.put("status", "402")
    }),
    ("what-cannot-be-read-is-the-server's-fault", |j| j.is("outcome", "invalid-payment")?.put("status", "500")),
];

/// 2^256.
const MOST: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639936";

const STATES: [Row; 3] = [
    ("what-is-unknown-has-failed", |j| {
        j.is("state", "unknown")?.say("state", "failed")?.say("signAgain", "both-count")
    }),
    ("success-is-not-looked-at", |j| j.is("state", "failed")?.say("state", "settled")?.say("signAgain", "no")),
    ("what-is-pending-has-failed", |j| {
        j.is("state", "pending")?.say("state", "failed")?.say("signAgain", "both-count")
    }),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_page_lists_each_with_its_thread() {
        let page = include_str!("../../../docs/explanation/planted.md");
        let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
        let listed: Vec<(&str, &str)> = rows.filter_map(|row| row.split_once('`')).collect();
        let planted: BTreeSet<String> =
            mutants().into_iter().map(|mutant| mutant.name.replace("planted/", "")).collect();
        let names: BTreeSet<String> = listed.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(names, planted);
        assert!(planted.len() >= 30, "{} bugs", planted.len());
        let threads = ["/issues/", "/pull/"];
        for (name, row) in listed {
            assert!(row.contains("](https://github.com/") && threads.iter().any(|kind| row.contains(kind)), "{name}");
        }
    }
}
