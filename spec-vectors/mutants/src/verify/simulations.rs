//! What a simulation on Solana shows, read in part.

use crate::{json::Json, mutant::Mutant};

/// The accounts of the vectors' sponsor and payer, and the sponsor's account of the offered token.
const SPONSOR: &str = "2moGme732G58zbQe5FtceooXgbFZp3ZMNggJQRKpnLQh";
const SPONSORS: &str = "2pUJovtkqmp8Xjw1kuMgGjran7K49yukananbFJb2Hxs";
const PAYER: &str = "BMrx53yVNyPL7c18P1omSEVbcTD8gnTuQNBBaLCVDUZc";

/// Instructions that move or encumber tokens, by the names that nodes give them.
const CALLS: [&str; 10] = [
    "transfer",
    "transferCheckedWithFee",
    "approve",
    "approveChecked",
    "revoke",
    "setAuthority",
    "burn",
    "burnChecked",
    "closeAccount",
    "batch",
];

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for name in CALLS {
        mutants.push(keeps(&format!("without-{name}"), "otherCalls", move |call| {
            call.text_at("name").as_deref() != Some(name)
        }));
    }
    mutants.push(keeps("of-the-offered-token-alone", "otherCalls", |call| {
        let name = call.text_at("name");
        let is_hidden = matches!(name.as_deref(), Some("transfer" | "batch"));
        is_hidden || names(call, SPONSORS) || names(call, SPONSOR)
    }));
    // So does a reader for whom the simulation repeats the message's own transfers.
    mutants.push(keeps("without-the-payers-own", "transfers", |transfer| {
        transfer.text_at("authority").as_deref() != Some(PAYER)
    }));
    for member in ["feePayerAccounts", "otherCalls", "received"] {
        mutants.push(edits(&format!("ignores/{member}"), move |simulation| simulation.remove(member).map(drop)));
    }
    mutants.push(edits("no-loss", |simulation| {
        simulation.get("feePayerLost")?;
        simulation.set("feePayerLost", Json::text("0"))
    }));
    mutants
}

fn names(call: &Json, account: &str) -> bool {
    call.get("accounts")
        .is_some_and(|accounts| accounts.elements().iter().any(|named| named.as_text().as_deref() == Some(account)))
}

/// Keeps some entries of a list.
fn keeps(name: &str, list: &'static str, keep: impl Fn(&Json) -> bool + Send + Sync + 'static) -> Mutant {
    edits(name, move |simulation| {
        let Json::Array(entries) = simulation.get_mut(list)? else { return None };
        let all = entries.len();
        entries.retain(&keep);
        (entries.len() < all).then_some(())
    })
}

/// Reads each simulation otherwise.
fn edits(name: &str, edit: impl Fn(&mut Json) -> Option<()> + Send + Sync + 'static) -> Mutant {
    Mutant::own(format!("verify/simulations/{name}"), &["verify"], move |question| {
        let input = question.input.edited(|input| {
            let simulations = input.get_mut("facts.simulations")?.members_mut()?;
            let edited = simulations.iter_mut().filter_map(|(_, simulation)| edit(simulation)).count();
            (edited > 0).then_some(())
        })?;
        Some(question.ask(&input.to_string()))
    })
}
