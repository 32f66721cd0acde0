//! Payments by smart wallets, with the result of a simulation (S-5, B-7).

use super::super::{
    build::{self, Instruction, instruction},
    case::{
        COMPUTE_BUDGET, Case, DESTINATION, DESTINATION_2022, LOSES_FUNDS, NONCE, PAYER, PYUSD, PYUSD_SIDES, SOURCE,
        SPONSOR, SPONSORS, SPONSORS_PYUSD, SYSTEM, THIRD, TOKEN, TOKEN_2022, lighthouse, limit, memo, message, price,
        transfer,
    },
};
use super::wallet::{VAULT, digest, payment, shown, wallet, with_simulation, wrapped};
use crate::draft::Draft;
use serde_json::{Value, json};

/// The transfers that a smart wallet may make when it is simulated (S-5).
pub(super) fn simulations() -> Vec<Draft> {
    let moving =
        |transfers: &[Value]| with_simulation(wrapped(), &json!({"feePayerLost": "10001", "transfers": transfers}));
    let losing =
        |lamports: &str| with_simulation(wrapped(), &json!({"feePayerLost": lamports, "transfers": [payment()]}));
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
        "outstanding": ["blockhash", "mint", "destination"],
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
        refused(with_simulation(wrapped(), &Value::Null), "0240i", "the simulation fails", "transfer"),
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
        )
        .reason(LOSES_FUNDS),
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
        with_simulation(unsigned, &json!({"feePayerLost": "10001", "transfers": [payment()]}))
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
            with_simulation(
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
pub(super) fn others() -> Vec<Draft> {
    let calling = |name: &str, accounts: &[&str]| {
        let call = json!({"program": TOKEN, "name": name, "accounts": accounts});
        with_simulation(wrapped(), &json!({"feePayerLost": "10001", "transfers": [payment()], "otherCalls": [call]}))
    };
    let besides =
        |other: Value| with_simulation(wrapped(), &json!({"feePayerLost": "10001", "transfers": [payment(), other]}));
    let of_pyusd = |source: &str| {
        let mut transfer = shown(TOKEN_2022, source, THIRD, VAULT, "7");
        transfer["mint"] = PYUSD.into();
        besides(transfer)
    };
    let moving = |case: Case, transfers: &[Value]| {
        with_simulation(case, &json!({"feePayerLost": "10001", "transfers": transfers}))
    };
    let with = |more: &[Instruction]| {
        let parts = [vec![limit(60_000), price(1), wallet(), memo(NONCE)], more.to_vec()].concat();
        Case::of(&parts)
    };
    // An instruction of the budget with a byte more.
    let trailing = |at: usize, tag: u8, value: &[u8]| {
        let mut parts = vec![limit(60_000), price(1), wallet(), memo(NONCE)];
        parts[at] = instruction(COMPUTE_BUDGET, &[], &[&[tag], value, &[0]].concat());
        moving(Case::of(&parts), &[payment()])
    };
    let paid = json!({"verdict": "valid", "payer": VAULT, "offer": 0});
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
        moving(with(&[memo("1"), memo("2"), memo("3"), memo("4")]), &[payment()])
            .flagged("0746", "a smart wallet, and eight instructions", "guard-count")
            .result(&paid)
            .rulings(&["V-51"]),
        refused(
            moving(with(&[memo("1"), memo("2"), memo("3"), memo("4"), memo("5")]), &[payment()]),
            "0746a",
            "a smart wallet, and nine instructions",
            "instructions",
        )
        .rulings(&["V-51"]),
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
        trailing(0, 2, &60_000_u32.to_le_bytes())
            .flagged("0753a", "a smart wallet, and a byte follows the limit", "trailing-data")
            .result(&paid)
            .rulings(&["S-5"]),
        trailing(1, 3, &1_u64.to_le_bytes())
            .flagged("0753b", "a smart wallet, and a byte follows the price", "trailing-data")
            .result(&paid)
            .rulings(&["S-5"]),
        refused(
            trailing(0, 2, &60_000_u32.to_le_bytes()).policy(json!({"refuse": ["trailing-data"]})),
            "0753c",
            "a smart wallet, a byte follows the limit, and the policy refuses that",
            "policy",
        ),
    ]
}

/// B-7: if a token takes a fee, less arrives than is transferred (`chain-solana-0301`).
pub(super) fn arrivals() -> Vec<Draft> {
    let arriving = |amount: &str, received: Value| {
        let transfers = [shown(TOKEN, SOURCE, DESTINATION, VAULT, amount)];
        with_simulation(wrapped(), &json!({"feePayerLost": "10001", "transfers": transfers, "received": received}))
    };
    let paid = json!({
        "verdict": "valid", "payer": VAULT, "offer": 0, "outstanding": ["blockhash", "mint", "destination"],
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
