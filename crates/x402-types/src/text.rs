//! Value types as text: the same traits for each, over its `FromStr` and its `Display`.

use alloc::string::{String, ToString};
use core::{convert::Infallible, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::{
    Amount, AnyNetwork, DecodeError, Flag, Limits, Network, NetworkName, ParseNetworkError, RawJson, ReasonCode,
    Scheme, Uint256, UnixSeconds,
};

impl FromStr for Scheme {
    type Err = ParseSchemeError;

    fn from_str(text: &str) -> Result<Self, ParseSchemeError> {
        Self::new(text).ok_or(ParseSchemeError)
    }
}

/// The text is empty, so that it names no scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseSchemeError;

impl fmt::Display for ParseSchemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scheme's name must not be empty")
    }
}

impl core::error::Error for ParseSchemeError {}

impl FromStr for NetworkName {
    type Err = ParseNetworkNameError;

    fn from_str(text: &str) -> Result<Self, ParseNetworkNameError> {
        Self::new(text).ok_or(ParseNetworkNameError)
    }
}

/// The text is empty or has a colon, so that V1 calls no network by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseNetworkNameError;

impl fmt::Display for ParseNetworkNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a network's name as V1 has it: base, and not eip155:8453")
    }
}

impl core::error::Error for ParseNetworkNameError {}

/// The colon tells the forms apart.
impl FromStr for AnyNetwork {
    type Err = ParseNetworkError;

    fn from_str(text: &str) -> Result<Self, ParseNetworkError> {
        match NetworkName::new(text) {
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

/// As [`RawJson::parse`].
impl FromStr for RawJson {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        Self::parse(text)
    }
}

impl fmt::Display for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// `TryFrom` of text, borrowed and owned.
macro_rules! from_text {
    ($($name:ty),+) => {$(
        impl TryFrom<&str> for $name {
            type Error = <$name as FromStr>::Err;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl TryFrom<String> for $name {
            type Error = <$name as FromStr>::Err;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
    )+};
}

from_text!(Amount, AnyNetwork, Flag, Network, NetworkName, RawJson, Scheme, Uint256, UnixSeconds);

/// serde as a string, of at most so many bytes (C-12).
macro_rules! serde_as_string {
    ($($name:ty, $max:expr;)+) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.to_string())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                if text.len() > $max {
                    return Err(D::Error::custom(concat!("too long a text for ", stringify!($name))));
                }
                text.parse().map_err(D::Error::custom)
            }
        }
    )+};
}

serde_as_string! {
    Amount, Limits::DEFAULT.text;
    AnyNetwork, Limits::DEFAULT.text;
    Flag, Limits::DEFAULT.text;
    Network, Limits::DEFAULT.text;
    NetworkName, Limits::DEFAULT.text;
    ReasonCode, Limits::DEFAULT.body;
    Scheme, Limits::DEFAULT.text;
    Uint256, Limits::DEFAULT.text;
    UnixSeconds, Limits::DEFAULT.text;
}
