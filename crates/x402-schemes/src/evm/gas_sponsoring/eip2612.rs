//! The extension `eip2612GasSponsoring`: the payer signs an EIP-2612 permit that allows Permit2 to move the token. The
//! proxy passes the permit to the token when it settles (`extensions/eip2612_gas_sponsoring.md`).

mod draft;
#[cfg(feature = "schemars")]
mod schema;

use alloc::string::String;

use x402_types::{
    Amount, DecodeError, JsonRef, Uint256, UnixSeconds,
    extensions::Extension,
    read::{Reader, ResultExt},
};

use super::{answer, read_version};
use crate::evm::{
    Address, Signature,
    eip712::{SigningInput, hash_words},
};
use crate::read::{Blank, By, fill};

pub use draft::{Draft, DraftError};
pub use x402_types::extensions::eip2612_gas_sponsoring::KEY;

/// `keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)")`
pub const PERMIT_TYPEHASH: [u8; 32] = [
    0x6e, 0x71, 0xed, 0xae, 0x12, 0xb1, 0xb9, 0x7f, 0x4d, 0x1f, 0x60, 0x37, 0x0f, 0xef, 0x10, 0x10, 0x5f, 0xa2, 0xfa,
    0xae, 0x01, 0x26, 0x11, 0x4a, 0x16, 0x9c, 0x64, 0x84, 0x5d, 0x61, 0x26, 0xc9,
];

/// The fields that the payer adds to a payment in `extensions.eip2612GasSponsoring.info`.
///
/// ```
/// use x402_schemes::evm::{eip712::TokenDomain, gas_sponsoring::eip2612::Info, permit2::PERMIT2};
/// use x402_types::{Amount, DecodeOptions, Wire, v2::PaymentPayload};
///
/// // A payment that an official client made.
/// let line = std::fs::read_to_string("../../docs/examples/payment-permit.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let info = payment.extension::<Info>(&DecodeOptions::STRICT).ok_or("the payer added nothing")??;
/// assert_eq!((info.permit.spender, info.permit.value), (PERMIT2, Amount::from(10_000)));
/// assert_eq!(info.version, "1");
///
/// // The payer signs the permit in the domain of the token.
/// let separator = TokenDomain::of(&payment.accepted)?.separator();
/// let digest = info.permit.digest(&separator);
/// assert_ne!(digest, info.permit.struct_hash());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Info {
    /// The address of the token contract. It is not part of the message, but of the EIP-712 domain.
    pub asset: Address,
    /// The permit that the payer signed.
    pub permit: Permit,
    /// The payer's signature over the permit.
    pub signature: Signature,
    /// The version of the extension, as the payment names it.
    pub version: String,
}

impl Extension for Info {
    const KEY: &'static str = KEY;

    /// Reads the value of the extension. Returns `None` if the payer only repeats the server's declaration and has
    /// signed nothing.
    #[inline(never)]
    fn read(extension: JsonRef<'_>, reader: &mut Reader<'_>) -> Option<Result<Self, DecodeError>> {
        const SIGNED: [&str; 7] = ["from", "asset", "spender", "amount", "nonce", "deadline", "signature"];
        let info = answer(extension, &SIGNED)?;
        Some(Self::read_info(info, reader).in_member("info"))
    }
}

impl Info {
    /// Creates the payer's `info` for version 1 of the extension, which is the only version.
    #[must_use]
    pub fn new(asset: Address, permit: Permit, signature: Signature) -> Self {
        Self { asset, permit, signature, version: String::from("1") }
    }

    fn read_info(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        // The fields of the message are read first, so that the error names one of them if several fields are missing.
        let owner = Address::ZERO;
        let permit =
            Permit { owner, spender: owner, value: Blank::blank(), nonce: Blank::blank(), deadline: Blank::blank() };
        let mut read = Self { asset: owner, permit, signature: Blank::blank(), version: String::new() };
        fill(
            value,
            reader,
            &["from", "spender", "amount", "nonce", "deadline", "asset", "signature", "version"],
            &mut [
                &mut read.permit.owner,
                &mut read.permit.spender,
                &mut read.permit.value,
                &mut read.permit.nonce,
                &mut read.permit.deadline,
                &mut read.asset,
                &mut read.signature,
                &mut By(&mut read.version, read_version),
            ],
        )?;
        Ok(read)
    }
}

/// The message that the payer signs (EIP-2612). The struct has the fields of the signed type and gets no further ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permit {
    /// The account that pays. On the wire, this is the field `from`.
    pub owner: Address,
    /// The account that may move the tokens. Only Permit2 is valid.
    pub spender: Address,
    /// The amount that the spender may move, in atomic units of the token. On the wire, this is the field `amount`.
    pub value: Amount,
    /// The number of this payer's permits that the token has already accepted.
    pub nonce: Uint256,
    /// The last second at which the token accepts the permit.
    pub deadline: UnixSeconds,
}

impl Permit {
    /// The EIP-712 `hashStruct` of the message.
    pub fn struct_hash(&self) -> [u8; 32] {
        hash_words([
            PERMIT_TYPEHASH,
            self.owner.to_word(),
            self.spender.to_word(),
            self.value.get().to_be_bytes(),
            self.nonce.to_be_bytes(),
            self.deadline.get().to_be_bytes(),
        ])
    }

    /// The EIP-712 digest that the payer signs, for the domain separator of the token.
    pub fn digest(&self, domain_separator: &[u8; 32]) -> [u8; 32] {
        SigningInput { domain_separator, struct_hash: &self.struct_hash() }.digest()
    }
}
