//! Payments with the name of the Gateway, made of decisions, and the verdict that a [`model`] of the rulings has for each.

mod made;
mod model;

use x402_types::{DecodeOptions, Flag, Flags, Wire, v1, v2};
use x402_verify::{
    Context, Facts, Mechanism, Policy, Report, Verdict,
    evm::{AccountCode, Fact},
    verify,
};

use crate::source::Source;
use made::Made;
use model::{Expected, Limits, expected, is_named, signer_for_token};

/// Judges the payment that these decisions make. No decision, or zeros, make a right one on Ethereum.
pub fn check(data: &[u8]) {
    let _ = outcome(data);
}

/// What every corpus has to reach, beside the checks.
pub const OUTCOMES: [&str; 5] = ["unreadable", "valid", "unknown chain", "valid for the token", "other"];
/// The checks that can fail in a payment for the Gateway, of those that the model knows.
pub const CHECKS: [&str; 14] = [
    "pay-to-address",
    "payer-address",
    "recipient",
    "gateway-self",
    "amount",
    "valid-before",
    "expiry-margin",
    "valid-after",
    "window",
    "horizon",
    "signature-form",
    "signature-range",
    "signature-low-s",
    "signer",
];

/// What becomes of the payment: one of [`OUTCOMES`], or the first of [`CHECKS`] that fails. Panics if the verifier says
/// something else.
#[must_use]
pub fn outcome(data: &[u8]) -> &'static str {
    outcome_of(&Made::of(&mut Source(data)))
}

/// Decisions, one byte each; see [`Made::of`]. Each seed changes one thing of the right payment.
pub(crate) fn seeds() -> impl Iterator<Item = (String, Vec<u8>)> {
    let one = (0..made::DECISIONS).flat_map(|at| {
        (0..16u8).map(move |choice| {
            let mut data = vec![0; at];
            data.push(made::CHANGED + choice);
            (format!("decision-{at}-{choice}"), data)
        })
    });
    let chains = (1..24).map(|row| (format!("chain-{row}"), vec![row]));
    // No margin, and a second between the ends: only `window` fails.
    let mut window = [0; made::DECISIONS];
    for (at, choice) in [(4, 1), (5, 1), (22, 1), (23, 5)] {
        window[at] = made::CHANGED + choice;
    }
    one.chain(chains).chain([("window".into(), window.into())])
}

/// Without a fact, for an account without code, and for one with code whose contract accepts everything.
fn reports(made: &Made) -> Option<[Report; 3]> {
    let policy = policy(&made.limits);
    let context = Context::at(made.now).with_policy(&policy);
    let facts = [
        Facts::new(),
        Facts::new().with(Fact::AnyAccount(AccountCode::Absent)),
        Facts::new().with(Fact::AnyAccount(AccountCode::Present)),
    ];
    let [payment, offer] = [made.payment(), made.offer.to_string()];
    if made.version == 1 {
        let payment = v1::PaymentPayload::decode(&payment, &DecodeOptions::STRICT).ok()?.value;
        let offers = [v1::PaymentRequirements::decode(&offer, &DecodeOptions::STRICT).ok()?.value];
        return Some(facts.map(|facts| verify(&payment, &offers, &context.with_facts(&facts))));
    }
    let payment = v2::PaymentPayload::decode(&payment, &DecodeOptions::STRICT).ok()?.value;
    let offers = [v2::PaymentRequirements::decode(&offer, &DecodeOptions::STRICT).ok()?.value];
    Some(facts.map(|facts| verify(&payment, &offers, &context.with_facts(&facts))))
}

fn policy(limits: &Limits) -> Policy {
    let mut policy = Policy::DEFAULT;
    policy.evm.gateway_variant = limits.has_variant;
    policy.evm.gateway_margin = limits.gateway_margin;
    policy.evm.expiry_margin = limits.expiry_margin;
    policy.evm.horizon = limits.horizon;
    policy
}

fn outcome_of(made: &Made) -> &'static str {
    // Some changed offers cannot be read.
    let Some([unknown, none, some]) = reports(made) else { return "unreadable" };
    let expected = expected(made.version, &made.offer, &made.payload, made.now, &made.limits);
    let flags = unknown.flags();
    let is_gateway = matches!(expected, Expected::Gateway(_));
    assert_eq!(unknown.mechanism() == Some(Mechanism::GATEWAY), is_gateway, "{expected:?} {unknown:?}");
    assert_eq!(flags.contains(Flag::Gateway), is_gateway, "{expected:?} {unknown:?}");
    assert_eq!(flags.contains(Flag::GatewayNearMiss), is_named(&made.offer) && !is_gateway, "{unknown:?}");
    let decided = unknown.deciding().map(|check| check.id.as_str());
    match expected {
        Expected::Gateway(failed) => {
            assert_eq!(decided, failed, "{unknown:?}");
            assert_eq!([&unknown, &unknown], [&none, &some], "the code of the payer has no effect (U-5)");
            right(made, &unknown, failed.is_none());
            failed.unwrap_or("valid")
        }
        Expected::UnknownChain => {
            assert_eq!((unknown.verdict(), decided), (Verdict::Undecided, Some("method")), "{unknown:?}");
            "unknown chain"
        }
        Expected::Other if none.verdict() == Verdict::Valid => {
            let signer = signer_for_token(&made.offer, &made.payload);
            assert_eq!(signer, model::address(&made.payload["authorization"]["from"]), "nobody signed this");
            "valid for the token"
        }
        Expected::Other => "other",
    }
}

/// What is said of a payment for the Gateway beside the check that decides.
fn right(made: &Made, report: &Report, is_valid: bool) {
    assert_eq!(report.verdict(), if is_valid { Verdict::Valid } else { Verdict::Invalid });
    assert_eq!(report.needs().count(), 0);
    let kinds: Vec<_> = report.outstanding().iter().map(|question| question.kind()).collect();
    assert_eq!(kinds, if is_valid { &["gateway-balance", "gateway-nonce"][..] } else { &[] });
    if !is_valid {
        return;
    }
    let after = made.payload["authorization"]["validAfter"].as_str();
    let is_bare = matches!(*model::signature(&made.payload), [.., 0 | 1]);
    let mut flags = Flags::NONE.with(Flag::Gateway);
    for (flag, is_set) in [(Flag::BoundaryAfter, after == Some(&*made.now.to_string())), (Flag::YParity, is_bare)] {
        flags = if is_set { flags.with(flag) } else { flags };
    }
    // An address in one letter case has no checksum, and no other letter case is made.
    assert_eq!(report.flags(), flags);
}
