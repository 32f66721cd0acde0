//! The chain families.
//!
//! A new family is a variant of [`Family`] and an implementation of [`Chain`](crate::chain::Chain). The compiler then
//! lists the rest: each shared enum without a variant for the family, and each `match` without an arm. A network of no
//! family is unknown, and its payments are undecided.

use x402_schemes::{Mechanism, Terms};
use x402_types::{Flags, Network};

/// A chain family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Evm,
    Solana,
    Stellar,
    Xrpl,
}

impl Family {
    pub(crate) const ALL: [Self; 4] = [Self::Evm, Self::Solana, Self::Stellar, Self::Xrpl];

    /// Returns the family of a network. `None` if the network is unknown.
    pub(crate) fn of(network: &Network) -> Option<Self> {
        Self::ALL.into_iter().find(|family| match family {
            Self::Evm => x402_schemes::evm::is_on(network),
            Self::Solana => x402_schemes::solana::is_on(network),
            Self::Stellar => x402_schemes::stellar::is_on(network),
            Self::Xrpl => x402_schemes::xrpl::is_on(network),
        })
    }
}

/// The policy's decisions about the mechanism of a payment, for a scheme with variants on the chain (U-8).
pub(crate) trait ChainPolicy {
    /// `true` if the variants of schemes are known.
    fn has_variants(&self) -> bool {
        true
    }

    /// The flags of an offer whose payment has this mechanism.
    fn flags_of(&self, _offer: &Terms<'_>, _mechanism: Option<Mechanism>) -> Flags {
        Flags::NONE
    }

    /// `true` if no variant that is unknown to this policy could be meant instead of the mechanism.
    fn is_certain(&self, _offer: &Terms<'_>, _mechanism: Mechanism) -> bool {
        true
    }
}

/// Turns a value of each family into the shared enum with the name of its type. A trait cannot: `From` is a foreign
/// trait, and a blanket implementation could overlap with its own. `by feature` is for an enum that has the variants of
/// only those families that the build verifies. EVM chains are always among them.
macro_rules! family_values {
    ($Name:ident) => {
        $crate::family::family_values! { $Name: Evm evm, Solana solana, Stellar stellar, Xrpl xrpl }
    };
    ($Name:ident by feature) => {
        $crate::family::family_values! {
            $Name: Evm evm, #[cfg(feature = "solana")] Solana solana, #[cfg(feature = "stellar")] Stellar stellar,
            #[cfg(feature = "xrpl")] Xrpl xrpl
        }
    };
    ($Name:ident: $($(#[$condition:meta])? $Family:ident $family:ident),+) => {$(
        $(#[$condition])?
        impl From<$crate::$family::$Name> for $Name {
            #[allow(unreachable_code, reason = "a family may have no values of a type")]
            fn from(value: $crate::$family::$Name) -> Self {
                Self::$Family(value.into())
            }
        }
    )+};
}
pub(crate) use family_values;
