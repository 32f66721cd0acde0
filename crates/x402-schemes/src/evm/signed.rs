//! A payload that consists of a signature and the signed message. Two transfer methods have such a payload.

use x402_types::{
    DecodeError, ErrorKind, JsonRef,
    read::{Reader, ResultExt, required},
};

use super::Signature;
use crate::mechanism::is_of_other;

/// Reads `signature` and the member in which the method keeps the signed message. Unknown members are ignored.
///
/// # Errors
/// A member is missing or wrong, or there is a member of another transfer method that is not null (B-4, C-7).
pub(crate) fn read_signed<'a, 'o, T>(
    payload: JsonRef<'a>,
    reader: &mut Reader<'o>,
    method: &'static str,
    read: impl Fn(JsonRef<'a>, &mut Reader<'o>) -> Result<T, DecodeError>,
) -> Result<(Signature, T), DecodeError> {
    let mut signature = None;
    let mut authorization = None;
    let mut other_method = None;
    for (name, member) in payload.members()? {
        match &*name {
            "signature" => signature = Some(Signature::read(member).in_member("signature")?),
            name if name == method => authorization = Some(read(member, reader).in_member(method)?),
            name if is_of_other(name, &[method]) => {
                other_method = reader.given(member).or(other_method);
            }
            _ => {}
        }
    }
    let authorization = required(authorization, method, payload)?;
    if let Some(member) = other_method {
        return Err(member.error(ErrorKind::AmbiguousPayload));
    }
    Ok((required(signature, "signature", payload)?, authorization))
}
