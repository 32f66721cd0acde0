//! The ways on which ours and the protocol's own types can go with one document.

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A transaction with one call.
    Transaction,
    /// A transaction that is not one call, and of which no more is read.
    OtherTransaction,
    /// An authorization entry.
    Entry,
    /// An event.
    Event,
    /// The entry of an account.
    Account,
    /// The entry of something else, which only theirs reads.
    OtherLedgerEntry,
    /// A value.
    Value,
    /// The text of an address.
    Address,
    /// A text that neither reads as an address.
    NoAddress,
    /// Neither reads the bytes.
    Unreadable,
    /// An envelope of version 0 or a fee bump, which only theirs reads.
    OtherEnvelope,
    /// An arm of a protocol after 28, which only theirs reads: the tag of an executable, a reference to one, a muxed contract.
    LaterArm,
    /// Values that nest deeper than 64, which only theirs reads.
    TooDeep,
    /// A transaction of more than 65,536 bytes, which only theirs reads.
    TooLong,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 14] = [
        Self::Transaction,
        Self::OtherTransaction,
        Self::Entry,
        Self::Event,
        Self::Account,
        Self::OtherLedgerEntry,
        Self::Value,
        Self::Address,
        Self::NoAddress,
        Self::Unreadable,
        Self::OtherEnvelope,
        Self::LaterArm,
        Self::TooDeep,
        Self::TooLong,
    ];
}
