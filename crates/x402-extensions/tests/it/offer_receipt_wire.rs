//! Signed offers and receipts: X-20, X-21, X-24.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use x402_extensions::offer_receipt::{
    Format, Jws, JwsDraft, JwsHeader, OfferPayload, PayloadError, ReceiptPayload, Signed, SignedOffer, SignedReceipt,
};
use x402_types::{DecodeError, DecodeOptions, Decoded, Flag, Flags, Network, PaymentRequired, SettleResponse, Wire};

use crate::support::{assert_refused, replace};

/// OFFREC:200–209.
const OFFER: &str = r#"{"version":1,"resourceUrl":"https://api.example.com/premium-data","scheme":"exact","network":"eip155:8453","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","amount":"10000","validUntil":1703123516}"#;
/// OFFREC:326–333.
const RECEIPT: &str = r#"{"version":1,"network":"eip155:8453","resourceUrl":"https://api.example.com/premium-data","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66","issuedAt":1703123456,"transaction":""}"#;

fn read<T: Wire>(text: &str) -> Result<Decoded<T>, DecodeError> {
    T::decode(text, &DecodeOptions::STRICT)
}

fn eip712(payload: &str) -> String {
    format!(r#"{{"format":"eip712","acceptIndex":0,"payload":{payload},"signature":"0x12"}}"#)
}

fn compact(header: &str, payload: &str, signature: &[u8]) -> String {
    let part = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    [part(header.as_bytes()), part(payload.as_bytes()), part(signature)].join(".")
}

#[test]
fn what_is_read_is_written_back() {
    let jws = format!(r#"{{"format":"jws","signature":"{}"}}"#, compact("{}", OFFER, &[1]));
    let kept = r#"{"format":"jws","signature":"..","payload":null,"acceptIndex":null,"note":[1.0]}"#;
    for text in [&eip712(OFFER), &jws, kept] {
        assert_eq!(read::<SignedOffer>(text).unwrap().value.to_json(), *text);
    }
    let receipt = eip712(RECEIPT).replace(r#""acceptIndex":0,"#, "");
    assert_eq!(read::<SignedReceipt>(&receipt).unwrap().value.to_json(), receipt);
    assert_eq!(read::<OfferPayload>(OFFER).unwrap().value.to_json(), OFFER);
    assert_eq!(read::<ReceiptPayload>(RECEIPT).unwrap().value.to_json(), RECEIPT);
}

/// R-13: a signed offer on the XRP Ledger has the amount of its asset, as text.
#[test]
fn a_signed_offer_on_the_xrp_ledger() {
    let on = |network: &str, asset: &str, amount: &str| {
        let offer = replace(OFFER, "eip155:8453", network).replace("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", asset);
        replace(&offer, "\"10000\"", amount)
    };
    for (asset, amount) in [("USD", "\"10.50\""), ("USD", "\"12\""), ("XRP", "\"250000\"")] {
        let text = on("xrpl:0", asset, amount);
        let offer = read::<OfferPayload>(&text).unwrap().value;
        assert_eq!((offer.amount.units().is_some(), offer.to_json()), (asset == "XRP", text));
    }
    for (network, asset, amount, kind) in [
        ("xrpl:0", "USD", "\"1e3\"", "not-issued-amount"),
        ("xrpl:0", "USD", "\"0\"", "not-issued-amount"),
        ("xrpl:0", "XRP", "\"10.5\"", "not-decimal"),
        ("xrpl:0", "XRP", "\"0\"", "drops-range"),
        ("eip155:8453", "USD", "\"10.5\"", "not-decimal"),
    ] {
        assert_refused(read::<OfferPayload>(&on(network, asset, amount)), &format!("shape {kind} amount"), amount);
    }
}

#[test]
fn an_envelope_has_the_members_of_its_format() {
    let good = eip712(OFFER);
    let offer = read::<SignedOffer>(&good).unwrap().value;
    assert_eq!((offer.signed.format(), offer.accept_index), (Format::Eip712, Some(0)));
    let jws = r#"{"format":"jws","signature":"e30.e30."}"#;
    assert_eq!(read::<SignedOffer>(jws).unwrap().value.signed.format(), Format::Jws);
    for (text, expected) in [
        (replace(&good, r#""format":"eip712","#, ""), "shape missing-member format"),
        (replace(&good, "eip712", "EIP712"), "shape not-format format"),
        (replace(&good, r#""eip712""#, "712"), "shape wrong-type format"),
        (replace(&good, &format!(r#""payload":{OFFER},"#), ""), "shape missing-member payload"),
        (replace(&good, OFFER, "null"), "shape null payload"),
        (replace(&good, OFFER, "[]"), "shape wrong-type payload"),
        (replace(&good, r#""0x12""#, "12"), "shape wrong-type signature"),
        (replace(&good, r#","signature":"0x12""#, ""), "shape missing-member signature"),
        (replace(&good, r#""acceptIndex":0"#, r#""acceptIndex":-1"#), "shape wrong-type acceptIndex"),
        (replace(&good, r#""acceptIndex":0"#, r#""acceptIndex":0.5"#), "shape wrong-type acceptIndex"),
        (replace(&good, r#""acceptIndex":0"#, r#""types":{}"#), "shape must-be-absent types"),
        (replace(&good, r#""acceptIndex":0"#, r#""primaryType":"Offer""#), "shape must-be-absent primaryType"),
        (replace(jws, "}", r#","payload":{}}"#), "shape must-be-absent payload"),
        ("[]".into(), "shape wrong-type"),
    ] {
        assert_refused(read::<SignedOffer>(&text), expected, &text);
    }
    // In a receipt `acceptIndex` means nothing.
    let receipt = replace(&eip712(RECEIPT), r#""acceptIndex":0"#, r#""acceptIndex":-1"#);
    assert_eq!(read::<SignedReceipt>(&receipt).unwrap().value.to_json().matches(r#""acceptIndex":-1"#).count(), 1);
}

#[test]
fn a_compact_jws_has_three_parts_of_unpadded_base64url() {
    for good in ["e30.e30.", "..", "e30.e30.AQI", "e30.e30.-_-_"] {
        assert_eq!(good.parse::<Jws>().unwrap().as_str(), good);
    }
    for wrong in [
        "",
        "e30",
        "e30.e30",
        "e30.e30.AQI.",
        ".e30.e30.AQI",
        "e30.e30.AQI=",
        "e30.e30.AQ==",
        "e30.e30.A",
        "e30.e30.AQJ",
        "e30.e30.+/+/",
        "e30.e3 0.AQI",
        " e30.e30.AQI",
        "e30.e30.AQI\n",
        "e31.e30.AQI",
    ] {
        assert_refused(wrong.parse::<Jws>(), "shape not-jws", wrong);
    }
    let jws: Jws = compact("[1", "\u{feff}{}", b"s").parse().unwrap();
    assert_refused(jws.header(), "json unexpected-end [0]", "header");
    assert!(jws.payload().is_err());
    let twice: Jws = compact(r#"{"alg":"a","alg":"a"}"#, "{}", b"").parse().unwrap();
    assert_refused(twice.header(), "json duplicate-member", "header");
    let bytes = format!("{}.e30.", BASE64_URL_SAFE_NO_PAD.encode([0xff]));
    assert_refused(bytes.parse::<Jws>().unwrap().header(), "utf8 utf8", "header");
}

#[test]
fn a_payload_is_canonical_or_not() {
    let is_canonical = |payload: &str| compact("{}", payload, b"").parse::<Jws>().unwrap().is_canonical();
    assert!(is_canonical(r#"{"a":1,"b":"é"}"#));
    for other in [r#"{"b":"é","a":1}"#, r#"{"a":1, "b":2}"#, r#"{"a":1.0}"#, r#"{"a":9007199254740993}"#, "{", "{} "] {
        assert!(!is_canonical(other), "{other}");
    }
}

#[test]
fn an_offer_has_the_members_of_an_offer() {
    let payload = read::<OfferPayload>(OFFER).unwrap().value;
    assert_eq!(
        (payload.valid_until, payload.expiry(), payload.has_unknown_members()),
        (Some(1_703_123_516), Some(1_703_123_516), false)
    );
    for (from, to, expected) in [
        (r#""version":1,"#, "", "shape version version"),
        (r#""version":1"#, r#""version":2"#, "shape version version"),
        (r#""version":1"#, r#""version":"1""#, "shape version version"),
        (r#""version":1"#, r#""version":1.0"#, "shape version version"),
        (r#""version":1"#, r#""version":null"#, "shape version version"),
        (r#""scheme":"exact","#, "", "shape missing-member scheme"),
        (r#""exact""#, r#""""#, "shape empty-scheme scheme"),
        ("eip155:8453", "base", "shape not-network network"),
        ("eip155:8453", "eip155:08453", "shape not-network network"),
        (r#""10000""#, "10000", "shape not-decimal amount"),
        (r#""10000""#, r#""010000""#, "shape not-decimal amount"),
        (r#""10000""#, "null", "shape wrong-type amount"),
        ("1703123516", r#""1703123516""#, "shape wrong-type validUntil"),
        ("1703123516", "1.5", "shape wrong-type validUntil"),
        ("1703123516", "-1", "shape wrong-type validUntil"),
        ("1703123516", r#"1,"payer":"0x""#, "shape other-artifact payer"),
        ("1703123516", r#"1,"issuedAt":1"#, "shape other-artifact issuedAt"),
        ("1703123516", r#"1,"transaction":null"#, "shape other-artifact transaction"),
        ("1703123516", r#"1,"amount":"10000""#, "json duplicate-member amount"),
    ] {
        let result = read::<OfferPayload>(&replace(OFFER, from, to));
        // The reader calls null null; a decimal has no type of its own.
        if to == "null" {
            assert!(result.is_err());
        } else {
            assert_refused(result, expected, to);
        }
    }
    // Another fault is found whatever the network is.
    let two = replace(&replace(OFFER, "eip155:8453", "base"), r#","amount":"10000""#, "");
    assert_refused(read::<OfferPayload>(&two), "shape missing-member amount", &two);
    for (to, expiry, flags, unknown) in [
        ("", None, Flags::NONE, false),
        (r#","validUntil":0"#, None, Flags::NONE, false),
        (r#","validUntil":null"#, None, Flags::NONE.with(Flag::NullOptional), false),
        (r#","validUntil":18446744073709551615"#, Some(u64::MAX), Flags::NONE, false),
        (r#","note":1"#, None, Flags::NONE, true),
    ] {
        let Decoded { value, flags: found, .. } =
            read::<OfferPayload>(&replace(OFFER, r#","validUntil":1703123516"#, to)).unwrap();
        assert_eq!((value.expiry(), found, value.has_unknown_members()), (expiry, flags, unknown), "{to}");
    }
}

#[test]
fn a_receipt_has_the_members_of_a_receipt() {
    let payload = read::<ReceiptPayload>(RECEIPT).unwrap().value;
    assert_eq!((payload.transaction.as_deref(), payload.has_unknown_members()), (None, false));
    for (from, to, expected) in [
        (r#""issuedAt":1703123456,"#, "", "shape missing-member issuedAt"),
        ("1703123456", r#""1703123456""#, "shape wrong-type issuedAt"),
        ("1703123456", "1.5", "shape wrong-type issuedAt"),
        (r#""transaction":"""#, r#""transaction":1"#, "shape wrong-type transaction"),
        (r#""transaction":"""#, r#""scheme":"exact""#, "shape other-artifact scheme"),
        (r#""transaction":"""#, r#""asset":"native""#, "shape other-artifact asset"),
        (r#""transaction":"""#, r#""payTo":"0x""#, "shape other-artifact payTo"),
        (r#""transaction":"""#, r#""amount":"1""#, "shape other-artifact amount"),
        (r#""transaction":"""#, r#""validUntil":0"#, "shape other-artifact validUntil"),
        ("eip155:8453", "base", "shape not-network network"),
        (r#""version":1"#, r#""version":2"#, "shape version version"),
    ] {
        assert_refused(read::<ReceiptPayload>(&replace(RECEIPT, from, to)), expected, to);
    }
    for (to, transaction) in [("", None), (r#","transaction":null"#, None), (r#","transaction":"0x12""#, Some("0x12"))]
    {
        let value = read::<ReceiptPayload>(&replace(RECEIPT, r#","transaction":"""#, to)).unwrap().value;
        assert_eq!(value.transaction.as_deref(), transaction, "{to}");
    }
    // One is never the other.
    assert!(read::<OfferPayload>(RECEIPT).is_err() && read::<ReceiptPayload>(OFFER).is_err());
}

/// Or the artifact would have the member twice, which readers refuse.
#[test]
fn a_null_is_not_written_next_to_a_new_value() {
    let mut offer = read::<OfferPayload>(&replace(OFFER, "1703123516", "null")).unwrap().value;
    assert_eq!(offer.to_json(), replace(OFFER, "1703123516", "null"));
    offer.valid_until = Some(1_703_123_516);
    assert_eq!(offer.to_json(), OFFER);

    let (nothing, set) = (r#""transaction":"""#, r#""transaction":"0x12""#);
    let mut receipt = read::<ReceiptPayload>(RECEIPT).unwrap().value;
    assert!(receipt.to_json().contains(nothing));
    receipt.transaction = Some("0x12".into());
    assert_eq!(receipt.to_json(), replace(&replace(RECEIPT, &format!(",{nothing}"), ""), "}", &format!(",{set}}}")));
}

#[test]
fn artifacts_stand_in_the_info_of_the_extension() {
    let payment_required = |version: &str, extensions: &str| {
        read::<PaymentRequired>(&format!(r#"{{"x402Version":{version},"accepts":[],"extensions":{extensions}}}"#))
            .unwrap()
            .value
    };
    let offers = |offers: &str| format!(r#"{{"offer-receipt":{{"info":{{"offers":{offers}}}}}}}"#);
    let two = offers(&format!("[{},{}]", eip712(OFFER), eip712(OFFER).replace(":0,", ":1,")));
    for version in ["1", "2"] {
        let payment_required = payment_required(version, &two);
        for index in [0, 1] {
            let found = SignedOffer::of_payment_required(&payment_required, index).unwrap().unwrap();
            assert_eq!(found.value.accept_index, u64::try_from(index).ok());
            assert_eq!(found.value.to_json(), found.text);
        }
        assert_eq!(SignedOffer::of_payment_required(&payment_required, 2).unwrap(), None);
    }
    for absent in
        ["{}", r#"{"offer-receipt":null}"#, r#"{"offer-receipt":{"info":{}}}"#, &offers("null"), &offers("[]")]
    {
        assert_eq!(SignedOffer::of_payment_required(&payment_required("2", absent), 0).unwrap(), None, "{absent}");
    }
    for (wrong, expected) in [
        (r#"{"offer-receipt":[]}"#, "shape wrong-type"),
        (r#"{"offer-receipt":{}}"#, "shape missing-member info"),
        (r#"{"offer-receipt":{"info":[]}}"#, "shape wrong-type info"),
        (r#"{"offer-receipt":{"info":null}}"#, "shape null info"),
        (&offers("{}"), "shape wrong-type info.offers"),
        (&offers("[7]"), "shape wrong-type info.offers[0]"),
    ] {
        assert_refused(SignedOffer::of_payment_required(&payment_required("2", wrong), 0), expected, wrong);
    }
    let settlement = |extensions: &str| {
        let text = format!(r#"{{"success":true,"transaction":"0x12","network":"base","extensions":{extensions}}}"#);
        read::<SettleResponse>(&text).unwrap().value
    };
    let receipt = format!(r#"{{"offer-receipt":{{"info":{{"receipt":{}}}}}}}"#, eip712(RECEIPT));
    let found = SignedReceipt::of_settlement(&settlement(&receipt)).unwrap().unwrap().value;
    assert_eq!(found.signed.receipt().unwrap().value.issued_at, 1_703_123_456);
    assert_eq!(SignedReceipt::of_settlement(&settlement("{}")).unwrap(), None);
}

#[test]
fn a_draft_is_canonical_and_reads_back() {
    let payload = read::<OfferPayload>(OFFER).unwrap().value;
    let draft = JwsDraft::of(&payload, JwsHeader { alg: "EdDSA", kid: "did:web:a.example#key-1" }).unwrap();
    let signed = draft.with_signature(&[7; 64]);
    let Signed::Jws(jws) = &signed else { panic!("a JWS is drafted") };
    assert!(jws.is_canonical());
    assert_eq!((jws.signing_input(), jws.signature()), (draft.signing_input().as_str(), &[7; 64][..]));
    assert_eq!(jws.header().unwrap().as_str(), r#"{"alg":"EdDSA","kid":"did:web:a.example#key-1"}"#);
    assert_eq!(jws.as_str().parse::<Jws>().unwrap(), *jws);
    assert_eq!(signed.offer().unwrap().value, payload);

    let mut beyond = payload;
    beyond.valid_until = Some(1 << 53);
    assert!(JwsDraft::of(&beyond, JwsHeader { alg: "EdDSA", kid: "a" }).is_err());

    let mut settlement = SettleResponse::success("0x12", Network::eip155(8453));
    assert_eq!(ReceiptPayload::of(&settlement, "https://a.example", 1), Err(PayloadError::Payer));
    settlement.payer = Some("0x857b".into());
    let receipt = ReceiptPayload::of(&settlement, "https://a.example", 1).unwrap();
    assert_eq!((receipt.payer.as_str(), receipt.transaction), ("0x857b", None));
    let failed = SettleResponse::failure(x402_types::ReasonCode::INSUFFICIENT_FUNDS, Network::eip155(8453));
    assert_eq!(ReceiptPayload::of(&failed, "https://a.example", 1), Err(PayloadError::NotSettled));
}

/// The terms are those of the entry, and the network has its CAIP-2 identifier in V1 too (OFFREC:134).
#[test]
fn an_offer_is_drafted_from_an_entry_of_accepts() {
    let v1 = r#"{"x402Version":1,"error":"","accepts":[{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","asset":"0x03","payTo":"0x20","resource":"https://a.example","description":"","maxTimeoutSeconds":60}]}"#;
    let payment_required = |text: &str| match read::<PaymentRequired>(text).unwrap().value {
        PaymentRequired::V1(payment_required) => {
            OfferPayload::of_v1(payment_required.accepts[0].get().unwrap(), Some(7))
        }
        PaymentRequired::V2(payment_required) => {
            Ok(OfferPayload::of(payment_required.accepts[0].get().unwrap(), "https://a.example", Some(7)))
        }
    };
    let expected = r#"{"version":1,"resourceUrl":"https://a.example","scheme":"exact","network":"eip155:84532","asset":"0x03","payTo":"0x20","amount":"10000","validUntil":7}"#;
    assert_eq!(payment_required(v1).unwrap().to_json(), expected);
    assert_eq!(payment_required(&replace(v1, "base-sepolia", "atlantis")), Err(PayloadError::Network));
    let v2 = r#"{"x402Version":2,"accepts":[{"scheme":"exact","network":"eip155:84532","amount":"10000","asset":"0x03","payTo":"0x20","maxTimeoutSeconds":60}]}"#;
    assert_eq!(payment_required(v2).unwrap().to_json(), expected);
}
