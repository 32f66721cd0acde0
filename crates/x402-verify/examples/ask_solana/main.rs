//! A payment by a smart wallet on Solana: what is asked, what a node answers, what follows.
//! `cargo run -p x402-verify --example ask_solana`

use std::error::Error;

use serde_json::{Value, json};
use x402_schemes::solana::Address;
use x402_types::{DecodeOptions, RawJson, Wire, v2};
use x402_verify::{Context, Deciding, Decision, Verdict};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const PAYMENT: &str = include_str!("../../../../docs/examples/payment-wallet.json");
const OFFER: &str = include_str!("../../../../docs/examples/offer-wallet.json");
/// `value` of a node's answer to `simulateTransaction`: the wallet's program calls Token once.
const SIMULATED: &str = include_str!("simulated.json");
/// `value` of a node's answer to `getAccountInfo`, by address: the mint, and the token accounts of the wallet and of `payTo`.
const ACCOUNTS: &str = include_str!("accounts.json");

fn main() -> Result<()> {
    println!("a smart wallet that pays");
    assert_eq!(decide(&serde_json::from_str(SIMULATED)?)?, Verdict::Valid);

    println!("one that pays one unit less");
    assert_eq!(decide(&serde_json::from_str(&SIMULATED.replace("\"10000\"", "\"9999\""))?)?, Verdict::Invalid);

    println!("one that takes a lamport more than the fee from the sponsor");
    assert_eq!(decide(&serde_json::from_str(&SIMULATED.replace("999989999", "999989998"))?)?, Verdict::Invalid);

    println!("one whose transaction fails");
    assert_eq!(decide(&json!({"err": {"InstructionError": [2, {"Custom": 1}]}}))?, Verdict::Invalid);
    Ok(())
}

/// Asks whatever is open, batch by batch, and gives the verdict.
fn decide(simulated: &Value) -> Result<Verdict> {
    let payment = v2::PaymentPayload::decode(PAYMENT, &DecodeOptions::STRICT)?.value;
    let offers = [v2::PaymentRequirements::decode(OFFER, &DecodeOptions::STRICT)?.value];
    let mut deciding = Deciding::new(&payment, &offers, &Context::at(0));
    while let Some(batch) = deciding.request() {
        let calls: Value = serde_json::from_str(batch.as_str())?;
        let responses: Vec<_> =
            calls.as_array().into_iter().flatten().map(|call| send(call, simulated)).collect::<Result<_>>()?;
        deciding.response(Some(&RawJson::parse(&Value::from(responses).to_string())?));
    }
    match deciding.decide() {
        Decision::Settle(paid) => {
            println!("  settle: {} pays {}", paid.payer(), paid.amount());
            Ok(Verdict::Valid)
        }
        Decision::Refuse(refusal) => {
            println!("  refuse: {refusal}");
            Ok(refusal.report().verdict())
        }
        other @ (Decision::CarryOut(_) | Decision::AskAgain(_)) => Err(format!("{other:?}").into()),
    }
}

/// The node: a table.
fn send(request: &Value, simulated: &Value) -> Result<Value> {
    let accounts: Value = serde_json::from_str(ACCOUNTS)?;
    let asked = request["params"][0].as_str().unwrap_or_default();
    let method = request["method"].as_str().unwrap_or_default();
    let value = match method {
        "simulateTransaction" => simulated.clone(),
        "isBlockhashValid" => json!(asked == Address::new([7; 32]).to_string()),
        "getAccountInfo" => accounts[asked].clone(),
        _ => return Err(format!("not a call of this example: {request}").into()),
    };
    println!("    {method}");
    Ok(json!({"jsonrpc": "2.0", "id": request["id"], "result": {"context": {"slot": 1}, "value": value}}))
}
