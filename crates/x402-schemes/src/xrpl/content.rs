//! The ledger's rules for the content of fields that a plain payment does not have, but that a verifier may allow.

use x402_types::declare::sentences;

use super::{
    OtherField, OtherFieldKind,
    reader::{Code, Cursor, ReadError},
};

/// The most bytes that the ledger accepts in `Memos`, between its head and its end marker.
const MAX_MEMOS: usize = 1024;

/// The most credentials that the ledger accepts in `CredentialIDs`.
const MAX_CREDENTIALS: usize = 8;

/// The fields of the ledger's template of a payment that have no kind of their own.
const IN_TEMPLATE: [&str; 3] = ["PreviousTxnID", "OperationLimit", "DomainID"];

impl OtherField<'_> {
    /// Checks the content of `Memos` and `CredentialIDs` as the ledger does when it receives a transaction (`isMemoOkay`
    /// and `checkFields` of `rippled`; ), and that the ledger's template of a payment has the field. The
    /// content of other fields is not checked.
    ///
    /// # Errors
    /// The ledger rejects the field.
    pub fn check_content(&self) -> Result<(), FieldContentError> {
        match self.kind {
            OtherFieldKind::Memos => check_memos(self.bytes),
            OtherFieldKind::CredentialIds => check_credentials(self.bytes),
            OtherFieldKind::Paths
            | OtherFieldKind::DeliverMin
            | OtherFieldKind::Delegate
            | OtherFieldKind::Signers
            | OtherFieldKind::AccountTxnId => Ok(()),
            OtherFieldKind::Other if IN_TEMPLATE.contains(&self.name) => Ok(()),
            OtherFieldKind::Other => Err(FieldContentError::NotOfPayment(self.name)),
        }
    }
}

fn check_memos(field: &[u8]) -> Result<(), FieldContentError> {
    /// The bytes of the head and of the end marker.
    const AROUND: usize = 2;
    let other = |_: ReadError| FieldContentError::NotMemo;
    let length = field.len().saturating_sub(AROUND);
    if length > MAX_MEMOS {
        return Err(FieldContentError::MemosTooLong { length });
    }
    let mut cursor = Cursor::new(field);
    cursor.outer_field(&mut None).map_err(other)?;
    while let Some(memo) = cursor.field(Some(Code::END_OF_ARRAY), &mut None).map_err(other)? {
        if memo.code != Code(14, 10) {
            return Err(FieldContentError::NotMemo);
        }
        let mut last = None;
        while let Some(part) = cursor.field(Some(Code::END_OF_OBJECT), &mut last).map_err(other)? {
            let is_text = match part.code {
                Code(7, 12 | 14) => true,
                Code(7, 13) => false,
                Code(..) => return Err(FieldContentError::NotMemo),
            };
            let value = cursor.blob(part.name).map_err(other)?;
            if is_text && !value.iter().all(is_in_urls) {
                return Err(FieldContentError::MemoCharacters(part.name));
            }
        }
    }
    Ok(())
}

/// Whether RFC 3986 allows the character in a URL.
fn is_in_urls(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(byte)
}

fn check_credentials(field: &[u8]) -> Result<(), FieldContentError> {
    let mut cursor = Cursor::new(field);
    let list = cursor.outer_field(&mut None).and_then(|_| cursor.blob("CredentialIDs"));
    let list = list.map_err(|_| FieldContentError::Credentials)?;
    let (hashes, _) = list.as_chunks::<32>();
    let is_number = (1..=MAX_CREDENTIALS).contains(&hashes.len());
    // The number of comparisons is bounded.
    let are_different =
        || hashes.iter().enumerate().all(|(index, hash)| !hashes.iter().take(index).any(|other| other == hash));
    if is_number && are_different() { Ok(()) } else { Err(FieldContentError::Credentials) }
}

sentences! {
    /// The reasons why the ledger rejects a field or its content.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum FieldContentError {
        /// `Memos` is too long.
        MemosTooLong {
            /// The number of bytes between the head of `Memos` and its end marker.
            length: usize,
        } = |f| write!(f, "the ledger accepts at most {MAX_MEMOS} bytes of memos, and these have {length}"),
        /// `Memos` has something other than memos.
        NotMemo = "the ledger accepts only Memo objects in Memos, with MemoType, MemoData and MemoFormat",
        /// This field of a memo is not text as in a URL.
        MemoCharacters(field: &'static str) = "the ledger accepts only the characters of URLs (RFC 3986) in {field}",
        /// `CredentialIDs` is empty, too long, or has the same credential twice.
        Credentials = "the ledger accepts only 1 to 8 different credentials in CredentialIDs",
        /// A payment does not have this field.
        NotOfPayment(field: &'static str) = "the ledger rejects a payment with the field {field}",
    }
}

impl core::error::Error for FieldContentError {}
