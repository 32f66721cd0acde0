//! The operations of extensions, one file each, and what their answers have in common.

pub(super) mod builder_code;
pub(super) mod echo;
pub(super) mod offer_receipt;
pub(super) mod payment_identifier;
pub(super) mod sign_in_with_x;

use serde::Serialize;
use x402_types::Flags;
use x402_verify::Verdict;

use super::render::flag_names;

/// The members that every result with a verdict has.
#[derive(Debug, Serialize)]
pub(super) struct Judged {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    flags: Vec<&'static str>,
    /// What has to be asked before there is a verdict.
    needs: [(); 0],
    /// What a valid one leaves to others.
    outstanding: [(); 0],
}

impl Judged {
    /// Of what bytes alone decide: invalid for a reason, or valid.
    pub(super) fn by_bytes(reason: Option<&'static str>, flags: Flags) -> Self {
        let verdict = if reason.is_some() { Verdict::Invalid } else { Verdict::Valid };
        Self { verdict: verdict.as_str(), reason, flags: flag_names(flags), needs: [], outstanding: [] }
    }
}
