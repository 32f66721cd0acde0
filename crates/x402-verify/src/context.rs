//! The input of a verdict besides the payment and the offers.

use x402_schemes::{AccountId, Mechanism};
use x402_types::{Amount, DecodeOptions, PaymentFlow, RawJson};

use crate::{Facts, PaymentKind, Policy, Purposes, Records, kinds_of};

/// When the payment is judged: before the service or after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// Before the service: may the client be served for this payment?
    #[default]
    Verify,
    /// After the service: may this amount be taken? In `exact` it has to be the signed amount, and in `upto` at most the signed
    /// amount. An amount of zero is settled without a transaction (P-4). The offers stay those for which the payment was made.
    Settle {
        /// The amount to be taken, in atomic units.
        amount: Amount,
    },
    /// In a phase that only some kind of payload has, such as one before an operation is sent to the chain.
    /// [`named`](Self::named) finds them.
    Own(OwnPhase),
}

/// The name of a phase that only some kind of payload has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OwnPhase(pub(crate) &'static str);

impl Phase {
    /// The phase of a kind of payload with this name. `None` if no kind has a phase of the name.
    ///
    /// ```
    /// assert_eq!(x402_verify::Phase::named("later"), None);
    /// ```
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let own = Mechanism::all().flat_map(kinds_of).find_map(|kind| kind.phase().filter(|own| *own == name));
        own.map(OwnPhase).map(Self::Own)
    }

    /// The name of the phase, if only some kind of payload has it.
    pub(crate) const fn own(self) -> Option<&'static str> {
        if let Self::Own(OwnPhase(name)) = self { Some(name) } else { None }
    }

    /// The amount to be taken. `None` before the service.
    pub(crate) const fn charge(self) -> Option<Amount> {
        if let Self::Settle { amount } = self { Some(amount) } else { None }
    }
}

/// The time, the policy, the facts and the addresses by which a payment is judged. The same payment, offers and context
/// always give the same report.
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
    /// The time of the check, in seconds since 1970-01-01 UTC.
    pub now: u64,
    /// The choices of the server.
    pub policy: &'a Policy,
    /// The facts about the chain that the caller knows.
    pub facts: &'a Facts,
    /// What the server itself has counted.
    pub records: &'a Records,
    /// The options for reading `payload`.
    pub decode: &'a DecodeOptions,
    /// The object `extensions` that the server declared. `None` if the echo is not to be checked (B-6).
    pub declared: Option<&'a RawJson>,
    /// The factories that may deploy a payer's wallet (ERC-6492, E-9). `None` if every factory may.
    pub allowed_factories: Option<&'a [AccountId]>,
    /// Whether the payment is judged before the service or after it.
    pub phase: Phase,
    /// The purposes for which the caller asks. `None` for those of the phase: [`purposes`](Self::purposes) says which.
    pub purposes: Option<Purposes>,
    /// The addresses from which the caller settles, on every kind of chain. `None` if they are not known (P-4, S-3).
    pub facilitators: Option<&'a [AccountId]>,
    /// The payment flows that the caller implements. An offer in another flow makes the payment invalid. `None` if the
    /// flow is judged by F-3 alone.
    pub flows: Option<&'a [PaymentFlow]>,
    /// The kinds of payment that the facilitator is known to take. A payment of another kind is undecided (`verifier`):
    /// the facilitator may have added it. `None` for every kind (U-52).
    pub kinds: Option<&'a [PaymentKind]>,
}

impl Context<'static> {
    /// The context at this time, in seconds since 1970-01-01 UTC: with the default policy, before the service, and without facts.
    #[must_use]
    pub const fn at(now: u64) -> Self {
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
            phase: Phase::Verify,
            purposes: None,
            facilitators: None,
            flows: None,
            kinds: None,
        }
    }
}

impl<'a> Context<'a> {
    /// The same context with another policy.
    #[must_use]
    pub const fn with_policy(self, policy: &'a Policy) -> Self {
        Self { policy, ..self }
    }

    /// The same context in another phase.
    #[must_use]
    pub const fn with_phase(self, phase: Phase) -> Self {
        Self { phase, ..self }
    }

    /// The same context for a caller who asks for these purposes.
    #[must_use]
    pub const fn with_purposes(self, purposes: Purposes) -> Self {
        Self { purposes: Some(purposes), ..self }
    }

    /// The purposes for which the caller asks. By default these are services before the service and after it, and any where
    /// only operations are judged: in a phase that only some kind of payload has (B-9).
    #[must_use]
    pub const fn purposes(&self) -> Purposes {
        match (self.purposes, self.phase) {
            (Some(purposes), _) => purposes,
            (None, Phase::Own(_)) => Purposes::Any,
            (None, Phase::Verify | Phase::Settle { .. }) => Purposes::Service,
        }
    }

    /// The same context with these facts.
    #[must_use]
    pub const fn with_facts(self, facts: &'a Facts) -> Self {
        Self { facts, ..self }
    }

    /// The same context with what the server itself has counted.
    #[must_use]
    pub const fn with_records(self, records: &'a Records) -> Self {
        Self { records, ..self }
    }

    /// The same context with other options for reading `payload`.
    #[must_use]
    pub const fn with_decode_options(self, decode: &'a DecodeOptions) -> Self {
        Self { decode, ..self }
    }

    /// The same context with the addresses from which the caller settles.
    #[must_use]
    pub const fn with_facilitators(self, facilitators: &'a [AccountId]) -> Self {
        Self { facilitators: Some(facilitators), ..self }
    }

    /// The same context with the only payment flows that the caller implements.
    #[must_use]
    pub const fn with_flows(self, flows: &'a [PaymentFlow]) -> Self {
        Self { flows: Some(flows), ..self }
    }

    /// The same context with the only kinds of payment that the facilitator is known to take.
    #[must_use]
    pub const fn with_kinds(self, kinds: &'a [PaymentKind]) -> Self {
        Self { kinds: Some(kinds), ..self }
    }

    /// The same context with the object `extensions` that the server declared.
    #[must_use]
    pub const fn with_declared_extensions(self, declared: &'a RawJson) -> Self {
        Self { declared: Some(declared), ..self }
    }

    /// The same context with the only factories that may deploy a payer's wallet. If the payer's account has no code, a signature
    /// that names another factory makes the payment invalid. The official facilitators allow no factory by default.
    #[must_use]
    pub const fn with_allowed_factories(self, factories: &'a [AccountId]) -> Self {
        Self { allowed_factories: Some(factories), ..self }
    }
}
