//! From an offer to a permit. The typed data is read back by alloy, which computes the digest for itself.

use alloy_dyn_abi::TypedData;
use x402_schemes::{
    MethodError,
    evm::{
        Address, Signature,
        permit2::{Draft, DraftError, Nonce, Payload, Proxy, Window},
    },
};
use x402_types::{DecodeOptions, RawJson, Uint256, Wire, read::Reader, v2::PaymentRequirements};

const PAYER: &str = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
const NOW: u64 = 1_740_672_100;
const ZERO: &str = "0x0000000000000000000000000000000000000000";

fn offer(proxy: Proxy) -> PaymentRequirements {
    let text = include_str!("../../../../docs/examples/offer-upto.json");
    let text = match proxy {
        Proxy::Exact => text.replace("\"upto\"", "\"exact\""),
        Proxy::Upto => text.into(),
    };
    PaymentRequirements::decode(text, &DecodeOptions::STRICT).unwrap().value
}

fn payer() -> Address {
    PAYER.parse().unwrap()
}

fn nonce() -> Nonce {
    Nonce::new(Uint256::from_be_bytes([7; 32]))
}

fn draft(offer: &PaymentRequirements) -> Result<Draft, DraftError> {
    Draft::for_offer(offer, payer(), nonce(), Window::from_now(NOW, offer))
}

#[test]
fn the_draft_pays_the_offer() {
    for (proxy, facilitator) in
        [(Proxy::Exact, None), (Proxy::Upto, Some("0x70997970C51812dc3A010C7d01b50e0d17dc79C8".to_owned()))]
    {
        let offer = offer(proxy);
        let draft = draft(&offer).unwrap();
        let permit = draft.authorization();
        assert_eq!((permit.from, permit.spender, permit.nonce), (payer(), proxy.address(), nonce()));
        assert_eq!(permit.permitted.token.to_string(), offer.asset);
        assert_eq!(
            (permit.permitted.amount, permit.witness.to.to_string()),
            (offer.amount.units().unwrap(), offer.pay_to)
        );
        assert_eq!((permit.witness.valid_after, permit.deadline), (0.into(), (NOW + 300).into()));
        assert_eq!(permit.witness.facilitator.map(|address| address.to_string()), facilitator);
    }
}

#[test]
fn a_wallet_signs_the_same() {
    for proxy in [Proxy::Exact, Proxy::Upto] {
        let draft = draft(&offer(proxy)).unwrap();
        let typed: TypedData = serde_json::from_str(&draft.typed_data()).unwrap();
        assert_eq!(typed.eip712_signing_hash().unwrap(), draft.digest());
    }
}

#[test]
fn what_is_written_is_read_back() {
    for proxy in [Proxy::Exact, Proxy::Upto] {
        let payload = draft(&offer(proxy)).unwrap().with_signature(Signature::new(vec![0xab; 65]));
        let json = payload.to_json();
        assert!(json.as_str().starts_with(r#"{"signature":"0xabab"#), "{json:?}");
        let mut reader = Reader::new(&DecodeOptions::STRICT);
        assert_eq!(Payload::read(json.as_json(), proxy, &mut reader).unwrap(), payload);
        assert!(reader.flags().is_empty());
    }
}

#[test]
fn an_offer_that_no_verifier_takes_is_refused() {
    let extra = |json: &str| Some(RawJson::parse(json).unwrap());
    let named = |text: &str| extra(&format!(r#"{{"facilitatorAddress":{text}}}"#));
    type Change<'a> = &'a dyn Fn(&mut PaymentRequirements);
    let both: [(Change<'_>, DraftError); 7] = [
        (&|offer| offer.network = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1".parse().unwrap(), DraftError::NotPermit2),
        (&|offer| offer.asset = "USDC".into(), DraftError::NotAddress("asset")),
        (&|offer| offer.asset = ZERO.into(), DraftError::ZeroAddress("asset")),
        (&|offer| offer.pay_to = "merchant".into(), DraftError::NotAddress("payTo")),
        (&|offer| offer.pay_to = ZERO.into(), DraftError::ZeroAddress("payTo")),
        (&|offer| offer.amount = 0.into(), DraftError::ZeroAmount),
        (&|offer| offer.extra = extra(r#"{"assetTransferMethod":7}"#), DraftError::Method(MethodError::NotText)),
    ];
    let exact: [(Change<'_>, DraftError); 2] = [
        // By default it is EIP-3009.
        (&|offer| offer.extra = None, DraftError::NotPermit2),
        (&|offer| offer.extra = extra(r#"{"assetTransferMethod":"eip3009"}"#), DraftError::NotPermit2),
    ];
    let upto: [(Change<'_>, DraftError); 5] = [
        (&|offer| offer.extra = None, DraftError::NoFacilitator),
        (&|offer| offer.extra = named("7"), DraftError::NoFacilitator),
        (&|offer| offer.extra = named("\"me\""), DraftError::NotAddress("extra.facilitatorAddress")),
        (&|offer| offer.extra = named(&format!("\"{ZERO}\"")), DraftError::ZeroAddress("extra.facilitatorAddress")),
        (
            &|offer| offer.extra = extra(r#"{"assetTransferMethod":"eip3009"}"#),
            DraftError::Method(MethodError::NotOfUpto),
        ),
    ];
    for proxy in [Proxy::Exact, Proxy::Upto] {
        let own: &[(Change<'_>, DraftError)] = if proxy == Proxy::Exact { &exact } else { &upto };
        for (change, expected) in both.iter().chain(own) {
            let mut offer = offer(proxy);
            assert!(draft(&offer).is_ok());
            change(&mut offer);
            assert_eq!(draft(&offer).as_ref(), Err(expected), "{proxy:?}");
        }
        let no_account = Draft::for_offer(&offer(proxy), Address::ZERO, nonce(), Window::from_now(NOW, &offer(proxy)));
        assert_eq!(no_account, Err(DraftError::ZeroAddress("payer")));
    }
}

/// Both ends belong to it (P-2).
#[test]
fn the_window_has_a_second_in_it() {
    let offer = offer(Proxy::Upto);
    let within = |after: u64, end: u64| {
        Draft::for_offer(&offer, payer(), nonce(), Window { valid_after: after.into(), deadline: end.into() }).is_ok()
    };
    assert!(within(NOW, NOW));
    assert!(!within(NOW + 1, NOW));
    let mut endless = offer.clone();
    endless.max_timeout_seconds = u64::MAX;
    assert_eq!(Window::from_now(NOW, &endless).deadline, u64::MAX.into());
}
