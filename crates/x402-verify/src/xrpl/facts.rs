//! The facts about the XRP Ledger that the caller supplies.

use alloc::{string::String, vec::Vec};
use core::num::NonZeroU32;

use x402_schemes::xrpl::Address;
use x402_types::Network;

/// The state of an account, as far as it is known. The default is that nothing but the account's existence is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccountState {
    /// The sequence number of the account's next transaction without a ticket.
    pub sequence: Option<u32>,
    /// The account's regular key.
    pub regular_key: RegularKey,
    /// `true` if the master key must not sign, and `false` if it may.
    pub is_master_disabled: Option<bool>,
    /// The sequence numbers of all of the account's tickets.
    pub tickets: Option<Vec<u32>>,
}

/// What is known about the regular key of an account: a second key that signs for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RegularKey {
    /// Nothing is known.
    #[default]
    Unknown,
    /// The account has none.
    None,
    /// The key with this address.
    Key(Address),
}

/// A fact about the XRP Ledger. [`Facts::with`](crate::Facts::with) adds it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fact {
    /// The latest validated ledger, which is the clock of its network.
    Ledger {
        /// The network.
        network: Network,
        /// The number of the ledger.
        sequence: u32,
        /// The seconds from one ledger to the next. `None` for 5 seconds.
        seconds_per_ledger: Option<NonZeroU32>,
    },
    /// The state of an account.
    Account {
        /// The account.
        account: Address,
        /// Its state. `None` if the account does not exist.
        state: Option<AccountState>,
    },
    /// The result of a simulation of the payment.
    Simulation {
        /// The hash of the signed transaction.
        hash: [u8; 32],
        /// The result code, such as `tesSUCCESS` or `tecPATH_DRY`. A code that begins with `tel` or `ter` is no answer.
        result: String,
    },
}
