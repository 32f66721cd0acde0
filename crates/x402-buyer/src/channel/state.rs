use x402_schemes::evm::batch_settlement::{Amount128, Ledger as Sums};

/// The state of a channel that a buyer keeps. The struct gets no further fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Channel {
    /// The sum that the seller has charged, in atomic units. The next voucher is for this sum and the price (N-21).
    pub charged: Amount128,
    /// The deposited sum without refunds, in atomic units. It includes an open deposit once an answer reports that it
    /// was made.
    pub balance: Amount128,
    /// The last signed deposit, until the chain shows it.
    pub open: Option<OpenDeposit>,
}

/// A signed deposit that may still be made. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenDeposit {
    /// The id of its [entry](crate::Entry) in the ledger.
    pub id: [u8; 32],
    /// The deposited amount in atomic units, minus refunds of it.
    pub amount: Amount128,
    /// The end of its window, in Unix seconds.
    pub until: u64,
    /// `true` if an answer reports that it was made. Such an answer is enough to sign vouchers, but not to sign a
    /// second deposit.
    pub answered: bool,
}

impl OpenDeposit {
    /// The last second at which the node may not show the deposit although it was made, because a block may be late.
    pub(crate) const fn last(&self) -> u64 {
        self.until.saturating_add(60)
    }
}

impl Channel {
    /// Returns the part of the balance that is not charged yet, in atomic units.
    #[must_use]
    pub const fn rest(&self) -> Amount128 {
        Amount128::new(self.balance.get().saturating_sub(self.charged.get()))
    }

    pub(crate) const fn sums(&self) -> Sums {
        Sums { charged: self.charged, balance: self.balance }
    }
}
