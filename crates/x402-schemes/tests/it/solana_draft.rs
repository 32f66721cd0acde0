//! From an offer on Solana to what is signed: just what an official client signs for it.

use x402_schemes::solana::{Budget, Draft, DraftError, Payload, Token, TokenProgram, Transaction};
use x402_types::{
    DecodeOptions, RawJson, Wire,
    read::Reader,
    v2::{PaymentPayload, PaymentRequirements},
};

const USDC: Token = Token { program: TokenProgram::Token, decimals: 6 };

/// What PyPI `x402` 2.25.0 sent (`witness/README.md`): the offer, and the bytes of the transaction.
fn recorded() -> (PaymentRequirements, Vec<u8>) {
    let text = include_str!("../../../../spec-vectors/generate/documents/emissions/pypi.json");
    let recorded: serde_json::Value = serde_json::from_str(text).unwrap();
    let emissions = recorded["emissions"].as_array().unwrap();
    let emission = emissions.iter().find(|emission| emission["id"] == "3062").unwrap();
    let header = emission["source"]["header"]["value"].as_str().unwrap();
    let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT).unwrap().value;
    let payload = Payload::read(payment.payload.as_json(), &mut Reader::new(&DecodeOptions::STRICT)).unwrap();
    (payment.accepted, payload.transaction)
}

fn draft(offer: &PaymentRequirements, sent: &Transaction<'_>) -> Result<Draft, DraftError> {
    let payer = sent.message().signers().nth(1).unwrap();
    Draft::new(offer, payer, USDC, Budget::OFFICIAL, sent.message().blockhash, [0xab; 16])
}

#[test]
fn an_official_client_signs_the_same() {
    let (offer, bytes) = recorded();
    let sent = Transaction::parse(&bytes).unwrap();
    let draft = draft(&offer, &sent).unwrap();
    assert_eq!(draft.message(), sent.signed_bytes());
    // The sponsor has not signed in either.
    let payload = draft.with_signature(sent.signatures()[1]);
    assert_eq!(payload.transaction, bytes);
    let json = payload.to_json();
    assert_eq!(Payload::read(json.as_json(), &mut Reader::new(&DecodeOptions::STRICT)), Ok(payload));
}

#[test]
fn without_a_memo_of_the_offer_it_is_random() {
    let (mut offer, bytes) = recorded();
    let sent = Transaction::parse(&bytes).unwrap();
    for memo in ["", r#""memo":"","#, r#""memo":null,"#] {
        offer.extra = Some(extra(memo, &sent.message().fee_payer().unwrap().to_string()));
        let draft = draft(&offer, &sent).unwrap();
        assert!(draft.message().ends_with(&[b"abababababababababababababababab".as_slice(), &[0]].concat()), "{memo}");
    }
}

fn extra(memo: &str, fee_payer: &str) -> RawJson {
    RawJson::parse(&format!(r#"{{{memo}"feePayer":"{fee_payer}"}}"#)).unwrap()
}

#[test]
fn what_no_verifier_takes_is_not_drafted() {
    let (offer, bytes) = recorded();
    let sent = Transaction::parse(&bytes).unwrap();
    let payer = sent.message().signers().nth(1).unwrap().to_string();
    let sponsor = sent.message().fee_payer().unwrap().to_string();
    let refused = |change: &dyn Fn(&mut PaymentRequirements)| {
        let mut offer = offer.clone();
        change(&mut offer);
        draft(&offer, &sent).unwrap_err()
    };
    assert_eq!(refused(&|offer| offer.network = "eip155:1".parse().unwrap()), DraftError::NotSolana);
    assert_eq!(refused(&|offer| offer.asset.push('1')), DraftError::NotAddress("asset"));
    assert_eq!(refused(&|offer| offer.pay_to.push('1')), DraftError::NotAddress("payTo"));
    assert_eq!(refused(&|offer| offer.extra = None), DraftError::NotAddress("extra.feePayer"));
    assert_eq!(refused(&|offer| offer.extra = Some(extra("", &payer))), DraftError::PayerIsSponsor);
    assert_eq!(refused(&|offer| offer.pay_to = payer.clone()), DraftError::SelfPayment);
    assert_eq!(refused(&|offer| offer.amount = "18446744073709551616".parse().unwrap()), DraftError::AmountTooLarge);
    for memo in ["7".to_owned(), format!("\"{}\"", "m".repeat(257))] {
        let extra = extra(&format!(r#""memo":{memo},"#), &sponsor);
        assert_eq!(refused(&|offer| offer.extra = Some(extra.clone())), DraftError::Memo);
    }
}
