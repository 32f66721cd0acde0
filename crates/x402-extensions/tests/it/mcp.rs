//! What is written into messages of the Model Context Protocol is read back. For each message that is taken, the nearest wrong
//! one is refused. The vectors of the operation `carrier` have the rest.

use x402_extensions::carriers::{
    CarrierError, Open,
    mcp::{
        Binding, Exchange, Kind, Messages, Request, Response, extension_result, payment_required_result, with_payment,
        with_settlement,
    },
};
use x402_types::{
    DecodeOptions, Flag, Flags, PaymentPayload, PaymentRequired, RawJson, SettleResponse, Version, Wire, v1, v2,
};

use crate::support::{SHORT, replace};

const CALL: &str =
    r#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"report","_meta":{"progressToken":3}}}"#;
const SETTLED: &str = r#"{"success":true,"transaction":"0x12","network":"eip155:84532"}"#;
const FAILED: &str =
    r#"{"success":false,"errorReason":"insufficient_funds","transaction":"","network":"eip155:84532"}"#;
const STRICT: DecodeOptions = DecodeOptions::STRICT;

fn raw(text: &str) -> RawJson {
    RawJson::parse(text).unwrap()
}

fn payment_required() -> v2::PaymentRequired {
    v2::PaymentRequired::new(v2::ResourceInfo::new("mcp://tool/report"), [])
}

fn payment() -> PaymentPayload {
    PaymentPayload::decode(SHORT, &STRICT).unwrap().value
}

fn settlement(text: &str) -> SettleResponse {
    SettleResponse::decode(text, &STRICT).unwrap().value
}

fn answer(id: &str, result: &RawJson) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{}}}"#, result.as_str())
}

fn paid() -> String {
    let call = raw(CALL);
    let params = with_payment(&call.as_json().get("params").unwrap().into(), &payment());
    format!(r#"{{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{}}}"#, params.as_str())
}

fn exchange(request: &str, response: &str) -> Result<Exchange, CarrierError> {
    Exchange::read(Messages { request: Some(&raw(request)), response: Some(&raw(response)) }, &STRICT)
}

#[test]
fn a_payment_required_in_both_fields() {
    let result = payment_required_result(&payment_required().into());
    let read = exchange(CALL, &answer("7", &result)).unwrap();
    let response = read.response.unwrap();
    assert_eq!((response.kind(), response.binding()), (Kind::Required, Some(Binding::ToolResult)));
    assert_eq!(response.payment_required.unwrap().value, PaymentRequired::from(payment_required()));

    assert_eq!(exchange(CALL, &answer("8", &result)).unwrap_err(), CarrierError::McpEnvelope);
    assert_eq!(exchange(CALL, &answer(r#""7""#, &result)).unwrap_err(), CarrierError::McpEnvelope);
    let served = replace(&answer("7", &result), r#""isError":true"#, r#""isError":false"#);
    assert_eq!(exchange(CALL, &served).unwrap_err(), CarrierError::McpNotError);
    let other = replace(&answer("7", &result), r#"\"mcp://tool/report\""#, r#"\"mcp://tool/other\""#);
    assert_eq!(exchange(CALL, &other).unwrap_err(), CarrierError::McpDemandsDiffer);
}

/// Without the extension, no client looks for a demand beside the content (M-4, M-5).
#[test]
fn a_payment_required_next_to_the_content_is_misplaced() {
    let next_to = |value: &str| {
        let result = raw(&format!(r#"{{"isError":true,"content":[],"paymentRequired":{value}}}"#));
        Response::of_result(result.as_json(), &STRICT).map(|response| response.kind())
    };
    let payment_required = PaymentRequired::from(payment_required()).to_json();
    assert_eq!(next_to(&payment_required), Err(CarrierError::McpMisplacedDemand));
    assert_eq!(next_to(&replace(&payment_required, "x402Version", "version")), Ok(Kind::None));
}

#[test]
fn a_payment_required_by_the_extension() {
    let result = extension_result(&payment_required());
    let capable = replace(
        CALL,
        r#""progressToken":3"#,
        r#""io.modelcontextprotocol/clientCapabilities":{"extensions":{"org.x402/payment":{}}}"#,
    );
    let read = exchange(&capable, &answer("7", &result)).unwrap();
    assert_eq!(read.response.unwrap().binding(), Some(Binding::Extension));
    assert_eq!(exchange(CALL, &answer("7", &result)).unwrap_err(), CarrierError::McpCapability);

    let alone =
        Exchange::read(Messages { request: None, response: Some(&raw(&answer("7", &result))) }, &STRICT).unwrap();
    assert_eq!(alone.open, Some(Open::Capability));
    let next_to = replace(result.as_str(), r#""resultType""#, r#""content":[],"resultType""#);
    let error = exchange(&capable, &answer("7", &raw(&next_to))).unwrap_err();
    assert_eq!(error, CarrierError::McpUnsettledContent);
}

/// What is in `_meta` already stays, but for an older value of the same key.
#[test]
fn a_payment_and_its_settlement() {
    let once = raw(&paid());
    let params: RawJson = once.as_json().get("params").unwrap().into();
    assert_eq!(params.as_json().get("_meta").unwrap().get("progressToken").unwrap().text(), "3");
    assert_eq!(with_payment(&params, &payment()).as_str(), params.as_str());

    let result = with_settlement(&raw(r#"{"content":[]}"#), &settlement(SETTLED));
    let read = exchange(&paid(), &answer("7", &result)).unwrap();
    assert_eq!(read.request.as_ref().unwrap().payment, Some(payment()));
    assert_eq!(read.response.as_ref().unwrap().kind(), Kind::Settled);
    assert_eq!((read.version(), read.open), (Some(Version::V2), None));

    let unsaid = exchange(&paid(), &answer("7", &raw(r#"{"content":[]}"#))).unwrap();
    assert_eq!(unsaid.open, Some(Open::Settlement));
    let unpaid = exchange(CALL, &answer("7", &raw(r#"{"content":[]}"#))).unwrap();
    assert_eq!(unpaid.open, None);
}

#[test]
fn a_settlement_that_failed() {
    let again = with_settlement(&payment_required_result(&payment_required().into()), &settlement(FAILED));
    let read = exchange(&paid(), &answer("7", &again)).unwrap();
    assert_eq!(read.response.unwrap().kind(), Kind::SettlementFailed);
    assert!(!read.flags.contains(Flag::Pending));

    let pending = replace(FAILED, r#""transaction":"""#, r#""transaction":"0x12""#);
    let pending = with_settlement(&payment_required_result(&payment_required().into()), &settlement(&pending));
    assert!(exchange(&paid(), &answer("7", &pending)).unwrap().flags.contains(Flag::Pending));

    // Whatever the content says, the settlement is the answer, and no demand is read that could be another.
    let other = replace(
        payment_required_result(&payment_required().into()).as_str(),
        r#"\"mcp://tool/report\""#,
        r#"\"mcp://tool/other\""#,
    );
    let read = exchange(&paid(), &answer("7", &with_settlement(&raw(&other), &settlement(FAILED)))).unwrap();
    let response = read.response.unwrap();
    assert_eq!((response.kind(), response.payment_required), (Kind::SettlementFailed, None));
    assert_eq!(exchange(&paid(), &answer("7", &raw(&other))).unwrap_err(), CarrierError::McpDemandsDiffer);

    let served = with_settlement(&raw(r#"{"content":[]}"#), &settlement(FAILED));
    assert_eq!(exchange(&paid(), &answer("7", &served)).unwrap_err(), CarrierError::McpUnsettledContent);
}

/// A pending settlement is reported, whatever else is wrong with the result. The same result without it is refused.
#[test]
fn a_pending_settlement_is_not_hidden() {
    let pending = settlement(&replace(FAILED, r#""transaction":"""#, r#""transaction":"0x12""#));
    let demanded = payment_required_result(&payment_required().into());
    let asks_for_input = replace(demanded.as_str(), r#""isError""#, r#""resultType":"input_required","isError""#);
    let unreadable = replace(demanded.as_str(), r#"\"x402Version\":2"#, r#"\"x402Version\":2.0"#);
    for (result, error) in [
        (&*asks_for_input, CarrierError::McpResultType),
        (&*unreadable, CarrierError::McpEnvelope),
        (r#"{"resultType":"payment_required"}"#, CarrierError::McpResultType),
    ] {
        let read = exchange(&paid(), &answer("7", &with_settlement(&raw(result), &pending))).unwrap();
        assert_eq!(read.flags, Flags::NONE.with(Flag::Pending), "{result}");
        let response = read.response.unwrap();
        assert_eq!((response.kind(), response.payment_required), (Kind::SettlementFailed, None), "{result}");
        assert_eq!(exchange(&paid(), &answer("7", &raw(result))).unwrap_err(), error, "{result}");
    }
}

/// The same holds where the demand does not fit the request, in `_meta` (M-6) and in the demand itself (M-7).
#[test]
fn a_payment_required_that_does_not_fit_the_request_hides_no_settlement() {
    let pending = replace(FAILED, r#""transaction":"""#, r#""transaction":"0x12""#);
    let of_v1: PaymentRequired = v1::PaymentRequired::new("", []).into();
    let inside = |settled: &str| {
        let mut payment_required = v1::PaymentRequired::new("", []);
        payment_required.other.insert("x402/payment-response", raw(settled));
        payment_required_result(&payment_required.into())
    };
    let meta = |result: &RawJson, settled: &str| with_settlement(result, &settlement(settled));
    let by_extension = extension_result(&payment_required());
    let text = payment_required_result(&of_v1);
    let text = raw(&replace(text.as_str(), "structuredContent", "structure"));
    let of_pending = Flags::NONE.with(Flag::Pending);
    let in_payment_required = Flags::NONE.with(Flag::SettlementInDemand);
    for (result, without, kind, flags) in [
        (
            meta(&payment_required_result(&of_v1), &pending),
            &payment_required_result(&of_v1),
            Kind::SettlementFailed,
            of_pending,
        ),
        (meta(&text, &pending), &text, Kind::SettlementFailed, of_pending),
        (meta(&by_extension, FAILED), &by_extension, Kind::SettlementFailed, Flags::NONE),
        (inside(&pending), &inside("null"), Kind::SettlementFailed, of_pending.union(in_payment_required)),
        (inside(SETTLED), &inside("null"), Kind::Settled, in_payment_required.with(Flag::PaidError)),
    ] {
        let read = exchange(&paid(), &answer("7", &result)).unwrap();
        assert_eq!(read.flags, flags, "{}", result.as_str());
        let response = read.response.unwrap();
        assert_eq!(
            (response.kind(), response.payment_required, response.flags),
            (kind, None, flags),
            "{}",
            result.as_str()
        );
        let error = exchange(&paid(), &answer("7", without)).unwrap_err();
        assert!(matches!(error, CarrierError::McpVersion | CarrierError::McpCapability), "{error}");
    }
    // A demand that fits stays.
    let read =
        exchange(&paid(), &answer("7", &meta(&payment_required_result(&payment_required().into()), FAILED))).unwrap();
    assert!(read.response.unwrap().payment_required.is_some());
    // Nobody can pay for this method, and what the answer says of a settlement stays.
    let listed = replace(CALL, "tools/call", "tools/list");
    let result = payment_required_result(&payment_required().into());
    assert_eq!(exchange(&listed, &answer("7", &result)).unwrap_err(), CarrierError::McpMethod);
    let read = exchange(&listed, &answer("7", &meta(&result, &pending))).unwrap();
    assert_eq!(read.flags, of_pending.with(Flag::UnpaidSettlement));
    assert_eq!(read.response.unwrap().payment_required, None);
}

/// With a framework for JSON-RPC there are no envelopes, and nothing to compare ids by.
#[test]
fn parameters_and_results_alone() {
    let call = raw(&paid());
    let request = Request::of_params("tools/call", call.as_json().get("params"), &STRICT).unwrap();
    let response = Response::of_result(payment_required_result(&payment_required().into()).as_json(), &STRICT).unwrap();
    let read = Exchange::of(Some(request), Some(response)).unwrap();
    assert_eq!(read.response.unwrap().kind(), Kind::Required);

    let error = Request::of_params("tools/list", call.as_json().get("params"), &STRICT).unwrap_err();
    assert_eq!(error, CarrierError::McpMethod);
    let error = Request::of_params("tools/call", Some(raw("[]").as_json()), &STRICT).unwrap_err();
    assert_eq!(error, CarrierError::McpEnvelope);
    assert_eq!(Response::of_result(raw("[]").as_json(), &STRICT).unwrap_err(), CarrierError::McpEnvelope);
}

/// A URL names the tool as it stands, whatever is in the name.
#[test]
fn the_tool_of_a_url() {
    for (tool, url, is_other) in [
        ("report", "mcp://tool/report", false),
        ("report", "mcp://tool/report?ticker=AAPL", false),
        ("admin/report", "mcp://tool/admin/report", false),
        ("admin/report", "mcp://tool/admin", true),
        ("report", "mcp://tool/reports", true),
        ("report", "https://example.com/other", false),
    ] {
        let payment_required = v2::PaymentRequired::new(v2::ResourceInfo::new(url), []);
        let call = replace(CALL, r#""name":"report""#, &format!(r#""name":"{tool}""#));
        let read = exchange(&call, &answer("7", &payment_required_result(&payment_required.into()))).unwrap();
        assert_eq!(read.flags.contains(Flag::ToolName), is_other, "{tool} {url}");
    }
}

/// What others may read as a demand is none that is overlooked, in whatever spelling its members are (M-6).
#[test]
fn a_copy_that_others_read_is_no_content() {
    let result = |text: &str| {
        let content = RawJson::string(text);
        let result = raw(&format!(r#"{{"isError":true,"content":[{{"type":"text","text":{}}}]}}"#, content.as_str()));
        Response::of_result(result.as_json(), &STRICT).map(|response| response.payment_required.is_some())
    };
    let payment_required = |name: &str| format!(r#"{{"{name}":2,"error":"a","error":"b","accepts":[]}}"#);
    for name in ["x402Version", r"\u0078402Version", r"x402\u0056ersion"] {
        assert_eq!(result(&payment_required(name)), Err(CarrierError::McpEnvelope), "{name}");
    }
    // It is no demand that lacks the version, or has it in a value alone that only looks alike.
    for name in ["x402", r"x402Versio\u006d", r"a\nb"] {
        assert_eq!(result(&payment_required(name)), Ok(false), "{name}");
    }
}
