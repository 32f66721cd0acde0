//! Payments with `transferWithAuthorization` of EIP-3009 (`scheme_exact_evm.md` §1).

mod draft;
#[cfg(feature = "schemars")]
mod schema;

use core::{fmt, str::FromStr};

use x402_types::{
    Amount, DecodeError, ErrorKind, Flag, JsonRef, Scheme, Uint256, UnixSeconds, declare::errors, read::Reader,
};

use super::{
    Address, Signature,
    eip712::{SigningInput, hash_words},
    is_on,
};
#[cfg(feature = "schemars")]
use crate::schema::named::NamedSchema;
use crate::{
    AssetTransferMethod, Hex, Mechanism, hex,
    mechanism::{Charge, Row, from_json},
    read::{Blank, fill_payload, members, values},
};

pub use draft::{Draft, DraftError, Window};

/// `keccak256("TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256
/// validBefore,bytes32 nonce)")`
pub const TRANSFER_TYPEHASH: [u8; 32] = [
    0x7c, 0x7c, 0x6c, 0xdb, 0x67, 0xa1, 0x87, 0x43, 0xf4, 0x9e, 0xc6, 0xfa, 0x9b, 0x35, 0xf5, 0x0d, 0x52, 0xed, 0x05,
    0xcb, 0xed, 0x4c, 0xc5, 0x92, 0xe1, 0x3b, 0x44, 0x50, 0x1c, 0x1a, 0x22, 0x67,
];

/// `keccak256("ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256
/// validBefore,bytes32 nonce)")`. Only the recipient can send such an authorization to the token, so a facilitator
/// cannot settle it.
pub const RECEIVE_TYPEHASH: [u8; 32] = [
    0xd0, 0x99, 0xcc, 0x98, 0xef, 0x71, 0x10, 0x7a, 0x61, 0x6c, 0x4f, 0x0f, 0x94, 0x1f, 0x04, 0xc3, 0x22, 0xd8, 0xe2,
    0x54, 0xfe, 0x26, 0xb3, 0xc6, 0x66, 0x8d, 0xb8, 0x7a, 0xae, 0x41, 0x3d, 0xe8,
];

impl AssetTransferMethod {
    /// The transfer method `eip3009`: `transferWithAuthorization` of the token itself.
    pub const EIP3009: Self = Self::known("eip3009");
}

impl Mechanism {
    /// `exact` on an EVM chain by EIP-3009.
    pub const EIP3009: Self = {
        static ROW: Row = Row {
            name: "eip3009",
            scheme: Scheme::EXACT,
            is_on,
            method: Some(AssetTransferMethod::EIP3009),
            charge: Charge::Exact,
            least_life: None,
            announced: None,
            is_of: None,
            members: &["authorization"],
            #[cfg(feature = "schemars")]
            schema: NamedSchema::of::<Payload>("exact-eip3009-payload"),
        };
        Self::of_row(&ROW)
    };
}

/// The `payload` of a payment with EIP-3009.
///
/// ```
/// use x402_schemes::{Hex, evm::{eip712::TokenDomain, eip3009::Payload}};
/// use x402_types::{Amount, DecodeOptions, Wire, v2::PaymentPayload};
///
/// // The payment that the specification prints.
/// let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let payload = Payload::try_from(&payment.payload)?;
/// assert_eq!(payload.authorization.value, Amount::from(10_000));
/// assert_eq!(payload.signature.as_bytes().len(), 65);
///
/// // The digest that the payer signed, in the domain that the offer names.
/// let separator = TokenDomain::of(&payment.accepted)?.separator();
/// assert_eq!(
///     Hex(&payload.authorization.digest(&separator)).to_string(),
///     "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Payload {
    /// The payer's signature over the authorization.
    pub signature: Signature,
    /// The authorization that the payer signed.
    pub authorization: Authorization,
}

from_json!(Payload, Self::read);

impl Payload {
    /// Creates a payload from a signature and the authorization that it signs.
    #[must_use]
    pub const fn new(signature: Signature, authorization: Authorization) -> Self {
        Self { signature, authorization }
    }

    /// Reads the value of `payload`. Unknown fields are not signed and are ignored.
    ///
    /// # Errors
    /// A field is missing or invalid, or a field of a different transfer method is present and not null (B-4, C-7).
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut read = Self::new(Blank::blank(), Blank::blank());
        fill_payload(
            value,
            reader,
            1,
            &["authorization", "signature"],
            &mut [&mut read.authorization, &mut read.signature],
        )?;
        Ok(read)
    }
}

/// The message that the payer signs. The struct has the fields of the signed type and gets no further ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[doc(alias("EIP-3009", "transferWithAuthorization"))]
pub struct Authorization {
    /// The account that pays.
    pub from: Address,
    /// The account that is paid.
    pub to: Address,
    /// The amount, in atomic units of the token.
    pub value: Amount,
    /// The token accepts the authorization only in a block later than this.
    pub valid_after: UnixSeconds,
    /// The token accepts the authorization only in a block earlier than this.
    pub valid_before: UnixSeconds,
    /// The nonce. The token accepts each nonce of a payer once.
    pub nonce: Nonce,
}

members! { Authorization {
    from "from";
    to "to";
    value "value";
    valid_after "validAfter";
    valid_before "validBefore";
    nonce "nonce";
} }

impl Authorization {
    /// The EIP-712 `hashStruct` of the message.
    pub fn struct_hash(&self) -> [u8; 32] {
        self.struct_hash_as(TRANSFER_TYPEHASH)
    }

    /// The EIP-712 `hashStruct` of the same fields under a different type. With [`RECEIVE_TYPEHASH`] it shows whether
    /// the payer signed a `ReceiveWithAuthorization` instead.
    pub fn struct_hash_as(&self, typehash: [u8; 32]) -> [u8; 32] {
        let number = |value: Uint256| value.to_be_bytes();
        hash_words([
            typehash,
            self.from.to_word(),
            self.to.to_word(),
            number(self.value.get()),
            number(self.valid_after.get()),
            number(self.valid_before.get()),
            self.nonce.to_bytes(),
        ])
    }

    /// The EIP-712 digest that the payer signs in the domain with this separator, which is the token's, or the wallet's
    /// for an offer of the Gateway.
    pub fn digest(&self, domain_separator: &[u8; 32]) -> [u8; 32] {
        SigningInput { domain_separator, struct_hash: &self.struct_hash() }.digest()
    }
}

/// The nonce of an authorization: 32 bytes, on the wire `0x` and 64 hexadecimal digits (E-4).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nonce([u8; 32]);

impl Nonce {
    /// Creates a nonce from its bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes of the nonce.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }

    pub(super) fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let text = reader.value_text(value)?;
        let (digits, prefixed) = text.strip_prefix("0x").map_or((&*text, false), |digits| (digits, true));
        let nonce = hex::decode_array(digits).map(Self).ok_or_else(|| value.error(ErrorKind::NotNonce))?;
        if !prefixed {
            reader.tolerate(Flag::No0x, value, ErrorKind::NotNonce)?;
        }
        Ok(nonce)
    }
}

values! { Nonce: Self([0; 32]), Self::read; }

/// Reads `0x` and 64 hexadecimal digits in any letter case.
impl FromStr for Nonce {
    type Err = ParseNonceError;

    fn from_str(text: &str) -> Result<Self, ParseNonceError> {
        text.strip_prefix("0x").and_then(hex::decode_array).map(Self).ok_or(ParseNonceError)
    }
}

impl From<[u8; 32]> for Nonce {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl AsRef<[u8]> for Nonce {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

errors! {
    /// The text is not `0x` and 64 hexadecimal digits.
    pub struct ParseNonceError = ErrorKind::NotNonce;
}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Hex(&self.0).fmt(f)
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Hex(&self.0).fmt(f)
    }
}
