//! The mistakes that several guesses name.

use alloc::string::String;
use core::fmt;

use x402_schemes::evm::{Address, permit2::contracts};
use x402_types::declare::{names, sentences};

use super::detail::Named;

sentences! {
    /// The message that was signed instead of the EIP-2612 permit in the payment.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum PermitMistake {
        /// A permit for 2^256−1, as in the extension's specification.
        Maximum ["permit-maximum"] =
            "the payer signed for 2^256-1, but sent a different amount; the proxy accepts a permit only for the amount that \
             the payment permits",
        /// A permit with a different name or version of the token's EIP-712 domain.
        DomainNames {
            /// The signed name.
            name: String,
            /// The signed version.
            version: String,
            /// `true` if the published tables have this domain for this token.
            known: bool,
        } ["permit-domain-names"] = |f| domain_names(f, name, version, *known),
        /// A permit with a name that was misread, or mistaken for that of the token's EIP-712 domain (U-45).
        MisreadName {
            /// The signed name.
            name: String,
            /// The signed version.
            version: String,
            /// The origin of the name.
            mistake: NameMistake,
        } ["permit-domain-names"] = "the payer signed with the token domain {name:?}, version {version:?}: {mistake}",
        /// A permit for a different spender, such as a proxy.
        Spender(spender: Address) ["permit-spender"] = |f| {
            write!(f, "the payer signed for the spender {}: sign for Permit2, {}", Named(*spender), contracts::PERMIT2)
        },
    }
    const fn kind "The permanent name of the kind of guess.";
}

sentences! {
    /// The origin of a name that is not that of the token's EIP-712 domain (U-45).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum NameMistake {
        /// The bytes of the offer's name were read as ISO 8859-1.
        Latin1 =
            "the client decoded the header as Latin-1, but it is UTF-8: sign the name that the payment requirements have in UTF-8",
        /// The bytes of the offer's name were read as Windows-1252.
        Windows1252 =
            "the client decoded the header as Windows-1252, but it is UTF-8: sign the name that the payment requirements have in UTF-8",
        /// Characters outside ASCII were replaced or left out.
        Ascii =
            "the client replaced or left out the characters outside ASCII: sign the whole name in the payment requirements",
        /// The name is the symbol of the token.
        Symbol = "this is the token's symbol, not the name in its domain: sign the name in the payment requirements",
        /// The name is that of the same token on a different chain.
        Elsewhere = "this is the token's name on a different chain: sign the name in the payment requirements",
    }
}

names! {
    /// A fault in the format of a signature.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum FormatMistake {
        /// s is in the upper half of the curve's order, which is not accepted.
        HighS = "high-s",
        /// The last byte is not a recovery byte, or is that of the other key.
        RecoveryByte = "recovery-byte",
        /// The last byte is 0 or 1: the recovery id, to which 27 must be added.
        RecoveryId = "recovery-id",
        /// The signature has 64 bytes (ERC-2098).
        Compact = "compact",
    }
    as_str "The permanent name of the kind of guess.";
    Display;
}

pub(super) fn domain_names(f: &mut fmt::Formatter<'_>, name: &str, version: &str, known: bool) -> fmt::Result {
    write!(f, "the payer signed with the token domain {name:?}, version {version:?}, which ")?;
    f.write_str(if known {
        "is this token's in the published tables: the server must write it into extra.name and extra.version"
    } else {
        "differs from extra.name and extra.version in the payment requirements: the client must sign with the token's domain"
    })
}
