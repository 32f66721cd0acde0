//! The input of a verdict in addition to the payment and the offers.

use x402_schemes::AccountId;
use x402_types::{AnyAmount, DecodeOptions, PaymentFlow, RawJson};

use crate::{Facts, PaymentKind, Policy, Purposes, Records};

/// The phase in which a payment is verified: before the service, after it, or a phase that only some payload kinds
/// have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// Before the service: may the client be served for this payment?
    #[default]
    Verify,
    /// After the service: may this amount be taken? In `exact` it must be the signed amount, and in `upto` at most the
    /// signed amount. An amount of zero is settled without a transaction (P-4). The offers are still those for which
    /// the payment was made.
    Settle {
        /// The amount to be taken: atomic units, or whole units of an issued currency on the XRP Ledger. An integer in
        /// atomic units also counts whole units of an issued currency (R-13).
        amount: AnyAmount,
    },
    /// A phase that only some payload kinds have, such as the one before an operation is sent to the chain.
    /// [`named`](Self::named) finds them.
    Custom(CustomPhase),
}

/// The name of a phase that only some payload kinds have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CustomPhase(pub(crate) &'static str);

impl Phase {
    /// The name of the phase, if only some payload kinds have it.
    pub(crate) const fn custom(&self) -> Option<&'static str> {
        if let Self::Custom(CustomPhase(name)) = self { Some(name) } else { None }
    }

    /// The amount to be taken. `None` before the service.
    pub(crate) const fn charge(&self) -> Option<&AnyAmount> {
        if let Self::Settle { amount } = self { Some(amount) } else { None }
    }
}

/// The time, the policy, the facts and the addresses with which a payment is verified. The same payment, offers and
/// context always produce the same report.
///
/// ```
/// use x402_verify::{Context, Facts, Policy, evm::{AccountCode, Fact}};
/// let facts = Facts::new().with(Fact::AnyAccount(AccountCode::Absent));
/// let mut policy = Policy::DEFAULT;
/// policy.evm.expiry_margin = 30;
/// let context = Context::at(1_740_672_100).with_policy(&policy).with_facts(&facts);
/// assert_eq!((context.now, context.policy.evm.expiry_margin), (1_740_672_100, 30));
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Context<'a> {
    /// The time of the verification, in Unix seconds.
    pub now: u64,
    /// The policy of the server.
    pub policy: &'a Policy,
    /// The facts about the chain that the caller knows.
    pub facts: &'a Facts,
    /// The sums that the server itself has counted.
    pub records: &'a Records,
    /// The options for reading `payload`.
    pub decode: &'a DecodeOptions,
    /// The object `extensions` that the server declared. `None` if the echo is not checked (B-6).
    pub declared: Option<&'a RawJson>,
    /// The factories that may deploy a payer's wallet (ERC-6492, E-9). `None` if every factory may.
    pub allowed_factories: Option<&'a [AccountId]>,
    /// The phase in which the payment is verified.
    pub phase: &'a Phase,
    /// The purposes that the caller requests. `None` for those of the phase, which [`purposes`](Self::purposes)
    /// returns.
    pub purposes: Option<Purposes>,
    /// The addresses from which the caller settles, on every chain family. `None` if they are not known (P-4, S-3).
    pub facilitators: Option<&'a [AccountId]>,
    /// The payment flows that the caller implements. An offer in a different flow makes the payment invalid. `None` if
    /// only F-3 decides about the flow.
    pub flows: Option<&'a [PaymentFlow]>,
    /// The kinds of payment that the facilitator is known to accept. A payment of a different kind is undecided
    /// (`verifier`), because the facilitator may have added it. `None` for every kind (U-52).
    pub kinds: Option<&'a [PaymentKind]>,
}

impl Context<'static> {
    /// Returns the context at this time, in Unix seconds: with the default policy, before the service, and without
    /// facts.
    #[must_use]
    pub const fn at(now: u64) -> Self {
        const VERIFY: &Phase = &Phase::Verify;
        const NOTHING: &Facts = &Facts::new();
        const NOTHING_COUNTED: &Records = &Records::new();
        Self {
            now,
            policy: &Policy::DEFAULT,
            facts: NOTHING,
            records: NOTHING_COUNTED,
            decode: &DecodeOptions::STRICT,
            declared: None,
            allowed_factories: None,
            phase: VERIFY,
            purposes: None,
            facilitators: None,
            flows: None,
            kinds: None,
        }
    }
}

impl<'a> Context<'a> {
    /// Sets the policy.
    #[must_use]
    pub const fn with_policy(self, policy: &'a Policy) -> Self {
        Self { policy, ..self }
    }

    /// Sets the phase.
    #[must_use]
    pub const fn with_phase(self, phase: &'a Phase) -> Self {
        Self { phase, ..self }
    }

    /// Sets the purposes that the caller requests.
    #[must_use]
    pub const fn with_purposes(self, purposes: Purposes) -> Self {
        Self { purposes: Some(purposes), ..self }
    }

    /// Returns the purposes that the caller requests. By default these are services before the service and after it,
    /// and any purpose in a phase that only some payload kinds have, because only operations are verified there (B-9).
    #[must_use]
    pub const fn purposes(&self) -> Purposes {
        match (self.purposes, self.phase) {
            (Some(purposes), _) => purposes,
            (None, Phase::Custom(_)) => Purposes::Any,
            (None, Phase::Verify | Phase::Settle { .. }) => Purposes::Service,
        }
    }

    /// Sets the facts.
    #[must_use]
    pub const fn with_facts(self, facts: &'a Facts) -> Self {
        Self { facts, ..self }
    }

    /// Sets the sums that the server itself has counted.
    #[must_use]
    pub const fn with_records(self, records: &'a Records) -> Self {
        Self { records, ..self }
    }

    /// Sets the options for reading `payload`.
    #[must_use]
    pub const fn with_decode_options(self, decode: &'a DecodeOptions) -> Self {
        Self { decode, ..self }
    }

    /// Sets the addresses from which the caller settles.
    #[must_use]
    pub const fn with_facilitators(self, facilitators: &'a [AccountId]) -> Self {
        Self { facilitators: Some(facilitators), ..self }
    }

    /// Sets the payment flows that the caller implements. An offer in any other flow makes the payment invalid.
    #[must_use]
    pub const fn with_flows(self, flows: &'a [PaymentFlow]) -> Self {
        Self { flows: Some(flows), ..self }
    }

    /// Sets the kinds of payment that the facilitator is known to accept. A payment of any other kind is undecided.
    #[must_use]
    pub const fn with_kinds(self, kinds: &'a [PaymentKind]) -> Self {
        Self { kinds: Some(kinds), ..self }
    }

    /// Sets the object `extensions` that the server declared.
    #[must_use]
    pub const fn with_declared_extensions(self, declared: &'a RawJson) -> Self {
        Self { declared: Some(declared), ..self }
    }

    /// Sets the factories that may deploy a payer's wallet. If the payer's account has no code, a signature that names
    /// any other factory makes the payment invalid. The official facilitators allow no factory by default.
    #[must_use]
    pub const fn with_allowed_factories(self, factories: &'a [AccountId]) -> Self {
        Self { allowed_factories: Some(factories), ..self }
    }
}
