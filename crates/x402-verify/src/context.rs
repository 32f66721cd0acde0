//! What a verdict depends on beside payment and offers.

use x402_schemes::{AccountId, evm::Address};
use x402_types::{Amount, DecodeOptions, RawJson};

use crate::{Facts, Policy};

/// Before the service, or after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// May the client be served for this payment?
    #[default]
    Verify,
    /// May so much be taken for it? `exact` takes what was signed, `upto` at most that; nothing at all is taken without
    /// a transaction (P-4). The offers are still those that the payment was made for.
    Settle {
        /// What is to be taken, in atomic units.
        amount: Amount,
    },
}

/// The time, the policy and the facts. Same payment, offers and context: same report.
///
/// ```
/// use x402_verify::{Context, Facts, Policy, evm::AccountCode};
/// let facts = Facts::new().with_any_account(AccountCode::None);
/// let mut policy = Policy::DEFAULT;
/// policy.evm.expiry_margin = 30;
/// let context = Context::at(1_740_672_100).with_policy(&policy).with_facts(&facts);
/// # let _ = context;
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Context<'a> {
    /// Seconds since 1970-01-01 UTC.
    pub now: u64,
    /// What the server decides for itself.
    pub policy: &'a Policy,
    /// What the caller asked the chain.
    pub facts: &'a Facts,
    /// How strictly `payload` is read.
    pub decode: &'a DecodeOptions,
    /// The `extensions` that the server declared, an object; `None`: the echo is not checked (B-6).
    pub declared: Option<&'a RawJson>,
    /// The factories that may deploy a payer's wallet (ERC-6492, E-9); `None`: whichever the payer names.
    pub allowed_factories: Option<&'a [Address]>,
    /// Before the service, or after it.
    pub phase: Phase,
    /// The caller's own addresses, of every family, from which it settles; `None`: not known (P-4, S-3).
    pub facilitators: Option<&'a [AccountId]>,
}

impl Context<'static> {
    /// At this time, by the default policy, knowing nothing of the chain.
    #[must_use]
    pub const fn at(now: u64) -> Self {
        const NOTHING: &Facts = &Facts::new();
        Self {
            now,
            policy: &Policy::DEFAULT,
            facts: NOTHING,
            decode: &DecodeOptions::STRICT,
            declared: None,
            allowed_factories: None,
            phase: Phase::Verify,
            facilitators: None,
        }
    }
}

impl<'a> Context<'a> {
    /// The same with another policy.
    #[must_use]
    pub const fn with_policy<'b>(self, policy: &'b Policy) -> Context<'b>
    where
        'a: 'b,
    {
        Context { policy, ..self }
    }

    /// The same in another phase.
    #[must_use]
    pub const fn with_phase(self, phase: Phase) -> Self {
        Self { phase, ..self }
    }

    /// The same with these facts.
    #[must_use]
    pub const fn with_facts<'b>(self, facts: &'b Facts) -> Context<'b>
    where
        'a: 'b,
    {
        Context { facts, ..self }
    }

    /// The same with other decoding options for `payload`.
    #[must_use]
    pub const fn with_decode_options<'b>(self, decode: &'b DecodeOptions) -> Context<'b>
    where
        'a: 'b,
    {
        Context { decode, ..self }
    }

    /// The same with the caller's own addresses.
    #[must_use]
    pub const fn with_facilitators<'b>(self, facilitators: &'b [AccountId]) -> Context<'b>
    where
        'a: 'b,
    {
        Context { facilitators: Some(facilitators), ..self }
    }

    /// The same with the extensions that the server declared.
    #[must_use]
    pub const fn with_declared_extensions<'b>(self, declared: &'b RawJson) -> Context<'b>
    where
        'a: 'b,
    {
        Context { declared: Some(declared), ..self }
    }

    /// The same, with no factory allowed but these: without code at the payer's account, a signature that names another
    /// makes a payment invalid. The official facilitators allow none by default.
    #[must_use]
    pub const fn with_allowed_factories<'b>(self, factories: &'b [Address]) -> Context<'b>
    where
        'a: 'b,
    {
        Context { allowed_factories: Some(factories), ..self }
    }
}
