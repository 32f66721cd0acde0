//! What a driver of questions ends in.

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

/// What to do with a payment, now that a chain was asked.
///
/// There are only these four, so a `match` needs no wildcard.
#[derive(Clone, Debug)]
pub enum Decision {
    /// Settle, or serve and then settle. Every question was answered, so nothing is [outstanding](Paid::outstanding).
    Settle(Box<Paid>),
    /// Carry out an operation, such as a refund. Nobody may be served for it.
    CarryOut(Operation),
    /// Refuse the payment.
    Refuse(Refusal),
    /// Nobody knows yet. Ask these questions again, or ask another node, and neither serve nor settle until then.
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

    /// A facilitator's answer to `/verify`. With questions left the answer is `unexpected_verify_error`, and names them.
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

/// Why a payment is refused: a check failed, or the answer of a chain prevents the settlement.
#[derive(Clone, Debug)]
pub struct Refusal {
    report: Box<Report>,
    prevented: Option<Box<Question>>,
}

impl Refusal {
    pub(super) fn new(report: Report, prevented: Option<Question>) -> Self {
        Self { report: Box::new(report), prevented: prevented.map(Box::new) }
    }

    /// The error code: that of the failed check, or that of the question.
    #[must_use]
    pub fn reason(&self) -> ReasonCode {
        match (&self.prevented, self.report.reason()) {
            (Some(question), _) => question.heard().refusal(),
            (None, reason) => reason.map_or(ReasonCode::PAYLOAD, ReasonCode::new),
        }
    }

    /// The question whose answer prevents the settlement. `None` if the payment is invalid.
    #[must_use]
    pub fn question(&self) -> Option<&Question> {
        self.prevented.as_deref()
    }

    /// The report. It is valid if only an answer prevents the settlement.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.report
    }
}

/// The check and its detail, or what was asked.
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
    /// The error of the node. `None` if none was asked, or if the answer was none to this question.
    pub error: Option<ResponseError>,
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.question.kind())?;
        self.error.iter().try_for_each(|error| write!(f, " ({error})"))
    }
}
