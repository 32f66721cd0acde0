//! Writers of the payment fields of a message's `metadata`. You can add other fields.

use super::{ERROR, PAYLOAD, RECEIPTS, REQUIRED, STATUS, Status};
use x402_types::{Members, PaymentPayload, PaymentRequired, RawJson, SettleResponse, Wire};

/// Returns the metadata of a task that requires payment, in the state `input-required`.
#[must_use]
pub fn required(payment_required: &PaymentRequired) -> Members {
    with(Status::Required, [(REQUIRED, payment_required.to_raw())])
}

/// Returns the metadata of a message that pays for a task.
///
/// ```
/// use x402_extensions::carriers::a2a::{Message, metadata};
/// use x402_types::{DecodeOptions, PaymentPayload, RawJson, Wire};
/// let payment = r#"{"x402Version":1,"scheme":"exact","network":"base","payload":{}}"#;
/// let payment = PaymentPayload::decode(payment, &DecodeOptions::STRICT)?.value;
/// let metadata = RawJson::from(metadata::submitted(&payment));
/// let message = format!(r#"{{"role":"user","taskId":"task-123","parts":[],"metadata":{}}}"#, metadata.as_str());
/// let read = Message::read(&RawJson::parse(&message)?, &DecodeOptions::STRICT)?;
/// assert_eq!(read.payment, Some(payment));
/// # Ok::<(), x402_extensions::carriers::CarrierError>(())
/// ```
#[must_use]
pub fn submitted(payment: &PaymentPayload) -> Members {
    with(Status::Submitted, [(PAYLOAD, payment.to_raw())])
}

/// Returns the metadata of a message or a failed task if the client refuses to pay.
#[must_use]
pub fn rejected() -> Members {
    with(Status::Rejected, [])
}

/// Returns the metadata of a task whose payment is verified, in the state `working`.
#[must_use]
pub fn verified() -> Members {
    with(Status::Verified, [])
}

/// Returns the metadata of a task whose payment is verified and being settled, in the state `working`. The last
/// settlement names the transaction (A-5).
#[must_use]
pub fn pending(receipts: &[SettleResponse]) -> Members {
    with(Status::Verified, [(RECEIPTS, list(receipts))])
}

/// Returns the metadata of a paid task. The last settlement must be a success.
#[must_use]
pub fn completed(receipts: &[SettleResponse]) -> Members {
    with(Status::Completed, [(RECEIPTS, list(receipts))])
}

/// Returns the metadata of a failed task. The code may be one of [`super::ERROR_CODES`] or any other. The last
/// settlement, if there is one, must not be a success (A-5).
#[must_use]
pub fn failed(code: &str, receipts: &[SettleResponse]) -> Members {
    with(Status::Failed, [(ERROR, RawJson::string(code)), (RECEIPTS, list(receipts))])
}

fn list(receipts: &[SettleResponse]) -> RawJson {
    RawJson::array(receipts.iter().map(Wire::to_raw))
}

fn with<const N: usize>(status: Status, members: [(&str, RawJson); N]) -> Members {
    [(STATUS, RawJson::string(status.as_str()))].into_iter().chain(members).collect()
}
