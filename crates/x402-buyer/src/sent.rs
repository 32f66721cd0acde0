//! A sent payment, and the outcome that the answer reports.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use x402_types::{
    DecodeError, DecodeOptions, Offer, PaymentPayload, PaymentRequired, ReasonCode, Scheme, SettleOutcome,
    SettleResponse, Wire, decode_payment_required, decode_settlement_headers,
    printable::{Short, write_sentence, write_sentence_with},
};
#[cfg(feature = "batch-settlement")]
use x402_verify::evm::batch_settlement::{Answered, ResponseFault};
use x402_verify::{
    Authorized, Context, Facts, Paid, Verdict,
    client::{SettlementIssue, SettlementReview, SettlementState, review_settlement},
    evm::{AccountCode, Fact},
};

#[cfg(feature = "stellar")]
use crate::unsimulated::Unsimulated;
use crate::{
    Entry, NotPaid, Payable,
    payable::error_of,
    verify::{verify_v1, verify_v2},
};

/// A signed payment. It may be sent as often as needed, because it settles only once. Keep it until its state is known:
/// its [`payment`](Self::payment), its [`payable`](Self::payable) and its [`entry`](Self::entry) are enough for
/// [`restored`](Self::restored).
///
/// `Debug` does not print the signature.
#[derive(Clone, PartialEq, Eq)]
pub struct Sent {
    pub(crate) payment: PaymentPayload,
    pub(crate) paid: Paid,
    pub(crate) scheme: Scheme,
    pub(crate) entry: Entry,
    pub(crate) payable: Payable,
    /// The ledger from which the payment was made, on Stellar and on the XRP Ledger.
    pub(crate) ledger: Option<u32>,
    /// The payment to which a simulation is added, on Stellar.
    #[cfg(feature = "stellar")]
    pub(crate) unsimulated: Option<Unsimulated>,
}

impl Sent {
    pub(crate) const fn new(
        payment: PaymentPayload,
        paid: Paid,
        scheme: Scheme,
        entry: Entry,
        payable: Payable,
    ) -> Self {
        Self {
            payment,
            paid,
            scheme,
            entry,
            payable,
            ledger: None,
            #[cfg(feature = "stellar")]
            unsimulated: None,
        }
    }

    /// Restores a kept payment from the 402 response that it pays and its ledger entry, for example after a restart. It
    /// is verified as when it was signed. `facts` are those of [`Draft::signed_knowing`](crate::Draft::signed_knowing).
    /// For a key no facts are needed, except the ledger from which a payment on Stellar or on the XRP Ledger was made.
    ///
    /// # Errors
    /// This is not a valid payment for the 402 response.
    pub fn restored(payment: PaymentPayload, payable: &Payable, entry: Entry, facts: &Facts) -> Result<Self, NotPaid> {
        // A fact about the account itself overrides one about any account.
        let facts = facts.clone().with(Fact::AnyAccount(AccountCode::Absent));
        let context = Context::at(entry.at).with_facts(&facts);
        let (report, scheme) = match (&payment, payable.required()) {
            (PaymentPayload::V1(payment), PaymentRequired::V1(required)) => {
                let offers: Vec<_> = required.accepts.iter().filter_map(Offer::get).cloned().collect();
                (verify_v1(payment, &offers, &context), payment.scheme.clone())
            }
            (PaymentPayload::V2(payment), PaymentRequired::V2(required)) => {
                let offers: Vec<_> = required.accepts.iter().filter_map(Offer::get).cloned().collect();
                (verify_v2(payment, &offers, &context), payment.accepted.scheme.clone())
            }
            _ => return Err(NotPaid::draft("the 402 response and the payment have different protocol versions")),
        };
        Ok(Self::new(payment, report.into_paid()?, scheme, entry, payable.clone()))
    }

    /// Returns the name and the value of the header to send with the request.
    #[doc(alias("X-PAYMENT", "PAYMENT-SIGNATURE"))]
    #[must_use]
    pub fn header(&self) -> (&'static str, String) {
        (self.payment.header_name().as_str(), self.payment.to_header())
    }

    /// Returns the payment.
    #[must_use]
    pub const fn payment(&self) -> &PaymentPayload {
        &self.payment
    }

    /// Returns the 402 response that the payment answers. A payment of version 1 does not contain the payment
    /// requirements that it was signed for, so keep them with the payment.
    #[must_use]
    pub const fn payable(&self) -> &Payable {
        &self.payable
    }

    /// Returns the payer's authorization.
    #[must_use]
    pub const fn authorized(&self) -> &Authorized {
        self.paid.authorized()
    }

    /// Returns the ledger entry of this payment.
    #[must_use]
    pub const fn entry(&self) -> &Entry {
        &self.entry
    }

    /// Reads the answer to the request with this payment. A settlement counts with any status (F-4). The body counts if
    /// it is a 402 response, which contains the reason of a refusal. The answer is only the server's claim about the
    /// settlement; the chain shows whether it is true.
    ///
    /// [`Buyer::answered`](crate::Buyer::answered) also records the outcome in the ledger.
    #[must_use]
    pub fn answered<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        status: u16,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Outcome {
        self.reviewed(Outcome::read(status, headers, body))
    }

    /// Reads a settlement that came through a carrier other than HTTP, such as MCP. The status of the outcome is 200
    /// for a success and 402 otherwise.
    #[must_use]
    pub fn settled(&self, settlement: SettleResponse) -> Outcome {
        let status = if settlement.outcome == SettleOutcome::Success { 200 } else { 402 };
        self.reviewed(Outcome::of(status, Ok(settlement), || None))
    }

    fn reviewed(&self, outcome: Outcome) -> Outcome {
        let review = |found| review_settlement(found, &self.scheme, self.authorized());
        Outcome { review: outcome.settlement.as_ref().map(review), ..outcome }
    }
}

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sent")
            .field("entry", &self.entry)
            .field("request", &self.payable.request())
            .field("authorized", self.paid.authorized())
            .finish_non_exhaustive()
    }
}

/// The payment without its signature, for people.
impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Authorized { payer, amount, asset, network, recipient, .. } = self.authorized();
        write_sentence(f, format_args!("{payer} pays {amount} of {asset} on {network} to {recipient}"))
    }
}

/// The state that one answer shows. Without an answer it is unknown.
pub(crate) fn state_of(outcome: Option<&Outcome>) -> SettlementState {
    outcome.map_or(SettlementState::Unknown, |outcome| outcome.state)
}

/// How strongly a state binds the buyer. Of several answers, the most binding one counts.
pub(crate) const fn binding(state: SettlementState) -> u8 {
    match state {
        SettlementState::Failed => 0,
        SettlementState::Pending => 2,
        SettlementState::Settled => 3,
        SettlementState::Unknown | _ => 1,
    }
}

/// The reasons of a refusal that do not mean a failure. Either the nonce, or the sequence number on the XRP Ledger, is
/// used, perhaps by this payment itself, when it was sent before or by a proxy that sent it twice; or the settlement is
/// under way, and a 402 response with this reason names no transaction (F-5).
const NO_FAILURE: [&str; 7] = [
    "duplicate_settlement",
    "invalid_exact_evm_nonce_already_used",
    "invalid_exact_xrpl_payload_sequence_not_current",
    "invalid_exact_xrpl_payload_ticket_not_available",
    "nonce_already_used",
    "permit2_invalid_nonce",
    "settlement_pending",
];

/// `true` if a refusal for this reason is not a failure. Some sellers add an explanation after a colon.
fn is_no_failure(reason: &str) -> bool {
    let (code, detail) = reason.split_once(':').unwrap_or((reason, ""));
    NO_FAILURE.contains(&code.trim()) || is_unknown_result(detail.trim())
}

/// `true` for a result of the XRP Ledger that does not show the outcome of a payment. With `tef` the sequence number
/// may be used by this payment itself, and with `ter` and `tel` the payment may still be settled.
fn is_unknown_result(result: &str) -> bool {
    let is_name = |rest: &str| rest.starts_with(|first: char| first.is_ascii_uppercase());
    ["tef", "tel", "ter"].iter().any(|kind| result.strip_prefix(kind).is_some_and(is_name))
}

/// The outcome of a payment according to an answer. It is displayed as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// The status of the answer.
    pub status: u16,
    /// The state of the payment according to this answer alone. [`Buyer::sign_again`](crate::Buyer::sign_again) returns
    /// whether to sign a new one.
    pub state: SettlementState,
    /// The settlement, if the answer has one that can be decoded.
    pub settlement: Option<SettleResponse>,
    /// The comparison of the settlement with the payment. `None` if no settlement can be decoded, or if the payment is
    /// from a channel.
    pub review: Option<SettlementReview>,
    /// The reason why no settlement can be decoded.
    pub error: Option<String>,
    /// `Ok` if the answer follows from the known state of the channel (N-33). `None` if the payment is not from a
    /// channel.
    #[cfg(feature = "batch-settlement")]
    pub channel: Option<Result<Answered, ResponseFault>>,
}

impl Outcome {
    /// Reads the answer to any payment. The settlement is not compared with the payment yet.
    pub(crate) fn read<N: AsRef<str>, V: AsRef<[u8]>>(
        status: u16,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Self {
        let headers: Vec<_> = headers.into_iter().collect();
        let headers = || headers.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
        let settlement = decode_settlement_headers(headers(), &DecodeOptions::STRICT).map(|decoded| decoded.value);
        Self::of(status, settlement, || {
            let required = decode_payment_required(headers(), body, &DecodeOptions::STRICT).ok()?;
            error_of(&required.value).map(Into::into)
        })
    }

    /// A seller that refuses before it settles gives the reason in a new 402 response, which is decoded only then.
    fn of(
        status: u16,
        settlement: Result<SettleResponse, DecodeError>,
        refusal: impl FnOnce() -> Option<String>,
    ) -> Self {
        let state = SettlementState::of_answer(status, settlement.as_ref());
        let mut outcome = Self {
            status,
            state,
            error: settlement.as_ref().err().map(ToString::to_string),
            settlement: settlement.ok(),
            review: None,
            #[cfg(feature = "batch-settlement")]
            channel: None,
        };
        if state == SettlementState::Failed {
            let reason = outcome.reason().map(|reason| reason.as_str().into()).or_else(refusal);
            if reason.is_some_and(|reason: String| is_no_failure(&reason)) {
                outcome.state = SettlementState::Unknown;
            }
        }
        outcome
    }

    /// Returns `true` if the request was served for this payment: the status is a success, the seller reports the
    /// payment as settled, and nothing in the settlement contradicts that. [`review`](Self::review) lists what only the
    /// chain can show.
    #[must_use]
    pub fn is_served(&self) -> bool {
        let fits = self.review.as_ref().is_some_and(|review| review.verdict != Verdict::Invalid);
        #[cfg(feature = "batch-settlement")]
        let fits = self.channel.map_or(fits, |answered| answered.is_ok());
        matches!(self.status, 200..=299) && self.state == SettlementState::Settled && fits
    }

    /// Returns the transaction that settled the payment, or that may still settle it, as the seller wrote it.
    #[must_use]
    pub fn transaction(&self) -> Option<&str> {
        self.settlement
            .as_ref()
            .map(|settlement| &*settlement.transaction)
            .filter(|transaction| !transaction.is_empty())
    }

    /// Returns the reason of a failure.
    #[must_use]
    pub fn reason(&self) -> Option<&ReasonCode> {
        match &self.settlement.as_ref()?.outcome {
            SettleOutcome::Failure(reason) => reason.as_ref(),
            SettleOutcome::Success => None,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_sentence_with(f, |f| self.write(f))
    }
}

impl Outcome {
    /// The sentence. Most of its texts come from the seller, so each is shortened to leave room for the others.
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_served() {
            let says = match self.state {
                SettlementState::Settled => "the seller reports that the payment is settled",
                SettlementState::Failed => "the payment was not settled",
                SettlementState::Pending | SettlementState::Unknown | _ => {
                    "the payment may still be settled: send the same one again, and sign no new one"
                }
            };
            write!(f, "status {}: {says}", self.status)?;
        } else if self.review.as_ref().is_some_and(|review| review.verdict != Verdict::Valid) {
            f.write_str(
                "served; the seller reports that the payment is settled, but names nothing that the chain can confirm",
            )?;
        } else {
            f.write_str("served, and settled")?;
        }
        let issues = || self.review.iter().flat_map(|review| &review.issues);
        let names_transaction = |issue: &SettlementIssue| {
            matches!(issue, SettlementIssue::Pending { .. } | SettlementIssue::TransactionFormat { .. })
        };
        if let Some(transaction) = self.transaction().filter(|_| !issues().any(names_transaction)) {
            write!(f, "; transaction {}", Short(transaction))?;
        }
        self.error.iter().try_for_each(|error| write!(f, "; {}", Short(error)))?;
        #[cfg(feature = "batch-settlement")]
        if let Some(Err(fault)) = self.channel {
            write!(f, "; {fault}")?;
        }
        issues().try_for_each(|issue| write!(f, "; {issue}"))
    }
}
