//! The kind of a JSON text, by its fields.

use x402_extensions::{
    carriers::mcp::{PAYMENT, PAYMENT_RESPONSE},
    sign_in_with_x,
};
use x402_types::{JsonRef, near_names};

use super::{note::Note, what::What};

/// The kind of object with these fields. `None` if nothing shows it.
pub(super) fn kind_of(json: JsonRef<'_>) -> Option<What> {
    if let Ok(mut elements) = json.elements() {
        // Each element is checked once, and an array in an array is not an object of the protocol.
        let first = kind_of_object(elements.next()?)?;
        let is_list = matches!(first, What::Offers | What::Message);
        return (is_list && elements.all(|element| kind_of_object(element) == Some(first))).then_some(first);
    }
    kind_of_object(json)
}

pub(super) fn kind_of_object(json: JsonRef<'_>) -> Option<What> {
    let get = |name: &str| json.get(name);
    let has = |name: &str| get(name).is_some();
    if !json.is_object() {
        return None;
    }
    if is_message(json) || is_bare_of_mcp(json).is_some() {
        return Some(What::Message);
    }
    if has("op") && has("input") {
        return Some(What::Question);
    }
    if has("paymentPayload") || (has("paymentHeader") && has("paymentRequirements")) {
        return Some(What::Request);
    }
    if has("format") && has("signature") {
        return Some(What::Signed);
    }
    if has("payload") && !has("accepts") {
        return Some(What::Payment);
    }
    if has("supportedChains") || has(sign_in_with_x::KEY) {
        return Some(What::Challenge);
    }
    if has("domain") && ((has("nonce") && (has("uri") || has("signature"))) || (has("address") && has("signature"))) {
        return Some(What::SignIn);
    }
    if get("items").is_some_and(|items| items.is_array()) && (has("pagination") || has("x402Version")) {
        return Some(What::ResourceList);
    }
    if let Some(Ok(mut resources)) = get("resources").map(|resources| resources.elements()) {
        let first = resources.next();
        if first.is_some_and(|first| !first.is_object()) || (has("version") && !has("x402Version")) {
            return Some(What::Manifest);
        }
        if has("x402Version") || first.is_some_and(|first| first.get("accepts").is_some()) {
            return Some(What::SearchResults);
        }
    }
    // Manifests of sellers and scanners have a list of endpoints with one of these names.
    let is_list = |name: &str| get(name).is_some_and(|list| list.is_array());
    if (has("x402Version") || has("version") || has("x402"))
        && !has("accepts")
        && ["endpoints", "services", "paths"].into_iter().any(is_list)
    {
        return Some(What::Manifest);
    }
    if has("accepts") {
        return Some(What::Demand);
    }
    if has("success") && (get("success").is_some_and(|success| !success.is_object())) {
        return Some(What::Settlement);
    }
    if has("isValid") {
        return Some(What::VerifyResponse);
    }
    if has("kinds") {
        return Some(What::Supported);
    }
    if (has("scheme") && has("network") && !has("x402Version"))
        || ["payTo", "maxAmountRequired", "maxTimeoutSeconds"].into_iter().any(has)
    {
        return Some(What::Offers);
    }
    if let Some(what) = kind_by_near_names(json) {
        return Some(what);
    }
    let is_alone = json.members().is_ok_and(|mut members| members.next().is_some() && members.next().is_none());
    (has("transaction") && is_alone).then_some(What::Transaction)
}

/// The kind of object whose field has a near name, such as `accept` for `accepts`. The decoder then names the field that is missing. Without
/// this rule, an object inside, such as an offer, would be taken for all that the text contains.
fn kind_by_near_names(json: JsonRef<'_>) -> Option<What> {
    let get = |name: &str| json.get(name).or_else(|| json.get(near_names(json, name).first()?));
    let has_object = |name: &str| get(name).is_some_and(|value| value.is_object());
    let is_versioned = has_version(json);
    if is_versioned && (has_object("payload") || has_object("accepted")) {
        return Some(What::Payment);
    }
    let has_offers = get("accepts").is_some_and(|list| {
        let mut elements = list.elements().into_iter().flatten().peekable();
        elements.peek().is_some() && elements.all(is_offer)
    });
    // Other objects have a list of offers, too, such as the line of a log. Only a spelling of the name itself shows what it is.
    let has_near_accepts =
        || near_names(json, "accepts").iter().any(|name| name.to_ascii_lowercase().starts_with("ac"));
    if has_offers && (is_versioned || has_near_accepts()) {
        return Some(What::Demand);
    }
    (!is_versioned && is_offer(json)).then_some(What::Offers)
}

/// Whether the object has most of what an offer requires, under its name or a near one.
fn is_offer(json: JsonRef<'_>) -> bool {
    const REQUIRED: [&str; 5] = ["scheme", "network", "asset", "payTo", "maxTimeoutSeconds"];
    let has = |name: &&str| json.get(name).is_some() || !near_names(json, name).is_empty();
    REQUIRED.iter().filter(|name| has(name)).count() > 3
}

/// Whether the object has the version of the protocol, under its name or with a typing error. A `version` may be of anything.
fn has_version(json: JsonRef<'_>) -> bool {
    json.get("x402Version").is_some() || near_names(json, "x402Version").iter().any(|name| name.contains("402"))
}

/// A message of JSON-RPC, or a message or a task of A2A.
pub(super) fn is_message(json: JsonRef<'_>) -> bool {
    let is_task = json.get("status").is_some_and(|status| status.get("state").is_some());
    let is_of_a2a = json.get("role").is_some() && (json.get("parts").is_some() || json.get("metadata").is_some());
    json.get("jsonrpc").is_some() || is_task || is_of_a2a
}

/// The result or the parameters of a call with MCP, without the message around them.
pub(super) fn is_bare_of_mcp(json: JsonRef<'_>) -> Option<Note> {
    let has_key = |key: &str| json.get("_meta").is_some_and(|meta| meta.get(key).is_some());
    if has_key(PAYMENT) {
        return Some(Note::BareParams);
    }
    let has_content = json.get("content").is_some_and(|content| {
        content.elements().is_ok_and(|mut elements| elements.next().is_some_and(|first| first.get("type").is_some()))
    });
    let is_result = has_content && (json.get("isError").is_some() || json.get("structuredContent").is_some());
    (is_result || has_key(PAYMENT_RESPONSE)).then_some(Note::BareResult)
}

/// Returns `true` if the object is certainly of this kind, at any position. Fields such as `success` and `payload`
/// occur in other objects.
pub(super) fn is_sure(what: What, json: JsonRef<'_>) -> bool {
    let has = |name: &str| json.get(name).is_some();
    match what {
        What::Payment => has_version(json),
        What::Demand => has_version(json) || has("error"),
        What::Settlement => has("transaction") || has("errorReason"),
        What::Offers => has("scheme") && has("network") && (has("payTo") || has("asset")),
        What::Message => has("jsonrpc") || is_bare_of_mcp(json).is_some() || is_message(json),
        What::SignIn => has("signature"),
        What::Supported | What::Manifest => has("x402Version"),
        What::Transaction | What::Question => false,
        What::Request
        | What::Challenge
        | What::Signed
        | What::VerifyResponse
        | What::ResourceList
        | What::SearchResults
        | What::ExtensionResponses
        | What::Calldata
        | What::Reason => true,
    }
}
