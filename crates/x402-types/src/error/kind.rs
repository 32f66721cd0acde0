//! What was wrong with a document: one name for each kind of fault.

use core::fmt;

use super::{Carried, JsonType, Limit, Stage};

/// What was wrong with a document. [`as_str`](Self::as_str) is permanent; new kinds may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The header's name is none that carries this object (C-11).
    HeaderName,
    /// The header is there and its value is empty: malformed, not absent (C-11).
    EmptyHeader,
    /// No header carries what is to be read (C-11). Without a payment a request is answered with 402, not with 400.
    NoHeader(Carried),
    /// More than one header carries what is to be read (C-11).
    SeveralHeaders,
    /// A line break in a header's value: whatever it is, it is not one header (C-11).
    HeaderLineBreak,
    /// A byte that is not in the standard alphabet; among them white space under Strict (C-1).
    Base64Alphabet,
    /// Padding that is missing, misplaced or of the wrong length (C-1).
    Base64Padding,
    /// Bits behind the last byte that are not zero (C-1).
    Base64TrailingBits,
    /// Bytes that are not UTF-8 (C-2).
    Utf8,
    /// A byte order mark (C-2).
    ByteOrderMark,
    /// Not the grammar of RFC 8259 (C-4).
    Syntax,
    /// The text ends inside a value.
    UnexpectedEnd,
    /// Something other than white space behind the value (C-4).
    TrailingData,
    /// A control character inside a string, unescaped.
    ControlCharacter,
    /// Half of a surrogate pair (C-16).
    LoneSurrogate,
    /// A member name that the object already has (C-3).
    DuplicateMember,
    /// A required member is not there.
    MissingMember,
    /// A value of another JSON type.
    WrongType(JsonType),
    /// `null` where the member is required (C-7).
    Null,
    /// An `x402Version` that this object does not have (C-5).
    Version,
    /// Not `0|[1-9][0-9]*` (C-6).
    NotDecimal,
    /// A decimal above 2^256−1 (C-6).
    DecimalTooLarge,
    /// Not a network in the form of the object's version: a CAIP-2 identifier in V2, a name in V1 (C-9).
    NotNetwork,
    /// A scheme name without a character.
    EmptyScheme,
    /// Not `0x` and an even number of hexadecimal digits (E-5).
    NotHex,
    /// Not `0x` and 40 hexadecimal digits (E-3).
    NotAddress,
    /// Not `0x` and 64 hexadecimal digits (E-4).
    NotNonce,
    /// Not numbers with dots between them.
    NotVersion,
    /// Not 16 to 128 letters, digits, hyphens and underscores (`extensions/payment_identifier.md`).
    NotPaymentId,
    /// Not 1 to 32 small letters, digits and underscores (`extensions/builder_code.md`).
    NotBuilderCode,
    /// Not the version 1 of a sign-in, as a string (`extensions/sign-in-with-x.md`).
    NotSignInVersion,
    /// None of the four names of a signature scheme (`extensions/sign-in-with-x.md`).
    NotSignatureScheme,
    /// Neither `eip712` nor `jws`.
    NotFormat,
    /// Not three parts of unpadded base64url.
    NotJws,
    /// A member that must not be sent here.
    MustBeAbsent,
    /// A member of a receipt in a signed offer, or of an offer in a receipt.
    OtherArtifact,
    /// None of the values that the document lists for the member.
    UnknownValue,
    /// A text without a character.
    EmptyText,
    /// A list without an element.
    EmptyList,
    /// Not an absolute URL.
    NotUrl,
    /// A payload that has the members of more than one asset transfer method (B-4).
    AmbiguousPayload,
    /// A member of the witness that the other scheme of Permit2 has (B-4).
    OtherWitness,
    /// More than the limits allow (C-12).
    Limit {
        /// What there was too much of.
        limit: Limit,
        /// How much is allowed.
        max: usize,
    },
}

impl ErrorKind {
    /// The permanent name, in lower case with hyphens: `missing-member`, `depth`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HeaderName => "header-name",
            Self::EmptyHeader => "empty-header",
            Self::NoHeader(_) => "no-header",
            Self::SeveralHeaders => "several-headers",
            Self::HeaderLineBreak => "header-line-break",
            Self::Base64Alphabet => "base64-alphabet",
            Self::Base64Padding => "base64-padding",
            Self::Base64TrailingBits => "base64-trailing-bits",
            Self::Utf8 => "utf8",
            Self::ByteOrderMark => "byte-order-mark",
            Self::Syntax => "syntax",
            Self::UnexpectedEnd => "unexpected-end",
            Self::TrailingData => "trailing-data",
            Self::ControlCharacter => "control-character",
            Self::LoneSurrogate => "lone-surrogate",
            Self::DuplicateMember => "duplicate-member",
            Self::MissingMember => "missing-member",
            Self::WrongType(_) => "wrong-type",
            Self::Null => "null",
            Self::Version => "version",
            Self::NotDecimal => "not-decimal",
            Self::DecimalTooLarge => "decimal-too-large",
            Self::NotNetwork => "not-network",
            Self::EmptyScheme => "empty-scheme",
            Self::NotHex => "not-hex",
            Self::NotAddress => "not-address",
            Self::NotNonce => "not-nonce",
            Self::NotVersion => "not-version",
            Self::NotPaymentId => "not-payment-id",
            Self::NotBuilderCode => "not-builder-code",
            Self::NotSignInVersion => "not-sign-in-version",
            Self::NotSignatureScheme => "not-signature-scheme",
            Self::NotFormat => "not-format",
            Self::NotJws => "not-jws",
            Self::MustBeAbsent => "must-be-absent",
            Self::OtherArtifact => "other-artifact",
            Self::UnknownValue => "unknown-value",
            Self::EmptyText => "empty-text",
            Self::EmptyList => "empty-list",
            Self::NotUrl => "not-url",
            Self::AmbiguousPayload => "ambiguous-payload",
            Self::OtherWitness => "other-witness",
            Self::Limit { limit, .. } => limit.names().0,
        }
    }

    /// The stage that notices this kind.
    #[must_use]
    pub const fn stage(self) -> Stage {
        match self {
            Self::HeaderName | Self::EmptyHeader | Self::NoHeader(_) | Self::SeveralHeaders | Self::HeaderLineBreak => {
                Stage::Header
            }
            Self::Base64Alphabet | Self::Base64Padding | Self::Base64TrailingBits => Stage::Base64,
            Self::Utf8 | Self::ByteOrderMark => Stage::Utf8,
            Self::Syntax
            | Self::UnexpectedEnd
            | Self::TrailingData
            | Self::ControlCharacter
            | Self::LoneSurrogate
            | Self::DuplicateMember => Stage::Json,
            Self::MissingMember
            | Self::WrongType(_)
            | Self::Null
            | Self::Version
            | Self::NotDecimal
            | Self::DecimalTooLarge
            | Self::NotNetwork
            | Self::EmptyScheme
            | Self::NotHex
            | Self::NotAddress
            | Self::NotNonce
            | Self::NotVersion
            | Self::NotPaymentId
            | Self::NotBuilderCode
            | Self::NotSignInVersion
            | Self::NotSignatureScheme
            | Self::NotFormat
            | Self::NotJws
            | Self::MustBeAbsent
            | Self::OtherArtifact
            | Self::UnknownValue
            | Self::EmptyText
            | Self::EmptyList
            | Self::NotUrl
            | Self::AmbiguousPayload
            | Self::OtherWitness => Stage::Shape,
            Self::Limit { .. } => Stage::Limit,
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::WrongType(expected) => return write!(f, "must be {}", expected.phrase()),
            Self::Limit { limit, max } => return write!(f, "more than {max} {}", limit.names().1),
            Self::HeaderName => {
                "a header of this name does not carry such an object; payments come in PAYMENT-SIGNATURE or X-PAYMENT"
            }
            Self::EmptyHeader => "the header is present but empty",
            Self::NoHeader(carried) => carried.absence(),
            Self::SeveralHeaders => "more than one header carries the object",
            Self::HeaderLineBreak => "a line break stands in the header's value",
            Self::Base64Alphabet => "not standard base64: a character outside A-Z a-z 0-9 + / =",
            Self::Base64Padding => "not standard base64: padding with = is missing or wrong",
            Self::Base64TrailingBits => "not standard base64: the bits behind the last byte are not zero",
            Self::Utf8 => "not UTF-8",
            Self::ByteOrderMark => "a byte order mark stands before the JSON text",
            Self::Syntax => "not JSON",
            Self::UnexpectedEnd => "the JSON text ends inside a value",
            Self::TrailingData => "something follows the JSON value",
            Self::ControlCharacter => "a control character stands unescaped in a string",
            Self::LoneSurrogate => "half of a surrogate pair in a string",
            Self::DuplicateMember => "the object has this member twice",
            Self::MissingMember => "required and missing",
            Self::Null => "required and null",
            Self::Version => "this x402Version is not supported here",
            Self::NotDecimal => "must be a decimal integer in a string: digits only, no sign, no leading zero",
            Self::DecimalTooLarge => "above 2^256-1",
            Self::NotNetwork => {
                "must be a network: in V2 a CAIP-2 identifier such as eip155:8453, in V1 a name such as base"
            }
            Self::EmptyScheme => "must not be empty",
            Self::NotHex => "must be 0x and an even number of hexadecimal digits",
            Self::NotAddress => "must be an address: 0x and 40 hexadecimal digits",
            Self::NotNonce => "must be a nonce: 0x and 64 hexadecimal digits",
            Self::NotVersion => "must be a version: numbers with dots between them",
            Self::NotPaymentId => "must be a payment identifier: 16 to 128 letters, digits, hyphens or underscores",
            Self::NotBuilderCode => "must be a builder code: 1 to 32 of a-z, 0-9 and _",
            Self::NotSignInVersion => "must be \"1\", the one version of a sign-in",
            Self::NotSignatureScheme => "must be eip191, eip1271, eip6492 or siws",
            Self::NotFormat => "must be eip712 or jws",
            Self::NotJws => "must be a compact JWS: three parts of unpadded base64url with dots between them",
            Self::MustBeAbsent => "must not be sent here",
            Self::OtherArtifact => "is a member of the other artifact: an offer is no receipt, and a receipt no offer",
            Self::UnknownValue => "is none of the values that the document lists",
            Self::EmptyText | Self::EmptyList => "must not be empty",
            Self::NotUrl => "must be an absolute URL, with scheme and host",
            Self::AmbiguousPayload => "has the members of more than one asset transfer method",
            Self::OtherWitness => "belongs to the witness of upto, not to that of exact",
        };
        f.write_str(text)
    }
}
