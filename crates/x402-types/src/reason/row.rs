//! The rows of the table of reasons.

use super::explanation::Explanation;

/// A set of dialects.
pub(super) type In = u16;

/// `spec`
pub(super) const S: In = 1;
/// `ts`
pub(super) const T: In = 1 << 1;
/// `py`
pub(super) const P: In = 1 << 2;
/// `go`
pub(super) const G: In = 1 << 3;
/// `x402-rs`
pub(super) const X: In = 1 << 4;
/// `legacy`
pub(super) const L: In = 1 << 5;
/// `circle`
pub(super) const C: In = 1 << 6;
/// `r402`
pub(super) const R: In = 1 << 7;
/// `cdp`
pub(super) const D: In = 1 << 8;
/// `offline`
pub(super) const O: In = 1 << 9;

/// A meaning with its codes.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Row {
    pub(super) sentence: &'static str,
    pub(super) explanation: &'static Explanation,
    /// The codes. In each dialect, the first is the current one, and the others belong to its V1 routes or to older
    /// releases.
    pub(super) codes: &'static [(In, &'static str)],
}

pub(super) const fn row(
    sentence: &'static str,
    explanation: &'static Explanation,
    codes: &'static [(In, &'static str)],
) -> Row {
    Row { sentence, explanation, codes }
}
