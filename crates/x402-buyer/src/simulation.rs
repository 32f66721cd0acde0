//! Simulation on Stellar: a payment gets the resources that a node finds when it simulates the signed transaction
//! (T-14, T-31).

use x402_schemes::stellar::Simulated;
use x402_types::{DecodeOptions, JsonRef, PaymentPayload, read::Reader};
use x402_verify::{
    Answer, AnswerError, Context, Facts,
    json_rpc::{JsonRpc, ResponseError},
    stellar::{Answer as OfStellar, AnswerError as Unread, Fact},
};

use crate::{NotPaid, Sent, verify::verify_v2};

/// The cost of an operation in addition to its resources, in stroops.
const INCLUSION_FEE: u64 = 100;

impl Sent {
    /// Returns the call to a Stellar node to make before the payment is sent: pass the response to
    /// [`simulated`](Self::simulated). Without it the payment is valid, but some facilitators do not settle it (T-14).
    /// `None` on other chains, once it is simulated, and for a payment that was [restored](Self::restored).
    #[must_use]
    pub fn to_simulate(&self) -> Option<JsonRpc> {
        self.unsimulated.as_ref()?.question().rpc().as_ref().map(JsonRpc::from)
    }

    /// Returns the payment with the resources and the fee that a node found. `response` is the object with `result` or
    /// `error`. Pass the payment to [`Buyer::keep`](crate::Buyer::keep), so that it is sent again in the same form.
    ///
    /// # Errors
    /// [`NotPaid::Node`]: the response is not usable, so ask again, or ask a different node. [`NotPaid::NotValid`]: the
    /// settlement would fail or do something else. The payment is signed, so it counts in the ledger for a day.
    /// [`NotPaid::Draft`]: there is nothing to simulate.
    pub fn simulated(&self, response: JsonRef<'_>) -> Result<Self, NotPaid> {
        let (Some(unsimulated), PaymentPayload::V2(payment)) = (&self.unsimulated, &self.payment) else {
            return Err(NotPaid::draft("only a payment on Stellar is simulated, and only once"));
        };
        let question = unsimulated.question();
        let answer = question.answer_json_rpc(response).map_err(NotPaid::Node)?;
        let mut draft = unsimulated.draft.clone();
        // A settlement that fails has no resources, and is not valid below.
        if let Answer::Stellar(OfStellar::Simulated(Some(_))) = &answer {
            draft = draft.with_simulation(resources(response).map_err(unread)?);
        }
        let mut payment = payment.clone();
        payment.payload = draft.with_signature(&unsimulated.signature).to_json();
        let (network, sequence) = (unsimulated.network.clone(), unsimulated.ledger);
        let facts = Facts::new().with(Fact::Ledger { network, sequence, seconds_per_ledger: None });
        let facts = facts.with_answer(&question, answer);
        let context = Context::at(self.entry().at).with_facts(&facts);
        let paid = verify_v2(&payment, core::slice::from_ref(&payment.accepted), &context).into_paid()?;
        Ok(Self { payment: payment.into(), paid, unsimulated: None, ..self.clone() })
    }
}

fn unread(member: &'static str) -> NotPaid {
    NotPaid::Node(ResponseError::Answer(AnswerError::Stellar(Unread::Member(member))))
}

/// The Soroban data and the fee of a response, or the name of the field that is missing or malformed.
fn resources(response: JsonRef<'_>) -> Result<Simulated, &'static str> {
    let member = |name| response.get("result")?.get(name);
    let data = member("transactionData").and_then(|data| Reader::new(&DecodeOptions::STRICT).base64(data).ok());
    let fee = member("minResourceFee").and_then(|fee| Reader::new(&DecodeOptions::STRICT).decimal(fee).ok());
    let fee = fee.and_then(|fee| fee.to_u64()?.checked_add(INCLUSION_FEE)?.try_into().ok());
    Ok(Simulated { data: data.ok_or("transactionData")?, fee: fee.ok_or("minResourceFee")? })
}
