use alloc::{string::String, vec::Vec};

use super::{CarrierError, ERROR, Kind, Metadata, Open, RECEIPTS, REQUIRED, Status, decode, word};
use crate::{DecodeOptions, Flag, Flags, JsonRef, PaymentRequired, RawJson, SettleOutcome, SettleResponse};

/// A task of a merchant, as far as payment is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Task {
    /// How far the payment is; `None` for a task that says nothing about payment.
    pub status: Option<Status>,
    /// The demand.
    pub demand: Option<PaymentRequired>,
    /// Every settlement that was tried. The last one decides.
    pub receipts: Vec<SettleResponse>,
    /// Why the payment failed, in the words of the extension's document ([`super::ERROR_CODES`]) or others.
    pub error: Option<String>,
    /// What was tolerated, or is worth knowing.
    pub flags: Flags,
    /// What is left to others.
    pub open: Option<Open>,
}

impl Task {
    /// Reads a task, without the JSON-RPC answer around it.
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
        let mut read =
            Self { status: None, demand: None, receipts: Vec::new(), error: None, flags: Flags::NONE, open: None };
        let metadata = Metadata::of(task.get("status").and_then(|status| status.get("message")));
        if !metadata.is_about_payment() {
            return Ok(read);
        }
        let status = metadata.status(&mut read.flags)?;
        let state = task.get("status").and_then(|status| status.get("state"));
        let state = word(state, "TASK_STATE_", &mut read.flags).ok_or(CarrierError::A2aState)?;
        read.check_state(status, &state)?;
        if status == Status::Required {
            read.take_demand(&metadata, task, options)?;
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

    /// What it says about payment.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self.status {
            Some(Status::Required) => Kind::Required,
            Some(Status::Completed) => Kind::Settled,
            Some(Status::Failed) => Kind::SettlementFailed,
            Some(Status::Rejected | Status::Submitted | Status::Verified) | None => Kind::None,
        }
    }

    /// The version of the protocol: that of the demand, else what the networks of the settlements imply.
    #[must_use]
    pub fn version(&self) -> Option<u64> {
        let demanded = self.demand.as_ref().map(PaymentRequired::version);
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

    fn take_demand(
        &mut self,
        metadata: &Metadata<'_>,
        task: JsonRef<'_>,
        options: &DecodeOptions,
    ) -> Result<(), CarrierError> {
        let Some(demand) = metadata.get(REQUIRED, &mut self.flags) else {
            // By version 0.2 the demand may stand in an artifact.
            let mut artifacts = task.get("artifacts").and_then(|list| list.elements().ok()).into_iter().flatten();
            artifacts.next().ok_or(CarrierError::A2aDemand)?;
            self.open = Some(Open::EmbeddedDemand);
            return Ok(());
        };
        if !demand.is_object() {
            return Err(CarrierError::A2aDemand);
        }
        let decoded = decode::<PaymentRequired>(demand, options)?;
        self.flags = self.flags.union(decoded.flags);
        self.demand = Some(decoded.value);
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
            (Status::Completed, Some(last)) if last.outcome == SettleOutcome::Success => {}
            (Status::Failed, Some(last)) if last.outcome != SettleOutcome::Success => {
                if !last.transaction.is_empty() {
                    self.flags.insert(Flag::Pending);
                }
            }
            (Status::Failed, None) => self.flags.insert(Flag::NoReceipts),
            (Status::Completed | Status::Failed, _) => return Err(CarrierError::A2aReceipts),
            (Status::Required | Status::Rejected | Status::Submitted | Status::Verified, _) => {}
        }
        Ok(())
    }
}
