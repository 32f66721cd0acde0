//! Every single bit of what a payer signed, of the token's domain and of the signature, in five payments that are
//! valid: the specification's, in both versions, and one by each of the official SDKs.

use std::{
    collections::{BTreeMap, BTreeSet},
    thread,
};

use alloy_primitives::{U256, hex};
use serde_json::{Value, json};
use x402_laws::bounds::step;
use x402_types::NetworkName;
use x402_verify::{CheckId, Facts, Verdict};

use crate::{
    paid::{Paid, input},
    support::{failed, plain},
};

const VECTORS: [(&str, &str); 5] = [
    ("eip3009", "eip3009-0082"),
    ("eip3009", "eip3009-0160"),
    ("emissions", "emissions-1022a"),
    ("emissions", "emissions-2012a"),
    ("emissions", "emissions-3022a"),
];

/// Where something stands that was signed.
type ListedCheck = fn(&mut Paid) -> Vec<&mut Value>;

/// What the authorization says: (member, bits, where else it stands).
const SIGNED: [(&str, usize, ListedCheck); 6] = [
    ("from", 160, |_| Vec::new()),
    ("to", 160, |paid| paid.terms("payTo")),
    ("value", 256, |paid| paid.terms(if paid.is_v1() { "maxAmountRequired" } else { "amount" })),
    ("validAfter", 256, |_| Vec::new()),
    ("validBefore", 256, |_| Vec::new()),
    ("nonce", 256, |_| Vec::new()),
];

impl Paid {
    /// A member of the offer, and in V2 of the client's copy of it.
    fn terms(&mut self, member: &str) -> Vec<&mut Value> {
        let copy = if self.is_v1() { None } else { Some(&mut self.payment["accepted"][member]) };
        copy.into_iter().chain([&mut self.offer[member]]).collect()
    }

    fn domain(&mut self, member: &str) -> Vec<&mut Value> {
        self.terms("extra").into_iter().map(|extra| &mut extra[member]).collect()
    }

    fn authorization(&mut self) -> &mut Value {
        &mut self.payment["payload"]["authorization"]
    }

    /// Flips a bit in the authorization, and bends offer and clock so that nothing but the signature can object.
    fn flip_signed(&self, member: &str, elsewhere: ListedCheck, bit: usize) -> Self {
        let mut flipped = self.clone();
        let value = flip(flipped.authorization()[member].as_str().unwrap(), bit);
        flipped.authorization()[member] = json!(value);
        for place in elsewhere(&mut flipped) {
            *place = json!(value);
        }
        let second = |member: &str, paid: &mut Self| paid.authorization()[member].as_str().unwrap().parse::<U256>();
        let (after, before) =
            (second("validAfter", &mut flipped).unwrap(), second("validBefore", &mut flipped).unwrap());
        if before > after + U256::from(6) {
            // Beyond 64 bits there is no clock.
            flipped.now = u64::try_from(after).map_or(flipped.now, |after| flipped.now.max(after));
            flipped.now = u64::try_from(before).map_or(flipped.now, |before| flipped.now.min(before - 6));
        }
        flipped
    }
}

/// Hexadecimal behind `0x`, or a decimal number.
fn flip(text: &str, bit: usize) -> String {
    if !text.starts_with("0x") {
        return (text.parse::<U256>().unwrap() ^ (U256::from(1) << bit)).to_string();
    }
    let mut bytes = hex::decode(text).unwrap();
    bytes[bit / 8] ^= 1 << (bit % 8);
    hex::encode_prefixed(bytes)
}

/// How many flips were judged, by the checks that failed.
#[derive(Default)]
struct Count(BTreeMap<String, usize>);

impl Count {
    fn report_of(&mut self, paid: &Paid, what: &str) {
        let report = paid.report(&plain());
        assert_eq!(report.verdict(), Verdict::Invalid, "{what}");
        // Where nobody knows whether the account has code, there is always something to ask, or a check that fails.
        assert_ne!(paid.report(&Facts::new()).verdict(), Verdict::Valid, "{what}");
        let checks: Vec<&str> = failed(&report).iter().map(|id| id.as_str()).collect();
        *self.0.entry(checks.join(" ")).or_default() += 1;
    }

    fn of(&self, check: CheckId) -> usize {
        self.0.get(check.as_str()).copied().unwrap_or_default()
    }
}

fn signed_fields(base: &Paid, id: &str) {
    for (member, bits, elsewhere) in SIGNED {
        let mut count = Count::default();
        // Of a time few bits are the signature's to refuse.
        let step = if member.starts_with("valid") { 1 } else { step(7) };
        for bit in (0..bits).step_by(step) {
            count.report_of(&base.flip_signed(member, elsewhere, bit), &format!("{id}: {member}, bit {bit}"));
        }
        // A time may leave no moment, or none that a clock shows; everything else is for the signature to refuse.
        let least = if member.starts_with("valid") { 15 } else { bits / step };
        assert!(count.of(CheckId::SIGNER) >= least, "{id}: {member}: {:?}", count.0);
    }
}

fn signature(base: &Paid, id: &str) {
    let mut count = Count::default();
    let text = base.payment["payload"]["signature"].as_str().unwrap();
    for bit in 0..65 * 8 {
        let mut flipped = base.clone();
        flipped.payment["payload"]["signature"] = json!(flip(text, bit));
        count.report_of(&flipped, &format!("{id}: signature, bit {bit}"));
    }
    // No bit makes 27 or 28 another byte that the token takes; the first bit of s makes it high.
    assert_eq!(count.of(CheckId::SIGNATURE_FORM), 8, "{id}: {:?}", count.0);
    assert!(count.of(CheckId::SIGNER) > 500, "{id}: {:?}", count.0);
}

fn domain(base: &Paid, id: &str) {
    let mut count = Count::default();
    let mut flips = 0;
    for member in ["name", "version"] {
        let text = base.offer["extra"][member].as_str().unwrap();
        for bit in 0..text.len() * 8 {
            let mut bytes = text.as_bytes().to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            // The eighth bit of an ASCII letter makes no text, and no JSON can say it.
            let Ok(flipped_text) = String::from_utf8(bytes) else { continue };
            let mut flipped = base.clone();
            for place in flipped.domain(member) {
                *place = json!(flipped_text);
            }
            count.report_of(&flipped, &format!("{id}: {member}, bit {bit}"));
            flips += 1;
        }
    }
    for bit in 0..160 {
        let mut flipped = base.clone();
        let asset = flip(base.offer["asset"].as_str().unwrap(), bit);
        for place in flipped.terms("asset") {
            *place = json!(asset);
        }
        count.report_of(&flipped, &format!("{id}: asset, bit {bit}"));
        flips += 1;
    }
    for network in other_chains(base) {
        let mut flipped = base.clone();
        for place in flipped.terms("network") {
            *place = json!(network);
        }
        if base.is_v1() {
            flipped.payment["network"] = json!(network);
        }
        count.report_of(&flipped, &format!("{id}: network {network}"));
        flips += 1;
    }
    assert_eq!(count.of(CheckId::SIGNER), flips, "{id}: {:?}", count.0);
}

/// Each bit of the chain's id; V1 has names instead, so each other name.
fn other_chains(base: &Paid) -> BTreeSet<String> {
    if base.is_v1() {
        let names = ["base", "avalanche", "polygon", "sei", "story", "educhain", "abstract"];
        assert!(names.iter().all(|name| NetworkName::try_from(*name).is_ok_and(|name| name.network().is_some())));
        return names.map(String::from).into();
    }
    let reference = base.offer["network"].as_str().unwrap().strip_prefix("eip155:").unwrap();
    (0..64).map(|bit| format!("eip155:{}", flip(reference, bit))).collect()
}

#[test]
fn no_bit_of_five_payments_can_be_flipped() {
    thread::scope(|scope| {
        for (group, id) in VECTORS {
            scope.spawn(move || {
                let base = Paid::of(&input(group, id));
                for facts in [plain(), Facts::new()] {
                    assert_eq!(base.report(&facts).verdict(), Verdict::Valid, "{id}");
                }
                signed_fields(&base, id);
                signature(&base, id);
                domain(&base, id);
            });
        }
    });
}
