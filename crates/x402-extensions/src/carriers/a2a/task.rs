use alloc::{string::String, vec::Vec};

use super::{CarrierError, ERROR, Kind, Metadata, Open, RECEIPTS, REQUIRED, Status, decode, word};
use x402_types::{
    DecodeOptions, Flag, Flags, JsonRef, PaymentRequired, RawJson, SettleOutcome, SettleResponse, Version,
};

/// The payment fields of a merchant's task.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Task {
    /// The status of the payment. `None` if the task is not about payment.
    pub status: Option<Status>,
    /// The `PaymentRequired`.
    pub payment_required: Option<PaymentRequired>,
    /// All attempted settlements. The last one decides.
    pub receipts: Vec<SettleResponse>,
    /// The code of the reason why the payment failed: one of [`super::ERROR_CODES`] or a different code.
    pub error: Option<String>,
    /// Deviations that were tolerated, and facts worth knowing.
    pub flags: Flags,
    /// The question that the task leaves open.
    pub open: Option<Open>,
}

impl Task {
    /// Reads a task, without the JSON-RPC response that contains it.
    ///
    /// # Errors
    /// [`CarrierError::A2aStatus`], [`CarrierError::A2aState`], [`CarrierError::A2aDemand`], [`CarrierError::A2aReceipts`] and
    /// [`CarrierError::InvalidPayload`].
    pub fn read(task: &RawJson, options: &DecodeOptions) -> Result<Self, CarrierError> {
        Self::of(task.as_json(), options)
    }

    pub(super) fn of(task: JsonRef<'_>, options: &DecodeOptions) -> Result<Self, CarrierError> {
        if !task.is_object() {
            return Err(CarrierError::A2aState);
        }
        let mut read = Self {
            status: None,
            payment_required: None,
            receipts: Vec::new(),
            error: None,
            flags: Flags::NONE,
            open: None,
        };
        let metadata = Metadata::of(task.get("status").and_then(|status| status.get("message")))?;
        if !metadata.is_about_payment(&mut read.flags) {
            return Ok(read);
        }
        let status = metadata.status(&mut read.flags)?;
        let state = task.get("status").and_then(|status| status.get("state"));
        let state = word(state, "TASK_STATE_", &mut read.flags).ok_or(CarrierError::A2aState)?;
        read.check_state(status, &state)?;
        if status == Status::Required {
            read.take_payment_required(&metadata, task, options)?;
        }
        read.take_receipts(&metadata, status, options)?;
        let error = metadata.get(ERROR, &mut read.flags).and_then(|error| error.string().ok());
        read.error = error.map(|error| error.into_owned());
        if status == Status::Failed && read.error.is_none() {
            read.flags.insert(Flag::NoErrorCode);
        }
        read.status = Some(status);
        Ok(read)
    }

    /// The state of the payment that the task reports.
    pub fn kind(&self) -> Kind {
        match self.status {
            // A client that pays after a success pays twice (F-4).
            Some(Status::Required) if self.is_settled() => Kind::Settled,
            Some(Status::Required) => Kind::Required,
            Some(Status::Completed) => Kind::Settled,
            Some(Status::Failed) => Kind::SettlementFailed,
            Some(Status::Rejected | Status::Submitted | Status::Verified) | None => Kind::None,
        }
    }

    fn is_settled(&self) -> bool {
        self.receipts.last().is_some_and(|last| last.outcome == SettleOutcome::Success)
    }

    /// The version of x402: that of the `PaymentRequired`, or else the one that the networks of the settlements imply.
    pub fn version(&self) -> Option<Version> {
        let demanded = self.payment_required.as_ref().map(PaymentRequired::version);
        demanded.or_else(|| self.receipts.iter().rev().find_map(SettleResponse::version))
    }

    fn check_state(&mut self, status: Status, state: &str) -> Result<(), CarrierError> {
        match (status, state) {
            (Status::Required, "input-required")
            | (Status::Submitted, "input-required" | "working")
            | (Status::Verified, "working")
            | (Status::Completed, "working" | "completed")
            | (Status::Failed | Status::Rejected, "failed") => {}
            (Status::Failed, "working" | "input-required") => self.flags.insert(Flag::FailedOpen),
            (Status::Rejected, "input-required") => self.flags.insert(Flag::RejectedOpen),
            _ => return Err(CarrierError::A2aState),
        }
        Ok(())
    }

    fn take_payment_required(
        &mut self,
        metadata: &Metadata<'_>,
        task: JsonRef<'_>,
        options: &DecodeOptions,
    ) -> Result<(), CarrierError> {
        let Some(payment_required) = metadata.get(REQUIRED, &mut self.flags) else {
            // Version 0.2 allows the `PaymentRequired` in an artifact.
            let mut artifacts = task.get("artifacts").and_then(|list| list.elements().ok()).into_iter().flatten();
            artifacts.next().ok_or(CarrierError::A2aDemand)?;
            self.open = Some(Open::EmbeddedDemand);
            return Ok(());
        };
        if !payment_required.is_object() {
            return Err(CarrierError::A2aDemand);
        }
        let decoded = decode::<PaymentRequired>(payment_required, options)?;
        self.flags = self.flags.union(decoded.flags);
        self.payment_required = Some(decoded.value);
        Ok(())
    }

    fn take_receipts(
        &mut self,
        metadata: &Metadata<'_>,
        status: Status,
        options: &DecodeOptions,
    ) -> Result<(), CarrierError> {
        let receipts = metadata.get(RECEIPTS, &mut self.flags);
        let receipts = receipts.map(|list| list.elements().map_err(|_| CarrierError::A2aReceipts)).transpose()?;
        for receipt in receipts.into_iter().flatten() {
            if !receipt.is_object() {
                return Err(CarrierError::A2aReceipts);
            }
            let decoded = decode::<SettleResponse>(receipt, options)?;
            self.flags = self.flags.union(decoded.flags);
            if let SettleOutcome::Failure(Some(reason)) = &decoded.value.outcome
                && reason.as_str().contains(char::is_whitespace)
            {
                self.flags.insert(Flag::ProseReason);
            }
            self.receipts.push(decoded.value);
        }
        match (status, self.receipts.last()) {
            (Status::Completed, _) if self.is_settled() => {}
            (Status::Failed, None) => self.flags.insert(Flag::NoReceipts),
            (Status::Completed, _) => return Err(CarrierError::A2aReceipts),
            (_, Some(last)) if last.outcome != SettleOutcome::Success => {
                if !last.transaction.is_empty() {
                    self.flags.insert(Flag::Pending);
                }
            }
            (Status::Failed, Some(_)) => return Err(CarrierError::A2aReceipts),
            (Status::Required | Status::Rejected | Status::Submitted | Status::Verified, _) => {}
        }
        Ok(())
    }
}
