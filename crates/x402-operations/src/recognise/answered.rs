//! The answers of others in a text: of the seller, and of the facilitator, whose answer a seller passes on.

use alloc::{borrow::ToOwned, string::String};
use core::fmt;

use serde::Serialize;
use x402_extensions::carriers::mcp::PAYMENT_RESPONSE;
use x402_types::{JsonRef, RawJson};

use super::{
    judged::payment_of,
    limits::LIMITS,
    other,
    part::{Message, Part},
    provenance::Provenance,
    what::What,
};

/// The outcome that an answer reports. It is the word of its sender: only the chain shows whether money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Outcome {
    /// The server asks for a payment, and the request had none.
    NotPaid,
    /// The payment is refused.
    Refused,
    /// The payment is not settled.
    NotSettled,
    /// The server failed, so the outcome is unknown.
    Failed,
    /// The facilitator accepts the payment.
    Accepted,
    /// The payment is settled.
    Settled,
}

impl Outcome {
    /// The permanent name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotPaid => "not-paid",
            Self::Refused => "refused",
            Self::NotSettled => "not-settled",
            Self::Failed => "failed",
            Self::Accepted => "accepted",
            Self::Settled => "settled",
        }
    }

    /// Returns `true` if the sender of the answer took the payment.
    #[must_use]
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Accepted | Self::Settled)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The party that answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Party {
    /// The seller's server.
    Seller,
    /// The facilitator.
    Facilitator,
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Seller => "seller",
            Self::Facilitator => "facilitator",
        })
    }
}

/// An answer in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Answered {
    /// The reported outcome.
    pub outcome: Outcome,
    /// The party that answered.
    pub by: Party,
    /// The status of the response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The reason code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The sentence of the party itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The transaction of a settlement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction: Option<String>,
}

impl Answered {
    const fn new(outcome: Outcome, by: Party) -> Self {
        Self { outcome, by, status: None, reason: None, message: None, transaction: None }
    }

    /// The answer in HTTP messages: to the request with the payment in the message `paid`, and if there is none, or the
    /// text ends with a refusal, the last one.
    pub(super) fn of_messages(messages: &[Message], parts: &[Part], paid: Option<usize>) -> Option<Self> {
        // A response before the request with the payment is no answer to it.
        let is_later = |at: &usize| paid.is_none_or(|paid| *at > paid);
        let last = messages.iter().rposition(Message::is_final).filter(is_later);
        let last = last.and_then(|at| Self::of_response(messages, parts, at));
        let own = paid.and_then(|paid| {
            let mut answers = messages.iter().enumerate().skip(paid + 1);
            let (at, _) =
                answers.by_ref().take_while(|(_, message)| message.status.is_some()).find(|(_, it)| it.is_final())?;
            Self::of_response(messages, parts, at)
        });
        match (own, last) {
            (Some(own), Some(last)) if own.outcome.is_success() && !last.outcome.is_success() => Some(last),
            (own, last) => own.or(last),
        }
    }

    /// The answer that the response at this index is.
    fn of_response(messages: &[Message], parts: &[Part], at: usize) -> Option<Self> {
        let (message, status) = (&messages[at], messages[at].status?);
        let request = messages[..at].iter().rposition(|message| message.status.is_none());
        let of_request = |part: &&Part| request.is_some() && part.message == request && part.has_payment();
        let is_paid = parts.iter().any(|part| of_request(&part));
        let is_paid_in_header = parts.iter().any(|part| of_request(&part) && part.header.is_some());
        let of_message = |what: What| parts.iter().rev().find(|part| part.message == Some(at) && part.what == what);
        let object = |what: What| {
            let part = of_message(what)?;
            let found = Self::of_object(what, part.json()?.as_json())?;
            // A body may repeat what the client sent, so its success counts only where the answer belongs there.
            let is_own = part.provenance == Provenance::Response && (part.header.is_some() || !is_paid_in_header);
            (is_own || !found.outcome.is_success()).then_some(found)
        };
        let carried = || Self::of_carrier(of_message(What::Message)?, is_paid);
        let found = object(What::Settlement).or_else(|| object(What::VerifyResponse)).or_else(carried);
        // A response that refuses or fails is no success, whatever it passes on.
        let found = found.filter(|found| status < 400 || !found.outcome.is_success());
        let of_status = || match status {
            402 => match of_message(What::Demand).and_then(Part::json) {
                Some(json) => Self::of_required(json.as_json(), is_paid),
                None => is_paid.then(|| Self::new(Outcome::Refused, Party::Seller)),
            },
            500.. if is_paid => Some(Self::new(Outcome::Failed, Party::Seller)),
            400.. if is_paid => Some(Self::new(Outcome::Refused, Party::Seller)),
            _ => None,
        };
        let mut found = found.or_else(of_status)?;
        found.status = Some(status);
        if found.reason.is_none()
            && found.message.is_none()
            && !found.outcome.is_success()
            && let Some((reason, message)) = error_in(&message.body)
        {
            (found.reason, found.message) = (reason, message);
        }
        Some(found)
    }

    /// The last answer among parts that are not in HTTP messages: an object that a person pasted, a message of a
    /// carrier, or a field of a log. Success is believed only where a client cannot have written it.
    pub(super) fn of_parts(parts: &[Part]) -> Option<Self> {
        let paid = payment_of(parts).0.filter(|index| parts[*index].has_payment());
        let has_payment = paid.is_some();
        parts.iter().enumerate().rev().filter(|(_, part)| !part.is_guess).find_map(|(index, part)| {
            // In a dialogue, a message before the payment is no answer to it.
            if part.what == What::Message && paid.is_some_and(|paid| index <= paid) {
                return None;
            }
            let is_of_client = matches!(
                part.provenance,
                Provenance::RequestHeader | Provenance::RequestBody | Provenance::ClientMessage
            );
            if is_of_client {
                return None;
            }
            let text = part.text.as_deref()?;
            let is_required = part.what == What::Demand && part.provenance.is_of_offer();
            let found = if part.what == What::Reason {
                // A code alone says nothing about a payment.
                let refused = || Self::new(Outcome::Refused, Party::Facilitator);
                has_payment.then(|| Self { reason: Some(text.to_owned()), ..refused() })
            } else if part.what == What::Message {
                Self::of_carrier(part, has_payment)
            } else if is_required {
                // The text does not show which came first.
                let found = Self::of_required(part.json()?.as_json(), false);
                found.filter(|found| found.outcome == Outcome::Refused || !has_payment)
            } else if matches!(part.what, What::Settlement | What::VerifyResponse) {
                Self::of_object(part.what, part.json()?.as_json())
            } else {
                None
            };
            found.filter(|found| {
                let is_of_server =
                    matches!(part.provenance, Provenance::Response | Provenance::ServerMessage | Provenance::Pasted);
                !found.outcome.is_success() || is_of_server
            })
        })
    }

    /// The answer that a message of MCP or A2A is.
    fn of_carrier(part: &Part, is_paid: bool) -> Option<Self> {
        let json = part.json()?;
        let root = json.as_json();
        // A client's message is no answer.
        if !is_of_server(root) {
            return None;
        }
        let failed = status_of_task(root).filter(|status| ["payment-failed", "payment-rejected"].contains(&&**status));
        if let Some(settlement) = settlement_of(root)
            && let Some(found) = Self::of_object(What::Settlement, settlement)
            && !(found.outcome.is_success() && failed.is_some())
        {
            return Some(found);
        }
        if failed.is_some() {
            let reason = metadata_of_task(root).and_then(|metadata| text_of(metadata, "x402.payment.error"));
            return Some(Self { reason, ..Self::new(Outcome::Refused, Party::Seller) });
        }
        Self::of_required(required_of(root)?.as_json(), is_paid)
    }

    /// The answer that a settlement or a response to `/verify` is.
    pub(super) fn of_object(what: What, json: JsonRef<'_>) -> Option<Self> {
        let (flag, success, failure, reason, message) = if what == What::Settlement {
            ("success", Outcome::Settled, Outcome::NotSettled, "errorReason", "errorMessage")
        } else if what == What::VerifyResponse {
            ("isValid", Outcome::Accepted, Outcome::Refused, "invalidReason", "invalidMessage")
        } else {
            return None;
        };
        let is_success = json.get(flag)?.text() == "true";
        let transaction = text_of(json, "transaction").filter(|transaction| !transaction.is_empty());
        if is_success {
            return Some(Self { transaction, ..Self::new(success, Party::Facilitator) });
        }
        let (reason, message) = (text_of(json, reason), text_of(json, message));
        Some(Self { reason, message, transaction, ..Self::new(failure, Party::Facilitator) })
    }

    /// The answer that a 402 response is. Without its request, `error` shows whether it refuses a payment.
    fn of_required(json: JsonRef<'_>, is_paid: bool) -> Option<Self> {
        let error = text_of(json, "error").filter(|error| !error.trim().is_empty());
        let (reason, message) = error.map_or((None, None), as_reason);
        let asks = |text: &String| {
            let text = text.to_ascii_lowercase();
            ["required", "no payment", "missing"].iter().any(|word| text.contains(word)) || text == "payment_required"
        };
        let is_request = reason.as_ref().or(message.as_ref()).is_none_or(asks);
        let outcome = if is_paid || !is_request { Outcome::Refused } else { Outcome::NotPaid };
        Some(Self { reason, message, ..Self::new(outcome, Party::Seller) })
    }
}

/// Returns `true` if a server wrote this message of MCP or A2A.
pub(super) fn is_of_server(message: JsonRef<'_>) -> bool {
    let is_of_agent = |role: JsonRef<'_>| role.string().is_ok_and(|role| role.eq_ignore_ascii_case("agent"));
    let is_call = message.get("method").is_some() || message.get("params").is_some();
    let is_of_user = message.get("role").is_some_and(|role| !is_of_agent(role));
    !is_call && !is_of_user
}

/// The settlement where a message of MCP or A2A has it. The result of a call may repeat what the client sent.
fn settlement_of(message: JsonRef<'_>) -> Option<JsonRef<'_>> {
    let result = message.get("result").unwrap_or(message);
    let of_mcp = || result.get("_meta")?.get(PAYMENT_RESPONSE);
    let of_a2a = || metadata_of_task(message)?.get("x402.payment.receipts")?.elements().ok()?.last();
    of_mcp().or_else(of_a2a)
}

/// The 402 response where a message of MCP or A2A has it.
fn required_of(message: JsonRef<'_>) -> Option<RawJson> {
    let has_offers = |json: &JsonRef<'_>| json.get("accepts").is_some();
    let result = message.get("result").unwrap_or(message);
    let of_task = || metadata_of_task(message)?.get("x402.payment.required");
    let of_error = || message.get("error")?.get("data");
    let object = [result.get("structuredContent"), of_error(), of_task()].into_iter().flatten().find(has_offers);
    if let Some(required) = object {
        return Some(required.into());
    }
    let texts = result.get("content")?.elements().ok()?.filter_map(|content| text_of(content, "text"));
    let mut read = texts.filter_map(|text| RawJson::parse_within(&text, &LIMITS).ok());
    read.find(|json| json.as_json().get("accepts").is_some())
}

fn metadata_of_task(message: JsonRef<'_>) -> Option<JsonRef<'_>> {
    let task = message.get("result").unwrap_or(message);
    // A2A 1.0 names the kind of the result.
    let task = task.get("task").unwrap_or(task);
    task.get("status")?.get("message")?.get("metadata")
}

fn status_of_task(message: JsonRef<'_>) -> Option<String> {
    text_of(metadata_of_task(message)?, "x402.payment.status")
}

fn text_of(json: JsonRef<'_>, name: &str) -> Option<String> {
    json.get(name)?.string().ok().map(Into::into)
}

/// The reason code in the error of a response, and its sentence.
fn as_reason(error: String) -> (Option<String>, Option<String>) {
    let code = error.split([' ', ':', ',']).find(|word| other::is_reason(word)).map(ToOwned::to_owned);
    let message = (code.as_deref() != Some(&*error)).then_some(error);
    (code, message)
}

/// The error in a body: a reason code and a sentence. `None` if there is neither.
fn error_in(body: &str) -> Option<(Option<String>, Option<String>)> {
    const NAMES: [&str; 7] = ["invalidReason", "errorReason", "error", "reason", "code", "message", "detail"];
    let json = RawJson::parse_within(body, &LIMITS).ok()?;
    let texts = || NAMES.iter().filter_map(|name| text_of(json.as_json(), name)).filter(|text| !text.is_empty());
    let coded = texts().find_map(|text| as_reason(text).0);
    let message = texts().find(|text| coded.as_ref() != Some(text));
    (coded.is_some() || message.is_some()).then_some((coded, message))
}
