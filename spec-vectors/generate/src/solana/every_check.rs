//! Every check of a payment on Solana, in both versions, before and after the service, with its neighbour that passes.

mod near;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use x402_vectors::vector::{Class, Level};

use super::{
    answers::with_simulation,
    build::{self, Account, Instruction, account, bytes, instruction},
    case::{
        COMPUTE_BUDGET, Case, DESTINATION, DESTINATION_2022, LIGHTHOUSE, LOSES_FUNDS, MEMO, MERCHANT, MULTISIG, NONCE,
        PAYER, PYUSD, SOURCE, SPONSOR, SPONSORS, SWIG, TABLE, THIRD, TOKEN, USDC, guard_data, lighthouse, limit, memo,
        message, parts, price, reason, sides, transfer, transfer_data,
    },
    version_1::Version1,
};
use crate::{
    draft::{Draft, expect, raw, suffix},
    every_check::basis::{self, Mechanism},
    payment::put,
};

/// The expectation, with the check of an undecided or invalid payment, or the flag of a flagged one.
#[derive(Clone, Copy)]
enum Verdict {
    /// As far as this check is concerned, or the mechanism.
    Valid(&'static str),
    Flagged(&'static str),
    /// Two flags.
    FlaggedTwice([&'static str; 2]),
    Invalid(&'static str),
    Undecided(&'static str),
}
use Verdict::{Flagged, FlaggedTwice, Invalid, Undecided, Valid};

pub(crate) fn drafts() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (index, (is_v1, settling)) in
        [(false, false), (false, true), (true, false), (true, true)].into_iter().enumerate()
    {
        for (at, (title, question, verdict)) in rows(is_v1, settling).into_iter().enumerate() {
            let id = format!("every-check-{}{}", 2_800 + index, suffix(at));
            let version = if is_v1 { 1 } else { 2 };
            let phase = if settling { ", to be settled" } else { "" };
            let mut valid = json!({"verdict": "valid", "payer": PAYER, "offer": 0, "flags": []});
            if title == "the base" {
                // Two signatures, and 60,000 units at a millionth of a lamport.
                valid["sponsor"] = json!({
                    "feePayer": SPONSOR, "mostLamports": "10001", "sponsoring": "valid", "payment": "valid",
                });
            }
            let title = format!("Solana, V{version}{phase}: {title}");
            let (class, result) = match verdict {
                Valid(_) => (Class::Valid, valid),
                Flagged(flag) => {
                    (Class::Acceptable, json!({"verdict": "valid", "payer": PAYER, "offer": 0, "flags": [flag]}))
                }
                FlaggedTwice(flags) => {
                    (Class::Acceptable, json!({"verdict": "valid", "payer": PAYER, "offer": 0, "flags": flags}))
                }
                // A check that was not made counts as undecided.
                Invalid(_) if title.ends_with("one less is transferred") => {
                    let sponsor = json!({
                        "feePayer": SPONSOR, "mostLamports": "10001", "sponsoring": "undecided", "payment": "invalid",
                    });
                    (Class::Invalid, json!({"verdict": "invalid", "sponsor": sponsor}))
                }
                Invalid(_) => (Class::Invalid, json!({"verdict": "invalid"})),
                Undecided(_) => (Class::Undecided, json!({"verdict": "undecided"})),
            };
            let is_worthless = title.ends_with(" is nothing");
            let is_loss = title.ends_with("a lamport more than the fee");
            let draft = Draft::new(id, "verify", title, raw(&question), expect(class, &result))
                .no_witness("what is refused is a ruling; no library says it");
            let (about, flags): (&str, &[&str]) = match &verdict {
                Valid(about) | Invalid(about) | Undecided(about) => (about, &[]),
                Flagged("overpayment") => ("", &["overpay"]),
                Flagged(flag) => ("", std::slice::from_ref(flag)),
                FlaggedTwice(flags) => ("", flags),
            };
            let draft = draft.rests_on(basis::of(about, flags, Mechanism::Solana)).flags(flags);
            let draft = draft.usually(basis::level(about, flags, class));
            // A limit of the policy decides alone, whatever the check rests on.
            let draft = if is_worthless { draft.level(Level::Policy) } else { draft };
            drafts.push(match verdict {
                Valid(_) | Flagged(_) | FlaggedTwice(_) => draft,
                Invalid("offer") => draft.decided_by("offer").reason("invalid_payment_requirements"),
                Invalid("extension-echo") => draft.decided_by("extension-echo").reason("extension_echo_mismatch"),
                Invalid(check) => draft.decided_by(check).reason(if is_loss { LOSES_FUNDS } else { reason(check) }),
                Undecided(check) => draft.decided_by(check),
            });
        }
    }
    drafts
}

fn rows(is_v1: bool, settling: bool) -> Vec<(String, Value, Verdict)> {
    let question = |case: Case| {
        let case = if is_v1 { case.in_version_1() } else { case };
        let case = if settling { case.more("phase", json!({"settle": {"amount": "10000"}})) } else { case };
        case.input()
    };
    let mut rows = Vec::new();
    let mut add = |title: &str, case: Case, verdict| rows.push((title.to_owned(), question(case), verdict));
    add("the base", Case::good(), Valid("solana"));
    transaction(&mut add);
    sponsor(&mut add);
    layout(is_v1, &mut add);
    transfers(&mut add);
    memos(&mut add);
    let mut edited = |title: &str, edit: &dyn Fn(&mut Value), verdict| {
        let mut input = question(Case::good());
        edit(&mut input);
        rows.push((title.to_owned(), input, verdict));
    };
    let paying = if is_v1 { "payment.json" } else { "payment.json.accepted" };
    let elsewhere = if is_v1 { "solana-devnet" } else { "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1" };
    let path = format!("{paying}.network");
    edited("another network was accepted", &|input| put(input, &path, elsewhere.into()), Invalid("offer"));
    edited("nothing is offered", &|input| input["offers"] = json!([]), Invalid("offer"));
    let settle = |amount: &'static str| move |input: &mut Value| put(input, "phase.settle.amount", amount.into());
    for amount in ["9999", "10001", "0", "18446744073709561616"].into_iter().filter(|_| settling) {
        edited(&format!("{amount} is to be taken"), &settle(amount), Invalid("transfer-charge"));
    }
    if !is_v1 {
        for (member, value) in [("amount", "9999"), ("payTo", SPONSOR), ("asset", PYUSD), ("extra.feePayer", THIRD)] {
            let path = format!("payment.json.accepted.{member}");
            edited(
                &format!("another {member} was accepted"),
                &|input| put(input, &path, value.into()),
                Invalid("offer"),
            );
        }
        let declares = |input: &mut Value, echo: Value| {
            put(input, "declaredExtensions", json!({"example": {"info": {"text": "declared"}}}));
            put(input, "payment.json.extensions", echo);
        };
        let echo = |text: &str| json!({"example": {"info": {"text": text}}});
        edited("the echo is as declared", &|input| declares(input, echo("declared")), Valid("extension-echo"));
        edited("the echo is changed", &|input| declares(input, echo("changed")), Invalid("extension-echo"));
        edited("there is no echo", &|input| declares(input, Value::Null), Flagged("extension-not-echoed"));
    }
    // These rows come after all others, so that the others keep their ids.
    let mut add_last = |title: &str, case: Case, verdict| rows.push((title.to_owned(), question(case), verdict));
    let nothing = Case::with(2, transfer(0)).offering("amount", "0");
    let verdict = if settling { Invalid("transfer-charge") } else { Flagged("zero-amount") };
    add_last("nothing is asked, and nothing transferred", nothing, verdict);
    let longer = Case::with(0, instruction(COMPUTE_BUDGET, &[], &[2, 96, 234, 0, 0, 0]));
    add_last("a byte behind the limit", longer, Flagged("trailing-data"));
    let fifth = [sides().as_slice(), &[account(MERCHANT)]].concat();
    let fifth = Case::with(2, instruction(TOKEN, &fifth, &transfer_data(10_000)));
    add_last("a fifth account", fifth, Flagged("extra-accounts"));
    let tight = Case::of(&[limit(20_000), price(1), transfer(10_000), memo(&"m".repeat(51))]);
    add_last("51 letters under a limit of 20,000", tight, Flagged("units-short"));
    let third = Case::with(3, instruction(MEMO, &[account(THIRD).signing()], NONCE.as_bytes()));
    add_last("a third account signs, of none that may", third.policy(json!({"extraSigners": 0})), Invalid("signers"));
    add_last("the simulation fails", with_simulation(Case::good(), &Value::Null), Invalid("simulation"));
    let shown = |lost: &str| with_simulation(Case::good(), &json!({"feePayerLost": lost, "transfers": []}));
    add_last("the simulation succeeds", shown("10001"), Valid("simulation"));
    add_last("simulated, the sponsor loses a lamport more than the fee", shown("10002"), Invalid("sponsor-cost"));
    versions(&mut add_last);
    guards(is_v1, &mut add_last);
    if !is_v1 && settling {
        let all = Case::good().policy(json!({"maxInstructions": 4}));
        add_last("four instructions, of four", all, Valid("instructions"));
    }
    if !is_v1 && !settling {
        near::rows(&mut add_last);
        // The client's own word counts for nothing that the offer leaves out.
        let mut left_out = |title: &str, case: Case, extra: Value, verdict| {
            let mut input = question(case);
            input["offers"][0]["extra"] = extra;
            rows.push((title.to_owned(), input, verdict));
        };
        let sponsor = json!({"feePayer": SPONSOR});
        let title = "the client names the fee payer that the offer leaves out";
        left_out(title, Case::good(), json!({}), Invalid("fee-payer-address"));
        let title = "the client names a memo for which the offer does not ask";
        left_out(title, Case::good().asking("memo", "order 7"), sponsor, Valid("memo-text"));
    }
    rows
}

/// The versions that the offer lists (U-21, U-22), and the config of version 1 (U-26).
fn versions(add: Add<'_>) {
    let lists = |case: Case, versions: Value| case.asking("transactionVersions", versions);
    let version_1 = || Case::new(&Version1::good().signed());
    let with_data = |data| lists(Case::new(&Version1::good().with(|it| it.data = data).signed()), json!([1]));
    add("version 1, which the offer lists", lists(version_1(), json!([1])), Valid("transaction-version"));
    add("version 1, which the offer does not list", lists(version_1(), json!([0])), Invalid("transaction-version"));
    add("version 1, and the offer has no list", version_1(), Undecided("transaction-version"));
    add("version 0, which the offer lists", lists(Case::good(), json!([0])), Valid("transaction-version"));
    add("version 0, which the offer does not list", lists(Case::good(), json!([1])), Invalid("transaction-version"));
    add("the offer lists no version", lists(Case::good(), json!([])), Invalid("transaction-versions"));
    add("the offer lists legacy alone", lists(Case::good(), json!(["legacy"])), Invalid("transaction-versions"));
    add("no limit of loaded data", with_data(None), Invalid("data-limit"));
    add("a limit of no loaded data", with_data(Some(0)), Invalid("data-limit"));
    add("767 bytes of loaded data", with_data(Some(767)), Flagged("data-short"));
    add("768 bytes of loaded data", with_data(Some(768)), Valid("data-limit"));
    let first = |guard: Instruction| Case::of(&[vec![guard], parts()].concat());
    add("a guard first", first(lighthouse()), Flagged("guard-position"));
    let named = instruction(LIGHTHOUSE, &[account(SPONSOR)], &guard_data(6));
    let flags = FlaggedTwice(["guard-position", "guard-fee-payer"]);
    add("a guard first, which names the fee payer", first(named), flags);
    let legacy = Case::spoiled(|message| message.version = None);
    add("legacy, which counts for 0", lists(legacy, json!([0])), Flagged("legacy-transaction"));
}

/// The number of guards (V-51), and one that writes memory in the fee payer's name (V-52).
fn guards(is_v1: bool, add: Add<'_>) {
    let more = |count: usize, other: Instruction| Case::of(&[parts(), vec![other; count]].concat());
    let four = if is_v1 { Invalid("instructions") } else { Flagged("guard-count") };
    add("four guards", more(4, lighthouse()), four);
    add("nine instructions", more(5, memo("again")), Invalid("instructions"));
    let written = instruction(LIGHTHOUSE, &[account(LIGHTHOUSE), account(SPONSOR), account(SOURCE)], &guard_data(0));
    add("a guard writes memory at the fee payer's cost", more(1, written), Invalid("fee-payer-isolation"));
}

/// Adds a row.
type Add<'a> = &'a mut dyn FnMut(&str, Case, Verdict);

fn transaction(add: Add<'_>) {
    let good = message(&parts()).signed();
    let of_table = || Case::new(&message(&parts()).look_up(DESTINATION, TABLE, true).signed());
    add(
        "base64 without padding",
        Case::of_text(STANDARD.encode(&good).trim_end_matches('=').into()),
        Invalid("payload"),
    );
    add("a byte behind the message", Case::new(&[good.as_slice(), &[0]].concat()), Invalid("transaction"));
    add("a byte is missing", Case::new(&good[..good.len() - 1]), Invalid("transaction"));
    add(
        "an account index out of range",
        Case::spoiled(|message| message.instructions[2].1[2] = 8),
        Invalid("runtime-rules"),
    );
    add("the fee payer is called", Case::spoiled(|message| message.instructions[3].0 = 0), Invalid("runtime-rules"));
    add("a lookup table that is not known", of_table(), Undecided("lookup-tables"));
    add("a lookup table that is known", of_table().table(&[DESTINATION]), Valid("lookup-tables"));
    add("a lookup table that ends before the index", of_table().table(&[]), Invalid("lookup-tables"));
    add("another account in the lookup table", of_table().table(&[THIRD]), Invalid("destination"));
    let nobody = build::join(&[[0; 64]; 2], &message(&parts()).bytes());
    add("nobody has signed", Case::new(&nobody), Invalid("signed"));
    let flipped = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        Case::new(&bytes)
    };
    add("a bit of R is another", flipped(65), Invalid("signed"));
    add("a bit of s is another", flipped(65 + 32), Invalid("signed"));
    add("a bit of the memo is another than was signed", flipped(good.len() - 2), Invalid("signed"));
    add("the sponsor's signature is garbage", flipped(1), Valid("signed"));
    add("a legacy message", Case::spoiled(|message| message.version = None), Valid("transaction"));
}

fn sponsor(add: Add<'_>) {
    let managed = |address: &str| Case::good().more("facilitators", json!([address]));
    let third = || Case::with(3, instruction(MEMO, &[account(THIRD).signing()], NONCE.as_bytes()));
    let sponsor = || account(SPONSOR);
    add(
        "the offer's asset is no address",
        Case::good().offering("asset", format!("{USDC}1")),
        Invalid("asset-address"),
    );
    let evm = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
    add("the offer's payTo is no address", Case::good().offering("payTo", evm), Invalid("pay-to-address"));
    add("the offer's feePayer is no address", Case::good().asking("feePayer", evm), Invalid("fee-payer-address"));
    add("the offer names no feePayer", Case::good().asking("feePayer", Value::Null), Invalid("fee-payer-address"));
    add("the offer asks for a memo of 257 bytes", Case::good().asking("memo", "m".repeat(257)), Invalid("memo-offer"));
    add("the offer asks for a memo that is a number", Case::good().asking("memo", 7), Invalid("memo-offer"));
    add("the fee payer is the caller's own", managed(SPONSOR), Valid("fee-payer-managed"));
    add("the fee payer is not the caller's own", managed(THIRD), Invalid("fee-payer-managed"));
    add("the caller has no address", Case::good().more("facilitators", json!([])), Invalid("fee-payer-managed"));
    add("somebody else pays the fee", Case::spoiled(|message| message.keys[0] = bytes(THIRD)), Invalid("fee-payer"));
    add("another fee payer is asked for", Case::good().asking("feePayer", THIRD), Invalid("fee-payer"));
    let named = Case::with(3, instruction(MEMO, &[sponsor()], NONCE.as_bytes()));
    add("the memo names the fee payer", named, Invalid("fee-payer-isolation"));
    let asserted = Case::and(instruction(LIGHTHOUSE, &[sponsor()], &guard_data(6)));
    add("an assertion names the fee payer", asserted, Flagged("guard-fee-payer"));
    let fifth = [sides().as_slice(), &[sponsor()]].concat();
    let fifth = Case::with(2, instruction(TOKEN, &fifth, &transfer_data(10_000)));
    add("the transfer names the fee payer", fifth, Invalid("fee-payer-isolation"));
    add("a third account signs", third(), Invalid("signers"));
    add("a third account signs, of one that may", third().policy(json!({"extraSigners": 1})), Valid("signers"));
    let staking = |lamports: u64| Case::good().policy(json!({"maxSponsorLamports": lamports}));
    add("as many lamports as the policy stakes", staking(10_001), Valid("sponsor-cost"));
    add("one lamport more than the policy stakes", staking(10_000), Invalid("sponsor-cost"));
}

fn layout(is_v1: bool, add: Add<'_>) {
    let limited = |units: u32| Case::with(0, limit(units));
    let priced = |lamports: u64| Case::with(1, price(lamports));
    let several = |count: usize, other: fn() -> Instruction| {
        Case::of(&parts().into_iter().chain(std::iter::repeat_with(other).take(count)).collect::<Vec<_>>())
    };
    let again = || memo("again");
    let capped = |name: &'static str, cap: u64| Case::good().policy(json!({name: cap}));
    add("no limit of compute units", Case::of(&[price(1), transfer(10_000), memo(NONCE)]), Invalid("compute-limit"));
    add("a limit of no compute units", limited(0), Invalid("compute-limit"));
    let short = Case::with(0, instruction(COMPUTE_BUDGET, &[], &[2, 96, 234, 0]));
    add("a limit of three bytes", short, Invalid("compute-limit"));
    add("as many compute units as the policy takes", capped("maxComputeUnits", 60_000), Valid("compute-limit-cap"));
    add("one compute unit above the policy's cap", capped("maxComputeUnits", 59_999), Invalid("compute-limit-cap"));
    add("a limit of 400,000 compute units", limited(400_000), Valid("compute-limit"));
    add("a limit of 400,001 compute units", limited(400_001), Flagged("high-limit"));
    let unpriced = Case::of(&[limit(60_000), transfer(10_000), memo(NONCE)]);
    add("no price of a compute unit", unpriced, Invalid("compute-price"));
    add("the price is at the cap", priced(5_000_000), Valid("compute-price"));
    add("the price is one above the cap", priced(5_000_001), Invalid("compute-price-cap"));
    add("the price is at the policy's own cap", capped("maxUnitPrice", 1), Valid("compute-price-cap"));
    add("the price is one above the policy's own cap", capped("maxUnitPrice", 0), Invalid("compute-price-cap"));
    let most = if is_v1 { 2 } else { 3 };
    let (usual, one_more, taken) = if is_v1 {
        ("as many instructions as may be", "one instruction too many", Valid("instructions"))
    } else {
        ("seven instructions, three of them guards", "eight instructions", Flagged("guard-count"))
    };
    add(usual, several(most, lighthouse), Valid("instructions"));
    add(one_more, several(most + 1, again), if is_v1 { Invalid("instructions") } else { taken });
    let wider = several(most + 1, again).policy(json!({"maxInstructions": most + 5}));
    add("one instruction more, which the policy takes", wider, taken);
    let fewer = Case::good().policy(json!({"maxInstructions": 3}));
    add("four instructions, of three", fewer, Invalid("instructions"));
    let asserted = |count: u64| several(2, lighthouse).policy(json!({"maxLighthouse": count}));
    add("as many assertions as the policy takes", asserted(2), Valid("instructions"));
    add("one assertion more than the policy takes", asserted(1), Invalid("instructions"));
    add("a program that nobody knows", Case::and(instruction(THIRD, &[], &[1])), Invalid("programs"));
    let wallet = instruction(SWIG, &[account(SOURCE).written(), account(PAYER).signing()], &[11, 0, 1]);
    let wallet = || Case::of(&[limit(60_000), price(1), wallet.clone(), memo(NONCE)]);
    add("a smart wallet", wallet(), Undecided("programs"));
    add(
        "a smart wallet, which the policy does not take",
        wallet().policy(json!({"smartWallets": false})),
        Invalid("programs"),
    );
    let twice = Case::of(&[limit(60_000), price(1), transfer(10_000), transfer(10_000), memo(NONCE)]);
    add("two transfers", twice, Invalid("programs"));
    let first = Case::of(&[limit(60_000), price(1), memo(NONCE), transfer(10_000)]);
    add("the memo before the transfer", first, Invalid("programs"));
}

fn transfers(add: Add<'_>) {
    let instead = |accounts: &[Account], data: &[u8]| Case::with(2, instruction(TOKEN, accounts, data));
    let with_account = |at: usize, other| {
        let mut accounts = sides();
        accounts[at] = other;
        instead(&accounts, &transfer_data(10_000))
    };
    let [source, mint, destination, authority] = sides();
    let plain = [&[3], &transfer_data(10_000)[1..9]].concat();
    add("Transfer instead of TransferChecked", instead(&[source, destination, authority], &plain), Invalid("transfer"));
    add("no transfer", Case::of(&[limit(60_000), price(1), memo(NONCE)]), Invalid("transfer"));
    add("three accounts", instead(&sides()[..3], &transfer_data(10_000)), Invalid("transfer"));
    add("another mint is transferred", with_account(1, account(PYUSD)), Invalid("mint"));
    add("another mint is asked for", Case::good().offering("asset", PYUSD), Invalid("mint"));
    let paying = |amount: u64| Case::with(2, transfer(amount));
    let at_least = |amount: u64| paying(amount).policy(json!({"amountRule": "at-least"}));
    add("one less is transferred", paying(9_999), Invalid("transfer-amount"));
    add("one less is transferred, of at least so much", at_least(9_999), Invalid("transfer-amount"));
    add("2^64 more is asked for", Case::good().offering("amount", "18446744073709561616"), Invalid("transfer-amount"));
    add("the source is read-only", with_account(0, account(SOURCE)), Invalid("writable"));
    add("the destination is read-only", with_account(2, account(DESTINATION)), Invalid("writable"));
    add("the source is the destination", with_account(0, account(DESTINATION).written()), Invalid("source"));
    add(
        "the authority does not sign",
        instead(&[source, mint, destination, account(PAYER)], &transfer_data(10_000)),
        Invalid("authority"),
    );
    let multisig = [source, mint, destination, account(MULTISIG), authority];
    add("the authority may be a multisig", instead(&multisig, &transfer_data(10_000)), Undecided("authority"));
    add("the merchant's wallet is paid", with_account(2, account(MERCHANT).written()), Invalid("destination"));
    let other_program = with_account(2, account(DESTINATION_2022).written());
    add("the account of the other token program is paid", other_program, Invalid("destination"));
    add("another merchant is to be paid", Case::good().offering("payTo", SPONSOR), Invalid("destination"));
    add("the sponsor's own account pays", with_account(0, account(SPONSORS).written()), Invalid("sponsor-tokens"));
    add("an account of somebody else pays", with_account(0, account(THIRD).written()), Valid("source"));
}

fn memos(add: Add<'_>) {
    let saying = |texts: &[&str]| {
        let memos = texts.iter().map(|text| memo(text));
        Case::of(&parts()[..3].iter().cloned().chain(memos).collect::<Vec<_>>())
    };
    let asked = |texts: &[&str]| saying(texts).asking("memo", "order 7");
    add("the memo that is asked for", asked(&["order 7"]), Valid("memo-text"));
    add("no memo where one is asked for", asked(&[]), Invalid("memo-count"));
    add("the memo that is asked for, twice", asked(&["order 7", "order 7"]), Invalid("memo-count"));
    add("another memo than is asked for", asked(&["order 8"]), Invalid("memo-text"));
    add("the memo that is asked for, and a space", asked(&["order 7 "]), Invalid("memo-text"));
    add("the memo that is asked for, in upper case", asked(&["ORDER 7"]), Invalid("memo-text"));
    let named = Case::with(3, instruction(MEMO, &[account(SOURCE)], NONCE.as_bytes()));
    add("the memo names an account that does not sign", named, Invalid("memo-form"));
    let garbled = Case::spoiled(|message| message.instructions[3].2 = vec![0x61, 0xff, 0x62]);
    add("the memo is not UTF-8", garbled, Invalid("memo-form"));
    add("no memo", saying(&[]), Flagged("no-memo"));
    add("no memo, which is refused", saying(&[]).policy(json!({"refuse": ["no-memo"]})), Invalid("policy"));
    add("no memo, and else is refused", saying(&[]).policy(json!({"refuse": ["high-limit"]})), Flagged("no-memo"));
}
