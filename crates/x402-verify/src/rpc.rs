//! The calls to nodes.

use crate::{evm, family::family_values, solana, stellar, xrpl};

/// The call to a node that answers a question.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rpc {
    /// A call to a node of an EVM chain.
    Evm(evm::Rpc),
    /// A call to a node of Solana.
    Solana(solana::Rpc),
    /// A call to a node of Stellar.
    Stellar(stellar::Rpc),
    /// A call to a node of the XRP Ledger.
    Xrpl(xrpl::Rpc),
}

family_values!(Rpc);
