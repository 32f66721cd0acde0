//! One check that is missing or wrong: check by check, by mechanism, by version, before and after the service.

use super::outcome::with_outcome;
use crate::{
    judged::{Mechanism, Part},
    mutant::Mutant,
};

const OP: &[&str] = &["verify"];

pub(super) fn mutants() -> Vec<Mutant> {
    [forced(), confused()].into_iter().flatten().collect()
}

/// The branches in which a check is made.
struct Made {
    check: &'static str,
    /// By the first letter: `e`ip3009, `g`ateway, `p`ermit2, `u`pto, `s`olana.
    mechanisms: &'static str,
    versions: &'static [u8],
    /// The phases: `v`erify, `s`ettle.
    phases: &'static str,
}

const BOTH: &[u8] = &[1, 2];
const V2: &[u8] = &[2];

const fn made(check: &'static str, mechanisms: &'static str) -> Made {
    Made { check, mechanisms, versions: BOTH, phases: "vs" }
}

const fn of_v2(check: &'static str, mechanisms: &'static str) -> Made {
    Made { check, mechanisms, versions: V2, phases: "vs" }
}

const fn charged(check: &'static str, mechanisms: &'static str) -> Made {
    Made { check, mechanisms, versions: BOTH, phases: "s" }
}

/// Every check, and its branches.
const CHECKS: [Made; 104] = [
    made("offer", "epus"),
    made("method", "ep"),
    made("payload", "epus"),
    made("transaction", "s"),
    made("transaction-version", "s"),
    made("transaction-versions", "s"),
    made("runtime-rules", "s"),
    made("lookup-tables", "s"),
    made("asset-address", "epus"),
    made("domain", "e"),
    made("fee-payer-address", "s"),
    made("pay-to-address", "epus"),
    made("payer-address", "epu"),
    made("spender", "pu"),
    made("memo-offer", "s"),
    made("fee-payer-managed", "s"),
    made("fee-payer", "s"),
    made("fee-payer-isolation", "s"),
    made("signers", "s"),
    made("compute-limit", "s"),
    made("compute-limit-cap", "s"),
    made("data-limit", "s"),
    made("compute-price", "s"),
    made("compute-price-cap", "s"),
    made("sponsor-cost", "s"),
    made("instructions", "s"),
    made("programs", "s"),
    made("transfer", "s"),
    made("recipient", "epu"),
    made("facilitator", "u"),
    made("permitted-token", "pu"),
    made("mint", "s"),
    made("amount", "epu"),
    made("transfer-amount", "s"),
    charged("charge", "epu"),
    charged("transfer-charge", "s"),
    made("writable", "s"),
    made("source", "s"),
    made("authority", "s"),
    made("memo-count", "s"),
    made("memo-text", "s"),
    made("memo-form", "s"),
    made("simulation", "s"),
    made("valid-before", "epu"),
    made("expiry-margin", "epu"),
    made("valid-after", "epu"),
    made("window", "e"),
    made("horizon", "epu"),
    of_v2("extension-echo", "epus"),
    made("policy", "epus"),
    made("factory", "epu"),
    made("destination", "s"),
    made("sponsor-tokens", "s"),
    made("signature-form", "epu"),
    made("signature-range", "epu"),
    made("signature-low-s", "epu"),
    made("signer", "epu"),
    made("contract-signature", "epu"),
    made("allowance", "pu"),
    of_v2("domain", "pu"),
    of_v2("permit-payload", "pu"),
    of_v2("permit-owner", "pu"),
    of_v2("permit-token", "pu"),
    of_v2("permit-spender", "pu"),
    of_v2("permit-amount", "pu"),
    of_v2("permit-deadline", "pu"),
    of_v2("permit-signature-form", "pu"),
    of_v2("permit-signature", "pu"),
    of_v2("approval-payload", "pu"),
    of_v2("approval-owner", "pu"),
    of_v2("approval-token", "pu"),
    of_v2("approval-transaction", "pu"),
    of_v2("approval-chain", "pu"),
    of_v2("approval-target", "pu"),
    of_v2("approval-value", "pu"),
    of_v2("approval-calldata", "pu"),
    of_v2("approval-spender", "pu"),
    of_v2("approval-amount", "pu"),
    of_v2("approval-info", "pu"),
    of_v2("approval-fees", "pu"),
    of_v2("approval-gas", "pu"),
    of_v2("approval-gas-cap", "pu"),
    of_v2("approval-cost-cap", "pu"),
    of_v2("approval-signature", "pu"),
    of_v2("approval-signer", "pu"),
    made("signed", "s"),
    of_v2("offer", "g"),
    of_v2("payload", "g"),
    of_v2("pay-to-address", "g"),
    of_v2("payer-address", "g"),
    of_v2("recipient", "g"),
    of_v2("gateway-self", "g"),
    of_v2("amount", "g"),
    Made { check: "charge", mechanisms: "g", versions: V2, phases: "s" },
    of_v2("valid-before", "g"),
    of_v2("expiry-margin", "g"),
    of_v2("valid-after", "g"),
    of_v2("window", "g"),
    of_v2("horizon", "g"),
    of_v2("policy", "g"),
    of_v2("extension-echo", "g"),
    of_v2("signature-form", "g"),
    of_v2("signature-low-s", "g"),
    of_v2("signer", "g"),
];

impl Made {
    fn mechanisms(&self) -> impl Iterator<Item = Mechanism> {
        Mechanism::ALL.into_iter().filter(|mechanism| self.mechanisms.contains(&mechanism.as_str()[..1]))
    }

    fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        for mechanism in self.mechanisms() {
            for &version in self.versions {
                for settling in [false, true] {
                    if self.phases.contains(if settling { 's' } else { 'v' }) {
                        parts.push(Part { mechanism, version, settling });
                    }
                }
            }
        }
        parts
    }
}

const fn is_by_permit2(mechanism: Mechanism) -> bool {
    matches!(mechanism, Mechanism::Permit2 | Mechanism::Upto)
}

/// A check that always passes, in one part.
fn forced() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for made in &CHECKS {
        let check = made.check;
        for part in made.parts() {
            // Permit2 accepts the upper half with a flag. A signature out of range has no signer anyway.
            let is_flag = check == "signature-low-s" && is_by_permit2(part.mechanism);
            if is_flag || check == "signature-range" {
                continue;
            }
            mutants.push(Mutant::own(format!("verify/passes/{check}/{}", part.name()), OP, move |question| {
                let judged = question.judged()?;
                (judged.part == part && judged.outcome(check)? == "fail")
                    .then(|| with_outcome(question, check, "pass"))?
            }));
        }
    }
    mutants
}

/// Invalid for undecided, undecided for invalid, and a missing question.
fn confused() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for made in &CHECKS {
        let check = made.check;
        for mechanism in made.mechanisms() {
            for (name, from, to) in [
                ("asks", "fail", "needs"),
                ("fails-instead-of-asking", "needs", "fail"),
                ("does-not-ask", "needs", "pass"),
            ] {
                let may_need = [
                    "method",
                    "transaction-version",
                    "lookup-tables",
                    "domain",
                    "programs",
                    "facilitator",
                    "authority",
                    "factory",
                    "signature-form",
                    "signature-range",
                    "signature-low-s",
                    "signer",
                    "contract-signature",
                    "permit-signature-form",
                    "permit-signature",
                ]
                .contains(&check);
                let is_nobodys = check == "signature-range" && from == "fail";
                let is_low_s = check == "signature-low-s" && is_by_permit2(mechanism) && from == "fail";
                // Another check asks, too.
                let is_asked_twice = to == "pass"
                    && from == "needs"
                    && ["factory", "signature-range", "permit-signature-form"].contains(&check);
                if is_asked_twice
                    || is_nobodys
                    || is_low_s
                    || (from == "needs" && !(may_need && mechanism.may_be_undecided()))
                {
                    continue;
                }
                let name = format!("verify/{name}/{check}/{}", mechanism.as_str());
                mutants.push(Mutant::own(name, OP, move |question| {
                    let judged = question.judged()?;
                    let is_here = judged.part.mechanism == mechanism && judged.outcome(check)? == from;
                    is_here.then(|| with_outcome(question, check, to))?
                }));
            }
        }
    }
    mutants
}
