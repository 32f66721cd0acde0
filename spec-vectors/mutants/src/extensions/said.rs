//! The members of an answer, lost or spelt in another way.

use super::change::change;
use crate::{json::Json, mutant::Mutant};

/// An operation, a member of the answer, and the wrong spelling of its text.
type Said = (&'static str, &'static str, &'static str, fn(&str) -> Option<String>);

const SAID: [Said; 14] = [
    ("sign-in-with-x", "address", "in-small-letters", |text| Some(text.to_lowercase())),
    ("sign-in-with-x", "chainId", "of-another-chain", |text| Some(text.replace("8453", "1"))),
    ("sign-in-with-x", "nonce", "cut", |text| text.get(..8).map(str::to_owned)),
    ("sign-in-with-x", "message", "with-a-line-feed-behind", |text| Some(format!("{text}\n"))),
    ("sign-in-with-x", "message", "with-a-scheme", |text| Some(format!("https://{text}"))),
    ("sign-in-with-x", "message", "with-carriage-returns", |text| Some(text.replace('\n', "\r\n"))),
    ("sign-in-with-x", "message", "with-one-line-less", |text| Some(text.replacen("\n\n\n", "\n\n", 1))),
    ("sign-in-with-x", "message", "with-the-whole-chain", |text| Some(text.replace("Chain ID: ", "Chain ID: eip155:"))),
    ("sign-in-with-x", "message", "with-another-chain", |text| Some(text.replace("Ethereum", "Solana"))),
    ("sign-in-with-x", "digest", "of-something-else", |text| Some(text.replace(['1', '2', '3'], "0"))),
    ("offer-receipt", "signer", "in-small-letters", |text| Some(text.to_lowercase())),
    ("offer-receipt", "signer", "somebody-else", |text| Some(format!("{}0", text.get(..41)?))),
    ("payment-identifier", "id", "in-small-letters", |text| Some(text.to_lowercase())),
    ("payment-identifier", "id", "cut", |text| text.get(..16).map(str::to_owned)),
];

const VERDICTS: [(&str, [&str; 3]); 4] = [
    ("sign-in-with-x", ["valid", "invalid", "undecided"]),
    ("offer-receipt", ["valid", "invalid", "undecided"]),
    ("payment-identifier", ["valid", "invalid", ""]),
    ("match-extensions", ["valid", "invalid", ""]),
];

/// Lists that lose or gain an element.
const LISTS: [(&str, &str); 9] = [
    ("sign-in-with-x", "flags"),
    ("sign-in-with-x", "needs"),
    ("sign-in-with-x", "outstanding"),
    ("sign-in-with-x", "resources"),
    ("offer-receipt", "flags"),
    ("offer-receipt", "needs"),
    ("offer-receipt", "outstanding"),
    ("payment-identifier", "flags"),
    ("match-extensions", "flags"),
];

/// The operation in the names of mutants.
fn ops(op: &str) -> &'static [&'static str] {
    match op {
        "sign-in-with-x" => &["sign-in-with-x"],
        "offer-receipt" => &["offer-receipt"],
        "payment-identifier" => &["payment-identifier"],
        _ => &["match-extensions"],
    }
}

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (op, member, how, wrong) in SAID {
        mutants.push(Mutant::says(format!("{op}/says/{member}/{how}"), ops(op), move |result| {
            change(result, member, wrong)
        }));
    }
    for (op, verdicts) in VERDICTS {
        for verdict in verdicts.into_iter().filter(|verdict| !verdict.is_empty()) {
            let name = format!("{op}/says/always-{verdict}");
            mutants.push(Mutant::says(name, ops(op), move |result| result.set("verdict", Json::text(verdict))));
        }
    }
    for (op, list) in LISTS {
        mutants.push(Mutant::says(format!("{op}/says/{list}/one-less"), ops(op), move |result| {
            result.remove(&format!("{list}.0")).map(drop)
        }));
        // An additional question costs the caller only the question.
        if matches!(list, "needs" | "outstanding") {
            continue;
        }
        mutants.push(Mutant::says(format!("{op}/says/{list}/one-more"), ops(op), move |result| {
            let Json::Array(elements) = result.get_mut(list)? else { return None };
            elements.push(Json::text("more"));
            Some(())
        }));
    }
    mutants.push(Mutant::says(
        "payment-identifier/says/status/payment-required",
        ops("payment-identifier"),
        |result| {
            result.get("status")?;
            result.set("status", Json::number(402))
        },
    ));
    mutants.push(Mutant::says("offer-receipt/says/accept/the-next", ops("offer-receipt"), |result| {
        let index: u64 = result.get("accept")?.as_plain()?.parse().ok()?;
        result.set("accept", Json::number(index.checked_add(1)?))
    }));
    mutants
}
