//! Which ways there are through the comparison, and how often each was taken.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What the three say of an input: this library, the *node* (what an RPC node does with bytes: `wincode` into
/// `solana-transaction`'s `VersionedTransaction`, then `sanitize`, then its keys) and the *leader* (what a validator does
/// with a packet: `agave-transaction-view`).
///
/// What a node takes, as far as it goes, and this library refuses is one from [`TooLong`](Self::TooLong) to
/// [`SignatureCount`](Self::SignatureCount), or has too many instructions or accounts, and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nobody reads it.
    Unreadable,
    /// A node reads more bytes than a packet holds; a leader never sees them.
    TooLong,
    /// A node reads more than a limit of version 1 in a count, the mask or the heap, and its `sanitize` refuses it.
    OverLimit,
    /// A node ignores what follows the message; a leader drops the packet.
    TrailingBytes,
    /// A node reads a message that requires no signature, and its `sanitize` refuses it.
    NoSigner,
    /// A node reads more or fewer signatures than the header requires, and its `sanitize` refuses them.
    SignatureCount,
    /// All read it, and all find counts or indices out of range.
    Insane,
    /// More than 64 instructions: a node refuses them behind `sanitize`, a leader in it.
    TooManyInstructions,
    /// More than 255 accounts in one instruction: the same.
    TooManyAccounts,
    /// A table ends before an index.
    PastTable,
    /// Two keys are the same.
    LoadedTwice,
    /// More than 64 keys.
    TooManyKeys,
    /// All take it: a legacy one that not everybody has signed.
    Legacy,
    /// All take it: of version 0, without tables, and not everybody has signed.
    V0,
    /// All take it: of version 1, and not everybody has signed.
    V1,
    /// All take it: with tables, and not everybody has signed.
    V0WithTables,
    /// All take it, and everybody has signed.
    Signed,
}

impl Outcome {
    /// Every one, in order.
    pub const ALL: [Self; 17] = [
        Self::Unreadable,
        Self::TooLong,
        Self::OverLimit,
        Self::TrailingBytes,
        Self::NoSigner,
        Self::SignatureCount,
        Self::Insane,
        Self::TooManyInstructions,
        Self::TooManyAccounts,
        Self::PastTable,
        Self::LoadedTwice,
        Self::TooManyKeys,
        Self::Legacy,
        Self::V0,
        Self::V1,
        Self::V0WithTables,
        Self::Signed,
    ];

    /// Counts it. Under the fuzzer, once in a million, says how often each was.
    pub(super) fn count(self) {
        static COUNTS: [AtomicU64; Outcome::ALL.len()] = [const { AtomicU64::new(0) }; Outcome::ALL.len()];
        COUNTS[self as usize].fetch_add(1, Relaxed);
        let counts = Self::ALL.map(|outcome| (outcome, COUNTS[outcome as usize].load(Relaxed)));
        let total: u64 = counts.iter().map(|(_, count)| count).sum();
        if cfg!(fuzzing) && total.is_multiple_of(1_000_000) {
            let counts = counts.map(|(outcome, count)| format!("{outcome:?} {count}"));
            eprintln!("outcomes of {total} cases: {}", counts.join(", "));
        }
    }
}
