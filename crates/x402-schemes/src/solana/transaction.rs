//! Transactions, which consist of signatures and the signed message (S-1).

use alloc::vec::Vec;

use super::{
    Message,
    wire::{Cursor, ParseError, ParseErrorKind, push_compact_u16},
};

/// The maximum number of bytes of a legacy or version 0 transaction, which has to fit into a packet.
pub const MAX_TRANSACTION_BYTES: usize = 1232;

/// The maximum number of bytes of a version 1 transaction (SIMD-0385).
pub const MAX_VERSION_1_BYTES: usize = 4096;

/// The first byte of a version 1 transaction. A transaction of the old layout cannot begin with it, because 129
/// signatures do not fit into a packet.
const VERSION_1: u8 = 0x81;

/// A legacy or version 0 transaction, borrowed from its bytes.
///
/// ```
/// use x402_schemes::solana::{ParseErrorKind, Transaction};
/// let error = Transaction::parse(&[1, 0]).unwrap_err();
/// assert_eq!(error.kind(), ParseErrorKind::End("a signature"));
/// assert_eq!(error.to_string(), "the bytes end where a signature is expected (byte 1)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction<'a> {
    signatures: &'a [[u8; 64]],
    message: Message<'a>,
    signed: &'a [u8],
}

impl<'a> Transaction<'a> {
    /// Reads a transaction that a validator would accept from a packet: each number in its shortest form, as many
    /// signatures as the header requires, and nothing after the message. So each transaction has only one encoding.
    ///
    /// # Errors
    /// The bytes are not a transaction. The error has the place and the expected item.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        let (kind, max) = match bytes.first() {
            Some(&VERSION_1) => (Some(ParseErrorKind::Version1), MAX_VERSION_1_BYTES),
            _ => (None, MAX_TRANSACTION_BYTES),
        };
        let mut cursor = Cursor::new(bytes);
        if bytes.len() > max {
            return Err(ParseError::new(ParseErrorKind::TooLong { max }, max));
        }
        if let Some(kind) = kind {
            return Err(cursor.error(kind));
        }
        let signatures = cursor.compact_u16("the number of signatures")?;
        let signatures = cursor.arrays(signatures, "a signature")?;
        let signed = cursor.rest();
        let at_message = cursor;
        let message = Message::read(&mut cursor)?;
        let required = message.header.required_signatures;
        if required == 0 {
            return Err(at_message.error(ParseErrorKind::NoSigner));
        }
        if signatures.len() != usize::from(required) {
            let signatures = signatures.len();
            return Err(at_message.error(ParseErrorKind::SignatureCount { signatures, required }));
        }
        if !cursor.rest().is_empty() {
            return Err(cursor.error(ParseErrorKind::TrailingBytes));
        }
        Ok(Self { signatures, message, signed })
    }

    /// One signature for each required signer, in the order of the keys, so the first is the fee payer's. A missing
    /// signature is all zeros.
    #[must_use]
    pub const fn signatures(&self) -> &'a [[u8; 64]] {
        self.signatures
    }

    /// The message that the signers sign.
    #[must_use]
    pub const fn message(&self) -> &Message<'a> {
        &self.message
    }

    /// The bytes of the message, which the signers sign.
    #[must_use]
    pub const fn signed_bytes(&self) -> &'a [u8] {
        self.signed
    }

    /// The bytes from which the transaction was read.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        Self::join(self.signatures, &self.message.encode())
    }

    /// Joins signatures and the bytes of a message to the bytes of a transaction.
    #[must_use]
    pub fn join(signatures: &[[u8; 64]], message: &[u8]) -> Vec<u8> {
        let mut out =
            Vec::with_capacity(signatures.as_flattened().len().saturating_add(message.len()).saturating_add(3));
        push_compact_u16(&mut out, signatures.len());
        out.extend_from_slice(signatures.as_flattened());
        out.extend_from_slice(message);
        out
    }
}
