//! Requests, answers, and the questions about them.

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use crate::{
    base,
    draft::{Draft, expect, has_a_member_twice, raw_text},
};

pub(super) const TOOL: &str = "financial_analysis";
pub(super) const TRANSACTION: &str = "0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef";
const REFUSED: &str =
    "the official package refuses no message: its client takes the first demand that it finds, and else goes on";
pub(super) const EXTENSION_UNKNOWN: &str = "the official package does not know the extension yet";

pub(super) fn demand() -> String {
    demand_for(base::OFFER)
}

pub(super) fn demand_for(offer: &str) -> String {
    format!(
        r#"{{"x402Version":2,"error":"Payment required","resource":{{"url":"mcp://tool/{TOOL}"}},"accepts":[{offer}]}}"#
    )
}

pub(super) fn v1_demand() -> String {
    format!(r#"{{"x402Version":1,"error":"Payment required","accepts":[{}]}}"#, crate::responses::V1_OFFER)
}

pub(super) fn settlement(success: bool, transaction: &str) -> String {
    let reason = if success { "" } else { r#""errorReason":"insufficient_funds","# };
    format!(r#"{{"success":{success},{reason}"transaction":"{transaction}","network":"eip155:84532"}}"#)
}

/// A text in the content of a result.
pub(super) fn item(text: &str) -> String {
    json!({"type": "text", "text": text}).to_string()
}

/// The result of a tool: demand in both places.
pub(super) fn twice(structure: &str, text: &str) -> String {
    format!(r#"{{"isError":true,"structuredContent":{structure},"content":[{}]}}"#, item(text))
}

pub(super) fn answer(result: &str) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":1,"result":{result}}}"#)
}

/// The result of a tool that has done its work.
pub(super) fn served(more: &str) -> String {
    format!(r#"{{"content":[{}]{more}}}"#, item("done"))
}

pub(super) fn meta(settlement: &str) -> String {
    format!(r#","_meta":{{"x402/payment-response":{settlement}}}"#)
}

/// A call of the tool with these members in `_meta`.
pub(super) fn call(meta: &str) -> String {
    request("tools/call", &format!(r#"{{"name":"{TOOL}","arguments":{{"ticker":"AAPL"}},"_meta":{{{meta}}}}}"#))
}

pub(super) fn request(method: &str, params: &str) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{params}}}"#)
}

pub(super) fn payment(text: &str) -> String {
    format!(r#""x402/payment":{text}"#)
}

pub(super) fn paid() -> String {
    call(&payment(base::TEXT))
}

/// The declaration of a client with the extension.
pub(super) const CAPABLE: &str = r#""io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"extensions":{"org.x402/payment":{}}}"#;

/// A question with a request, an answer, or both. A message that has a member twice is asked as text.
pub(super) fn asks(request: &str, response: &str) -> String {
    let member = |name: &str, text: &str| match text {
        "" => String::new(),
        text if has_a_member_twice(text) => format!(r#","{name}Text":{}"#, json!(text)),
        text => format!(r#","{name}":{text}"#),
    };
    format!(r#"{{"carrier":"mcp"{}{}}}"#, member("request", request), member("response", response))
}

fn draft(number: &str, title: &str, question: &str, class: Class, result: &Value, rulings: &[&str]) -> Draft {
    let draft = Draft::new(format!("mcp-{number}"), "carrier", title, raw_text(question), expect(class, result));
    let draft = draft.rulings(rulings);
    // Only a message that has a member twice is asked as text.
    if question.contains(r#"Text":"{"#) { draft.refused_as("duplicate-member") } else { draft }
}

fn with(mut says: Value, verdict: &str, flags: &[&str]) -> Value {
    says["verdict"] = verdict.into();
    says["flags"] = json!(flags);
    says
}

pub(super) fn valid(number: &str, title: &str, question: &str, says: Value, rulings: &[&str]) -> Draft {
    draft(number, title, question, Class::Valid, &with(says, "valid", &[]), rulings)
}

pub(super) fn flagged(
    number: &str,
    title: &str,
    question: &str,
    says: Value,
    flags: &[&str],
    rulings: &[&str],
) -> Draft {
    draft(number, title, question, Class::Acceptable, &with(says, "valid", flags), rulings).flags(flags)
}

pub(super) fn invalid(number: &str, title: &str, question: &str, reason: &str, rulings: &[&str]) -> Draft {
    let result = json!({"verdict": "invalid"});
    draft(number, title, question, Class::Invalid, &result, rulings).reason(reason).no_witness(REFUSED)
}

pub(super) fn undecided(number: &str, title: &str, question: &str, says: Value, rulings: &[&str]) -> Draft {
    let result = with(says, "undecided", &[]);
    draft(number, title, question, Class::Undecided, &result, rulings)
}

pub(super) fn required() -> Value {
    json!({"response": "required", "binding": "tool-result", "version": 2})
}
