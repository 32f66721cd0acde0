//! Facts about the chain that the caller knows.

use alloc::vec::Vec;

use crate::{evm, family::family_values, solana, stellar, xrpl};

/// A fact about the payment's chain, to be added with [`Facts::with`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fact {
    /// A fact about an EVM chain.
    Evm(evm::Fact),
    /// A fact about Solana.
    Solana(solana::Fact),
    /// A fact about Stellar.
    Stellar(stellar::Fact),
    /// A fact about the XRP Ledger.
    Xrpl(xrpl::Fact),
}

family_values!(Fact);

/// The caller's answers to the [`Question`](crate::Question)s of an earlier report.
///
/// The sums that the server itself has counted are not facts. They are in [`Records`](crate::Records).
///
/// Facts are not checked: a wrong fact leads to a wrong verdict. All facts are about the payment's chain: the same
/// address may have different code, or none, on a different chain. If two facts are about the same subject, the later
/// one counts.
///
/// ```
/// use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};
/// use x402_verify::{Context, Facts, Verdict, evm::{AccountCode, Fact}, verify};
///
/// // The payment that the specification prints. A server verifies it against its own offers.
/// let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let offers = [payment.accepted.clone()];
/// let payer = "0x857b06519E91e3A54538791bDbb0E22373e36b66".parse()?;
///
/// // The payer is known to have no code, so no question asks for the code any more.
/// let facts = Facts::new().with(Fact::Account { account: payer, code: AccountCode::Absent });
/// let report = verify(&payment, &offers, &Context::at(1_740_672_100).with_facts(&facts));
/// assert_eq!(report.verdict(), Verdict::Valid);
/// assert!(report.outstanding().iter().all(|question| question.kind() != "account-code"));
///
/// // The payer is known to have code. The code decides, so the verdict depends on its answer.
/// let facts = Facts::new().with(Fact::Account { account: payer, code: AccountCode::Present });
/// let report = verify(&payment, &offers, &Context::at(1_740_672_100).with_facts(&facts));
/// assert_eq!(report.needs().map(|question| question.kind()).collect::<Vec<_>>(), ["contract-signature"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts(Vec<Fact>);

impl Facts {
    /// Returns an empty set of facts.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a fact. If two facts are about the same subject, the later one counts.
    #[must_use]
    pub fn with(mut self, fact: impl Into<Fact>) -> Self {
        self.0.push(fact.into());
        self
    }

    /// The value that `read` takes from the last fact from which it takes any.
    pub(crate) fn last<'f, T>(&'f self, read: impl FnMut(&'f Fact) -> Option<T>) -> Option<T> {
        self.0.iter().rev().find_map(read)
    }
}
