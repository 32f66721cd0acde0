//! Payments with answers of the chain (simulations of smart wallets, multisigs, lookup tables), and payments that only
//! V1 allows.

mod multisigs;
mod simulated;
mod sponsors;
mod wallet;
mod wallets;

use serde_json::{Value, json};

use super::{
    build::{self, Instruction, account, bytes, instruction},
    case::{
        ASSOCIATED_TOKEN, Case, DESTINATION, MEMO, MERCHANT, NONCE, PAYER, PYUSD, PYUSD_SIDES, SPONSOR, SYSTEM, TABLE,
        THIRD, TOKEN, TOKEN_2022, USDC, creation, creation_accounts, lighthouse, limit, memo, message, parts, price,
        sides, transfer, transfer_data,
    },
};
use crate::draft::Draft;

pub(super) use wallet::with_simulation;

pub(super) fn drafts() -> Vec<Draft> {
    [
        wallets::simulations(),
        wallets::others(),
        wallets::arrivals(),
        sponsors::other_tokens(),
        sponsors::other_accounts(),
        simulated::drafts(),
        multisigs::multisigs(),
        multisigs::foreign_multisigs(),
        multisigs::signers_behind_the_authority(),
        sources(),
        units(),
        tables(),
        tables_with_wallets(),
        creations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// S-6: accounts that can never be a token account.
fn sources() -> Vec<Draft> {
    const CLOCK: &str = "SysvarC1ock11111111111111111111111111111111";
    let from = |source: &str| {
        let [_, mint, destination, authority] = sides();
        Case::with(
            2,
            instruction(TOKEN, &[account(source).written(), mint, destination, authority], &transfer_data(10_000)),
        )
    };
    let refused = |case: Case, number, title| case.invalid(number, title, "source").rulings(&["S-6"]);
    vec![
        refused(from(USDC), "0723", "the source is the mint"),
        refused(from(MEMO), "0724", "the source is a program that the transaction calls"),
        refused(from(TOKEN), "0725", "the source is the token program"),
        refused(from(SYSTEM), "0726", "the source is the System program, which is not called"),
        refused(from(CLOCK), "0727", "the source is a sysvar"),
        from(THIRD)
            .valid("0728", "the source is an account at another key's address, whose delegate the payer is")
            .rulings(&["S-6"]),
    ]
}

/// S-5: the least units for Token-2022 are those of version 10, the cheapest deployed version.
fn units() -> Vec<Draft> {
    let limited = |units: u32| {
        let (source, destination) = PYUSD_SIDES;
        let sides =
            [account(source).written(), account(PYUSD), account(destination).written(), account(PAYER).signing()];
        Case::of(&[limit(units), price(1), instruction(TOKEN_2022, &sides, &transfer_data(10_000))])
            .offering("asset", PYUSD)
            .policy(json!({"refuse": ["units-short"]}))
    };
    vec![
        limited(2_020)
            .flagged("0730", "as many compute units as Token-2022 10 uses, and the policy refuses fewer", "no-memo")
            .rulings(&["S-5"]),
        limited(2_019)
            .invalid("0731", "one compute unit less than Token-2022 10 uses, and the policy refuses that", "policy")
            .rulings(&["S-5"]),
    ]
}

/// Several lookup tables, their entries, and the facts about them (S-8).
fn tables() -> Vec<Draft> {
    let of_table = |key: &str| Case::new(&message(&parts()).look_up(key, TABLE, true).signed());
    let known = |case: Case, tables: Value| case.more("facts", json!({"lookupTables": tables}));
    let at = |index: u8| {
        let mut message = message(&parts()).look_up(DESTINATION, TABLE, true);
        message.lookups[0].1 = vec![index];
        Case::new(&message.signed())
    };
    let two = || {
        let mut message = message(&parts()).look_up(DESTINATION, TABLE, true);
        message.lookups.push((bytes(OTHER_TABLE), vec![], vec![0]));
        Case::new(&message.signed())
    };
    vec![
        known(of_table(DESTINATION), json!({TABLE: null}))
            .invalid("0242", "there is no such lookup table, or it is deactivated", "lookup-tables")
            .rulings(&["S-8"]),
        known(two(), json!({OTHER_TABLE: null}))
            .invalid("0242a", "one lookup table is not known, and another is gone", "lookup-tables")
            .rulings(&["S-8"]),
        known(two(), json!({TABLE: [DESTINATION]}))
            .undecided("0242b", "one lookup table is known, and another is not", "lookup-tables")
            .rulings(&["S-8"]),
        known(two(), json!({TABLE: [DESTINATION], OTHER_TABLE: [THIRD]}))
            .valid("0242c", "two lookup tables, and both are known")
            .rulings(&["S-8"]),
        known(of_table(DESTINATION), json!({TABLE: [SPONSOR]}))
            .invalid("0242d", "the fee payer stands in the lookup table", "runtime-rules")
            .comment("He would be loaded twice, which no validator does.")
            .rulings(&["S-2", "S-3", "S-8"]),
        known(at(1), json!({TABLE: [THIRD, DESTINATION]}))
            .valid("0242e", "the last entry of a lookup table")
            .rulings(&["S-8"]),
        known(at(2), json!({TABLE: [THIRD, DESTINATION]}))
            .invalid("0242f", "the entry behind the last one of a lookup table", "lookup-tables")
            .rulings(&["S-8"]),
    ]
}

/// A transfer next to a smart wallet whose mint is in a lookup table: with the table it may be the payment, or a second one (S-5, S-8).
fn tables_with_wallets() -> Vec<Draft> {
    let case = |transfers: Value, tables: Value| {
        let parts = [limit(60_000), price(1), wallet::wallet(), memo(NONCE), transfer(10_000)];
        let case = Case::new(&reading(&parts, USDC, OTHER_TABLE).signed());
        let simulation = json!({wallet::digest(&case): {"feePayerLost": "10001", "transfers": transfers}});
        case.more("facts", json!({"simulations": simulation, "lookupTables": tables}))
    };
    let unknown = || json!({});
    let of = |mint: &str| json!({OTHER_TABLE: [mint]});
    let nothing = || json!([]);
    let payment = || json!([wallet::payment()]);
    let (by_payer, by_wallet) = (PAYER, wallet::VAULT);
    let open = |case: Case, number, title| case.undecided(number, title, "lookup-tables").rulings(&["S-5", "S-8"]);
    let refused = |case: Case, number, title| case.invalid(number, title, "transfer").rulings(&["S-5", "S-8"]);
    let valid = |case: Case, number, title, payer: &str| {
        let result = json!({"verdict": "valid", "payer": payer, "offer": 0});
        case.valid(number, title).result(&result).rulings(&["S-5", "S-8"])
    };
    vec![
        open(
            case(nothing(), unknown()),
            "0752a",
            "a smart wallet pays nothing, and a transfer's mint is in a lookup table that is not known",
        ),
        valid(case(nothing(), of(USDC)), "0752b", "the same, and the table has the token that is asked for", by_payer),
        refused(case(nothing(), of(PYUSD)), "0752c", "the same, and the table has another token"),
        open(
            case(payment(), unknown()),
            "0752d",
            "a smart wallet pays, and a transfer's mint is in a lookup table that is not known",
        ),
        refused(case(payment(), of(USDC)), "0752e", "the same, and the table has the token that is asked for"),
        valid(case(payment(), of(PYUSD)), "0752f", "the same, and the table has another token", by_wallet),
    ]
}

/// A message of these instructions that reads this key in a table.
fn reading(parts: &[Instruction], key: &str, table: &str) -> build::Message {
    let mut message = message(parts).look_up(key, table, false);
    message.header[2] -= 1;
    message
}

/// The address of another lookup table.
const OTHER_TABLE: &str = "9SQhqj4sNbsasGzEBaAh4T2HTEsHezC5zYF3j1Vwo2SE";

/// S-5: V1 §6.2 allows it, and the policy may accept it.
fn creations() -> Vec<Draft> {
    let create = |accounts: &[build::Account], data: &[u8]| instruction(ASSOCIATED_TOKEN, accounts, data);
    let with = |at: usize, other: build::Account| {
        let mut accounts = creation_accounts();
        accounts[at] = other;
        create(&accounts, &[1])
    };
    let taking = |case: Case| case.policy(json!({"accountCreation": true}));
    let of = |creation: Instruction, rest: &[Instruction]| {
        let parts = [vec![limit(60_000), price(1), creation, transfer(10_000), memo(NONCE)], rest.to_vec()].concat();
        taking(Case::of(&parts).in_version_1())
    };
    let of_table = || {
        let parts = [limit(60_000), price(1), creation(), transfer(10_000), memo(NONCE)];
        taking(Case::new(&reading(&parts, MERCHANT, TABLE).signed()).in_version_1())
    };
    let refused = |case: Case, number, title| case.invalid(number, title, "programs").rulings(&["S-5"]);
    let flagged = |case: Case, number, title| case.flagged(number, title, "account-creation").rulings(&["S-5"]);
    vec![
        flagged(
            of(creation(), &[]),
            "0243",
            "the merchant's account is made first in a V1 payment, and the policy takes it",
        ),
        flagged(of(create(&creation_accounts(), &[]), &[]), "0243a", "the same, and it must not be there yet"),
        refused(
            taking(Case::of(&[limit(60_000), price(1), creation(), transfer(10_000), memo(NONCE)])),
            "0243b",
            "the merchant's account is made first in a V2 payment, whatever the policy",
        ),
        refused(
            of(create(&[creation_accounts().as_slice(), &[account(THIRD)]].concat()[..5], &[1]), &[]),
            "0243c",
            "the account creation names five accounts",
        ),
        refused(
            of(with(1, account(THIRD).written()), &[]),
            "0243d",
            "another account is made than the one that is paid",
        ),
        refused(of(with(2, account(THIRD)), &[]), "0243e", "the account that is made is another wallet's"),
        refused(of(with(3, account(PYUSD)), &[]), "0243f", "the account that is made is for another mint"),
        refused(
            of(with(4, account(MERCHANT)), &[]),
            "0243g",
            "the account creation is given another program than System",
        ),
        refused(
            of(with(5, account(TOKEN_2022)), &[]),
            "0243h",
            "the account that is made is of the other token program",
        ),
        refused(
            of(with(0, account(PAYER).signing()), &[]),
            "0243p",
            "the one who pays for the account signs, and cannot be written to",
        ),
        refused(of(with(0, account(THIRD).written()), &[]), "0243i", "the one who pays for the account does not sign"),
        refused(
            of(creation(), &[creation()]),
            "0243j",
            "the merchant's account is made before and behind the transfer",
        ),
        refused(
            taking(Case::of(&[limit(60_000), price(1), transfer(10_000), creation(), memo(NONCE)]).in_version_1()),
            "0243k",
            "the merchant's account is made behind the transfer",
        ),
        of(with(0, account(SPONSOR).signing().written()), &[])
            .invalid("0243l", "the sponsor pays for the merchant's account", "fee-payer-isolation")
            .rulings(&["S-3"]),
        flagged(of(creation(), &[lighthouse()]), "0243m", "six instructions, an account creation among them"),
        of(creation(), &[lighthouse(), lighthouse()])
            .invalid("0243n", "seven instructions, an account creation among them", "instructions")
            .rulings(&["S-5"]),
        of(creation(), &[])
            .policy(json!({"accountCreation": true, "refuse": ["account-creation"]}))
            .invalid("0243o", "an account creation that the policy takes and refuses", "policy")
            .rulings(&["S-5"]),
        of_table()
            .undecided(
                "0243q",
                "the wallet of the account that is made is in a lookup table that is not known",
                "lookup-tables",
            )
            .rulings(&["S-5", "S-8"]),
        of_table()
            .table(&[MERCHANT])
            .flagged("0243r", "the same, and the table has the merchant", "account-creation")
            .rulings(&["S-5", "S-8"]),
        refused(of_table().table(&[THIRD]), "0243s", "the same, and the table has somebody else")
            .rulings(&["S-5", "S-8"]),
    ]
}
