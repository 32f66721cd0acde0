//! The client's side: from a challenge to the header.

use alloy_primitives::{B256, hex};
use ed25519_dalek::Signer as _;
use x402_extensions::{
    CheckId,
    sign_in_with_x::{Challenge, ChallengeInit, Origin, SignInContext, SupportedChain, answer_challenge},
};
use x402_schemes::AccountId;
use x402_types::Network;

use super::{NOW, base58, origin, solana, solana_key, taken};
use crate::keys::{PAYER, sign_digest};

#[test]
fn a_challenge_is_answered_for_its_own_origin_alone() {
    let mut challenge = Challenge::new(ChallengeInit {
        domain: "api.example.com".into(),
        uri: "https://api.example.com/premium-data".into(),
        nonce: "a1b2c3d4e5f67890a1b2c3d4e5f67890".into(),
        issued_at: "2024-01-15T10:30:00.000Z".into(),
    });
    challenge.statement = Some("Sign in to access premium data".into());
    let chains = ["cosmos:cosmoshub-4", "eip155:1", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "eip155:8453"];
    challenge.supported_chains = chains.iter().filter_map(|chain| SupportedChain::of(*chain)).collect();
    let asked = origin();
    let context = SignInContext::new(&asked, NOW);
    let (evm, solana): (AccountId, AccountId) = (PAYER.parse().unwrap(), solana().address.parse().unwrap());

    let draft = answer_challenge(&challenge, evm, &context).unwrap();
    let sign_in = draft.with_signature(hex::encode_prefixed(sign_digest(B256::from(draft.digest().unwrap())).bytes()));
    assert_eq!((sign_in.chain_id.as_str(), sign_in.signature_type.as_str()), ("eip155:1", "eip191"));
    taken(&sign_in, &[]);
    let draft = answer_challenge(&challenge, solana, &context).unwrap();
    assert_eq!(draft.digest(), None);
    let sign_in = draft.with_signature(base58(&solana_key().sign(draft.message().as_bytes()).to_bytes()));
    taken(&sign_in, &[]);

    // The wallet's own chains.
    let base = [Network::eip155(8453)];
    let draft = answer_challenge(&challenge, evm, &context.with_chains(&base)).unwrap();
    assert!(draft.message().contains("\nChain ID: 8453\n"));
    let error = |challenge: &Challenge, context: &SignInContext<'_>| {
        let error = answer_challenge(challenge, evm, context).unwrap_err();
        error.report().deciding().unwrap().id
    };
    assert_eq!(error(&challenge, &context.with_chains(&[Network::SOLANA])), CheckId::SIGN_IN_CHAIN);
    let other: Origin = "https://shop.example".parse().unwrap();
    assert_eq!(error(&challenge, &SignInContext::new(&other, NOW)), CheckId::SIGN_IN_DOMAIN);
    assert_eq!(error(&challenge, &SignInContext::new(&asked, NOW + 300)), CheckId::SIGN_IN_AGE);
    type Change = fn(&mut Challenge);
    let other_uri: Change = |challenge| challenge.uri = "https://bank.example/".into();
    let forged: Change = |challenge| challenge.statement = Some("a\n\nURI: https://bank.example".into());
    let short: Change = |challenge| challenge.nonce = "short".into();
    let undated: Change = |challenge| challenge.expiration_time = Some("soon".into());
    let no_chain: Change = |challenge| challenge.supported_chains.clear();
    let other_type: Change = |challenge| {
        challenge.supported_chains.truncate(1);
        challenge.supported_chains[0].signature_type = "ed25519".into();
    };
    let no_network: Change = |challenge| {
        challenge.supported_chains.truncate(1);
        challenge.supported_chains[0].chain_id = "eip155:0".into();
    };
    for (change, id) in [
        (other_uri, CheckId::SIGN_IN_URI),
        (forged, CheckId::SIGN_IN_CHARACTERS),
        (short, CheckId::SIGN_IN_NONCE),
        (undated, CheckId::SIGN_IN_EXPIRATION_TIME),
        (no_chain, CheckId::SIGN_IN_CHAIN),
        (other_type, CheckId::SIGN_IN_TYPE),
        (no_network, CheckId::SIGN_IN_CHAIN_ID),
    ] {
        let mut challenge = challenge.clone();
        change(&mut challenge);
        assert_eq!(error(&challenge, &context), id);
    }

    // What is wrong with one chain is no obstacle to the next.
    let other_type: Change = |challenge| challenge.supported_chains[0].signature_type = "ed25519".into();
    let no_network: Change = |challenge| challenge.supported_chains[0].chain_id = "eip155:01".into();
    for change in [other_type, no_network] {
        let mut challenge = challenge.clone();
        change(&mut challenge);
        let draft = answer_challenge(&challenge, evm, &context).unwrap();
        assert!(draft.message().contains("\nChain ID: 8453\n"));
    }
}
