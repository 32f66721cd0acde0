//! ERC-7710: a delegation of a smart account (`scheme_exact_evm.md` §3). Recognised, and opaque (P-7): what it allows,
//! only its manager knows.

#[cfg(feature = "schemars")]
mod schema;

use alloc::vec::Vec;

use x402_types::{
    DecodeError, ErrorKind, JsonRef,
    read::{Reader, ResultExt, required},
};

use super::{Address, is_evm};
use crate::{
    AssetTransferMethod, SchemePayload, hex,
    mechanism::{from_json, mechanism},
};

impl AssetTransferMethod {
    /// A delegation of a smart account.
    pub const ERC7710: Self = Self::known("erc7710");
}

mechanism! { ERC7710 "erc7710" "`exact` on an EVM chain by a delegation (ERC-7710): recognised, and for its manager to judge (P-7).",
    EXACT, is_evm, ERC7710 =>
    |payload, reader| Payload::read(payload, reader).map(SchemePayload::Erc7710)
}

/// The `payload` of a payment by delegation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Payload {
    /// The contract that redeems the delegation: the payer's choice.
    pub delegation_manager: Address,
    /// What the manager is to be shown, for it alone to understand.
    pub permission_context: Vec<u8>,
    /// The account that delegated: the payer.
    pub delegator: Address,
}

from_json!(Payload, Self::read);

impl Payload {
    /// Reads `payload`.
    ///
    /// # Errors
    /// A member is missing or wrong; members of another transfer method are there too, and not null
    /// (B-4, C-7).
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut delegation_manager = None;
        let mut permission_context = None;
        let mut delegator = None;
        let mut other_method = None;
        for (name, member) in value.members()? {
            match &*name {
                "delegationManager" => {
                    delegation_manager = Some(Address::read(member, reader).in_member("delegationManager")?);
                }
                "permissionContext" => {
                    let text = member.string().in_member("permissionContext")?;
                    let bytes = text.strip_prefix("0x").and_then(hex::decode);
                    let bytes = bytes.ok_or_else(|| member.error(ErrorKind::NotHex));
                    permission_context = Some(bytes.in_member("permissionContext")?);
                }
                "delegator" => delegator = Some(Address::read(member, reader).in_member("delegator")?),
                "authorization" | "permit2Authorization" => other_method = reader.given(member).or(other_method),
                _ => {}
            }
        }
        let delegation_manager = required(delegation_manager, "delegationManager", value)?;
        if let Some(member) = other_method {
            return Err(member.error(ErrorKind::AmbiguousPayload));
        }
        Ok(Self {
            delegation_manager,
            permission_context: required(permission_context, "permissionContext", value)?,
            delegator: required(delegator, "delegator", value)?,
        })
    }
}
