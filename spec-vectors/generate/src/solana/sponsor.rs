//! The risks of the fee payer.

use serde_json::{Value, json};

use super::{
    build::{Account, Instruction, account, bytes, instruction},
    case::{
        COMPUTE_BUDGET, Case, LIGHTHOUSE, MEMO, MERCHANT, NONCE, PAYER, SOURCE, SPONSOR, SWIG, SYSTEM, THIRD, TOKEN,
        creation, guard_data, lighthouse, limit, memo, message, parts, price, sides, transfer, transfer_data,
    },
};
use crate::draft::Draft;

pub(super) fn drafts() -> Vec<Draft> {
    [fee_payer(), signers(), layout(), budget(), wallets()].into_iter().flatten().collect()
}

fn fee_payer() -> Vec<Draft> {
    let sponsor = || account(SPONSOR);
    let mut authority = sides();
    authority[3] = sponsor().signing();
    let system = |data: &[u8]| instruction(SYSTEM, &[sponsor().signing().written(), account(PAYER).written()], data);
    let for_facilitators = |address: &str| {
        Case::good().more("facilitators", json!([address, "0x857b06519E91e3A54538791bDbb0E22373e36b66"]))
    };
    let without = || {
        let mut case = Case::good();
        case.offer["extra"] = json!({});
        case
    };
    vec![
        without().invalid("0126a", "the offer names no fee payer", "fee-payer-address").rulings(&["S-3"]),
        Case::good()
            .asking("feePayer", 7)
            .invalid("0126b", "the offer's fee payer is a number", "fee-payer-address")
            .rulings(&["S-3"]),
        for_facilitators(SPONSOR)
            .valid("0126c", "the fee payer is one of the facilitator's own addresses")
            .rulings(&["S-3"]),
        for_facilitators(MERCHANT)
            .invalid("0126d", "the fee payer is none of the facilitator's own addresses", "fee-payer-managed")
            .rulings(&["S-3"]),
        Case::good()
            .asking("feePayer", MERCHANT)
            .invalid("0126e", "another account pays the fee than the offer names", "fee-payer")
            .rulings(&["S-3"]),
        Case::with(2, instruction(TOKEN, &authority, &transfer_data(10_000)))
            .invalid("0126", "the fee payer is the authority of the transfer", "fee-payer-isolation")
            .comment("As a delegate the fee payer would pay too (solana-0189).")
            .rulings(&["S-3"]),
        Case::with(3, instruction(MEMO, &[sponsor()], NONCE.as_bytes()))
            .invalid("0127", "the memo names the fee payer", "fee-payer-isolation")
            .rulings(&["S-3"]),
        Case::and(instruction(LIGHTHOUSE, &[sponsor()], &guard_data(6)))
            .flagged("0127a", "an assertion names the fee payer", "guard-fee-payer")
            .rulings(&["V-52"]),
        Case::with(2, instruction(TOKEN, &[sides().as_slice(), &[sponsor()]].concat(), &transfer_data(10_000)))
            .invalid("0127b", "the fee payer is the transfer's fifth account", "fee-payer-isolation")
            .rulings(&["S-3"]),
        Case::with(0, instruction(COMPUTE_BUDGET, &[sponsor()], &[2, 96, 234, 0, 0]))
            .invalid("0127c", "the compute budget names the fee payer", "fee-payer-isolation")
            .rulings(&["S-3"]),
        Case::spoiled(|message| message.instructions[3].0 = 0)
            .invalid("0128", "the fee payer is called as a program", "runtime-rules")
            .rulings(&["S-2", "S-3"]),
        Case::and(system(&[2, 0, 0, 0, 64, 66, 15, 0, 0, 0, 0, 0]))
            .invalid("0129", "lamports of the fee payer are moved besides", "fee-payer-isolation")
            .rulings(&["S-3", "S-5"]),
    ]
}

fn signers() -> Vec<Draft> {
    let third = || Case::with(3, instruction(MEMO, &[account(THIRD).signing()], NONCE.as_bytes()));
    vec![
        third().invalid("0139", "a third account has to sign, and does", "signers").rulings(&["S-4"]),
        third()
            .policy(json!({"extraSigners": 1}))
            .valid("0139a", "a third account has to sign, and the policy takes one")
            .result(&json!({
                "verdict": "valid", "payer": PAYER, "offer": 0,
                "sponsor": {"feePayer": SPONSOR, "mostLamports": "15001", "sponsoring": "valid", "payment": "valid"},
            }))
            .rulings(&["S-4"]),
    ]
}

fn layout() -> Vec<Draft> {
    let behind = |count: usize, other: fn() -> Instruction| {
        let rest = std::iter::repeat_with(other).take(count);
        Case::of(&parts().into_iter().chain(rest).collect::<Vec<_>>())
    };
    let unknown = || instruction(THIRD, &[], &[1]);
    let created = Case::of(&[limit(60_000), price(1), creation(), transfer(10_000), memo(NONCE)]);
    vec![
        behind(3, lighthouse)
            .valid("0122", "three assertions of Lighthouse: seven instructions in all")
            .rulings(&["S-5"]),
        behind(3, lighthouse)
            .in_version_1()
            .invalid("0122a", "seven instructions in a V1 payment", "instructions")
            .rulings(&["S-5"]),
        behind(2, lighthouse).in_version_1().valid("0122b", "six instructions in a V1 payment").rulings(&["S-5"]),
        Case::of(&[limit(60_000), price(1), transfer(10_000), lighthouse(), memo(NONCE)])
            .valid("0122c", "an assertion of Lighthouse before the memo")
            .rulings(&["S-5"])
            .requirements(&["SVM-3.1-05", "SVM-1.3-02"]),
        behind(4, || memo("again")).flagged("0123", "eight instructions", "guard-count").rulings(&["V-51"]),
        Case::of(&[limit(60_000), price(1), transfer(10_000), lighthouse(), lighthouse(), lighthouse(), lighthouse()])
            .flagged("0123a", "four assertions of Lighthouse", "guard-count")
            .flags(&["guard-count", "no-memo"])
            .rulings(&["V-51"]),
        Case::of(&[limit(60_000), price(1), transfer(10_000), lighthouse(), lighthouse(), lighthouse(), lighthouse()])
            .policy(json!({"maxLighthouse": 4}))
            .flagged("0123b", "four assertions of Lighthouse, and the policy takes them", "guard-count")
            .flags(&["guard-count", "no-memo"])
            .rulings(&["V-51"]),
        behind(4, || memo("again"))
            .policy(json!({"maxInstructions": 8}))
            .flagged("0123c", "eight instructions, and the policy takes them", "guard-count")
            .rulings(&["V-51"]),
        Case::and(unknown()).invalid("0124", "a program that nobody knows", "programs").rulings(&["S-5"]),
        Case::of(&[price(1), transfer(10_000), memo(NONCE)])
            .invalid("0125", "no limit of compute units", "compute-limit")
            .rulings(&["S-5"]),
        Case::of(&[limit(60_000), transfer(10_000), memo(NONCE)])
            .invalid("0125a", "no price of a compute unit", "compute-price")
            .rulings(&["S-5"]),
        Case::of(&[limit(60_000), price(1), price(1), transfer(10_000), memo(NONCE)])
            .invalid("0131", "the price of a compute unit is set twice", "programs")
            .rulings(&["S-5"]),
        Case::and(instruction(COMPUTE_BUDGET, &[], &[1, 0, 0, 1, 0]))
            .invalid("0131a", "a larger heap is asked for", "programs")
            .rulings(&["S-5"]),
        Case::of(&[limit(60_000), price(1), memo(NONCE), transfer(10_000)])
            .invalid("0131b", "the memo before the transfer", "programs")
            .rulings(&["S-5"]),
        created
            .clone()
            .in_version_1()
            .disputed("0131c", "the merchant's account is made first, in a V1 payment", "account-creation")
            .decided_by("programs")
            .rulings(&["S-5"]),
        created.invalid("0131d", "the merchant's account is made first", "programs").rulings(&["S-5"]),
        Case::and(instruction("KeccakSecp256k11111111111111111111111111111", &[], &[255]))
            .invalid("0188", "a precompile is told of 255 signatures", "programs")
            .result(&json!({
                "verdict": "invalid",
                "sponsor": {
                    "feePayer": SPONSOR, "mostLamports": "1285001", "sponsoring": "invalid", "payment": "undecided",
                },
            }))
            .comment("1,285,000 lamports for one byte, and it fails.")
            .rulings(&["S-5"]),
    ]
}

fn budget() -> Vec<Draft> {
    let costing = |case: &Case, most: &str| -> Value {
        let _ = case;
        json!({
            "verdict": "valid", "payer": PAYER, "offer": 0,
            "sponsor": {"feePayer": SPONSOR, "mostLamports": most, "sponsoring": "valid", "payment": "valid"},
        })
    };
    let priced = |amount| Case::with(1, price(amount));
    let limited = |units| Case::with(0, limit(units));
    let with_data = |at, data: &[u8]| Case::with(at, instruction(COMPUTE_BUDGET, &[], data));
    vec![
        priced(5_000_000)
            .valid("0130", "the price of a compute unit is at the cap")
            .result(&costing(&priced(0), "310000"))
            .rulings(&["S-5"]),
        priced(5_000_001)
            .invalid("0130a", "the price of a compute unit is one above the cap", "compute-price-cap")
            .comment("x402-foundation/x402 issue 2478.")
            .rulings(&["S-5"]),
        priced(1_000_000)
            .policy(json!({"preset": "x402-rs"}))
            .valid("0130b", "the price is at the cap of x402-rs")
            .rulings(&["S-5"]),
        priced(1_000_001)
            .policy(json!({"preset": "x402-rs"}))
            .invalid("0130c", "the price is one above the cap of x402-rs", "compute-price-cap")
            .rulings(&["S-5"]),
        priced(20)
            .policy(json!({"maxUnitPrice": 20}))
            .valid("0130d", "the price is at the policy's own cap")
            .result(&costing(&priced(0), "10002"))
            .rulings(&["S-5"]),
        limited(0).invalid("0169", "a limit of no compute units", "compute-limit").rulings(&["S-5"]),
        limited(400_001)
            .flagged("0169a", "a limit of 400,001 compute units", "high-limit")
            .result(&costing(&limited(0), "10001"))
            .rulings(&["S-5"]),
        limited(u32::MAX)
            .flagged("0169b", "the largest limit there is: the sponsor pays for 1,400,000", "high-limit")
            .result(&costing(&limited(0), "10002"))
            .rulings(&["S-5"]),
        limited(400_001)
            .policy(json!({"maxComputeUnits": 400_000}))
            .invalid("0169c", "one compute unit above the policy's cap", "compute-limit-cap")
            .rulings(&["S-5"]),
        limited(400_000)
            .policy(json!({"maxComputeUnits": 400_000}))
            .valid("0169d", "as many compute units as the policy takes")
            .rulings(&["S-5"]),
        Case::good()
            .policy(json!({"maxSponsorLamports": 10_001}))
            .valid("0169e", "as many lamports as the policy stakes")
            .rulings(&["S-5"]),
        Case::good()
            .policy(json!({"maxSponsorLamports": 10_000}))
            .invalid("0169f", "one lamport more than the policy stakes", "sponsor-cost")
            .result(&json!({
                "verdict": "invalid",
                "sponsor": {"feePayer": SPONSOR, "mostLamports": "10001", "sponsoring": "invalid", "payment": "undecided"},
            }))
            .comment("The payment itself is not refused; who signed was not asked any more.")
            .requirements(&["SVM-2-01", "SVM-2.3-01", "SVM-2.3-02"])
            .rulings(&["S-5"]),
        with_data(0, &[2, 96, 234, 0, 0, 0])
            .flagged("0170", "a byte follows the limit", "trailing-data")
            .rulings(&["S-5"]),
        with_data(1, &[3, 1, 0, 0, 0, 0, 0, 0, 0, 0])
            .flagged("0170a", "a byte follows the price", "trailing-data")
            .rulings(&["S-5"]),
        with_data(0, &[2, 96, 234, 0]).invalid("0170b", "a limit of three bytes", "compute-limit").rulings(&["S-5"]),
        with_data(1, &[3, 1, 0, 0, 0, 0, 0, 0])
            .invalid("0170c", "a price of seven bytes", "compute-price")
            .rulings(&["S-5"]),
        with_data(0, &[2, 96, 234, 0, 0, 0])
            .policy(json!({"refuse": ["trailing-data"]}))
            .invalid("0170d", "a byte follows the limit, and the policy refuses that", "policy")
            .rulings(&["S-5"]),
    ]
}

fn wallets() -> Vec<Draft> {
    let wallet = |accounts: &[Account]| instruction(SWIG, accounts, &[11, 0, 1]);
    let usual = || wallet(&[account(SOURCE).written(), account(PAYER).signing()]);
    let wrapped = |rest: Vec<Instruction>| Case::of(&[vec![usual()], rest].concat());
    let capped = |policy| Case::of(&[price(50_000), limit(400_000), usual()]).policy(policy);
    let open = json!({
        "verdict": "undecided", "payer": PAYER, "offer": 0,
        "sponsor": {"feePayer": SPONSOR, "mostLamports": "10001", "sponsoring": "undecided", "payment": "undecided"},
    });
    vec![
        Case::of(&[limit(60_000), price(1), usual(), memo(NONCE)])
            .undecided("0124a", "a smart wallet that the document lists", "programs")
            .result(&open)
            .rulings(&["S-5"]),
        Case::of(&[limit(60_000), price(1), usual(), memo(NONCE)])
            .policy(json!({"smartWallets": false}))
            .invalid("0124b", "a smart wallet, and the policy takes none", "programs")
            .rulings(&["S-5"]),
        wrapped(vec![instruction("Ed25519SigVerify111111111111111111111111111", &[], &[0, 0])])
            .invalid("0124c", "a smart wallet beside a precompile", "programs")
            .rulings(&["S-5"]),
        wrapped(vec![instruction(SYSTEM, &[], &[4, 0, 0, 0])])
            .invalid("0124d", "a smart wallet beside the System program", "programs")
            .rulings(&["S-5"]),
        Case::of(&[price(50_000), limit(400_000), usual()])
            .undecided("0124e", "a smart wallet at both caps", "programs")
            .rulings(&["S-5"]),
        Case::of(&[price(50_001), limit(400_000), usual()])
            .invalid("0124f", "a smart wallet above the cap of the price", "compute-price-cap")
            .rulings(&["S-5"]),
        Case::of(&[price(50_000), limit(400_001), usual()])
            .invalid("0124g", "a smart wallet above the cap of compute units", "compute-limit")
            .rulings(&["S-5"]),
        Case::of(&[limit(60_000), limit(60_000), usual()])
            .invalid("0124h", "a smart wallet with two limits", "compute-limit")
            .rulings(&["S-5"]),
        Case::of(&[limit(60_000), price(1), wallet(&[account(SPONSOR).written(), account(PAYER).signing()])])
            .invalid("0124i", "a smart wallet that is given the fee payer", "fee-payer-isolation")
            .rulings(&["S-3"]),
        Case::of(&[limit(60_000), price(1), usual()])
            .asking("memo", "order 7")
            .invalid("0124j", "a smart wallet without the memo that the offer asks for", "memo-count")
            .rulings(&["S-7"]),
        Case::new(&{
            let mut message = message(&[limit(60_000), price(1), usual(), memo(NONCE)]);
            message.keys[0] = bytes(THIRD);
            message.signed()
        })
        .invalid("0124k", "a smart wallet, and somebody else pays the fee", "fee-payer")
        .rulings(&["S-3"]),
        capped(json!({"maxUnitPrice": 49_999}))
            .invalid("0124q", "a smart wallet above the policy's own cap of the price", "compute-price-cap")
            .rulings(&["S-5"])
            .requirements(&["SVM-3.2-02"]),
        capped(json!({"maxComputeUnits": 399_999}))
            .invalid("0124r", "a smart wallet above the policy's own cap of compute units", "compute-limit-cap")
            .rulings(&["S-5"])
            .requirements(&["SVM-3.2-02"]),
        capped(json!({"maxUnitPrice": 50_000, "maxComputeUnits": 400_000}))
            .undecided("0124s", "a smart wallet at the policy's own caps", "programs")
            .rulings(&["S-5"])
            .requirements(&["SVM-3.2-02"]),
    ]
    .into_iter()
    .chain(listed())
    .collect()
}

/// The other wallets that the document lists, under the addresses that it prints (§2.2.2).
fn listed() -> Vec<Draft> {
    [
        ("l", "Squads Multisig v4", "SQDS4ep65T869zMMBKyuUq6aD6EgTu8psMjkvj52pCf", "SVM-2.2.2-02"),
        ("m", "Squads Smart Account", "SMRTzfY6DfH5ik3TKiyLFfXexV8uSG3d2UksSCYdunG", "SVM-2.2.2-03"),
        ("n", "Swig, the first", "SWiGmQedKzMz1tiTqoJCWeGDnGXfNBp2PkXLkpCAtQo", "SVM-2.2.2-04"),
        ("o", "SPL Governance", "GovER5Lthms3bLBqWub97yVrMmEogzX7xNjdXpPPCVZw", "SVM-2.2.2-06"),
        ("p", "Metaplex Core", "CoREENxT6tW1HoK8ypY1SxRMZTcVPm7R94rH4PZNhX7d", "SVM-2.2.2-07"),
    ]
    .into_iter()
    .map(|(letter, name, program, statement)| {
        let wallet = instruction(program, &[account(SOURCE).written(), account(PAYER).signing()], &[11, 0, 1]);
        Case::of(&[limit(60_000), price(1), wallet, memo(NONCE)])
            .undecided(&format!("0124{letter}"), &format!("a smart wallet that the document lists: {name}"), "programs")
            .rulings(&["S-5"])
            .requirements(&[statement])
    })
    .collect()
}
