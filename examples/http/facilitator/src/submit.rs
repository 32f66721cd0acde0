//! `batch-settlement`: whether a server may serve for a payment, and the payloads that it asks the facilitator to send.

use x402_schemes::evm::batch_settlement::{Amount128, Payload};
use x402_types::{AnyNetwork, FacilitatorRequest, Members, ReasonCode, Scheme, SettleResponse, VerifyResponse, Wire};
use x402_verify::{Context, Deciding, Decision, Phase, Purposes};

use crate::{
    chain::Settle,
    facilitator::{Facilitator, Refusal, payer_of},
};

impl<S: Settle> Facilitator<S> {
    /// Returns the answer to `POST /verify`. Only the server knows the charged sum; this answer contains the state of
    /// the channel.
    pub(crate) async fn verify_on_channel(&self, request: &FacilitatorRequest, now: u64) -> VerifyResponse {
        // A refund pays for no service, which only the server needs to know.
        let deciding = Deciding::of_request(request, &Context::at(now).with_purposes(Purposes::Any));
        if let Err(refusal) = self.supports(request, Scheme::BATCH_SETTLEMENT, deciding.report()) {
            return refusal.verification();
        }
        let channel = deciding.report().channel().map(|channel| channel.id);
        let decision = self.asked(deciding).await;
        let mut response = decision.to_verify_response();
        if matches!(decision, Decision::Settle(_) | Decision::CarryOut(_)) {
            response.extra = channel.map(|id| self.chain.state(id).to_answer(id, None));
        }
        response
    }

    /// Returns the answer to `POST /settle`: the payload is sent to the contract. Payloads are verified and sent one at
    /// a time, so that the channel is still in the state for which the payload was verified. A repeated request gets
    /// the first answer.
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
        let context = Context::at(now).with_phase(&phase);
        let deciding = Deciding::of_request(request, &context);
        self.supports(request, Scheme::BATCH_SETTLEMENT, deciding.report())?;
        let payer = payer_of(deciding.report());
        let operation = match self.asked(deciding).await {
            Decision::CarryOut(operation) => operation,
            Decision::Settle(_) => return Err(Refusal::because(ReasonCode::PAYLOAD)),
            other => return Err(Refusal::of_decision(&other)),
        };
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
            let extra = Members::from_iter([("channelState", state.to_answer(id, None))]);
            response.other.insert("extra", extra.into());
        }
        Ok(response)
    }
}
