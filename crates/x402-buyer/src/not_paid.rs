//! The reasons why nothing is paid.

use alloc::{
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use x402_schemes::PassedOffer;
use x402_types::printable::{Short, write_sentence_with};
use x402_verify::{NotValid, client::OfferIssue};
#[cfg(feature = "batch-settlement")]
use x402_verify::{Question, evm::batch_settlement::CorrectionFault};

use crate::{LimitReached, SignError};

/// The reason why nothing is paid. It is displayed as a sentence, with `Debug` too, because a program prints that if
/// its `main` returns the error.
#[non_exhaustive]
pub enum NotPaid {
    /// No offer fits an allowance from which this buyer can pay. Contains the reason for each offer.
    NoOffer(Vec<PassedOffer>),
    /// The chosen offer has a serious issue.
    Issues(Vec<OfferIssue>),
    /// The payment would exceed a limit of an allowance.
    Limit(Box<LimitReached>),
    /// The ledger already has this payment, because its random bytes were used before. Or the ledger refused it, and
    /// its sums do not show why.
    Spent,
    /// A payment that was signed before uses the same sequence number or ticket of the XRP Ledger, and may still be settled,
    /// or is settled. Only one of two such payments can be.
    #[cfg(feature = "xrpl")]
    SlotTaken,
    /// No payment can be drafted for the offer. Contains the reason, for people.
    Draft(String),
    /// The signer did not sign.
    Sign(SignError),
    /// The signed payment is not valid for the offer.
    NotValid(Box<NotValid>),
    /// The channel depends on a node's answer to this question. Pay again with the answer among the facts.
    #[cfg(feature = "batch-settlement")]
    Ask(Box<Question>),
    /// This buyer has not signed the seller's sum (N-34).
    #[cfg(feature = "batch-settlement")]
    Correction(CorrectionFault),
    /// A signed deposit may still appear on the chain until this time, in Unix seconds. The buyer signs no second one
    /// before (N-35).
    #[cfg(feature = "batch-settlement")]
    DepositOpen(u64),
    /// A different program has paid from the channel in the meantime.
    #[cfg(feature = "batch-settlement")]
    Taken,
    /// No node has simulated the payment.
    #[cfg(feature = "stellar")]
    Node(x402_verify::json_rpc::ResponseError),
    /// The ledger failed.
    Ledger(Box<dyn core::error::Error + Send + Sync>),
}

impl NotPaid {
    #[allow(clippy::needless_pass_by_value, reason = "as `map_err` gives it")]
    pub(crate) fn draft(why: impl ToString) -> Self {
        Self::Draft(why.to_string())
    }

    pub(crate) fn ledger(error: impl Into<Box<dyn core::error::Error + Send + Sync>>) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<NotValid> for NotPaid {
    fn from(error: NotValid) -> Self {
        Self::NotValid(Box::new(error))
    }
}

impl fmt::Display for NotPaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_sentence_with(f, |f| self.write(f))
    }
}

impl fmt::Debug for NotPaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl NotPaid {
    /// The sentence. It contains texts of the seller, the signer and the ledger.
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoOffer(passed) => {
                f.write_str("no offer is within the allowances")?;
                passed.iter().try_for_each(|passed| write!(f, "; offer {} {}", passed.offer, Short(&passed.why)))
            }
            Self::Issues(issues) => {
                f.write_str("the offer should not be paid")?;
                issues.iter().filter(|issue| issue.is_serious()).try_for_each(|issue| write!(f, "; {}", Short(issue)))
            }
            Self::Limit(reached) => write!(f, "{reached}"),
            Self::Spent => f.write_str("the ledger refuses the payment: it may have it already"),
            #[cfg(feature = "xrpl")]
            Self::SlotTaken => f.write_str(
                "a payment that was signed before uses the same sequence number or ticket, and only one of the two can be \
                 settled: once that payment is settled, account_info returns the next sequence number",
            ),
            Self::Draft(why) => write!(f, "no payment can be made for the offer: {why}"),
            Self::Sign(error) => write!(f, "{error}"),
            Self::NotValid(error) => write!(f, "{error}"),
            #[cfg(feature = "batch-settlement")]
            Self::Ask(question) => write!(f, "the channel is not known: {question}"),
            #[cfg(feature = "batch-settlement")]
            Self::Correction(fault) => write!(f, "the seller's sum is not adopted: {fault}"),
            #[cfg(feature = "batch-settlement")]
            Self::DepositOpen(until) => {
                write!(f, "a deposit that was signed may still be made: the chain shows it by {until}, or never")
            }
            #[cfg(feature = "batch-settlement")]
            Self::Taken => f.write_str("a different program has paid from the channel"),
            #[cfg(feature = "stellar")]
            Self::Node(error) => write!(f, "no node has simulated the payment: {error}"),
            Self::Ledger(error) => write!(f, "the ledger failed: {error}"),
        }
    }
}

impl core::error::Error for NotPaid {}
