//! The `payload` of a payment on the XRP Ledger (`scheme_exact_xrpl.md`).

#[cfg(feature = "schemars")]
mod schema;

use alloc::vec::Vec;

use x402_types::{DecodeError, ErrorKind, JsonRef, RawJson, Scheme, read::Reader};

use super::{is_on, upper_hex};
#[cfg(feature = "schemars")]
use crate::schema::named::NamedSchema;
use crate::{
    AssetTransferMethod, Mechanism, hex,
    json::object,
    mechanism::{Charge, Row, from_json},
    read::{By, fill_payload},
};

impl AssetTransferMethod {
    /// The payment uses the next sequence number of the payer's account. The default on the XRP Ledger (R-15).
    pub const SEQUENCE: Self = Self::known("sequence");

    /// The payment uses a ticket, which the payer's account created before (R-15).
    pub const TICKET_SEQUENCE: Self = Self::known("ticketSequence");
}

impl Mechanism {
    /// `exact` on the XRP Ledger, with both of its transfer methods.
    pub const XRPL: Self = {
        static ROW: Row = Row {
            name: "xrpl",
            scheme: Scheme::EXACT,
            is_on,
            // The methods differ in two fields of the transaction, and not in the payload.
            method: None,
            charge: Charge::Exact,
            least_life: None,
            // `areFeesSponsored` is always false (R-14), so there is nothing to repeat.
            announced: None,
            is_of: None,
            members: &[MEMBER],
            #[cfg(feature = "schemars")]
            schema: NamedSchema::of::<Payload>("exact-xrpl-payload"),
        };
        Self::of_row(&ROW)
    };
}

const MEMBER: &str = "signedTxBlob";

/// The `payload` of a payment with `exact` on the XRP Ledger: a signed transaction.
///
/// ```
/// use x402_schemes::xrpl::Payload;
/// use x402_types::RawJson;
/// let payload = Payload::try_from(&RawJson::parse(r#"{"signedTxBlob":"120000"}"#)?)?;
/// assert_eq!(payload.transaction, [0x12, 0, 0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Payload {
    /// The bytes of the transaction. [`Transaction::decode`](super::Transaction::decode) reads them.
    pub transaction: Vec<u8>,
}

from_json!(Payload, Self::read);

impl Payload {
    /// Creates a payload from the bytes of a signed transaction.
    #[must_use]
    pub const fn new(transaction: Vec<u8>) -> Self {
        Self { transaction }
    }

    /// The value of `payload` on the wire. The digits are upper-case, as the ledger's software writes them.
    pub fn to_json(&self) -> RawJson {
        object([(MEMBER, RawJson::string(&upper_hex(&self.transaction)))])
    }

    /// Reads the value of `payload`. Unknown fields are ignored.
    ///
    /// # Errors
    /// `signedTxBlob` is missing, or it is not an even number of hexadecimal digits (R-21), or a field of a different
    /// mechanism is present and not null (B-4, C-7).
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut transaction = Vec::new();
        let mut field = By(&mut transaction, |value, _| {
            let bytes = hex::decode(&value.string()?).filter(|bytes| !bytes.is_empty());
            bytes.ok_or_else(|| value.error(ErrorKind::NotHexBlob))
        });
        fill_payload(value, reader, 0, &[MEMBER], &mut [&mut field])?;
        Ok(Self::new(transaction))
    }
}
