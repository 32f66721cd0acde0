//! A payment by a smart wallet, and what a simulation shows of it.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use x402_schemes::solana::{Transaction, sha256};

use super::super::{
    build::{Instruction, account, instruction},
    case::{Case, DESTINATION, NONCE, PAYER, SOURCE, SWIG, TABLE, TOKEN, USDC, limit, memo, price},
};

/// The vault of a wallet, in whose name the wallet pays. It can be any account without a key.
pub(super) const VAULT: &str = TABLE;

/// A `TransferChecked` as a simulation shows it.
pub(super) fn shown(program: &str, from: &str, to: &str, authority: &str, amount: &str) -> Value {
    json!({
        "program": program, "source": from, "mint": USDC, "destination": to, "authority": authority, "amount": amount,
    })
}

/// The transfer that pays.
pub(super) fn payment() -> Value {
    shown(TOKEN, SOURCE, DESTINATION, VAULT, "10000")
}

pub(super) fn wallet() -> Instruction {
    instruction(
        SWIG,
        &[account(SOURCE).written(), account(DESTINATION).written(), account(PAYER).signing()],
        &[11, 0, 1],
    )
}

pub(super) fn wrapped() -> Case {
    Case::of(&[limit(60_000), price(1), wallet(), memo(NONCE)])
}

/// The SHA-256 of the signed message.
pub(super) fn digest(case: &Case) -> String {
    let bytes = STANDARD.decode(&case.transaction).expect("ours");
    let hash = sha256(Transaction::decode(&bytes).expect("ours").signed_bytes());
    hash.iter().fold("0x".into(), |text, byte| format!("{text}{byte:02x}"))
}

pub(in crate::solana) fn with_simulation(case: Case, simulation: &Value) -> Case {
    let message = digest(&case);
    case.more("facts", json!({"simulations": {message: simulation}}))
}
