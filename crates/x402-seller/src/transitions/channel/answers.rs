//! The parts of an answer about a channel: the settlement, and the 402 response that corrects a buyer's sum (N-33,
//! N-34).

use alloc::{boxed::Box, string::ToString};

use x402_schemes::evm::batch_settlement::{Amount128, Commitment, DepositAuthorization, Payload};
use x402_types::{
    Amount, FacilitatorRequest, HttpOutcome, Members, PaymentPayload, RawJson, ReasonCode, SettleResponse,
};
use x402_verify::{Report, evm::batch_settlement::is_corrective};

use crate::{answer::Answer, channel_sale::ChannelSale, sale::Sale};

impl Sale {
    fn payload(&self) -> Option<Payload> {
        let PaymentPayload::V2(payment) = &self.payment else { return None };
        Payload::try_from(&payment.payload).ok()
    }

    /// The channel and the voucher of the payment.
    pub(super) fn commitment(&self) -> Option<Commitment> {
        match self.payload()? {
            Payload::Deposit(payment) => Some(payment.commitment),
            Payload::Voucher(commitment) => Some(*commitment),
            Payload::Refund(_) | Payload::CompletedRefund(_) | Payload::Claim(_) | Payload::Settle(_) => None,
        }
    }

    /// The payload of type `voucher` of the payment.
    pub(super) fn voucher(&self) -> Option<RawJson> {
        self.commitment().map(|commitment| Payload::Voucher(Box::new(commitment)).to_json())
    }

    /// The amount that the payment adds to the channel.
    pub(crate) fn deposit(&self) -> Option<Amount128> {
        if let Payload::Deposit(payment) = self.payload()? { Some(payment.deposit.amount) } else { None }
    }

    /// The first second at which the deposit of the payment can no longer be made.
    pub(crate) fn deposit_end(&self) -> Option<u64> {
        let Payload::Deposit(payment) = self.payload()? else { return None };
        match payment.deposit.authorization {
            DepositAuthorization::Erc3009(by) => u64::try_from(by.valid_before.get()).ok(),
            DepositAuthorization::Permit2(by) => u64::try_from(by.deadline.get()).ok()?.checked_add(1),
        }
    }
}

impl ChannelSale {
    /// Refuses the payment for the reason of a report. A buyer whose sum differs gets the seller's sum, and its own
    /// last voucher as a proof.
    pub(super) fn refuse_by(&self, report: &Report) -> Answer {
        let reason = report.reason().unwrap_or("invalid_payload");
        let correction = self.correction().filter(|_| is_corrective(reason));
        let outcome = HttpOutcome::from(&ReasonCode::new(reason));
        match (correction, &self.sale.request) {
            (Some(extra), FacilitatorRequest::V2(asked)) => {
                let mut offer = asked.payment_requirements.clone();
                offer.extra = Some(extra);
                self.sale.seller.answer_402(outcome, reason, [offer].into(), self.sale.now)
            }
            _ => self.sale.seller.refuse(outcome, reason, self.sale.now),
        }
    }

    /// `extra` of an offer that corrects a buyer's sum.
    fn correction(&self) -> Option<RawJson> {
        let id = self.sale.channel_id()?;
        let FacilitatorRequest::V2(asked) = &self.sale.request else { return None };
        let mut extra = Members::from_object(asked.payment_requirements.extra.as_ref());
        extra.insert("channelState", self.contract_state()?.to_answer(id, self.charged()));
        // A voucher from before a claim proves nothing any more.
        let last = self.channel.voucher.as_ref().filter(|_| self.channel.charged >= self.charged());
        let last = last.and_then(|voucher| Payload::try_from(voucher).ok());
        if let Some(Payload::Voucher(commitment)) = last {
            let voucher = [
                ("signedMaxClaimable", text(&commitment.voucher.max_claimable)),
                ("signature", text(&commitment.voucher.signature)),
            ];
            extra.insert("voucherState", Members::from_iter(voucher).into());
        }
        Some(extra.into())
    }

    /// The settlement of a request: of its deposit, if it has one, and of the charge.
    pub(super) fn settlement(
        &self,
        made: Option<Box<SettleResponse>>,
        amount: Amount,
        charged: Amount128,
    ) -> SettleResponse {
        let nothing = || SettleResponse::success("", self.sale.authorized.network.clone());
        let mut settlement = made.map_or_else(nothing, |made| *made);
        settlement.payer = Some(self.sale.authorized.payer.to_string());
        if let (Some(id), Some(state)) = (self.sale.channel_id(), self.contract_state()) {
            let extra = [("chargedAmount", text(&amount)), ("channelState", state.to_answer(id, Some(charged)))];
            settlement.other.insert("extra", Members::from_iter(extra).into());
        }
        settlement
    }
}

fn text(value: &impl ToString) -> RawJson {
    RawJson::string(&value.to_string())
}
