//! Signed offers and receipts: laws over bytes, and what the vectors cannot ask.

use std::fs;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::Signer as _;
use x402_extensions::{
    CheckId, Outcome, Question,
    offer_receipt::{
        ArtifactContext, ArtifactReport, JwsDraft, JwsHeader, OfferPayload, ReceiptPayload, Signed, SignedOffer,
        SignedReceipt, TypedArtifact, verify_offer, verify_receipt,
    },
};
use x402_schemes::evm::{Address, Signature};
use x402_types::{DecodeOptions, Flag, Flags, PaymentRequired, RawJson, SettleResponse, Wire};
use x402_verify::Verdict;

const NOW: u64 = 1_740_672_100;
const SIGNER: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const OFFER: &str = r#"{"version":1,"resourceUrl":"https://api.example.com/premium-data","scheme":"exact","network":"eip155:84532","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","amount":"10000","validUntil":1740672160}"#;
const RECEIPT: &str = r#"{"version":1,"network":"eip155:84532","resourceUrl":"https://api.example.com/premium-data","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66","issuedAt":1740672000,"transaction":""}"#;
const KID: &str = "did:web:api.example.com#key-1";

fn example<T: Wire>(name: &str) -> T {
    let text = fs::read_to_string(format!("../../docs/examples/{name}")).unwrap();
    T::decode(text, &DecodeOptions::STRICT).unwrap().value
}

fn read<T: Wire>(text: &str) -> T {
    T::decode(text, &DecodeOptions::STRICT).unwrap().value
}

/// The key of the account that everybody knows.
fn account() -> k256::ecdsa::SigningKey {
    let key = hex("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    k256::ecdsa::SigningKey::from_slice(&key).unwrap()
}

fn hex(digits: &str) -> Vec<u8> {
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

fn eip712(payload: &impl TypedArtifact) -> Signed {
    let (signature, recovery) = account().sign_prehash_recoverable(&payload.digest());
    let bytes = [signature.to_bytes().as_slice(), &[27 + recovery.to_byte()]].concat();
    payload.with_signature(&Signature::new(bytes))
}

#[derive(Clone, Copy)]
enum Algorithm {
    EdDsa,
    Es256,
    Es256k,
}

const ALGORITHMS: [Algorithm; 3] = [Algorithm::EdDsa, Algorithm::Es256, Algorithm::Es256k];

impl Algorithm {
    fn name(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
            Self::Es256k => "ES256K",
        }
    }

    fn sign(self, text: &str) -> Vec<u8> {
        match self {
            Self::EdDsa => ed25519_dalek::SigningKey::from_bytes(&[7; 32]).sign(text.as_bytes()).to_bytes().into(),
            Self::Es256 => {
                use p256::ecdsa::signature::Signer as _;
                let signature: p256::ecdsa::Signature =
                    p256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap().sign(text.as_bytes());
                signature.to_bytes().to_vec()
            }
            Self::Es256k => {
                use k256::ecdsa::signature::Signer as _;
                let signature: k256::ecdsa::Signature = account().sign(text.as_bytes());
                signature.to_bytes().to_vec()
            }
        }
    }

    fn jwk(self) -> RawJson {
        let part = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let point = |crv: &str, sec1: &[u8]| {
            format!(r#"{{"kty":"EC","crv":"{crv}","x":"{}","y":"{}"}}"#, part(&sec1[1..33]), part(&sec1[33..]))
        };
        let json = match self {
            Self::EdDsa => {
                let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]).verifying_key();
                format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, part(key.as_bytes()))
            }
            Self::Es256 => {
                let key = p256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap();
                point("P-256", key.verifying_key().to_sec1_point(false).as_bytes())
            }
            Self::Es256k => point("secp256k1", account().verifying_key().to_sec1_point(false).as_bytes()),
        };
        RawJson::parse(&json).unwrap()
    }

    fn jws(self, payload: &impl Wire) -> Signed {
        self.jws_by(KID, payload)
    }

    fn jws_by(self, kid: &str, payload: &impl Wire) -> Signed {
        let draft = JwsDraft::of(payload, JwsHeader { alg: self.name(), kid }).unwrap();
        draft.with_signature(&self.sign(&draft.signing_input()))
    }
}

fn payment_required(envelope: &str) -> PaymentRequired {
    read(&format!(
        r#"{{"x402Version":2,"resource":{{"url":"https://api.example.com/premium-data"}},"accepts":[{{"scheme":"exact","network":"eip155:84532","amount":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"{SIGNER}","maxTimeoutSeconds":60}}],"extensions":{{"offer-receipt":{{"info":{{"offers":[{envelope}]}}}}}}}}"#
    ))
}

fn settlement(envelope: &str) -> SettleResponse {
    read(&format!(
        r#"{{"success":true,"transaction":"0x12","network":"eip155:84532","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66","extensions":{{"offer-receipt":{{"info":{{"receipt":{envelope}}}}}}}}}"#
    ))
}

fn offer(signed: Signed, context: &ArtifactContext<'_>) -> ArtifactReport {
    verify_offer(&payment_required(&SignedOffer::new(signed, None).to_json()), 0, context)
}

fn receipt(signed: Signed, context: &ArtifactContext<'_>) -> ArtifactReport {
    verify_receipt(&settlement(&SignedReceipt::new(signed).to_json()), context)
}

fn verdict(report: &ArtifactReport) -> Verdict {
    report.report().verdict()
}

/// Every bit of payload and signature of an artifact by EIP-712 flipped, as JSON text: never valid for the same signer.
#[test]
fn a_bit_of_typed_data_changes_the_signer() {
    let context = ArtifactContext::at(NOW).with_signer(SIGNER.parse().unwrap());
    // An empty transaction may as well be absent, so that nothing would be lost with its name.
    let with_transaction = RECEIPT.replace(r#""transaction":"""#, r#""transaction":"0x12""#);
    let of_offer = eip712(&read::<OfferPayload>(OFFER));
    let of_receipt = eip712(&read::<ReceiptPayload>(&with_transaction));
    let good = [(true, SignedOffer::new(of_offer, None).to_json()), (false, SignedReceipt::new(of_receipt).to_json())];
    for (is_offer, text) in good {
        let verified = |text: &str| {
            if is_offer {
                let payment_required = payment_required("7").to_json().replace("[7]", &format!("[{text}]"));
                let payment_required = PaymentRequired::decode(payment_required, &DecodeOptions::STRICT).ok()?.value;
                Some(verify_offer(&payment_required, 0, &context))
            } else {
                let settled = settlement("7").to_json().replace(r#""receipt":7"#, &format!(r#""receipt":{text}"#));
                let settled = SettleResponse::decode(settled, &DecodeOptions::STRICT).ok()?.value;
                Some(verify_receipt(&settled, &context))
            }
        };
        let report = verified(&text).unwrap();
        assert_eq!(verdict(&report), Verdict::Valid);
        let mut flipped = 0;
        for at in 0..text.len() {
            for bit in 0..8 {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                let Ok(other) = String::from_utf8(bytes) else { continue };
                flipped += 1;
                let Some(other_report) = verified(&other) else { continue };
                if verdict(&other_report) == Verdict::Valid {
                    // The text of the signature has letters of either case.
                    let same = other_report.digest() == report.digest() && other.eq_ignore_ascii_case(&text);
                    assert!(same, "bit {bit} of byte {at}: {other}");
                }
            }
        }
        assert!(flipped > 2_000, "{flipped}");
    }
}

/// Every bit of header, payload and signature of a compact JWS flipped, of an offer and of a receipt, by each algorithm.
#[test]
fn a_bit_of_a_jws_is_never_valid() {
    for algorithm in ALGORITHMS {
        let jwk = algorithm.jwk();
        let context = ArtifactContext::at(NOW).with_jwk(&jwk);
        never_valid(algorithm, &algorithm.jws(&read::<OfferPayload>(OFFER)), |signed| offer(signed, &context));
        never_valid(algorithm, &algorithm.jws(&read::<ReceiptPayload>(RECEIPT)), |signed| receipt(signed, &context));
    }
}

fn never_valid(algorithm: Algorithm, signed: &Signed, verified: impl Fn(Signed) -> ArtifactReport) {
    let Signed::Jws(jws) = signed else { panic!("a JWS was drafted") };
    assert_eq!(verdict(&verified(signed.clone())), Verdict::Valid);
    // Of header, payload and signature.
    let mut counts = [0; 3];
    for at in 0..jws.as_str().len() {
        for bit in 0..8 {
            let mut bytes = jws.as_str().as_bytes().to_vec();
            bytes[at] ^= 1 << bit;
            let Ok(Ok(other)) = String::from_utf8(bytes).map(|text| text.parse()) else { continue };
            counts[jws.as_str()[..at].matches('.').count()] += 1;
            let report = verified(Signed::Jws(other));
            assert_ne!(verdict(&report), Verdict::Valid, "{}: bit {bit} of byte {at}", algorithm.name());
        }
    }
    assert!(counts.iter().all(|count| *count > 150), "{counts:?}");
}

/// A report has the payload of what was asked about, and only of that.
#[test]
fn a_report_has_the_payload() {
    let context = ArtifactContext::at(NOW);
    let (of_offer, of_receipt) = (read::<OfferPayload>(OFFER), read::<ReceiptPayload>(RECEIPT));
    for signed in [eip712(&of_offer), Algorithm::EdDsa.jws(&of_offer)] {
        let report = offer(signed, &context);
        assert_eq!((report.offer(), report.receipt()), (Some(&of_offer), None));
    }
    for signed in [eip712(&of_receipt), Algorithm::EdDsa.jws(&of_receipt)] {
        let report = receipt(signed, &context);
        assert_eq!((report.offer(), report.receipt()), (None, Some(&of_receipt)));
    }
}

/// Nothing but the one artifact that was asked for is ever valid.
#[test]
fn an_offer_is_no_receipt() {
    let signer = SIGNER.parse().unwrap();
    let typed = ArtifactContext::at(NOW).with_signer(signer);
    assert_eq!(verdict(&receipt(eip712(&read::<OfferPayload>(OFFER)), &typed)), Verdict::Invalid);
    assert_eq!(verdict(&offer(eip712(&read::<ReceiptPayload>(RECEIPT)), &typed)), Verdict::Invalid);
    for algorithm in ALGORITHMS {
        let jwk = algorithm.jwk();
        let context = ArtifactContext::at(NOW).with_jwk(&jwk);
        assert_eq!(verdict(&receipt(algorithm.jws(&read::<OfferPayload>(OFFER)), &context)), Verdict::Invalid);
        assert_eq!(verdict(&offer(algorithm.jws(&read::<ReceiptPayload>(RECEIPT)), &context)), Verdict::Invalid);
    }
}

/// Who is paid may sign an offer whether the caller expects somebody else or nobody (X-27).
#[test]
fn the_recipient_may_always_sign_an_offer() {
    let other: Address = "0x857b06519E91e3A54538791bDbb0E22373e36b66".parse().unwrap();
    let payload = read::<OfferPayload>(OFFER);
    for context in [ArtifactContext::at(NOW), ArtifactContext::at(NOW).with_signer(other)] {
        let report = offer(eip712(&payload), &context);
        assert_eq!((verdict(&report), report.signer()), (Verdict::Valid, SIGNER.parse().ok()));
    }
    let of_receipt = eip712(&read::<ReceiptPayload>(RECEIPT));
    let report = receipt(of_receipt.clone(), &ArtifactContext::at(NOW).with_signer(other));
    assert_eq!(report.report().deciding().map(|check| check.id), Some(CheckId::ARTIFACT_SIGNER));
    let report = receipt(of_receipt, &ArtifactContext::at(NOW));
    let asked: Vec<_> = report.report().needs().map(Question::kind).collect();
    assert_eq!((verdict(&report), asked), (Verdict::Undecided, vec!["signer-authorization"]));
    assert!(report.into_verified().is_err());
}

/// Whether the key inside `kid` may sign for the resource stays open, unless the caller has the key or expects this `kid` (X-27).
#[test]
fn who_may_sign_is_asked_of_a_key_that_the_caller_did_not_name() {
    let jwk = Algorithm::Es256.jwk();
    let kid = format!("did:jwk:{}", BASE64_URL_SAFE_NO_PAD.encode(jwk.as_str()));
    let signed = Algorithm::Es256.jws_by(&kid, &read::<OfferPayload>(OFFER));
    let asked = |context: ArtifactContext<'_>| {
        let report = offer(signed.clone(), &context);
        assert_eq!(verdict(&report), Verdict::Valid);
        report.report().outstanding().iter().map(Question::kind).collect::<Vec<_>>()
    };
    let plain = ArtifactContext::at(NOW);
    assert_eq!(asked(plain.resolving_kid()), ["signer-authorization"]);
    assert_eq!(asked(plain.resolving_kid().with_kid(&kid)), [""; 0]);
    assert_eq!(asked(plain.with_jwk(&jwk)), [""; 0]);
}

/// High s is refused unless the caller takes it, and another flag may be refused instead.
#[test]
fn the_caller_says_which_flags_it_refuses() {
    let payload = read::<OfferPayload>(&OFFER.replace("1740672160", "1"));
    let context = ArtifactContext::at(NOW);
    let report = offer(eip712(&payload), &context);
    assert_eq!((verdict(&report), report.report().flags()), (Verdict::Valid, Flags::NONE.with(Flag::OfferExpired)));
    let report = offer(eip712(&payload), &context.with_refused(Flags::NONE.with(Flag::OfferExpired)));
    assert_eq!(report.report().deciding().map(|check| check.id), Some(CheckId::ARTIFACT_POLICY));
    assert_eq!(report.report().outstanding(), []);

    let (signature, recovery) = account().sign_prehash_recoverable(&payload.digest());
    let (r, s) = signature.split_scalars();
    let high = k256::ecdsa::Signature::from_scalars(r, -s).unwrap();
    let bytes = [high.to_bytes().as_slice(), &[28 - recovery.to_byte()]].concat();
    let high = || payload.with_signature(&Signature::new(bytes.clone()));
    assert_eq!(verdict(&offer(high(), &context)), Verdict::Invalid);
    assert_eq!(verdict(&offer(high(), &context.with_refused(Flags::NONE))), Verdict::Valid);
}

/// A report names every check in the order of the reasons, and why one was not made.
#[test]
fn what_cannot_be_read_leaves_the_rest_unmade() {
    let report = verify_offer(&payment_required("[]"), 0, &ArtifactContext::at(NOW));
    let made: Vec<_> =
        report.report().checks().iter().filter(|check| !matches!(check.outcome, Outcome::Skipped(_))).collect();
    assert_eq!(made.iter().map(|check| check.id).collect::<Vec<_>>(), [CheckId::ARTIFACT, CheckId::ARTIFACT_ENVELOPE]);
    let because = |outcome: &Outcome| if let Outcome::Skipped(because) = outcome { Some(*because) } else { None };
    let skipped = report.report().checks().iter().filter_map(|check| because(&check.outcome));
    assert!(skipped.eq([CheckId::ARTIFACT_ENVELOPE; 12]));
    assert_eq!(report.report().reason(), Some("invalid_offer_receipt_shape"));
}

#[test]
fn the_examples_of_the_page_are_valid() {
    let report = verify_offer(&example("signed-offer.json"), 0, &ArtifactContext::at(NOW));
    assert_eq!(report.into_verified().unwrap().report().accept(), Some(0));
    let signer = ArtifactContext::at(NOW).with_signer(SIGNER.parse().unwrap());
    assert_eq!(verdict(&verify_receipt(&example("receipt.json"), &signer)), Verdict::Valid);
    let jwk = RawJson::parse(&fs::read_to_string("../../docs/examples/receipt-key.json").unwrap()).unwrap();
    let context = ArtifactContext::at(NOW).with_jwk(&jwk);
    let report = verify_receipt(&example("receipt-jws.json"), &context);
    assert_eq!((verdict(&report), report.alg()), (Verdict::Valid, Some("ES256")));
}

/// Each `with` sets what it says, and nothing else.
#[test]
fn a_context_has_what_was_set() {
    let plain = ArtifactContext::at(NOW);
    assert_eq!((plain.kid, plain.alg, plain.resolve_kid), (None, None, false));
    let set = |context: ArtifactContext<'_>| (context.kid.is_some(), context.alg.is_some(), context.resolve_kid);
    assert_eq!(set(plain.with_kid("a")), (true, false, false));
    assert_eq!(set(plain.with_alg("EdDSA")), (false, true, false));
    assert_eq!(set(plain.resolving_kid()), (false, false, true));
}
