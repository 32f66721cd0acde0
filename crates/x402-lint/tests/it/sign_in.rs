//! Challenges of sign-in-with-x with many chains (X-11 to X-15).

use std::time::{Duration, Instant};

use x402_lint::{Bounds, Lint, Source, lint};

/// A demand with a challenge of these chains, this statement and so many resources.
fn payment_required(chains: &[&str], statement: &str, resources: usize) -> String {
    let chains: Vec<_> = chains.iter().map(|chain| format!(r#"{{"chainId":"{chain}","type":"eip191"}}"#)).collect();
    let resources = vec![r#""https://api.example.com/a""#; resources].join(",");
    format!(
        r#"{{"x402Version":2,"resource":{{"url":"https://api.example.com/"}},"accepts":[{}],"extensions":{{"sign-in-with-x":{{
          "info":{{"domain":"api.example.com","uri":"https://api.example.com/","version":"1","statement":"{statement}",
          "nonce":"a1b2c3d4e5f67890a1b2c3d4e5f67890","issuedAt":"2024-01-15T10:30:00Z","resources":[{resources}]}},
          "supportedChains":[{}],"schema":{{}}}}}}}}"#,
        super::OFFER,
        chains.join(",")
    )
}

fn found(payment_required: &str) -> Vec<(&'static str, String)> {
    let Lint { findings, .. } = lint(&Source::Text(payment_required), &Bounds::DEFAULT);
    findings.iter().map(|finding| (finding.rule, finding.pointer.clone())).collect()
}

#[test]
fn every_chain_is_linted_and_the_texts_once_for_each_kind() {
    let good = ["eip155:1", "eip155:2", "eip155:3"];
    assert_eq!(found(&payment_required(&good, "Sign in.", 2)), []);
    let chains = "/extensions/sign-in-with-x/supportedChains";
    let wrong = ("siwx-chains", format!("{chains}/2/chainId"));
    assert_eq!(found(&payment_required(&["eip155:1", "eip155:2", "eip155:03"], "Sign in.", 2)), [wrong]);
    let other = ("siwx-chains", format!("{chains}/1/type"));
    assert_eq!(
        found(&payment_required(&["eip155:1", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"], "Sign in.", 2)),
        [other]
    );
    // What only an account on an EVM chain cannot sign.
    let statement = ("siwx-info", "/extensions/sign-in-with-x/info/statement".into());
    for chains in [&good[..], &good[..1]] {
        assert_eq!(found(&payment_required(chains, "Ünique", 2)), std::slice::from_ref(&statement));
    }
}

/// Three thousand chains with three thousand resources take as long as both by themselves, and not a thousand times as long.
#[test]
fn chains_and_resources_are_not_multiplied() {
    let chains: Vec<String> = (1..=3_000).map(|number| format!("eip155:{number}")).collect();
    let chains: Vec<&str> = chains.iter().map(String::as_str).collect();
    let time = |payment_required: &str| -> Duration {
        let once = || {
            let began = Instant::now();
            assert!(found(payment_required).iter().all(|(rule, _)| *rule == "header-size"));
            began.elapsed()
        };
        (0..3).map(|_| once()).min().unwrap()
    };
    let [both, many_chains, many_resources] = [
        payment_required(&chains, "Sign in.", 3_000),
        payment_required(&chains, "Sign in.", 1),
        payment_required(&chains[..1], "Sign in.", 3_000),
    ]
    .map(|payment_required| time(&payment_required));
    assert!(both < (many_chains + many_resources) * 12, "{both:?}: {many_chains:?} and {many_resources:?}");
}
