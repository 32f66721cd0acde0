//! The law of binding, over the decoded fields of one payment of each scheme; and the identity of a permit.

use alloy_primitives::{U256, hex};
use sha2::{Digest, Sha256};
use x402_laws::bounds::step;
use x402_types::Network;
use x402_verify::{CheckId, Facts, Verdict};

use super::Permit;
use crate::{
    sign::STRANGER,
    support::{Case, VALID, failed, plain},
};

pub(super) fn flip_address(text: &str, bit: usize) -> String {
    let mut bytes = hex::decode(text).unwrap();
    bytes[bit / 8] ^= 1 << (bit % 8);
    hex::encode_prefixed(bytes)
}

pub(super) fn flip_number(text: &str, bit: usize) -> String {
    (text.parse::<U256>().unwrap() ^ (U256::from(1) << bit)).to_string()
}

type Flip = (&'static str, usize, fn(&mut Permit, usize));

const FIELDS: [Flip; 9] = [
    ("from", 160, |permit, bit| permit.from = flip_address(&permit.from, bit)),
    ("token", 160, |permit, bit| permit.token = flip_address(&permit.token, bit)),
    ("amount", 256, |permit, bit| permit.amount = flip_number(&permit.amount, bit)),
    ("spender", 160, |permit, bit| permit.spender = flip_address(&permit.spender, bit)),
    ("nonce", 256, |permit, bit| permit.nonce = flip_number(&permit.nonce, bit)),
    ("deadline", 256, |permit, bit| permit.deadline = flip_number(&permit.deadline, bit)),
    ("to", 160, |permit, bit| permit.to = flip_address(&permit.to, bit)),
    ("facilitator", 160, |permit, bit| {
        permit.facilitator = permit.facilitator.as_ref().map(|text| flip_address(text, bit));
    }),
    ("validAfter", 256, |permit, bit| permit.valid_after = flip_number(&permit.valid_after, bit)),
];

pub(super) fn never_valid(case: &Case, what: &str) {
    for facts in [plain(), Facts::new()] {
        assert_ne!(case.clone().facts(facts).report().verdict(), Verdict::Valid, "{what}");
    }
}

#[test]
fn no_bit_of_what_was_signed_can_be_flipped() {
    for original in Permit::both() {
        let signature = original.signature().bytes();
        for (field, bits, flip) in FIELDS {
            if field == "facilitator" && original.facilitator.is_none() {
                continue;
            }
            for bit in (0..bits).step_by(step(7)) {
                let mut permit = original.clone();
                flip(&mut permit, bit);
                let what = format!("{}: {field}, bit {bit}", original.name());
                let case = permit.case_with(&signature);
                never_valid(&case, &what);
                // Where offer and caller are bent to fit, nothing but the signature objects.
                if ["spender", "deadline", "validAfter"].contains(&field) {
                    continue;
                }
                let bent = case.offered(|offer| {
                    offer.pay_to = permit.to.clone();
                    offer.asset = permit.token.clone();
                    offer.amount = permit.amount.parse::<x402_types::Amount>().unwrap().into();
                });
                let bent = bent.facilitators(&[permit.facilitator.as_deref().unwrap_or(STRANGER)]);
                assert_eq!(failed(&bent.report()), [CheckId::SIGNER], "{what}");
            }
        }
        for bit in (0..signature.len() * 8).step_by(step(7)) {
            let mut flipped = signature.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            never_valid(&original.case_with(&flipped), &format!("signature, bit {bit}"));
        }
        for bit in 0..64 {
            let case = original.case().offered(|offer| offer.network = Network::eip155(84_532 ^ (1 << bit)));
            assert_eq!(failed(&case.report()), [CheckId::SIGNER], "chain, bit {bit}");
        }
    }
}

/// The token's name and version are nobody's business here: Permit2 has a domain of its own.
#[test]
fn what_was_not_signed_changes_no_verdict() {
    for original in Permit::both() {
        let key = original.case().report().replay_key();
        let facilitator = super::FACILITATOR;
        for extra in [
            format!(r#"{{"assetTransferMethod":"permit2","facilitatorAddress":"{facilitator}"}}"#),
            format!(
                r#"{{"name":7,"version":null,"assetTransferMethod":"permit2","facilitatorAddress":"{facilitator}"}}"#
            ),
        ] {
            let case = original.case().extra(&extra);
            assert_eq!((case.verdict(), case.report().replay_key()), (VALID, key), "{extra}");
        }
        let respelled = original.clone().with(|permit| {
            permit.from = permit.from.to_lowercase();
            permit.spender = permit.spender.to_lowercase();
            permit.to = permit.to.to_lowercase();
        });
        let case = respelled.case_with(&original.signature().bytes());
        assert_eq!((case.verdict(), case.report().replay_key()), (VALID, key));
        let noted = original.case().payload(|text| text.replacen(r#""witness":{"#, r#""witness":{"note":[1],"#, 1));
        assert_eq!((noted.verdict(), noted.report().replay_key()), (VALID, key));
    }
}

/// E-10 and "Replay key" of the rulings: one space of nonces for both schemes and all tokens.
#[test]
fn the_replay_key_is_that_of_the_nonce() {
    let number = |text: &str| text.parse::<U256>().unwrap().to_be_bytes::<32>();
    let exact = Permit::exact();
    let mut message = Vec::new();
    for field in [
        b"permit2".as_slice(),
        b"eip155:84532",
        &hex!("000000000022D473030F116dDEE9F6B43aC78BA3"),
        &hex!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
        &number(&exact.nonce),
    ] {
        message.extend(u32::try_from(field.len()).unwrap().to_be_bytes());
        message.extend(field);
    }
    let key = format!("x402:1:{}", hex::encode(Sha256::digest(message)));
    let key_of = |permit: &Permit| permit.case().report().replay_key().unwrap().to_string();
    assert_eq!(key_of(&exact), key);
    assert_eq!(key_of(&Permit::upto()), key);
    // Another token, amount, recipient, time: the same bit of Permit2.
    let same: [fn(&mut Permit); 5] = [
        |permit| permit.token = STRANGER.into(),
        |permit| permit.amount = "1".into(),
        |permit| permit.to = STRANGER.into(),
        |permit| permit.deadline = "1".into(),
        |permit| permit.spender = STRANGER.into(),
    ];
    for change in same {
        assert_eq!(key_of(&exact.clone().with(change)), key);
    }
    let other: [fn(&mut Permit); 2] = [|permit| permit.nonce = "7".into(), |permit| permit.from = STRANGER.into()];
    for change in other {
        assert_ne!(key_of(&exact.clone().with(change)), key);
    }
    let elsewhere = exact.case().offered(|offer| offer.network = Network::eip155(1)).report();
    assert_ne!(elsewhere.replay_key().unwrap().to_string(), key);
}
