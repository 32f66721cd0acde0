//! Our digests against alloy's static (`sol!`) and dynamic (`TypedData`) ones.

use alloy_dyn_abi::TypedData;
use alloy_sol_types::{Eip712Domain, SolStruct, eip712_domain};
use serde_json::json;
use x402_schemes::evm::{
    Address,
    eip712::{DOMAIN_TYPEHASH, DOMAIN_WITHOUT_VERSION_TYPEHASH, TokenDomain},
    eip3009::{Authorization, Nonce, RECEIVE_TYPEHASH, TRANSFER_TYPEHASH},
    keccak256,
};
use x402_types::Uint256;

use crate::messages::TransferWithAuthorization;

/// The bits of a 64-bit xorshift, for messages that no one chose.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.next().to_le_bytes()[0])
    }
}

fn domain(domain: &TokenDomain<'_>) -> Eip712Domain {
    eip712_domain! {
        name: domain.name.to_string(),
        version: domain.version.to_string(),
        chain_id: domain.chain_id,
        verifying_contract: domain.verifying_contract.to_bytes().into(),
    }
}

#[test]
fn typehashes_are_those_of_the_type_strings() {
    assert_eq!(
        TRANSFER_TYPEHASH,
        keccak256(
            b"TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,\
              bytes32 nonce)"
        )
    );
    assert_eq!(
        RECEIVE_TYPEHASH,
        keccak256(
            b"ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,\
              bytes32 nonce)"
        )
    );
    assert_eq!(
        DOMAIN_WITHOUT_VERSION_TYPEHASH,
        keccak256(b"EIP712Domain(string name,uint256 chainId,address verifyingContract)")
    );
    assert_eq!(
        DOMAIN_TYPEHASH,
        keccak256(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
    );
}

#[test]
fn digests_equal_alloys() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..500 {
        let names = [
            "USDC",
            "USD Coin",
            "USD₮0",
            "",
            "a name of more than a hundred and thirty-six bytes, so that hashing it takes a second block: 0123456789 0123456789 0123456789 0123456789",
        ];
        let token = TokenDomain {
            name: names[round % names.len()].into(),
            version: ["2", "1", ""][round % 3].into(),
            chain_id: random.next() >> (round % 64),
            verifying_contract: Address::new(random.bytes()),
        };
        let message = Authorization {
            from: Address::new(random.bytes()),
            to: Address::new(random.bytes()),
            value: Uint256::from_be_bytes(random.bytes()).into(),
            valid_after: Uint256::from(random.next()).into(),
            valid_before: Uint256::from_be_bytes(random.bytes()).into(),
            nonce: Nonce::new(random.bytes()),
        };
        let alloys = TransferWithAuthorization {
            from: message.from.to_bytes().into(),
            to: message.to.to_bytes().into(),
            value: alloy_primitives::U256::from_be_bytes(message.value.get().to_be_bytes()),
            validAfter: alloy_primitives::U256::from_be_bytes(message.valid_after.get().to_be_bytes()),
            validBefore: alloy_primitives::U256::from_be_bytes(message.valid_before.get().to_be_bytes()),
            nonce: message.nonce.to_bytes().into(),
        };
        let separator = token.separator();
        assert_eq!(separator, domain(&token).separator());
        assert_eq!(message.struct_hash(), alloys.eip712_hash_struct());
        assert_eq!(message.digest(&separator), alloys.eip712_signing_hash(&domain(&token)));

        let typed: TypedData = serde_json::from_value(json!({
            "types": {
                "EIP712Domain": [
                    {"name": "name", "type": "string"}, {"name": "version", "type": "string"},
                    {"name": "chainId", "type": "uint256"}, {"name": "verifyingContract", "type": "address"}],
                "TransferWithAuthorization": [
                    {"name": "from", "type": "address"}, {"name": "to", "type": "address"},
                    {"name": "value", "type": "uint256"}, {"name": "validAfter", "type": "uint256"},
                    {"name": "validBefore", "type": "uint256"}, {"name": "nonce", "type": "bytes32"}]
            },
            "primaryType": "TransferWithAuthorization",
            "domain": {
                "name": token.name, "version": token.version, "chainId": format!("0x{:x}", token.chain_id),
                "verifyingContract": token.verifying_contract.to_string()},
            "message": {
                "from": message.from.to_string(), "to": message.to.to_string(), "value": message.value.to_string(),
                "validAfter": message.valid_after.to_string(), "validBefore": message.valid_before.to_string(),
                "nonce": message.nonce.to_string()}
        }))
        .unwrap();
        assert_eq!(message.digest(&separator), typed.eip712_signing_hash().unwrap());
    }
}

#[test]
fn addresses_print_as_alloy_prints_them() {
    let mut random = Random(42);
    for _ in 0..500 {
        let bytes: [u8; 20] = random.bytes();
        let ours = Address::new(bytes);
        let text = alloy_primitives::Address::from(bytes).to_checksum(None);
        assert_eq!(ours.to_string(), text);
        assert_eq!(text.parse(), Ok(ours));
        assert!(ours.checksum_matches(&text));
        assert!(ours.checksum_matches(&text.to_lowercase()));
        let swapped: String = text
            .chars()
            .map(|c| if c.is_ascii_lowercase() && c != 'x' { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
            .collect();
        assert!(!ours.checksum_matches(&swapped), "{swapped}");
    }
}
