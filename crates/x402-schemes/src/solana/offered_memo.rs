//! The memo that an offer asks for (S-7).

use alloc::borrow::Cow;

use x402_types::__declare::errors;

use crate::Terms;

/// The greatest length of a memo that an offer may ask for, in bytes.
const MAX_MEMO: usize = 256;

/// Reads the memo that an offer asks for, `extra.memo` (`scheme_exact_svm.md`, line 77): a text of 1 to 256 bytes. `None` if the
/// offer asks for none, as an offer with an empty memo does.
///
/// # Errors
/// The member is not a text, or is too long.
pub fn offered_memo<'a>(terms: &Terms<'a>) -> Result<Option<Cow<'a, str>>, UnusableMemo> {
    let Some(member) = terms.extra_member("memo") else { return Ok(None) };
    let memo = member.string().map_err(|_| UnusableMemo)?;
    if memo.len() > MAX_MEMO { Err(UnusableMemo) } else { Ok(Some(memo).filter(|memo| !memo.is_empty())) }
}

errors! {
    /// `extra.memo` is not a text of at most 256 bytes, so no transaction can pay.
    UnusableMemo = "extra.memo is not a text of at most 256 bytes";
}
