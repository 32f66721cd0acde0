//! The memo that an offer requires (S-7).

use alloc::borrow::Cow;

use x402_types::declare::errors;

use crate::Terms;

/// The maximum length of a memo that an offer may require, in bytes.
const MAX_MEMO: usize = 256;

/// Reads the memo that an offer requires, `extra.memo` (`scheme_exact_svm.md`, line 77): a text of 1 to 256 bytes.
/// Returns `Ok(None)` if the memo is absent or empty, because the offer then requires none.
///
/// # Errors
/// The memo is not a text, or is too long.
pub fn offered_memo<'a>(terms: &Terms<'a>) -> Result<Option<Cow<'a, str>>, UnusableMemo> {
    let Some(member) = terms.extra_member("memo") else { return Ok(None) };
    let memo = member.string().map_err(|_| UnusableMemo)?;
    if memo.len() > MAX_MEMO { Err(UnusableMemo) } else { Ok(Some(memo).filter(|memo| !memo.is_empty())) }
}

errors! {
    /// `extra.memo` is not a text of at most 256 bytes, so no transaction can pay.
    pub struct UnusableMemo = "extra.memo is not a text of at most 256 bytes";
}
