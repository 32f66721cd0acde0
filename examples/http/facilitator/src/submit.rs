//! `batch-settlement`: whether a server may serve for a payment, and what it has the facilitator send.

use x402_schemes::evm::batch_settlement::{Amount128, ChannelId, Payload};
use x402_types::{AnyNetwork, FacilitatorRequest, RawJson, ReasonCode, Scheme, SettleResponse, VerifyResponse, Wire};
use x402_verify::{Phase, Verdict, evm::batch_settlement::ChannelState};

use crate::{
    chain::Settle,
    facilitator::{Asking, Facilitator, Refusal, payer_of},
};

impl<S: Settle> Facilitator<S> {
    /// The answer to `POST /verify`. What was charged only the server knows; the state of the channel it learns here.
    pub(crate) async fn verify_on_channel(&self, request: &FacilitatorRequest, now: u64) -> VerifyResponse {
        let judged = self.answered(request, now, Asking::Everything, Phase::Verify).await;
        let report = match judged.and_then(|report| self.supports(request, Scheme::BATCH_SETTLEMENT, report)) {
            Ok(report) => report,
            Err(refusal) => return refusal.verification(),
        };
        if report.verdict() != Verdict::Valid {
            return Refusal::of(&report).verification();
        }
        let mut response = VerifyResponse::valid();
        response.payer = payer_of(&report);
        response.extra = report.channel().map(|channel| show(channel.id, &self.chain.state(channel.id)));
        response
    }

    /// The answer to `POST /settle`: the payload is sent to the contract. One is judged and sent at a time, so that the state of
    /// a channel is the one that was judged. A repeated request gets the first answer.
    pub(crate) async fn submit(
        &self,
        request: &FacilitatorRequest,
        attempt: Option<String>,
        now: u64,
    ) -> SettleResponse {
        let mut answers = self.submitted.lock().await;
        let attempt = attempt.map(|attempt| (attempt, request.to_json()));
        if let Some(known) = attempt.as_ref().and_then(|attempt| answers.get(attempt)) {
            return known.clone();
        }
        match self.try_submit(request, now).await {
            Ok(response) => {
                if let Some(attempt) = attempt {
                    answers.insert(attempt, response.clone());
                }
                response
            }
            Err(refusal) => refusal.settlement(request.network()),
        }
    }

    async fn try_submit(&self, request: &FacilitatorRequest, now: u64) -> Result<SettleResponse, Refusal> {
        let phase = Phase::named("submit").ok_or_else(|| Refusal::because(ReasonCode::UNSUPPORTED_SCHEME))?;
        let report = self.answered(request, now, Asking::Everything, phase).await?;
        let report = self.supports(request, Scheme::BATCH_SETTLEMENT, report)?;
        let (payer, refusal) = (payer_of(&report), Refusal::of(&report));
        let operation = report.into_operation().map_err(|_| refusal)?;
        let of_request = match request {
            FacilitatorRequest::V2(request) => Payload::try_from(&request.payment_payload.payload).ok(),
            FacilitatorRequest::V1(_) => None,
        };
        let chain_id = match request.network() {
            AnyNetwork::V2(network) => network.eip155_chain_id(),
            AnyNetwork::V1(_) => None,
        };
        let (Some(payload), Some(chain_id)) = (of_request, chain_id) else {
            return Err(Refusal::because(ReasonCode::PAYLOAD));
        };
        let submitted = self.chain.submit(&payload, chain_id, operation.authorized()).await;
        let submitted = submitted.map_err(Refusal::because)?;
        let mut response = SettleResponse::success(submitted.transaction, request.network());
        response.payer = payer;
        response.amount = submitted.amount.map(Amount128::into);
        if let Some((id, state)) = submitted.channel {
            let extra = format!(r#"{{"channelState":{}}}"#, show(id, &state));
            response.other.insert("extra", RawJson::parse(&extra).expect("JSON"));
        }
        Ok(response)
    }
}

/// The state of a channel, as answers have it.
fn show(id: ChannelId, state: &ChannelState) -> RawJson {
    let requested_at = state.withdrawal.map_or(0, |withdrawal| withdrawal.requested_at);
    let json = format!(
        r#"{{"channelId":"{id}","balance":"{}","totalClaimed":"{}","withdrawRequestedAt":{requested_at},"refundNonce":"{}"}}"#,
        state.balance,
        state.total_claimed,
        state.refund_nonce.unwrap_or_default()
    );
    RawJson::parse(&json).expect("JSON")
}
