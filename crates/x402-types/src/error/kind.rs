//! The kinds of faults in documents, each with a permanent name.

use crate::declare::{names, sentences};

sentences! {
    /// The kind of fault in a document. The name ([`as_str`](Self::as_str)) is permanent, and new kinds may be added.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum ErrorKind {
        /// A header of this name does not carry such an object (C-11).
        HeaderName ["header-name"] = "a header of this name does not carry such an object; payments come in PAYMENT-SIGNATURE or X-PAYMENT",
        /// The header is present and its value is empty. This is malformed, not absent (C-11).
        EmptyHeader ["empty-header"] = "the header is present but empty",
        /// More than one header carries the object (C-11).
        SeveralHeaders ["several-headers"] = "more than one header carries the object",
        /// The header's value has a line break, so it is not one header (C-11).
        HeaderLineBreak ["header-line-break"] = "the header's value has a line break",
        /// A character is not in the standard alphabet. Under Strict this includes white space (C-1).
        Base64Alphabet ["base64-alphabet"] = "not standard base64: a character outside A-Z a-z 0-9 + / =",
        /// The padding is missing, misplaced or of the wrong length (C-1).
        Base64Padding ["base64-padding"] = "not standard base64: padding with = is missing or wrong",
        /// The bits after the last byte are not zero (C-1).
        Base64TrailingBits ["base64-trailing-bits"] = "not standard base64: the bits after the last byte are not zero",
        /// The bytes are not UTF-8 (C-2).
        Utf8 ["utf8"] = "not UTF-8",
        /// There is a byte order mark (C-2).
        ByteOrderMark ["byte-order-mark"] = "there is a byte order mark before the JSON text",
        /// The text does not follow the grammar of RFC 8259 (C-4).
        Syntax ["syntax"] = "not JSON",
        /// The text ends inside a value.
        UnexpectedEnd ["unexpected-end"] = "the JSON text ends inside a value",
        /// Something other than white space follows the value (C-4).
        TrailingData ["trailing-data"] = "something follows the JSON value",
        /// A string has an unescaped control character.
        ControlCharacter ["control-character"] = "a string has an unescaped control character",
        /// A string has half of a surrogate pair (C-16).
        LoneSurrogate ["lone-surrogate"] = "a string has half of a surrogate pair",
        /// An object contains a field name twice (C-3).
        DuplicateMember ["duplicate-member"] = "the object has this field twice",
        /// A required field is missing.
        MissingMember ["missing-member"] = "required and missing",
        /// A required field is `null` (C-7).
        Null ["null"] = "required and null",
        /// The object does not exist with this `x402Version` (C-5).
        Version ["version"] = "this x402Version is not supported here",
        /// The text is not `0|[1-9][0-9]*` (C-6).
        NotDecimal ["not-decimal"] = "must be a decimal integer in a string: digits only, no sign, no leading zero",
        /// The text is not an amount of an issued currency on the XRP Ledger, `(0|[1-9][0-9]*)(\.[0-9]+)?` above zero
        ///
        NotIssuedAmount ["not-issued-amount"] = "must be an amount of an issued currency in a string: digits, or digits, a point and digits, above zero; no sign, exponent or leading zero",
        /// No amount of an issued currency on the XRP Ledger has this value.
        IssuedAmountRange ["issued-amount-range"] = "the XRP Ledger has no such amount: at most 16 significant digits, from 10^-81 to below 10^96",
        /// The amount of XRP is zero, or above 10^17 drops, which is all XRP that exists.
        DropsRange ["drops-range"] = "must be 1 to 10^17 drops",
        /// The text is not a network in the format of the object's version: a CAIP-2 identifier in V2, a name in V1
        /// (C-9).
        NotNetwork ["not-network"] = "must be a network: in V2 a CAIP-2 identifier such as eip155:8453, in V1 a name such as base",
        /// The name of the scheme is empty.
        EmptyScheme ["empty-scheme"] = "must not be empty",
        /// The text is not `0x` and an even number of hexadecimal digits (E-5).
        NotHex ["not-hex"] = "must be 0x and an even number of hexadecimal digits",
        /// The text is not two, four, six … hexadecimal digits.
        NotHexBlob ["not-hex-blob"] = "must be an even number of hexadecimal digits, without 0x and not empty",
        /// The text is not `0x` and 40 hexadecimal digits (E-3).
        NotAddress ["not-address"] = "must be an address: 0x and 40 hexadecimal digits",
        /// The text is not `0x` and 64 hexadecimal digits (E-4).
        NotNonce ["not-nonce"] = "must be a nonce: 0x and 64 hexadecimal digits",
        /// The text is not numbers separated by dots.
        NotVersion ["not-version"] = "must be a version: numbers separated by dots",
        /// The text is not 16 to 128 letters, digits, hyphens and underscores (`extensions/payment_identifier.md`).
        NotPaymentId ["not-payment-id"] = "must be a payment identifier: 16 to 128 letters, digits, hyphens or underscores",
        /// The text is not 1 to 32 lowercase letters, digits and underscores (`extensions/builder_code.md`).
        NotBuilderCode ["not-builder-code"] = "must be a builder code: 1 to 32 of a-z, 0-9 and _",
        /// The version of a sign-in is not the string `1` (`extensions/sign-in-with-x.md`).
        NotSignInVersion ["not-sign-in-version"] = "must be \"1\", the only version of a sign-in",
        /// The text is not one of the four names of a signature scheme (`extensions/sign-in-with-x.md`).
        NotSignatureScheme ["not-signature-scheme"] = "must be eip191, eip1271, eip6492 or siws",
        /// The format is neither `eip712` nor `jws`.
        NotFormat ["not-format"] = "must be eip712 or jws",
        /// The text is not three parts of unpadded base64url.
        NotJws ["not-jws"] = "must be a compact JWS: three parts of unpadded base64url, separated by dots",
        /// The field must not be present here.
        MustBeAbsent ["must-be-absent"] = "must not be present here",
        /// A signed offer contains a field of a receipt, or a receipt contains a field of an offer.
        OtherArtifact ["other-artifact"] = "belongs to the other artifact: an offer has no fields of a receipt, and a receipt has no fields of an offer",
        /// The value is not one that the specification lists for the field.
        UnknownValue ["unknown-value"] = "is not one of the values that the specification lists",
        /// A text is empty.
        EmptyText ["empty-text"] = "must not be empty",
        /// A list is empty.
        EmptyList ["empty-list"] = "must not be empty",
        /// The text is not an absolute URL.
        NotUrl ["not-url"] = "must be an absolute URL, with scheme and host",
        /// The payload has fields of more than one asset transfer method (B-4).
        AmbiguousPayload ["ambiguous-payload"] = "has the fields of more than one asset transfer method",
        /// The witness has a field of the other Permit2 scheme's witness (B-4).
        OtherWitness ["other-witness"] = "belongs to the witness of upto, not to that of exact",
        /// No header carries the object (C-11). The answer to a request without a payment is 402, not 400.
        NoHeader(carried: Carried) ["no-header"] = |f| f.write_str(carried.absence()),
        /// A value does not have the expected JSON type, which is this one.
        WrongType(expected: JsonType) ["wrong-type"] = |f| write!(f, "must be {}", expected.phrase()),
        /// The number does not fit into this many bits: 256 for most decimals (C-6).
        DecimalTooLarge(bits: u16) ["decimal-too-large"] = "above 2^{bits}-1",
        /// A limit is exceeded (C-12).
        Limit {
            /// The bounded quantity.
            limit: Limit,
            /// The limit.
            max: usize,
        } [limit.names().0] = |f| write!(f, "more than {max} {}", limit.names().1),
    }
    const fn as_str "The permanent name, in lower case with hyphens, such as `missing-member` or `depth`.";
}

impl ErrorKind {
    /// The stage that finds this kind of fault.
    #[must_use]
    pub const fn stage(self) -> Stage {
        match self {
            Self::HeaderName | Self::EmptyHeader | Self::SeveralHeaders | Self::HeaderLineBreak | Self::NoHeader(_) => {
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
            | Self::Null
            | Self::Version
            | Self::NotDecimal
            | Self::NotIssuedAmount
            | Self::IssuedAmountRange
            | Self::DropsRange
            | Self::NotNetwork
            | Self::EmptyScheme
            | Self::NotHex
            | Self::NotHexBlob
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
            | Self::OtherWitness
            | Self::WrongType(_)
            | Self::DecimalTooLarge(_) => Stage::Shape,
            Self::Limit { .. } => Stage::Limit,
        }
    }
}

names! {
    /// The decoding step that found a fault. `docs/reference/operations` uses the same names.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Stage {
        /// The headers: their names, their number, and values that no header can have (C-11).
        Header = "header",
        /// The base64 text (C-1).
        Base64 = "base64",
        /// The decoded bytes (C-2).
        Utf8 = "utf8",
        /// The JSON grammar, duplicate fields and surrogates (C-3, C-4, C-16).
        Json = "json",
        /// The fields: missing ones, wrong types and wrong values (C-5 to C-9).
        Shape = "shape",
        /// A limit of [`Limits`](crate::Limits) (C-12).
        Limit = "limit",
    }
    as_str "The permanent name: `header`, `base64`, `utf8`, `json`, `shape` or `limit`.";
    Display;
}

/// A type of JSON value, used in [`ErrorKind::WrongType`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JsonType {
    /// An object, `{…}`.
    Object,
    /// An array, `[…]`.
    Array,
    /// A string, `"…"`.
    String,
    /// A number without fraction and exponent, from 0 to 2^64−1 (C-5).
    Integer,
    /// A boolean, `true` or `false`.
    Boolean,
}

impl JsonType {
    const fn phrase(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::String => "a string",
            Self::Integer => "an integer from 0 to 2^64-1, without fraction or exponent",
            Self::Boolean => "true or false",
        }
    }
}

/// The quantities that [`Limits`](crate::Limits) bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// The bytes of an encoded header.
    Header,
    /// The bytes of a JSON text.
    Body,
    /// The nesting depth of containers.
    Depth,
    /// The fields of one object.
    Members,
    /// The values in the whole document.
    Values,
    /// The characters of one number.
    Number,
    /// The bytes of a field that is parsed as a value type.
    Text,
    /// The entries of `accepts`.
    Offers,
}

impl Limit {
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Header => ("header-size", "bytes in the header"),
            Self::Body => ("body-size", "bytes of JSON text"),
            Self::Depth => ("depth", "levels of nesting"),
            Self::Members => ("members", "fields in one object"),
            Self::Values => ("values", "values in the document"),
            Self::Number => ("number-length", "characters in one number"),
            Self::Text => ("text-length", "bytes in this field"),
            Self::Offers => ("offers", "offers"),
        }
    }
}

/// The kind of object that a header carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Carried {
    /// A payment, in a request.
    Payment,
    /// A 402 response. In V1 it is the response's body.
    Demand,
    /// The result of a settlement, in a response.
    Settlement,
    /// The proof that a client controls a wallet, in a request.
    SignIn,
}

impl Carried {
    /// The message for people if the object is absent. A server that answers the first request with 402 shows it.
    const fn absence(self) -> &'static str {
        match self {
            Self::Payment => "no payment: send PAYMENT-SIGNATURE or X-PAYMENT",
            Self::Demand => "no payment requirements: neither PAYMENT-REQUIRED nor a body",
            Self::SignIn => "no sign-in: send SIGN-IN-WITH-X",
            Self::Settlement => "no settlement: neither PAYMENT-RESPONSE nor X-PAYMENT-RESPONSE",
        }
    }
}
