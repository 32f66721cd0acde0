//! Carriers other than HTTP: the protocol objects in the messages of other protocols.
//!
//! [`mcp`] reads and writes tool calls of the Model Context Protocol, and [`a2a`] tasks of Agent2Agent. Both map JSON
//! values to JSON values. They need no connection, JSON-RPC framework or clock.

pub mod a2a;
pub mod mcp;

use x402_types::{
    DecodeError, DecodeOptions, Decoded, JsonRef, Wire,
    declare::{names, sentences},
};

sentences! {
    /// The reason why a message is refused. [`as_str`](Self::as_str) is permanent.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum CarrierError {
        /// The value is not a JSON-RPC request or response, the response is for a different request, or `result`,
        /// `params` or `_meta` is not an object (M-1). Or clients read a copy of the `PaymentRequired` that the strict
        /// rules refuse (M-3).
        McpEnvelope ["mcp_envelope"] = "not a JSON-RPC request, not the answer to the request, or not JSON by the strict rules inside",
        /// The payment is not an object (M-2).
        McpPaymentShape ["mcp_payment_shape"] = "the payment in _meta must be an object",
        /// The payment, or the `PaymentRequired` in the response, is for a method that cannot be paid for (M-2).
        McpMethod ["mcp_method"] =
            "this method cannot be paid for; tools/call can, and with the extension also resources/read and prompts/get",
        /// A result contains a `PaymentRequired` but is not an error (M-4).
        McpNotError ["mcp_not_error"] = "the result has payment requirements without isError: true, so no client reads them",
        /// The `PaymentRequired` is in a field or an item of the content where no client reads it (M-4).
        McpMisplacedDemand ["mcp_misplaced_demand"] = "the payment requirements are where no client reads them; clients read structuredContent and content[0].text",
        /// The two copies of the `PaymentRequired` have different values (M-3).
        McpDemandsDiffer ["mcp_demands_differ"] = "the two copies of the payment requirements differ, and clients may use either",
        /// The `PaymentRequired` uses the extension, but the client did not declare the extension (M-5).
        McpCapability ["mcp_capability"] = "the server uses the extension, but the client did not declare it",
        /// A result with a different `resultType` contains a `PaymentRequired` (M-8).
        McpResultType ["mcp_result_type"] = "the result has payment requirements, but a different resultType",
        /// The result delivers the paid content together with a `PaymentRequired` or a failed settlement (M-5, M-6).
        McpUnsettledContent ["mcp_unsettled_content"] = "the paid content is delivered together with payment requirements or a failed settlement",
        /// The payment and the `PaymentRequired` have different protocol versions (M-10), or the extension carries V1
        /// (M-5).
        McpVersion ["mcp_version"] = "the version of the payment requirements is not the payment's, or not one that the extension allows",
        /// The payment status is not allowed in this message, or is missing although there are other payment fields, or
        /// the metadata are not an object.
        A2aStatus ["a2a_status"] = "the payment status is not allowed in this message, or is missing",
        /// The payment status does not agree with the state of the task.
        A2aState ["a2a_state"] = "the state of the task does not agree with its payment status",
        /// The payment does not name a task.
        A2aTaskId ["a2a_task_id"] = "the payment names no task",
        /// The payment is missing, not allowed here, or not an object.
        A2aPayload ["a2a_payload"] = "the metadata must have the payment, as an object, with the status payment-submitted and with no other",
        /// The task requires payment, but its `PaymentRequired` is missing or not an object.
        A2aDemand ["a2a_demand"] = "a task that requires payment must have the payment requirements in its metadata, as an object",
        /// The list of settlements is missing, or the last settlement does not agree with the status.
        A2aReceipts ["a2a_receipts"] =
            "the settlements must be a list of objects, and the last must be a success if and only if the payment is completed",
        /// An object inside cannot be decoded.
        InvalidPayload(error: DecodeError) ["invalid_payload"] = "the object inside cannot be decoded: {error}",
    }
    const fn as_str "The permanent name: `mcp_demands_differ`.";
}

impl From<DecodeError> for CarrierError {
    fn from(error: DecodeError) -> Self {
        Self::InvalidPayload(error)
    }
}

impl core::error::Error for CarrierError {}

names! {
    /// The state of the payment that a response reports.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Kind {
        /// The message reports nothing about payment, or the payment is in progress.
        None = "none",
        /// The seller requires payment and reports no successful settlement. With
        /// [`Flag::Pending`](x402_types::Flag::Pending) an earlier payment may still settle.
        Required = "required",
        /// The payment is settled.
        Settled = "settled",
        /// The payment is not settled. With [`Flag::Pending`](x402_types::Flag::Pending) it may still settle.
        SettlementFailed = "settlement-failed",
    }
    as_str "The permanent name: `none`, `required`, `settled` or `settlement-failed`.";
    Display;
}

names! {
    /// A question that the message leaves open. [`as_str`](Self::as_str) is permanent.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum Open {
        /// Is the payment settled? The response has neither a `PaymentRequired` nor a settlement, so only the chain
        /// knows (M-11).
        Settlement = "settlement" "is the payment settled? the answer does not state it, so ask the chain",
        /// Did the client declare the extension? The request is not available (M-5).
        Capability = "capability" "did the client declare the extension? the request is not supplied",
        /// Which payment does the task require? The `PaymentRequired` may be in an artifact.
        EmbeddedDemand = "embedded-demand" "which payment requirements are valid? version 0.2 of the extension may have them in an artifact",
        /// Which payment did the client send? The payment may be in a part of the message.
        EmbeddedPayment = "embedded-payment" "which payment was sent? version 0.2 of the extension may have it in a part with data",
    }
    as_str "The permanent name: `settlement`.";
    sentence "The question as a sentence for people.";
    Display;
}

impl Open {
    /// Returns `true` if the verdict depends on the answer. Otherwise the message is valid as far as it can be checked.
    #[must_use]
    pub const fn is_undecided(self) -> bool {
        match self {
            Self::Settlement | Self::EmbeddedDemand | Self::EmbeddedPayment => true,
            Self::Capability => false,
        }
    }
}

/// Decodes an object inside a message as if its text were the whole input.
fn decode<T: Wire>(value: JsonRef<'_>, options: &DecodeOptions) -> Result<Decoded<T>, DecodeError> {
    T::decode(value.text(), options)
}
