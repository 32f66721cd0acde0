//! The answers of a facilitator, and how far they are believed.

use alloc::{boxed::Box, string::String};

use x402_types::{
    DecodeOptions, Members, RawJson, ReasonCode, SettleOutcome, SettleResponse, VerifyOutcome, VerifyResponse, Wire,
    printable::printable,
};
use x402_verify::{
    Authorized, Verdict,
    client::{SettlementState, review_settlement},
};

/// The HTTP answer of a facilitator. The driver passes all of it, because a success counts only in an answer with a
/// successful status. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FacilitatorAnswer<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The value of `Content-Type`.
    pub content_type: Option<&'a str>,
    /// The body. A driver should read at most a megabyte of it.
    pub body: &'a [u8],
}

impl FacilitatorAnswer<'_> {
    fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// `true` if the facilitator is done with the request. Otherwise it may still settle, whatever the body contains.
    pub(crate) const fn is_final(&self) -> bool {
        !matches!(self.status, 408 | 409 | 425 | 429 | 500..)
    }

    /// `true` if the facilitator did not process the request: it did not receive all of it (408, RFC 9110 §15.5.9), is
    /// not willing to process a possible replay (425, RFC 8470 §5.2), or got too many requests (429, RFC 6585 §4). A
    /// body that reports something else about the payment contradicts that, and a 408 with a settlement shows that the
    /// request was received.
    pub(crate) fn is_unprocessed(&self) -> bool {
        if !matches!(self.status, 408 | 425 | 429) {
            return false;
        }
        self.read().is_none_or(|settlement: SettleResponse| {
            let is_failed = self.status != 408 && SettlementState::of(&settlement) == SettlementState::Failed;
            is_failed && !has_reason(&settlement, &["duplicate_settlement"]) && !is_nonce_used(&settlement)
        })
    }

    fn read<T: Wire>(&self) -> Option<T> {
        let media_type = self.content_type?.split(';').next()?.trim();
        let is_json = media_type.eq_ignore_ascii_case("application/json") || media_type.ends_with("+json");
        let text = core::str::from_utf8(self.body).ok().filter(|_| is_json)?;
        T::decode(text, &DecodeOptions::STRICT).map(|decoded| decoded.value).ok()
    }

    /// The verdict of `/verify`, if there is one. Some facilitators refuse a payment with a status other than 200.
    pub(crate) fn verdict(&self) -> Option<VerifyResponse> {
        let mut response: VerifyResponse = self.read()?;
        if let VerifyOutcome::Invalid(Some(reason)) = &mut response.outcome {
            *reason = shown(reason);
        }
        (self.is_success() || response.outcome != VerifyOutcome::Valid).then_some(response)
    }

    /// The meaning of the settlement.
    pub(crate) fn settlement(&self) -> SettleAnswer {
        let Some(response) = self.read().map(fit_to_pass_on) else { return SettleAnswer::Nothing };
        let is_believed = match SettlementState::of(&response) {
            SettlementState::Settled => self.is_success(),
            SettlementState::Failed if self.is_final() && is_nonce_used(&response) => {
                return SettleAnswer::NonceUsed;
            }
            SettlementState::Failed if self.is_final() && has_reason(&response, &["duplicate_settlement"]) => {
                return SettleAnswer::UnderWay;
            }
            SettlementState::Failed => self.is_final(),
            SettlementState::Pending | SettlementState::Unknown | _ => true,
        };
        if is_believed { SettleAnswer::Settlement(Box::new(response)) } else { SettleAnswer::Nothing }
    }
}

/// The meaning of a facilitator's answer to `/settle`.
pub(crate) enum SettleAnswer {
    /// This settlement.
    Settlement(Box<SettleResponse>),
    /// The nonce of the payment is used: perhaps by this payment itself, if a third party settled it first (F-6).
    NonceUsed,
    /// The facilitator is working on the payment, for an earlier request.
    UnderWay,
    /// Nothing. The facilitator may still be at work, or have settled this very payment.
    Nothing,
}

/// The reasons with which facilitators refuse a payment whose nonce is used.
const NONCE_USED: [&str; 5] = [
    "invalid_exact_evm_nonce_already_used",
    "invalid_exact_xrpl_payload_sequence_not_current",
    "invalid_exact_xrpl_payload_ticket_not_available",
    "nonce_already_used",
    "permit2_invalid_nonce",
];

/// The XRP Ledger's results for a transaction whose sequence number or ticket is used, perhaps by itself.
/// Facilitators add them to a code, after a colon.
const SEQUENCE_USED: [&str; 3] = ["tefALREADY", "tefNO_TICKET", "tefPAST_SEQ"];

/// `true` if a settlement is refused because the payment's nonce is used.
fn is_nonce_used(response: &SettleResponse) -> bool {
    let SettleOutcome::Failure(Some(reason)) = &response.outcome else { return false };
    let is_of_ledger = |detail: &str| SEQUENCE_USED.contains(&detail.trim());
    has_reason(response, &NONCE_USED) || reason.as_str().split(':').nth(1).is_some_and(is_of_ledger)
}

/// `true` if a settlement is refused for one of these reasons. Some facilitators add an explanation after a colon.
fn has_reason(response: &SettleResponse, reasons: &[&str]) -> bool {
    let SettleOutcome::Failure(Some(reason)) = &response.outcome else { return false };
    reason.as_str().split(':').next().is_some_and(|code| reasons.contains(&code.trim()))
}

/// The most characters of a text that is passed on, and the most bytes of an object, so that the headers of an answer
/// stay short.
const MOST: usize = 256;
pub(crate) const MOST_BYTES: usize = 4096;

/// The settlement as buyers get it: without characters that control a terminal, and short enough for a header.
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

/// The outcome of a payment after a facilitator was asked to settle it.
pub(crate) enum Believed {
    /// The payment is settled.
    Settled,
    /// Nothing was settled, as far as the facilitator knows.
    Failed,
    /// It may be settled, now or later.
    Open,
}

/// The outcome that a settlement shows. A settlement of a different payment, network or amount shows nothing.
pub(crate) fn believed(settlement: &SettleResponse, scheme: &x402_types::Scheme, paid: &Authorized) -> Believed {
    let review = review_settlement(settlement, scheme, paid);
    match (review.state, review.verdict) {
        (SettlementState::Settled, Verdict::Valid) => Believed::Settled,
        (SettlementState::Failed, _) => Believed::Failed,
        _ => Believed::Open,
    }
}
