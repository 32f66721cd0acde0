//! Ed25519: the only module for Solana that verifies signatures (S-4).

#![cfg(feature = "solana")]

use crate::solana::Detail;
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use x402_schemes::solana::{Address, Transaction};

/// Returns `true` if the account signed the message under the rules of the runtime: s is below the order of the group,
/// neither the key nor R is of small order, and the equation holds without the cofactor.
///
/// The function decides as `ed25519_dalek`'s `verify_strict` does, without the square root that reads R as a point: the
/// equation is compared as bytes, so it holds for canonical encodings of R alone, and only eight of those are of small
/// order.
#[must_use]
pub fn verify_strict(account: &Address, message: &[u8], signature: &[u8; 64]) -> bool {
    let signature = Signature::from_bytes(signature);
    VerifyingKey::from_bytes(&account.to_bytes()).is_ok_and(|key| {
        !key.is_weak() && !is_small_order(*signature.r_bytes()) && key.verify(message, &signature).is_ok()
    })
}

/// `true` if a canonical encoding is that of a point of small order. For an encoding that is not canonical the equation
/// does not hold anyway.
fn is_small_order(r: [u8; 32]) -> bool {
    let [low @ .., high] = r;
    SMALL_ORDER.iter().any(|[y @ .., y_high]| *y == low && *y_high == high & 0x7f)
}

/// The y of the points whose order divides 8, little-endian: 1, −1, 0, and the two y of order 8 (those with d·y⁴ + 2·y²
/// = 1). The highest bit of an encoding is the sign of x.
const SMALL_ORDER: [[u8; 32]; 5] = [
    [
        0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    ],
    [
        0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
    ],
    [0; 32],
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
];

/// Checks that every signer except the fee payer has signed. The fee payer signs last, so its signature is ignored.
pub(super) fn check(transaction: &Transaction<'_>) -> Result<(), Detail> {
    for (account, signature) in transaction.message().signers().zip(transaction.signatures()).skip(1) {
        if *signature == [0; 64] {
            return Err(Detail::NotSigned(account));
        }
        if !verify_strict(&account, transaction.signed_bytes(), signature) {
            return Err(Detail::Signature(account));
        }
    }
    Ok(())
}
