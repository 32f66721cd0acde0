//! Reads mints and token accounts of `spl-token` and `spl-token-2022`, including the extensions of the latter.

use x402_schemes::solana::{Address, TokenProgram};

use super::account::{Account, AnswerError, MULTISIG};

type Result<T> = core::result::Result<T, AnswerError>;

/// The bytes of a mint and of a token account without extensions.
const MINT: usize = 82;
const ACCOUNT: usize = 165;

/// The numbers of the extensions that can keep a transfer from delivering the whole amount.
mod extension {
    pub(super) const TRANSFER_FEE: u16 = 1;
    pub(super) const CONFIDENTIAL_TRANSFER_ACCOUNT: u16 = 5;
    pub(super) const MEMO_TRANSFER: u16 = 8;
    pub(super) const NON_TRANSFERABLE: u16 = 9;
    pub(super) const TRANSFER_HOOK: u16 = 14;
    pub(super) const PAUSABLE: u16 = 26;
    /// The highest number that this module knows.
    pub(super) const LAST: u16 = 28;
}

/// Returns `true` if the mint has these decimals, if any, and lets a plain transfer deliver the whole amount.
///
/// The epoch decides which transfer fee is in force. Mints of Token have no fee and need no epoch.
pub(super) fn mint_delivers(
    mint: Option<Account>,
    program: TokenProgram,
    decimals: Option<u8>,
    epoch: Option<u64>,
) -> Result<bool> {
    let Some(data) = mint.and_then(|mint| mint.of(program)) else { return Ok(false) };
    let data = data.as_slice();
    let fits = decimals.is_none_or(|decimals| byte(data, 44) == Some(decimals)) && byte(data, 45) == Some(1);
    if !fits || !has_length(data, MINT, program) {
        return Ok(false);
    }
    for (number, value) in extensions(data, 1)? {
        let delivers = match number {
            extension::TRANSFER_FEE => takes_no_fee(value, epoch),
            extension::NON_TRANSFERABLE => Some(false),
            // The value is an authority and a program. Without a program nothing is called.
            extension::TRANSFER_HOOK => value.get(32..64).map(|program| program.iter().all(|byte| *byte == 0)),
            // The value is an authority and whether the mint is paused.
            extension::PAUSABLE => byte(value, 32).map(|paused| paused == 0),
            _ => Some(true),
        };
        if delivers != Some(true) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Returns `true` if no fee is in force. The value is two authorities, the withheld amount and two fees. A fee is the
/// epoch from which it counts, the most that it can be, and its rate in hundredths of a percent. The newer fee counts
/// from its epoch on, and the older one until then.
fn takes_no_fee(value: &[u8], epoch: Option<u64>) -> Option<bool> {
    const OLDER: usize = 72;
    const NEWER: usize = 90;
    let at = if epoch? >= number(value, NEWER)? { NEWER } else { OLDER };
    let most = value.get(at.checked_add(8)?..at.checked_add(16)?)?;
    let rate = value.get(at.checked_add(16)?..at.checked_add(18)?)?;
    Some([most, rate].iter().any(|bytes| bytes.iter().all(|byte| *byte == 0)))
}

/// Returns `true` if the authority may take this amount from the account. A delegate may take the rest of its
/// allowance, even if the delegate is the owner. If the authority is no delegate, it must be the owner. An account of
/// the fee payer pays nothing, whichever authority may take from it (S-6).
pub(super) fn can_pay(
    source: Option<Account>,
    program: TokenProgram,
    mint: &Address,
    authority: &Address,
    fee_payer: &Address,
    at_least: u64,
) -> Result<bool> {
    let Some(data) = source.and_then(|source| source.of(program)) else { return Ok(false) };
    let data = data.as_slice();
    if !is_account(data, program, mint) || belongs_to(data, fee_payer) {
        return Ok(false);
    }
    let is_authority = |at: usize| bytes_at(data, at) == Some(&authority.to_bytes());
    let has = |at: usize| number(data, at).is_some_and(|amount| amount >= at_least);
    let is_delegate = bytes_at::<4>(data, 72) == Some(&[1, 0, 0, 0]) && is_authority(76);
    let may = if is_delegate { has(121) } else { is_authority(32) };
    // An unknown extension is an error here too.
    extensions(data, 2)?;
    Ok(may && has(64))
}

/// Returns `true` if the account belongs to this owner, and can be paid with a transfer that no memo precedes. The
/// token programs do not compare the owner of the paid account. So a transfer to the associated account of a wallet
/// succeeds after a different owner was set, and pays that owner. The program of associated accounts refuses to create
/// such an account again (`InvalidOwner`).
pub(super) fn can_be_paid(
    destination: Option<Account>,
    program: TokenProgram,
    mint: &Address,
    owner: &Address,
) -> Result<bool> {
    let Some(data) = destination.and_then(|destination| destination.of(program)) else { return Ok(false) };
    let data = data.as_slice();
    if !is_account(data, program, mint) || !belongs_to(data, owner) {
        return Ok(false);
    }
    let takes = |(number, value): &(u16, &[u8])| match *number {
        extension::MEMO_TRANSFER => value.first() == Some(&0),
        // The value contains: approved, keys and balances, whether the account takes confidential credits, and whether
        // it takes others.
        extension::CONFIDENTIAL_TRANSFER_ACCOUNT => value.get(262).is_some_and(|takes| *takes != 0),
        _ => true,
    };
    Ok(extensions(data, 2)?.iter().all(takes))
}

/// Returns `true` if the account is one of this mint and of this owner, in whatever state.
pub(super) fn is_of(account: Account, program: TokenProgram, mint: &Address, owner: &Address) -> bool {
    let Some(data) = account.of(program) else { return false };
    let data = data.as_slice();
    has_length(data, ACCOUNT, program) && bytes_at(data, 0) == Some(&mint.to_bytes()) && belongs_to(data, owner)
}

fn belongs_to(data: &[u8], owner: &Address) -> bool {
    bytes_at(data, 32) == Some(&owner.to_bytes())
}

/// Returns `true` if the data is an account of this mint that is initialised and not frozen.
fn is_account(data: &[u8], program: TokenProgram, mint: &Address) -> bool {
    has_length(data, ACCOUNT, program) && bytes_at(data, 0) == Some(&mint.to_bytes()) && byte(data, 108) == Some(1)
}

/// Returns `true` if the data has a valid length. Token-2022 pads a mint to the length of an account, and appends the
/// kind and the extensions to both. It accepts data as long as a multisig account for neither.
fn has_length(data: &[u8], bare: usize, program: TokenProgram) -> bool {
    data.len() == bare || (program == TokenProgram::Token2022 && data.len() > ACCOUNT && data.len() != MULTISIG)
}

/// The number and the value of each extension. `kind` is 1 for a mint and 2 for an account.
fn extensions(data: &[u8], kind: u8) -> Result<alloc::vec::Vec<(u16, &[u8])>> {
    let mut found = alloc::vec::Vec::new();
    let Some((first, mut rest)) = data.get(ACCOUNT..).and_then(<[u8]>::split_first) else { return Ok(found) };
    if *first != kind {
        return Err(AnswerError::Member("data"));
    }
    while let Some(([a, b, c, d], behind)) = rest.split_first_chunk() {
        let (number, length) = (u16::from_le_bytes([*a, *b]), usize::from(u16::from_le_bytes([*c, *d])));
        // The rest is space for further extensions.
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
