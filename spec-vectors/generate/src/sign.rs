//! Signs with well-known keys.

use k256::ecdsa::SigningKey;
use x402_schemes::{
    Hex,
    evm::{
        Address,
        eip712::{SigningInput, TokenDomain},
        eip3009::Payload,
        gas_sponsoring::eip2612,
        gateway,
        permit2::{self, Proxy},
    },
};
use x402_types::{DecodeOptions, RawJson, Uint256, Wire, read::Reader, v2::PaymentRequirements};

/// The first account of the mnemonic `test test test test test test test test test test test junk`.
const KEY: [u8; 32] = [
    0xac, 0x09, 0x74, 0xbe, 0xc3, 0x9a, 0x17, 0xe3, 0x6b, 0xa4, 0xa6, 0xb4, 0xd2, 0x38, 0xff, 0x94, 0x4b, 0xac, 0xb4,
    0x78, 0xcb, 0xed, 0x5e, 0xfc, 0xae, 0x78, 0x4d, 0x7b, 0xf4, 0xf2, 0xff, 0x80,
];

/// The second account of the mnemonic.
const STRANGERS_KEY: [u8; 32] = [
    0x59, 0xc6, 0x99, 0x5e, 0x99, 0x8f, 0x97, 0xa5, 0xa0, 0x04, 0x49, 0x66, 0xf0, 0x94, 0x53, 0x89, 0xdc, 0x9e, 0x86,
    0xda, 0xe8, 0x8c, 0x7a, 0x84, 0x12, 0xf4, 0x60, 0x3b, 0x6b, 0x78, 0x69, 0x0d,
];

/// The key that signs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// The key of [`SIGNER`].
    Payer,
    /// The key of the second account.
    Stranger,
}

/// The address of the first account.
pub(crate) const SIGNER: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

/// The signature of 65 bytes without `0x`, over an authorization (JSON text) under an offer (JSON text). It is
/// deterministic (RFC 6979), with a low s.
pub(crate) fn sign(authorization: &str, offer: &str) -> String {
    let offer = PaymentRequirements::decode(offer, &DecodeOptions::STRICT).expect("an offer of ours").value;
    let payload =
        RawJson::parse(&format!(r#"{{"signature":"0x","authorization":{authorization}}}"#)).expect("JSON of ours");
    let payload =
        Payload::read(payload.as_json(), &mut Reader::new(&DecodeOptions::STRICT)).expect("a payload of ours");
    // For an offer of the Gateway the domain is that of the wallet (U-2).
    let domain = match gateway::offered(&(&offer).into()) {
        Some(Ok(chain)) => chain.domain(),
        Some(Err(_)) | None => TokenDomain::of(&offer).expect("a domain of ours"),
    };
    let (separator, struct_hash) = (domain.separator(), payload.authorization.struct_hash());
    sign_digest(Key::Payer, &SigningInput { domain_separator: &separator, struct_hash: &struct_hash }.digest())
}

/// The same, over a `permit2Authorization` (JSON text) on this chain, for the proxy of its witness.
pub(crate) fn sign_permit(authorization: &str, chain_id: u64) -> String {
    let proxy = if authorization.contains("\"facilitator\"") { Proxy::Upto } else { Proxy::Exact };
    let payload = RawJson::parse(&format!(r#"{{"signature":"0x","permit2Authorization":{authorization}}}"#));
    let payload = payload.expect("JSON of ours");
    let payload = permit2::Payload::read(payload.as_json(), proxy, &mut Reader::new(&DecodeOptions::LENIENT));
    let message = payload.expect("a payload of ours").authorization;
    sign_digest(Key::Payer, &message.digest(&permit2::domain_separator(chain_id)))
}

/// The permit that is signed for a sponsor, and its domain.
pub(crate) struct TokenPermit<'a> {
    pub(crate) owner: &'a str,
    pub(crate) spender: &'a str,
    pub(crate) value: &'a str,
    pub(crate) nonce: &'a str,
    pub(crate) deadline: &'a str,
    pub(crate) name: &'a str,
    pub(crate) version: &'a str,
    pub(crate) chain_id: u64,
    pub(crate) contract: &'a str,
}

/// The same, over an EIP-2612 permit.
pub(crate) fn sign_token_permit(permit: &TokenPermit<'_>) -> String {
    let address = |text: &str| -> Address { text.parse().expect("an address of ours") };
    let number = |text: &str| -> Uint256 { text.parse().expect("a number of ours") };
    let domain = TokenDomain {
        name: permit.name.into(),
        version: permit.version.into(),
        chain_id: permit.chain_id,
        verifying_contract: address(permit.contract),
    };
    let (value, deadline) = (number(permit.value).into(), number(permit.deadline).into());
    let (owner, spender) = (address(permit.owner), address(permit.spender));
    let message = eip2612::Permit { owner, spender, value, nonce: number(permit.nonce), deadline };
    sign_digest(Key::Payer, &message.digest(&domain.separator()))
}

/// The signature of a digest: 65 bytes, without `0x`.
pub(crate) fn sign_digest(key: Key, digest: &[u8; 32]) -> String {
    let key = match key {
        Key::Payer => KEY,
        Key::Stranger => STRANGERS_KEY,
    };
    let key = SigningKey::from_slice(&key).expect("a key of ours");
    let (signature, recovery) = key.sign_prehash_recoverable(digest);
    let bytes = [signature.to_bytes().as_slice(), &[27 + recovery.to_byte()]].concat();
    Hex(&bytes).to_string().split_off(2)
}

/// n − s, for the twin of a signature: 64 hexadecimal digits.
pub(crate) fn subtract_from_order(s: &str) -> String {
    const ORDER: [u128; 2] = [0xffff_ffff_ffff_ffff_ffff_ffff_ffff_fffe, 0xbaae_dce6_af48_a03b_bfd2_5e8c_d036_4141];
    let half = |digits: &str| u128::from_str_radix(digits, 16).expect("hexadecimal");
    let (low, borrow) = ORDER[1].overflowing_sub(half(&s[32..]));
    let high = ORDER[0] - half(&s[..32]) - u128::from(borrow);
    format!("{high:032x}{low:032x}")
}
