//! The keys of the payer and of a stranger, and their signatures over any digest. The curve is k256's, the nonce of a signature RFC
//! 6979's. The tests of x402-extensions include this file.

use alloy_primitives::{B256, U256};
use k256::ecdsa::{RecoveryId, SigningKey};

/// The address of the first account of the well-known development mnemonic ("test test … junk").
pub(crate) const PAYER: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const KEY: &str = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
/// That of the second.
pub(crate) const STRANGER: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const STRANGERS_KEY: &str = "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

/// The order of secp256k1 (SEC 2, §2.4.1).
pub(crate) const ORDER: U256 =
    U256::from_limbs([0xbfd2_5e8c_d036_4141, 0xbaae_dce6_af48_a03b, 0xffff_ffff_ffff_fffe, u64::MAX]);

/// r, s, v of one signature.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rsv {
    pub(crate) r: U256,
    pub(crate) s: U256,
    pub(crate) v: u8,
}

impl Rsv {
    pub(crate) fn bytes(self) -> Vec<u8> {
        [self.r.to_be_bytes::<32>().as_slice(), &self.s.to_be_bytes::<32>(), &[self.v]].concat()
    }

    /// The other signature that the same key and digest have.
    pub(crate) fn high_s_twin(self) -> Self {
        Self { s: ORDER - self.s, v: 55 - self.v, ..self }
    }

    /// ERC-2098
    pub(crate) fn compact(self) -> Vec<u8> {
        let top = if self.v == 28 { U256::from(1) << 255 } else { U256::ZERO };
        [self.r.to_be_bytes::<32>(), (self.s | top).to_be_bytes::<32>()].concat()
    }
}

fn sign_with(key: &str, digest: B256) -> Rsv {
    let key: B256 = key.parse().unwrap();
    let key = SigningKey::from_slice(key.as_slice()).unwrap();
    let (signature, recovery): (k256::ecdsa::Signature, RecoveryId) = key.sign_prehash_recoverable(digest.as_slice());
    let bytes = signature.to_bytes();
    let (r, s) = bytes.split_at(32);
    let signed = Rsv { r: U256::from_be_slice(r), s: U256::from_be_slice(s), v: 27 + u8::from(recovery.is_y_odd()) };
    // The cases are about canonical signatures and what is wrong with others.
    if signed.s > ORDER / U256::from(2) { signed.high_s_twin() } else { signed }
}

/// The payer's signature over any digest.
pub(crate) fn sign_digest(digest: B256) -> Rsv {
    sign_with(KEY, digest)
}

/// The stranger's signature over any digest.
pub(crate) fn sign_digest_as_stranger(digest: B256) -> Rsv {
    sign_with(STRANGERS_KEY, digest)
}
