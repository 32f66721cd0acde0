//! The characters that a field may have.

use x402_types::Flag;

use super::uri::{Uri, is_pchars};
use crate::{
    report::Recorder,
    sign_in_with_x::{ChainKind, Detail, SignIn},
};

/// Checks everything of X-15 except the formats of `uri` and `nonce`, which have separate checks.
pub(super) fn check(sign_in: &SignIn, recorder: &mut Recorder) -> Result<(), Detail> {
    for (name, text) in texts(sign_in) {
        if text.contains(is_control) {
            return Err(Detail::ControlCharacter(name));
        }
    }
    let is_solana = ChainKind::of(&sign_in.chain_id) == Some(ChainKind::Solana);
    if let Some(statement) = &sign_in.statement
        && !statement.bytes().all(is_of_statement)
    {
        if !is_solana {
            return Err(Detail::StatementCharacter);
        }
        recorder.flag(Flag::FreeText);
    }
    if sign_in.request_id.as_deref().is_some_and(|id| !is_pchars(id)) {
        return Err(Detail::RequestIdCharacter);
    }
    let resources = sign_in.resources.as_deref();
    if let Some(index) = resources.unwrap_or_default().iter().position(|uri| Uri::read(uri).is_none()) {
        return Err(Detail::NotResource(index));
    }
    let is_empty = |text: &Option<_>| text.as_deref() == Some("");
    let is_any_empty = is_empty(&sign_in.statement) || is_empty(&sign_in.request_id) || resources == Some(&[]);
    recorder.flag_if(is_any_empty, Flag::EmptyMember);
    Ok(())
}

/// Every string of a sign-in except `uri` and `nonce`.
fn texts(sign_in: &SignIn) -> impl Iterator<Item = (&'static str, &str)> {
    let required = [
        ("domain", &sign_in.domain),
        ("address", &sign_in.address),
        ("chainId", &sign_in.chain_id),
        ("type", &sign_in.signature_type),
        ("issuedAt", &sign_in.issued_at),
        ("signature", &sign_in.signature),
    ];
    let optional = [
        ("expirationTime", &sign_in.expiration_time),
        ("notBefore", &sign_in.not_before),
        ("requestId", &sign_in.request_id),
        ("statement", &sign_in.statement),
    ];
    let resources = sign_in.resources.iter().flatten().map(|uri| ("resources", uri));
    let optional = optional.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?)));
    required.into_iter().chain(optional).chain(resources).map(|(name, text)| (name, text.as_str()))
}

/// Returns `true` if a wallet may show the character as a line break, or not at all.
fn is_control(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

/// Letters, digits, the space, and the reserved and unreserved characters of RFC 3986.
fn is_of_statement(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" -._~:/?#[]@!$&'()*+,;=".contains(&byte)
}
