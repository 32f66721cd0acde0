//! Simulations, fees, and who is concerned (T-31 to T-34).

use serde_json::{Value, json};
use x402_vectors::vector::Class;

use super::{
    build::{Call, Entry, FOREIGN, Signature, V1, V2, account, muxed},
    case::{Case, MERCHANT, PAYER, Table, USDC, XLM},
    xdr::{address, value},
};
use crate::draft::Draft;

pub(super) fn drafts() -> Vec<Draft> {
    [simulations(), others(), contracts(), fees(), halves()].into_iter().flatten().collect()
}

/// What the payer of the usual payment signs.
fn digest(kind: u32) -> String {
    hex(&Entry::good(kind))
}

fn hex(entry: &Entry) -> String {
    let digits: String = entry.digest().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("0x{digits}")
}

fn transfer(asset: &str, from: &str, to: &str, amount: &str) -> Value {
    json!({"asset": asset, "from": from, "to": to, "amount": amount})
}

fn good() -> Value {
    transfer(USDC, PAYER, MERCHANT, "10000000")
}

fn shows(transfers: &[Value]) -> Value {
    json!({"transfers": transfers})
}

fn with_simulation(case: Case, simulation: Value) -> Case {
    case.fact("stellarSimulations", &digest(V1), simulation)
}

/// T-31: the transfer.
fn simulations() -> Vec<Draft> {
    let mut table = Table::new(3101, &["T-31"]);
    let result = json!({"verdict": "valid", "payer": PAYER, "offer": 0, "flags": [], "outstanding": []});
    let known = with_simulation(Case::good(), shows(&[good()]));
    table.add("the simulation shows the payment", &known.input(), Class::Valid, &result, |draft| draft);
    let of_v2 = Case::entry(V2, |_| {}).fact("stellarSimulations", &digest(V2), shows(&[good()]));
    table.valid("the simulation of version 2 shows the payment", of_v2);
    table.invalid("the simulation fails", with_simulation(Case::good(), Value::Null), "simulation");
    let code = |name: &str| format!("invalid_exact_stellar_payload_{name}");
    for (title, transfers, reason) in [
        ("the simulation shows no transfer", vec![], "no_transfer_events"),
        ("the simulation shows the transfer twice", vec![good(), good()], "multiple_transfers"),
        (
            "the simulation shows a transfer of another token",
            vec![transfer(XLM, PAYER, MERCHANT, "10000000")],
            "event_wrong_asset",
        ),
        (
            "the simulation shows a transfer from another",
            vec![transfer(USDC, &account(3), MERCHANT, "10000000")],
            "event_wrong_from",
        ),
        (
            "the simulation shows a transfer to another",
            vec![transfer(USDC, PAYER, &account(3), "10000000")],
            "event_wrong_to",
        ),
        (
            "the simulation shows a transfer of one less",
            vec![transfer(USDC, PAYER, MERCHANT, "9999999")],
            "event_wrong_amount",
        ),
        (
            "the simulation shows a transfer of one more",
            vec![transfer(USDC, PAYER, MERCHANT, "10000001")],
            "event_wrong_amount",
        ),
        (
            "the simulation shows a second transfer of another token",
            vec![good(), transfer(XLM, PAYER, &account(3), "1")],
            "multiple_transfers",
        ),
    ] {
        table.invalid_as(title, with_simulation(Case::good(), shows(&transfers)), "simulation", &code(reason));
    }
    let seven = muxed(2, 7);
    let call = Call::transfer(USDC, PAYER, &seven, 10_000_000);
    let entry = Entry { invocation: call.invocation(), ..Entry::good(V1) };
    let of = hex(&entry);
    let case = Case::spoiled(|envelope| (envelope.call, envelope.entries) = (call, vec![entry]));
    let case = case.offering("payTo", seven).fact("stellarSimulations", &of, shows(&[good()]));
    table.flagged("payTo is a muxed account, and its account gets the money", case, "muxed-recipient");
    let elsewhere = Case::good().fact("stellarSimulations", &digest(V2), Value::Null);
    table.valid("the simulation of another payment fails", elsewhere);
    table.drafts()
}

/// T-31: what else a simulation shows.
fn others() -> Vec<Draft> {
    let mut table = Table::new(3111, &["T-31"]);
    let with_event = |contract: &str, name: &str| {
        with_simulation(
            Case::good(),
            json!({"transfers": [good()], "otherEvents": [{"contract": contract, "name": name}]}),
        )
    };
    let refused = "invalid_exact_stellar_payload_event_not_transfer";
    for name in ["mint", "burn", "clawback"] {
        let title = format!("the simulation shows {name} of the asset");
        table.invalid_as(&title, with_event(USDC, name), "simulation", refused);
        let title = format!("the simulation shows {name} of another contract");
        table.invalid_as(&title, with_event(FOREIGN, name), "simulation", refused);
    }
    table.flagged("a contract reports what was spent", with_event(FOREIGN, "spent"), "other-events");
    table.flagged("the asset reports an approval", with_event(USDC, "approve"), "other-events");
    for (title, policy) in [
        ("a contract reports what was spent, by ts", json!({"preset": "ts"})),
        ("a contract reports what was spent, which the policy refuses", json!({"refuse": ["other-events"]})),
    ] {
        table.invalid(title, with_event(FOREIGN, "spent").policy(policy), "policy");
    }
    table.drafts()
}

/// T-30 and T-21, with a simulation.
fn contracts() -> Vec<Draft> {
    let mut table = Table::new(3121, &["T-21", "T-30", "T-31"]);
    let call = Call::transfer(USDC, FOREIGN, MERCHANT, 10_000_000);
    let entry = Entry {
        address: address(FOREIGN),
        signature: Signature::Value(value::bytes(&[7; 64])),
        invocation: call.invocation(),
        ..Entry::good(V1)
    };
    let of = hex(&entry);
    let case = Case::spoiled(|envelope| (envelope.call, envelope.entries) = (call, vec![entry]));
    let shown = shows(&[transfer(USDC, FOREIGN, MERCHANT, "10000000")]);
    let of_payer = |simulation: Value| case.clone().fact("stellarSimulations", &of, simulation);
    table.paid_by(FOREIGN, "a contract pays, and the simulation shows the payment", of_payer(shown));
    table.invalid("a contract pays, and the simulation fails", of_payer(Value::Null), "simulation");
    let third = Entry { address: address(&account(3)), signature: Signature::By(vec![3]), ..Entry::good(V1) };
    let third = || Case::spoiled(|envelope| envelope.entries.push(third));
    let (paid, failed) = (third(), Case::good());
    table.valid(
        "a signed entry of another account, and the simulation shows the payment",
        with_simulation(paid, shows(&[good()])),
    );
    table.invalid(
        "nobody else has signed, and the simulation fails",
        with_simulation(failed, Value::Null),
        "simulation",
    );
    table.drafts()
}

/// T-33.
fn fees() -> Vec<Draft> {
    let mut table = Table::new(3301, &["T-33"]);
    let costing = |fee: &str| with_simulation(Case::good(), json!({"transfers": [good()], "minResourceFee": fee}));
    let capped = |fee: &str, cap: u64| costing(fee).policy(json!({"maxFeeStroops": cap}));
    table.valid("the fee is at the cap", capped("49900", 50_000));
    table.invalid("the fee is one above the cap", capped("49901", 50_000), "sponsor-fee");
    table.valid("no cap", costing("4000000000"));
    table.invalid("the largest fee", capped("18446744073709551615", 50_000), "sponsor-fee");
    let by_ts = |fee: &str| costing(fee).policy(json!({"preset": "ts"}));
    table.valid("the fee is at the cap of ts", by_ts("49900"));
    table.invalid("the fee is one above the cap of ts", by_ts("49901"), "sponsor-fee");
    table.valid("a cap, and no simulation", Case::good().policy(json!({"maxFeeStroops": 50_000})));
    let paying = |fee: u32| Case::spoiled(|envelope| envelope.fee = fee).policy(json!({"maxFeeStroops": 50_000}));
    table.valid("the client names a fee above the cap", paying(50_001));
    let unsimulated = |cap: u64| Case::good().policy(json!({"maxFeeStroops": cap}));
    table.invalid("a cap below what every settlement costs, and no simulation", unsimulated(99), "sponsor-fee");
    table.valid("a cap of what every settlement costs, and no simulation", unsimulated(100));
    table.invalid("a cap of zero, and no simulation", unsimulated(0), "sponsor-fee");
    table.drafts()
}

/// T-34.
fn halves() -> Vec<Draft> {
    let mut table = Table::new(3401, &["T-34"]);
    let sponsor = |sponsoring: &str, payment: &str, more: Value| {
        let mut sponsor = json!({"clientFee": "44271", "sponsoring": sponsoring, "payment": payment});
        for (name, value) in more.as_object().into_iter().flatten() {
            sponsor[name] = value.clone();
        }
        sponsor
    };
    let valid =
        json!({"verdict": "valid", "payer": PAYER, "offer": 0, "sponsor": sponsor("valid", "valid", json!({}))});
    table.add("both halves hold", &Case::good().input(), Class::Valid, &valid, |draft| draft);
    let fee = json!({"minResourceFee": "44171"});
    let valid = json!({"verdict": "valid", "payer": PAYER, "offer": 0, "sponsor": sponsor("valid", "valid", fee)});
    let known = with_simulation(Case::good(), json!({"transfers": [good()], "minResourceFee": "44171"}));
    table.add("the simulation tells the fee", &known.input(), Class::Valid, &valid, |draft| draft);
    let short = Case::calling(|call| call.arguments[2] = value::i128(9_999_999));
    let invalid = json!({"verdict": "invalid", "sponsor": sponsor("valid", "invalid", json!({}))});
    table.add("the amount is too low, and the facilitator risks nothing", &short.input(), Class::Invalid, &invalid, {
        |draft| draft.decided_by("amount").reason("invalid_exact_stellar_payload_wrong_amount")
    });
    // Signatures are not verified any more, and a check that was not made counts as undecided.
    let sourced = Case::spoiled(|envelope| envelope.operation_source = Some(super::xdr::source(PAYER)));
    let invalid = json!({"verdict": "invalid", "sponsor": sponsor("invalid", "undecided", json!({}))});
    table.add("the operation has a source", &sourced.input(), Class::Invalid, &invalid, |draft| {
        draft.decided_by("transaction-source").reason("invalid_exact_stellar_payload_unsafe_tx_or_op_source")
    });
    table.drafts()
}
