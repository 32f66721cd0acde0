//! No type or function of the crate is made for a secret.

/// The public functions that take bytes, and could so be handed anything. `.ci/deep public-api` keeps the list true.
fn take_bytes(api: &str) -> Vec<&str> {
    api.lines()
        .filter_map(|line| line.split_once("fn ")?.1.split_once(')'))
        .map(|(function, _)| function)
        .filter(|function| function.contains("u8"))
        .collect()
}

const API: &str = include_str!("../../../../api/x402-recover.txt");
const TYPES: [&str; 5] = ["KnownKey", "PublicKey", "RecoveryId", "Signature", "Signed"];

/// Digests, the coordinates of a public key and a recovery id. All else comes in the crate's types, none of which is a private key.
#[test]
fn bytes_are_digests_and_public_keys() {
    let expected = [
        "x402_recover::KnownKey::has_signed(&self, &[u8; 32], &x402_recover::Signature",
        "x402_recover::PublicKey::from_coordinates([[u8; 32]; 2]",
        "x402_recover::RecoveryId::from_byte(u8",
        "x402_recover::recover(&[u8; 32], &x402_recover::Signature",
    ];
    assert_eq!(take_bytes(API), expected);
    let types: Vec<_> = API.lines().filter_map(|line| line.strip_prefix("pub struct x402_recover::")).collect();
    assert_eq!(types, TYPES);
    assert!(!API.contains("pub enum") && !API.contains("pub trait") && !API.contains("pub type"));
}

#[test]
fn a_function_for_a_secret_is_found() {
    assert_eq!(
        take_bytes("pub fn x402_recover::sign(&[u8; 32], &[u8; 32]) -> bool"),
        ["x402_recover::sign(&[u8; 32], &[u8; 32]"]
    );
}
