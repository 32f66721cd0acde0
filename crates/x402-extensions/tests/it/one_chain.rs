//! A build without a kind of chain: of the other's signatures it says that another verifier has to decide, and never that they are
//! wrong.

use x402_extensions::{
    CheckId,
    http_message_signatures::{Message, Request, SignatureContext, SignatureQuestion, verify as verify_message},
    offer_receipt::{ArtifactContext, JwsDraft, JwsHeader, OfferPayload, SignedOffer, verify_offer, verify_receipt},
    sign_in_with_x::{Origin, SignIn, SignInContext, verify as verify_sign_in},
};
use x402_types::{DecodeOptions, PaymentRequired, RawJson, SettleResponse, Wire};
use x402_verify::Verdict;

const HAS_EVM: bool = cfg!(feature = "evm");
const HAS_SOLANA: bool = cfg!(feature = "solana");

fn read<T: Wire>(text: &str) -> T {
    T::decode(text, &DecodeOptions::STRICT).unwrap().value
}

#[test]
fn sign_ins() {
    let origin: Origin = "https://api.example.com".parse().unwrap();
    let context = SignInContext::new(&origin, 1_705_314_630);
    let lines = [
        (HAS_EVM, CheckId::SIGN_IN_SIGNATURE_FORM, include_str!("../../../../docs/examples/sign-in.txt")),
        (HAS_SOLANA, CheckId::SIGN_IN_SIGNER, include_str!("../../../../docs/examples/sign-in-solana.txt")),
    ];
    for (is_verified, check, line) in lines {
        let header = line.trim_end().strip_prefix("SIGN-IN-WITH-X: ").unwrap();
        let mut sign_in = SignIn::decode_header(header, &DecodeOptions::STRICT).unwrap().value;
        let report = verify_sign_in(&sign_in, &context);
        if is_verified {
            assert_eq!(report.verdict(), Verdict::Valid);
            continue;
        }
        assert_eq!((report.verdict(), report.deciding().unwrap().id), (Verdict::Undecided, check));
        assert!(report.report().needs().all(|question| question.kind() == "verifier"));
        // What is wrong for every verifier is still found.
        sign_in.uri = "https://other.example".into();
        let report = verify_sign_in(&sign_in, &context);
        assert_eq!((report.verdict(), report.deciding().unwrap().id), (Verdict::Invalid, CheckId::SIGN_IN_URI));
    }
}

#[test]
fn offers_and_receipts() {
    let offer = include_str!("../../../../docs/examples/signed-offer.json");
    let report = verify_offer(&read(offer), 0, &ArtifactContext::at(1_740_672_100));
    let verdict = |is_verified| if is_verified { Verdict::Valid } else { Verdict::Undecided };
    assert_eq!(report.report().verdict(), verdict(HAS_EVM));
    assert!(report.report().needs().all(|question| question.kind() == "verifier"));

    let key = RawJson::parse(include_str!("../../../../docs/examples/receipt-key.json")).unwrap();
    let receipt: SettleResponse = read(include_str!("../../../../docs/examples/receipt-jws.json"));
    let report = verify_receipt(&receipt, &ArtifactContext::at(1_740_672_100).with_jwk(&key));
    assert_eq!(report.report().verdict(), Verdict::Valid);

    // No key made this signature, and only a build with the algorithm asks which key it should be.
    let (_, payload) = offer.split_once("\"payload\":").unwrap();
    let (payload, _) = payload.split_once(",\"signature\"").unwrap();
    for (is_verified, alg) in [(true, "ES256"), (HAS_EVM, "ES256K"), (HAS_SOLANA, "EdDSA")] {
        let draft = JwsDraft::of(&read::<OfferPayload>(payload), JwsHeader { alg, kid: "key-1" }).unwrap();
        let envelope = SignedOffer::new(draft.with_signature(&[1; 64]), None).to_json();
        let payment_required: PaymentRequired = read(&offer_with(offer, &envelope));
        let report = verify_offer(&payment_required, 0, &ArtifactContext::at(1_740_672_100));
        let kinds: Vec<_> = report.report().needs().map(|question| question.kind()).collect();
        assert_eq!(report.report().verdict(), Verdict::Undecided, "{alg}");
        assert_eq!(kinds, [if is_verified { "signing-key" } else { "verifier" }], "{alg}");
    }
}

/// The demand with another signed offer.
fn offer_with(payment_required: &str, envelope: &str) -> String {
    let (head, _) = payment_required.split_once("\"offers\":[").unwrap();
    format!("{head}\"offers\":[{envelope}]}}}}}}}}")
}

/// RFC 9421, B.2.6, with its key.
#[test]
fn messages() {
    let key =
        RawJson::parse(r#"{"kty":"OKP","crv":"Ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"}"#).unwrap();
    let verified = |parameter: &str, keys: &[(&str, &RawJson)]| {
        let input = format!(
            r#"sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"{parameter}"#
        );
        let fields = [
            ("Host", "example.com"),
            ("Date", "Tue, 20 Apr 2021 02:07:55 GMT"),
            ("Content-Type", "application/json"),
            ("Content-Length", "18"),
            ("Signature-Input", &*input),
            (
                "Signature",
                "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:",
            ),
        ];
        let target_uri = "https://example.com/foo?param=Value&Pet=dog";
        let request = Message::Request(Request { method: "POST", target_uri, fields: &fields });
        let context = SignatureContext::at(1_618_884_473).with_keys(keys);
        verify_message(&request, &context).unwrap().remove(0)
    };
    let known = [("test-key-ed25519", &key)];
    let report = verified("", &known);
    if HAS_SOLANA {
        assert_eq!(report.verdict, Verdict::Valid);
        return;
    }
    assert_eq!((report.verdict, &*report.needs), (Verdict::Undecided, &[SignatureQuestion::Verifier][..]));
    let report = verified(";alg=\"ed25519\"", &[]);
    assert_eq!(
        (report.verdict, &*report.needs),
        (Verdict::Undecided, &[SignatureQuestion::SigningKey, SignatureQuestion::Verifier][..])
    );
    // The algorithm of another key is wrong for every verifier.
    assert_eq!(verified(";alg=\"ecdsa-p256-sha256\"", &known).verdict, Verdict::Invalid);
}
