//! Carriers besides HTTP: the same objects in the messages of other protocols.
//!
//! [`mcp`] reads and writes them in calls of tools by the Model Context Protocol, [`a2a`] in tasks of Agent2Agent. Both take
//! JSON values and give JSON values back: no connection, no framework for JSON-RPC, no clock.

pub mod a2a;
pub mod mcp;

use core::fmt;

use crate::{DecodeError, DecodeOptions, Decoded, JsonRef, Wire};

/// Why a message is refused. [`as_str`](Self::as_str) is permanent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CarrierError {
    /// No JSON-RPC request or answer, or an answer to another request (M-1).
    McpEnvelope,
    /// What stands in the payment's place is no object (M-2).
    McpPaymentShape,
    /// A payment for a method that cannot be paid (M-2).
    McpMethod,
    /// A demand in a result that is no error (M-4).
    McpNotError,
    /// A demand in a place where no client reads it (M-4).
    McpMisplacedDemand,
    /// Two demands that are not the same value (M-3).
    McpDemandsDiffer,
    /// A demand by the extension, and the client did not say that it has the extension (M-5).
    McpCapability,
    /// A demand in a result of another type (M-8).
    McpResultType,
    /// What was to be paid for stands beside a demand or a failed settlement (M-5, M-6).
    McpUnsettledContent,
    /// Payment and demand are of different versions (M-10), or the extension carries V1 (M-5).
    McpVersion,
    /// A status of the payment that the message cannot have, or none beside other members about payment.
    A2aStatus,
    /// A status of the payment in a task of another state.
    A2aState,
    /// A payment for no task.
    A2aTaskId,
    /// No payment where one has to be, one where none may be, or one that is no object.
    A2aPayload,
    /// No demand in a task that demands payment, or one that is no object.
    A2aDemand,
    /// No list of settlements, or one whose last does not belong to the status.
    A2aReceipts,
    /// An object inside cannot be decoded.
    InvalidPayload(DecodeError),
}

impl CarrierError {
    /// The permanent name: `mcp_demands_differ`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::McpEnvelope => "mcp_envelope",
            Self::McpPaymentShape => "mcp_payment_shape",
            Self::McpMethod => "mcp_method",
            Self::McpNotError => "mcp_not_error",
            Self::McpMisplacedDemand => "mcp_misplaced_demand",
            Self::McpDemandsDiffer => "mcp_demands_differ",
            Self::McpCapability => "mcp_capability",
            Self::McpResultType => "mcp_result_type",
            Self::McpUnsettledContent => "mcp_unsettled_content",
            Self::McpVersion => "mcp_version",
            Self::A2aStatus => "a2a_status",
            Self::A2aState => "a2a_state",
            Self::A2aTaskId => "a2a_task_id",
            Self::A2aPayload => "a2a_payload",
            Self::A2aDemand => "a2a_demand",
            Self::A2aReceipts => "a2a_receipts",
            Self::InvalidPayload(_) => "invalid_payload",
        }
    }
}

impl From<DecodeError> for CarrierError {
    fn from(error: DecodeError) -> Self {
        Self::InvalidPayload(error)
    }
}

impl fmt::Display for CarrierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::McpEnvelope => "not a JSON-RPC request, or not the answer to it",
            Self::McpPaymentShape => "the payment in _meta must be an object",
            Self::McpMethod => {
                "this method cannot be paid: tools/call can, and by the extension resources/read and prompts/get"
            }
            Self::McpNotError => {
                "the result demands payment and does not say isError: true, so no client reads the demand"
            }
            Self::McpMisplacedDemand => {
                "the demand stands where no client reads it: structuredContent and content[0].text are read"
            }
            Self::McpDemandsDiffer => "the two copies of the demand differ; clients may pay by either",
            Self::McpCapability => {
                "the demand comes by the extension, and the client did not say that it has the extension"
            }
            Self::McpResultType => "the result demands payment and is of another type",
            Self::McpUnsettledContent => "what was to be paid for is given beside a demand or a failed settlement",
            Self::McpVersion => "the demand is of another version than the payment, or than the extension allows",
            Self::A2aStatus => "the message cannot have this payment status, or has none",
            Self::A2aState => "the task is not in a state that goes with its payment status",
            Self::A2aTaskId => "the payment names no task",
            Self::A2aPayload => "the payment in the metadata has to be an object beside payment-submitted, and nowhere else",
            Self::A2aDemand => "a task that demands payment has to have the demand in its metadata, as an object",
            Self::A2aReceipts => {
                "the settlements have to be a list of objects, whose last succeeded if the payment is completed, and else failed"
            }
            Self::InvalidPayload(error) => return write!(f, "the object inside cannot be decoded: {error}"),
        })
    }
}

impl core::error::Error for CarrierError {}

/// What an answer says about payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Nothing, or that the payment is under way.
    None,
    /// The seller demands payment, and does not say what became of one.
    Required,
    /// The payment is settled.
    Settled,
    /// The payment is not settled. With [`Flag::Pending`](crate::Flag::Pending) it may still be.
    SettlementFailed,
}

impl Kind {
    /// `none`, `required`, `settled` or `settlement-failed`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Required => "required",
            Self::Settled => "settled",
            Self::SettlementFailed => "settlement-failed",
        }
    }
}

/// What a message leaves to others. [`as_str`](Self::as_str) is permanent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Open {
    /// What became of the payment: the answer has neither demand nor settlement, and the chain has to be asked (M-11).
    Settlement,
    /// Whether the client said that it has the extension: the request is not there (M-5).
    Capability,
    /// The demand, which may stand in an artifact.
    EmbeddedDemand,
    /// The payment, which may stand in a part of the message.
    EmbeddedPayment,
}

impl Open {
    /// The permanent name: `settlement`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Settlement => "settlement",
            Self::Capability => "capability",
            Self::EmbeddedDemand => "embedded-demand",
            Self::EmbeddedPayment => "embedded-payment",
        }
    }

    /// One sentence for a person.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Settlement => "what became of the payment: the answer does not say; ask the chain",
            Self::Capability => "whether the client said that it has the extension: the request is not here",
            Self::EmbeddedDemand => "the demand: version 0.2 of the extension may have it in an artifact",
            Self::EmbeddedPayment => "the payment: version 0.2 of the extension may have it in a part with data",
        }
    }

    /// Whether there is no verdict before it is known. If not, the message is valid as far as it goes.
    #[must_use]
    pub const fn is_undecided(self) -> bool {
        match self {
            Self::Settlement | Self::EmbeddedDemand | Self::EmbeddedPayment => true,
            Self::Capability => false,
        }
    }
}

/// Decodes an object that stands in a message, as if its text had come alone.
fn decode<T: Wire>(value: JsonRef<'_>, options: &DecodeOptions) -> Result<Decoded<T>, DecodeError> {
    T::decode(value.text(), options)
}
