//! S-5: what a smart wallet's transaction does to the token accounts of its fee payer.

use serde_json::{Value, json};

use super::{
    super::{
        build::{account, instruction},
        case::{
            Case, DESTINATION, MULTISIG, NONCE, PAYER, PYUSD, PYUSD_SIDES, SOURCE, SPONSORS, SPONSORS_PYUSD, SWIG,
            THIRD, TOKEN, TOKEN_2022, limit, memo, price, transfer,
        },
    },
    wallet::{VAULT, payment, shown, with_simulation, wrapped},
};
use crate::draft::Draft;

fn refused(case: &Case, number: &str, title: &str) -> Draft {
    case.invalid(number, title, "sponsor-tokens").rulings(&["S-5"])
}

fn valid(case: &Case, number: &str, title: &str) -> Draft {
    let result = json!({"verdict": "valid", "payer": VAULT, "offer": 0});
    case.valid(number, title).result(&result).rulings(&["S-5"])
}

/// A transfer of PYUSD from this account.
fn of_pyusd(source: &str) -> Value {
    let mut transfer = shown(TOKEN_2022, source, THIRD, VAULT, "7");
    transfer["mint"] = PYUSD.into();
    transfer
}

fn call(name: &str, accounts: &[&str]) -> Value {
    json!({"program": TOKEN_2022, "name": name, "accounts": accounts})
}

/// Every instruction that moves or encumbers the tokens of another mint than the offered one.
pub(super) fn other_tokens() -> Vec<Draft> {
    // The accounts behind the one whose tokens are moved or encumbered, as the token programs order them.
    let named = |name: &'static str, rest: &'static [&'static str]| (name, rest, false);
    // These do not name the mint, which stands in another transfer.
    let unnamed = |name: &'static str, rest: &'static [&'static str]| (name, rest, true);
    let calls = [
        named("transferCheckedWithFee", &[PYUSD, THIRD, VAULT]),
        named("burn", &[PYUSD, VAULT]),
        named("burnChecked", &[PYUSD, VAULT]),
        named("approveChecked", &[PYUSD, THIRD, VAULT]),
        unnamed("approve", &[THIRD, VAULT]),
        unnamed("revoke", &[VAULT]),
        unnamed("setAuthority", &[VAULT]),
        unnamed("closeAccount", &[THIRD, VAULT]),
    ];
    let mut drafts = Vec::new();
    for (index, (name, rest, is_besides)) in calls.into_iter().enumerate() {
        let of = |from: &str| {
            let accounts = [&[from], rest].concat();
            let mut transfers = vec![payment()];
            transfers.extend(is_besides.then(|| of_pyusd(PYUSD_SIDES.0)));
            let calls = [call(name, &accounts)];
            with_simulation(wrapped(), &json!({"feePayerLost": "10001", "transfers": transfers, "otherCalls": calls}))
        };
        let number = |add: usize| format!("{:04}", 754 + 2 * index + add);
        let title = |whose: &str| format!("simulated, {name} names the account of {whose} for another token");
        drafts.push(refused(&of(SPONSORS_PYUSD), &number(0), &title("the fee payer")));
        drafts.push(valid(&of(PYUSD_SIDES.0), &number(1), &title("the payer")));
    }
    // The mint stands among the accounts of the message alone.
    let of = |from: &str| {
        let accounts = [account(SOURCE).written(), account(DESTINATION).written(), account(PAYER).signing()];
        let wallet = instruction(SWIG, &[accounts.as_slice(), &[account(PYUSD)]].concat(), &[11, 0, 1]);
        let calls = [call("approve", &[from, THIRD, VAULT])];
        with_simulation(
            Case::of(&[limit(60_000), price(1), wallet, memo(NONCE)]),
            &json!({"feePayerLost": "10001", "transfers": [payment()], "otherCalls": calls}),
        )
    };
    drafts.extend([
        refused(
            &of(SPONSORS_PYUSD),
            "0770",
            "simulated, a delegate is set over the fee payer's account for a mint that only the message names",
        ),
        valid(
            &of(PYUSD_SIDES.0),
            "0771",
            "simulated, a delegate is set over another account for a mint that only the message names",
        ),
    ]);
    drafts
}

/// Accounts that are not associated with the fee payer, and that a node shows as its own; and transfers of the message.
pub(super) fn other_accounts() -> Vec<Draft> {
    const ACCOUNT: &str = MULTISIG;
    let closing = |first_account: &str| {
        let calls = [call("closeAccount", &[ACCOUNT, THIRD, VAULT])];
        with_simulation(
            wrapped(),
            &json!({
                "feePayerLost": "10001", "feePayerAccounts": [first_account], "transfers": [payment()], "otherCalls": calls,
            }),
        )
    };
    let moving = |from: &str, to: &str| {
        let transfers = [payment(), shown(TOKEN, from, to, VAULT, "7")];
        with_simulation(
            wrapped(),
            &json!({"feePayerLost": "10001", "feePayerAccounts": [ACCOUNT], "transfers": transfers}),
        )
    };
    let first_account = || shown(TOKEN, SOURCE, DESTINATION, PAYER, "10000");
    let twice = |transfers: &[Value]| {
        let parts = [limit(60_000), price(1), super::wallet::wallet(), memo(NONCE), transfer(10_000)];
        with_simulation(Case::of(&parts), &json!({"feePayerLost": "10001", "transfers": transfers}))
    };
    vec![
        refused(&closing(ACCOUNT), "0772", "simulated, an account is closed that the fee payer owns"),
        valid(&closing(SPONSORS), "0773", "simulated, an account is closed that the fee payer does not own"),
        refused(&moving(ACCOUNT, THIRD), "0774", "simulated, tokens are taken from an account that the fee payer owns"),
        valid(&moving(SOURCE, ACCOUNT), "0775", "simulated, an account that the fee payer owns is paid besides"),
        twice(&[first_account()])
            .invalid("0776", "the message pays, and a program makes the same transfer again", "transfer")
            .comment("The transfers of the message itself are not among those of the simulation, so these are two.")
            .rulings(&["S-5"]),
        twice(&[]).valid("0777", "the message pays, and no program makes the same transfer again").rulings(&["S-5"]),
    ]
}
