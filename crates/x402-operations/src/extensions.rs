//! The operations for extensions, one in each file, and the parts that their answers share.

pub(super) mod builder_code;
pub(super) mod echo;
pub(super) mod http_message_signatures;
pub(super) mod offer_receipt;
pub(super) mod payment_identifier;
pub(super) mod sign_in_with_x;

use serde::Serialize;
use serde_json::value::RawValue;
use x402_extensions::ExtensionReport;
use x402_types::{DecodeError, Flags, Members, RawJson};
use x402_verify::Verdict;

use super::render::{ShownError, flag_names, one_line};

/// The fields that every result with a verdict has.
#[derive(Debug, Serialize)]
pub(super) struct ExtensionVerdict {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    flags: Vec<&'static str>,
    /// The questions that decide the verdict.
    needs: [(); 0],
    /// The questions that a valid verdict leaves open.
    outstanding: [(); 0],
}

impl ExtensionVerdict {
    /// The verdict if the bytes alone decide: invalid with a reason, or valid.
    pub(super) fn by_bytes(reason: Option<&'static str>, flags: Flags) -> Self {
        let verdict = if reason.is_some() { Verdict::Invalid } else { Verdict::Valid };
        Self { verdict: verdict.as_str(), reason, flags: flag_names(flags), needs: [], outstanding: [] }
    }
}

/// The answer for a source that cannot be decoded.
#[derive(Debug, Serialize)]
struct Undecodable {
    verdict: &'static str,
    reason: &'static str,
    err: ShownError,
    flags: [(); 0],
    outstanding: [(); 0],
    needs: [(); 0],
}

/// An answer as JSON text: a report with the fields that the operation adds, or the error of an undecodable source with
/// the extension's reason.
fn answer_text(
    verified: Result<(&ExtensionReport, &Members), &DecodeError>,
    undecodable: &'static str,
) -> serde_json::Result<Box<RawValue>> {
    match verified {
        Ok((report, members)) => RawValue::from_string(one_line(report.to_json(members).as_str().into())),
        Err(error) => serde_json::value::to_raw_value(&Undecodable {
            verdict: Verdict::Invalid.as_str(),
            reason: undecodable,
            err: ShownError::new(error),
            flags: [],
            outstanding: [],
            needs: [],
        }),
    }
}

/// Adds a text if it was read.
fn insert_text(members: &mut Members, name: &str, text: Option<impl AsRef<str>>) {
    if let Some(text) = text {
        members.insert(name, RawJson::string(text.as_ref()));
    }
}
