//! Payments whose authority is a multisig account, or may be one (S-4, S-6).

use super::super::{
    build::{self, account, instruction},
    case::{
        Case, DESTINATION, MULTISIG, PAYER, PYUSD, PYUSD_SIDES, SOURCE, SPONSOR, TABLE, THIRD, TOKEN, TOKEN_2022, USDC,
        message, parts, sides, transfer_data,
    },
    outcomes,
};
use super::wallet::digest;
use crate::draft::Draft;
use serde_json::{Value, json};
use x402_vectors::vector::Class;

/// The answer where others sign behind the authority. Most transfers have no accounts there, so this is flagged.
fn signed_by_members(payer: &str) -> Value {
    json!({"verdict": "valid", "payer": payer, "offer": 0, "flags": ["extra-accounts"]})
}

/// S-6. The transactions are recorded, and the runtime decided the same.
pub(super) fn multisigs() -> Vec<Draft> {
    let fact = |of: &str, multisig: Value| json!({"multisigs": {of: multisig}});
    let of = |required: u8| json!({"required": required, "members": [PAYER, THIRD]});
    let recorded = |name: &str| Case::of_text(outcomes::transaction(name));
    let knowing = |name: &str, multisig: Value| recorded(name).more("facts", fact(MULTISIG, multisig));
    let valid = |case: Case, number: &str, title: &str| {
        case.draft(number, title, Class::Valid, &signed_by_members(MULTISIG)).rulings(&["S-6"])
    };
    let mut with_sponsor = signed_by_members(MULTISIG);
    with_sponsor["sponsor"] =
        json!({"feePayer": SPONSOR, "mostLamports": "15001", "sponsoring": "valid", "payment": "valid"});
    let refused = |case: Case, number, title, check| case.invalid(number, title, check).rulings(&["S-6"]);
    let [source, mint, destination, authority] = sides();
    let with = |accounts: &[build::Account], facts: Value| {
        Case::with(2, instruction(TOKEN, accounts, &transfer_data(10_000))).more("facts", facts)
    };
    let multisig = account(MULTISIG);
    let looked_up = |tables: Value| {
        let mut parts = parts();
        parts[2] = instruction(TOKEN, &[source, mint, destination, multisig, authority], &transfer_data(10_000));
        let facts = json!({"lookupTables": tables, "multisigs": {MULTISIG: of(1), THIRD: null}});
        let mut message = message(&parts).look_up(MULTISIG, TABLE, false);
        // The message has one key less that is only read.
        message.header[2] -= 1;
        Case::new(&message.signed()).more("facts", facts)
    };
    vec![
        valid(
            knowing("multisig 2 of 2, both sign", of(2)),
            "0241",
            "a multisig authority of which two have to sign, and do",
        )
        .result(&with_sponsor),
        valid(knowing("multisig 1 of 2, one signs", of(1)), "0241a", "a multisig authority of which one has to sign"),
        refused(
            knowing("multisig 2 of 2, one signs", of(2)),
            "0241b",
            "a multisig authority of which two have to sign, and one does",
            "authority",
        ),
        refused(
            knowing("multisig 2 of 2, one signs, named twice", of(2)),
            "0241c",
            "the one who signs is named twice",
            "authority",
        ),
        refused(
            knowing("multisig 1 of 2, one signs", Value::Null),
            "0241d",
            "the authority, who does not sign, is no multisig",
            "authority",
        ),
        refused(
            knowing("multisig 2 of 2, both sign", json!({"required": 1, "members": [PAYER]})),
            "0241e",
            "one of the signers is no member",
            "signers",
        )
        .rulings(&["S-4"]),
        refused(
            with(&[source, mint, destination, multisig, authority, account(THIRD)], fact(MULTISIG, of(1))),
            "0241f",
            "one member signs, as one has to, and another is named who does not",
            "authority",
        )
        .flags(&["extra-accounts"]),
        refused(
            with(&[source, mint, destination, authority], fact(PAYER, json!({"required": 1, "members": [THIRD]}))),
            "0241g",
            "a multisig account signs with its own key, and no member does",
            "authority",
        )
        .comment("The token programs ask the members all the same."),
        with(&[source, mint, destination, authority], fact(PAYER, Value::Null))
            .valid("0241h", "the authority signs, and is no multisig")
            .rulings(&["S-6"]),
        with(&[source, mint, destination, multisig, authority], fact(THIRD, of(1)))
            .undecided("0241i", "another account is known to be a multisig", "authority")
            .rulings(&["S-6"]),
        looked_up(json!({}))
            .undecided("0241j", "a multisig authority in a lookup table that is not known", "lookup-tables")
            .rulings(&["S-6", "S-8"]),
        valid(looked_up(json!({TABLE: [MULTISIG]})), "0241k", "a multisig authority in a lookup table that is known"),
        refused(
            looked_up(json!({TABLE: [THIRD]})),
            "0241l",
            "an authority in a lookup table that is no multisig",
            "authority",
        ),
    ]
}

/// S-6: a multisig account of the other token program. Token and Token-2022 11 ask its members, and Token-2022 10 asks
/// the authority itself.
pub(super) fn foreign_multisigs() -> Vec<Draft> {
    let of = |program: &str, required: u8, members: &[&str]| json!({"program": program, "required": required, "members": members});
    // The authority, and the accounts that are named after it.
    let paid = |program: &str, more: &[build::Account], fact: (&str, Value)| {
        let sides = if program == TOKEN { (SOURCE, DESTINATION) } else { PYUSD_SIDES };
        let mint = if program == TOKEN { USDC } else { PYUSD };
        let accounts = [account(sides.0).written(), account(mint), account(sides.1).written()];
        let accounts: Vec<_> = accounts.iter().chain(more).copied().collect();
        let mut members = serde_json::Map::new();
        members.insert(fact.0.into(), fact.1);
        Case::with(2, instruction(program, &accounts, &transfer_data(10_000)))
            .offering("asset", mint)
            .more("facts", json!({"multisigs": members}))
    };
    let multisig = account(MULTISIG);
    let [payer, third] = [account(PAYER).signing(), account(THIRD).signing()];
    let simulated = |case: Case, simulation: Value| {
        let (message, mut facts) = (digest(&case), case.more["facts"].clone());
        facts["simulations"] = json!({message: simulation});
        case.more("facts", facts)
    };
    let by_members = |program: &str, fact: Value| paid(program, &[multisig, payer], (MULTISIG, fact));
    let by_version = || by_members(TOKEN_2022, of(TOKEN, 1, &[PAYER, THIRD]));
    let shown = json!({"feePayerLost": "10001", "transfers": []});
    let valid = |case: Case, number: &str, title: &str, payer: &str| {
        case.draft(number, title, Class::Valid, &signed_by_members(payer)).rulings(&["S-6"])
    };
    let undecided = |case: Case, number: &str, title: &str| {
        let result = json!({"verdict": "undecided", "needs": ["multisig-program"]});
        case.undecided(number, title, "authority").result(&result).rulings(&["S-6"])
    };
    let refused = |case: Case, number: &str, title: &str| case.invalid(number, title, "authority").rulings(&["S-6"]);
    vec![
        valid(
            by_members(TOKEN, of(TOKEN_2022, 1, &[PAYER, THIRD])),
            "0710",
            "a transfer of Token by a multisig account of Token-2022, of which enough members sign",
            MULTISIG,
        ),
        refused(
            by_members(TOKEN, of(TOKEN_2022, 2, &[PAYER, THIRD])),
            "0711",
            "a transfer of Token by a multisig account of Token-2022, of which too few members sign",
        ),
        valid(
            by_members(TOKEN_2022, of(TOKEN_2022, 1, &[PAYER, THIRD])),
            "0712",
            "a transfer of Token-2022 by a multisig account of its own",
            MULTISIG,
        ),
        undecided(
            by_version(),
            "0713",
            "a transfer of Token-2022 by a multisig account of Token, of which enough members sign",
        ),
        valid(
            simulated(by_version(), shown),
            "0714",
            "the same, and a simulation shows that it goes through",
            MULTISIG,
        ),
        refused(simulated(by_version(), Value::Null), "0715", "the same, and the simulation fails"),
        refused(
            by_members(TOKEN_2022, of(TOKEN, 2, &[PAYER, THIRD])),
            "0716",
            "a transfer of Token-2022 by a multisig account of Token, of which too few members sign",
        ),
        undecided(
            paid(TOKEN_2022, &[payer], (PAYER, of(TOKEN, 1, &[THIRD]))),
            "0717",
            "a multisig account of Token signs a transfer of Token-2022 with its own key, and no member does",
        ),
        valid(
            paid(TOKEN_2022, &[payer, third], (PAYER, of(TOKEN, 1, &[THIRD]))),
            "0718",
            "a multisig account of Token signs a transfer of Token-2022 with its own key, and enough members do",
            PAYER,
        )
        .flags(&["extra-accounts"]),
        refused(
            paid(TOKEN, &[payer], (PAYER, of(TOKEN_2022, 1, &[THIRD]))),
            "0719",
            "a multisig account of Token-2022 signs a transfer of Token with its own key, and no member does",
        ),
        valid(
            by_members(TOKEN, of(TOKEN, 2, &[PAYER, PAYER])),
            "0720",
            "the one who signs stands twice among the members, and two have to sign",
            MULTISIG,
        ),
        refused(
            by_members(TOKEN, of(TOKEN, 3, &[PAYER, PAYER])),
            "0721",
            "the one who signs stands twice among the members, and three have to sign",
        ),
        refused(
            by_members(TOKEN, of(TOKEN, 0, &[PAYER])),
            "0722",
            "a multisig account of which nobody has to sign, and the authority does not sign",
        ),
    ]
}

/// S-4: the authority signs, and so does an account after it, which belongs to the payer if the authority is a multisig
/// account.
pub(super) fn signers_behind_the_authority() -> Vec<Draft> {
    let [source, mint, destination, authority] = sides();
    let third = account(THIRD).signing();
    let paid =
        || Case::with(2, instruction(TOKEN, &[source, mint, destination, authority, third], &transfer_data(10_000)));
    let knowing = |fact: Value| paid().more("facts", json!({"multisigs": {PAYER: fact}}));
    vec![
        paid()
            .undecided("0732", "the authority signs, and so does an account behind it", "signers")
            .comment("A multisig account whose own key signs has its members there, whom the program asks."),
        knowing(Value::Null).invalid(
            "0733",
            "the authority signs and is no multisig, and an account behind it signs, too",
            "signers",
        ),
        knowing(json!({"required": 1, "members": [THIRD]}))
            .valid("0734", "a multisig account signs with its own key, and so does its one member")
            .result(&signed_by_members(PAYER)),
        paid()
            .policy(json!({"extraSigners": 1}))
            .valid("0736", "the authority signs, and so does an account behind it, as the policy allows")
            .result(&signed_by_members(PAYER)),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["S-4", "S-6"]).flags(&["extra-accounts"]))
    .collect()
}
