//! The recovery by k256 that a verifier of EVM payments cannot avoid. It is compiled without the peers, too, so that its
//! instructions are counted.

use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use x402_schemes::evm::{Address, eip3009::Payload, keccak256};

use crate::{fixture::Fixture, group::Case};

pub(crate) fn case(fixture: &Fixture) -> Case {
    let recovery = Recovery::new(&fixture.payload);
    let key = recovery.recover(&fixture.digest).to_sec1_point(false);
    let address = Address::new(*keccak256(&key.as_bytes()[1..]).last_chunk().unwrap());
    assert_eq!(address, fixture.payload.authorization.from);
    Case::new("k256 0.14 `recover_from_prehash` alone", (recovery, fixture.digest), |(recovery, digest)| {
        recovery.recover(digest)
    })
}

/// A signature as `k256` reads it, already decoded.
struct Recovery {
    signature: Signature,
    id: RecoveryId,
}

impl Recovery {
    fn new(payload: &Payload) -> Self {
        let (scalars, v) = split(payload);
        Self { signature: Signature::from_slice(&scalars).unwrap(), id: RecoveryId::new(v == 28, false) }
    }

    fn recover(&self, digest: &[u8; 32]) -> VerifyingKey {
        VerifyingKey::recover_from_prehash(digest, &self.signature, self.id).unwrap()
    }
}

/// The two scalars of a signature, and its `v`.
pub(crate) fn split(payload: &Payload) -> ([u8; 64], u8) {
    let (scalars, v) = payload.signature.as_bytes().split_first_chunk().unwrap();
    (*scalars, v[0])
}
