//! A V2 demand in V1's words.

use x402_types::{
    DecodeOptions, Flags, Network, Offer, RawJson, Scheme, Wire, v1,
    v2::{
        FacilitatorRequest, NoV1Format, PaymentPayload, PaymentRequired, PaymentRequirements, PaymentRequirementsInit,
        ResourceInfo,
    },
};

fn offer(network: Network) -> PaymentRequirements {
    let mut offer = PaymentRequirements::new(PaymentRequirementsInit {
        scheme: Scheme::EXACT,
        network,
        amount: 10_000.into(),
        asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e".into(),
        pay_to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".into(),
        max_timeout_seconds: 60,
    });
    offer.extra = Some(RawJson::parse(r#"{"name": "USDC","version":"2"}"#).unwrap());
    offer
}

fn resource() -> ResourceInfo {
    let mut resource = ResourceInfo::new("https://api.example.com/premium-data");
    resource.description = Some("Access to premium market data".into());
    resource.mime_type = Some("application/json".into());
    resource
}

/// The members and their order are those of the V1 specification's example (§5.1.1), but for `outputSchema`, which V2 does
/// not have.
#[test]
fn every_member_is_carried_over() {
    let mut payment_required =
        PaymentRequired::new(resource(), [offer(Network::eip155(84_532)), offer(Network::SOLANA)]);
    payment_required.error = Some("X-PAYMENT header is required".into());
    let payment_required = payment_required.to_v1().unwrap();
    let text = payment_required.to_json();
    let first = concat!(
        r#"{"x402Version":1,"error":"X-PAYMENT header is required","accepts":[{"scheme":"exact","network":"base-sepolia","#,
        r#""maxAmountRequired":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","#,
        r#""payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","resource":"https://api.example.com/premium-data","#,
        r#""description":"Access to premium market data","mimeType":"application/json","maxTimeoutSeconds":60,"#,
        r#""extra":{"name": "USDC","version":"2"}},{"scheme":"exact","network":"solana","#,
    );
    assert!(text.starts_with(first), "{text}");
    let read = v1::PaymentRequired::decode(text, &DecodeOptions::STRICT).unwrap();
    assert_eq!((read.value, read.flags), (payment_required, Flags::NONE));
}

/// Official V1 clients refuse an offer without a MIME type, and the document one without a description.
#[test]
fn what_the_resource_does_not_say_is_empty() {
    let in_v1 = offer(Network::eip155(8453)).to_v1(&ResourceInfo::new("https://a.example")).unwrap();
    assert_eq!((in_v1.description.as_deref(), in_v1.mime_type.as_deref()), (Some(""), Some("")));
    let payment_required = PaymentRequired::new(ResourceInfo::new("https://a.example"), []).to_v1().unwrap();
    assert_eq!((payment_required.error, payment_required.accepts), (None, vec![]));
}

#[test]
fn members_that_v1_lacks_are_named() {
    let unknown = Network::eip155(42);
    assert_eq!(offer(unknown.clone()).to_v1(&resource()), None);
    let payment_required = PaymentRequired::new(resource(), [offer(Network::SOLANA), offer(unknown.clone())]);
    assert_eq!(payment_required.to_v1(), Err(NoV1Format::NoName { index: 1, network: unknown }));

    let mut payment_required = PaymentRequired::new(resource(), [offer(Network::SOLANA)]);
    let unreadable = r#"{"x402Version":2,"resource":{"url":""},"accepts":[{"scheme":"new"}]}"#;
    let unreadable = PaymentRequired::decode(unreadable, &DecodeOptions::STRICT).unwrap().value.accepts.remove(0);
    assert!(matches!(unreadable, Offer::Unreadable { .. }));
    payment_required.accepts.push(unreadable);
    assert_eq!(payment_required.to_v1(), Err(NoV1Format::UnreadableOffer { index: 1 }));

    payment_required.resource = None;
    assert_eq!(payment_required.to_v1(), Err(NoV1Format::NoResource));
}

#[test]
fn a_request_is_for_the_offer_of_the_index() {
    let offers = [offer(Network::SOLANA), offer(Network::eip155(8453))];
    let payment = PaymentPayload::new(offers[1].clone(), RawJson::parse("{}").unwrap());
    let request = FacilitatorRequest::answering(payment.clone(), &offers, 1).unwrap();
    assert_eq!(request, FacilitatorRequest::new(payment.clone(), offers[1].clone()));
    assert_eq!(FacilitatorRequest::answering(payment, &offers, 2), None);
}
