//! What is written into the metadata of messages and tasks is read back. For each that is taken, the nearest wrong one is
//! refused. The vectors of the operation `carrier` have the rest.

use x402_extensions::carriers::{
    CarrierError, Open,
    a2a::{Kind, Message, Status, Task, is_activated_by, metadata},
};
use x402_types::{
    DecodeOptions, Flag, Flags, Members, PaymentPayload, PaymentRequired, RawJson, ReasonCode, SettleResponse, Version,
    Wire, v2,
};

use crate::support::{SHORT, replace};

const STRICT: DecodeOptions = DecodeOptions::STRICT;

fn task(state: &str, metadata: Members, more: &str) -> Result<Task, CarrierError> {
    let metadata = RawJson::from(metadata);
    let text =
        format!(r#"{{"id":"t","status":{{"state":"{state}","message":{{"metadata":{}}}}}{more}}}"#, metadata.as_str());
    Task::read(&RawJson::parse(&text).unwrap(), &STRICT)
}

fn message(text: &str) -> Result<Message, CarrierError> {
    Message::read(&RawJson::parse(text).unwrap(), &STRICT)
}

fn settled() -> SettleResponse {
    SettleResponse::success("0x12", x402_types::Network::eip155(8453))
}

fn failed() -> SettleResponse {
    SettleResponse::failure(ReasonCode::INSUFFICIENT_FUNDS, x402_types::Network::eip155(8453))
}

#[test]
fn a_payment_required() {
    let payment_required =
        PaymentRequired::from(v2::PaymentRequired::new(v2::ResourceInfo::new("https://a.example/"), []));
    let read = task("input-required", metadata::required(&payment_required), "").unwrap();
    assert_eq!((read.kind(), read.version(), read.open), (Kind::Required, Some(Version::V2), None));
    assert_eq!(read.payment_required, Some(payment_required.clone()));
    let error = task("working", metadata::required(&payment_required), "").unwrap_err();
    assert_eq!(error, CarrierError::A2aState);

    let mut without = metadata::required(&payment_required);
    without.remove("x402.payment.required");
    assert_eq!(task("input-required", without.clone(), "").unwrap_err(), CarrierError::A2aDemand);
    let embedded = task("input-required", without, r#","artifacts":[{}]"#).unwrap();
    assert_eq!(embedded.open, Some(Open::EmbeddedDemand));
}

#[test]
fn a_payment() {
    let payment = PaymentPayload::decode(SHORT, &STRICT).unwrap().value;
    let metadata = RawJson::from(metadata::submitted(&payment));
    let good = format!(r#"{{"taskId":"t","role":"user","metadata":{}}}"#, metadata.as_str());
    let read = message(&good).unwrap();
    assert_eq!((read.status, read.payment), (Some(Status::Submitted), Some(payment)));
    assert_eq!(read.task_id.as_deref(), Some("t"));

    let no_task = replace(&good, r#""taskId":"t""#, r#""taskId":"""#);
    assert_eq!(message(&no_task).unwrap_err(), CarrierError::A2aTaskId);
    let of_merchant = replace(&good, r#""user""#, r#""agent""#);
    assert_eq!(message(&of_merchant).unwrap_err(), CarrierError::A2aStatus);
    let new = message(&replace(&good, r#""user""#, r#""ROLE_USER""#)).unwrap();
    assert!(new.flags.contains(Flag::A2aOne));
}

#[test]
fn a_payment_that_is_not_made() {
    let metadata = RawJson::from(metadata::rejected());
    let good = format!(r#"{{"role":"user","metadata":{}}}"#, metadata.as_str());
    assert_eq!(message(&good).unwrap().status, Some(Status::Rejected));
    let paid = replace(&good, r#"rejected""#, r#"rejected","x402.payment.payload":{}"#);
    assert_eq!(message(&paid).unwrap_err(), CarrierError::A2aPayload);

    assert!(task("failed", metadata::rejected(), "").unwrap().flags.is_empty());
    let waits = task("input-required", metadata::rejected(), "").unwrap();
    assert!(waits.flags.contains(Flag::RejectedOpen));
}

/// The last settlement decides.
#[test]
fn settlements() {
    let read = task("completed", metadata::completed(&[failed(), settled()]), "").unwrap();
    assert_eq!((read.kind(), read.receipts.len(), read.version()), (Kind::Settled, 2, Some(Version::V2)));
    let error = task("completed", metadata::completed(&[settled(), failed()]), "").unwrap_err();
    assert_eq!(error, CarrierError::A2aReceipts);

    let read = task("failed", metadata::failed("SETTLEMENT_FAILED", &[failed()]), "").unwrap();
    assert_eq!((read.kind(), read.error.as_deref()), (Kind::SettlementFailed, Some("SETTLEMENT_FAILED")));
    assert!(read.flags.is_empty());
    let error = task("failed", metadata::failed("SETTLEMENT_FAILED", &[settled()]), "").unwrap_err();
    assert_eq!(error, CarrierError::A2aReceipts);
    let none = task("failed", metadata::failed("SETTLEMENT_FAILED", &[]), "").unwrap();
    assert!(none.flags.contains(Flag::NoReceipts));

    assert_eq!(task("working", metadata::verified(), "").unwrap().kind(), Kind::None);
    assert_eq!(task("completed", metadata::verified(), "").unwrap_err(), CarrierError::A2aState);
}

#[test]
fn the_header_that_activates() {
    let old = "https://github.com/google-a2a/a2a-x402/v0.1";
    let new = "https://github.com/google-agentic-commerce/a2a-x402/blob/main/spec/v0.2";
    let activates = |name: &str, value: &str| is_activated_by(name, value.as_bytes());
    assert!(activates("X-A2A-Extensions", old));
    assert!(activates("a2a-extensions", new));
    assert!(activates("X-A2A-Extensions", &format!("https://a.example/x,\t{new} ")));
    assert!(!activates("A2A-Extension", old));
    assert!(!activates("X-A2A-Extensions", &format!("{old}/")));
    assert!(!activates("X-A2A-Extensions", &format!("{old} {new}")));
    assert!(!activates("X-A2A-Extensions", ""));
}

/// The words of A2A 1.0 are capitals behind a prefix. No other spelling is a word of either version.
#[test]
fn words_of_both_versions() {
    for (state, is_read) in [
        ("failed", true),
        ("TASK_STATE_FAILED", true),
        ("TASK_STATE_failed", false),
        ("TASK_STATE_Failed", false),
        ("FAILED", false),
    ] {
        let read = task(state, metadata::failed("INVALID_AMOUNT", &[failed()]), "");
        assert_eq!(read.is_ok(), is_read, "{state}");
    }
}

/// `null` in the place of a member is as if it were absent (C-7). A member that is there needs a status.
#[test]
fn null_is_absent() {
    let with = |metadata: &str| format!(r#"{{"taskId":"t","role":"user","metadata":{metadata}}}"#);
    let read = message(&with(r#"{"x402.payment.payload":null}"#)).unwrap();
    assert_eq!((read.status, read.flags), (None, Flags::NONE.with(Flag::NullOptional)));
    let error = message(&with(r#"{"x402.payment.payload":{}}"#)).unwrap_err();
    assert_eq!(error, CarrierError::A2aStatus);
    assert_eq!(message(&with("null")).unwrap().flags, Flags::NONE);
    assert_eq!(message(&with("[]")).unwrap_err(), CarrierError::A2aStatus);
}
