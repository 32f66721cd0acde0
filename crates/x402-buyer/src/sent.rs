//! A payment that is sent, and what the answer says about it.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use x402_types::{
    DecodeOptions, PaymentPayload, ReasonCode, Scheme, SettleOutcome, SettleResponse, Wire, decode_settlement_headers,
};
#[cfg(feature = "batch-settlement")]
use x402_verify::evm::batch_settlement::{Answered, ResponseFault};
use x402_verify::{
    Authorized, Paid, Verdict,
    client::{Seen, SettlementReview, SettlementState, SignAgain, may_sign_again, review_settlement},
};

#[cfg(feature = "stellar")]
use crate::simulation::Unsimulated;
use crate::{Entry, Ledger};

/// A signed payment. It may be sent as often as needed, because it settles only once. Keep it until its state is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub(crate) payment: PaymentPayload,
    pub(crate) paid: Paid,
    pub(crate) scheme: Scheme,
    pub(crate) entry: Entry,
    /// What a simulation is added to, on Stellar.
    #[cfg(feature = "stellar")]
    pub(crate) unsimulated: Option<Unsimulated>,
}

impl Sent {
    pub(crate) const fn new(payment: PaymentPayload, paid: Paid, scheme: Scheme, entry: Entry) -> Self {
        Self {
            payment,
            paid,
            scheme,
            entry,
            #[cfg(feature = "stellar")]
            unsimulated: None,
        }
    }

    /// The header to send with the request: its name and its value.
    #[doc(alias("X-PAYMENT", "PAYMENT-SIGNATURE"))]
    #[must_use]
    pub fn header(&self) -> (&'static str, String) {
        (self.payment.header_name().as_str(), self.payment.to_header())
    }

    /// The payment.
    #[must_use]
    pub const fn payment(&self) -> &PaymentPayload {
        &self.payment
    }

    /// What the payer has authorised.
    #[must_use]
    pub const fn authorized(&self) -> &Authorized {
        self.paid.authorized()
    }

    /// What the ledger has of this payment.
    #[must_use]
    pub const fn entry(&self) -> &Entry {
        &self.entry
    }

    /// Reads the answer to the request with this payment. A settlement counts with any status (F-4). A server says what it settled;
    /// whether the chain says so, too, is for whoever can ask it.
    #[must_use]
    pub fn answered<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        status: u16,
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Outcome {
        let mut outcome = Outcome::read(status, headers);
        let review = |found| review_settlement(found, &self.scheme, self.authorized());
        outcome.review = outcome.settlement.as_ref().map(review);
        outcome
    }

    /// Whether the buyer may sign another payment for the same thing, by what the seller said and what the chain shows. If the answer
    /// is yes without more, the ledger no longer counts this payment. `outcome` is `None` if there was no answer.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn sign_again<L: Ledger>(
        &self,
        outcome: Option<&Outcome>,
        seen: &Seen,
        mut ledger: L,
    ) -> Result<SignAgain, L::Error> {
        let state = outcome.map_or(SettlementState::Unknown, |outcome| outcome.state);
        let may = may_sign_again(state, self.authorized(), seen);
        if may == SignAgain::Yes {
            ledger.release(&self.entry.id)?;
        }
        Ok(may)
    }
}

/// What the answer to a payment says. It prints as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// The status of the answer.
    pub status: u16,
    /// The state of the payment. [`SettlementState::sign_again`] says whether to sign another one.
    pub state: SettlementState,
    /// The settlement, if the answer has one that can be read.
    pub settlement: Option<SettleResponse>,
    /// How the settlement compares with the payment. `None` if none can be read, or the payment is from a channel.
    pub review: Option<SettlementReview>,
    /// Why no settlement can be read.
    pub error: Option<String>,
    /// Whether the answer follows from what was known of the channel (N-33). `None` if the payment is not from a channel.
    #[cfg(feature = "batch-settlement")]
    pub channel: Option<Result<Answered, ResponseFault>>,
}

impl Outcome {
    /// Reads the answer to any payment. What the settlement says is not compared yet.
    pub(crate) fn read<N: AsRef<str>, V: AsRef<[u8]>>(status: u16, headers: impl IntoIterator<Item = (N, V)>) -> Self {
        let headers: Vec<_> = headers.into_iter().collect();
        let headers = headers.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
        let settlement = decode_settlement_headers(headers, &DecodeOptions::STRICT).map(|decoded| decoded.value);
        Self {
            status,
            state: SettlementState::of_answer(status, settlement.as_ref()),
            error: settlement.as_ref().err().map(ToString::to_string),
            settlement: settlement.ok(),
            review: None,
            #[cfg(feature = "batch-settlement")]
            channel: None,
        }
    }

    /// Whether the request was served for this payment: the status is a success, the seller says that the payment is settled, and
    /// nothing in the settlement contradicts that. What only the chain can tell is in [`review`](Self::review).
    #[must_use]
    pub fn is_served(&self) -> bool {
        let fits = self.review.as_ref().is_some_and(|review| review.verdict != Verdict::Invalid);
        #[cfg(feature = "batch-settlement")]
        let fits = self.channel.map_or(fits, |answered| answered.is_ok());
        matches!(self.status, 200..=299) && self.state == SettlementState::Settled && fits
    }

    /// The transaction that settled the payment, or that may still settle it.
    #[must_use]
    pub fn transaction(&self) -> Option<&str> {
        self.settlement
            .as_ref()
            .map(|settlement| &*settlement.transaction)
            .filter(|transaction| !transaction.is_empty())
    }

    /// The reason of a failure.
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
        if self.is_served() {
            f.write_str("served, and settled")?;
        } else {
            let says = match self.state {
                SettlementState::Settled => "the seller says that the payment is settled",
                SettlementState::Failed => "the payment was not settled",
                SettlementState::Pending | SettlementState::Unknown | _ => {
                    "the payment may still be settled: send the same one again, and sign no new one"
                }
            };
            write!(f, "status {}: {says}", self.status)?;
        }
        self.transaction().into_iter().try_for_each(|transaction| write!(f, "; transaction {transaction}"))?;
        self.error.iter().try_for_each(|error| write!(f, "; {error}"))?;
        #[cfg(feature = "batch-settlement")]
        if let Some(Err(fault)) = self.channel {
            write!(f, "; {fault}")?;
        }
        self.review.iter().flat_map(|review| &review.issues).try_for_each(|issue| write!(f, "; {issue}"))
    }
}
