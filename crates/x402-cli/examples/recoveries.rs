//! Recovers a key so many times with a library alone: what `x402 audit` is measured by.
//!
//!     recoveries COUNT k256|libsecp256k1

use std::{env, error::Error, hint::black_box};

use k256::ecdsa::{SigningKey, VerifyingKey};
use secp256k1::{Message, ecdsa};
use x402_schemes::evm::keccak256;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let count: u32 = arguments.next().ok_or("how many?")?.parse()?;
    let library = arguments.next().ok_or("by which library?")?;
    let key = SigningKey::from_slice(&keccak256(b"key"))?;
    // Several, so that no branch is learnt by heart.
    let signed: Vec<_> = (0..64u8)
        .map(|index| {
            let digest = keccak256(&[index]);
            (digest, key.sign_prehash_recoverable(&digest))
        })
        .collect();
    let rounds = signed.iter().cycle().zip(0..count).map(|(signed, _)| signed);
    match library.as_str() {
        "k256" => {
            for (digest, (signature, id)) in rounds {
                let recovered = VerifyingKey::recover_from_prehash(black_box(digest), black_box(signature), *id)?;
                assert_eq!(black_box(recovered), *key.verifying_key());
            }
        }
        "libsecp256k1" => {
            let expected = key.verifying_key().to_sec1_point(false);
            for (digest, (signature, id)) in rounds {
                let id = ecdsa::RecoveryId::from_u8_masked(id.to_byte());
                let signature = ecdsa::RecoverableSignature::from_compact(black_box(&signature.to_bytes()), id)?;
                let recovered = signature.recover_ecdsa(Message::from_digest(*black_box(digest)))?;
                assert_eq!(black_box(recovered).serialize_uncompressed(), expected.as_bytes());
            }
        }
        _ => return Err("k256 or libsecp256k1".into()),
    }
    Ok(())
}
