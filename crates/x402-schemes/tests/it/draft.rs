//! From an offer to what is signed. The typed data is read back by alloy, which computes the digest for itself.

use alloy_dyn_abi::TypedData;
use x402_schemes::evm::eip712::DomainNames;
use x402_schemes::{
    MethodError,
    evm::{
        Address, Signature,
        eip712::DomainError,
        eip3009::{Draft, DraftError, Nonce, Payload, Window},
    },
};
use x402_types::{DecodeOptions, NetworkName, RawJson, Scheme, Wire, read::Reader, v1, v2::PaymentRequirements};

const PAYER: &str = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
const NOW: u64 = 1_740_672_100;

fn offer() -> PaymentRequirements {
    let text = include_str!("../../../../docs/examples/offer.json");
    PaymentRequirements::decode(text, &DecodeOptions::STRICT).unwrap().value
}

fn payer() -> Address {
    PAYER.parse().unwrap()
}

fn draft(offer: &PaymentRequirements) -> Result<Draft<'_>, DraftError> {
    Draft::for_offer(offer, payer(), Nonce::new([7; 32]), Window::from_now(NOW, offer))
}

#[test]
fn the_draft_pays_the_offer() {
    let offer = offer();
    let draft = draft(&offer).unwrap();
    let authorization = draft.authorization();
    assert_eq!(authorization.from, payer());
    assert_eq!(authorization.to.to_string(), offer.pay_to);
    assert_eq!(Some(authorization.value), offer.amount.units());
    assert_eq!((authorization.valid_after, authorization.valid_before), (0.into(), (NOW + 60).into()));
    assert_eq!(authorization.nonce, Nonce::new([7; 32]));
    assert_eq!((draft.domain().name.as_ref(), draft.domain().chain_id), ("USDC", 84_532));
}

#[test]
fn a_wallet_signs_the_same() {
    for name in ["USDC", "USD₮0", "a \"quoted\"\\\nname"] {
        let mut offer = offer();
        let extra = format!(r#"{{"name":{},"version":"2"}}"#, RawJson::string(name).as_str());
        offer.extra = Some(RawJson::parse(&extra).unwrap());
        let draft = draft(&offer).unwrap();
        let typed: TypedData = serde_json::from_str(&draft.typed_data()).unwrap();
        assert_eq!(typed.eip712_signing_hash().unwrap(), draft.digest(), "{name}");
    }
}

#[test]
fn what_is_written_is_read_back() {
    let offer = offer();
    let payload = draft(&offer).unwrap().with_signature(Signature::new(vec![0xab; 65]));
    let json = payload.to_json();
    assert!(json.as_str().starts_with(r#"{"signature":"0xabab"#), "{json:?}");
    assert!(json.as_str().contains(&format!(r#""authorization":{{"from":"{PAYER}","to":""#)), "{json:?}");
    let mut reader = Reader::new(&DecodeOptions::STRICT);
    assert_eq!(Payload::read(json.as_json(), &mut reader).unwrap(), payload);
    assert!(reader.flags().is_empty());
}

#[test]
fn an_offer_that_no_verifier_takes_is_refused() {
    let zero = "0x0000000000000000000000000000000000000000";
    let changed = |change: &dyn Fn(&mut PaymentRequirements)| {
        let mut offer = offer();
        change(&mut offer);
        draft(&offer).map(|_| ())
    };
    let extra = |json: &str| Some(RawJson::parse(json).unwrap());
    type Change<'a> = &'a dyn Fn(&mut PaymentRequirements);
    let cases: [(Change<'_>, DraftError); 9] = [
        (&|offer| offer.scheme = Scheme::UPTO, DraftError::NotEip3009),
        (
            &|offer| offer.extra = extra(r#"{"name":"USDC","version":"2","assetTransferMethod":"permit2"}"#),
            DraftError::NotEip3009,
        ),
        (
            &|offer| offer.network = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1".parse().unwrap(),
            DraftError::Domain(DomainError::Network),
        ),
        (&|offer| offer.extra = None, DraftError::Domain(DomainError::Missing("name"))),
        (
            &|offer| offer.extra = extra(r#"{"name":"USDC","version":2}"#),
            DraftError::Domain(DomainError::NotText("version")),
        ),
        (&|offer| offer.asset = "USDC".into(), DraftError::Domain(DomainError::Asset)),
        (&|offer| offer.asset = zero.into(), DraftError::ZeroAddress("asset")),
        (&|offer| offer.pay_to = "merchant".into(), DraftError::NotAddress("payTo")),
        (&|offer| offer.pay_to = zero.into(), DraftError::ZeroAddress("payTo")),
    ];
    for (change, expected) in cases {
        assert_eq!(changed(change), Err(expected));
    }
    assert!(matches!(
        changed(&|offer| offer.extra = extra(r#"{"assetTransferMethod":7}"#)),
        Err(DraftError::Method(MethodError::NotText))
    ));
    assert_eq!(changed(&|_| {}), Ok(()));
    let offer = offer();
    let no_account = Draft::for_offer(&offer, Address::ZERO, Nonce::new([7; 32]), Window::from_now(NOW, &offer));
    assert_eq!(no_account, Err(DraftError::ZeroAddress("payer")));
}

#[test]
fn the_window_has_a_second_in_it() {
    let offer = offer();
    let within = |after: u64, before: u64| {
        Draft::for_offer(
            &offer,
            payer(),
            Nonce::new([7; 32]),
            Window { valid_after: after.into(), valid_before: before.into() },
        )
        .is_ok()
    };
    assert!(within(NOW, NOW + 2));
    assert!(!within(NOW, NOW + 1));
    assert!(!within(NOW, NOW));
    assert!(!within(NOW + 2, NOW));
    // No sum overflows.
    let mut endless = offer.clone();
    endless.max_timeout_seconds = u64::MAX;
    assert_eq!(Window::from_now(NOW, &endless).valid_before, u64::MAX.into());
}

/// A V1 offer may leave the domain to the token; whoever asked it says what it said.
#[test]
fn a_v1_offer_is_drafted_with_what_the_token_says() {
    let mut offer = v1::PaymentRequirements::decode(
        include_str!("../../../../docs/examples/offer-v1.json"),
        &DecodeOptions::STRICT,
    )
    .unwrap()
    .value;
    assert_eq!(offer.network, NetworkName::try_from("base-sepolia").unwrap());
    offer.extra = None;
    let terms = x402_schemes::Terms::of_v1(&offer).unwrap();
    let window = Window::from_now(NOW, terms.clone());
    let nonce = Nonce::new([7; 32]);
    assert_eq!(
        Draft::for_offer(terms.clone(), payer(), nonce, window),
        Err(DraftError::Domain(DomainError::Missing("name")))
    );
    let drafted =
        Draft::with_names(terms, payer(), nonce, window, Some(DomainNames { name: "USDC", version: "2" })).unwrap();
    let v2 = self::offer();
    assert_eq!(drafted.digest(), draft(&v2).unwrap().digest());
}
