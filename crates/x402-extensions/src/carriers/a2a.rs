//! Agent2Agent (`transports-v1/a2a.md`, `transports-v2/a2a.md`), for A2A 0.3 and 1.0.
//!
//! A merchant requires payment in the status message of a task. The client answers with a message that contains the
//! payment. The task then reports the settlement. All of these are in the `metadata` of the messages.
//!
//! ```
//! use x402_extensions::carriers::{CarrierError, a2a::{Kind, Message, Status, Task}};
//! use x402_types::{DecodeOptions, RawJson};
//! let task = |state: &str, status: &str| RawJson::parse(&format!(r#"{{"kind":"task","id":"task-123","status":{{
//!   "state":"{state}","message":{{"kind":"message","role":"agent","parts":[],"metadata":{{"x402.payment.status":"{status}",
//!   "x402.payment.required":{{"x402Version":2,"accepts":[]}}}}}}}}}}"#)).unwrap();
//! let read = Task::read(&task("input-required", "payment-required"), &DecodeOptions::STRICT)?;
//! assert_eq!((read.status, read.kind()), (Some(Status::Required), Kind::Required));
//! // A completed task cannot require payment.
//! let error = Task::read(&task("completed", "payment-required"), &DecodeOptions::STRICT).unwrap_err();
//! assert_eq!(error, CarrierError::A2aState);
//! // A client's message must name the task that it pays for.
//! let message = RawJson::parse(r#"{"role":"user","parts":[],"metadata":{"x402.payment.status":"payment-submitted",
//!   "x402.payment.payload":{"x402Version":1,"scheme":"exact","network":"base","payload":{}}}}"#)?;
//! assert_eq!(Message::read(&message, &DecodeOptions::STRICT).unwrap_err(), CarrierError::A2aTaskId);
//! # Ok::<(), x402_extensions::carriers::CarrierError>(())
//! ```
//!
//! [`metadata`] writes these messages.

mod message;
pub mod metadata;
mod task;

use alloc::borrow::Cow;

use super::{CarrierError, Open, decode};
use x402_types::{Flag, Flags, JsonRef, declare::names};

pub use super::Kind;
pub use message::Message;
pub use task::Task;

/// The key of the payment status in `metadata`.
pub const STATUS: &str = "x402.payment.status";
/// The key of the `PaymentRequired` in `metadata`.
pub const REQUIRED: &str = "x402.payment.required";
/// The key of the payment in `metadata`.
pub const PAYLOAD: &str = "x402.payment.payload";
/// The key of the list of settlements in `metadata`.
pub const RECEIPTS: &str = "x402.payment.receipts";
/// The key of the error code of a failed payment in `metadata`.
pub const ERROR: &str = "x402.payment.error";
const KEYS: [&str; 5] = [STATUS, REQUIRED, PAYLOAD, RECEIPTS, ERROR];

/// The URIs of versions 0.1 and 0.2 of the extension (A-7).
pub const EXTENSIONS: &[&str] = &[
    "https://github.com/google-a2a/a2a-x402/v0.1",
    "https://github.com/google-agentic-commerce/a2a-x402/blob/main/spec/v0.2",
];

/// The codes that the specification of the extension defines for [`ERROR`]. Other codes are allowed (A-6).
pub const ERROR_CODES: &[&str] = &[
    "INSUFFICIENT_FUNDS",
    "INVALID_SIGNATURE",
    "EXPIRED_PAYMENT",
    "DUPLICATE_NONCE",
    "NETWORK_MISMATCH",
    "INVALID_AMOUNT",
    "SETTLEMENT_FAILED",
];

/// Returns `true` if this header of a request activates the extension (A-7): `X-A2A-Extensions`, or `A2A-Extensions` in
/// A2A 1.0, with one of [`EXTENSIONS`] in its comma-separated list.
///
/// ```
/// use x402_extensions::carriers::a2a::is_activated_by;
/// assert!(is_activated_by("x-a2a-extensions", b"https://example.com/a, https://github.com/google-a2a/a2a-x402/v0.1"));
/// assert!(!is_activated_by("X-A2A-Extensions", b"https://github.com/google-a2a/a2a-x402/v0.10"));
/// ```
#[must_use]
pub fn is_activated_by(name: &str, value: &[u8]) -> bool {
    let is_named = ["X-A2A-Extensions", "A2A-Extensions"].iter().any(|known| name.eq_ignore_ascii_case(known));
    let names = |uri: &str| EXTENSIONS.contains(&uri.trim_matches([' ', '\t']));
    is_named && core::str::from_utf8(value).is_ok_and(|value| value.split(',').any(names))
}

names! {
    /// The status of a payment.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Status {
        /// The merchant requires payment.
        Required = "payment-required",
        /// The client refuses to pay.
        Rejected = "payment-rejected",
        /// The client has paid.
        Submitted = "payment-submitted",
        /// The merchant verified the payment.
        Verified = "payment-verified",
        /// The payment is settled.
        Completed = "payment-completed",
        /// The payment was refused or not settled.
        Failed = "payment-failed",
    }
    as_str "The text on the wire: `payment-required`.";
    Display;
}

impl Status {
    /// Every status.
    pub const ALL: &'static [Self] =
        &[Self::Required, Self::Rejected, Self::Submitted, Self::Verified, Self::Completed, Self::Failed];
}

/// The payment fields of a message's `metadata`.
struct Metadata<'a>(Option<JsonRef<'a>>);

impl<'a> Metadata<'a> {
    /// # Errors
    /// [`CarrierError::A2aStatus`] if the metadata are not an object.
    fn of(message: Option<JsonRef<'a>>) -> Result<Self, CarrierError> {
        let metadata = message.and_then(|message| message.non_null("metadata"));
        if metadata.is_some_and(|metadata| !metadata.is_object()) {
            return Err(CarrierError::A2aStatus);
        }
        Ok(Self(metadata))
    }

    /// Returns `true` if any of the payment keys has a value that is not `null`.
    fn is_about_payment(&self, flags: &mut Flags) -> bool {
        let mut found = false;
        for key in KEYS {
            found |= self.get(key, flags).is_some();
        }
        found
    }

    /// The value of a key. `null` counts as absent (C-7).
    fn get(&self, key: &str, flags: &mut Flags) -> Option<JsonRef<'a>> {
        let value = self.0?.get(key)?;
        if value.is_null() {
            flags.insert(Flag::NullOptional);
            return None;
        }
        Some(value)
    }

    /// # Errors
    /// [`CarrierError::A2aStatus`] if the status is missing or not one of the six.
    fn status(&self, flags: &mut Flags) -> Result<Status, CarrierError> {
        let written = self.get(STATUS, flags).and_then(|status| status.string().ok());
        let known = Status::ALL.iter().find(|status| written.as_deref() == Some(status.as_str()));
        known.copied().ok_or(CarrierError::A2aStatus)
    }
}

/// A word of A2A as version 0.3 writes it: `input-required` for `TASK_STATE_INPUT_REQUIRED`, `user` for `ROLE_USER`
/// (A-1).
fn word<'a>(value: Option<JsonRef<'a>>, prefix: &str, flags: &mut Flags) -> Option<Cow<'a, str>> {
    let written = value?.string().ok()?;
    let is_word = |name: &&str| name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let Some(name) = written.strip_prefix(prefix).filter(is_word) else { return Some(written) };
    flags.insert(Flag::A2aOne);
    Some(name.to_ascii_lowercase().replace('_', "-").into())
}
