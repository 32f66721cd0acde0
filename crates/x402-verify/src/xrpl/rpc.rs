//! The calls to a node of the XRP Ledger that ask the questions.

use alloc::vec::Vec;

use x402_schemes::xrpl::Address;

/// A call to a node of the XRP Ledger: JSON-RPC with one object as parameters. Each call but the simulation is about the
/// latest validated ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rpc {
    /// `ledger`.
    Ledger,
    /// `account_info`.
    AccountInfo {
        /// The account.
        account: Address,
    },
    /// `ledger_entry`, for a ticket.
    Ticket {
        /// The account that owns the ticket.
        account: Address,
        /// The sequence number of the ticket.
        ticket: u32,
    },
    /// `simulate`, on the open ledger.
    Simulate {
        /// The transaction without its signature, because a node rejects a signed one.
        unsigned: Vec<u8>,
    },
    /// `tx`.
    Transaction {
        /// The hash of the transaction.
        hash: [u8; 32],
    },
}
