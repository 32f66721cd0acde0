//! The JSON of a report is read back as what was written, and nothing else is read.

use serde_json::{Value, json, value::RawValue};
use x402_laws::bounds::step;
use x402_operations::{Fields, FlaggedAnswer, VerifyInput, VerifyStop, evaluate_payment};
use x402_types::{ErrorKind, ReasonCode};
use x402_verify::{
    Verdict,
    json::{ReadError, RecordedOutcome, RecordedParticulars, RecordedReport},
    verify,
};

use crate::files::vectors;
use crate::support::base_question;

/// One in so many vectors is read back by default.
const SAMPLED: usize = 4;

/// What the input of `verify` has for an answer, as data.
fn recorded(input: &str) -> RecordedReport {
    let input: Box<RawValue> = serde_json::from_str(input).unwrap();
    let input = VerifyInput::read(Fields::read(&input, "input").unwrap()).unwrap();
    match evaluate_payment(input, |payment, offers, context| verify(payment, offers, context)) {
        Ok(FlaggedAnswer { answer: report, flags, .. }) => {
            let recorded = RecordedReport::from(&report);
            // The report itself is written the same.
            assert_eq!(serde_json::to_string(&report).unwrap(), recorded.to_json());
            assert_eq!(recorded.verdict(), report.verdict());
            assert_eq!(recorded.needs().count(), report.needs().count());
            recorded.with_flags(flags)
        }
        Err(VerifyStop::Undecodable(error)) => RecordedReport::of_decode_error(&error),
        Err(stop) => panic!("{stop:?}"),
    }
}

#[test]
fn the_report_of_every_vector_is_read_back() {
    let (mut count, mut verdicts) = (0, [0; 3]);
    let vectors = vectors().iter().filter(|vector| vector.op == "verify");
    for vector in vectors.step_by(step(SAMPLED)) {
        let recorded = recorded(vector.input.as_str());
        let text = recorded.to_json();
        assert_eq!(text.as_str().parse::<RecordedReport>().as_ref(), Ok(&recorded), "{}", vector.id);
        assert_eq!(serde_json::from_str::<RecordedReport>(text.as_str()).unwrap(), recorded, "{}", vector.id);
        // Whoever sorts members and adds white space on the way changes nothing.
        let sorted: Value = serde_json::from_str(text.as_str()).unwrap();
        assert_eq!(format!("{sorted:#}").parse::<RecordedReport>().as_ref(), Ok(&recorded), "{}", vector.id);
        let of = [Verdict::Valid, Verdict::Invalid, Verdict::Undecided];
        verdicts[of.iter().position(|verdict| *verdict == recorded.verdict()).unwrap()] += 1;
        count += 1;
    }
    assert!(
        count > 4_000 / step(SAMPLED) && verdicts.iter().all(|some| *some > 400 / step(SAMPLED)),
        "{count} vectors: {verdicts:?}"
    );
}

fn base() -> Value {
    let question = base_question("verify");
    serde_json::from_str(recorded(&question["input"].to_string()).to_json().as_str()).unwrap()
}

fn read(report: &Value) -> Result<RecordedReport, ReadError> {
    report.to_string().parse::<RecordedReport>()
}

fn unknown(member: &'static str, value: &str) -> ReadError {
    ReadError::Unknown { member, value: value.into() }
}

/// The report with one member, by JSON pointer of its parent, set to another value; taken out by null.
fn with(mut report: Value, parent: &str, member: &str, value: Value) -> Value {
    let object = report.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    if value.is_null() {
        object.remove(member).unwrap();
    } else {
        object.insert(member.into(), value);
    }
    report
}

#[test]
fn what_is_missing_unknown_or_contradictory_is_refused() {
    let base = base();
    assert_eq!(read(&base).unwrap().verdict(), Verdict::Valid);
    for (parent, member, value, error) in [
        ("", "verdict", Value::Null, ReadError::Missing("verdict")),
        ("", "flags", Value::Null, ReadError::Missing("flags")),
        ("/checks/0", "outcome", Value::Null, ReadError::Missing("outcome")),
        ("", "hint", json!(1), ReadError::UnknownMember("hint".into())),
        ("/checks/0", "hint", json!(1), ReadError::UnknownMember("hint".into())),
        ("/checks/0", "detail", json!("fine"), ReadError::UnknownMember("detail".into())),
        ("/outstanding/0/rpc", "id", json!(1), ReadError::UnknownMember("id".into())),
        ("/checks/0", "id", json!("Offer"), unknown("id", "Offer")),
        ("/checks/0", "outcome", json!("passed"), unknown("outcome", "passed")),
        ("", "verdict", json!("Valid"), unknown("verdict", "Valid")),
        ("", "flags", json!(["eip-55"]), unknown("flags", "eip-55")),
        ("", "payer", json!("0x857b"), unknown("payer", "0x857b")),
        ("", "replayKey", json!("x402:1:00"), unknown("replayKey", "x402:1:00")),
        ("", "replayKey", json!("x402:2:00"), unknown("replayKey", "x402:2:00")),
        ("", "verdict", json!("invalid"), ReadError::Contradiction("verdict")),
        ("", "verdict", json!("undecided"), ReadError::Contradiction("verdict")),
        ("", "check", json!("offer"), ReadError::Contradiction("check")),
        ("", "stage", json!("match"), ReadError::Contradiction("stage")),
        ("", "reason", json!("invalid_payload"), ReadError::Contradiction("reason")),
        ("", "needs", json!([{"kind": "balance", "sentence": "?"}]), ReadError::Contradiction("needs")),
    ] {
        let spoiled = with(base.clone(), parent, member, value);
        assert_eq!(read(&spoiled), Err(error), "{parent}/{member}");
    }
    // A failed check in a report that says valid, and a check that needs an answer without the question.
    let failed = with(base.clone(), "/checks/3", "outcome", json!("fail"));
    assert_eq!(read(&failed), Err(ReadError::Missing("detail")));
    let failed = with(failed, "/checks/3", "detail", json!("why"));
    assert_eq!(read(&failed), Err(ReadError::Contradiction("verdict")));
    let needing = with(base.clone(), "/checks/3", "outcome", json!("needs"));
    assert_eq!(read(&with(needing, "/checks/3", "detail", json!("ask"))), Err(ReadError::Contradiction("needs")));
    let skipped = with(base.clone(), "/checks/3", "outcome", json!("skipped"));
    let because = |what: &str| with(skipped.clone(), "/checks/3", "detail", json!(what));
    assert_eq!(read(&because("because of nothing")), Err(unknown("detail", "because of nothing")));
    assert_eq!(read(&because("offer")), Err(unknown("detail", "offer")));
    assert!(matches!(read(&because("because of offer")).unwrap().checks[3].outcome, RecordedOutcome::Skipped(_)));
    // What JSON itself refuses, and a member of another type.
    assert!(matches!("{\"verdict\":\"valid\"".parse::<RecordedReport>(), Err(ReadError::Json(_))));
    for (parent, member, value) in [("", "offer", json!("0")), ("", "checks", json!({})), ("/checks/0", "id", json!(7))]
    {
        let spoiled = with(base.clone(), parent, member, value);
        assert!(matches!(read(&spoiled), Err(ReadError::Json(_))), "{parent}/{member}");
    }
}

#[test]
fn numbers_are_read_as_they_are_written() {
    let base = base();
    let sponsor = |lamports: &str| {
        let sponsor = json!({"feePayer": "2moGme732G58zbQe5FtceooXgbFZp3ZMNggJQRKpnLQh", "mostLamports": lamports,
            "sponsoring": "valid", "payment": "undecided"});
        read(&with(base.clone(), "", "sponsor", sponsor))
    };
    let Some(RecordedParticulars::Solana(read)) = sponsor("18446744073709551615").unwrap().particulars else {
        panic!("no particulars of Solana");
    };
    assert_eq!(read.sponsor.most_lamports, u64::MAX);
    assert_eq!((read.halves.sponsoring, read.halves.payment), (Verdict::Valid, Verdict::Undecided));
    for wrong in ["18446744073709551616", "+5", "05", "", "-1", "5.0"] {
        assert_eq!(sponsor(wrong), Err(unknown("mostLamports", wrong)));
    }
}

#[test]
fn a_payment_that_cannot_be_decoded_has_a_report_too() {
    for (text, kind, reason) in [
        (r#"{"x402Version":3}"#, ErrorKind::Version, ReasonCode::X402_VERSION),
        ("", ErrorKind::UnexpectedEnd, ReasonCode::PAYLOAD),
    ] {
        let error = <x402_types::PaymentPayload as x402_types::Wire>::decode(text, &x402_types::DecodeOptions::STRICT);
        let error = error.unwrap_err();
        assert_eq!(error.kind(), kind);
        let report = RecordedReport::of_decode_error(&error);
        assert_eq!((report.verdict(), report.reason.as_ref()), (Verdict::Invalid, Some(&reason)));
        let deciding = report.deciding().unwrap();
        assert_eq!((deciding.name().as_ref(), deciding.stage(), deciding.id), ("decode", "decode", None));
        assert_eq!(report.to_json().parse::<RecordedReport>(), Ok(report));
    }
}
