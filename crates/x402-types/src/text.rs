//! Gives each value type the same text traits, based on its `FromStr` and its `Display`.

use alloc::string::String;
use core::{convert::Infallible, str::FromStr};

use crate::{
    Amount, AnyNetwork, DecimalAmount, DecodeError, Flag, Limits, Network, NetworkName, ParseNetworkError, RawJson,
    ReasonCode, Scheme, Uint256, UnixSeconds,
    declare::{display_as_str, errors, from_text, serde_as_string},
    extensions::builder_code::Code,
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
    pub struct ParseNetworkNameError = "not a V1 network name: expected a name such as base, without a colon";
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

display_as_str!(Code, DecimalAmount, Flag, NetworkName, RawJson, ReasonCode, Scheme);

from_text!(Amount, AnyNetwork, Code, DecimalAmount, Flag, Network, NetworkName, RawJson, Scheme, Uint256, UnixSeconds);

serde_as_string! {
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
