//! The errors of reading and writing builder codes.

use core::fmt;

use x402_types::{
    DecodeError,
    declare::{names, sentences},
};

names! {
    /// The reasons why calldata has no readable codes. [`as_str`](Self::as_str) is permanent.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum SuffixError {
        /// The calldata does not end in the marker.
        NoSuffix = "no-suffix" "the calldata does not end in the marker of ERC-8021",
        /// The marker follows a schema other than 2.
        OtherSchema = "other-schema" "the suffix is not of schema 2",
        /// The calldata is shorter than the suffix requires.
        Length = "length" "the calldata is shorter than the length in the suffix",
        /// The bytes are not one CBOR map of the known keys.
        Cbor = "cbor" "the suffix is not one CBOR map of a, w, s and m",
        /// A text is not a builder code.
        Code = "code" "a code of the suffix is not 1 to 32 of a-z, 0-9 and _",
    }
    as_str "The permanent name: `no-suffix`, `other-schema`, `length`, `cbor` or `code`.";
    Error;
}

/// There are more service codes than allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TooManyCodes {
    /// The maximum number of codes.
    pub most: usize,
}

impl fmt::Display for TooManyCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more than {} service codes", self.most)
    }
}

impl core::error::Error for TooManyCodes {}

sentences! {
    /// The reasons why a value cannot be the metadata of a suffix.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum MetadataError {
        /// The value is not an object of unsigned integers, texts, lists and objects, or it is nested too deeply.
        NotMetadata = "metadata is an object of unsigned integers, texts, lists and objects, at most 128 inside it",
        /// The suffix would have more than 65,535 bytes of CBOR.
        TooLong = "the suffix would have more than 65,535 bytes",
    }
}

impl core::error::Error for MetadataError {}

sentences! {
    /// The reasons why the codes of a payment cannot be written after the calldata of its settlement.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum PaymentError {
        /// The codes cannot be read. The path of the error begins with `builder-code`.
        Decode(error: DecodeError) = |f| error.fmt(f),
        /// The payment has too many service codes.
        TooMany(error: TooManyCodes) = |f| error.fmt(f),
    }
}

impl core::error::Error for PaymentError {}
