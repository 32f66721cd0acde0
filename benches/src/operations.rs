//! Measurements of questions and answers in JSON, as the command, npm and Python ask them, and of a line of an audit.

use std::cell::RefCell;

use serde_json::value::RawValue;
use x402_operations::{Answer, audit::Auditor, run};

use crate::{
    fixture::{Fixture, NOW},
    group::{Case, Group, group},
};

/// The answer as text. Panics if the operation does not answer.
fn answer(op: &str, input: &RawValue) -> String {
    let Answer::Result(answer) = run(op, input) else { panic!("{op} has no answer") };
    answer
}

fn raw(text: String) -> Box<RawValue> {
    RawValue::from_string(text).unwrap()
}

/// The header as a source.
fn source(fixture: &Fixture) -> String {
    format!(r#"{{"header":{{"name":"PAYMENT-SIGNATURE","value":"{}"}}}}"#, fixture.header)
}

/// A question about the payment. It has this price.
fn question(fixture: &Fixture, price: &str) -> String {
    let offer = include_str!("../../docs/examples/offer.json").replace("\"10000\"", &format!("\"{price}\""));
    format!(r#"{{"payment":{},"offers":[{}],"now":{NOW}}}"#, source(fixture), offer.replace(['\n', ' '], ""))
}

pub(crate) fn groups(fixture: &Fixture) -> [Group; 2] {
    let [valid, dearer] = ["10000", "10001"].map(|price| question(fixture, price));
    assert!(answer("verify", &raw(valid.clone())).starts_with(r#"{"verdict":"valid""#));
    assert!(answer("verify", &raw(dearer.clone())).starts_with(r#"{"verdict":"invalid""#));
    [
        group(
            "answer a question in JSON",
            Vec::new(),
            [
                Case::new("operation `verify`, valid", raw(valid.clone()), |input| answer("verify", input)),
                Case::new("operation `verify`, another price: no recovery", raw(dearer.clone()), |input| {
                    answer("verify", input)
                }),
                Case::new("operation `decode`, a header", raw(source(fixture)), |input| answer("decode", input)),
            ],
        ),
        group(
            "audit a log",
            Vec::new(),
            [line("a line, valid", valid), line("a line, another price: no recovery", dearer)],
        ),
    ]
}

/// The auditor has met the offers, and the text has room, as after the first lines of a log.
fn line(name: &'static str, line: String) -> Case {
    let (auditor, text) = (RefCell::new(Auditor::new(0)), RefCell::new(String::new()));
    let case = Case::new(name, line, move |line| {
        let result = auditor.borrow_mut().verify_line(line.as_bytes()).unwrap();
        let payer = result.outcome.as_ref().ok().and_then(|brief| brief.payer);
        let payer = payer.map(|payer| payer.to_string()).unwrap_or_default();
        let mut text = text.borrow_mut();
        text.clear();
        result.push_json(&mut text, 1, &payer);
        text.len()
    });
    (0..2).for_each(|_| case.run());
    case
}
