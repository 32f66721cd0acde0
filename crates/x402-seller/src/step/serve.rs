//! The step that does the work.

use alloc::boxed::Box;

use x402_schemes::AccountId;
use x402_types::{AnyAmount, SettleResponse};

use crate::{channel_sale::ChannelSale, key::Key, progress::Progress, sale::Sale, visit::Visit};

/// Do the paid work. It begins at most once for a payment that is not made from a channel.
#[derive(Clone, Debug)]
pub struct Serve {
    pub(crate) of: Serving,
}

/// The buyer of the work.
#[derive(Clone, Debug)]
pub(crate) enum Serving {
    /// The buyer of a payment. `settlement` is set if the payment is settled already.
    Payment { sale: Box<Sale>, progress: Progress, settlement: Option<Box<SettleResponse>> },
    /// The buyer of a payment from a channel. `settlement` is set if the payment made a deposit.
    Channel { sale: Box<ChannelSale>, settlement: Option<Box<SettleResponse>> },
    /// An account that has paid before.
    Visit(Box<Visit>),
}

impl Serve {
    /// The key of the payment's record, or of the sign-in's nonce.
    #[must_use]
    pub fn key(&self) -> Key {
        match &self.of {
            Serving::Payment { sale, .. } => sale.key,
            Serving::Channel { sale, .. } => sale.sale.key,
            Serving::Visit(visit) => visit.nonce,
        }
    }

    /// The account that pays, or that has paid before.
    #[must_use]
    pub fn payer(&self) -> AccountId {
        match &self.of {
            Serving::Payment { sale, .. } => sale.authorized.payer,
            Serving::Channel { sale, .. } => sale.sale.authorized.payer,
            Serving::Visit(visit) => visit.account,
        }
    }

    /// The highest amount that may be charged, in atomic units, or in whole units of an issued currency on the XRP
    /// Ledger. Zero for an account that has paid before.
    #[must_use]
    pub fn amount(&self) -> AnyAmount {
        match &self.of {
            Serving::Payment { sale, .. } => sale.authorized.amount.clone(),
            Serving::Channel { sale, .. } => sale.sale.authorized.amount.clone(),
            Serving::Visit(_) => AnyAmount::from(0),
        }
    }

    /// `true` if money has moved already: in the flows `upfront` and `escrow`, and with a deposit into a channel.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        match &self.of {
            Serving::Payment { settlement, .. } | Serving::Channel { settlement, .. } => settlement.is_some(),
            Serving::Visit(_) => false,
        }
    }

    /// The time limit of the work in seconds, from when the record was [stored](super::Swap::stored). After that, a
    /// different request with the payment treats the work as interrupted.
    #[must_use]
    pub fn timeout(&self) -> u64 {
        match &self.of {
            Serving::Payment { sale, .. } => sale.seller.work_timeout(),
            Serving::Channel { sale, .. } => sale.sale.seller.work_timeout(),
            Serving::Visit(visit) => visit.seller.work_timeout(),
        }
    }
}

/// The error for a charge that the scheme does not allow. The struct gets no further fields.
#[derive(Clone, Debug)]
pub struct Overcharge {
    /// The step, which must still be completed.
    pub serve: Box<Serve>,
}

impl core::fmt::Display for Overcharge {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the scheme does not take this amount; ")?;
        match self.serve.amount() {
            AnyAmount::Units(units) => write!(f, "{units} atomic units were signed"),
            AnyAmount::Decimal(amount) => write!(f, "{amount} was signed"),
        }
    }
}

impl core::error::Error for Overcharge {}
