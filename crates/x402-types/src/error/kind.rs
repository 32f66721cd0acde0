//! The kinds of faults in documents, each with a permanent name.

use core::fmt;

use super::{Carried, JsonType, Limit, Stage};

/// The kind of fault in a document. [`as_str`](Self::as_str) is permanent, and new kinds may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A header of this name does not carry such an object (C-11).
    HeaderName,
    /// The header is present and its value is empty. This is malformed, not absent (C-11).
    EmptyHeader,
    /// No header carries the object (C-11). A request without a payment is answered with 402, not with 400.
    NoHeader(Carried),
    /// More than one header carries the object (C-11).
    SeveralHeaders,
    /// The header's value has a line break, so it is not one header (C-11).
    HeaderLineBreak,
    /// A character is not in the standard alphabet. Under Strict this includes white space (C-1).
    Base64Alphabet,
    /// The padding is missing, misplaced or of the wrong length (C-1).
    Base64Padding,
    /// The bits after the last byte are not zero (C-1).
    Base64TrailingBits,
    /// The bytes are not UTF-8 (C-2).
    Utf8,
    /// There is a byte order mark (C-2).
    ByteOrderMark,
    /// The text does not follow the grammar of RFC 8259 (C-4).
    Syntax,
    /// The text ends inside a value.
    UnexpectedEnd,
    /// Something other than white space follows the value (C-4).
    TrailingData,
    /// A string has an unescaped control character.
    ControlCharacter,
    /// A string has half of a surrogate pair (C-16).
    LoneSurrogate,
    /// An object has a member name twice (C-3).
    DuplicateMember,
    /// A required member is missing.
    MissingMember,
    /// A value has the wrong JSON type. The type here is the expected one.
    WrongType(JsonType),
    /// A required member is `null` (C-7).
    Null,
    /// The object does not exist with this `x402Version` (C-5).
    Version,
    /// The text is not `0|[1-9][0-9]*` (C-6).
    NotDecimal,
    /// The number does not fit into this many bits, which are 256 for most decimals (C-6).
    DecimalTooLarge(u16),
    /// The text is not a network in the form of the object's version: a CAIP-2 identifier in V2, a name in V1 (C-9).
    NotNetwork,
    /// The name of the scheme is empty.
    EmptyScheme,
    /// The text is not `0x` and an even number of hexadecimal digits (E-5).
    NotHex,
    /// The text is not `0x` and 40 hexadecimal digits (E-3).
    NotAddress,
    /// The text is not `0x` and 64 hexadecimal digits (E-4).
    NotNonce,
    /// The text is not numbers separated by dots.
    NotVersion,
    /// The text is not 16 to 128 letters, digits, hyphens and underscores (`extensions/payment_identifier.md`).
    NotPaymentId,
    /// The text is not 1 to 32 small letters, digits and underscores (`extensions/builder_code.md`).
    NotBuilderCode,
    /// The version of a sign-in is not the string `1` (`extensions/sign-in-with-x.md`).
    NotSignInVersion,
    /// The text is not one of the four names of a signature scheme (`extensions/sign-in-with-x.md`).
    NotSignatureScheme,
    /// The format is neither `eip712` nor `jws`.
    NotFormat,
    /// The text is not three parts of unpadded base64url.
    NotJws,
    /// The member must not be present here.
    MustBeAbsent,
    /// A signed offer has a member of a receipt, or a receipt has a member of an offer.
    OtherArtifact,
    /// The value is not one that the document lists for the member.
    UnknownValue,
    /// A text is empty.
    EmptyText,
    /// A list is empty.
    EmptyList,
    /// The text is not an absolute URL.
    NotUrl,
    /// The payload has members of more than one asset transfer method (B-4).
    AmbiguousPayload,
    /// The witness has a member of the other Permit2 scheme's witness (B-4).
    OtherWitness,
    /// A limit is exceeded (C-12).
    Limit {
        /// The bounded quantity.
        limit: Limit,
        /// The limit.
        max: usize,
    },
}

impl ErrorKind {
    /// The permanent name, in lower case with hyphens, such as `missing-member` or `depth`.
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
            Self::DecimalTooLarge(_) => "decimal-too-large",
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

    /// The stage that finds this kind of fault.
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
            | Self::DecimalTooLarge(_)
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
            Self::DecimalTooLarge(bits) => return write!(f, "above 2^{bits}-1"),
            Self::Limit { limit, max } => return write!(f, "more than {max} {}", limit.names().1),
            Self::HeaderName => {
                "a header of this name does not carry such an object; payments come in PAYMENT-SIGNATURE or X-PAYMENT"
            }
            Self::EmptyHeader => "the header is present but empty",
            Self::NoHeader(carried) => carried.absence(),
            Self::SeveralHeaders => "more than one header carries the object",
            Self::HeaderLineBreak => "the header's value has a line break",
            Self::Base64Alphabet => "not standard base64: a character outside A-Z a-z 0-9 + / =",
            Self::Base64Padding => "not standard base64: padding with = is missing or wrong",
            Self::Base64TrailingBits => "not standard base64: the bits after the last byte are not zero",
            Self::Utf8 => "not UTF-8",
            Self::ByteOrderMark => "there is a byte order mark before the JSON text",
            Self::Syntax => "not JSON",
            Self::UnexpectedEnd => "the JSON text ends inside a value",
            Self::TrailingData => "something follows the JSON value",
            Self::ControlCharacter => "a string has an unescaped control character",
            Self::LoneSurrogate => "a string has half of a surrogate pair",
            Self::DuplicateMember => "the object has this member twice",
            Self::MissingMember => "required and missing",
            Self::Null => "required and null",
            Self::Version => "this x402Version is not supported",
            Self::NotDecimal => "must be a decimal integer in a string: digits only, no sign, no leading zero",
            Self::NotNetwork => {
                "must be a network: in V2 a CAIP-2 identifier such as eip155:8453, in V1 a name such as base"
            }
            Self::EmptyScheme => "must not be empty",
            Self::NotHex => "must be 0x and an even number of hexadecimal digits",
            Self::NotAddress => "must be an address: 0x and 40 hexadecimal digits",
            Self::NotNonce => "must be a nonce: 0x and 64 hexadecimal digits",
            Self::NotVersion => "must be a version: numbers separated by dots",
            Self::NotPaymentId => "must be a payment identifier: 16 to 128 letters, digits, hyphens or underscores",
            Self::NotBuilderCode => "must be a builder code: 1 to 32 of a-z, 0-9 and _",
            Self::NotSignInVersion => "must be \"1\", the only version of a sign-in",
            Self::NotSignatureScheme => "must be eip191, eip1271, eip6492 or siws",
            Self::NotFormat => "must be eip712 or jws",
            Self::NotJws => "must be a compact JWS: three parts of unpadded base64url, separated by dots",
            Self::MustBeAbsent => "must not be present here",
            Self::OtherArtifact => {
                "belongs to the other artifact: an offer has no member of a receipt, and a receipt has none of an offer"
            }
            Self::UnknownValue => "is not one of the values that the document lists",
            Self::EmptyText | Self::EmptyList => "must not be empty",
            Self::NotUrl => "must be an absolute URL, with scheme and host",
            Self::AmbiguousPayload => "has the members of more than one asset transfer method",
            Self::OtherWitness => "belongs to the witness of upto, not to that of exact",
        };
        f.write_str(text)
    }
}
