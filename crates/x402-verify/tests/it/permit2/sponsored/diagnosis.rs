//! What a payer may have signed instead of the permit. The other message is built by alloy.

use alloy_primitives::U256;
use x402_verify::{
    Facts,
    evm::{Guess, NameMistake, PermitMistake},
};

use super::{EXACT_PROXY, Permit, Sponsored, UPTO_PROXY, allowing};
use crate::{
    diagnosis::{guesses, kinds},
    sign,
    support::{Case, contract},
};

/// This permit, with the payer's signature over another one.
fn signed_as(permit: &Permit, change: impl FnOnce(&mut Sponsored)) -> Case {
    let good = Sponsored::new();
    good.beside_with(permit, &good.clone().with(change).signature().bytes())
}

#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    for permit in Permit::both() {
        let good = Sponsored::new();
        assert_eq!(kinds(&good.case_for(&permit)), [""; 0]);
        // Another check of it failed, or a stranger has signed, or a contract, or it does not matter.
        assert_eq!(kinds(&good.clone().with(|permit| permit.amount = "1".into()).case_for(&permit)), [""; 0]);
        let stranger = good.beside_with(&permit, &sign::sign_digest_as_stranger(good.digest()).bytes());
        assert_eq!(kinds(&stranger), [""; 0], "no guess fits, and none is made up");
        assert_eq!(
            kinds(&signed_as(&permit, |permit| permit.amount = U256::MAX.to_string()).facts(contract())),
            [""; 0]
        );
        let enough = signed_as(&permit, |permit| permit.amount = U256::MAX.to_string()).facts(allowing(10_000));
        assert_eq!(kinds(&enough), [""; 0]);
    }
}

#[test]
fn what_is_often_signed_instead() {
    for permit in Permit::both() {
        let maximum = signed_as(&permit, |permit| permit.amount = U256::MAX.to_string());
        assert_eq!(guesses(&maximum), [Guess::Permit(PermitMistake::Maximum)]);
        // The account's code need not be known.
        assert_eq!(kinds(&maximum.facts(Facts::new())), ["permit-maximum"]);
        for (name, version) in [("USD Coin", "2"), ("USDC", "1")] {
            let case = signed_as(&permit, |permit| {
                (permit.domain.name, permit.domain.version) = (name.into(), version.into());
            });
            let [Guess::Permit(PermitMistake::DomainNames { name: found, version: its, known: false })] =
                &guesses(&case)[..]
            else {
                panic!("{:?}", guesses(&case))
            };
            assert_eq!((found.as_str(), its.as_str()), (name, version));
            assert_eq!(kinds(&case), ["permit-domain-names"]);
        }
        for proxy in [EXACT_PROXY, UPTO_PROXY] {
            let case = signed_as(&permit, |permit| permit.spender = proxy.into());
            assert_eq!(guesses(&case), [Guess::Permit(PermitMistake::Spender(proxy.parse().unwrap()))]);
            let text = guesses(&case)[0].to_string();
            assert!(text.contains(proxy) && text.contains("0x000000000022D473030F116dDEE9F6B43aC78BA3"), "{text}");
            assert_eq!(kinds(&case), ["permit-spender"]);
        }
    }
}

#[test]
fn a_misread_name_of_a_permit_is_named() {
    for permit in Permit::both() {
        let case = signed_as(&permit, |permit| permit.domain.name = "US Dollar ?".into());
        let named = case.extra(r#"{"name":"US Dollar é","version":"2","assetTransferMethod":"permit2"}"#);
        let found = guesses(&named);
        let [Guess::Permit(PermitMistake::MisreadName { mistake: NameMistake::Ascii, .. })] = &found[..] else {
            panic!("{found:?}")
        };
        assert_eq!(found[0].kind(), "permit-domain-names");
        let other = signed_as(&permit, |permit| permit.domain.name = "US Dollar e".into());
        let other = other.extra(r#"{"name":"US Dollar é","version":"2","assetTransferMethod":"permit2"}"#);
        assert_eq!(kinds(&other), ["gave-up"; 0]);
    }
}

/// Of a payment that was not signed as it stands, that is said, and nothing of the permit.
#[test]
fn the_payment_comes_first() {
    for permit in Permit::both() {
        let mut case = signed_as(&permit, |permit| permit.amount = U256::MAX.to_string());
        let retired = "0x4020615294c913F045dc10f0a5cdEbd86c280001";
        let other = permit.clone().with(|permit| permit.spender = retired.into());
        case.payment.payload = permit.case_with(&other.signature().bytes()).payment.payload;
        assert_eq!(kinds(&case), ["other-spender"]);
    }
}
