//! The signed parts of a message on Solana, and its replay keys. solders computes both.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use x402_vectors::vector::Class;

use super::{
    build::{Instruction, Message, account, bytes, instruction, join},
    case::{
        Case, MEMO, NONCE, SPONSOR, TABLE, THIRD, USDC, lighthouse, limit, memo, message, offer, parts, price, transfer,
    },
};
use crate::{
    draft::{Draft, expect, of_digest, raw, suffix},
    fault::Fault,
};

/// Vectors of `digest`.
pub(crate) fn drafts() -> Vec<Draft> {
    let draft = |(index, (title, transaction)): (usize, (&str, Vec<u8>))| {
        let payload = json!({"transaction": STANDARD.encode(transaction)});
        let payment = json!({"x402Version": 2, "accepted": offer(), "payload": payload});
        let question = json!({"payment": {"json": payment}, "offer": offer()});
        let stated = json!({"family": "solana", "feePayer": SPONSOR});
        of_digest(&format!("0700{}", suffix(index)), &format!("Solana: {title}"), &question, &stated)
            .rulings(&["S-4", "S-9"])
    };
    transactions().into_iter().enumerate().map(draft).collect()
}

/// Vectors of `replay-key`.
pub(crate) fn replay_keys() -> Vec<Draft> {
    let draft = |number: String, title: &str, input: &Value| {
        let title = format!("Solana: {title}");
        let expected = expect(Class::Valid, &json!({}));
        Draft::new(format!("replay-keys-{number}"), "replay-key", title, raw(input), expected)
            .rulings(&["S-9"])
            .fault(Fault::KeyText)
    };
    let good = || Case::good();
    let others = [
        ("in V1", good().in_version_1()),
        ("the price is another, in the offer alone", good().offering("amount", "9999")),
        ("the offer is to pay another", good().offering("payTo", SPONSOR)),
        ("another fee payer is asked for", good().asking("feePayer", THIRD)),
        ("a memo is asked for", good().asking("memo", "order 7")),
        ("the time-out is another", good().offering("maxTimeoutSeconds", 61)),
        ("on the devnet", good().offering("network", "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1")),
        ("to be settled", good().more("phase", json!({"settle": {"amount": "10000"}}))),
        ("the price is capped lower", good().policy(json!({"maxUnitPrice": 0}))),
        ("long after", good().more("now", 4_000_000_000_u64)),
    ];
    let spelled = transactions().into_iter().enumerate().map(|(index, (title, transaction))| {
        draft(format!("0700{}", suffix(index)), title, &Case::new(&transaction).input())
    });
    let asked = others.into_iter().enumerate();
    spelled
        .chain(asked.map(|(index, (title, case))| draft(format!("0800{}", suffix(index)), title, &case.input())))
        .collect()
}

fn transactions() -> Vec<(&'static str, Vec<u8>)> {
    let good = || message(&parts());
    let of = |parts: &[Instruction]| message(parts).signed();
    let spoiled = |at: usize| {
        let mut transaction = good().signed();
        transaction[at] ^= 1;
        transaction
    };
    let mut sponsored = good().signed();
    sponsored[1..65].fill(0xaa);
    let changed = |change: fn(&mut Message)| {
        let mut message = good();
        change(&mut message);
        message.signed()
    };
    let another_hash = {
        let mut message = good().bytes();
        let at = message.windows(32).position(|window| window == [7; 32]).expect("a blockhash");
        message[at] = 8;
        good().signed_over(&message)
    };
    let third = instruction(MEMO, &[account(THIRD).signing()], NONCE.as_bytes());
    vec![
        ("the usual four instructions", good().signed()),
        ("legacy", changed(|message| message.version = None)),
        ("the sponsor's signature is there", sponsored),
        ("the payer's signature is spoiled", spoiled(65)),
        ("nobody has signed", join(&[[0; 64]; 2], &good().bytes())),
        ("another blockhash", another_hash),
        ("another limit", of(&[limit(60_001), price(1), transfer(10_000), memo(NONCE)])),
        ("another price", of(&[limit(60_000), price(2), transfer(10_000), memo(NONCE)])),
        ("another amount", of(&[limit(60_000), price(1), transfer(10_001), memo(NONCE)])),
        ("an amount beyond 32 bits", of(&[limit(60_000), price(1), transfer(4_294_977_296), memo(NONCE)])),
        ("another memo", of(&[limit(60_000), price(1), transfer(10_000), memo("another")])),
        ("no memo", of(&[limit(60_000), price(1), transfer(10_000)])),
        ("the instructions in another order", of(&[price(1), limit(60_000), transfer(10_000), memo(NONCE)])),
        ("one instruction more", of(&[parts(), vec![lighthouse()]].concat())),
        ("a third account signs, too", of(&[limit(60_000), price(1), transfer(10_000), third])),
        ("a key is looked up", good().look_up(USDC, TABLE, false).signed()),
        ("an account more", changed(|message| message.keys.push(bytes(THIRD)))),
        ("the transfer's accounts are exchanged", changed(|message| message.instructions[2].1.swap(0, 2))),
        ("one account is written to no more", changed(|message| message.header[2] += 1)),
    ]
}
