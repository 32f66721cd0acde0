//! Value types as text: the same traits for each, over its `FromStr` and its `Display`.

use alloc::string::{String, ToString};
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::{
    AssetTransferMethod, Mechanism,
    evm::{self, eip3009, permit2},
    solana,
};

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

from_text!(Mechanism, evm::Address, evm::Signature, eip3009::Nonce, permit2::Nonce, solana::Address);

/// serde as a string.
macro_rules! serde_as_string {
    ($($name:ty),+) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.to_string())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }
    )+};
}

serde_as_string!(
    AssetTransferMethod,
    Mechanism,
    evm::Address,
    evm::Signature,
    eip3009::Nonce,
    permit2::Nonce,
    solana::Address
);
