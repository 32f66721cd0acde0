//! The members of an answer, lost or spelt in another way.

use crate::mutant::{Mutant, Row, results};

const FIELDS: [Row; 16] = [
    ("sign-in-with-x/says/address/in-small-letters", |j| j.map("address", str::to_lowercase)),
    ("sign-in-with-x/says/chainId/of-another-chain", |j| j.map("chainId", |chain| chain.replace("8453", "1"))),
    ("sign-in-with-x/says/nonce/cut", |j| j.change("nonce", |nonce| nonce.get(..8).map(str::to_owned))),
    ("sign-in-with-x/says/message/with-a-line-feed-behind", |j| j.map("message", |text| format!("{text}\n"))),
    ("sign-in-with-x/says/message/with-a-scheme", |j| j.map("message", |text| format!("https://{text}"))),
    ("sign-in-with-x/says/message/with-carriage-returns", |j| j.map("message", |text| text.replace('\n', "\r\n"))),
    ("sign-in-with-x/says/message/with-one-line-less", |j| j.map("message", |text| text.replacen("\n\n\n", "\n\n", 1))),
    ("sign-in-with-x/says/message/with-the-whole-chain", |j| {
        j.map("message", |text| text.replace("Chain ID: ", "Chain ID: eip155:"))
    }),
    ("sign-in-with-x/says/message/with-another-chain", |j| j.map("message", |text| text.replace("Ethereum", "Solana"))),
    ("sign-in-with-x/says/digest/of-something-else", |j| j.map("digest", |text| text.replace(['1', '2', '3'], "0"))),
    ("offer-receipt/says/signer/in-small-letters", |j| j.map("signer", str::to_lowercase)),
    ("offer-receipt/says/signer/somebody-else", |j| j.change("signer", |text| Some(format!("{}0", text.get(..41)?)))),
    ("payment-identifier/says/id/in-small-letters", |j| j.map("id", str::to_lowercase)),
    ("payment-identifier/says/id/cut", |j| j.change("id", |id| id.get(..16).map(str::to_owned))),
    ("payment-identifier/says/status/payment-required", |j| j.has("status")?.put("status", "402")),
    ("offer-receipt/says/accept/the-next", |j| j.add("accept", 1)),
];

/// Verdicts of each operation, and lists that lose or gain an element.
const ANSWERS: [(&str, &str, &str); 4] = [
    ("sign-in-with-x", "valid invalid undecided", "flags resources needs outstanding"),
    ("offer-receipt", "valid invalid undecided", "flags needs outstanding"),
    ("payment-identifier", "valid invalid", "flags"),
    ("match-extensions", "valid invalid", "flags"),
];

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = results("", &FIELDS);
    for (op, verdicts, lists) in ANSWERS {
        mutants.extend(verdicts.split(' ').map(|verdict| {
            Mutant::edits_result(format!("{op}/says/always-{verdict}"), move |j| j.say("verdict", verdict))
        }));
        for list in lists.split(' ') {
            let first = format!("{list}.0");
            mutants.push(Mutant::edits_result(format!("{op}/says/{list}/one-less"), move |j| j.del(&first)));
            // An additional question costs the caller only the question.
            if !matches!(list, "needs" | "outstanding") {
                mutants.push(Mutant::edits_result(format!("{op}/says/{list}/one-more"), move |j| j.push(list, "more")));
            }
        }
    }
    mutants
}
