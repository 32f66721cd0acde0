use alloc::string::String;

use super::{CarrierError, Metadata, Open, PAYLOAD, Status, decode, word};
use x402_types::{DecodeOptions, Flags, JsonRef, PaymentPayload, RawJson};

/// The payment fields of a client's message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message {
    /// [`Status::Submitted`] or [`Status::Rejected`]. `None` for a message that is not about payment.
    pub status: Option<Status>,
    /// The id of the task to pay for. Never `None` if there is a payment.
    pub task_id: Option<String>,
    /// The payment.
    pub payment: Option<PaymentPayload>,
    /// Deviations that were tolerated, and facts worth knowing.
    pub flags: Flags,
    /// The question that the message leaves open.
    pub open: Option<Open>,
}

impl Message {
    /// Reads a message, without the JSON-RPC request that contains it.
    ///
    /// # Errors
    /// [`CarrierError::A2aStatus`], [`CarrierError::A2aTaskId`], [`CarrierError::A2aPayload`] and
    /// [`CarrierError::InvalidPayload`].
    pub fn read(message: &RawJson, options: &DecodeOptions) -> Result<Self, CarrierError> {
        Self::of(message.as_json(), options)
    }

    pub(super) fn of(message: JsonRef<'_>, options: &DecodeOptions) -> Result<Self, CarrierError> {
        if !message.is_object() {
            return Err(CarrierError::A2aStatus);
        }
        let task_id = message.get("taskId").and_then(|id| id.string().ok()).filter(|id| !id.is_empty());
        let task_id = task_id.map(|id| id.into_owned());
        let mut read = Self { status: None, task_id, payment: None, flags: Flags::NONE, open: None };
        let metadata = Metadata::of(Some(message))?;
        if !metadata.is_about_payment(&mut read.flags) {
            return Ok(read);
        }
        let status = metadata.status(&mut read.flags)?;
        let role = word(message.get("role"), "ROLE_", &mut read.flags);
        let payload = metadata.get(PAYLOAD, &mut read.flags);
        match (status, role.as_deref(), payload) {
            (Status::Rejected, Some("user"), None) => {}
            (Status::Rejected, Some("user"), Some(_)) => return Err(CarrierError::A2aPayload),
            (Status::Submitted, Some("user"), _) if read.task_id.is_none() => return Err(CarrierError::A2aTaskId),
            (Status::Submitted, Some("user"), Some(payload)) => read.take_payment(payload, options)?,
            // Version 0.2 allows the payment in a separate part.
            (Status::Submitted, Some("user"), None) if has_data(message) => read.open = Some(Open::EmbeddedPayment),
            (Status::Submitted, Some("user"), None) => return Err(CarrierError::A2aPayload),
            _ => return Err(CarrierError::A2aStatus),
        }
        read.status = Some(status);
        Ok(read)
    }

    fn take_payment(&mut self, payload: JsonRef<'_>, options: &DecodeOptions) -> Result<(), CarrierError> {
        if !payload.is_object() {
            return Err(CarrierError::A2aPayload);
        }
        let decoded = decode::<PaymentPayload>(payload, options)?;
        self.flags = self.flags.union(decoded.flags);
        self.payment = Some(decoded.value);
        Ok(())
    }
}

fn has_data(message: JsonRef<'_>) -> bool {
    let parts = message.get("parts").and_then(|parts| parts.elements().ok());
    parts.into_iter().flatten().any(|part| part.non_null("data").is_some())
}
