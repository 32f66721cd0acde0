//! The accounts of the token programs: `spl-token` and `spl-token-2022`, with what its extensions say.

use x402_schemes::solana::{Address, TokenProgram};

use super::AnswerError;

type Result<T> = core::result::Result<T, AnswerError>;

/// Bytes of a mint, and of a token account, without extensions.
const MINT: usize = 82;
const ACCOUNT: usize = 165;

/// Numbers of extensions that can keep a transfer from delivering all of it.
mod extension {
    pub(super) const TRANSFER_FEE: u16 = 1;
    pub(super) const MEMO_TRANSFER: u16 = 8;
    pub(super) const NON_TRANSFERABLE: u16 = 9;
    pub(super) const TRANSFER_HOOK: u16 = 14;
    pub(super) const PAUSABLE: u16 = 26;
    /// The highest number that is known here.
    pub(super) const LAST: u16 = 28;
}

/// Whether the mint has these decimals, if any are said, and lets a plain transfer deliver all of it.
pub(super) fn mint_delivers(data: &[u8], program: TokenProgram, decimals: Option<u8>) -> Result<bool> {
    let fits = decimals.is_none_or(|decimals| byte(data, 44) == Some(decimals)) && byte(data, 45) == Some(1);
    if !fits || !has_length(data, MINT, program) {
        return Ok(false);
    }
    for (number, value) in extensions(data, 1)? {
        let delivers = match number {
            extension::TRANSFER_FEE => takes_no_fee(value),
            extension::NON_TRANSFERABLE => Some(false),
            // Authority and program; without a program nothing is called.
            extension::TRANSFER_HOOK => value.get(32..64).map(|program| program.iter().all(|byte| *byte == 0)),
            // Authority, and whether it is paused.
            extension::PAUSABLE => byte(value, 32).map(|paused| paused == 0),
            _ => Some(true),
        };
        if delivers != Some(true) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Two authorities, what was withheld, and two fees, of which the epoch says which counts: each its epoch, the most that
/// it can be, and how many hundredths of a percent.
fn takes_no_fee(value: &[u8]) -> Option<bool> {
    let is_free = |at: usize| {
        let most = value.get(at.checked_add(8)?..at.checked_add(16)?)?;
        let rate = value.get(at.checked_add(16)?..at.checked_add(18)?)?;
        Some([most, rate].iter().any(|bytes| bytes.iter().all(|byte| *byte == 0)))
    };
    Some(is_free(72)? && is_free(90)?)
}

/// Whether the authority may take so much from the account: its owner, or a delegate for as much.
pub(super) fn can_pay(
    data: &[u8],
    program: TokenProgram,
    mint: &Address,
    authority: &Address,
    at_least: u64,
) -> Result<bool> {
    if !is_account(data, program, mint) {
        return Ok(false);
    }
    let is_authority = |at: usize| bytes_at(data, at) == Some(&authority.to_bytes());
    let is_owner = is_authority(32);
    let is_delegate = bytes_at::<4>(data, 72) == Some(&[1, 0, 0, 0])
        && is_authority(76)
        && number(data, 121).is_some_and(|delegated| delegated >= at_least);
    // So that one that is not known does not go unnoticed.
    extensions(data, 2)?;
    Ok((is_owner || is_delegate) && number(data, 64).is_some_and(|amount| amount >= at_least))
}

/// Whether the account can be paid with the memo behind the transfer.
pub(super) fn can_be_paid(data: &[u8], program: TokenProgram, mint: &Address) -> Result<bool> {
    let wants_memo = |(number, value): &(u16, &[u8])| *number == extension::MEMO_TRANSFER && value.first() != Some(&0);
    Ok(is_account(data, program, mint) && !extensions(data, 2)?.iter().any(wants_memo))
}

/// Of this mint, initialised, not frozen.
fn is_account(data: &[u8], program: TokenProgram, mint: &Address) -> bool {
    has_length(data, ACCOUNT, program) && bytes_at(data, 0) == Some(&mint.to_bytes()) && byte(data, 108) == Some(1)
}

/// Token-2022 pads both kinds to the length of an account, and puts the kind and the extensions behind.
fn has_length(data: &[u8], bare: usize, program: TokenProgram) -> bool {
    data.len() == bare || (program == TokenProgram::Token2022 && data.len() > ACCOUNT)
}

/// Number and value of each; `kind` is 1 for a mint and 2 for an account.
fn extensions(data: &[u8], kind: u8) -> Result<alloc::vec::Vec<(u16, &[u8])>> {
    let mut found = alloc::vec::Vec::new();
    let Some((first, mut rest)) = data.get(ACCOUNT..).and_then(<[u8]>::split_first) else { return Ok(found) };
    if *first != kind {
        return Err(AnswerError::Member("data"));
    }
    while let Some(([a, b, c, d], behind)) = rest.split_first_chunk() {
        let (number, length) = (u16::from_le_bytes([*a, *b]), usize::from(u16::from_le_bytes([*c, *d])));
        // Room that is not used yet.
        if number == 0 {
            break;
        }
        if number > extension::LAST {
            return Err(AnswerError::Extension(number));
        }
        let (value, behind) = behind.split_at_checked(length).ok_or(AnswerError::Member("data"))?;
        found.push((number, value));
        rest = behind;
    }
    Ok(found)
}

fn byte(data: &[u8], at: usize) -> Option<u8> {
    data.get(at).copied()
}

fn bytes_at<const N: usize>(data: &[u8], at: usize) -> Option<&[u8; N]> {
    data.get(at..)?.first_chunk()
}

fn number(data: &[u8], at: usize) -> Option<u64> {
    bytes_at(data, at).map(|bytes| u64::from_le_bytes(*bytes))
}
