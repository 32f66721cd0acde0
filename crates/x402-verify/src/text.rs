//! Value types as text: the same traits for each, over its `FromStr` and its `Display`.

use alloc::string::String;
use core::str::FromStr;

use crate::{CheckId, Fingerprint, ReplayKey, TransferKey, Verdict};

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

from_text!(CheckId, Fingerprint, ReplayKey, TransferKey, Verdict);

/// serde as a string.
#[cfg(feature = "serde")]
macro_rules! serde_as_string {
    ($($name:ty),+) => {$(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

#[cfg(feature = "serde")]
serde_as_string!(CheckId, Fingerprint, ReplayKey, TransferKey, Verdict);
