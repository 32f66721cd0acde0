//! Rows 405–411 of the catalogue: the offer that a buyer takes by its payment flow (F-1, F-2) and by its horizon (F-2),
//! and the flows that a server's own offer may name (F-3).

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use crate::{
    base,
    draft::{Draft, expect, raw, raw_text},
    payment::{Method, Payment},
    responses::V1_OFFER,
    sign::SIGNER,
};

const ALL_FLOWS: &str = "the official clients take every known flow, in the order of the offers";

/// The offer with this value of `extra.paymentFlow`.
fn offer(flow: &str) -> String {
    base::OFFER.replace(r#""extra":{"#, &format!(r#""extra":{{"paymentFlow":{flow},"#))
}

fn demand(offers: &[String]) -> String {
    format!(r#"{{"x402Version":2,"accepts":[{}]}}"#, offers.join(","))
}

fn draft(number: &str, title: &str, demand: &str, flows: &[&str], index: Option<u32>) -> Draft {
    let flows = if flows.is_empty() { String::new() } else { format!(r#","flows":{}"#, json!(flows)) };
    let question = raw_text(&format!(r#"{{"demand":{demand}{flows}}}"#));
    let (class, result) = match index {
        Some(index) => (Class::Valid, json!({"index": index})),
        None => (Class::Invalid, Value::Object(serde_json::Map::new())),
    };
    Draft::new(format!("flows-{number}"), "choose", title, question, expect(class, &result))
        .rulings(&["F-1", "F-2"])
        .no_witness(ALL_FLOWS)
}

pub(crate) fn drafts() -> Vec<Draft> {
    let plain = || base::OFFER.to_owned();
    let [authorization, upfront, escrow] =
        ["authorization", "upfront", "escrow"].map(|flow| offer(&format!(r#""{flow}""#)));
    let taken = |number: &str, title: &str, offers: &[String], flows: &[&str], index: u32| {
        draft(number, title, &demand(offers), flows, Some(index))
    };
    let none = |number: &str, title: &str, offers: &[String], flows: &[&str]| {
        draft(number, title, &demand(offers), flows, None)
    };
    let unreadable = r#"{"scheme":"exact"}"#.to_owned();
    let v1 = |flow: &str| V1_OFFER.replace(r#""extra":{"#, &format!(r#""extra":{{"paymentFlow":{flow},"#));
    let in_v1 = |flow: &str| format!(r#"{{"x402Version":1,"error":"pay","accepts":[{},{V1_OFFER}]}}"#, v1(flow));
    let mut drafts = matched();
    drafts.extend(verified());
    drafts.extend(horizons());
    drafts.extend([
        taken("0405", "no flow is named", &[plain()], &[], 0),
        taken("0405a", "the flow is null", &[offer("null")], &[], 0),
        taken("0405b", "authorization", std::slice::from_ref(&authorization), &[], 0),
        taken(
            "0405c",
            "upfront stands first, and authorization is preferred",
            &[upfront.clone(), plain()],
            &["upfront", "authorization"],
            1,
        ),
        taken("0405d", "of two alike the first", &[plain(), authorization], &[], 0),
        taken("0406", "upfront, by a buyer who has it", std::slice::from_ref(&upfront), &["upfront"], 0),
        taken("0406a", "upfront is passed over", &[upfront.clone(), plain()], &[], 1),
        none("0406b", "upfront alone, by a buyer who does not have it", &[upfront], &[]),
        taken("0406c", "escrow, by a buyer who has it", &[escrow.clone(), plain()], &["escrow"], 0),
        none("0406d", "escrow, by a buyer who has upfront", &[escrow], &["upfront"]),
        none("0406e", "authorization, by a buyer who has upfront alone", &[plain()], &["upfront"]),
        none("0407", "a flow that nobody knows", &[offer(r#""deferred""#)], &["authorization", "upfront", "escrow"]),
        none("0407a", "a number for a flow", &[offer("1")], &["authorization", "upfront", "escrow"]),
        none("0407b", "an empty text for a flow", &[offer(r#""""#)], &["authorization", "upfront", "escrow"]),
        none("0407c", "a flow in capitals", &[offer(r#""Authorization""#)], &[]),
        taken("0407d", "a flow that nobody knows, and then one", &[offer(r#""deferred""#), plain()], &[], 1),
        none("0408", "only flows that nobody knows", &[offer(r#""deferred""#), offer("1")], &[]),
        taken("0408a", "an offer that cannot be read is passed over", &[unreadable.clone(), plain()], &[], 1),
        none("0408b", "no offer that can be read", &[unreadable], &[]),
        none("0408c", "no offer", &[], &[]),
        draft("0408d", "V1: upfront is passed over", &in_v1(r#""upfront""#), &[], Some(1)),
        draft("0408e", "V1: authorization", &in_v1(r#""authorization""#), &[], Some(0)),
    ]);
    drafts
}

/// 411: an offer whose payment could be settled after the buyer's horizon is passed over.
fn horizons() -> Vec<Draft> {
    let lasting = |seconds: &str| {
        let long = base::OFFER.replace(r#""maxTimeoutSeconds":60"#, &format!(r#""maxTimeoutSeconds":{seconds}"#));
        assert_ne!(long, base::OFFER, "the base offer lasts 60 s");
        long
    };
    let row = |number: &str, title: &str, demand: &str, horizon: Option<u64>, index: Option<u32>| {
        let horizon = horizon.map_or_else(String::new, |horizon| format!(r#","horizon":{horizon}"#));
        let question = raw_text(&format!(r#"{{"demand":{demand}{horizon}}}"#));
        let (class, result) = match index {
            Some(index) => (Class::Valid, json!({"index": index})),
            None => (Class::Invalid, Value::Object(serde_json::Map::new())),
        };
        let draft = Draft::new(format!("flows-{number}"), "choose", title, question, expect(class, &result));
        let draft = if index.is_none() { draft.flags(&["accepts-distant-ends"]) } else { draft };
        draft.rulings(&["F-2"]).no_witness("a ruling; the official clients sign for any time")
    };
    let one = |seconds: &str| demand(&[lasting(seconds)]);
    let in_v1 = |seconds: &str| {
        let long = V1_OFFER.replace(r#""maxTimeoutSeconds":60"#, &format!(r#""maxTimeoutSeconds":{seconds}"#));
        format!(r#"{{"x402Version":1,"error":"pay","accepts":[{long}]}}"#)
    };
    vec![
        row("0411", "a timeout of one day", &one("86400"), None, Some(0)),
        row("0411a", "a timeout of one day and a second", &one("86401"), None, None),
        row("0411b", "a timeout of ten years", &one("315360000"), None, None),
        row("0411c", "a timeout of 2^64-1", &one("18446744073709551615"), None, None),
        row(
            "0411d",
            "a timeout of ten years is passed over",
            &demand(&[lasting("315360000"), lasting("86400")]),
            None,
            Some(1),
        ),
        row("0411e", "V1: a timeout of one day", &in_v1("86400"), None, Some(0)),
        row("0411f", "V1: a timeout of ten years", &in_v1("315360000"), None, None),
        row("0411g", "a timeout at the buyer's own horizon", &one("604900"), Some(604_900), Some(0)),
        row("0411h", "a timeout of a second beyond the buyer's own horizon", &one("604901"), Some(604_900), None),
        row("0411i", "a buyer with a shorter horizon", &one("61"), Some(60), None),
    ]
}

/// 409: the flow is a member of `extra` like any other.
fn matched() -> Vec<Draft> {
    let (plain, upfront, escrow) = (base::OFFER.to_owned(), offer(r#""upfront""#), offer(r#""escrow""#));
    let row = |number: &str, title: &str, accepted: &str, offer: &str, found: bool| {
        let question = raw_text(&format!(r#"{{"version":2,"accepted":{accepted},"offers":[{offer}],"rule":"sdk"}}"#));
        let (class, index) = if found { (Class::Valid, json!(0)) } else { (Class::Invalid, Value::Null) };
        Draft::new(format!("flows-{number}"), "match", title, question, expect(class, &json!({"offer": index})))
            .rulings(&["B-2", "F-1"])
    };
    vec![
        row("0409", "the flow is repeated", &upfront, &upfront, true),
        row("0409a", "the flow is left out", &plain, &upfront, false),
        row("0409b", "another flow is accepted", &escrow, &upfront, false),
        row("0409c", "a flow is added to an offer that names none", &upfront, &plain, true)
            .class(Class::Acceptable)
            .flags(&["client-flow"]),
    ]
}

/// 410: the flow of the server's own offer. The payer repeats it, and does not sign it.
fn verified() -> Vec<Draft> {
    use Method::{Eip3009, Permit2, Upto};
    let offering = |method: Method, flow: &Value| Payment::new(method).offers("extra.paymentFlow", flow.clone());
    let verify = |number: &str, title: &str, payment: &Payment, class: Class, result: &Value| {
        let question = raw(&payment.question());
        Draft::new(format!("flows-{number}"), "verify", title, question, expect(class, result))
            .rulings(&["F-1", "F-3"])
            .no_witness("a ruling; the official verifiers look at no flow")
    };
    let valid = |number: &str, title: &str, payment: &Payment| {
        let result = json!({"verdict": "valid", "payer": SIGNER, "offer": 0});
        verify(number, title, payment, Class::Valid, &result)
    };
    let undecided = |number: &str, title: &str, method: Method, flow: &Value| {
        let result = json!({"verdict": "undecided", "needs": ["verifier"]});
        verify(number, title, &offering(method, flow), Class::Undecided, &result).decided_by("flow")
    };
    let invalid = |number: &str, title: &str, payment: &Payment| {
        verify(number, title, payment, Class::Invalid, &json!({"verdict": "invalid"}))
            .decided_by("flow")
            .reason("unsupported_payment_flow")
    };
    let unknown = |flow: &Value| offering(Eip3009, flow);
    vec![
        valid("0410", "exact, upfront", &offering(Eip3009, &json!("upfront"))),
        valid("0410a", "exact by Permit2, upfront", &offering(Permit2, &json!("upfront"))),
        valid("0410b", "exact, authorization", &offering(Eip3009, &json!("authorization"))),
        valid("0410c", "upto, authorization", &offering(Upto, &json!("authorization"))),
        undecided("0410d", "exact, escrow", Eip3009, &json!("escrow")),
        undecided("0410e", "upto, escrow", Upto, &json!("escrow")),
        undecided("0410f", "upto, upfront", Upto, &json!("upfront")),
        invalid("0410g", "a flow that nobody knows", &unknown(&json!("deferred"))),
        invalid("0410h", "a flow in capitals", &unknown(&json!("Upfront"))),
        invalid("0410i", "an empty text for a flow", &unknown(&json!(""))),
        invalid("0410j", "a number for a flow", &unknown(&json!(1))),
        invalid("0410k", "V1: a flow that nobody knows", &unknown(&json!("deferred")).in_version_1()),
        valid("0410l", "V1: upfront", &offering(Eip3009, &json!("upfront")).in_version_1()),
    ]
}
