//! Recovers a key so many times with `k256` alone: what `x402 audit` is measured by.
//!
//!     recoveries COUNT

use std::{env, error::Error, hint::black_box};

use k256::ecdsa::{SigningKey, VerifyingKey};
use x402_schemes::evm::keccak256;

fn main() -> Result<(), Box<dyn Error>> {
    let count: u32 = env::args().nth(1).ok_or("recoveries COUNT")?.parse()?;
    let key = SigningKey::from_slice(&keccak256(b"key"))?;
    // Several, so that no branch is learnt by heart.
    let signed: Vec<_> = (0..64u8)
        .map(|index| {
            let digest = keccak256(&[index]);
            (digest, key.sign_prehash_recoverable(&digest))
        })
        .collect();
    for (digest, (signature, id)) in signed.iter().cycle().zip(0..count).map(|(signed, _)| signed) {
        let recovered = VerifyingKey::recover_from_prehash(black_box(digest), black_box(signature), *id)?;
        assert_eq!(black_box(recovered), *key.verifying_key());
    }
    Ok(())
}
