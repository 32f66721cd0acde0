//! One check that is missing or wrong: check by check, by mechanism, by version, before and after the service.

use super::outcome::with_outcome;
use crate::{
    evaluated::{Mechanism, Part},
    mutant::Mutant,
};

/// The checks that are made, by the first letters of mechanisms (`e`ip3009, `g`ateway, `p`ermit2, `u`pto, `s`olana, s`t`ellar,
/// `x`rpl), in the
/// versions and phases that the second part names: `2` in V2 alone, `s` when settling alone.
const CHECKS: [(&str, &str, &str); 15] = [
    ("epus", "", "offer payload asset-address pay-to-address policy"),
    (
        "epu",
        "",
        "payer-address recipient amount valid-before expiry-margin valid-after horizon factory signature-form signature-range \
         signature-low-s signer contract-signature",
    ),
    ("ep", "", "method"),
    ("e", "", "domain window"),
    ("pu", "", "spender permitted-token allowance"),
    ("u", "", "facilitator"),
    (
        "s",
        "",
        "transaction transaction-version transaction-versions runtime-rules lookup-tables fee-payer-address memo-offer \
         fee-payer-managed fee-payer fee-payer-isolation signers compute-limit compute-limit-cap data-limit compute-price \
         compute-price-cap sponsor-cost instructions programs transfer mint transfer-amount writable source authority \
         memo-count memo-text memo-form simulation destination sponsor-tokens signed",
    ),
    ("epu", "s", "charge"),
    ("s", "s", "transfer-charge"),
    ("epus", "2", "extension-echo"),
    (
        "pu",
        "2",
        "domain permit-payload permit-owner permit-token permit-spender permit-amount permit-deadline permit-signature-form \
         permit-signature approval-payload approval-owner approval-token approval-transaction approval-chain approval-target \
         approval-value approval-calldata approval-spender approval-amount approval-info approval-fees approval-gas \
         approval-gas-cap approval-cost-cap approval-signature approval-signer",
    ),
    (
        "g",
        "2",
        "offer payload pay-to-address payer-address recipient gateway-self amount valid-before expiry-margin valid-after window \
         horizon policy extension-echo signature-form signature-low-s signer",
    ),
    ("gtx", "2s", "charge"),
    (
        "x",
        "2",
        "offer network sponsored pay-to-address asset method transaction transaction-type signature-form fields recipient \
         destination-tag network-id amount send-max flags self-payment invoice fee sequence expired expiry-far extension-echo policy \
         account-signature account-signer account simulation",
    ),
    // The caller's own address as payer fails another check, too.
    (
        "t",
        "2",
        "offer payload sponsored asset-address pay-to-address transaction operation transaction-source transaction-memo \
         transfer-contract transfer-function payer-form recipient amount authorizations credentials facilitator-authorization \
         expired expiry-far sub-invocations payer-authorization further-authorizations invocation policy signature-form \
         account-signature account-signers simulation sponsor-fee",
    ),
];

/// Checks that can ask.
const ASKING: &str = "method transaction-version lookup-tables domain programs facilitator authority factory signature-form \
    signature-range signature-low-s signer contract-signature permit-signature-form permit-signature account-signers account-signer simulation expired expiry-far";

/// Permit2 accepts the upper half with a flag. A signature out of range has no signer anyway.
fn is_found_otherwise(check: &str, part: Part) -> bool {
    check == "signature-range" || (check == "signature-low-s" && matches!(part.mechanism.as_str(), "permit2" | "upto"))
}

/// A check that always passes, in one part; invalid for undecided, undecided for invalid, and a missing question.
pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (mechanisms, limits, checks) in CHECKS {
        for check in checks.split_whitespace() {
            let parts = Part::all(mechanisms).filter(|part| part.version == 2 || !limits.contains('2'));
            for part in parts.filter(|part| part.settling || !limits.contains('s')) {
                if !is_found_otherwise(check, part) {
                    let name = format!("verify/passes/{check}/{}", part.name());
                    mutants.push(becomes(name, check, "fail", "pass", move |found| found == part));
                }
                if part.version == 2 && part.settling {
                    mutants.extend(confused(check, part));
                }
            }
        }
    }
    mutants
}

/// In all parts of a mechanism.
fn confused(check: &'static str, part: Part) -> impl Iterator<Item = Mutant> {
    let asks = ASKING.split_whitespace().any(|asking| asking == check) && part.mechanism.may_be_undecided();
    // A simulation on Solana and on the XRP Ledger decides no payment by itself, and the form of a signature on Stellar asks nobody.
    let never = [
        ("simulation", Mechanism::Solana),
        ("simulation", Mechanism::Xrpl),
        ("signature-form", Mechanism::Stellar),
        ("signature-form", Mechanism::Xrpl),
    ];
    let asks = asks && !never.contains(&(check, part.mechanism));
    // Another check asks, too.
    let asks_alone =
        asks && !["factory", "signature-range", "permit-signature-form", "expired", "expiry-far"].contains(&check);
    let faults = [
        ("asks", "fail", "needs", !is_found_otherwise(check, part)),
        ("fails-instead-of-asking", "needs", "fail", asks),
        ("does-not-ask", "needs", "pass", asks_alone),
    ];
    faults.into_iter().filter(|(.., is_found)| *is_found).map(move |(how, from, to, _)| {
        let name = format!("verify/{how}/{check}/{}", part.mechanism.as_str());
        becomes(name, check, from, to, move |found| found.mechanism == part.mechanism)
    })
}

/// A check with another outcome than ours, where it is made.
fn becomes(
    name: String,
    check: &'static str,
    from: &'static str,
    to: &'static str,
    is_there: impl Fn(Part) -> bool + Send + Sync + 'static,
) -> Mutant {
    Mutant::new(name, move |question| {
        let evaluated = question.evaluated()?;
        (is_there(evaluated.part) && evaluated.outcome(check)? == from).then(|| with_outcome(question, check, to))?
    })
}
