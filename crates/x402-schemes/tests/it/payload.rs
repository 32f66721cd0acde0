//! Reading `payload`: each member missing, of another type, null, malformed; the two profiles.

use x402_schemes::{
    AssetTransferMethod, MethodError, PayloadError, SchemePayload,
    evm::{
        assets, eip3009, erc7710,
        permit2::{self, Proxy},
    },
    solana,
};
use x402_types::{
    DecodeError, DecodeOptions, Flag, Flags, Network, NetworkName, PaymentPayload, RawJson, Scheme, Wire,
    read::Reader,
    v1,
    v2::{self, PaymentRequirements},
};

const GOOD: &str = r#"{"signature":"0x0102","authorization":{"from":"0x857b06519E91e3A54538791bDbb0E22373e36b66","to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","value":"10000","validAfter":"1740672089","validBefore":"1740672154","nonce":"0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"}}"#;

fn read(text: &str, options: &DecodeOptions) -> Result<(eip3009::Payload, Flags), DecodeError> {
    let raw = RawJson::parse(text).unwrap();
    let mut reader = Reader::new(options);
    let payload = eip3009::Payload::read(raw.as_json(), &mut reader)?;
    Ok((payload, reader.flags()))
}

fn refused(text: &str) -> String {
    let error = read(text, &DecodeOptions::STRICT).unwrap_err();
    format!("{} {}", error.path(), error.kind().as_str())
}

#[test]
fn the_specifications_payload_is_read() {
    let (payload, flags) = read(GOOD, &DecodeOptions::STRICT).unwrap();
    assert!(flags.is_empty());
    assert_eq!(payload.signature.as_bytes(), [1, 2]);
    assert_eq!(payload.authorization.value, 10_000.into());
    assert_eq!(payload.authorization.from.to_string(), "0x857b06519E91e3A54538791bDbb0E22373e36b66");
    assert_eq!(
        payload.authorization.nonce.to_string(),
        "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
    );
}

#[test]
fn every_member_is_required_and_of_its_type() {
    for member in ["signature", "authorization", "from", "to", "value", "validAfter", "validBefore", "nonce"] {
        let path = match member {
            "signature" | "authorization" => member.to_string(),
            inner => format!("authorization.{inner}"),
        };
        let renamed = GOOD.replace(&format!("\"{member}\":"), &format!("\"{member}_\":"));
        assert_eq!(refused(&renamed), format!("{path} missing-member"));
        let value_at = GOOD.find(&format!("\"{member}\":")).unwrap() + member.len() + 3;
        let rest = &GOOD[value_at..];
        let value_end =
            if rest.starts_with('{') { rest.find('}').unwrap() + 1 } else { rest[1..].find('"').unwrap() + 2 };
        let with = |value: &str| format!("{}{value}{}", &GOOD[..value_at], &rest[value_end..]);
        assert_eq!(refused(&with("null")), format!("{path} null"));
        assert_eq!(refused(&with("[]")), format!("{path} wrong-type"));
        assert_eq!(refused(&with("true")), format!("{path} wrong-type"));
    }
}

#[test]
fn malformed_values_are_refused_and_their_neighbours_read() {
    let nonce = "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480";
    let from = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
    for (old, new, expected) in [
        (nonce, &nonce[..64], "authorization.nonce not-nonce"),
        (nonce, &format!("{nonce}00"), "authorization.nonce not-nonce"),
        (nonce, &nonce.replace("f3", "g3"), "authorization.nonce not-nonce"),
        (nonce, &nonce[2..], "authorization.nonce not-nonce"),
        (nonce, &nonce.replace("0x", "0X"), "authorization.nonce not-nonce"),
        (nonce, &nonce.replacen("0xf3", "0x0x", 1), "authorization.nonce not-nonce"),
        (from, &from[..41], "authorization.from not-address"),
        (from, &from[2..], "authorization.from not-address"),
        (from, &from.replace("0x", "0X"), "authorization.from not-address"),
        ("0x0102", "0x010", "signature not-hex"),
        ("0x0102", "0102", "signature not-hex"),
        ("0x0102", "0x0x0102", "signature not-hex"),
        ("0x0102", "", "signature not-hex"),
        ("\"10000\"", "\"0x2710\"", "authorization.value not-decimal"),
        ("\"10000\"", "\"\"", "authorization.value not-decimal"),
        ("\"10000\"", "\"10_000\"", "authorization.value not-decimal"),
        ("\"10000\"", "\"010000\"", "authorization.value not-decimal"),
        ("\"10000\"", "10000", "authorization.value not-decimal"),
        ("\"10000\"", "\"-1\"", "authorization.value not-decimal"),
        (
            "\"10000\"",
            "\"115792089237316195423570985008687907853269984665640564039457584007913129639936\"",
            "authorization.value decimal-too-large",
        ),
    ] {
        assert_eq!(refused(&GOOD.replace(old, new)), expected, "{new}");
    }
    for (old, new) in [
        (nonce, nonce.to_uppercase().replace("0X", "0x")),
        (from, from.to_lowercase()),
        ("0x0102", "0x".into()),
        ("\"10000\"", "\"115792089237316195423570985008687907853269984665640564039457584007913129639935\"".into()),
        ("\"value\"", "\"extra\":1,\"v\\u0061lue\"".into()),
    ] {
        assert!(read(&GOOD.replace(old, &new), &DecodeOptions::STRICT).unwrap().1.is_empty(), "{new}");
    }
}

#[test]
fn lenient_flags_what_it_tolerates() {
    let flags = |text: &str| read(text, &DecodeOptions::LENIENT).unwrap().1.iter().collect::<Vec<_>>();
    assert_eq!(flags(&GOOD.replace("0xf374", "f374")), [Flag::No0x]);
    assert_eq!(flags(&GOOD.replace("\"10000\"", "10000")), [Flag::NumberAmount]);
    assert_eq!(flags(&GOOD.replace("\"10000\"", "\"010000\"")), [Flag::LeadingZero]);
}

#[test]
fn checksums_are_left_to_the_verifier() {
    let wrong_checksum = GOOD.replace("36b66", "36B66");
    for options in [DecodeOptions::STRICT, DecodeOptions::LENIENT] {
        assert_eq!(read(&wrong_checksum, &options).unwrap(), read(GOOD, &options).unwrap());
    }
}

#[test]
fn two_shapes_in_one_payload_are_refused() {
    let with_permit2 = GOOD.replacen('{', r#"{"permit2Authorization":{},"#, 1);
    assert_eq!(refused(&with_permit2), " ambiguous-payload");
    assert_eq!(refused(r#"{"signature":"0x","permit2Authorization":{}}"#), "authorization missing-member");
}

#[test]
fn the_offers_tag_decides_the_method() {
    let requirements = |extra: &str| {
        let text = format!(
            r#"{{"scheme":"exact","network":"eip155:1","amount":"1","asset":"","payTo":"","maxTimeoutSeconds":1,"extra":{extra}}}"#
        );
        PaymentRequirements::decode(text, &DecodeOptions::STRICT).unwrap().value
    };
    let method = |offer: &str, accepted: &str| {
        AssetTransferMethod::of(&requirements(offer), Some(&requirements(accepted)))
            .map(|method| method.as_str().to_string())
    };
    assert_eq!(method("{}", "{}").unwrap(), "eip3009");
    assert_eq!(method(r#"{"assetTransferMethod":"permit2"}"#, "{}").unwrap(), "permit2");
    assert_eq!(method("{}", r#"{"assetTransferMethod":"erc7710"}"#).unwrap(), "erc7710");
    assert_eq!(
        method(r#"{"assetTransferMethod":"eip3009"}"#, r#"{"assetTransferMethod":"permit2"}"#).unwrap(),
        "eip3009"
    );
    assert_eq!(method(r#"{"assetTransferMethod":"new"}"#, "{}").unwrap(), "new");
    assert!(method(r#"{"assetTransferMethod":3}"#, "{}").is_err());
    let mut upto = requirements("{}");
    upto.scheme = Scheme::UPTO;
    assert_eq!(AssetTransferMethod::of(&upto, Some(&upto)), Ok(AssetTransferMethod::PERMIT2));
    let mut tagged = requirements(r#"{"assetTransferMethod":"eip3009"}"#);
    tagged.scheme = Scheme::UPTO;
    assert_eq!(AssetTransferMethod::of(&tagged, None), Err(MethodError::NotOfUpto));
}

#[test]
fn only_what_scheme_network_and_method_say_is_read() {
    let raw = RawJson::parse(GOOD).unwrap();
    let read = |scheme: Scheme, network: Network, method: AssetTransferMethod| {
        SchemePayload::read(&raw, &scheme, &network, &method, &mut Reader::new(&DecodeOptions::STRICT)).unwrap()
    };
    let eip3009 = AssetTransferMethod::EIP3009;
    assert!(matches!(read(Scheme::EXACT, Network::eip155(1), eip3009.clone()), SchemePayload::Eip3009(_)));
    assert_eq!(read(Scheme::EXACT, "algorand:x".parse().unwrap(), eip3009.clone()), SchemePayload::Opaque);
    assert_eq!(read(Scheme::UPTO, Network::eip155(1), eip3009), SchemePayload::Opaque);
    assert_eq!(read(Scheme::EXACT, Network::eip155(1), AssetTransferMethod::new("erc1155")), SchemePayload::Opaque);
}

/// What is drafted for an offer is read back from the payment, by the method and by the type's `TryFrom`.
#[test]
fn a_payment_gives_its_payload_in_one_call() {
    let strict = DecodeOptions::STRICT;
    let (payer, pay_to) = ([1; 20].into(), [2; 20].into());
    let usdc = assets::by_symbol(&Network::eip155(84_532), "USDC").unwrap();
    let mut offer = usdc.offer(assets::OfferInit { price: "0.01", pay_to, max_timeout_seconds: 60 }).unwrap();
    let of = |offer: &PaymentRequirements, payload: &RawJson| {
        SchemePayload::of_payment(&v2::PaymentPayload::new(offer.clone(), payload.clone()).into(), &strict)
    };

    let eip3009 = eip3009::Payload::try_from(&RawJson::parse(GOOD).unwrap()).unwrap();
    assert_eq!(of(&offer, &eip3009.to_json()), Ok(SchemePayload::Eip3009(eip3009.clone())));

    let mut permit2 = Vec::new();
    for (scheme, proxy) in [(Scheme::EXACT, Proxy::Exact), (Scheme::UPTO, Proxy::Upto)] {
        offer.scheme = scheme;
        let extra =
            r#"{"assetTransferMethod":"permit2","facilitatorAddress":"0x90F79bf6EB2c4f870365E785982E1f101E93b906"}"#;
        offer.extra = Some(RawJson::parse(extra).unwrap());
        let window = permit2::Window::from_now(1_740_672_100, &offer);
        let draft = permit2::Draft::for_offer(&offer, payer, permit2::Nonce::new(7.into()), window).unwrap();
        let payload = draft.with_signature(vec![1; 65].into());
        assert_eq!(permit2::Payload::try_from(&payload.to_json()).as_ref(), Ok(&payload));
        assert_eq!(payload.authorization.witness.facilitator.is_some(), proxy == Proxy::Upto);
        permit2.push((of(&offer, &payload.to_json()).unwrap(), payload));
    }
    let [exact, upto] = permit2.try_into().unwrap();
    assert_eq!((exact.0, upto.0), (SchemePayload::Permit2(exact.1), SchemePayload::Upto(upto.1.clone())));

    // The shape is the mechanism's, never a guess: `upto` in an offer of `exact` is none.
    offer.scheme = Scheme::EXACT;
    let error = of(&offer, &upto.1.to_json()).unwrap_err();
    assert_eq!(error.to_string().split(": ").next(), Some("payload.permit2Authorization.witness.facilitator"));
    offer.extra = Some(RawJson::parse(r#"{"assetTransferMethod":7}"#).unwrap());
    assert_eq!(of(&offer, &eip3009.to_json()), Err(PayloadError::Method(MethodError::NotText)));
    offer.scheme = Scheme::try_from("new").unwrap();
    offer.extra = None;
    assert_eq!(of(&offer, &eip3009.to_json()), Ok(SchemePayload::Opaque));

    let delegation = r#"{"delegationManager":"0x857b06519E91e3A54538791bDbb0E22373e36b66","permissionContext":"0x01","delegator":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C"}"#;
    let delegation = RawJson::parse(delegation).unwrap();
    offer.scheme = Scheme::EXACT;
    offer.extra = Some(RawJson::parse(r#"{"assetTransferMethod":"erc7710"}"#).unwrap());
    let read = erc7710::Payload::try_from(&delegation).unwrap();
    assert_eq!(of(&offer, &delegation), Ok(SchemePayload::Erc7710(read)));

    // V1 names scheme and network, and no method: the payload's shape tells Permit2.
    let of_v1 = |network: &str, payload: &RawJson| {
        let payment = v1::PaymentPayload::new(Scheme::EXACT, NetworkName::try_from(network).unwrap(), payload.clone());
        SchemePayload::of_payment(&PaymentPayload::V1(payment), &strict)
    };
    assert_eq!(of_v1("base", &eip3009.to_json()), Ok(SchemePayload::Eip3009(eip3009.clone())));
    let transaction = solana::Payload::new(vec![1, 2, 3]);
    assert_eq!(solana::Payload::try_from(&transaction.to_json()).as_ref(), Ok(&transaction));
    assert_eq!(of_v1("solana", &transaction.to_json()), Ok(SchemePayload::Solana(transaction)));
    assert_eq!(of_v1("nowhere", &eip3009.to_json()), Err(PayloadError::Network));
}
