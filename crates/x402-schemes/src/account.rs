//! Addresses on any chain family.

#[cfg(feature = "schemars")]
use alloc::vec::Vec;
use core::{fmt, str::FromStr};

use x402_types::Network;
#[cfg(feature = "schemars")]
use x402_types::schema::schemars::{Schema, SchemaGenerator};

/// Declares the address types.
macro_rules! accounts {
    ($($Chain:ident $chain:ident $about:literal { $($mechanisms:tt)+ })+) => {
        /// An address on any known chain family. It prints in the format of that family.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum AccountId {
            $(#[doc = $about] $Chain(crate::$chain::Address),)+
        }

        $(impl From<crate::$chain::Address> for AccountId {
            fn from(address: crate::$chain::Address) -> Self {
                Self::$Chain(address)
            }
        })+

        impl AccountId {
            /// Parses an address on this network. Returns `None` if the network's chain family is unknown, or if the
            /// text is not an address of that family.
            #[must_use]
            pub fn on(network: &Network, text: &str) -> Option<Self> {
                $(if crate::$chain::is_on(network) {
                    return text.parse().map(Self::$Chain).ok();
                })+
                None
            }

            /// The schema of each address type.
            #[cfg(feature = "schemars")]
            pub(crate) fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
                [$(generator.subschema_for::<crate::$chain::Address>()),+].into()
            }

            /// Returns `true` if the text is an encoding of this address.
            pub fn is_spelt(&self, text: &str) -> bool {
                match self {
                    $(Self::$Chain(address) => text.parse() == Ok(*address),)+
                }
            }
        }

        impl fmt::Display for AccountId {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$Chain(address) => address.fmt(f),)+
                }
            }
        }

        impl FromStr for AccountId {
            type Err = ParseAccountError;

            /// Parses an address of any known chain family. No text is an address of two families.
            fn from_str(text: &str) -> Result<Self, ParseAccountError> {
                $(if let Ok(address) = text.parse() {
                    return Ok(Self::$Chain(address));
                })+
                Err(ParseAccountError)
            }
        }

        const FORMS: &[&str] = &[$(crate::$chain::Address::FORM),+];
    };
}

chains! { accounts }

/// The error for a text that is not an address of any known chain family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseAccountError;

impl fmt::Display for ParseAccountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("must be ")?;
        FORMS
            .iter()
            .enumerate()
            .try_for_each(|(index, form)| write!(f, "{}{form}", if index == 0 { "" } else { ", or " }))
    }
}

impl core::error::Error for ParseAccountError {}
