//! What a payer may have signed instead of the permit. The other message is built by alloy.

use alloy_primitives::{Address, B256, U256, eip191_hash_message};
use alloy_sol_types::eip712_domain;
use x402_types::{RawJson, v2::PaymentRequirements};
use x402_verify::{
    Context, diagnose,
    evm::{Fact, Guess},
};

use super::{EXACT_PROXY, FACILITATOR, PERMIT2, Permit, UPTO_PROXY};
use crate::{
    diagnosis::{guesses, kinds},
    sign::{self, STRANGER},
    support::{Case, Terms, Token, contract, plain},
};

/// This permit, with the payer's signature over another digest.
fn signed(permit: &Permit, digest: B256) -> Case {
    permit.case_with(&sign::sign_digest(digest).bytes())
}

fn signed_as(permit: &Permit, change: impl FnOnce(&mut Permit)) -> Case {
    signed(permit, permit.clone().with(change).digest())
}

#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    for permit in Permit::both() {
        assert_eq!(kinds(&permit.case()), [""; 0]);
        // Another check failed, and the signature is right, whichever of its forms it has.
        for signature in
            [permit.signature().bytes(), permit.signature().compact(), permit.signature().high_s_twin().bytes()]
        {
            assert_eq!(kinds(&permit.case_with(&signature).at(super::DEADLINE + 1)), [""; 0]);
        }
        // What a contract takes is its own business.
        assert_eq!(kinds(&permit.case_with(&[1]).facts(contract())), [""; 0]);
        assert_eq!(kinds(&permit.case_with(&[1])), [""; 0]);
        let stranger = sign::sign_digest_as_stranger(permit.digest()).bytes();
        assert_eq!(kinds(&permit.case_with(&stranger)), [""; 0], "no guess fits, and none is made up");
    }
}

/// The server offers to sponsor the approval, Permit2 has no allowance, and the payment has nothing for the sponsor.
#[test]
fn a_sponsor_that_the_payment_leaves_out() {
    for permit in Permit::both() {
        for key in ["eip2612GasSponsoring", "erc20ApprovalGasSponsoring"] {
            let declared = format!(r#"{{"{key}":{{"info":{{"description":"d","version":"1"}},"schema":{{}}}}}}"#);
            let case = |declared: &str, allowance: u64| {
                let mut case = permit.case().facts(plain().with(Fact::AnyAllowance(allowance.into())));
                case.declared = Some(RawJson::parse(declared).unwrap());
                let context = Context::at(case.now)
                    .with_policy(&case.policy)
                    .with_facts(&case.facts)
                    .with_declared_extensions(case.declared.as_ref().unwrap());
                diagnose(&case.payment, &case.offers, &context).iter().map(ToString::to_string).collect::<Vec<_>>()
            };
            let found = case(&declared, 0);
            assert!(found.len() == 1 && found[0].contains(key) && found[0].contains("left out"), "{found:?}");
            // A sufficient allowance needs no sponsor, and a server that offers none cannot be used.
            assert_eq!(case(&declared, 10_000), [""; 0]);
            assert_eq!(case("{}", 0), [""; 0]);
        }
    }
}

#[test]
fn the_last_byte() {
    for permit in Permit::both() {
        let good = permit.signature();
        for v in [good.v - 27, 28 - good.v, 55 - good.v, 29] {
            let case = permit.case_with(&sign::Rsv { v, ..good }.bytes());
            let found = guesses(&case);
            let [Guess::SignatureFormat { canonical, .. }] = found[..] else { panic!("{v}: {found:?}") };
            assert_eq!(canonical.as_slice(), good.bytes());
            assert_eq!(found[0].kind(), if v == good.v - 27 { "recovery-id" } else { "recovery-byte" });
        }
        for v in [29, 37, 38] {
            let case = permit.case_with(&sign::Rsv { v, ..good.high_s_twin() }.bytes());
            let found = guesses(&case);
            let [Guess::SignatureFormat { canonical, .. }] = found[..] else { panic!("{v}: {found:?}") };
            assert_eq!((found[0].kind(), canonical.as_slice()), ("recovery-byte", good.bytes().as_slice()));
        }
    }
}

#[test]
fn another_spender() {
    let names = [
        "0x4020615294c913F045dc10f0a5cdEbd86c280001",
        "0x4020633461b2895a48930Ff97eE8fCdE8E520002",
        "0x402039b3d6E6BEC5A02c2C9fd937ac17A6940002",
        "0x000000000022D473030F116dDEE9F6B43aC78BA3",
    ];
    for permit in Permit::both() {
        let other = if permit.facilitator.is_some() { EXACT_PROXY } else { UPTO_PROXY };
        for spender in names.into_iter().chain([other]) {
            let case = signed_as(&permit, |permit| permit.spender = spender.into());
            let found = guesses(&case);
            assert_eq!(found, [Guess::OtherSpender { spender: spender.parse().unwrap() }], "{}", permit.name());
            assert!(found[0].to_string().contains(" ("), "{}: by name", found[0]);
        }
    }
    // The facilitator, which the offer or the witness names.
    let case = signed_as(&Permit::upto(), |permit| permit.spender = FACILITATOR.into());
    assert_eq!(kinds(&case), ["other-spender"]);
    let case = signed_as(&Permit::exact(), |permit| permit.spender = FACILITATOR.into());
    let extra = format!(r#"{{"assetTransferMethod":"permit2","facilitatorAddress":"{FACILITATOR}"}}"#);
    assert_eq!(kinds(&case.extra(&extra)), ["other-spender"]);
}

#[test]
fn another_witness() {
    assert_eq!(kinds(&signed_as(&Permit::upto(), |permit| permit.facilitator = None)), ["other-witness"]);
    let exact = signed_as(&Permit::exact(), |permit| permit.facilitator = Some(FACILITATOR.into()));
    assert_eq!(kinds(&exact), [""; 0], "nobody says which facilitator");
    let extra = format!(r#"{{"assetTransferMethod":"permit2","facilitatorAddress":"{FACILITATOR}"}}"#);
    assert_eq!(kinds(&exact.extra(&extra)), ["other-witness"]);
}

#[test]
fn another_domain() {
    let token = Token::new();
    let asset: Address = token.asset.parse().unwrap();
    for permit in Permit::both() {
        let versioned = eip712_domain! {
            name: "Permit2", version: "1", chain_id: 84_532, verifying_contract: PERMIT2,
        };
        assert_eq!(kinds(&signed(&permit, permit.digest_in(&versioned))), ["domain-with-version"]);
        let tokens = eip712_domain! {
            name: "USDC", version: "2", chain_id: 84_532, verifying_contract: asset,
        };
        assert_eq!(kinds(&signed(&permit, permit.digest_in(&tokens))), ["token-domain"]);
    }
}

#[test]
fn an_authorization_instead() {
    for permit in Permit::both() {
        let terms = Terms {
            from: permit.from.clone(),
            to: permit.to.clone(),
            value: permit.amount.clone(),
            valid_after: permit.valid_after.clone(),
            valid_before: permit.deadline.clone(),
            nonce: format!("{:#066x}", permit.nonce.parse::<U256>().unwrap()),
        };
        assert_eq!(kinds(&signed(&permit, sign::digest(&terms, &Token::new()))), ["eip3009"]);
    }
}

#[test]
fn digits_of_a_nonce() {
    for (sent, signed_nonce) in [("1234", "4660"), ("509", "1289"), ("10", "16")] {
        let permit = Permit::exact().with(|permit| permit.nonce = sent.into());
        let case = signed_as(&permit, |permit| permit.nonce = signed_nonce.into());
        assert_eq!(kinds(&case), ["hex-nonce"], "{sent}");
    }
    let other = signed_as(&Permit::exact(), |permit| permit.nonce = "4661".into());
    assert_eq!(kinds(&other), [""; 0]);
}

#[test]
fn terms_from_elsewhere() {
    for permit in Permit::both() {
        // The payment was changed after signing.
        let changed = permit.clone().with(|permit| permit.to = STRANGER.into());
        assert_eq!(kinds(&signed(&changed, permit.digest())), ["offered-terms"]);
        let changed = permit.clone().with(|permit| permit.amount = "1".into());
        assert_eq!(kinds(&signed(&changed, permit.digest())), ["offered-terms"]);
        // What was signed is what the client says it accepted.
        let mut case = signed_as(&permit, |permit| permit.to = STRANGER.into());
        case.payment.accepted.pay_to = STRANGER.into();
        assert_eq!(kinds(&case), ["accepted-terms"]);
    }
}

/// The offer was changed after signing only if the payer signed what the payment says it accepted, in every respect.
#[test]
fn an_offer_that_has_changed() {
    for permit in Permit::both() {
        let mut case = permit.case();
        case.offers[0].amount = 20_000.into();
        assert_eq!(kinds(&case), ["offer-changed"]);
        let of_another: [fn(&mut PaymentRequirements); 4] = [
            |accepted| accepted.network = "eip155:8453".parse().unwrap(),
            |accepted| accepted.pay_to = STRANGER.into(),
            |accepted| accepted.asset = STRANGER.into(),
            |accepted| accepted.amount = 9999.into(),
        ];
        for change in of_another {
            let mut case = case.clone();
            change(&mut case.payment.accepted);
            assert_eq!(kinds(&case), [""; 0]);
        }
    }
}

#[test]
fn other_mistakes() {
    for permit in Permit::both() {
        let personal = eip191_hash_message(permit.digest());
        assert_eq!(kinds(&signed(&permit, personal)), ["personal-sign"]);
        let milliseconds = signed_as(&permit, |permit| {
            permit.deadline += "000";
            permit.valid_after += "000";
        });
        assert_eq!(kinds(&milliseconds), ["signed-milliseconds"]);
        let late = permit.clone().with(|permit| permit.valid_after += "000").case();
        let found = guesses(&late);
        assert_eq!(found, [Guess::Milliseconds { member: "permit2Authorization.witness.validAfter" }]);
    }
}

/// A forger's signature costs a diagnosis no more than its bound. 21 guesses are made here before those for other chains, of
/// which as many are made as are left.
#[test]
fn guesses_are_bounded() {
    let permit = Permit::upto().with(|permit| permit.nonce = "7".into());
    let forged = permit.case_with(&sign::sign_digest_as_stranger(permit.digest()).bytes());
    let mut case = forged.clone().offered(|offer| offer.amount = 2.into());
    case.payment.accepted.amount = 3.into();
    assert_eq!(kinds(&case), [""; 0]);
    assert_eq!(kinds(&forged), [""; 0]);
}

/// Permit2 has one address on all chains, so only the chain's id tells its domains apart.
#[test]
fn another_chain() {
    for permit in Permit::both() {
        for chain_id in [8453, 1] {
            let found = guesses(&signed(&permit, permit.digest_on(chain_id)));
            assert!(matches!(found[..], [Guess::OtherChain { chain_id: other }] if other == chain_id), "{found:?}");
        }
        // A chain that no table has the token on.
        assert_eq!(kinds(&signed(&permit, permit.digest_on(7))), [""; 0]);
    }
}
