//! The same work by crates that others wrote. Each function that gives cases asserts that what they give is what ours gives.

pub(crate) mod solana;
mod x402_rs;

use std::borrow::Cow;

use alloy_sol_types::{Eip712Domain, SolStruct, eip712_domain};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use x402_chain_eip155::{
    chain::{AssetTransferMethod, ChecksummedAddress, DecimalU256},
    v2_eip155_exact::{self, Eip3009Payload, ExactScheme},
};
use x402_schemes::evm::{
    Address,
    eip3009::{Authorization, Payload},
    keccak256,
};
use x402rs_types::{proto::v2, util::Base64Bytes};

use crate::{fixture::Fixture, group::Case, recovery};

pub(crate) fn decode_raw(fixture: &Fixture) -> [Case; 1] {
    let header = fixture.header;
    let theirs: RawPayment = decode(header);
    assert_eq!(theirs.payload.get(), fixture.payment.payload.as_str());
    assert_eq!(theirs.accepted.amount, fixture.payment.accepted.amount.to_string());
    [Case::new("x402-types 2.0.2, payload `Box<RawValue>`", header, |header| decode::<RawPayment>(header))]
}

pub(crate) fn decode_typed(fixture: &Fixture) -> [Case; 2] {
    let header = fixture.header;
    let theirs: TypedPayment = decode(header);
    assert_eq!(theirs.payload.signature.as_ref(), fixture.payload.signature.as_bytes());
    assert_eq!(theirs.payload.authorization.from.0.0, fixture.payload.authorization.from.to_bytes());
    let _: GuessedPayment = decode(header);
    [
        Case::new("x402-types + chain types 2.0.2, `Eip3009Payload`", header, |header| decode::<TypedPayment>(header)),
        Case::new("the same, `v2_eip155_exact::PaymentPayload`", header, |header| decode::<GuessedPayment>(header)),
    ]
}

pub(crate) fn encode_payment(fixture: &Fixture) -> [Case; 2] {
    let theirs: TypedPayment = decode(fixture.header);
    let raw: RawPayment = decode(fixture.header);
    [
        Case::new("x402-types + chain types 2.0.2", theirs, encode),
        Case::new("x402-types 2.0.2, payload `Box<RawValue>`", raw, encode),
    ]
}

pub(crate) fn digest(fixture: &Fixture) -> [Case; 2] {
    let theirs = TypedData::new(fixture);
    assert_eq!(theirs.digest(), fixture.digest);
    assert_eq!(theirs.digest_within(&fixture.separator), fixture.digest);
    [
        Case::new("alloy `eip712_signing_hash`", theirs.clone(), TypedData::digest),
        Case::new(
            "alloy `eip712_hash_struct`, separator at hand",
            (theirs, fixture.separator),
            |(theirs, separator)| theirs.digest_within(separator),
        ),
    ]
}

/// The recovery that the verifier itself makes comes first.
pub(crate) fn recoveries(fixture: &Fixture) -> [Case; 3] {
    let payer = fixture.payload.authorization.from;
    let c = CRecovery::new(&fixture.payload);
    let key = c.recover(&fixture.digest).serialize_uncompressed();
    assert_eq!(Address::new(*keccak256(&key[1..]).last_chunk().unwrap()), payer);
    let rust = recovery::case(fixture);
    let c = Case::new("libsecp256k1 recovery alone", (c, fixture.digest), |(c, digest)| c.recover(digest));
    let whole = x402_rs::case(fixture);
    if cfg!(feature = "c-secp") { [c, rust, whole] } else { [rust, c, whole] }
}

/// `x402-types` alone: text members stay text, `payload` stays raw.
type RawPayment = v2::PaymentPayload<v2::PaymentRequirements, Box<RawValue>>;

/// With the types of `x402-chain-eip155`, told that the payload is EIP-3009.
type TypedPayment = v2::PaymentPayload<
    v2::PaymentRequirements<ExactScheme, DecimalU256, ChecksummedAddress, AssetTransferMethod>,
    Eip3009Payload,
>;

/// The type that `x402-chain-eip155` publishes: as above, but the payload is whichever of two shapes it fits.
type GuessedPayment = v2_eip155_exact::PaymentPayload;

/// As the middleware of that project decodes a header.
fn decode<T: DeserializeOwned>(header: &str) -> T {
    let bytes = Base64Bytes(Cow::Borrowed(header.as_bytes())).decode().unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// As its client encodes one.
fn encode(payment: &impl Serialize) -> Base64Bytes<'static> {
    Base64Bytes::encode(serde_json::to_vec(payment).unwrap())
}

alloy_sol_types::sol! {
    struct TransferWithAuthorization {
        address from;
        address to;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 nonce;
    }
}

impl From<&Authorization> for TransferWithAuthorization {
    fn from(ours: &Authorization) -> Self {
        Self {
            from: ours.from.to_bytes().into(),
            to: ours.to.to_bytes().into(),
            value: alloy_primitives::U256::from_be_bytes(ours.value.get().to_be_bytes()),
            validAfter: alloy_primitives::U256::from_be_bytes(ours.valid_after.get().to_be_bytes()),
            validBefore: alloy_primitives::U256::from_be_bytes(ours.valid_before.get().to_be_bytes()),
            nonce: ours.nonce.to_bytes().into(),
        }
    }
}

/// The typed message and its domain, both already made.
#[derive(Clone)]
struct TypedData {
    pub(crate) message: TransferWithAuthorization,
    pub(crate) domain: Eip712Domain,
}

impl TypedData {
    pub(crate) fn new(fixture: &Fixture) -> Self {
        let token: alloy_primitives::Address = fixture.offers[0].asset.parse().unwrap();
        let domain = eip712_domain! { name: "USDC", version: "2", chain_id: 84532, verifying_contract: token, };
        Self { message: (&fixture.payload.authorization).into(), domain }
    }

    pub(crate) fn digest(&self) -> [u8; 32] {
        self.message.eip712_signing_hash(&self.domain).0
    }

    /// With a separator that the caller keeps: only the message is hashed.
    pub(crate) fn digest_within(&self, separator: &[u8; 32]) -> [u8; 32] {
        let message = self.message.eip712_hash_struct();
        let parts = [b"\x19\x01".as_slice(), separator, message.as_slice()];
        alloy_primitives::keccak256(parts.concat()).0
    }
}

/// A signature as libsecp256k1 wants it, already made.
#[derive(Clone, Copy)]
pub(crate) struct CRecovery(secp256k1::ecdsa::RecoverableSignature);

impl CRecovery {
    pub(crate) fn new(payload: &Payload) -> Self {
        let (scalars, v) = recovery::split(payload);
        let id = secp256k1::ecdsa::RecoveryId::from_u8_masked(v - 27);
        Self(secp256k1::ecdsa::RecoverableSignature::from_compact(&scalars, id).unwrap())
    }

    pub(crate) fn recover(&self, digest: &[u8; 32]) -> secp256k1::PublicKey {
        self.0.recover_ecdsa(secp256k1::Message::from_digest(*digest)).unwrap()
    }
}
