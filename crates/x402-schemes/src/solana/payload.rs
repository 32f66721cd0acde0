//! The `payload` of a payment on Solana (`scheme_exact_svm.md`, `PaymentPayload` `payload` field).

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
    /// `exact` on Solana.
    pub const SOLANA: Self = {
        static ROW: Row = Row {
            name: "solana",
            scheme: Scheme::EXACT,
            is_on,
            method: None,
            charge: Charge::Exact,
            least_life: None,
            announced: Some(Announced { member: "feePayer", whose: Whose::Facilitator }),
            is_of: None,
            members: &["transaction"],
            #[cfg(feature = "schemars")]
            schema: NamedSchema::of::<Payload>("exact-solana-payload"),
        };
        Self::of_row(&ROW)
    };
}

/// The `payload` of a payment with `exact` on Solana: a transaction that the fee payer has not signed yet.
///
/// ```
/// use x402_schemes::solana::{Payload, Transaction};
/// use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};
///
/// // A payment that an official client made.
/// let line = std::fs::read_to_string("../../docs/examples/payment-solana.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let payload = Payload::try_from(&payment.payload)?;
/// let transaction = Transaction::decode(&payload.transaction)?;
///
/// // The fee payer and the payer must sign. The signature of the fee payer, the first one, is still empty.
/// let message = transaction.message();
/// assert_eq!(message.signers().count(), 2);
/// assert_eq!(message.fee_payer(), Some("9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu".parse()?));
/// assert_eq!(transaction.signatures()[0], [0; 64]);
///
/// // A payload is written as it was read.
/// assert_eq!(payload.to_json().as_str(), payment.payload.as_str());
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
