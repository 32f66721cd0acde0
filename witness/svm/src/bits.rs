//! Payments with one bit of the transaction changed, and signed again. Whatever we call valid has to pay, and whatever
//! we call safe to sign as fee payer has to cost what we say.

use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};
use litesvm::LiteSVM;
use x402_conformance::vector::{self, Class, Vector};

use crate::{
    compare, keys,
    packet::Packet,
    programs,
    question::{Question, report},
    run::{Outcome, Run},
    state::State,
};

/// The outcomes of all of them.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    dropped: usize,
    refused: usize,
    valid: usize,
    short: usize,
    safe: usize,
}

#[test]
fn what_is_valid_pays_whatever_bit_is_changed() {
    let chain = programs::chain().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
    let files = vector::read_all(&root).unwrap();
    let vectors: Vec<Vector> = files.iter().flat_map(|file| &file.vectors).collect();
    let mut count = Count::default();
    // Version 0, legacy, Token-2022, a known lookup table, units that are just enough.
    for id in ["solana-0121", "solana-0121a", "solana-0145", "solana-0138a", "solana-0187d"] {
        let vector = vectors.iter().find(|vector| vector.id == id).unwrap();
        let transaction = Question::of(vector).unwrap().transaction;
        // The two signatures are made anew.
        for bit in (0..8).chain(8 * (1 + 2 * 64)..8 * transaction.len()) {
            let mut changed = transaction.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            look(&chain, vector, &transaction, &changed, &mut count)
                .unwrap_or_else(|why| panic!("{id}, bit {bit}: {why}"));
        }
    }
    println!("{count:?}");
    let Count { dropped, refused, valid, short, safe } = count;
    assert!([dropped, refused, valid, safe].iter().all(|count| *count > 500) && short > 0, "{count:?}");
}

fn look(chain: &LiteSVM, vector: &Vector, transaction: &[u8], changed: &[u8], count: &mut Count) -> Result<(), String> {
    let (changed, packet) = match Packet::read(changed) {
        Ok(packet) => {
            let signed = signed(&packet);
            let packet = Packet::read(&signed)?;
            (signed, Some(packet))
        }
        Err(_) => (changed.to_vec(), None),
    };
    let text = vector.input.as_str().replace(&STANDARD.encode(transaction), &STANDARD.encode(&changed));
    let report_of_change = report(&text)?;
    let Some(packet) = packet else {
        count.dropped += 1;
        return if report_of_change.verdict == "valid" { Err("no validator reads it".into()) } else { Ok(()) };
    };
    if compare::out_of_reach(&packet).is_some() {
        return Ok(());
    }
    let mut asked = vector.clone();
    asked.input = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    asked.expect.class = Class::Valid;
    let question = Question::of(&asked)?;
    let run = |state| Run::send(chain, &state, &packet, true, packet.blockhash, question.now, question.price);
    let runs = State::of(&question, &packet)?.into_iter().map(run).collect::<Result<Vec<_>, _>>()?;
    compare::compare_sponsor(&report_of_change, &runs)?;
    if report_of_change.sponsor.as_ref().is_some_and(|sponsor| sponsor.sponsoring == "valid") {
        count.safe += 1;
    }
    if report_of_change.verdict != "valid" {
        count.refused += usize::from(runs.iter().any(|run| run.outcome != Outcome::Done));
        return Ok(());
    }
    count.valid += 1;
    if runs.iter().all(compare::runs_short) {
        count.short += 1;
        return Ok(());
    }
    compare::compare(&asked, &question, &runs).map(drop)
}

/// Signs with every known key.
fn signed(packet: &Packet) -> Vec<u8> {
    let mut bytes = packet.bytes.clone();
    for (slot, signer) in bytes[1..].chunks_mut(64).zip(packet.signers()) {
        if let Some(key) = keys::key(signer) {
            slot.copy_from_slice(&keys::sign(&key, packet.message()));
        }
    }
    bytes
}
