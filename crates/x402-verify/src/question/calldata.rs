//! Calls as the ABI encodes them.

use alloc::vec::Vec;

use x402_schemes::evm::{eip3009::Authorization, permit2};
use x402_types::{Amount, Uint256};

/// First four bytes of the Keccak-256 of the signature; `tests/it/questions.rs` computes each.
pub(crate) mod selector {
    pub(crate) const IS_VALID_SIGNATURE: [u8; 4] = [0x16, 0x26, 0xba, 0x7e];
    pub(crate) const NAME: [u8; 4] = [0x06, 0xfd, 0xde, 0x03];
    pub(crate) const VERSION: [u8; 4] = [0x54, 0xfd, 0x4d, 0x50];
    pub(in crate::question) const EIP712_DOMAIN: [u8; 4] = [0x84, 0xb0, 0x19, 0x6e];
    pub(in crate::question) const DOMAIN_SEPARATOR: [u8; 4] = [0x36, 0x44, 0xe5, 0x15];
    pub(in crate::question) const BALANCE_OF: [u8; 4] = [0x70, 0xa0, 0x82, 0x31];
    pub(in crate::question) const AUTHORIZATION_STATE: [u8; 4] = [0xe9, 0x4a, 0x01, 0x02];
    pub(in crate::question) const TRANSFER_WITH_AUTHORIZATION_BYTES: [u8; 4] = [0xcf, 0x09, 0x29, 0x95];
    pub(in crate::question) const TRANSFER_WITH_AUTHORIZATION_VRS: [u8; 4] = [0xe3, 0xee, 0x16, 0x0e];
    pub(in crate::question) const ALLOWANCE: [u8; 4] = [0xdd, 0x62, 0xed, 0x3e];
    pub(in crate::question) const NONCE_BITMAP: [u8; 4] = [0x4f, 0xe0, 0x2b, 0x44];
    pub(in crate::question) const SETTLE: [u8; 4] = [0x13, 0xcd, 0x3b, 0x53];
    pub(in crate::question) const SETTLE_UPTO: [u8; 4] = [0xff, 0x11, 0xe7, 0xb4];
}

/// `isValidSignature(bytes32,bytes)` (EIP-1271)
pub(super) fn is_valid_signature(digest: &[u8; 32], signature: &[u8]) -> Vec<u8> {
    let mut data = [selector::IS_VALID_SIGNATURE.as_slice(), digest, &word(64)].concat();
    push_bytes(&mut data, signature);
    data
}

/// The overload with v, r and s, which every EIP-3009 token has, where the signature is three parts; else the one with
/// bytes, for contracts.
pub(super) fn transfer(authorization: &Authorization, signature: &[u8]) -> Vec<u8> {
    let message = [
        authorization.from.to_word(),
        authorization.to.to_word(),
        authorization.value.get().to_be_bytes(),
        authorization.valid_after.get().to_be_bytes(),
        authorization.valid_before.get().to_be_bytes(),
        authorization.nonce.to_bytes(),
    ];
    let message = message.as_flattened();
    if let Some((r_s, [v @ (27 | 28)])) = signature.split_first_chunk::<64>() {
        let selector = selector::TRANSFER_WITH_AUTHORIZATION_VRS.as_slice();
        return [selector, message, &word(u64::from(*v)), r_s].concat();
    }
    let mut data = [selector::TRANSFER_WITH_AUTHORIZATION_BYTES.as_slice(), message, &word(7 * 32)].concat();
    push_bytes(&mut data, signature);
    data
}

/// `settle` of the proxy whose witness this is: that of `upto` is told how much to move.
pub(super) fn settle(authorization: &permit2::Authorization, amount: Amount, signature: &[u8]) -> Vec<u8> {
    let permit2::Authorization { from, permitted, nonce, deadline, witness, .. } = authorization;
    let permit = [
        permitted.token.to_word(),
        permitted.amount.get().to_be_bytes(),
        nonce.get().to_be_bytes(),
        deadline.get().to_be_bytes(),
    ];
    let (owner, to, valid_after) = (from.to_word(), witness.to.to_word(), witness.valid_after.get().to_be_bytes());
    let (permit, amount) = (permit.as_flattened(), amount.get().to_be_bytes());
    let mut data = match witness.facilitator {
        None => [selector::SETTLE.as_slice(), permit, &owner, &to, &valid_after, &word(8 * 32)].concat(),
        Some(facilitator) => {
            let facilitator = facilitator.to_word();
            let head = [permit, &amount, &owner, &to, &facilitator, &valid_after].concat();
            [selector::SETTLE_UPTO.as_slice(), &head, &word(10 * 32)].concat()
        }
    };
    push_bytes(&mut data, signature);
    data
}

fn word(value: u64) -> [u8; 32] {
    Uint256::from(value).to_be_bytes()
}

/// Length, bytes, zero padding.
fn push_bytes(data: &mut Vec<u8>, bytes: &[u8]) {
    data.extend(word(u64::try_from(bytes.len()).unwrap_or(u64::MAX)));
    data.extend(bytes);
    let padding = bytes.len().next_multiple_of(32).saturating_sub(bytes.len());
    data.extend(core::iter::repeat_n(0, padding));
}
