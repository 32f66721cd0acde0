//! The JSON of a report (feature `serde`): the output of the command with `--json`, and the answer of the operation
//! `verify` (`docs/reference/operations`).
//!
//! A [`Report`] is serialized, and a [`RecordedReport`] is deserialized. They are two types because the JSON contains
//! less: in it, the details of checks and the questions are sentences. The JSON proves nothing, because anyone can
//! write it. For this reason it cannot be turned into a [`Paid`](crate::Paid).
//!
//! ```
//! use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};
//! use x402_verify::{Context, json::RecordedReport, verify};
//!
//! // The payment that the specification prints. A server verifies it against its own offers.
//! let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
//! let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
//! let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
//! let offers = [payment.accepted.clone()];
//!
//! let report = verify(&payment, &offers, &Context::at(1_740_672_100));
//! let text = serde_json::to_string(&report)?;
//! let kept: RecordedReport = serde_json::from_str(&text)?;
//! assert_eq!(kept, RecordedReport::from(&report));
//! assert_eq!(kept.verdict(), report.verdict());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(feature = "schemars")]
mod examples;
mod from_json;
mod halves;
pub(crate) mod read;
mod recorded;
#[cfg(feature = "schemars")]
pub(crate) mod schema;
mod to_json;

use serde::{Serialize, Serializer};
use x402_types::{Flags, object::serialize_text};

use crate::Report;

pub use crate::json_rpc::JsonRpc;
pub use halves::Halves;
pub use read::ReadError;
pub use recorded::{RecordedCheck, RecordedOutcome, RecordedParticulars, RecordedQuestion, RecordedReport};
pub use to_json::{decode_error_to_json, report_to_json};

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_text(&report_to_json(self, Flags::NONE), serializer)
    }
}
