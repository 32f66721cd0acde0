//! The `payload` of a payment with Permit2.

use core::{fmt, str::FromStr};

use x402_types::{
    Amount, DecodeError, ErrorKind, Flag, JsonRef, ParseDecimalError, Uint256, UnixSeconds, read::Reader,
};

use super::Proxy;
use crate::{
    evm::{Address, Signature},
    hex,
    mechanism::from_json,
    read::{Blank, Fill, fill, fill_first, fill_payload, members, values},
};

/// The `payload` of a payment with Permit2, in `exact` or in `upto`.
///
/// ```
/// use x402_schemes::evm::permit2::{Payload, Proxy, domain_separator};
/// use x402_types::{Amount, DecodeOptions, Wire, v2::PaymentPayload};
///
/// // A payment that an official client made.
/// let line = std::fs::read_to_string("../../docs/examples/payment-upto.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let authorization = Payload::try_from(&payment.payload)?.authorization;
/// assert_eq!(authorization.permitted.amount, Amount::from(50_000));
/// assert_eq!(authorization.spender, Proxy::Upto.address());
///
/// // In `upto` the payer signs for one facilitator. In `exact` there is none.
/// let facilitator = authorization.witness.facilitator.ok_or("not upto")?;
/// assert_eq!(facilitator, "0x70997970C51812dc3A010C7d01b50e0d17dc79C8".parse()?);
///
/// // The digest that the payer signed is different on each chain.
/// assert_ne!(authorization.digest(&domain_separator(84_532)), authorization.digest(&domain_separator(8453)));
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

from_json!(Payload, Self::read_either);

impl Payload {
    /// Creates a payload from a signature and the authorization that it signs.
    #[must_use]
    pub const fn new(signature: Signature, authorization: Authorization) -> Self {
        Self { signature, authorization }
    }

    /// Reads a payload of either scheme. The witness has a facilitator in `upto` only.
    pub(crate) fn read_either(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let facilitator = || value.get("permit2Authorization")?.get("witness")?.non_null("facilitator");
        Self::read(value, if facilitator().is_some() { Proxy::Upto } else { Proxy::Exact }, reader)
    }

    pub(crate) fn read_exact(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Self::read(value, Proxy::Exact, reader)
    }

    pub(crate) fn read_upto(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Self::read(value, Proxy::Upto, reader)
    }

    /// Reads the value of `payload`, with the witness of this proxy. Unknown fields are not signed and are ignored.
    ///
    /// # Errors
    /// A field is missing or invalid, or a field of a different transfer method or of the other proxy's witness is
    /// present and not null (B-4, C-7).
    pub fn read(value: JsonRef<'_>, proxy: Proxy, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut read = Self::new(Blank::blank(), Blank::blank());
        fill_payload(
            value,
            reader,
            1,
            &["permit2Authorization", "signature"],
            &mut [&mut ByProxy(&mut read.authorization, proxy), &mut read.signature],
        )?;
        Ok(read)
    }
}

/// The field `permit2Authorization`: the message that the payer signs, and the account of the payer. The struct has the
/// fields of the signed type and gets no further ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// The account that pays. It is not part of the message, but Permit2 checks the signature against it.
    pub from: Address,
    /// The token and the amount that may be taken.
    pub permitted: TokenPermissions,
    /// The contract that may take the amount. Only the proxy of the scheme is valid.
    pub spender: Address,
    /// The nonce. Permit2 accepts each nonce of a payer once, for all tokens and both schemes together.
    pub nonce: Nonce,
    /// The last second at which Permit2 accepts the permit.
    pub deadline: UnixSeconds,
    /// The terms that the proxy enforces.
    pub witness: Witness,
}

impl Blank for Authorization {
    fn blank() -> Self {
        let (from, permitted, spender, nonce) = (Blank::blank(), Blank::blank(), Blank::blank(), Blank::blank());
        let witness = Witness { to: from, facilitator: None, valid_after: Blank::blank() };
        Self { from, permitted, spender, nonce, deadline: Blank::blank(), witness }
    }
}

/// A part of a payload for this proxy.
struct ByProxy<'a, T>(&'a mut T, Proxy);

impl Fill for ByProxy<'_, Authorization> {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let Self(read, proxy) = self;
        fill(
            value,
            reader,
            &["from", "permitted", "spender", "nonce", "deadline", "witness"],
            &mut [
                &mut read.from,
                &mut read.permitted,
                &mut read.spender,
                &mut read.nonce,
                &mut read.deadline,
                &mut ByProxy(&mut read.witness, *proxy),
            ],
        )
    }
}

/// The token and the amount that may be taken. The struct has the fields of the signed type and gets no further ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenPermissions {
    /// The address of the token contract.
    pub token: Address,
    /// The amount in atomic units of the token: exactly this amount in `exact`, and at most this amount in `upto`.
    pub amount: Amount,
}

members! { TokenPermissions {
    token "token";
    amount "amount";
} }

/// The terms that the proxy enforces. The struct has the fields of the signed type and gets no further ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The account that is paid.
    pub to: Address,
    /// The only account that may settle. `Some` in `upto`, and `None` in `exact`.
    pub facilitator: Option<Address>,
    /// The first second at which the proxy settles.
    pub valid_after: UnixSeconds,
}

impl Fill for ByProxy<'_, Witness> {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let Self(read, proxy) = self;
        let mut none = NoFacilitator;
        let (required, facilitator): (_, &mut dyn Fill) = match proxy {
            Proxy::Exact => (2, &mut none),
            Proxy::Upto => (3, read.facilitator.insert(Address::ZERO)),
        };
        let fields: &mut [&mut dyn Fill] = &mut [&mut read.to, &mut read.valid_after, facilitator];
        fill_first(required, value, reader, &["to", "validAfter", "facilitator"], fields)
    }
}

/// The place of a facilitator in a witness that has none.
struct NoFacilitator;

impl Fill for NoFacilitator {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        match reader.non_null(value) {
            Some(value) => Err(value.error(ErrorKind::OtherWitness)),
            None => Ok(()),
        }
    }
}

/// The nonce of a permit: 256 bits, on the wire a decimal string (P-3). Permit2 stores one bit for each nonce, in words
/// of 256 bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nonce(Uint256);

impl Nonce {
    /// Creates a nonce from its number.
    #[must_use]
    pub const fn new(number: Uint256) -> Self {
        Self(number)
    }

    /// The number of the nonce.
    #[must_use]
    pub const fn get(self) -> Uint256 {
        self.0
    }

    /// The index of the word in the payer's `nonceBitmap` that holds the nonce: the upper 248 bits.
    #[must_use]
    pub fn word(self) -> Uint256 {
        let mut word = [0; 32];
        if let (Some(low), Some(high)) = (word.last_chunk_mut::<31>(), self.0.to_be_bytes().first_chunk::<31>()) {
            *low = *high;
        }
        Uint256::from_be_bytes(word)
    }

    /// The position of the nonce's bit in that word, counted from the least significant bit.
    #[must_use]
    pub fn bit(self) -> u8 {
        let [.., bit] = self.0.to_be_bytes();
        bit
    }

    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        if !value.is_number()
            && let Some(number) = reader.value_text(value)?.strip_prefix("0x").and_then(hex::decode_array)
        {
            reader.tolerate(Flag::HexNonce, value, ErrorKind::NotDecimal)?;
            return Ok(Self(Uint256::from_be_bytes(number)));
        }
        reader.decimal(value).map(Self)
    }
}

values! { Nonce: Self(Uint256::ZERO), Self::read; }

/// Reads a decimal number without a sign or leading zeros.
impl FromStr for Nonce {
    type Err = ParseDecimalError;

    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        text.parse().map(Self)
    }
}

impl From<Uint256> for Nonce {
    fn from(number: Uint256) -> Self {
        Self(number)
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
