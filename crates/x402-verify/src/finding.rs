//! What a payer may have done instead of what the offer asks.

use alloc::string::String;
use core::fmt;

use x402_schemes::{
    Hex,
    evm::{Address, permit2::contracts},
};

/// An explanation of a payment that is not valid. Prints as a sentence that says what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// A time is so far ahead that it must be milliseconds.
    Milliseconds {
        /// Which member of the payload.
        member: &'static str,
    },
    /// The amount is the price with twelve zeros behind it: 18 decimal places instead of 6.
    Decimals {
        /// Which member of the payload.
        member: &'static str,
    },
    /// The payer's signature over these very terms, in a form that the token refuses.
    SignatureForm {
        /// What is wrong with it.
        slip: FormSlip,
        /// The same signature as the token takes it: r‖s‖v.
        canonical: [u8; 65],
    },
    /// Signed with another name or version of the token's domain.
    DomainNames {
        /// The name that was signed.
        name: String,
        /// The version that was signed.
        version: String,
        /// Whether the published tables have this domain for this token.
        known: bool,
    },
    /// Signed with a domain that has no version.
    DomainWithoutVersion,
    /// Signed with a domain that has no chain id.
    DomainWithoutChainId,
    /// Signed for this token on another chain.
    OtherChain {
        /// The chain that was signed for.
        chain_id: u64,
    },
    /// Signed for another token.
    OtherToken {
        /// The chain that was signed for.
        chain_id: u64,
        /// The token that was signed for.
        token: Address,
        /// What people call it.
        symbol: &'static str,
    },
    /// Signed as `ReceiveWithAuthorization`.
    ReceiveWithAuthorization,
    /// The digest was signed as a text message (EIP-191).
    PersonalSign,
    /// The hexadecimal digits of the digest were signed as a text message (EIP-191).
    PersonalSignHex,
    /// Signed exactly what `accepted` says, which no offer says any more.
    OfferChanged,
    /// Signed with the network, asset and domain that `accepted` names, which are not the offer's.
    AcceptedDomain,
    /// Signed with recipient and amount of `accepted`, which are not those of the authorization.
    AcceptedTerms,
    /// Signed with recipient and amount of the offer: the authorization was changed afterwards.
    OfferedTerms,
    /// Signed with payer and recipient changed round.
    SwappedParties,
    /// Signed with times in milliseconds, and sent with seconds.
    SignedMilliseconds,
    /// Signed with twelve zeros behind the amount that was sent.
    SignedDecimals,
    /// A permit that was signed for another spender: a proxy of the other scheme, one that is retired, Permit2, or the
    /// facilitator.
    OtherSpender {
        /// Who was signed for.
        spender: Address,
    },
    /// A permit that was signed with the witness of the other scheme.
    OtherWitness,
    /// A permit that was signed in a domain with a version.
    DomainWithVersion,
    /// A permit that was signed in the token's domain.
    TokenDomain,
    /// A permit that was signed with these digits of the nonce read as hexadecimal.
    HexNonce,
    /// Signed as an EIP-3009 authorization, and sent as a permit.
    Eip3009,
    /// The permit for a sponsor is not what was signed.
    Permit(PermitSlip),
    /// There are more guesses than a diagnosis makes.
    GaveUp,
}

/// What was signed instead of the EIP-2612 permit in the payment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PermitSlip {
    /// A permit for 2^256−1, as the extension's document shows it.
    Maximum,
    /// One with another name or version of the token's domain.
    DomainNames {
        /// The name that was signed.
        name: String,
        /// The version that was signed.
        version: String,
        /// Whether the published tables have this domain for this token.
        known: bool,
    },
    /// One for another spender, a proxy say.
    Spender(Address),
}

/// What is wrong with the form of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FormSlip {
    /// s is in the upper half.
    HighS,
    /// The last byte is no recovery byte, or that of the other key.
    RecoveryByte,
    /// The last byte is 0 or 1, the recovery id by itself.
    RecoveryId,
    /// 64 bytes (ERC-2098).
    Compact,
}

impl Finding {
    /// The permanent name of its kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Milliseconds { .. } => "milliseconds",
            Self::Decimals { .. } => "decimals",
            Self::SignatureForm { slip: FormSlip::HighS, .. } => "high-s",
            Self::SignatureForm { slip: FormSlip::RecoveryByte, .. } => "recovery-byte",
            Self::SignatureForm { slip: FormSlip::RecoveryId, .. } => "recovery-id",
            Self::SignatureForm { slip: FormSlip::Compact, .. } => "compact",
            Self::DomainNames { .. } => "domain-names",
            Self::DomainWithoutVersion => "domain-without-version",
            Self::DomainWithoutChainId => "domain-without-chain-id",
            Self::OtherChain { .. } => "other-chain",
            Self::OtherToken { .. } => "other-token",
            Self::ReceiveWithAuthorization => "receive-with-authorization",
            Self::PersonalSign => "personal-sign",
            Self::PersonalSignHex => "personal-sign-hex",
            Self::OfferChanged => "offer-changed",
            Self::AcceptedDomain => "accepted-domain",
            Self::AcceptedTerms => "accepted-terms",
            Self::OfferedTerms => "offered-terms",
            Self::SwappedParties => "swapped-parties",
            Self::SignedMilliseconds => "signed-milliseconds",
            Self::SignedDecimals => "signed-decimals",
            Self::OtherSpender { .. } => "other-spender",
            Self::OtherWitness => "other-witness",
            Self::DomainWithVersion => "domain-with-version",
            Self::TokenDomain => "token-domain",
            Self::HexNonce => "hex-nonce",
            Self::Eip3009 => "eip3009",
            Self::Permit(PermitSlip::Maximum) => "permit-maximum",
            Self::Permit(PermitSlip::DomainNames { .. }) => "permit-domain-names",
            Self::Permit(PermitSlip::Spender(_)) => "permit-spender",
            Self::GaveUp => "gave-up",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Milliseconds { member } => write!(
                f,
                "{member} looks like milliseconds; the token counts seconds since 1970: \
                 divide by 1000 and sign again"
            ),
            Self::Decimals { member } => write!(
                f,
                "{member} is the offer's amount with twelve zeros behind it, as if the token had 18 decimal places instead \
                 of 6: the offer counts in atomic units, which are signed as they stand"
            ),
            Self::SignatureForm { slip, canonical: canonical @ [.., v] } => {
                f.write_str("the payer did sign exactly this, but ")?;
                match slip {
                    FormSlip::HighS => f.write_str("s is in the upper half of the curve's order"),
                    FormSlip::RecoveryByte => write!(f, "the last byte is not {v}, the recovery byte of this signature"),
                    FormSlip::RecoveryId => {
                        write!(f, "the last byte is the recovery id alone, 0 or 1; with 27 added it is {v}")
                    }
                    FormSlip::Compact => f.write_str("in the 64-byte form"),
                }?;
                write!(f, "; the same signature as the token takes it: {}", Hex(canonical))
            }
            Self::DomainNames { name, version, known } => domain_names(f, name, version, *known),
            Self::DomainWithoutVersion => f.write_str(
                "signed with a domain that has no version; the token's domain is name, version, chainId and \
                 verifyingContract",
            ),
            Self::DomainWithoutChainId => f.write_str(
                "signed with a domain that has no chainId: without it the signature would be good on every chain, and no \
                 contract takes it",
            ),
            Self::OtherChain { chain_id } => {
                write!(f, "signed for chain {chain_id}: the wallet has to sign for the offer's network")
            }
            Self::OtherToken { chain_id, token, symbol } => {
                write!(f, "signed for {symbol} {token} on chain {chain_id}, which is not the offer's asset")
            }
            Self::ReceiveWithAuthorization => f.write_str(
                "signed as ReceiveWithAuthorization; x402 settles with TransferWithAuthorization, another message type",
            ),
            Self::PersonalSign => f.write_str(
                "the digest was signed as a text message (personal_sign, EIP-191): use eth_signTypedData_v4, or sign the \
                 digest itself",
            ),
            Self::PersonalSignHex => f.write_str(
                "the digest's hexadecimal digits were signed as a text message (signMessage of a string, EIP-191): use \
                 eth_signTypedData_v4, or sign the digest itself",
            ),
            Self::OfferChanged => f.write_str(
                "the payer signed exactly what the payment's accepted says, and the offer is another: it has changed \
                 since, or accepted was never offered",
            ),
            Self::AcceptedDomain => f.write_str(
                "signed in the token domain that the payment's accepted names (network, asset, name, version), which is \
                 not that of the offer",
            ),
            Self::AcceptedTerms => f.write_str(
                "signed with recipient and amount as in the payment's accepted: the authorization in the payment says \
                 otherwise",
            ),
            Self::OfferedTerms => f.write_str(
                "signed with recipient and amount as in the offer: the authorization in the payment says otherwise, and \
                 was changed after signing",
            ),
            Self::SwappedParties => f.write_str("signed with from and to changed round"),
            Self::SignedMilliseconds => {
                f.write_str("signed with times in milliseconds, and sent with seconds: sign what is sent, in seconds")
            }
            Self::SignedDecimals => f.write_str(
                "signed with twelve zeros behind the amount that was sent, as if the token had 18 decimal places instead \
                 of 6: sign what is sent, in atomic units",
            ),
            Self::OtherSpender { spender } => {
                write!(f, "signed for the spender {spender}")?;
                if let Some(contract) = contracts::known(*spender) {
                    write!(f, " ({})", contract.name)?;
                }
                f.write_str(", which is not the one in the payment: sign for the scheme's proxy")
            }
            Self::OtherWitness => f.write_str(
                "signed with the witness of the other scheme: that of exact has to and validAfter, that of upto to, \
                 facilitator and validAfter",
            ),
            Self::DomainWithVersion => {
                f.write_str("signed in a domain with a version; Permit2's is name, chainId and verifyingContract")
            }
            Self::TokenDomain => {
                f.write_str("signed in the token's domain; a permit is signed in that of Permit2, whatever the token")
            }
            Self::HexNonce => f.write_str(
                "signed with another nonce: these digits read as hexadecimal; on the wire a permit's nonce is decimal",
            ),
            Self::Eip3009 => f.write_str(
                "signed as TransferWithAuthorization, in the token's domain, and sent as a permit: the transfer method \
                 of the offer is Permit2",
            ),
            Self::Permit(slip) => {
                f.write_str("the permit for the sponsor: ")?;
                match slip {
                    PermitSlip::Maximum => f.write_str(
                        "signed for 2^256-1, and sent with another amount: the proxy takes a permit for just what the \
                         payment permits",
                    ),
                    PermitSlip::DomainNames { name, version, known } => domain_names(f, name, version, *known),
                    PermitSlip::Spender(spender) => {
                        write!(f, "signed for the spender {spender}")?;
                        if let Some(contract) = contracts::known(*spender) {
                            write!(f, " ({})", contract.name)?;
                        }
                        write!(f, ": sign for Permit2, {}", contracts::PERMIT2)
                    }
                }
            }
            Self::GaveUp => write!(f, "no explanation among the {} guesses that were made", Self::MOST_RECOVERIES),
        }
    }
}

fn domain_names(f: &mut fmt::Formatter<'_>, name: &str, version: &str, known: bool) -> fmt::Result {
    write!(f, "signed with the token domain {name:?}, version {version:?}, which ")?;
    f.write_str(if known {
        "is this token's by the published tables: the server's offer has to name it so in extra.name and extra.version"
    } else {
        "is not what the offer's extra.name and extra.version say: the client has to sign with the token's own"
    })
}

impl Finding {
    /// How many public keys a diagnosis recovers at most, beside the one of [`verify`](crate::verify).
    pub const MOST_RECOVERIES: usize = 20;
}
