//! Call data, encoded by the ABI.

use alloc::vec::Vec;

use x402_schemes::evm::{Address, eip3009::Authorization, gas_sponsoring::eip2612, permit2};
use x402_types::{Amount, Uint256};

/// The selectors: the first four bytes of the Keccak-256 of a function's signature. `tests/it/questions.rs` computes
/// each.
pub(crate) mod selector {
    pub(crate) const IS_VALID_SIGNATURE: [u8; 4] = [0x16, 0x26, 0xba, 0x7e];
    pub(crate) const NAME: [u8; 4] = [0x06, 0xfd, 0xde, 0x03];
    pub(crate) const VERSION: [u8; 4] = [0x54, 0xfd, 0x4d, 0x50];
    pub(crate) const EIP712_DOMAIN: [u8; 4] = [0x84, 0xb0, 0x19, 0x6e];
    pub(crate) const DOMAIN_SEPARATOR: [u8; 4] = [0x36, 0x44, 0xe5, 0x15];
    pub(crate) const BALANCE_OF: [u8; 4] = [0x70, 0xa0, 0x82, 0x31];
    pub(crate) const AVAILABLE_BALANCE: [u8; 4] = [0x3c, 0xcb, 0x64, 0xae];
    pub(crate) const AUTHORIZATION_STATE: [u8; 4] = [0xe9, 0x4a, 0x01, 0x02];
    pub(crate) const TRANSFER_WITH_AUTHORIZATION_BYTES: [u8; 4] = [0xcf, 0x09, 0x29, 0x95];
    pub(crate) const TRANSFER_WITH_AUTHORIZATION_VRS: [u8; 4] = [0xe3, 0xee, 0x16, 0x0e];
    pub(crate) const ALLOWANCE: [u8; 4] = [0xdd, 0x62, 0xed, 0x3e];
    pub(crate) const NONCE_BITMAP: [u8; 4] = [0x4f, 0xe0, 0x2b, 0x44];
    pub(crate) const GET_L1_FEE: [u8; 4] = [0x49, 0x94, 0x8e, 0x0e];
    pub(crate) const NONCES: [u8; 4] = [0x7e, 0xce, 0xbe, 0x00];
    pub(crate) const PERMIT: [u8; 4] = [0xd5, 0x05, 0xac, 0xcf];
    pub(crate) const SETTLE: [u8; 4] = [0x13, 0xcd, 0x3b, 0x53];
    pub(crate) const SETTLE_UPTO: [u8; 4] = [0xff, 0x11, 0xe7, 0xb4];
    pub(crate) const SETTLE_WITH_PERMIT: [u8; 4] = [0xfa, 0x34, 0x03, 0x78];
    pub(crate) const SETTLE_WITH_PERMIT_UPTO: [u8; 4] = [0x01, 0x6c, 0x17, 0x48];
}

/// `isValidSignature(bytes32,bytes)` (EIP-1271)
pub(crate) fn is_valid_signature(digest: &[u8; 32], signature: &[u8]) -> Vec<u8> {
    let mut data = [selector::IS_VALID_SIGNATURE.as_slice(), digest, &word(64)].concat();
    push_bytes(&mut data, signature);
    data
}

/// `getL1Fee(bytes)` of the OP stack's gas price oracle
pub(crate) fn data_fee(transaction: &[u8]) -> Vec<u8> {
    let mut data = [selector::GET_L1_FEE.as_slice(), &word(32)].concat();
    push_bytes(&mut data, transaction);
    data
}

/// A call of `transferWithAuthorization`. A signature of three parts goes to the overload with v, r and s, which every
/// EIP-3009 token has. Any other signature goes to the overload with bytes, which is for contracts.
pub(crate) fn transfer(authorization: &Authorization, signature: &[u8]) -> Vec<u8> {
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

/// A call of `permit(address,address,uint256,uint256,uint8,bytes32,bytes32)` (EIP-2612). Callers pass only signatures
/// of 65 bytes.
pub(crate) fn token_permit(permit: &eip2612::Permit, signature: &[u8]) -> Vec<u8> {
    let eip2612::Permit { owner, spender, value, deadline, .. } = permit;
    let message = [owner.to_word(), spender.to_word(), value.get().to_be_bytes(), deadline.get().to_be_bytes()];
    let mut data = [selector::PERMIT.as_slice(), message.as_flattened()].concat();
    if let Some((v, r_s)) = signature.split_last() {
        data.extend(word(u64::from(*v)));
        data.extend(r_s);
    }
    data
}

/// A call of `settle` or `settleWithPermit`. The witness of the authorization decides which proxy it is for. The proxy
/// of `upto` takes the amount to move as a separate argument.
pub(crate) fn settle(
    authorization: &permit2::Authorization,
    amount: Amount,
    signature: &[u8],
    token_permit: Option<&eip2612::Info>,
) -> Vec<u8> {
    let permit2::Authorization { from, permitted, nonce, deadline, witness, .. } = authorization;
    let token_permit = token_permit.and_then(permit_words);
    let selector = match (&token_permit, witness.facilitator) {
        (None, None) => selector::SETTLE,
        (None, Some(_)) => selector::SETTLE_UPTO,
        (Some(_), None) => selector::SETTLE_WITH_PERMIT,
        (Some(_), Some(_)) => selector::SETTLE_WITH_PERMIT_UPTO,
    };
    let mut head: Vec<[u8; 32]> = Vec::with_capacity(16);
    head.extend(token_permit.iter().flatten());
    head.extend([
        permitted.token.to_word(),
        permitted.amount.get().to_be_bytes(),
        nonce.get().to_be_bytes(),
        deadline.get().to_be_bytes(),
    ]);
    head.extend(witness.facilitator.map(|_| amount.get().to_be_bytes()));
    head.extend([from.to_word(), witness.to.to_word()]);
    head.extend(witness.facilitator.map(Address::to_word));
    head.push(witness.valid_after.get().to_be_bytes());
    // The last word of the head is the offset of the signature, which follows the head.
    let words = u64::try_from(head.len()).unwrap_or(u64::MAX).saturating_add(1);
    head.push(word(words.saturating_mul(32)));
    let mut data = [selector.as_slice(), head.as_flattened()].concat();
    push_bytes(&mut data, signature);
    data
}

/// The proxies' struct `EIP2612Permit`: value, deadline, r, s, v. `None` if the signature does not consist of r, s and
/// v.
fn permit_words(info: &eip2612::Info) -> Option<[[u8; 32]; 5]> {
    let (r, rest) = info.signature.as_bytes().split_first_chunk::<32>()?;
    let (s, rest) = rest.split_first_chunk::<32>()?;
    let [v] = rest else { return None };
    let eip2612::Permit { value, deadline, .. } = info.permit;
    Some([value.get().to_be_bytes(), deadline.get().to_be_bytes(), *r, *s, word(u64::from(*v))])
}

pub(crate) fn word(value: u64) -> [u8; 32] {
    Uint256::from(value).to_be_bytes()
}

/// Appends the length, the bytes, and zeros up to a whole word.
pub(crate) fn push_bytes(data: &mut Vec<u8>, bytes: &[u8]) {
    data.extend(word(u64::try_from(bytes.len()).unwrap_or(u64::MAX)));
    data.extend(bytes);
    let padding = bytes.len().next_multiple_of(32).saturating_sub(bytes.len());
    data.extend(core::iter::repeat_n(0, padding));
}
