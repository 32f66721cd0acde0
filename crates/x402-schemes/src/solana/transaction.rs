//! Transactions, which consist of signatures and the signed message (S-1).

use alloc::vec::Vec;

use super::{
    Message,
    version_1::VERSION_1,
    wire::{Cursor, ParseError, ParseErrorKind, push_compact_u16},
};

/// The maximum number of bytes of a legacy or version 0 transaction, which must fit into a packet.
pub const MAX_TRANSACTION_BYTES: usize = 1232;

/// The maximum number of bytes of a version 1 transaction (SIMD-0385).
pub const MAX_VERSION_1_BYTES: usize = 4096;

/// A transaction, borrowed from its bytes.
///
/// ```
/// use x402_schemes::solana::{ParseErrorKind, Transaction};
/// let error = Transaction::decode(&[1, 0]).unwrap_err();
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
    /// Decodes a transaction in the encoding that a validator accepts: each number in its shortest form, as many
    /// signatures as the header requires, and nothing after the last part. So each transaction has only one encoding.
    /// The first byte distinguishes version 1 from the older layouts (U-20). The runtime's further rules are not
    /// checked: see [`Message::sanitize`] and [`Keys::load`](super::Keys::load).
    ///
    /// # Errors
    /// The bytes are not a transaction. The error has the position and the expected item.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, ParseError> {
        let first = bytes.first().copied().unwrap_or_default();
        let max = if first == VERSION_1 { MAX_VERSION_1_BYTES } else { MAX_TRANSACTION_BYTES };
        let mut cursor = Cursor::new(bytes);
        if bytes.len() > max {
            return Err(ParseError::new(ParseErrorKind::TooLong { max }, max));
        }
        let read = match first {
            ..=0x7f => Self::read_signatures_first(&mut cursor),
            VERSION_1 => Self::read_version_1(bytes, &mut cursor),
            other => Err(cursor.error(ParseErrorKind::MessageVersion(other))),
        }?;
        if cursor.rest().is_empty() { Ok(read) } else { Err(cursor.error(ParseErrorKind::TrailingBytes)) }
    }

    /// Reads the layout of legacy and version 0, in which the signatures come before the message.
    fn read_signatures_first(cursor: &mut Cursor<'a>) -> Result<Self, ParseError> {
        let signatures = cursor.compact_u16("the number of signatures")?;
        let signatures = cursor.arrays(signatures, "a signature")?;
        let signed = cursor.rest();
        let at_message = *cursor;
        let message = Message::read(cursor)?;
        let required = message.header.required_signatures;
        if required == 0 {
            return Err(at_message.error(ParseErrorKind::NoSigner));
        }
        if signatures.len() != usize::from(required) {
            let signatures = signatures.len();
            return Err(at_message.error(ParseErrorKind::SignatureCount { signatures, required }));
        }
        Ok(Self { signatures, message, signed })
    }

    /// Reads the layout of version 1, in which as many signatures as are required follow the message (U-24).
    fn read_version_1(bytes: &'a [u8], cursor: &mut Cursor<'a>) -> Result<Self, ParseError> {
        let message = Message::read_version_1(cursor)?;
        let length = bytes.len().saturating_sub(cursor.rest().len());
        let signed = bytes.get(..length).unwrap_or(bytes);
        let signatures = cursor.arrays(usize::from(message.header.required_signatures), "a signature")?;
        Ok(Self { signatures, message, signed })
    }

    /// The signatures, one for each required signer, in the order of the keys, so the first is the fee payer's. A
    /// missing signature is all zeros.
    pub const fn signatures(&self) -> &'a [[u8; 64]] {
        self.signatures
    }

    /// The message that the signers sign.
    pub const fn message(&self) -> &Message<'a> {
        &self.message
    }

    /// The bytes of the message, which the signers sign.
    pub const fn signed_bytes(&self) -> &'a [u8] {
        self.signed
    }

    /// The bytes from which the transaction was read.
    pub fn encode(&self) -> Vec<u8> {
        Self::join(self.signatures, &self.message.encode())
    }

    /// Joins signatures and the bytes of a message into the bytes of a transaction, in the layout of the message's
    /// version.
    #[must_use]
    pub fn join(signatures: &[[u8; 64]], message: &[u8]) -> Vec<u8> {
        let mut out =
            Vec::with_capacity(signatures.as_flattened().len().saturating_add(message.len()).saturating_add(3));
        if message.first() == Some(&VERSION_1) {
            out.extend_from_slice(message);
            out.extend_from_slice(signatures.as_flattened());
        } else {
            push_compact_u16(&mut out, signatures.len());
            out.extend_from_slice(signatures.as_flattened());
            out.extend_from_slice(message);
        }
        out
    }
}
