//! Why bytes are no signed transaction (P-6).

use core::fmt;

/// Why bytes are no signed transaction that is read here. The error is `Copy` and contains no byte of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransactionError {
    kind: TransactionErrorKind,
    offset: usize,
}

impl TransactionError {
    pub(super) const fn new(kind: TransactionErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// What was wrong.
    #[must_use]
    pub const fn kind(&self) -> TransactionErrorKind {
        self.kind
    }

    /// Where, in bytes from the start of the transaction.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

/// What was wrong with bytes that should be a signed transaction. The texts name what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransactionErrorKind {
    /// More bytes than nodes pass on.
    TooLong {
        /// The greatest number of bytes.
        max: usize,
    },
    /// A type of EIP-2718 that is not read here. Type 3 carries blobs, type 4 carries delegations, and other types are
    /// not defined.
    Type(u8),
    /// The bytes end where this was expected.
    End(&'static str),
    /// This is a string and should be a list.
    NotList(&'static str),
    /// This is a list and should be a string.
    NotString(&'static str),
    /// The prefix of this is not the shortest one for its meaning.
    NotShortest(&'static str),
    /// This number begins with a zero byte.
    LeadingZero(&'static str),
    /// This number has too many bytes.
    TooLarge {
        /// The name of the number.
        what: &'static str,
        /// The greatest number of bytes.
        bytes: usize,
    },
    /// This has another number of bytes.
    Size {
        /// The name of the item.
        what: &'static str,
        /// The required number of bytes.
        bytes: usize,
    },
    /// Something follows this.
    Trailing(&'static str),
    /// A legacy transaction that names no chain, and so is valid on every chain (before EIP-155).
    NoChain,
    /// A legacy transaction whose v is none of EIP-155.
    RecoveryByte,
    /// A typed transaction whose y parity is neither 0 nor 1.
    Parity,
    /// r and s are both zero, as before signing.
    Unsigned,
}

impl fmt::Display for TransactionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use TransactionErrorKind as Kind;
        match self.kind {
            Kind::TooLong { max } => write!(f, "more than {max} bytes")?,
            Kind::Type(3) => f.write_str("a transaction of type 3 (EIP-4844, blobs), which is not read here")?,
            Kind::Type(4) => f.write_str("a transaction of type 4 (EIP-7702, delegations), which is not read here")?,
            Kind::Type(byte) => write!(f, "begins with {byte:#04x}: neither a legacy transaction nor type 1 or 2")?,
            Kind::End(what) => write!(f, "the bytes end where {what} is expected")?,
            Kind::NotList(what) => write!(f, "{what} is a string and should be a list")?,
            Kind::NotString(what) => write!(f, "{what} is a list and should be a string")?,
            Kind::NotShortest(what) => write!(f, "{what} is not in its shortest encoding")?,
            Kind::LeadingZero(what) => write!(f, "{what} begins with a zero byte")?,
            Kind::TooLarge { what, bytes } => write!(f, "{what} has more than {bytes} bytes")?,
            Kind::Size { what, bytes } => write!(f, "{what} has not {bytes} bytes")?,
            Kind::Trailing(what) => write!(f, "something follows {what}")?,
            Kind::NoChain => f.write_str("a legacy transaction that names no chain (before EIP-155)")?,
            Kind::RecoveryByte => f.write_str("v is none that EIP-155 gives")?,
            Kind::Parity => f.write_str("the y parity is neither 0 nor 1")?,
            Kind::Unsigned => f.write_str("r and s are zero: nobody has signed it")?,
        }
        write!(f, " (byte {})", self.offset)
    }
}

impl core::error::Error for TransactionError {}
