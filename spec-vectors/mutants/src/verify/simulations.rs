//! What a simulation on Solana shows, read in part.

use crate::{
    json::Json,
    mutant::{Mutant, Row},
};

/// The accounts of the vectors' sponsor and payer, and the sponsor's account of the offered token.
const SPONSOR: &str = "2moGme732G58zbQe5FtceooXgbFZp3ZMNggJQRKpnLQh";
const SPONSORS: &str = "2pUJovtkqmp8Xjw1kuMgGjran7K49yukananbFJb2Hxs";
const PAYER: &str = "BMrx53yVNyPL7c18P1omSEVbcTD8gnTuQNBBaLCVDUZc";

/// Instructions that move or encumber tokens, by the names that nodes give them.
const CALLS: &str =
    "transfer transferCheckedWithFee approve approveChecked revoke setAuthority burn burnChecked closeAccount batch";

const EDITS: [Row; 6] = [
    ("of-the-offered-token-alone", |j| {
        let names = |accounts: &Json, account: &str| accounts.elements().contains(&Json::text(account));
        j.keep("otherCalls", |call| {
            let is_hidden = matches!(call.text_at("name").as_deref(), Some("transfer" | "batch"));
            is_hidden || call.get("accounts").is_some_and(|all| names(all, SPONSORS) || names(all, SPONSOR))
        })
    }),
    // So does a reader for whom the simulation repeats the message's own transfers.
    ("without-the-payers-own", |j| {
        j.keep("transfers", |transfer| transfer.text_at("authority").as_deref() != Some(PAYER))
    }),
    ("ignores/feePayerAccounts", |j| j.del("feePayerAccounts")),
    ("ignores/otherCalls", |j| j.del("otherCalls")),
    ("ignores/received", |j| j.del("received")),
    ("no-loss", |j| j.has("feePayerLost")?.say("feePayerLost", "0")),
];

pub(super) fn mutants() -> Vec<Mutant> {
    let without = CALLS.split(' ').map(|name| {
        edits(&format!("without-{name}"), move |j| {
            j.keep("otherCalls", |call| call.text_at("name").as_deref() != Some(name))
        })
    });
    without.chain(EDITS.map(|(name, edit)| edits(name, edit))).collect()
}

/// Reads each simulation otherwise.
fn edits(name: &str, edit: impl Fn(&mut Json) -> Option<&mut Json> + Send + Sync + 'static) -> Mutant {
    Mutant::edits(format!("verify/simulations/{name}"), move |j| j.each("facts.simulations", &edit))
}
