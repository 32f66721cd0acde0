//! The decision at the end of a round of questions.

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use x402_schemes::AccountId;
use x402_types::{ReasonCode, VerifyResponse};

use crate::{Operation, Paid, Question, Report, json_rpc::ResponseError, outcome::write_deciding};

/// The decision about a payment, after the chain was asked.
///
/// There are only these four decisions, so a `match` needs no wildcard.
#[derive(Clone, Debug)]
pub enum Decision {
    /// Settle, or serve and then settle. Every question was answered, so [`Paid::outstanding`] is empty.
    Settle(Box<Paid>),
    /// Carry out an operation, such as a refund. Do not serve a client for it.
    CarryOut(Operation),
    /// Refuse the payment.
    Refuse(Refusal),
    /// No decision yet. Ask these questions again, or ask a different node. Until then, neither serve nor settle.
    AskAgain(Vec<Unanswered>),
}

impl Decision {
    pub(super) fn of_valid(report: Report) -> Self {
        match report.into_paid().map(Paid::without_outstanding) {
            Ok(paid) => Self::Settle(Box::new(paid)),
            Err(error) => match error.into_report().into_operation() {
                Ok(operation) => Self::CarryOut(operation.without_outstanding()),
                Err(error) => Self::Refuse(Refusal::new(error.into_report(), None)),
            },
        }
    }

    /// Returns the facilitator's response to `/verify`. If questions remain, its error code is
    /// `unexpected_verify_error`, and its message lists them.
    #[must_use]
    pub fn to_verify_response(&self) -> VerifyResponse {
        let answered = |mut response: VerifyResponse, payer: Option<AccountId>| {
            response.payer = payer.map(|payer| payer.to_string());
            response
        };
        let refused = |reason: ReasonCode, message: String| {
            let mut response = VerifyResponse::invalid(reason);
            response.invalid_message = Some(message);
            response
        };
        match self {
            Self::Settle(paid) => answered(VerifyResponse::valid(), Some(paid.payer())),
            Self::CarryOut(operation) => {
                answered(VerifyResponse::valid(), operation.authorized().map(|authorized| authorized.payer))
            }
            Self::Refuse(refusal) => answered(refused(refusal.reason(), refusal.to_string()), refusal.report().payer()),
            Self::AskAgain(open) => {
                let kinds: Vec<_> = open.iter().map(ToString::to_string).collect();
                refused(ReasonCode::UNEXPECTED_VERIFY_ERROR, format!("not answered: {}", kinds.join("; ")))
            }
        }
    }
}

/// The reason for refusing a payment: a check failed, or the answer of a chain prevents the settlement.
#[derive(Clone, Debug)]
pub struct Refusal {
    report: Box<Report>,
    prevented: Option<Box<Question>>,
}

impl Refusal {
    pub(super) fn new(report: Report, prevented: Option<Question>) -> Self {
        Self { report: Box::new(report), prevented: prevented.map(Box::new) }
    }

    /// Returns the error code of the failed check or of the question.
    #[must_use]
    pub fn reason(&self) -> ReasonCode {
        match (&self.prevented, self.report.reason()) {
            (Some(question), _) => question.answer_rules().refusal(),
            (None, reason) => reason.map_or(ReasonCode::PAYLOAD, ReasonCode::new),
        }
    }

    /// Returns the question whose answer prevents the settlement. `None` if the payment is invalid.
    #[must_use]
    pub fn question(&self) -> Option<&Question> {
        self.prevented.as_deref()
    }

    /// Returns the report. It is valid if only an answer prevents the settlement.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.report
    }
}

/// Writes the failed check with its detail, or the question.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.prevented {
            Some(question) => write!(f, "the chain's answer prevents the settlement: {question}"),
            None => write_deciding(f, self.report.deciding()),
        }
    }
}

impl core::error::Error for Refusal {}

/// A question without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unanswered {
    /// The question.
    pub question: Question,
    /// The error of the node. `None` if no node was asked, or if the answer did not fit this question.
    pub error: Option<ResponseError>,
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.question.kind())?;
        self.error.iter().try_for_each(|error| write!(f, " ({error})"))
    }
}
