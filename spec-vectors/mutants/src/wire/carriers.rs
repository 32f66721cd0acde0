//! Messages of other protocols, the choice of an offer by its flow, and the status of an answer.

use x402_schemes::evm::gateway;

use crate::{
    json::Json,
    mutant::{Mutant, Row, inputs, results},
};

const PAYMENT: &str = "request.params._meta.x402/payment";
const SETTLEMENT: &str = "response.result._meta.x402/payment-response";
const CLIENT: &str = r#"{"extensions":{"org.x402/payment":{}}}"#;

const MCP: [Row; 25] = [
    ("another-id", |j| j.copy("request.id", "response.id")),
    ("null-for-an-id", |j| j.is("response.id", "null")?.put("response.id", "1")),
    ("jsonrpc-not-looked-at", |j| j.also(|j| j.say("request.jsonrpc", "2.0"))?.say("response.jsonrpc", "2.0")),
    ("a-result-beside-an-error", |j| j.has("response.result")?.del("response.error")),
    ("payment-as-text", |j| j.at(PAYMENT)?.unquote()),
    ("an-unreadable-payment-is-none", |j| j.at(PAYMENT)?.lacks("x402Version")?.be("null")),
    ("any-method", |j| j.has(PAYMENT)?.say("request.method", "tools/call")),
    ("any-method-of-a-demand", |j| j.has("response")?.say("request.method", "tools/call")),
    ("a-list-of-metadata-is-none", |j| j.at("request.params")?.holds("_meta", Json::is_array)?.del("_meta")),
    ("an-unreadable-copy-is-none", |j| {
        j.at("response.result.content.0.text")?.reads("", |text| text.contains(r#""x402Version":2.0"#))?.say("", "Pay")
    }),
    ("isError-not-looked-at", |j| {
        j.has("response.result.structuredContent.accepts")?.put("response.result.isError", "true")
    }),
    ("isError-as-text", |j| j.at("response.result.isError")?.reads("", |text| text == "true")?.be("true")),
    ("the-text-not-compared", |j| {
        let structure = j.has("response.result.structuredContent.accepts")?.get("response.result.structuredContent")?;
        let text = structure.to_string();
        j.say("response.result.content.0.text", &text)
    }),
    ("the-structure-not-read", |j| j.del("response.result.structuredContent")),
    ("the-text-not-read", |j| j.put("response.result.content", "[]")),
    ("any-text", |j| j.copy("response.result.content.1", "response.result.content.0")),
    ("errors-not-read", |j| j.put("response.error.code", "0")),
    ("any-error-is-a-demand", |j| j.put("response.error.code", "402")),
    ("the-extension-for-all", |j| {
        let meta = j.has("response.result.paymentRequired")?.at("request.params._meta")?;
        meta.append("io.modelcontextprotocol/clientCapabilities", CLIENT)
    }),
    ("content-beside-the-extension", |j| {
        let result = j.at("response.result")?.has("paymentRequired")?;
        ["content", "contents", "messages"].iter().find_map(|name| result.remove(name))?;
        Some(j)
    }),
    ("success-not-looked-at", |j| j.at(SETTLEMENT)?.put("success", "true")),
    ("any-settlement-fails", |j| j.at(SETTLEMENT)?.put("success", "false")),
    ("success-not-needed", |j| j.at(SETTLEMENT)?.lacks("success")?.put("success", "true")),
    ("the-network-of-the-settlement-not-compared", |j| {
        j.copy("request.params._meta.x402/payment.accepted.network", &format!("{SETTLEMENT}.network"))
    }),
    ("meta-of-the-answer-not-read", |j| j.del("response.result._meta")),
];

const STATUS: &str = "x402~payment~status";
const PAYLOAD: &str = "x402~payment~payload";
const METADATA: &str = "task.status.message.metadata";
const RECEIPTS: &str = "x402~payment~receipts";

const A2A: [Row; 13] = [
    ("no-taskId", |j| j.at("message")?.also(|j| j.del("taskId"))?.append("taskId", r#""task-123""#)),
    ("any-role", |j| j.say("message.role", "user")),
    ("a-payment-without-a-status", |j| {
        j.at("message.metadata")?.has(PAYLOAD)?.lacks(STATUS)?.append("x402.payment.status", r#""payment-submitted""#)
    }),
    ("a-list-of-metadata-is-none", |j| j.at("message")?.holds("metadata", Json::is_array)?.del("metadata")),
    ("an-embedded-payment-is-none", |j| {
        j.at("message.parts")?.elements_mut().iter_mut().find_map(|part| part.remove("data"))?;
        Some(j)
    }),
    ("payments-of-those-who-do-not-pay", |j| j.at("message.metadata")?.is(STATUS, "payment-rejected")?.del(PAYLOAD)),
    ("payments-as-text", |j| j.at("message.metadata")?.at(PAYLOAD)?.unquote()),
    ("states-not-looked-at", |j| {
        let state = match &*j.get(METADATA)?.text_at(STATUS)? {
            "payment-required" => "input-required",
            "payment-rejected" | "payment-failed" => "failed",
            _ => "working",
        };
        j.say("task.status.state", state)
    }),
    ("unknown-states", |j| {
        let known = ["input-required", "working", "completed", "failed"];
        j.reads("task.status.state", |state| !known.contains(&state))?.say("task.status.state", "input-required")
    }),
    ("embedded-demands-not-known", |j| j.at("task")?.del("artifacts")),
    ("the-first-settlement-decides", |j| j.at(METADATA)?.cut(RECEIPTS, 1)),
    ("any-settlement-completes", |j| {
        let metadata = j.at(METADATA)?.is(STATUS, "payment-completed")?;
        metadata.list(RECEIPTS)?.last_mut()?.put("success", "true")
    }),
    ("capitals-of-1-0-alone", |j| {
        let is_old = |state: &str| state == state.to_uppercase() && !state.starts_with("TASK");
        j.at("task.status.state")?.reads("", is_old)?.map("", |state| format!("TASK_STATE_{state}"))
    }),
];

const ALL_FLOWS: &str = r#"["authorization","upfront","escrow"]"#;

const CHOICES: [Row; 7] = [
    ("a-balance-at-the-gateway-is-there", |j| j.lacks("gatewayBalance")?.put("gatewayBalance", "true")),
    ("no-balance-is-a-balance", |j| j.has("gatewayBalance")?.put("gatewayBalance", "true")),
    ("the-balance-not-looked-at", |j| j.del("gatewayBalance")),
    ("the-horizon-not-looked-at", |j| j.del("horizon")),
    ("all-flows", |j| j.also(|j| j.del("flows"))?.append("flows", ALL_FLOWS)),
    ("the-list-not-looked-at", |j| j.del("flows")),
    ("one-offer-alone", |j| j.cut("demand.accepts", 1)),
];

/// Edits of each offer.
const OFFERS: [Row; 18] = [
    ("the-name-of-the-gateway-not-known", |j| of_gateway(j)?.say("extra.name", "USDC")),
    ("any-contract-is-a-wallet", |j| {
        of_gateway(j)?.say("extra.verifyingContract", "0x0077777d7EBA4688BDeF3E311b846F25870A19B9")
    }),
    ("any-token-is-of-the-gateway", |j| of_gateway(j)?.say("asset", "0x036CbD53842c5426634e7929541eC2318f3dCF7e")),
    ("any-version-of-the-gateway", |j| of_gateway(j)?.say("extra.version", gateway::VERSION)),
    ("any-method-for-the-gateway", |j| of_gateway(j)?.at("extra")?.del("assetTransferMethod")),
    ("further-members-are-no-gateway", |j| of_gateway(j)?.has("extra.minimum")?.say("extra.version", "2")),
    ("the-least-life-not-added", |j| of_gateway(j)?.add("maxTimeoutSeconds", gateway::SIGNED_VALIDITY.cast_signed())),
    ("the-gateway-in-any-case", |j| {
        j.is("extra.name", &gateway::NAME.to_lowercase())?.say("extra.name", gateway::NAME)
    }),
    ("timeouts-not-looked-at", |j| j.has("maxTimeoutSeconds")?.put("maxTimeoutSeconds", "60")),
    ("the-horizon-is-below-a-day", |j| j.is("maxTimeoutSeconds", "86400")?.put("maxTimeoutSeconds", "86401")),
    ("the-horizon-is-above-a-day", |j| j.is("maxTimeoutSeconds", "86401")?.put("maxTimeoutSeconds", "86400")),
    ("flows-not-looked-at", |j| j.at("extra.paymentFlow")?.be("null")),
    ("flows-in-any-case", |j| j.map("extra.paymentFlow", str::to_lowercase)),
    ("what-is-no-text", |j| j.at("extra.paymentFlow")?.holds("", |flow| flow.as_text().is_none())?.be("null")),
    ("unknown-flows", |j| {
        j.at("extra.paymentFlow")?
            .reads("", |flow| !ALL_FLOWS.contains(&format!("\"{flow}\"")))?
            .say("", "authorization")
    }),
    ("empty-flows", |j| j.at("extra.paymentFlow")?.reads("", str::is_empty)?.be("null")),
    ("null-is-no-flow", |j| j.at("extra.paymentFlow")?.is("", "null")?.be("1")),
    ("escrow-is-upfront", |j| j.is("extra.paymentFlow", "escrow")?.say("extra.paymentFlow", "upfront")),
];

fn of_gateway(offer: &mut Json) -> Option<&mut Json> {
    offer.is("extra.name", gateway::NAME)
}

const STATUSES: [Row; 6] = [
    ("an-unreadable-payment-is-none", |j| answers(j, "invalid-payment", "payment-required", "402")),
    ("no-payment-is-unreadable", |j| answers(j, "payment-required", "invalid-payment", "400")),
    ("refused-is-unreadable", |j| answers(j, "payment-failed", "invalid-payment", "400")),
    ("no-412", |j| answers(j, "allowance-required", "payment-failed", "402")),
    ("no-409", |j| answers(j, "conflict", "payment-failed", "402")),
    ("errors-are-refusals", |j| answers(j, "server-error", "payment-failed", "402")),
];

fn answers<'a>(j: &'a mut Json, from: &str, to: &str, status: &str) -> Option<&'a mut Json> {
    j.is("outcome", from)?.say("outcome", to)?.put("status", status)
}

const REASONS: [Row; 2] = [
    ("reasons-in-one-case", |j| j.reads("reason", |reason| reason != reason.to_lowercase())?.del("reason")),
    ("reasons-not-looked-at", |j| j.del("reason")),
];

pub(crate) fn mutants() -> Vec<Mutant> {
    let of_offers =
        OFFERS.map(|(name, edit)| Mutant::edits(format!("choose/{name}"), move |j| j.each("demand.accepts", edit)));
    [
        inputs("carrier/mcp/", &MCP),
        inputs("carrier/a2a/", &A2A),
        inputs("choose/", &CHOICES),
        of_offers.into(),
        results("http-outcome/", &STATUSES),
        inputs("http-outcome/", &REASONS),
    ]
    .into_iter()
    .flatten()
    .collect()
}
