//! The `payload` of a payment on Stellar (`scheme_exact_stellar.md`).

#[cfg(feature = "schemars")]
mod schema;

use alloc::vec::Vec;

use x402_types::{DecodeError, JsonRef, RawJson, Scheme, read::Reader};

use super::is_on;
#[cfg(feature = "schemars")]
use crate::schema::named::NamedSchema;
use crate::{
    Mechanism,
    mechanism::{Announced, Charge, Row, Whose, from_json},
    transaction,
};

impl Mechanism {
    /// `exact` on Stellar.
    pub const STELLAR: Self = {
        static ROW: Row = Row {
            name: "stellar",
            scheme: Scheme::EXACT,
            is_on,
            method: None,
            charge: Charge::Exact,
            least_life: None,
            announced: Some(Announced { member: "areFeesSponsored", whose: Whose::Setting }),
            is_of: None,
            members: &["transaction"],
            #[cfg(feature = "schemars")]
            schema: NamedSchema::of::<Payload>("exact-stellar-payload"),
        };
        Self::of_row(&ROW)
    };
}

/// The `payload` of a payment with `exact` on Stellar: a transaction with the payer's signed authorization.
///
/// ```
/// use x402_schemes::stellar::Payload;
/// use x402_types::RawJson;
/// let payload = Payload::try_from(&RawJson::parse(r#"{"transaction":"AAAA"}"#)?)?;
/// assert_eq!(payload.transaction, [0; 3]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Payload {
    /// The bytes of the transaction, decoded from base64. [`Transaction::decode`](super::Transaction::decode) reads them.
    pub transaction: Vec<u8>,
}

from_json!(Payload, Self::read);

impl Payload {
    /// Creates a payload from the bytes of a transaction.
    #[must_use]
    pub const fn new(transaction: Vec<u8>) -> Self {
        Self { transaction }
    }

    /// The value of `payload` on the wire.
    pub fn to_json(&self) -> RawJson {
        transaction::to_json(&self.transaction)
    }

    /// Reads the value of `payload`. Unknown fields are ignored.
    ///
    /// # Errors
    /// `transaction` is missing or not base64 (C-1), or a field of a different mechanism is present and not null (B-4,
    /// C-7).
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        transaction::read(value, reader).map(Self::new)
    }
}
