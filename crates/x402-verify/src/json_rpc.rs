//! JSON-RPC 2.0: questions as requests to a node, and responses as answers. [`Deciding`](crate::Deciding) does this for
//! whole batches.
//!
//! ```
//! use x402_types::RawJson;
//! use x402_verify::{Answer, evm::{self, AccountCode, questions::AccountCode as Asked}, json_rpc::JsonRpc, Question};
//!
//! let network = x402_types::Network::eip155(84_532);
//! let account = "0x857b06519E91e3A54538791bDbb0E22373e36b66".parse()?;
//! let question = Question::from(Asked { network, account, if_plain: None });
//! let call = JsonRpc::from(&question.rpc().ok_or("no call")?);
//! let expected = r#"{"jsonrpc":"2.0","id":7,"method":"eth_getCode","params":["0x857b06519E91e3A54538791bDbb0E22373e36b66","latest"]}"#;
//! assert_eq!(call.to_request(7).as_str(), expected);
//!
//! let response = RawJson::parse(r#"{"jsonrpc":"2.0","id":7,"result":"0x6080"}"#)?;
//! assert_eq!(question.answer_json_rpc(response.as_json())?, evm::Answer::Code(AccountCode::Present).into());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use alloc::{string::String, vec::Vec};
use core::fmt;

use x402_types::{JsonRef, Limits, Members, RawJson, declare::sentences};

use crate::{Answer, AnswerError, Question, Returned, Rpc};

/// A JSON-RPC request without its envelope. Two requests are equal if their parameters have the same JSON value, in any
/// notation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct JsonRpc {
    /// The name of the method, such as `eth_call`.
    pub method: String,
    /// An array, or an object if the parameters have names.
    pub params: RawJson,
}

impl JsonRpc {
    /// Returns the request with its envelope, ready to post to a node.
    #[must_use]
    pub fn to_request(&self, id: u64) -> RawJson {
        let members = [
            ("jsonrpc", RawJson::string("2.0")),
            ("id", id.into()),
            ("method", RawJson::string(&self.method)),
            ("params", self.params.clone()),
        ];
        Members::from_iter(members).into()
    }
}

impl PartialEq for JsonRpc {
    fn eq(&self, other: &Self) -> bool {
        self.method == other.method && self.params.as_json().same_value(&other.params.as_json())
    }
}

impl Eq for JsonRpc {}

impl From<&Rpc> for JsonRpc {
    fn from(rpc: &Rpc) -> Self {
        let mut params = String::new();
        rpc.write_params(&mut params);
        // What a writer of JSON writes is JSON.
        let params = RawJson::parse_within(&params, &Limits::NONE).unwrap_or_else(|_| RawJson::array([]));
        Self { method: rpc.method().into(), params }
    }
}

impl Question {
    /// Reads a node's whole response to the call [`rpc`](Self::rpc): the object with `result` or `error`. The caller
    /// must check that the response has the `id` of the request.
    ///
    /// # Errors
    /// The value is not a response, or does not answer the question. Ask again, or ask a different node.
    pub fn answer_json_rpc(&self, response: JsonRef<'_>) -> Result<Answer, ResponseError> {
        let rpc = self.rpc().ok_or(ResponseError::Answer(AnswerError::NoCall))?;
        Ok(self.answer(rpc.held(response)?.as_returned())?)
    }
}

sentences! {
    /// The reason why a node's response does not answer the call.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum ResponseError {
        /// There is no response to this call, or more than one.
        Missing = "the node returned no response to this call, or more than one",
        /// The response has neither `result` nor `error`, or both, or a `result` whose format is not that of the
        /// method.
        Malformed = "the response does not have the format that the method returns",
        /// The node reports an error other than a reverted call. It may be busy, or may not know the method.
        Node(code: i64) = "the node reports error {code}",
        /// The value does not answer the question.
        Answer(error: AnswerError) = |f| fmt::Display::fmt(error, f),
    }
}

impl core::error::Error for ResponseError {}

impl From<AnswerError> for ResponseError {
    fn from(error: AnswerError) -> Self {
        Self::Answer(error)
    }
}

/// The value that a node returned, in the format that questions read.
pub(crate) enum Held<'a> {
    Bytes(Vec<u8>),
    Json(JsonRef<'a>),
    Reverted,
}

impl Held<'_> {
    pub(crate) fn as_returned(&self) -> Returned<'_> {
        match self {
            Self::Bytes(bytes) => Returned::Bytes(bytes),
            Self::Json(value) => Returned::Json(*value),
            Self::Reverted => Returned::Reverted,
        }
    }
}

impl Rpc {
    /// The name of the method.
    pub(crate) const fn method(&self) -> &'static str {
        match self {
            Self::Evm(rpc) => rpc.method(),
            Self::Solana(rpc) => rpc.method(),
            Self::Stellar(rpc) => rpc.method(),
            Self::Xrpl(rpc) => rpc.method(),
        }
    }

    /// Writes the parameters: an array, or an object if they have names.
    pub(crate) fn write_params(&self, out: &mut String) {
        match self {
            Self::Evm(rpc) => rpc.write_params(out),
            Self::Solana(rpc) => rpc.write_params(out),
            Self::Stellar(rpc) => rpc.write_params(out),
            Self::Xrpl(rpc) => rpc.write_params(out),
        }
    }

    /// Reads the response to this call. Some nodes write a null `error` next to a result, or a null `result` next to an
    /// error. The null field counts as absent.
    pub(crate) fn held<'a>(&self, response: JsonRef<'a>) -> Result<Held<'a>, ResponseError> {
        let error = response.non_null("error");
        let result = response.get("result").filter(|result| error.is_none() || !result.is_null());
        match (result, error) {
            (Some(result), None) => self.held_result(result).ok_or(ResponseError::Malformed),
            (None, Some(error)) if self.is_revert(error) => Ok(Held::Reverted),
            (None, Some(error)) => {
                let code = error.get("code").and_then(|code| code.text().parse().ok());
                Err(code.map_or(ResponseError::Malformed, ResponseError::Node))
            }
            (None, None) | (Some(_), Some(_)) => Err(ResponseError::Malformed),
        }
    }

    fn held_result<'a>(&self, result: JsonRef<'a>) -> Option<Held<'a>> {
        match self {
            Self::Evm(rpc) => rpc.held(result),
            Self::Solana(rpc) => rpc.held(result),
            Self::Stellar(rpc) => rpc.held(result),
            Self::Xrpl(rpc) => rpc.held(result),
        }
    }

    /// `true` if this error means that the call reverted.
    fn is_revert(&self, error: JsonRef<'_>) -> bool {
        match self {
            Self::Evm(rpc) => rpc.is_revert(error),
            Self::Solana(rpc) => rpc.is_revert(error),
            Self::Stellar(rpc) => rpc.is_revert(error),
            Self::Xrpl(rpc) => rpc.is_revert(error),
        }
    }
}
