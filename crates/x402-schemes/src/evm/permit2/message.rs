//! The EIP-712 hashes of a permit, written by hand like those of the domains (`docs/decisions/0002-eip712-by-hand.md`).

use x402_types::Uint256;

use super::{Authorization, PERMIT2, TokenPermissions, Witness};
use crate::evm::{
    eip712::{DOMAIN_WITHOUT_VERSION_TYPEHASH, SigningInput, hash_words},
    keccak256,
};

/// `keccak256("PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256
/// deadline,Witness witness)TokenPermissions(address token,uint256 amount)Witness(address to,uint256 validAfter)")`
pub const TRANSFER_TYPEHASH: [u8; 32] = [
    0xeb, 0xc1, 0x56, 0xcd, 0x23, 0x67, 0x8a, 0x74, 0xc9, 0x4d, 0xf1, 0x3d, 0x77, 0x2e, 0xf5, 0x47, 0x84, 0x20, 0x63,
    0x7f, 0x0c, 0x94, 0xbd, 0x10, 0xd5, 0x09, 0xe1, 0xdc, 0x98, 0xf5, 0x21, 0xc7,
];

/// The hash of the same type with `Witness(address to,address facilitator,uint256 validAfter)`.
pub const TRANSFER_UPTO_TYPEHASH: [u8; 32] = [
    0x51, 0xdf, 0xf6, 0x97, 0x4a, 0xd4, 0x38, 0x8c, 0x49, 0x9e, 0x7f, 0xcf, 0xe8, 0x38, 0xd2, 0xbd, 0x76, 0x71, 0x62,
    0x55, 0x3a, 0x14, 0x40, 0x98, 0xce, 0x20, 0xea, 0x66, 0x1d, 0x70, 0xc2, 0xee,
];

/// `keccak256("TokenPermissions(address token,uint256 amount)")`
pub const TOKEN_PERMISSIONS_TYPEHASH: [u8; 32] = [
    0x61, 0x83, 0x58, 0xac, 0x3d, 0xb8, 0xdc, 0x27, 0x4f, 0x0c, 0xd8, 0x82, 0x9d, 0xa7, 0xe2, 0x34, 0xbd, 0x48, 0xcd,
    0x73, 0xc4, 0xa7, 0x40, 0xae, 0xde, 0x1a, 0xde, 0xc9, 0x84, 0x6d, 0x06, 0xa1,
];

/// `keccak256("Witness(address to,uint256 validAfter)")`
pub const WITNESS_TYPEHASH: [u8; 32] = [
    0xd9, 0x7b, 0x32, 0x39, 0xa7, 0xf3, 0x22, 0x95, 0x51, 0x7b, 0xd1, 0x4c, 0xb0, 0x74, 0xed, 0xfd, 0xd1, 0x88, 0xdf,
    0xe5, 0xeb, 0x42, 0xf8, 0x02, 0xbb, 0x26, 0xd4, 0xfd, 0x1e, 0xb1, 0x2c, 0x37,
];

/// `keccak256("Witness(address to,address facilitator,uint256 validAfter)")`
pub const WITNESS_UPTO_TYPEHASH: [u8; 32] = [
    0xd4, 0x17, 0x1c, 0x44, 0x5a, 0x74, 0x21, 0x8b, 0x01, 0xd4, 0xfd, 0x8a, 0xf3, 0x4f, 0xf1, 0x10, 0x65, 0x80, 0xea,
    0x1e, 0x36, 0xff, 0x83, 0x7e, 0x64, 0x48, 0x4b, 0xfa, 0xa2, 0x25, 0x3b, 0x75,
];

/// The domain separator of Permit2 on the chain with this id. The domain has no version.
#[must_use]
pub fn domain_separator(chain_id: u64) -> [u8; 32] {
    hash_words([
        DOMAIN_WITHOUT_VERSION_TYPEHASH,
        keccak256(b"Permit2"),
        Uint256::from(chain_id).to_be_bytes(),
        PERMIT2.to_word(),
    ])
}

impl Authorization {
    /// The EIP-712 `hashStruct` of the message. The type follows from the witness, which has a facilitator in `upto`
    /// only.
    pub fn struct_hash(&self) -> [u8; 32] {
        let typehash = if self.witness.facilitator.is_some() { TRANSFER_UPTO_TYPEHASH } else { TRANSFER_TYPEHASH };
        hash_words([
            typehash,
            self.permitted.struct_hash(),
            self.spender.to_word(),
            self.nonce.get().to_be_bytes(),
            self.deadline.get().to_be_bytes(),
            self.witness.struct_hash(),
        ])
    }

    /// The EIP-712 digest that the payer signs, for the [`domain_separator`] of a chain.
    pub fn digest(&self, domain_separator: &[u8; 32]) -> [u8; 32] {
        SigningInput { domain_separator, struct_hash: &self.struct_hash() }.digest()
    }
}

impl TokenPermissions {
    fn struct_hash(&self) -> [u8; 32] {
        hash_words([TOKEN_PERMISSIONS_TYPEHASH, self.token.to_word(), self.amount.get().to_be_bytes()])
    }
}

impl Witness {
    fn struct_hash(&self) -> [u8; 32] {
        let (to, valid_after) = (self.to.to_word(), self.valid_after.get().to_be_bytes());
        match self.facilitator {
            None => hash_words([WITNESS_TYPEHASH, to, valid_after]),
            Some(facilitator) => hash_words([WITNESS_UPTO_TYPEHASH, to, facilitator.to_word(), valid_after]),
        }
    }
}
