//! The same steps for a tool of MCP and for a task of A2A. What goes back is read by the rules of buyers.

use x402_extensions::carriers::{
    Kind,
    a2a::{Status, Task},
    mcp::{Request as Call, Response, with_payment},
};
use x402_seller::{Answer, Request, TaskUpdate};
use x402_types::{
    DecodeOptions, Flag, PaymentFlow::Authorization, PaymentPayload, RawJson, SettleOutcome, Version, v1,
};

use crate::world::{NOW, Says, World, payment, seller};

const STRICT: DecodeOptions = DecodeOptions::STRICT;
const RESULT: &str = r#"{"content":[{"type":"text","text":"fair"}]}"#;

/// A call of the tool, with this payment, by a client that knows the extension or does not.
fn call(payment: Option<&PaymentPayload>, has_extension: bool) -> Call {
    let meta = r#"{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
        "io.modelcontextprotocol/clientCapabilities":{"extensions":{"org.x402/payment":{}}}}"#;
    let meta = if has_extension { meta } else { "{}" };
    let params = RawJson::parse(&format!(r#"{{"name":"weather","_meta":{meta}}}"#)).unwrap();
    let params = payment.map_or(params.clone(), |payment| with_payment(&params, payment));
    Call::of_params("tools/call", Some(params.as_json()), &STRICT).unwrap()
}

/// Two payments that can be told apart.
fn paid(nonce: u8) -> PaymentPayload {
    payment(Authorization, nonce).into()
}

/// The same payment in version 1.
fn paid_v1(nonce: u8) -> PaymentPayload {
    let offer =
        payment(Authorization, nonce).accepted.to_v1(&x402_types::v2::ResourceInfo::new("https://a.example")).unwrap();
    v1::PaymentPayload::new(offer.scheme, offer.network, payment(Authorization, nonce).payload).into()
}

/// The answer to a message with this payment, after which a facilitator says this.
fn answer(payment: Option<PaymentPayload>, says: Says, world: &mut World) -> Answer {
    let (seller, parameters) = (seller(Authorization, false), RawJson::string(""));
    let request = Request { method: "tools/call", parameters: &parameters, query: None, now: NOW };
    let mut answer = world.run_with(seller.message(request, payment), NOW, |settle| says.answer(settle, NOW));
    if answer.status == 200 {
        answer.body = RESULT.into();
    }
    answer
}

/// What a client makes of a result.
fn read(answer: &Answer, call: &Call) -> Response {
    let result = answer.to_mcp(call);
    let message = format!(r#"{{"jsonrpc":"2.0","id":1,"result":{}}}"#, result.as_str());
    Response::read(&RawJson::parse(&message).unwrap(), &STRICT).unwrap()
}

#[test]
fn a_tool_is_sold_once() {
    for (payment, version) in [(paid(1), Version::V2), (paid_v1(1), Version::V1)] {
        let mut world = World::default();
        let unpaid = answer(None, Says::Settled, &mut world);
        let demanded = read(&unpaid, &call(None, false));
        assert_eq!(
            (demanded.kind(), demanded.payment_required.map(|required| required.value.version())),
            (Kind::Required, Some(Version::V2))
        );
        let sold = answer(Some(payment.clone()), Says::Settled, &mut world);
        let asked = call(Some(&payment), false);
        let result = sold.to_mcp(&asked);
        assert!(result.as_str().starts_with(r#"{"content":[{"type":"text","text":"fair"}],"_meta":"#));
        assert_eq!(read(&sold, &asked).kind(), Kind::Settled);
        // Again, and nothing is settled.
        let again = answer(Some(payment.clone()), Says::Failed, &mut world);
        assert_eq!(again.to_mcp(&asked), result);
        // A refused payment is answered by a demand of its version, with the settlement.
        let refused = answer(Some(payment.clone()), Says::Failed, &mut World::default());
        let read = read(&refused, &asked);
        assert_eq!(read.kind(), Kind::SettlementFailed);
        assert_eq!(read.payment_required.map(|required| required.value.version()), Some(version));
    }
}

#[test]
fn a_client_with_the_extension_gets_the_402_response_once() {
    let unpaid = answer(None, Says::Settled, &mut World::default());
    let result = unpaid.to_mcp(&call(None, true));
    assert!(result.as_str().starts_with(r#"{"resultType":"payment_required","paymentRequired":{"#));
    assert_eq!(read(&unpaid, &call(None, true)).kind(), Kind::Required);
}

#[test]
fn a_tool_says_nothing_false_of_an_open_payment() {
    for says in [Says::Nothing, Says::Pending] {
        let answer = answer(Some(paid(1)), says, &mut World::default());
        let result = answer.to_mcp(&call(Some(&paid(1)), false));
        assert!(result.as_str().starts_with(r#"{"isError":true,"content":[{"type":"text","text":""#), "{result:?}");
        let read = read(&answer, &call(Some(&paid(1)), false));
        assert!(read.payment_required.is_none(), "{says:?}");
        assert_eq!(read.settlement.is_some(), says == Says::Pending);
    }
}

/// What a client makes of a task.
fn task(update: &TaskUpdate) -> Task {
    let metadata = RawJson::from(update.metadata.clone());
    let text = format!(
        r#"{{"kind":"task","id":"t","status":{{"state":"{}","message":{{"role":"agent","parts":[],"metadata":{}}}}}}}"#,
        update.state,
        metadata.as_str()
    );
    Task::read(&RawJson::parse(&text).unwrap(), &STRICT).unwrap()
}

#[test]
fn a_task_is_sold_once() {
    let mut world = World::default();
    let unpaid = answer(None, Says::Settled, &mut world);
    for version in [Version::V1, Version::V2] {
        let demanded = task(&unpaid.to_a2a(version));
        assert_eq!((demanded.kind(), demanded.version()), (Kind::Required, Some(version)));
    }
    let sold = answer(Some(paid(1)), Says::Settled, &mut world).to_a2a(Version::V2);
    assert_eq!(
        (sold.state, task(&sold).kind(), sold.served.as_deref()),
        ("completed", Kind::Settled, Some(RESULT.as_bytes()))
    );
    assert_eq!(answer(Some(paid(1)), Says::Failed, &mut world).to_a2a(Version::V2), sold);
    let refused = answer(Some(paid(2)), Says::Failed, &mut world).to_a2a(Version::V2);
    let read = task(&refused);
    assert_eq!(
        (read.kind(), read.error.as_deref(), refused.served),
        (Kind::SettlementFailed, Some("INSUFFICIENT_FUNDS"), None)
    );
    assert!(matches!(read.receipts[0].outcome, SettleOutcome::Failure(Some(_))));
}

#[test]
fn a_task_goes_on_while_nobody_knows() {
    let open = answer(Some(paid(1)), Says::Nothing, &mut World::default()).to_a2a(Version::V2);
    assert_eq!((open.state, task(&open).status), ("working", Some(Status::Verified)));
    let pending = answer(Some(paid(1)), Says::Pending, &mut World::default()).to_a2a(Version::V2);
    // A task that has failed is over, and the buyer could not send the payment again (F-7).
    let read = task(&pending);
    assert_eq!((pending.state, read.status), ("working", Some(Status::Verified)));
    // What the buyer needs to look for it on the chain (F-6).
    assert!(read.flags.contains(Flag::Pending) && !read.receipts[0].transaction.is_empty());
    // An answer without a settlement says nothing of the payment.
    let refused = Answer::new(404, "text/plain", "nothing").to_a2a(Version::V2);
    assert_eq!(refused.state, "working");
}
