//! What can become of a transaction, a signature or a text.

use x402_schemes::xrpl::ReadErrorKind;

/// What became of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A payment with plain fields alone.
    Plain,
    /// A transaction with other fields, or of another type.
    Other,
    /// Refused: fewer bytes than any transaction has.
    TooShort,
    /// Refused: the bytes end inside of a field.
    End,
    /// Refused: the code of a field has a second encoding.
    Head,
    /// Refused: no field has these codes.
    UnknownField,
    /// Refused: the fields are not in order.
    Order,
    /// Refused: a field comes twice.
    Duplicate,
    /// Refused: a length that the field does not have.
    Length,
    /// Refused: an amount in a second encoding, or out of range.
    Amount,
    /// Refused: an amount without currency or issuer, which the model reads.
    AmountOfNobody,
    /// Refused: an element of a path that is empty.
    Path,
    /// Refused: an array with something other than objects.
    NotObject,
    /// Refused: an end of nothing.
    Terminator,
    /// Refused: a field in ten arrays and objects.
    TooDeep,
    /// A signature in DER.
    Signature,
    /// No signature in DER.
    NoSignature,
    /// The signature is one of the ledger only if s is the lower one.
    HighS,
    /// The text of an address.
    Address,
    /// The text of an asset.
    Asset,
    /// Neither.
    NoText,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 21] = [
        Self::Plain,
        Self::Other,
        Self::TooShort,
        Self::End,
        Self::Head,
        Self::UnknownField,
        Self::Order,
        Self::Duplicate,
        Self::Length,
        Self::Amount,
        Self::AmountOfNobody,
        Self::Path,
        Self::NotObject,
        Self::Terminator,
        Self::TooDeep,
        Self::Signature,
        Self::NoSignature,
        Self::HighS,
        Self::Address,
        Self::Asset,
        Self::NoText,
    ];

    pub(super) fn of(kind: ReadErrorKind) -> Self {
        match kind {
            ReadErrorKind::TooShort { .. } => Self::TooShort,
            ReadErrorKind::End(_) => Self::End,
            ReadErrorKind::Head => Self::Head,
            ReadErrorKind::UnknownField { .. } => Self::UnknownField,
            ReadErrorKind::Order(_) => Self::Order,
            ReadErrorKind::Duplicate(_) => Self::Duplicate,
            ReadErrorKind::Length(_) => Self::Length,
            ReadErrorKind::Amount(_) => Self::Amount,
            ReadErrorKind::AmountOfNobody(_) => Self::AmountOfNobody,
            ReadErrorKind::Path => Self::Path,
            ReadErrorKind::NotObject(_) => Self::NotObject,
            ReadErrorKind::Terminator => Self::Terminator,
            ReadErrorKind::TooDeep => Self::TooDeep,
            other => panic!("{other:?} has no outcome"),
        }
    }
}
