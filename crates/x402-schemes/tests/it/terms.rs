//! What an offer says, in either version's words, with the offers that the specifications print (§5.1.1).

use x402_schemes::evm::eip712::DomainNames;
use x402_schemes::{
    AssetTransferMethod, Terms,
    evm::eip712::{DomainError, TokenDomain},
};
use x402_types::{DecodeOptions, Network, NetworkName, RawJson, Version, Wire, v1, v2};

fn v1() -> v1::PaymentRequirements {
    let text = include_str!("../../../../docs/examples/offer-v1.json");
    v1::PaymentRequirements::decode(text, &DecodeOptions::STRICT).unwrap().value
}

fn v2() -> v2::PaymentRequirements {
    let text = include_str!("../../../../docs/examples/offer.json");
    v2::PaymentRequirements::decode(text, &DecodeOptions::STRICT).unwrap().value
}

#[test]
fn both_versions_say_the_same() {
    let (v1, v2) = (v1(), v2());
    let (of_v1, of_v2) = (Terms::of_v1(&v1).unwrap(), Terms::from(&v2));
    assert_eq!((of_v1.version, of_v2.version), (Version::V1, Version::V2));
    assert_eq!(*of_v1.network, Network::eip155(84_532));
    assert_eq!(of_v1.amount, 10_000.into());
    let members = |terms: &Terms<'_>| {
        let (scheme, network) = (terms.scheme.clone(), terms.network.clone().into_owned());
        (scheme, network, terms.amount.clone(), terms.asset.to_owned(), terms.pay_to.to_owned())
    };
    assert_eq!(members(&of_v1), members(&of_v2));
    for terms in [&of_v1, &of_v2] {
        assert_eq!(terms.extra_member("name").unwrap().string().unwrap(), "USDC");
        assert!(terms.extra_member("unheard-of").is_none());
        assert_eq!(AssetTransferMethod::of(terms.clone(), None), Ok(AssetTransferMethod::EIP3009));
    }
    assert_eq!(TokenDomain::of(of_v1), TokenDomain::of(of_v2));
}

#[test]
fn an_unknown_name_has_no_terms() {
    let mut offer = v1();
    offer.network = NetworkName::try_from("moonbase").unwrap();
    assert!(Terms::of_v1(&offer).is_none());
}

/// E-1: text or nothing; from elsewhere only what the offer leaves out.
#[test]
fn name_and_version_of_the_domain() {
    use DomainError::{Missing, NotText};
    let known = Some(DomainNames { name: "Known", version: "9" });
    for (extra, alone, completed) in [
        (r#"{"name":"USDC","version":"2"}"#, Ok(("USDC", "2")), Ok(("USDC", "2"))),
        (r#"{"name":"","version":""}"#, Ok(("", "")), Ok(("", ""))),
        (r#"{"name":"USDC"}"#, Err(Missing("version")), Ok(("USDC", "9"))),
        (r#"{"name":null,"version":"2"}"#, Err(Missing("name")), Ok(("Known", "2"))),
        ("{}", Err(Missing("name")), Ok(("Known", "9"))),
        (r#"{"name":7}"#, Err(NotText("name")), Err(NotText("name"))),
        (r#"{"version":2}"#, Err(NotText("version")), Err(NotText("version"))),
        (r#"{"name":[],"version":{}}"#, Err(NotText("name")), Err(NotText("name"))),
    ] {
        let mut offer = v2();
        offer.extra = Some(RawJson::parse(extra).unwrap());
        for (expected, known) in [(alone, None), (completed, known)] {
            let found = TokenDomain::with_names(&offer, known);
            let found = found.map(|domain| (domain.name.into_owned(), domain.version.into_owned()));
            assert_eq!(found, expected.map(|(name, version)| (name.into(), version.into())), "{extra} {known:?}");
        }
    }
    let mut offer = v2();
    offer.extra = None;
    assert_eq!(TokenDomain::of(&offer), Err(Missing("name")));
    let mut offer = v2();
    offer.network = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1".parse().unwrap();
    assert_eq!(TokenDomain::of(&offer), Err(DomainError::Network));
    let mut offer = v2();
    offer.asset = "USDC".into();
    assert_eq!(TokenDomain::of(&offer), Err(DomainError::Asset));
}
