//! Carriers other than HTTP: the same objects in the messages of other protocols.
//!
//! [`mcp`] reads and writes tool calls of the Model Context Protocol, [`a2a`] tasks of Agent2Agent. Both map JSON values to
//! JSON values. They use no connection, no JSON-RPC framework and no clock.

pub mod a2a;
pub mod mcp;

use core::fmt;

use x402_types::{DecodeError, DecodeOptions, Decoded, JsonRef, Wire};

/// Why a message is refused. [`as_str`](Self::as_str) is permanent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CarrierError {
    /// The value is not a JSON-RPC request or answer, or the answer is to another request (M-1). Or clients read a copy of the
    /// demand that the strict rules refuse (M-3).
    McpEnvelope,
    /// The payment is not an object (M-2).
    McpPaymentShape,
    /// The payment, or the demand in the answer, is for a method that cannot be paid for (M-2).
    McpMethod,
    /// A result contains a demand but is not an error (M-4).
    McpNotError,
    /// The demand is in a place where no client reads it (M-4).
    McpMisplacedDemand,
    /// The two copies of the demand have different values (M-3).
    McpDemandsDiffer,
    /// The demand uses the extension, but the client did not declare the extension (M-5).
    McpCapability,
    /// A result with a different `resultType` contains a demand (M-8).
    McpResultType,
    /// The paid content is delivered together with a demand or a failed settlement (M-5, M-6).
    McpUnsettledContent,
    /// Payment and demand have different protocol versions (M-10), or the extension carries V1 (M-5).
    McpVersion,
    /// The payment status is not allowed in this message, or is missing beside other payment members, or the metadata are
    /// not an object.
    A2aStatus,
    /// The payment status does not agree with the task state.
    A2aState,
    /// The payment names no task.
    A2aTaskId,
    /// The payment is missing, not allowed here, or not an object.
    A2aPayload,
    /// The task demands payment, but the demand is missing or not an object.
    A2aDemand,
    /// The list of settlements is missing, or the last settlement does not agree with the status.
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
            Self::McpEnvelope => "not a JSON-RPC request, not the answer to the request, or not JSON by the strict rules inside",
            Self::McpPaymentShape => "the payment in _meta must be an object",
            Self::McpMethod => {
                "this method cannot be paid for; tools/call can, and with the extension also resources/read and prompts/get"
            }
            Self::McpNotError => {
                "the result demands payment without isError: true, so no client reads the demand"
            }
            Self::McpMisplacedDemand => {
                "the demand is where no client reads it; clients read structuredContent and content[0].text"
            }
            Self::McpDemandsDiffer => "the two copies of the demand differ, and clients may use either",
            Self::McpCapability => {
                "the demand uses the extension, but the client did not declare the extension"
            }
            Self::McpResultType => "the result demands payment, but has a different resultType",
            Self::McpUnsettledContent => "the paid content is delivered together with a demand or a failed settlement",
            Self::McpVersion => "the demand does not have the version of the payment, or not one that the extension allows",
            Self::A2aStatus => "the payment status is not allowed in this message, or is missing",
            Self::A2aState => "the state of the task does not agree with its payment status",
            Self::A2aTaskId => "the payment names no task",
            Self::A2aPayload => "the metadata must have the payment, as an object, with the status payment-submitted and with no other",
            Self::A2aDemand => "a task that demands payment must have the demand in its metadata, as an object",
            Self::A2aReceipts => {
                "the settlements must be a list of objects, and the last must be a success if and only if the payment is completed"
            }
            Self::InvalidPayload(error) => return write!(f, "the object inside cannot be decoded: {error}"),
        })
    }
}

impl core::error::Error for CarrierError {}

/// The state of payment that an answer reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Nothing about payment, or the payment is in progress.
    None,
    /// The seller demands payment and reports no settlement.
    Required,
    /// The payment is settled.
    Settled,
    /// The payment is not settled. With [`Flag::Pending`](x402_types::Flag::Pending) it may still settle.
    SettlementFailed,
}

impl Kind {
    /// The permanent name: `none`, `required`, `settled` or `settlement-failed`.
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

/// A question that the message leaves open. [`as_str`](Self::as_str) is permanent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Open {
    /// Is the payment settled? The answer has neither demand nor settlement, so only the chain knows (M-11).
    Settlement,
    /// Did the client declare the extension? The request is not given (M-5).
    Capability,
    /// What does the task demand? The demand may be in an artifact.
    EmbeddedDemand,
    /// What is the payment? It may be in a part of the message.
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

    /// The question as a sentence for people.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Settlement => "is the payment settled? the answer does not say so, so ask the chain",
            Self::Capability => "did the client declare the extension? the request is not given",
            Self::EmbeddedDemand => "what is the demand? version 0.2 of the extension may have it in an artifact",
            Self::EmbeddedPayment => {
                "what is the payment? version 0.2 of the extension may have it in a part with data"
            }
        }
    }

    /// Whether the verdict depends on the answer. If not, the message is valid as far as it can be judged.
    #[must_use]
    pub const fn is_undecided(self) -> bool {
        match self {
            Self::Settlement | Self::EmbeddedDemand | Self::EmbeddedPayment => true,
            Self::Capability => false,
        }
    }
}

x402_types::__display_as_str!(Kind, Open);

/// Decodes an object inside a message as if its text were the whole input.
fn decode<T: Wire>(value: JsonRef<'_>, options: &DecodeOptions) -> Result<Decoded<T>, DecodeError> {
    T::decode(value.text(), options)
}
