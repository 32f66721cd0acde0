//! Transactions, signed or not, in the ledger's binary format.

use alloc::vec::Vec;

use super::{
    Address, LedgerAmount, ReadError, ReadErrorKind,
    hash::half_of,
    reader::{Code, Cursor},
};

/// The largest transaction that is read, in bytes. The ledger's limit is 1 MiB.
pub const MAX_TRANSACTION_BYTES: usize = 64 * 1024;

/// The smallest transaction of the ledger, in bytes.
const MIN_TRANSACTION_BYTES: usize = 32;

/// The prefix of the bytes that the payer signs: `STX` and a zero.
const SIGNED: [u8; 4] = *b"STX\0";
/// The prefix of the bytes that are hashed for the transaction's hash: `TXN` and a zero.
const HASHED: [u8; 4] = *b"TXN\0";

/// A transaction of the ledger. Each field of a plain payment is `None` if the transaction lacks it.
///
/// The fields are those of the bytes: the reader accepts one encoding of each transaction alone, so that the hash of the bytes
/// is the hash by which the ledger knows the transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transaction<'a> {
    /// `TransactionType`: [`PAYMENT`](Self::PAYMENT) for a payment.
    pub transaction_type: Option<u16>,
    /// `NetworkID`.
    pub network_id: Option<u32>,
    /// `Flags`.
    pub flags: Option<u32>,
    /// `SourceTag`.
    pub source_tag: Option<u32>,
    /// `Sequence`, which is 0 if the transaction uses a ticket.
    pub sequence: Option<u32>,
    /// `DestinationTag`.
    pub destination_tag: Option<u32>,
    /// `LastLedgerSequence`: the number of the last ledger that can contain the transaction.
    pub last_ledger_sequence: Option<u32>,
    /// `TicketSequence`: the number of the ticket.
    pub ticket_sequence: Option<u32>,
    /// `InvoiceID`.
    pub invoice_id: Option<[u8; 32]>,
    /// `Amount`.
    pub amount: Option<LedgerAmount>,
    /// `Fee`.
    pub fee: Option<LedgerAmount>,
    /// `SendMax`.
    pub send_max: Option<LedgerAmount>,
    /// `SigningPubKey`, which is empty if several accounts sign.
    pub signing_pub_key: Option<&'a [u8]>,
    /// `TxnSignature`.
    pub txn_signature: Option<&'a [u8]>,
    /// `Account`: the payer.
    pub account: Option<Address>,
    /// `Destination`: the recipient.
    pub destination: Option<Address>,
    others: Vec<OtherField<'a>>,
    bytes: &'a [u8],
    /// The bytes that are signed: those before, between and behind the fields that are not.
    signed: Vec<&'a [u8]>,
}

/// A field that is not one of a plain payment. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherField<'a> {
    /// The name of the field.
    pub name: &'static str,
    /// The kind of the field.
    pub kind: OtherFieldKind,
    /// The field in the transaction, with its head.
    pub bytes: &'a [u8],
}

/// The kind of an [`OtherField`]. A further variant would be a breaking change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OtherFieldKind {
    /// `Memos`.
    Memos,
    /// `Paths`.
    Paths,
    /// `DeliverMin`.
    DeliverMin,
    /// `Delegate`.
    Delegate,
    /// `Signers`.
    Signers,
    /// `CredentialIDs`.
    CredentialIds,
    /// `AccountTxnID`.
    AccountTxnId,
    /// Any other field.
    Other,
}

impl<'a> Transaction<'a> {
    /// The `TransactionType` of a payment.
    pub const PAYMENT: u16 = 0;

    /// Decodes a transaction of at most [`MAX_TRANSACTION_BYTES`].
    ///
    /// # Errors
    /// The errors of [`decode_with`](Self::decode_with).
    pub fn decode(bytes: &'a [u8]) -> Result<Self, ReadError> {
        Self::decode_with(bytes, MAX_TRANSACTION_BYTES)
    }

    /// Decodes a transaction of at most this number of bytes, in time that grows with their number alone. Its fields need
    /// not be those of a payment.
    ///
    /// # Errors
    /// The bytes are not a transaction in the ledger's canonical encoding.
    pub fn decode_with(bytes: &'a [u8], max: usize) -> Result<Self, ReadError> {
        if bytes.len() > max {
            return Err(ReadError::new(ReadErrorKind::TooLong { max }, max));
        }
        if bytes.len() < MIN_TRANSACTION_BYTES {
            return Err(ReadError::new(ReadErrorKind::TooShort { min: MIN_TRANSACTION_BYTES }, bytes.len()));
        }
        let mut read = Self::empty(bytes);
        let mut cursor = Cursor::new(bytes);
        let (mut last, mut signed_from) = (None, 0);
        let between = |start: usize, end: usize| bytes.get(start..end).unwrap_or_default();
        while !cursor.is_at_end() {
            let start = cursor.offset();
            // There is no end marker to return, and the loop ends with the bytes.
            let Some(field) = cursor.outer_field(&mut last)? else { break };
            let name = field.name;
            match field.code {
                Code(1, 2) => read.transaction_type = Some(cursor.u16(name)?),
                Code(2, 1) => read.network_id = Some(cursor.u32(name)?),
                Code(2, 2) => read.flags = Some(cursor.u32(name)?),
                Code(2, 3) => read.source_tag = Some(cursor.u32(name)?),
                Code(2, 4) => read.sequence = Some(cursor.u32(name)?),
                Code(2, 14) => read.destination_tag = Some(cursor.u32(name)?),
                Code(2, 27) => read.last_ledger_sequence = Some(cursor.u32(name)?),
                Code(2, 41) => read.ticket_sequence = Some(cursor.u32(name)?),
                Code(5, 17) => read.invoice_id = Some(cursor.hash(name)?),
                Code(6, 1) => read.amount = Some(cursor.amount(name)?),
                Code(6, 8) => read.fee = Some(cursor.amount(name)?),
                Code(6, 9) => read.send_max = Some(cursor.amount(name)?),
                Code(7, 3) => read.signing_pub_key = Some(cursor.blob(name)?),
                Code(7, 4) => read.txn_signature = Some(cursor.blob(name)?),
                Code(8, 1) => read.account = Some(cursor.account(name)?),
                Code(8, 3) => read.destination = Some(cursor.account(name)?),
                code => {
                    cursor.skip(&field)?;
                    read.others.push(OtherField { name, kind: kind_of(code), bytes: between(start, cursor.offset()) });
                }
            }
            if !is_signed(field.code) {
                read.signed.push(between(signed_from, start));
                signed_from = cursor.offset();
            }
        }
        read.signed.push(between(signed_from, bytes.len()));
        Ok(read)
    }

    const fn empty(bytes: &'a [u8]) -> Self {
        Self {
            transaction_type: None,
            network_id: None,
            flags: None,
            source_tag: None,
            sequence: None,
            destination_tag: None,
            last_ledger_sequence: None,
            ticket_sequence: None,
            invoice_id: None,
            amount: None,
            fee: None,
            send_max: None,
            signing_pub_key: None,
            txn_signature: None,
            account: None,
            destination: None,
            others: Vec::new(),
            bytes,
            signed: Vec::new(),
        }
    }

    /// The fields that a plain payment does not have, in the order of the transaction.
    pub fn other_fields(&self) -> &[OtherField<'a>] {
        &self.others
    }

    /// The bytes of the transaction.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Returns the bytes that the payer signs: the prefix `53545800` and all fields except `TxnSignature`, `Signers` and
    /// the signatures that no payment has. A key of Ed25519 signs these bytes themselves.
    #[must_use]
    pub fn preimage(&self) -> Vec<u8> {
        [SIGNED.as_slice()].iter().chain(&self.signed).copied().flatten().copied().collect()
    }

    /// Returns the hash of the [preimage](Self::preimage) that a secp256k1 key signs.
    #[must_use]
    pub fn signing_hash(&self) -> [u8; 32] {
        half_of([SIGNED.as_slice()].iter().chain(&self.signed).copied())
    }

    /// Returns the hash by which the ledger knows the transaction.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        half_of([HASHED.as_slice(), self.bytes])
    }
}

/// `false` for the fields that the published definitions do not mark as signed: `TxnSignature`, `Signature`,
/// `MasterSignature`, `CounterpartySignature`, `SponsorSignature`, `Signers` and `BatchSigners`.
const fn is_signed(code: Code) -> bool {
    !matches!(code, Code(7, 4 | 6 | 18) | Code(14, 37 | 38) | Code(15, 3 | 31))
}

const fn kind_of(code: Code) -> OtherFieldKind {
    match code {
        Code(15, 9) => OtherFieldKind::Memos,
        Code(18, 1) => OtherFieldKind::Paths,
        Code(6, 10) => OtherFieldKind::DeliverMin,
        Code(8, 12) => OtherFieldKind::Delegate,
        Code(15, 3) => OtherFieldKind::Signers,
        Code(19, 5) => OtherFieldKind::CredentialIds,
        Code(5, 9) => OtherFieldKind::AccountTxnId,
        Code(..) => OtherFieldKind::Other,
    }
}
