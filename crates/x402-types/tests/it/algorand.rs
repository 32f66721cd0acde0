//! Algorand's networks, each in its two spellings (G-1 to G-3).

use std::collections::{BTreeSet, HashSet};

use x402_types::{
    AnyNetwork, DecodeOptions, FacilitatorRequest, Flag, Flags, Network, PaymentPayload, PaymentRequired,
    SettleResponse, SupportedResponse, Wire,
    matching::{MatchRule, Sides, compare, value_at},
    v2::PaymentRequirements,
};

const STRICT: DecodeOptions = DecodeOptions::STRICT;

const NETWORKS: [(&str, &str, Network); 2] = [
    (
        "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k",
        "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8=",
        Network::ALGORAND,
    ),
    (
        "algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDe",
        "algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDexi9/cOUJOiI=",
        Network::ALGORAND_TESTNET,
    ),
];

/// Neither a CAIP-2 identifier nor one of the two whole hashes.
const NOT_READ: [&str; 9] = [
    "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8",
    "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8==",
    "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit9=",
    "algorand:WGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8=",
    "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73kt",
    "algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDexi9_cOUJOiI=",
    "algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDexi9%2FcOUJOiI=",
    "ALGORAND:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDexi9/cOUJOiI=",
    // Betanet has no second spelling.
    "algorand:mFgazF+2uRS1tMiL9dsj01hJGySEmPN28B/TjjvpVW0=",
];

fn offer(network: &str) -> String {
    format!(
        r#"{{"scheme":"exact","network":"{network}","amount":"10000","asset":"10458941","payTo":"P","maxTimeoutSeconds":60}}"#
    )
}

fn read(network: &str) -> PaymentRequirements {
    PaymentRequirements::decode(offer(network), &STRICT).unwrap().value
}

#[test]
fn both_spellings_are_one_network_and_keep_their_text() {
    for (short, whole, network) in NETWORKS {
        let read: Network = whole.parse().unwrap();
        assert_eq!((&read, read.to_string(), read.namespace()), (&network, whole.into(), "algorand"));
        assert_eq!((network.to_string(), read.to_caip2().to_string()), (short.into(), short.into()));
        assert_eq!((read.v1_name(), read.eip155_chain_id()), (None, None));
        assert_eq!((read.cmp(&network), network.to_caip2().to_string()), (std::cmp::Ordering::Equal, short.into()));
        assert_eq!(HashSet::from([read.clone(), network.clone()]).len(), 1);
        assert_eq!(BTreeSet::from([read.clone(), network.clone()]).len(), 1);
        assert_eq!(AnyNetwork::from(read.clone()), AnyNetwork::from(network.clone()));
        let json = serde_json::to_string(&read).unwrap();
        assert_eq!(json, format!("\"{whole}\""));
        assert_eq!(serde_json::from_str::<Network>(&json).unwrap().to_string(), whole);
        // A letter more or less, or another letter case, is another network or none.
        for other in [short.replacen('S', "s", 1), short[..short.len() - 1].into()] {
            assert_ne!(other.parse::<Network>().unwrap(), read, "{other}");
        }
    }
    assert_ne!(Network::ALGORAND, Network::ALGORAND_TESTNET);
    for not in NOT_READ {
        assert!(not.parse::<Network>().is_err(), "{not}");
        for options in [STRICT, DecodeOptions::LENIENT] {
            assert!(PaymentRequirements::decode(offer(not), &options).is_err(), "{not}");
        }
    }
    // C-9 reads these as it reads every network.
    for other in ["algorand:mFgazF-2uRS1tMiL9dsj01hJGySEmPN2", "algorand:x", "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73"]
    {
        assert_eq!(other.parse::<Network>().unwrap().to_caip2().to_string(), other);
    }
    // No other network changes.
    for network in [Network::eip155(8453), Network::SOLANA] {
        assert_eq!(network.to_caip2().to_string(), network.to_string());
    }
}

#[test]
fn every_object_reads_both() {
    for (short, whole, _) in NETWORKS {
        for network in [short, whole] {
            let accepted = offer(network);
            let payment = format!(r#"{{"x402Version":2,"accepted":{accepted},"payload":{{}}}}"#);
            let payment_required =
                format!(r#"{{"x402Version":2,"resource":{{"url":"https://a.example"}},"accepts":[{accepted}]}}"#);
            let request = format!(r#"{{"x402Version":2,"paymentPayload":{payment},"paymentRequirements":{accepted}}}"#);
            let settled = format!(r#"{{"success":true,"transaction":"T","network":"{network}"}}"#);
            let kinds = format!(
                r#"{{"kinds":[{{"x402Version":2,"scheme":"exact","network":"{network}"}}],"extensions":[],"signers":{{}}}}"#
            );
            for options in [STRICT, DecodeOptions::LENIENT] {
                let decoded = PaymentPayload::decode(&*payment, &options).unwrap();
                assert_eq!((decoded.flags, decoded.value.to_json()), (Flags::NONE, payment.clone()));
                let decoded = PaymentRequired::decode(&*payment_required, &options).unwrap();
                assert_eq!((decoded.flags, decoded.value.to_json()), (Flags::NONE, payment_required.clone()));
                let decoded = FacilitatorRequest::decode(&*request, &options).unwrap();
                assert_eq!((decoded.flags, decoded.value.to_json()), (Flags::NONE, request.clone()));
                let decoded = SettleResponse::decode(&*settled, &options).unwrap();
                assert_eq!((decoded.flags, decoded.value.to_json()), (Flags::NONE, settled.clone()));
                let decoded = SupportedResponse::decode(&*kinds, &options).unwrap();
                assert_eq!((decoded.flags, decoded.value.to_json()), (Flags::NONE, kinds.clone()));
            }
        }
    }
}

#[test]
fn the_spellings_match_with_a_flag() {
    for (short, whole, _) in NETWORKS {
        for (ours, theirs, flag) in
            [(short, short, None), (whole, whole, None), (short, whole, Some(())), (whole, short, Some(()))]
        {
            let (accepted, offer) = (read(theirs), read(ours));
            for rule in [MatchRule::Sdk, MatchRule::Exact, MatchRule::Core] {
                let comparison = compare(Sides { accepted: &accepted, offer: &offer }, rule);
                assert!(comparison.matches(), "{ours} {theirs}");
                assert_eq!(comparison.flags, Flags::from_iter(flag.map(|()| Flag::NetworkSpelling)));
            }
            assert_eq!(value_at(&offer, "network"), Some(format!("\"{ours}\"")));
        }
    }
    let other = compare(Sides { accepted: &read(NETWORKS[0].1), offer: &read(NETWORKS[1].0) }, MatchRule::Sdk);
    assert_eq!((other.differs, other.flags), (vec!["network".to_owned()], Flags::NONE));
}
