//! Payments with a delegation of a smart account, ERC-7710 (`scheme_exact_evm.md` §3). The payload is recognised, but
//! only the delegation manager knows what the delegation allows (P-7).

#[cfg(feature = "schemars")]
mod schema;

use alloc::vec::Vec;

use x402_types::{DecodeError, ErrorKind, JsonRef, Scheme, read::Reader};

use super::{Address, is_on};
#[cfg(feature = "schemars")]
use crate::schema::named::NamedSchema;
use crate::{
    AssetTransferMethod, Hex, Mechanism,
    mechanism::{Charge, Row, from_json},
    read::{By, fill_payload},
};

impl AssetTransferMethod {
    /// The transfer method `erc7710`: a delegation of a smart account.
    pub const ERC7710: Self = Self::known("erc7710");
}

impl Mechanism {
    /// `exact` on an EVM chain by a delegation (ERC-7710): recognised, and for its manager to judge (P-7).
    pub const ERC7710: Self = {
        static ROW: Row = Row {
            name: "erc7710",
            scheme: Scheme::EXACT,
            is_on,
            method: Some(AssetTransferMethod::ERC7710),
            charge: Charge::Exact,
            least_life: None,
            announced: None,
            is_of: None,
            members: &["permissionContext", "delegationManager"],
            #[cfg(feature = "schemars")]
            schema: NamedSchema::of::<Payload>("exact-erc7710-payload"),
        };
        Self::of_row(&ROW)
    };
}

/// The `payload` of a payment with a delegation (ERC-7710).
///
/// ```
/// use x402_schemes::evm::erc7710::Payload;
/// use x402_types::RawJson;
///
/// let payload = Payload::try_from(&RawJson::parse(
///     r#"{"delegationManager":"0xdb9B1e94B5b69Df7e401DDbedE43491141047dB3",
///         "permissionContext":"0x0102",
///         "delegator":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#,
/// )?)?;
/// assert_eq!(payload.permission_context, [1, 2]);
/// assert_eq!(payload.delegator.to_string(), "0x857b06519E91e3A54538791bDbb0E22373e36b66");
///
/// let error = Payload::try_from(&RawJson::parse(r#"{"delegator":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#)?);
/// assert_eq!(error.unwrap_err().to_string(), "delegationManager: required and missing");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Payload {
    /// The contract that redeems the delegation. The payer chose it.
    pub delegation_manager: Address,
    /// The bytes that are passed to the delegation manager. Only the manager knows their format.
    pub permission_context: Vec<u8>,
    /// The account that delegated, which is the payer.
    pub delegator: Address,
}

from_json!(Payload, Self::read);

impl Payload {
    /// Reads the value of `payload`. Unknown fields are ignored.
    ///
    /// # Errors
    /// A field is missing or invalid, or a field of a different transfer method is present and not null (B-4, C-7).
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut read =
            Self { delegation_manager: Address::ZERO, permission_context: Vec::new(), delegator: Address::ZERO };
        fill_payload(
            value,
            reader,
            1,
            &["delegationManager", "permissionContext", "delegator"],
            &mut [
                &mut read.delegation_manager,
                &mut By(&mut read.permission_context, read_context),
                &mut read.delegator,
            ],
        )?;
        Ok(read)
    }
}

fn read_context(value: JsonRef<'_>, _: &mut Reader<'_>) -> Result<Vec<u8>, DecodeError> {
    Hex::decode(&value.string()?).ok_or_else(|| value.error(ErrorKind::NotHex))
}
