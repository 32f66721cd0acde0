//! `payload` of a Permit2 payment.

use core::{fmt, str::FromStr};

use x402_types::{
    Amount, DecodeError, ErrorKind, Flag, JsonRef, ParseDecimalError, Uint256, UnixSeconds,
    read::{Reader, ResultExt, required},
};

use super::Proxy;
use crate::{
    evm::{Address, Signature, signed::read_signed},
    hex,
    mechanism::from_json,
    read::read_members,
};

/// The `payload` of a Permit2 payment, in either scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Payload {
    /// The payer's signature over the authorization.
    pub signature: Signature,
    /// What was authorised.
    pub authorization: Authorization,
}

from_json!(Payload, Self::read_either);

impl Payload {
    /// From its parts.
    #[must_use]
    pub const fn new(signature: Signature, authorization: Authorization) -> Self {
        Self { signature, authorization }
    }

    /// With the witness of whichever proxy it is for: that of `upto` has a facilitator.
    pub(crate) fn read_either(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let facilitator = || value.get("permit2Authorization")?.get("witness")?.get("facilitator");
        let is_upto = facilitator().is_some_and(|facilitator| !facilitator.is_null());
        Self::read(value, if is_upto { Proxy::Upto } else { Proxy::Exact }, reader)
    }

    /// Reads `payload`, with the witness that this proxy wants. Members that are not known are not signed, and ignored.
    ///
    /// # Errors
    /// A member is missing or wrong; members of another transfer method, or of the other proxy's witness, are there too, and
    /// not null (B-4, C-7).
    pub fn read(value: JsonRef<'_>, proxy: Proxy, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (signature, authorization) = read_signed(value, reader, "permit2Authorization", |member, reader| {
            Authorization::read(member, proxy, reader)
        })?;
        Ok(Self { signature, authorization })
    }
}

/// The message that the payer signs, and who the payer is: `permit2Authorization`. It gets no further member: the type that is signed has just these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// The payer. Not in the message: Permit2 holds the signature against this account.
    pub from: Address,
    /// What may be taken.
    pub permitted: TokenPermissions,
    /// Who may take it: the scheme's proxy.
    pub spender: Address,
    /// Unique for each permit of a payer, whatever the token and the scheme.
    pub nonce: Nonce,
    /// The last second at which Permit2 takes it.
    pub deadline: UnixSeconds,
    /// What the proxy is bound to.
    pub witness: Witness,
}

impl Authorization {
    fn read(value: JsonRef<'_>, proxy: Proxy, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        read_members!(value, member => {
            from: "from" => Address::read(member, reader),
            permitted: "permitted" => TokenPermissions::read(member, reader),
            spender: "spender" => Address::read(member, reader),
            nonce: "nonce" => Nonce::read(member, reader),
            deadline: "deadline" => reader.decimal(member),
            witness: "witness" => Witness::read(member, proxy, reader),
        });
        Ok(Self { from, permitted, spender, nonce, deadline: deadline.into(), witness })
    }
}

/// How much of which token may be taken. It gets no further member: the type that is signed has just these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenPermissions {
    /// The token.
    pub token: Address,
    /// In its atomic units: just so much in `exact`, at most in `upto`.
    pub amount: Amount,
}

impl TokenPermissions {
    fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        read_members!(value, member => {
            token: "token" => Address::read(member, reader),
            amount: "amount" => reader.decimal(member),
        });
        Ok(Self { token, amount: amount.into() })
    }
}

/// What the proxy is bound to. It gets no further member: the type that is signed has just these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The recipient.
    pub to: Address,
    /// Who alone may settle: there in `upto`, and in `exact` not.
    pub facilitator: Option<Address>,
    /// The first second at which the proxy settles.
    pub valid_after: UnixSeconds,
}

impl Witness {
    fn read(value: JsonRef<'_>, proxy: Proxy, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut to = None;
        let mut facilitator = None;
        let mut valid_after = None;
        for (name, member) in value.members()? {
            match (&*name, proxy) {
                ("to", _) => to = Some(Address::read(member, reader).in_member("to")?),
                ("facilitator", Proxy::Upto) => {
                    facilitator = Some(Address::read(member, reader).in_member("facilitator")?);
                }
                ("facilitator", Proxy::Exact) => {
                    if let Some(member) = reader.given(member) {
                        return Err(member.error(ErrorKind::OtherWitness)).in_member("facilitator");
                    }
                }
                ("validAfter", _) => valid_after = Some(reader.decimal(member).in_member("validAfter")?.into()),
                _ => {}
            }
        }
        let to = required(to, "to", value)?;
        let valid_after = required(valid_after, "validAfter", value)?;
        let facilitator = match proxy {
            Proxy::Exact => None,
            Proxy::Upto => Some(required(facilitator, "facilitator", value)?),
        };
        Ok(Self { to, facilitator, valid_after })
    }
}

/// The nonce of a permit: 256 bits, on the wire a decimal string (P-3). Permit2 keeps one bit for each, in words of 256.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nonce(Uint256);

impl Nonce {
    /// From its number.
    #[must_use]
    pub const fn new(number: Uint256) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub const fn get(self) -> Uint256 {
        self.0
    }

    /// Which word of the payer's `nonceBitmap` has it: the upper 248 bits.
    #[must_use]
    pub fn word(self) -> Uint256 {
        let mut word = [0; 32];
        if let (Some(low), Some(high)) = (word.last_chunk_mut::<31>(), self.0.to_be_bytes().first_chunk::<31>()) {
            *low = *high;
        }
        Uint256::from_be_bytes(word)
    }

    /// Which bit of that word, from the least significant one.
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

/// A decimal without sign and leading zeros.
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
