//! Payments with answers of the chain: simulations of smart wallets, multisigs, lookup tables; and what only V1 allows.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use x402_conformance::vector::Class;
use x402_schemes::solana::{Transaction, sha256};

use super::{
    Case, DESTINATION, DESTINATION_2022, Instruction, MEMO, MERCHANT, MULTISIG, NONCE, PAYER, PYUSD, PYUSD_SIDES,
    SOURCE, SPONSOR, SPONSORS, SPONSORS_PYUSD, SWIG, SYSTEM, TABLE, THIRD, TOKEN, TOKEN_2022, USDC, account, build,
    bytes, instruction, lighthouse, limit, memo, message, outcomes, parts, price, sides, transfer, transfer_data,
};
use crate::draft::Draft;

pub(super) fn drafts() -> Vec<Draft> {
    [
        simulations(),
        others(),
        arrivals(),
        multisigs(),
        foreign_multisigs(),
        signers_behind_the_authority(),
        sources(),
        units(),
        tables(),
        creations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The vault of a wallet, in whose name the wallet pays. It can be any account without a key.
const VAULT: &str = TABLE;

/// A `TransferChecked` as a simulation shows it.
fn shown(program: &str, from: &str, to: &str, authority: &str, amount: &str) -> Value {
    json!({
        "program": program, "source": from, "mint": USDC, "destination": to, "authority": authority, "amount": amount,
    })
}

/// The transfer that pays.
fn payment() -> Value {
    shown(TOKEN, SOURCE, DESTINATION, VAULT, "10000")
}

fn wallet() -> Instruction {
    instruction(
        SWIG,
        &[account(SOURCE).written(), account(DESTINATION).written(), account(PAYER).signing()],
        &[11, 0, 1],
    )
}

fn wrapped() -> Case {
    Case::of(&[limit(60_000), price(1), wallet(), memo(NONCE)])
}

/// The SHA-256 of the signed message.
fn digest(case: &Case) -> String {
    let bytes = STANDARD.decode(&case.transaction).expect("ours");
    let hash = sha256(Transaction::parse(&bytes).expect("ours").signed_bytes());
    hash.iter().fold("0x".into(), |text, byte| format!("{text}{byte:02x}"))
}

fn told(case: Case, simulation: &Value) -> Case {
    let message = digest(&case);
    case.more("facts", json!({"simulations": {message: simulation}}))
}

/// The transfers that a smart wallet may make when it is simulated (S-5).
fn simulations() -> Vec<Draft> {
    let moving = |transfers: &[Value]| told(wrapped(), &json!({"feePayerLost": "10001", "transfers": transfers}));
    let losing = |lamports: &str| told(wrapped(), &json!({"feePayerLost": lamports, "transfers": [payment()]}));
    let paying = |amount| moving(&[shown(TOKEN, SOURCE, DESTINATION, VAULT, amount)]);
    let besides = |other: Value| moving(&[payment(), other]);
    let (other_message, other_mint) = {
        let mut mint = payment();
        mint["mint"] = PYUSD.into();
        (digest(&Case::of(&[limit(60_001), price(1), wallet(), memo(NONCE)])), mint)
    };
    let unsigned = Case::new(&{
        let message = message(&[limit(60_000), price(1), wallet(), memo(NONCE)]);
        build::join(&[[0; 64]; 2], &message.bytes())
    });
    let both = json!({
        "verdict": "valid", "payer": VAULT, "offer": 0,
        "outstanding": ["blockhash", "mint", "source", "destination"],
        "sponsor": {"feePayer": SPONSOR, "mostLamports": "10001", "sponsoring": "valid", "payment": "valid"},
    });
    let refused = |case: Case, number, title, check| case.invalid(number, title, check).rulings(&["S-5"]);
    let paid = json!({"verdict": "valid", "payer": VAULT, "offer": 0});
    vec![
        moving(&[payment()])
            .valid("0240", "a smart wallet, and a simulation shows the payment")
            .result(&both)
            .rulings(&["S-5"]),
        besides(shown(TOKEN, SOURCE, SOURCE, VAULT, "7"))
            .valid("0240a", "the smart wallet takes a fee besides, for somebody else")
            .result(&paid)
            .rulings(&["S-5"]),
        refused(paying("9999"), "0240b", "simulated, one less is paid than asked", "transfer-amount").rulings(&["B-7"]),
        paying("10001")
            .disputed("0240c", "simulated, one more is paid than asked", "overpay")
            .result(&json!([{"verdict": "invalid"}, {"verdict": "valid", "payer": VAULT, "offer": 0}]))
            .comment("The document tolerates it (§1.4), for wallets that round their fees.")
            .decided_by("transfer-amount")
            .rulings(&["B-7"]),
        Case::with(2, transfer(10_001))
            .policy(json!({"preset": "x402-rs"}))
            .invalid("0244", "one more than asked is transferred, and the policy is that of x402-rs", "transfer-amount")
            .comment("On EVM chains it takes more, on Solana it does not.")
            .rulings(&["B-7"]),
        paying("10001")
            .more("policy", json!({"amountRule": "at-least"}))
            .flagged("0240d", "simulated, one more is paid than asked, and the policy takes it", "overpay")
            .result(&paid)
            .rulings(&["B-7"]),
        refused(moving(&[]), "0240e", "simulated, nothing is transferred", "transfer"),
        refused(
            moving(&[shown(TOKEN, SOURCE, SPONSORS, VAULT, "10000")]),
            "0240f",
            "simulated, another account is paid",
            "transfer",
        ),
        refused(besides(payment()), "0240g", "simulated, two transfers fit", "transfer"),
        besides(shown(TOKEN, SOURCE, DESTINATION, VAULT, "1"))
            .valid("0240h", "simulated, the account that is paid receives a smaller transfer besides")
            .result(&paid)
            .comment("Only transfers of at least the price match, and just one does (§1.4).")
            .rulings(&["S-5"]),
        refused(told(wrapped(), &Value::Null), "0240i", "the simulation fails", "transfer"),
        refused(moving(&[other_mint]), "0240j", "simulated, another token is transferred", "transfer"),
        refused(
            moving(&[shown(TOKEN_2022, SOURCE, DESTINATION, VAULT, "10000")]),
            "0240k",
            "simulated, the account is that of the other token program",
            "transfer",
        ),
        moving(&[shown(TOKEN_2022, SOURCE, DESTINATION_2022, VAULT, "10000")])
            .valid("0240l", "simulated, the associated account under the other token program is paid, by that program")
            .result(&paid)
            .comment("Both are looked for (§3.2); which owns the mint, the chain knows.")
            .rulings(&["S-5"]),
        refused(
            moving(&[shown(TOKEN, DESTINATION, DESTINATION, VAULT, "10000")]),
            "0240m",
            "simulated, the source is the destination",
            "source",
        ),
        refused(
            losing("10002"),
            "0240n",
            "simulated, the fee payer loses one lamport more than the fee",
            "sponsor-cost",
        ),
        losing("10000")
            .valid("0240o", "simulated, the fee payer loses less than the most")
            .result(&paid)
            .rulings(&["S-5"]),
        refused(
            losing("10001").policy(json!({"maxSponsorLamports": 10_000})),
            "0240p",
            "simulated, the fee payer loses the fee, and the policy stakes less",
            "sponsor-cost",
        ),
        losing("10001")
            .policy(json!({"maxSponsorLamports": 10_001}))
            .valid("0240q", "simulated, the fee payer loses the fee, and the policy stakes as much")
            .result(&paid)
            .rulings(&["S-5"]),
        refused(
            besides(shown(TOKEN, SOURCE, SOURCE, SPONSOR, "7")),
            "0240r",
            "simulated, the fee payer is the authority of a transfer",
            "sponsor-tokens",
        ),
        refused(
            moving(&[shown(TOKEN, SPONSORS, DESTINATION, VAULT, "10000")]),
            "0240s",
            "simulated, it is paid from the fee payer's own account",
            "sponsor-tokens",
        ),
        wrapped()
            .more("facts", json!({"simulations": {other_message: {"feePayerLost": "10001", "transfers": [payment()]}}}))
            .undecided("0240t", "a simulation of another message", "programs")
            .rulings(&["S-5"]),
        told(unsigned, &json!({"feePayerLost": "10001", "transfers": [payment()]}))
            .invalid("0240u", "simulated without a signature, and there is none", "signed")
            .rulings(&["S-4"]),
        moving(&[payment()])
            .more("phase", json!({"settle": {"amount": "9999"}}))
            .invalid("0240v", "simulated, and to be settled with one less", "transfer-charge")
            .rulings(&["P-4"]),
        refused(
            moving(&[payment()]).policy(json!({"smartWallets": false})),
            "0240w",
            "simulated, and the policy takes no smart wallet",
            "programs",
        ),
        refused(
            told(
                Case::of(&[limit(60_000), price(1), wallet(), instruction(SYSTEM, &[], &[4, 0, 0, 0])]),
                &json!({"feePayerLost": "10001", "transfers": [payment()]}),
            ),
            "0240x",
            "simulated, and the System program is called besides",
            "programs",
        ),
    ]
}

/// S-5: other things that a smart wallet's transaction does.
fn others() -> Vec<Draft> {
    let calling = |name: &str, accounts: &[&str]| {
        let call = json!({"program": TOKEN, "name": name, "accounts": accounts});
        told(wrapped(), &json!({"feePayerLost": "10001", "transfers": [payment()], "otherCalls": [call]}))
    };
    let besides = |other: Value| told(wrapped(), &json!({"feePayerLost": "10001", "transfers": [payment(), other]}));
    let of_pyusd = |source: &str| {
        let mut transfer = shown(TOKEN_2022, source, THIRD, VAULT, "7");
        transfer["mint"] = PYUSD.into();
        besides(transfer)
    };
    let moving =
        |case: Case, transfers: &[Value]| told(case, &json!({"feePayerLost": "10001", "transfers": transfers}));
    let with = |more: &[Instruction]| {
        let parts = [vec![limit(60_000), price(1), wallet(), memo(NONCE)], more.to_vec()].concat();
        Case::of(&parts)
    };
    let half = || shown(TOKEN, SOURCE, DESTINATION, VAULT, "5000");
    let valid = |case: Case, number: &str, title: &str, payer: &str| {
        let result = json!({"verdict": "valid", "payer": payer, "offer": 0});
        case.valid(number, title).result(&result).rulings(&["S-5"])
    };
    let refused = |case: Case, number, title, check| case.invalid(number, title, check).rulings(&["S-5"]);
    let takes = "sponsor-tokens";
    vec![
        refused(
            calling("transfer", &[SOURCE, THIRD, VAULT]),
            "0740",
            "simulated, a plain Transfer is made besides",
            takes,
        ),
        refused(
            calling("approve", &[SOURCE, SPONSOR, VAULT]),
            "0741",
            "simulated, the fee payer is made a delegate",
            takes,
        ),
        refused(
            calling("approve", &[SPONSORS, THIRD, VAULT]),
            "0742",
            "simulated, a delegate is set over the fee payer's own account",
            takes,
        ),
        refused(
            of_pyusd(SPONSORS_PYUSD),
            "0743",
            "simulated, another token is taken from the fee payer's own account of it",
            takes,
        ),
        valid(calling("approve", &[SOURCE, THIRD, VAULT]), "0744", "simulated, a delegate is set besides", VAULT),
        valid(of_pyusd(PYUSD_SIDES.0), "0745", "simulated, another token is transferred besides", VAULT),
        refused(
            moving(with(&[memo("1"), memo("2"), memo("3"), memo("4")]), &[payment()]),
            "0746",
            "a smart wallet, and eight instructions",
            "instructions",
        ),
        valid(
            moving(with(&[memo("1"), memo("2"), memo("3")]), &[payment()]),
            "0747",
            "a smart wallet, and seven instructions",
            VAULT,
        ),
        refused(
            moving(with(&[lighthouse(), lighthouse()]), &[payment()]).policy(json!({"maxLighthouse": 1})),
            "0748",
            "a smart wallet, and more of Lighthouse than the policy takes",
            "instructions",
        ),
        refused(moving(wrapped(), &[half(), half()]), "0749", "simulated, it is paid in two halves", "transfer"),
        refused(
            moving(with(&[transfer(10_000)]), &[payment()]),
            "0750",
            "a smart wallet pays, and so does the message itself",
            "transfer",
        ),
        valid(
            moving(with(&[transfer(1)]), &[payment()]),
            "0751",
            "a smart wallet pays, and the message itself transfers less than the price",
            VAULT,
        ),
        valid(
            moving(with(&[transfer(10_000)]), &[]),
            "0752",
            "the message itself pays, beside the call of a smart wallet",
            PAYER,
        ),
        refused(calling("batch", &[SOURCE]), "0753", "simulated, a batch is made besides", takes),
    ]
}

/// B-7: if a token takes a fee, less arrives than is transferred (`chain-solana-0301`).
fn arrivals() -> Vec<Draft> {
    let arriving = |amount: &str, received: Value| {
        let transfers = [shown(TOKEN, SOURCE, DESTINATION, VAULT, amount)];
        told(wrapped(), &json!({"feePayerLost": "10001", "transfers": transfers, "received": received}))
    };
    let paid = json!({
        "verdict": "valid", "payer": VAULT, "offer": 0, "outstanding": ["blockhash", "mint", "source", "destination"],
    });
    let refused = |received: Value, number, title| {
        arriving("10000", received).invalid(number, title, "transfer-amount").rulings(&["B-7", "S-5"])
    };
    let at_least = || json!({"amountRule": "at-least"});
    vec![
        arriving("10000", json!({DESTINATION: "10000"}))
            .valid("0700", "simulated, all that is transferred arrives")
            .result(&paid)
            .rulings(&["B-7", "S-5"]),
        refused(json!({DESTINATION: "9900"}), "0701", "simulated, a hundredth of what is transferred does not arrive"),
        refused(json!({DESTINATION: "9999"}), "0702", "simulated, one less than the price arrives"),
        refused(json!({}), "0703", "simulated, nothing arrives of what is transferred"),
        refused(json!({SPONSORS: "10000"}), "0704", "simulated, it arrives on another account"),
        arriving("10101", json!({DESTINATION: "10000"}))
            .policy(at_least())
            .flagged(
                "0705",
                "simulated, of more than the price just the price arrives, and the policy takes more",
                "overpay",
            )
            .result(&paid)
            .rulings(&["B-7", "S-5"]),
        arriving("10101", json!({DESTINATION: "9999"}))
            .policy(at_least())
            .invalid("0706", "simulated, of more than the price less than the price arrives", "transfer-amount")
            .rulings(&["B-7", "S-5"]),
        arriving("10000", json!({DESTINATION: "10007", SOURCE: "3"}))
            .valid("0707", "simulated, the account that is paid receives more besides")
            .result(&paid)
            .rulings(&["B-7", "S-5"]),
    ]
}

/// S-6. The transactions are recorded, and the runtime decided the same.
fn multisigs() -> Vec<Draft> {
    let fact = |of: &str, multisig: Value| json!({"multisigs": {of: multisig}});
    let of = |required: u8| json!({"required": required, "members": [PAYER, THIRD]});
    let recorded = |name: &str| Case::of_text(outcomes::transaction(name));
    let knowing = |name: &str, multisig: Value| recorded(name).more("facts", fact(MULTISIG, multisig));
    let valid = |case: Case, number: &str, title: &str| {
        let result = json!({"verdict": "valid", "payer": MULTISIG, "offer": 0});
        case.draft(number, title, Class::Valid, &result).rulings(&["S-6"])
    };
    let refused = |case: Case, number, title, check| case.invalid(number, title, check).rulings(&["S-6"]);
    let [source, mint, destination, authority] = sides();
    let with = |accounts: &[build::Account], facts: Value| {
        Case::with(2, instruction(TOKEN, accounts, &transfer_data(10_000))).more("facts", facts)
    };
    let multisig = account(MULTISIG);
    vec![
        valid(
            knowing("multisig 2 of 2, both sign", of(2)),
            "0241",
            "a multisig authority of which two have to sign, and do",
        )
        .result(&json!({
            "verdict": "valid", "payer": MULTISIG, "offer": 0,
            "sponsor": {"feePayer": SPONSOR, "mostLamports": "15001", "sponsoring": "valid", "payment": "valid"},
        })),
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
    ]
}

/// S-6: a multisig account of the other token program. Token and Token-2022 11 ask its members, and Token-2022 10 asks
/// the authority itself.
fn foreign_multisigs() -> Vec<Draft> {
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
        let result = json!({"verdict": "valid", "payer": payer, "offer": 0});
        case.draft(number, title, Class::Valid, &result).rulings(&["S-6"])
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
fn signers_behind_the_authority() -> Vec<Draft> {
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
            .valid("0734", "a multisig account signs with its own key, and so does its one member"),
        paid()
            .policy(json!({"extraSigners": 1}))
            .valid("0736", "the authority signs, and so does an account behind it, as the policy allows"),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["S-4", "S-6"]).flags(&["extra-accounts"]))
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

/// The address of another lookup table.
const OTHER_TABLE: &str = "9SQhqj4sNbsasGzEBaAh4T2HTEsHezC5zYF3j1Vwo2SE";

/// S-5: V1 §6.2 allows it, and the policy may accept it.
fn creations() -> Vec<Draft> {
    const ASSOCIATED_TOKEN: &str = "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL";
    let accounts = || {
        [
            account(PAYER).signing().written(),
            account(DESTINATION).written(),
            account(MERCHANT),
            account(USDC),
            account(SYSTEM),
            account(TOKEN),
        ]
    };
    let create = |accounts: &[build::Account], data: &[u8]| instruction(ASSOCIATED_TOKEN, accounts, data);
    let usual = || create(&accounts(), &[1]);
    let with = |at: usize, other: build::Account| {
        let mut accounts = accounts();
        accounts[at] = other;
        create(&accounts, &[1])
    };
    let taking = |case: Case| case.policy(json!({"accountCreation": true}));
    let of = |creation: Instruction, rest: &[Instruction]| {
        let parts = [vec![limit(60_000), price(1), creation, transfer(10_000), memo(NONCE)], rest.to_vec()].concat();
        taking(Case::of(&parts).in_version_1())
    };
    let refused = |case: Case, number, title| case.invalid(number, title, "programs").rulings(&["S-5"]);
    let flagged = |case: Case, number, title| case.flagged(number, title, "account-creation").rulings(&["S-5"]);
    vec![
        flagged(
            of(usual(), &[]),
            "0243",
            "the merchant's account is made first in a V1 payment, and the policy takes it",
        ),
        flagged(of(create(&accounts(), &[]), &[]), "0243a", "the same, and it must not be there yet"),
        refused(
            taking(Case::of(&[limit(60_000), price(1), usual(), transfer(10_000), memo(NONCE)])),
            "0243b",
            "the merchant's account is made first in a V2 payment, whatever the policy",
        ),
        refused(
            of(create(&[accounts().as_slice(), &[account(THIRD)]].concat()[..5], &[1]), &[]),
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
        refused(of(usual(), &[usual()]), "0243j", "the merchant's account is made before and behind the transfer"),
        refused(
            taking(Case::of(&[limit(60_000), price(1), transfer(10_000), usual(), memo(NONCE)]).in_version_1()),
            "0243k",
            "the merchant's account is made behind the transfer",
        ),
        of(with(0, account(SPONSOR).signing().written()), &[])
            .invalid("0243l", "the sponsor pays for the merchant's account", "fee-payer-isolation")
            .rulings(&["S-3"]),
        flagged(of(usual(), &[lighthouse()]), "0243m", "six instructions, an account creation among them"),
        of(usual(), &[lighthouse(), lighthouse()])
            .invalid("0243n", "seven instructions, an account creation among them", "instructions")
            .rulings(&["S-5"]),
        of(usual(), &[])
            .policy(json!({"accountCreation": true, "refuse": ["account-creation"]}))
            .invalid("0243o", "an account creation that the policy takes and refuses", "policy")
            .rulings(&["S-5"]),
    ]
}
