//! The buyer: its allowances, its ledger, and the accounts that pay.

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

#[cfg(feature = "stellar")]
use x402_schemes::stellar;
#[cfg(feature = "xrpl")]
use x402_schemes::xrpl;
use x402_schemes::{AccountId, Budget, SpendingLimits, evm, solana};
use x402_types::{Flag, Flags, Network, PaymentFlow};

use crate::{Allowance, Entry, Ledger, NotPaid, SignError, Signer, ToSign};

/// Pays the prices that sellers ask for in 402 responses, within its allowances. The README shows all steps of a
/// purchase.
///
/// The buyer owns the ledger, so its limits hold for all its purchases. All methods take `&self`, because purchases may
/// run at the same time. Buyers with the same allowances can share a ledger through `&` or `Arc`.
pub struct Buyer<L> {
    pub(crate) allowances: Vec<Allowance>,
    pub(crate) ledger: L,
    payers: Vec<Payer>,
    flows: Vec<PaymentFlow>,
    pub(crate) tolerated: Flags,
}

pub(crate) enum Payer {
    Signer(Box<dyn Signer + Send + Sync>),
    Account(AccountId),
    /// An account on the XRP Ledger that signs elsewhere, by its public key.
    #[cfg(feature = "xrpl")]
    Xrpl([u8; 33]),
}

impl Payer {
    pub(crate) fn account(&self) -> AccountId {
        match self {
            Self::Signer(signer) => signer.account(),
            Self::Account(account) => *account,
            #[cfg(feature = "xrpl")]
            Self::Xrpl(key) => xrpl::Address::of_public_key(key).into(),
        }
    }

    /// The public key of an account on the XRP Ledger.
    #[cfg(feature = "xrpl")]
    pub(crate) fn public_key(&self) -> Option<[u8; 33]> {
        match self {
            Self::Signer(signer) => signer.public_key(),
            Self::Account(_) => None,
            Self::Xrpl(key) => Some(*key),
        }
    }

    pub(crate) fn sign(&self, message: &ToSign) -> Result<Vec<u8>, NotPaid> {
        self.signer()?.sign(message).map_err(NotPaid::Sign)
    }

    pub(crate) fn signer(&self) -> Result<&dyn Signer, NotPaid> {
        match self {
            Self::Signer(signer) => Ok(&**signer),
            #[cfg(feature = "xrpl")]
            Self::Xrpl(_) => Err(signs_elsewhere()),
            Self::Account(_) => Err(signs_elsewhere()),
        }
    }

    fn is_on(&self, network: &Network) -> bool {
        match self.account() {
            AccountId::Evm(_) => evm::is_on(network),
            AccountId::Solana(_) => solana::is_on(network),
            #[cfg(feature = "stellar")]
            AccountId::Stellar(_) => stellar::is_on(network),
            #[cfg(feature = "xrpl")]
            AccountId::Xrpl(_) => xrpl::is_on(network),
            _ => false,
        }
    }
}

fn signs_elsewhere() -> NotPaid {
    NotPaid::Sign(SignError::new("this account signs elsewhere"))
}

impl<L: Ledger> Buyer<L> {
    /// Creates a buyer with these allowances, which an offer must fit, and this ledger. Among the offers of one flow,
    /// it prefers those that fit an earlier allowance. It pays in the flow `authorization`.
    #[doc(alias("client", "wallet"))]
    #[must_use]
    pub fn new(allowances: impl IntoIterator<Item = Allowance>, ledger: L) -> Self {
        let flows = Vec::from([PaymentFlow::Authorization]);
        Self { allowances: allowances.into_iter().collect(), ledger, payers: Vec::new(), flows, tolerated: Flags::NONE }
    }

    /// Adds an account with its signer. On each chain family the first account pays.
    #[doc(alias("private key", "wallet"))]
    #[must_use]
    pub fn with_signer(mut self, signer: impl Signer + Send + Sync + 'static) -> Self {
        self.payers.push(Payer::Signer(Box::new(signer)));
        self
    }

    /// Adds an account that signs elsewhere: use [`draft`](Self::draft), [`Draft::to_sign`](crate::Draft::to_sign) and
    /// [`Draft::signed`](crate::Draft::signed). On the XRP Ledger, use `with_xrpl_account`, because the signed bytes
    /// contain the public key.
    #[must_use]
    pub fn with_account(mut self, account: impl Into<AccountId>) -> Self {
        self.payers.push(Payer::Account(account.into()));
        self
    }

    /// Adds an account on the XRP Ledger that signs elsewhere. `public_key` is its master key: compressed secp256k1, or `ED`
    /// and a key of Ed25519.
    #[cfg(feature = "xrpl")]
    #[must_use]
    pub fn with_xrpl_account(mut self, public_key: [u8; 33]) -> Self {
        self.payers.push(Payer::Xrpl(public_key));
        self
    }

    /// Sets the flows in which the buyer pays. In `upfront` and `escrow` the money may be gone before the service
    /// (F-2).
    #[must_use]
    pub fn with_flows(mut self, flows: impl IntoIterator<Item = PaymentFlow>) -> Self {
        self.flows = flows.into_iter().collect();
        self
    }

    /// Lets the buyer also pay for offers that a published table contradicts with these flags, such as
    /// [`Flag::OtherDomain`](x402_types::Flag::OtherDomain) (B-10). By default it signs for none of them, because such
    /// a payment would not settle, or its money would be lost. Tolerate a flag if you know better than the table, for
    /// example because the token itself returned its domain.
    #[must_use]
    pub fn with_tolerated(mut self, tolerated: impl IntoIterator<Item = Flag>) -> Self {
        self.tolerated = tolerated.into_iter().collect();
        self
    }

    /// The limits of this buyer within these budgets.
    pub(crate) fn limits<'a>(&'a self, budgets: &'a [Budget]) -> SpendingLimits<'a> {
        SpendingLimits::DEFAULT.with_budgets(budgets).with_flows(&self.flows).with_tolerated(self.tolerated)
    }

    /// Returns the ledger.
    pub const fn ledger(&self) -> &L {
        &self.ledger
    }

    /// Reserves a payment. Names the limit if a different payment has used it up in the meantime.
    pub(crate) fn reserve(&self, entry: &Entry, allowance: &Allowance) -> Result<(), NotPaid> {
        if self.ledger.reserve(entry, allowance.limits()).map_err(NotPaid::ledger)? {
            return Ok(());
        }
        let spending = allowance.spending(&entry.host, entry.at, &self.ledger).map_err(NotPaid::ledger)?;
        let reached = allowance.exceeded(&entry.host, &entry.amount, &spending);
        #[cfg(feature = "xrpl")]
        if reached.is_none() && xrpl::is_on(&entry.network) {
            return Err(NotPaid::SlotTaken);
        }
        Err(reached.map_or(NotPaid::Spent, |reached| NotPaid::Limit(Box::new(reached))))
    }
}

impl<L> Buyer<L> {
    pub(crate) fn payer_on(&self, network: &Network) -> Option<&Payer> {
        self.payers.iter().find(|payer| payer.is_on(network))
    }
}

impl<L> fmt::Debug for Buyer<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let accounts: Vec<_> = self.payers.iter().map(Payer::account).collect();
        f.debug_struct("Buyer")
            .field("accounts", &accounts)
            .field("allowances", &self.allowances)
            .finish_non_exhaustive()
    }
}
