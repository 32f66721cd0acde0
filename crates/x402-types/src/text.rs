//! Gives each value type the same text traits, based on its `FromStr` and its `Display`.

use alloc::string::String;
use core::{convert::Infallible, str::FromStr};

use crate::{
    Amount, AnyNetwork, DecimalAmount, DecodeError, Flag, Limits, Network, NetworkName, ParseNetworkError, RawJson,
    ReasonCode, Scheme, Uint256, UnixSeconds, extensions::builder_code::Code, names::errors,
};

impl FromStr for Scheme {
    type Err = ParseSchemeError;

    fn from_str(text: &str) -> Result<Self, ParseSchemeError> {
        Self::read(text).ok_or(ParseSchemeError)
    }
}

errors! {
    /// The error for an empty text, which is not the name of a scheme.
    pub struct ParseSchemeError = "a scheme's name must not be empty";
}

impl FromStr for NetworkName {
    type Err = ParseNetworkNameError;

    fn from_str(text: &str) -> Result<Self, ParseNetworkNameError> {
        Self::read(text).ok_or(ParseNetworkNameError)
    }
}

errors! {
    /// The error for a text that is empty or has a colon, so it is not a V1 name of a network.
    pub struct ParseNetworkNameError = "not a V1 name of a network, which is base rather than eip155:8453";
}

/// Parses a text with a colon as a CAIP-2 identifier, and any other text as a V1 name.
impl FromStr for AnyNetwork {
    type Err = ParseNetworkError;

    fn from_str(text: &str) -> Result<Self, ParseNetworkError> {
        match NetworkName::read(text) {
            Some(name) => Ok(Self::V1(name)),
            None => text.parse().map(Self::V2),
        }
    }
}

impl FromStr for ReasonCode {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::new(text))
    }
}

impl From<&str> for ReasonCode {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for ReasonCode {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

/// The errors are those of [`RawJson::parse`].
impl FromStr for RawJson {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        Self::parse(text)
    }
}

/// Implements `TryFrom` for borrowed and owned text. A trait cannot do this, because `TryFrom` is foreign. This macro
/// is for the crates of this workspace and is not part of the public API.
#[doc(hidden)]
#[macro_export]
macro_rules! __from_text {
    ($($name:ty),+ $(,)?) => {$(
        impl ::core::convert::TryFrom<&str> for $name {
            type Error = <$name as ::core::str::FromStr>::Err;

            fn try_from(text: &str) -> ::core::result::Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl ::core::convert::TryFrom<::alloc::string::String> for $name {
            type Error = <$name as ::core::str::FromStr>::Err;

            fn try_from(text: ::alloc::string::String) -> ::core::result::Result<Self, Self::Error> {
                text.parse()
            }
        }
    )+};
}

/// Implements `Display`, a foreign trait, with the text of `as_str`. This macro is for the crates of this workspace and
/// is not part of the public API.
#[doc(hidden)]
#[macro_export]
macro_rules! __display_as_str {
    ($($name:ty),+ $(,)?) => {$(
        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )+};
}

__display_as_str!(Code, DecimalAmount, Flag, NetworkName, RawJson, ReasonCode, Scheme);

__from_text!(
    Amount,
    AnyNetwork,
    Code,
    DecimalAmount,
    Flag,
    Network,
    NetworkName,
    RawJson,
    Scheme,
    Uint256,
    UnixSeconds
);

/// Implements serde's traits, which are foreign, as a string. The number is the length in bytes of the longest text,
/// for types that do not bound it themselves (C-12). This macro is for the crates of this workspace and is not part of
/// the public API.
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_as_string {
    ($($name:ty $(, $max:expr)?;)+) => {$(
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                let text = <::alloc::string::String as ::serde::Deserialize>::deserialize(deserializer)?;
                $(if text.len() > $max {
                    return Err(::serde::de::Error::custom(concat!("the text is too long for ", stringify!($name))));
                })?
                text.parse().map_err(::serde::de::Error::custom)
            }
        }
    )+};
}

__serde_as_string! {
    Amount, Limits::DEFAULT.text;
    AnyNetwork, Limits::DEFAULT.text;
    Code;
    DecimalAmount;
    Flag, Limits::DEFAULT.text;
    Network, Limits::DEFAULT.text;
    NetworkName, Limits::DEFAULT.text;
    ReasonCode, Limits::DEFAULT.body;
    Scheme, Limits::DEFAULT.text;
    Uint256, Limits::DEFAULT.text;
    UnixSeconds, Limits::DEFAULT.text;
}
