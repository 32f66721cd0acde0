//! What a facilitator answers, and what of that counts.

use alloc::{boxed::Box, string::String};

use x402_types::{
    DecodeOptions, Members, RawJson, ReasonCode, SettleOutcome, SettleResponse, VerifyOutcome, VerifyResponse, Wire,
    printable::printable,
};
use x402_verify::{
    Authorized, Verdict,
    client::{SettlementState, review_settlement},
};

/// A facilitator's answer over HTTP. The driver gives all of it, because success counts only in a successful answer.
/// The struct gets no further members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FacilitatorAnswer<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The value of `Content-Type`.
    pub content_type: Option<&'a str>,
    /// The body. A driver reads at most a megabyte of it.
    pub body: &'a [u8],
}

impl FacilitatorAnswer<'_> {
    fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether the facilitator is done with the request. Otherwise it may still settle, whatever it says.
    pub(crate) const fn is_final(&self) -> bool {
        !matches!(self.status, 408 | 409 | 425 | 429 | 500..)
    }

    /// Whether the facilitator did not process the request: it did not receive all of it (408, RFC 9110 §15.5.9), is not willing to
    /// process what may be a replay (425, RFC 8470 §5.2), or got too many requests (429, RFC 6585 §4). A body that says something else of
    /// the payment contradicts that, and who answers 408 with a settlement has received the request.
    pub(crate) fn is_unprocessed(&self) -> bool {
        if !matches!(self.status, 408 | 425 | 429) {
            return false;
        }
        self.read().is_none_or(|told: SettleResponse| {
            let is_failed = self.status != 408 && SettlementState::of(&told) == SettlementState::Failed;
            is_failed && !has_reason(&told, &["duplicate_settlement"]) && !has_reason(&told, &NONCE_USED)
        })
    }

    fn read<T: Wire>(&self) -> Option<T> {
        let media_type = self.content_type?.split(';').next()?.trim();
        let is_json = media_type.eq_ignore_ascii_case("application/json") || media_type.ends_with("+json");
        let text = core::str::from_utf8(self.body).ok().filter(|_| is_json)?;
        T::decode(text, &DecodeOptions::STRICT).map(|decoded| decoded.value).ok()
    }

    /// The verdict of `/verify`, if there is one. Some facilitators refuse a payment with another status than 200.
    pub(crate) fn verdict(&self) -> Option<VerifyResponse> {
        let mut response: VerifyResponse = self.read()?;
        if let VerifyOutcome::Invalid(Some(reason)) = &mut response.outcome {
            *reason = shown(reason);
        }
        (self.is_success() || response.outcome != VerifyOutcome::Valid).then_some(response)
    }

    /// What the settlement tells.
    pub(crate) fn settlement(&self) -> Told {
        let Some(response) = self.read().map(fit_to_pass_on) else { return Told::Nothing };
        let told = match SettlementState::of(&response) {
            SettlementState::Settled => self.is_success(),
            SettlementState::Failed if self.is_final() && has_reason(&response, &NONCE_USED) => return Told::NonceUsed,
            SettlementState::Failed if self.is_final() && has_reason(&response, &["duplicate_settlement"]) => {
                return Told::UnderWay;
            }
            SettlementState::Failed => self.is_final(),
            SettlementState::Pending | SettlementState::Unknown | _ => true,
        };
        if told { Told::Settlement(Box::new(response)) } else { Told::Nothing }
    }
}

/// What an answer of a facilitator tells.
pub(crate) enum Told {
    /// This settlement.
    Settlement(Box<SettleResponse>),
    /// The nonce of the payment is used: by this very payment perhaps, of which somebody else was ahead (F-6).
    NonceUsed,
    /// The facilitator is at work with the payment, for whoever asked before.
    UnderWay,
    /// Nothing. The facilitator may still be at work, or have settled this very payment.
    Nothing,
}

/// The reasons for which facilitators refuse a payment whose nonce is used.
const NONCE_USED: [&str; 3] = ["invalid_exact_evm_nonce_already_used", "nonce_already_used", "permit2_invalid_nonce"];

/// Whether a settlement is refused for one of these reasons. Some facilitators say after a colon what the reason means.
fn has_reason(response: &SettleResponse, reasons: &[&str]) -> bool {
    let SettleOutcome::Failure(Some(reason)) = &response.outcome else { return false };
    reason.as_str().split(':').next().is_some_and(|code| reasons.contains(&code.trim()))
}

/// The most characters of a text that is passed on, and the most bytes of an object. An answer's headers have to stay short.
const MOST: usize = 256;
pub(crate) const MOST_BYTES: usize = 4096;

/// The settlement as buyers get it: without characters that control a terminal, and not too long for a header.
fn fit_to_pass_on(mut settlement: SettleResponse) -> SettleResponse {
    if let SettleOutcome::Failure(Some(reason)) = &mut settlement.outcome {
        *reason = shown(reason);
    }
    for text in [&mut settlement.error_message, &mut settlement.payer].into_iter().flatten() {
        *text = shortened(text);
    }
    settlement.transaction = shortened(&settlement.transaction);
    settlement.extensions = settlement.extensions.filter(|extensions| extensions.as_str().len() <= MOST_BYTES);
    let is_short = |members: &Members| RawJson::from(members.clone()).as_str().len() <= MOST_BYTES;
    settlement.other = Some(settlement.other).filter(is_short).unwrap_or_default();
    settlement
}

fn shown(reason: &ReasonCode) -> ReasonCode {
    ReasonCode::new(&shortened(reason.as_str()))
}

fn shortened(text: &str) -> String {
    printable(text).chars().take(MOST).collect()
}

/// What is known of a payment after a facilitator was asked to settle it.
pub(crate) enum Known {
    /// The payment is settled.
    Settled,
    /// Nothing was settled, as far as the facilitator knows.
    Failed,
    /// It may be settled, now or later.
    Open,
}

/// What a settlement says of a payment. A settlement of another payment, network or amount says nothing.
pub(crate) fn known(settlement: &SettleResponse, scheme: &x402_types::Scheme, paid: &Authorized) -> Known {
    let review = review_settlement(settlement, scheme, paid);
    match (review.state, review.verdict) {
        (SettlementState::Settled, Verdict::Valid) => Known::Settled,
        (SettlementState::Failed, _) => Known::Failed,
        _ => Known::Open,
    }
}
