//! The law of binding, over the decoded fields of a permit.

use x402_laws::bounds::step;
use x402_types::Network;
use x402_verify::CheckId;

use super::{
    super::binding::{flip_address, flip_number, never_valid},
    Permit, Sponsored, extended,
};
use crate::support::{Case, Token, failed};

type Flip = (&'static str, usize, fn(&mut Sponsored, usize));

const FIELDS: [Flip; 6] = [
    ("from", 160, |permit, bit| permit.from = flip_address(&permit.from, bit)),
    ("asset", 160, |permit, bit| permit.asset = flip_address(&permit.asset, bit)),
    ("spender", 160, |permit, bit| permit.spender = flip_address(&permit.spender, bit)),
    ("amount", 256, |permit, bit| permit.amount = flip_number(&permit.amount, bit)),
    ("nonce", 256, |permit, bit| permit.nonce = flip_number(&permit.nonce, bit)),
    ("deadline", 256, |permit, bit| permit.deadline = flip_number(&permit.deadline, bit)),
];

#[test]
fn no_bit_of_a_permit_can_be_flipped() {
    for permit in Permit::both() {
        let good = Sponsored::new();
        let signature = good.signature().bytes();
        // Signed once: making a signature takes longer than judging one.
        let payment = permit.case();
        let case_for =
            |sponsored: &Sponsored, signature: &[u8]| extended(payment.clone(), &sponsored.extensions(signature));
        for (field, bits, flip) in FIELDS {
            for bit in (0..bits).step_by(step(7)) {
                let mut flipped = good.clone();
                flip(&mut flipped, bit);
                never_valid(&case_for(&flipped, &signature), &format!("{field}, bit {bit}"));
            }
        }
        for bit in (0..signature.len() * 8).step_by(step(7)) {
            let mut flipped = signature.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            never_valid(&case_for(&good, &flipped), &format!("signature, bit {bit}"));
        }
    }
}

/// What nothing else binds, the signature does: nonce, deadline and every part of the token's domain.
#[test]
fn nothing_but_the_signature_binds_them() {
    for permit in Permit::both() {
        let good = Sponsored::new();
        let signature = good.signature().bytes();
        let alone = |case: &Case, what: &str| assert_eq!(failed(&case.report()), [CheckId::PERMIT_SIGNATURE], "{what}");
        for bit in [0, 1, 31, 64, 255] {
            let nonce = good.clone().with(|permit| permit.nonce = flip_number(&permit.nonce, bit));
            alone(&nonce.beside_with(&permit, &signature), "nonce");
            let later = good.clone().with(|permit| permit.deadline = flip_number(&permit.deadline, 40 + bit % 8));
            alone(&later.beside_with(&permit, &signature), "deadline");
        }
        let domains: [fn(&mut Token); 4] = [
            |token| token.name = "USD Coin".into(),
            |token| token.version = "1".into(),
            |token| token.chain_id = 8453,
            |token| token.asset = crate::sign::STRANGER.into(),
        ];
        for change in domains {
            alone(&good.clone().with(|permit| change(&mut permit.domain)).case_for(&permit), "domain");
        }
        // Both signatures are of the chain.
        let other = good.case_for(&permit).offered(|offer| offer.network = Network::eip155(8453));
        assert_eq!(failed(&other.report()), [CheckId::SIGNER]);
    }
}
