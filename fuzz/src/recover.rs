//! Public key recovery as the verifier does it, `k256`, libsecp256k1 and `x402-recover`: one answer for whatever digest, r, s and
//! parity. The verifier itself uses `k256`, unless the feature `c-secp` or `recover` says otherwise.

use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use num_bigint::BigUint;
use x402_schemes::evm::{Address, keccak256};
use x402_verify::evm::recover_signer;

use crate::source::Source;

/// The order of the curve (SEC 2, §2.4.1).
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xba, 0xae, 0xdc,
    0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
];
/// The field's prime less the order: from here on r + n is no coordinate.
const FIELD_LESS_ORDER: [u8; 32] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x45, 0x51, 0x23, 0x19, 0x50, 0xb7, 0x5f, 0xc4, 0x40, 0x2d, 0xa1,
    0x72, 0x2f, 0xc9, 0xba, 0xee,
];
/// x of the generator (SEC 2, §2.4.1): with it as r and s equal to the digest the key is the point at infinity.
const GENERATOR: [u8; 32] = [
    0x79, 0xbe, 0x66, 0x7e, 0xf9, 0xdc, 0xbb, 0xac, 0x55, 0xa0, 0x62, 0x95, 0xce, 0x87, 0x0b, 0x07, 0x02, 0x9b, 0xfc,
    0xdb, 0x2d, 0xce, 0x28, 0xd9, 0x59, 0xf2, 0x81, 0x5b, 0x16, 0xf8, 0x17, 0x98,
];

/// Switches (parity, negated s, how r and s are made), digest, r, s.
pub fn check(data: &[u8]) {
    let mut source = Source(data);
    let switches = source.byte();
    let digest: [u8; 32] = source.array();
    let r = scalar(switches >> 2, &mut source, &digest);
    let s = scalar(switches >> 5, &mut source, &digest);
    let y_is_odd = switches & 1 != 0;
    agree(&digest, r, s, y_is_odd);
    if switches & 2 != 0 {
        // The twin with the other half's s is the same key's, if there is one.
        let twin = subtract(ORDER, s);
        if let (Some(signer), false) = (agree(&digest, r, s, y_is_odd), twin == [0; 32]) {
            assert_eq!(agree(&digest, r, twin, !y_is_odd), Some(signer), "the twin is of another key");
        }
    }
}

/// Every way to make r and s, with both parities, from the specification's own signature.
pub(crate) fn seeds() -> impl Iterator<Item = (String, Vec<u8>)> {
    let scalars = [
        b"f256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6",
        b"2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a12832597641736",
        b"08a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b57",
    ];
    let scalars = scalars.map(|digits| word(&BigUint::parse_bytes(digits, 16).unwrap()));
    (0..=u8::MAX).map(move |switches| (format!("switches-{switches}"), [&[switches], scalars.as_flattened()].concat()))
}

/// Any 32 bytes, or a number near one at which libraries part.
fn scalar(how: u8, source: &mut Source<'_>, digest: &[u8; 32]) -> [u8; 32] {
    let distance = |source: &mut Source<'_>| {
        let mut number = [0; 32];
        number[31] = source.byte();
        number
    };
    match how & 7 {
        1 => distance(source),
        2 => subtract(ORDER, distance(source)),
        3 => subtract(FIELD_LESS_ORDER, distance(source)),
        4 => subtract([0xff; 32], distance(source)),
        5 => GENERATOR,
        6 => *digest,
        _ => source.array(),
    }
}

/// Modulo 2^256.
fn subtract(from: [u8; 32], number: [u8; 32]) -> [u8; 32] {
    let modulus = BigUint::from(1u8) << 256;
    let [from, number] = [from, number].map(|bytes| BigUint::from_bytes_be(&bytes));
    word(&((&modulus + from - number) % modulus))
}

fn word(number: &BigUint) -> [u8; 32] {
    let mut word = [0; 32];
    let bytes = number.to_bytes_be();
    word[32 - bytes.len()..].copy_from_slice(&bytes);
    word
}

/// The one answer of all.
fn agree(digest: &[u8; 32], r: [u8; 32], s: [u8; 32], y_is_odd: bool) -> Option<Address> {
    let bytes = [r.as_slice(), &s, &[27 + u8::from(y_is_odd)]].concat();
    let ours = recover_signer(digest, &x402_schemes::evm::Signature::new(bytes));
    assert_eq!(ours, by_k256(digest, r, s, y_is_odd), "the verifier and k256");
    assert_eq!(ours, by_libsecp256k1(digest, r, s, y_is_odd), "the verifier and libsecp256k1");
    assert_eq!(ours, by_x402_recover(digest, r, s, y_is_odd), "the verifier and x402-recover");
    ours
}

fn by_k256(digest: &[u8; 32], r: [u8; 32], s: [u8; 32], y_is_odd: bool) -> Option<Address> {
    let signature = Signature::from_scalars(r, s).ok()?;
    let key = VerifyingKey::recover_from_prehash(digest, &signature, RecoveryId::new(y_is_odd, false)).ok()?;
    Some(address(key.to_sec1_point(false).as_bytes()))
}

fn by_libsecp256k1(digest: &[u8; 32], r: [u8; 32], s: [u8; 32], y_is_odd: bool) -> Option<Address> {
    use secp256k1::{
        Message,
        ecdsa::{RecoverableSignature, RecoveryId},
    };
    let parity = RecoveryId::from_u8_masked(u8::from(y_is_odd));
    let signature = RecoverableSignature::from_compact([r, s].as_flattened(), parity).ok()?;
    let key = signature.recover_ecdsa(Message::from_digest(*digest)).ok()?;
    Some(address(&key.serialize_uncompressed()))
}

/// Alone, beside another in a batch, and under the key itself.
fn by_x402_recover(digest: &[u8; 32], r: [u8; 32], s: [u8; 32], y_is_odd: bool) -> Option<Address> {
    use x402_recover::{KnownKey, Signature, Signed, recover, recover_batch};
    let [signed, other] = [y_is_odd, !y_is_odd].map(|y_is_odd| {
        let recovery_id = x402_recover::RecoveryId { y_is_odd, x_is_reduced: false };
        Signed { prehash: *digest, signature: Signature { r, s, recovery_id } }
    });
    let key = recover(digest, &signed.signature);
    assert_eq!(recover_batch(&[other, signed])[1], key, "x402-recover in a batch and alone");
    let key = key?;
    let known = KnownKey::new(&key);
    assert!(known.has_signed(digest, &signed.signature), "x402-recover under the key that it recovers");
    assert!(!known.has_signed(digest, &other.signature), "x402-recover under the key with the other parity");
    Some(Address::new(key.address()))
}

fn address(key: &[u8]) -> Address {
    Address::new(*keccak256(&key[1..]).last_chunk().unwrap())
}
