//! Messages of other protocols.

use serde_json::Value;
use x402_extensions::carriers::{
    a2a::{self, Message, Status, Task, metadata},
    mcp::{self, Binding, Exchange, Kind, Request, Response},
};
use x402_types::{DecodeOptions, Flag, JsonRef, PaymentPayload, RawJson, SettleOutcome};

const STRICT: DecodeOptions = DecodeOptions::STRICT;

/// A JSON-RPC request or answer of MCP, or a message or a task of A2A: each reader gets every text.
pub fn check(data: &[u8]) {
    let Some(json) = std::str::from_utf8(data).ok().and_then(|text| RawJson::parse(text).ok()) else { return };
    // Members of one name are refused at any depth, so that another reader of the message finds the same value.
    let Ok(plain) = serde_json::from_str::<Value>(json.as_str()) else { return };
    if let Ok(request) = Request::read(&json, &STRICT) {
        check_request(&json, &plain, &request);
        let exchange = Exchange::of(Some(request.clone()), None).unwrap();
        assert_eq!(exchange.version(), request.payment.as_ref().map(PaymentPayload::version));
    }
    if let Ok(response) = Response::read(&json, &STRICT) {
        check_response(&plain, &response);
    }
    if let Ok(message) = Message::read(&json, &STRICT) {
        check_message(&plain, &message);
    }
    if let Ok(task) = Task::read(&json, &STRICT) {
        check_task(&plain, &task);
    }
}

/// A paid request is an envelope with an object in the payment's place, and what is written in that place is read back.
fn check_request(json: &RawJson, plain: &Value, request: &Request) {
    assert_eq!(plain["jsonrpc"], "2.0");
    assert!(plain["id"].is_string() || plain["id"].is_number());
    assert_eq!(plain["method"], *request.method);
    let field = &plain["params"]["_meta"][mcp::PAYMENT];
    assert_eq!(field.is_null(), request.payment.is_none());
    let Some(payment) = &request.payment else { return };
    assert!(field.is_object());
    let params = json.as_json().get("params").map(RawJson::from).unwrap();
    let again = mcp::with_payment(&params, payment);
    if let Some(again) = read_back(&again, |params| Request::of_params(&request.method, Some(params), &STRICT)) {
        assert_eq!((&again.payment, again.has_extension), (&request.payment, request.has_extension));
    }
}

/// A demand stands where every client looks, and in both places it is one value. A settlement that failed serves nothing.
fn check_response(plain: &Value, response: &Response) {
    assert!(plain.get("result").is_some() != plain.get("error").is_some());
    let result = &plain["result"];
    match response.binding() {
        Some(Binding::ToolResult) => {
            assert_eq!(result["isError"], true);
            let copy = result["content"][0]["text"].as_str().map(serde_json::from_str::<Value>);
            // serde_json reads one level less than the 128 of C-4, and no number beyond those of a float.
            let limits = ["recursion limit", "number out of range"];
            let is_beyond =
                matches!(&copy, Some(Err(error)) if limits.iter().any(|limit| error.to_string().starts_with(limit)));
            let copy = copy.and_then(Result::ok);
            let structure = &result["structuredContent"];
            assert!(structure.is_object() || copy.is_some() || is_beyond);
            // A price that both name is the same.
            let alone = [Flag::NoTextContent, Flag::NoStructuredContent, Flag::V1ErrorText];
            if !is_beyond && !alone.iter().any(|flag| response.flags.contains(*flag)) {
                assert_eq!(copy.unwrap()["accepts"][0]["amount"], structure["accepts"][0]["amount"]);
            }
        }
        Some(Binding::Extension) => {
            assert_eq!(result["resultType"], "payment_required");
            assert!(["content", "contents", "messages"].iter().all(|name| result.get(name).is_none()));
        }
        Some(Binding::RpcError) => assert!(result.is_null()),
        _ => assert!(response.payment_required.is_none()),
    }
    if response.kind() == Kind::SettlementFailed && response.binding() != Some(Binding::Extension) {
        assert!(result["isError"] == true || result["resultType"] == "payment_required");
    }
    if let Some(payment_required) = &response.payment_required {
        let again = mcp::payment_required_result(&payment_required.value);
        if let Some(again) = read_back(&again, |result| Response::of_result(result, &STRICT)) {
            assert_eq!(again.payment_required.unwrap().value, payment_required.value);
        }
    }
}

/// What pays names a task, and what is written is read back.
fn check_message(plain: &Value, message: &Message) {
    let (keys, status) = (&plain["metadata"], &plain["metadata"][a2a::STATUS]);
    assert_eq!(status.as_str(), message.status.map(Status::as_str));
    assert!(message.payment.is_none() || keys[a2a::PAYLOAD].is_object());
    let Some(payment) = &message.payment else { return };
    assert_eq!(message.status, Some(Status::Submitted));
    assert_eq!(plain["taskId"].as_str(), message.task_id.as_deref());
    assert!(message.task_id.as_ref().is_some_and(|id| !id.is_empty()));
    let text = format!(
        r#"{{"role":"user","taskId":"t","metadata":{}}}"#,
        RawJson::from(metadata::submitted(payment)).as_str()
    );
    if let Some(again) = RawJson::parse(&text).ok().and_then(|again| Message::read(&again, &STRICT).ok()) {
        assert_eq!(&again.payment, &message.payment);
    }
}

/// The state goes with the status, and the last settlement with both.
fn check_task(plain: &Value, task: &Task) {
    let status = &plain["status"]["message"]["metadata"][a2a::STATUS];
    assert_eq!(status.as_str(), task.status.map(Status::as_str));
    let Some(status) = task.status else {
        assert!(task.payment_required.is_none() && task.receipts.is_empty());
        return;
    };
    let state = plain["status"]["state"].as_str().unwrap().to_ascii_lowercase();
    assert!(task.payment_required.is_none() || status == Status::Required);
    let last = task.receipts.last();
    let has_succeeded = last.is_some_and(|last| last.outcome == SettleOutcome::Success);
    assert_eq!(task.kind() == a2a::Kind::Required, status == Status::Required && !has_succeeded);
    let is_pending = last.is_some_and(|last| !has_succeeded && !last.transaction.is_empty());
    assert_eq!(task.flags.contains(Flag::Pending), is_pending);
    match status {
        Status::Required => assert!(state.ends_with("required")),
        Status::Completed => assert!(has_succeeded && (state.ends_with("completed") || state.ends_with("working"))),
        Status::Failed => assert!(!has_succeeded && !state.ends_with("completed")),
        Status::Verified => assert!(state.ends_with("working")),
        _ => {}
    }
}

/// Reads what was written, unless it exceeds a limit.
fn read_back<T, E>(written: &RawJson, read: impl FnOnce(JsonRef<'_>) -> Result<T, E>) -> Option<T> {
    RawJson::parse(written.as_str()).ok().and_then(|written| read(written.as_json()).ok())
}
