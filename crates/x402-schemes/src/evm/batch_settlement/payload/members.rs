//! The fields of the payloads, that identify their types.

use x402_types::{
    DecodeError, ErrorKind, JsonRef,
    read::{Reader, ResultExt as _},
};

use crate::mechanism::{OF_CHANNELS, is_of_a_method};

/// The fields with which a server completes a refund.
pub(super) const OF_SERVER: [&str; 4] =
    ["refundNonce", "claims", "refundAuthorizerSignature", "claimAuthorizerSignature"];

/// The fields of all types, except `type`.
const MEMBERS: &[&str] = &[
    "channelConfig",
    "voucher",
    "deposit",
    "amount",
    "refundNonce",
    "claims",
    "refundAuthorizerSignature",
    "claimAuthorizerSignature",
    "receiver",
    "token",
];

/// Rejects the fields of other types, and those by which payloads of other mechanisms are recognised, unless they are
/// null (N-9, B-4).
pub(super) fn refuse_others(
    payload: JsonRef<'_>,
    allowed: &[&str],
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    for (name, member) in payload.members()? {
        if is_of_a_method(&name)
            && !OF_CHANNELS.contains(&&*name)
            && let Some(member) = reader.non_null(member)
        {
            return Err(member.error(ErrorKind::AmbiguousPayload));
        }
        let other = MEMBERS.iter().find(|known| **known == name && !allowed.contains(known));
        if let Some(other) = other
            && let Some(member) = reader.non_null(member)
        {
            return Err(member.error(ErrorKind::MustBeAbsent)).in_member(other);
        }
    }
    Ok(())
}
