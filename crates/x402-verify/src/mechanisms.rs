//! The implementations of all mechanisms. Each chain family lists its mechanisms.

use x402_schemes::Mechanism;
use x402_types::Version;

use crate::{
    CheckId, PayloadKind, Phase,
    case::Case,
    chain::Chain,
    context::CustomPhase,
    evm::Evm,
    family::Family,
    payload_verifier::{CodesOfKinds, Diagnose, MechanismVerifiers, PayloadVerifier},
    solana::Solana,
    stellar::Stellar,
    xrpl::Xrpl,
};

/// The implementations of a family's mechanisms. Empty without the family's feature.
const fn verifiers_on(family: Family) -> &'static [MechanismVerifiers] {
    match family {
        Family::Evm => Evm::VERIFIERS,
        Family::Solana => Solana::VERIFIERS,
        Family::Stellar => Stellar::VERIFIERS,
        Family::Xrpl => Xrpl::VERIFIERS,
    }
}

// The codes and the diagnoses are not in one table with the implementations, so that a program that never uses them
// does not contain them.

/// The error codes of a family's mechanisms, as far as they differ from those of the checks.
const fn codes_on(family: Family) -> &'static [CodesOfKinds] {
    match family {
        Family::Evm => Evm::CODES,
        Family::Solana => Solana::CODES,
        Family::Stellar => Stellar::CODES,
        Family::Xrpl => Xrpl::CODES,
    }
}

/// The functions that guess what a payer on this family signed instead.
const fn diagnoses_on(family: Family) -> &'static [(Mechanism, Diagnose)] {
    match family {
        Family::Evm => Evm::DIAGNOSES,
        Family::Solana => Solana::DIAGNOSES,
        Family::Stellar => Stellar::DIAGNOSES,
        Family::Xrpl => Xrpl::DIAGNOSES,
    }
}

/// The function that diagnoses payments with a mechanism, if there is one.
pub(crate) fn diagnose_of(mechanism: Mechanism) -> Option<Diagnose> {
    Family::ALL.into_iter().flat_map(diagnoses_on).find(|(known, _)| *known == mechanism).map(|(_, diagnose)| *diagnose)
}

fn verifiers_of(mechanism: Mechanism) -> Option<&'static MechanismVerifiers> {
    Family::ALL.into_iter().flat_map(verifiers_on).find(|(known, _)| *known == mechanism)
}

/// Returns the payload kinds of a mechanism. Empty if this build does not verify the mechanism.
pub fn kinds_of(mechanism: Mechanism) -> impl Iterator<Item = PayloadKind> {
    verifiers_of(mechanism)
        .into_iter()
        .flat_map(|(_, verifiers)| *verifiers)
        .map(move |verifier| PayloadKind::new(mechanism, *verifier))
}

/// Returns the implementation for a payment with this mechanism. `None` if this build does not verify it.
pub(crate) fn verifier_of(mechanism: Mechanism, case: &Case<'_>) -> Option<&'static dyn PayloadVerifier> {
    let phase = case.context.phase.custom();
    let (_, verifiers) = verifiers_of(mechanism)?;
    verifiers.iter().find(|verifier| verifier.phase() == phase && verifier.is_of(case)).copied()
}

impl Phase {
    /// Returns the phase of a payload kind with this name. `None` if no kind has such a phase.
    ///
    /// ```
    /// assert_eq!(x402_verify::Phase::named("later"), None);
    /// ```
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let phase = Mechanism::all().flat_map(kinds_of).find_map(|kind| kind.phase().filter(|phase| *phase == name));
        phase.map(CustomPhase).map(Self::Custom)
    }
}

impl PayloadKind {
    /// Returns the error code for a payment of this version. It comes from the version's specification (§9) if that has
    /// one for the check. For Solana, the scheme's specification has few codes, and the rest are those of the official
    /// TypeScript package.
    #[must_use]
    pub fn reason(self, check: CheckId, version: Version) -> &'static str {
        let mechanism = Family::ALL.into_iter().flat_map(codes_on).find(|(known, _)| *known == self.mechanism());
        let kind = mechanism.and_then(|(_, kinds)| kinds.iter().find(|(name, _)| *name == self.name()));
        let specific = kind.and_then(|(_, codes)| codes.iter().find(|(checks, _)| checks.contains(&check)));
        specific.map_or_else(|| check.reason(version), |(_, code)| code)
    }
}

#[cfg(test)]
#[allow(clippy::panic, clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use alloc::{boxed::Box, string::ToString, vec::Vec};

    use x402_schemes::AccountId;
    use x402_types::Network;

    use super::*;
    use crate::{
        Authorized, Detail, Expires, Once, Outcome, Purpose, Report, Verdict,
        check_order::{FIRST, ListedCheck},
        identity::{Nonce, SettledAs},
        payload_kind::KindProperties,
    };

    struct Refund;

    impl KindProperties for Refund {
        fn name(&self) -> Option<&'static str> {
            Some("refund")
        }

        fn purpose(&self) -> Purpose {
            Purpose::Operation
        }

        fn order(&self) -> &'static [ListedCheck] {
            FIRST
        }
    }

    const REFUND: PayloadKind = PayloadKind::new(Mechanism::UPTO, &Refund);

    fn channel() -> Nonce {
        Nonce::of_network("channel", &[b"0".as_slice()])
    }

    fn authorized(nonce: Nonce) -> Authorized {
        let account: AccountId = "0x857b06519E91e3A54538791bDbb0E22373e36b66".parse().unwrap();
        Authorized {
            network: Network::eip155(8453),
            asset: account.into(),
            payer: account,
            recipient: account,
            amount: 1.into(),
            expires: Expires::Never,
            facilitator: None,
            nonce,
            transfer: None,
            settled_as: SettledAs::default(),
        }
    }

    #[test]
    fn an_operation_is_not_paid() {
        let mut report = Report::matched(Version::V2, 0);
        report.kind = Some(REFUND);
        report.authorized = Some(Box::new(authorized(channel())));
        assert_eq!(report.verdict(), Verdict::Valid);
        let refused = report.clone().into_paid().unwrap_err();
        assert_eq!((refused.report(), refused.to_string().as_str()), (&report, "valid, but not for this purpose"));
        let operation = report.clone().into_operation().unwrap();
        assert_eq!((operation.kind(), operation.authorized()), (REFUND, report.authorized()));
        report.add(CheckId::POLICY, Outcome::fail(Detail::NoOffers));
        assert!(report.into_operation().is_err());
    }

    #[test]
    fn a_kind_has_its_name_and_its_codes() {
        assert_eq!((REFUND.to_string().as_str(), REFUND.name()), ("upto refund", Some("refund")));
        // The codes of `upto` are those of its only kind.
        assert_eq!(REFUND.reason(CheckId::AMOUNT, Version::V2), CheckId::AMOUNT.reason(Version::V2));
        assert_eq!(REFUND.reason(CheckId::POLICY, Version::V2), "invalid_payload");
        assert!(kinds_of(Mechanism::UPTO).all(|kind| kind != REFUND));
        assert_eq!(REFUND.checks().collect::<Vec<_>>(), FIRST.iter().map(|entry| entry.check).collect::<Vec<_>>());
    }

    /// Codes under a name that no kind has would never be used.
    #[test]
    fn codes_are_those_of_a_kind() {
        for (mechanism, kinds) in Family::ALL.into_iter().flat_map(codes_on) {
            for (name, _) in *kinds {
                assert!(kinds_of(*mechanism).any(|kind| kind.name() == *name), "{mechanism}: {name:?}");
            }
        }
    }

    /// All payments of a channel have its key, and each has its own replay key.
    #[test]
    fn sums_of_a_channel_are_in_order() {
        let payment = |space| Nonce::of_network(space, &[b"7".as_slice()]);
        let [none, one, two] = [
            payment("one"),
            payment("one").reaching(1.into(), channel()),
            payment("two").reaching(2.into(), channel()),
        ]
        .map(authorized);
        let (Once::InOrder { channel: key, amount }, Once::InOrder { channel: same, amount: more }) =
            (one.once(), two.once())
        else {
            panic!("{one:?}")
        };
        assert!(key == same && amount < more && one.replay_key() != two.replay_key());
        assert_eq!((none.once(), authorized(channel()).once()), (Once::InSet(one.replay_key()), Once::InSet(key)));
    }
}
