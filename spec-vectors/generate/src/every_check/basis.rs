//! The rulings that a row tests: those of its check, or of its flags, that are about its mechanism.

use x402_vectors::vector::{Class, Level};
use x402_verify::CheckId;

use crate::{fault::of_class, notes};

#[derive(Clone, Copy)]
pub(crate) enum Mechanism {
    Eip3009,
    Permit2,
    Solana,
}

impl Mechanism {
    /// Rulings about other mechanisms, or their families. E-2 is the token's window, and P-2 that of Permit2; E-6 and E-7 are the
    /// signatures for either; E-9 is the wrapper, which a row names itself.
    const fn foreign(self) -> &'static [&'static str] {
        match self {
            Self::Eip3009 => &["P-", "R-", "S-", "T-", "U-", "N-", "E-7", "E-9"],
            Self::Permit2 => &["R-", "S-", "T-", "U-", "N-", "E-2", "E-6", "E-9"],
            Self::Solana => &["E-", "P-", "R-", "T-", "N-"],
        }
    }
}

/// What binds to a row about this check, with these flags.
pub(crate) fn level(about: &str, flags: &[&str], class: Class) -> Level {
    const CHOSEN: [&str; 8] = [
        "guard-count",
        "guard-fee-payer",
        "guard-position",
        "legacy-transaction",
        "other-domain",
        "overpay",
        "untagged-method",
        "upto-in-v1",
    ];
    let of_check = match about {
        // The wallet is not deployed, and no factory is forbidden.
        "factory" if flags.contains(&"counterfactual") => Level::Should,
        "offer" | "domain" | "expiry-margin" => Level::Should,
        "compute-limit-cap" if class == Class::Invalid => Level::Policy,
        "approval-cost-cap"
        | "approval-gas-cap"
        | "factory"
        | "horizon"
        | "instructions"
        | "policy"
        | "transaction-version"
        | "transaction-versions" => Level::Policy,
        _ => Level::Must,
    };
    let is_chosen = flags.iter().any(|flag| CHOSEN.contains(flag));
    of_class(class, if is_chosen { Level::Policy } else { of_check })
}

/// The rulings of the check and of the flags. A payment that nothing is changed in rests on its mechanism.
pub(crate) fn of(about: &str, flags: &[&str], mechanism: Mechanism) -> Vec<String> {
    let rulings = match about {
        "" => Vec::new(),
        "eip3009" => vec!["E-1"],
        "permit2" => vec!["P-2"],
        "upto" => vec!["P-4"],
        "solana" => vec!["S-1"],
        check => of_check(check, mechanism),
    };
    let noted = flags.iter().flat_map(|flag| notes::note(flag).expect("a flag with a note").sources);
    // `D-…` are findings about implementations.
    let mut rulings: Vec<String> =
        rulings.into_iter().map(Into::into).chain(noted.filter(|source| !source.starts_with("D-"))).collect();
    rulings.sort_unstable();
    rulings.dedup();
    rulings
}

fn of_check(check: &str, mechanism: Mechanism) -> Vec<&'static str> {
    let all = CheckId::all().find(|known| known.as_str() == check).expect("a check").rulings();
    let without = |foreign: &[&str]| -> Vec<&'static str> {
        let is_of_mechanism = |ruling: &&str| !foreign.iter().any(|family| ruling.starts_with(family));
        all.iter().copied().filter(is_of_mechanism).collect()
    };
    // A check that all mechanisms share, and that one ruling decides for all.
    let of_mechanism = without(mechanism.foreign());
    if of_mechanism.is_empty() { without(&["R-", "T-", "N-"]) } else { of_mechanism }
}
