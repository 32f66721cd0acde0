//! The outcome of a payment that a node shows, or why it shows none.

use alloc::string::String;

use x402_types::declare::sentences;

/// The blocks that count as final. A payment counts as settled, or as never settled, only if final blocks show it. A
/// deeper reorganisation of the chain is the seller's risk: the goods are gone without the money, or a buyer who was
/// told to sign again pays twice. The enum gets no further variants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Finality {
    /// The block with the tag `finalized`, and on Solana the commitment `finalized`. Nothing that follows the rules of
    /// the chain reverts it. On Ethereum it is about 13 minutes old, on its layers 2 about as old or older.
    #[default]
    Finalized,
    /// The block with the tag `safe`, and on Solana the commitment `confirmed`. Only a failure of many validators
    /// reverts it, or on a layer 2 a reorganisation of Ethereum.
    Safe,
    /// The block with this many blocks on top. On a layer 2 it depends on the sequencer's promise, and on other chains
    /// on luck. On Solana this is [`Finalized`](Self::Finalized).
    Confirmations(u64),
}

/// The final outcome of a payment that a chain shows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnChain {
    /// This transaction settled the payment.
    Settled {
        /// The hash or signature of the transaction.
        transaction: String,
    },
    /// The payment is not settled and never will be: its window has ended, or its nonce was used up for something else.
    Never,
    /// The nonce of the payment is used, and the chain does not show for what: perhaps for this payment itself, if a
    /// third party settled it first. Then a refusal by the facilitator does not mean that no money moved.
    Used,
}

sentences! {
    /// The reason why a node shows nothing about a payment.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum LookupError {
        /// The node is of a chain other than the payment's.
        Chain = "the node is of a different chain",
        /// The node reports an error.
        Node(code: i64) = "the node reports error {code}",
        /// The response does not belong to the call, or is not what the method returns.
        Malformed(method: &'static str) = "the node's response to {method} does not have the format that the method returns",
        /// Two answers of the node do not fit together. There may be several nodes at one address, one of which lags
        /// behind.
        Contradiction = "the node's answers contradict each other",
        /// The payment would take more calls than one lookup makes.
        Calls = "the answer would need too many calls to the node",
    }
}

impl core::error::Error for LookupError {}
