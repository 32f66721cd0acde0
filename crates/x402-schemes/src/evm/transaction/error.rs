//! The reasons why bytes are not a signed transaction (P-6).

use core::fmt;

/// The reason why bytes are not a signed transaction that this crate reads. The error is `Copy` and contains no byte of
/// the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransactionError {
    kind: TransactionErrorKind,
    offset: usize,
}

impl TransactionError {
    pub(super) const fn new(kind: TransactionErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// The kind of the error.
    pub const fn kind(&self) -> TransactionErrorKind {
        self.kind
    }

    /// The position of the error, in bytes from the start of the transaction.
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

/// The kind of a [`TransactionError`]. The texts name the expected item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransactionErrorKind {
    /// There are more bytes than nodes propagate.
    TooLong {
        /// The maximum number of bytes.
        max: usize,
    },
    /// A type of EIP-2718 that this crate does not read. Type 3 carries blobs, type 4 carries delegations, and other
    /// types are undefined.
    Type(u8),
    /// The bytes end before this item.
    End(&'static str),
    /// This item is a string and should be a list.
    NotList(&'static str),
    /// This item is a list and should be a string.
    NotString(&'static str),
    /// The prefix of this item is not the shortest one for its meaning.
    NotShortest(&'static str),
    /// This number begins with a zero byte.
    LeadingZero(&'static str),
    /// This number has too many bytes.
    TooLarge {
        /// The name of the number.
        what: &'static str,
        /// The maximum number of bytes.
        bytes: usize,
    },
    /// This item does not have the required number of bytes.
    Size {
        /// The name of the item.
        what: &'static str,
        /// The required number of bytes.
        bytes: usize,
    },
    /// Something follows this item.
    Trailing(&'static str),
    /// A legacy transaction that names no chain, so it is valid on every chain (before EIP-155).
    NoChain,
    /// A legacy transaction whose v does not follow EIP-155.
    RecoveryByte,
    /// A typed transaction whose y parity is neither 0 nor 1.
    Parity,
    /// There is no signature: r and s are missing, or both are zero.
    Unsigned,
}

impl fmt::Display for TransactionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use TransactionErrorKind as Kind;
        match self.kind {
            Kind::TooLong { max } => write!(f, "more than {max} bytes")?,
            Kind::Type(3) => f.write_str("a transaction of type 3 (EIP-4844, blobs), which is not supported")?,
            Kind::Type(4) => f.write_str("a transaction of type 4 (EIP-7702, delegations), which is not supported")?,
            Kind::Type(byte) => write!(f, "begins with {byte:#04x}: neither a legacy transaction nor type 1 or 2")?,
            Kind::End(what) => write!(f, "the bytes end where {what} is expected")?,
            Kind::NotList(what) => write!(f, "{what} is a string and should be a list")?,
            Kind::NotString(what) => write!(f, "{what} is a list and should be a string")?,
            Kind::NotShortest(what) => write!(f, "{what} is not in its shortest encoding")?,
            Kind::LeadingZero(what) => write!(f, "{what} begins with a zero byte")?,
            Kind::TooLarge { what, bytes } => write!(f, "{what} has more than {bytes} bytes")?,
            Kind::Size { what, bytes } => write!(f, "{what} must have {bytes} bytes")?,
            Kind::Trailing(what) => write!(f, "something follows {what}")?,
            Kind::NoChain => f.write_str("a legacy transaction that names no chain (before EIP-155)")?,
            Kind::RecoveryByte => f.write_str("v does not follow EIP-155")?,
            Kind::Parity => f.write_str("the y parity is neither 0 nor 1")?,
            Kind::Unsigned => f.write_str("the transaction is unsigned")?,
        }
        write!(f, " (byte {})", self.offset)
    }
}

impl core::error::Error for TransactionError {}
