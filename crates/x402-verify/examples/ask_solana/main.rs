//! A payment by a smart wallet on Solana: what is asked, what a node answers, what follows.
//! `cargo run -p x402-verify --example ask_solana`

use std::error::Error;

use serde_json::{Value, json};
use x402_schemes::solana::Address;
use x402_types::{DecodeOptions, RawJson, Wire, v2};
use x402_verify::{Context, Facts, Question, Returned, Rpc, Verdict, evm, solana, verify};

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

/// Asks whatever is open until the verdict stands, then whatever could still keep the payment from being settled.
fn decide(simulated: &Value) -> Result<Verdict> {
    let payment = v2::PaymentPayload::decode(PAYMENT, &DecodeOptions::STRICT)?.value;
    let offers = [v2::PaymentRequirements::decode(OFFER, &DecodeOptions::STRICT)?.value];
    let mut facts = Facts::new();
    loop {
        let report = verify(&payment, &offers, &Context::at(0).with_facts(&facts));
        match report.deciding() {
            Some(check) => println!("  {} ({})", report.verdict(), check.id),
            None => println!("  {}", report.verdict()),
        }
        if report.verdict() != Verdict::Undecided {
            for question in report.outstanding() {
                let answer = question.answer(ask(question, simulated)?.returned())?;
                println!("    {}: {answer:?}", question.kind());
                question.settles(&answer)?;
            }
            return Ok(report.verdict());
        }
        let before = facts.clone();
        for question in report.needs() {
            let answer = question.answer(ask(question, simulated)?.returned())?;
            println!("    {}: {answer:?}", question.kind());
            facts = facts.with_answer(question, answer);
        }
        if facts == before {
            return Err("no fact answers this".into());
        }
    }
}

/// `result` of a node's answer.
struct Answered(RawJson);

impl Answered {
    fn returned(&self) -> Returned<'_> {
        Returned::Json(self.0.as_json())
    }
}

/// The node: a table.
fn ask(question: &Question, simulated: &Value) -> Result<Answered> {
    let accounts: Value = serde_json::from_str(ACCOUNTS)?;
    let value = match question.rpc().ok_or("no call answers this")? {
        Rpc::Solana(solana::Rpc::SimulateTransaction { inner_instructions: true, .. }) => simulated.clone(),
        Rpc::Solana(solana::Rpc::BlockhashValid { blockhash }) => json!(blockhash == Address::new([7; 32])),
        Rpc::Solana(solana::Rpc::AccountInfo { address }) => accounts[address.to_string()].clone(),
        other @ (Rpc::Evm(evm::Rpc::GetCode { .. }) | _) => {
            return Err(format!("not a call of this example: {other:?}").into());
        }
    };
    let result = json!({"context": {"slot": 1}, "value": value}).to_string();
    Ok(Answered(RawJson::parse(&result)?))
}
