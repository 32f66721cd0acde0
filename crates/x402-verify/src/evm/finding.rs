//! The guesses about what a payer on an EVM chain did instead of what the offer asks.

use alloc::string::String;
use core::fmt;

use x402_schemes::{
    Hex,
    evm::{Address, permit2::contracts},
};

/// A possible explanation of a payment on an EVM chain that is not valid. It prints as a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// A time is so far in the future that it must be in milliseconds.
    Milliseconds {
        /// The member of the payload.
        member: &'static str,
    },
    /// The amount is the price followed by twelve zeros: the payer used 18 decimal places instead of 6.
    Decimals {
        /// The member of the payload.
        member: &'static str,
    },
    /// The payer signed exactly these terms, and the signature has a form that the token refuses.
    SignatureForm {
        /// The fault of the form.
        slip: FormSlip,
        /// The same signature in the form that the token accepts: r‖s‖v, 65 bytes.
        canonical: [u8; 65],
    },
    /// The payer signed with another name or version of the token's EIP-712 domain.
    DomainNames {
        /// The name that was signed.
        name: String,
        /// The version that was signed.
        version: String,
        /// Whether the published tables have this domain for this token.
        known: bool,
    },
    /// The payer signed with a name that was misread, or taken for that of the token's EIP-712 domain (U-45).
    MisreadName {
        /// The name that was signed.
        name: String,
        /// The version that was signed.
        version: String,
        /// How the name came about.
        slip: NameSlip,
    },
    /// The payer signed with an EIP-712 domain without version.
    DomainWithoutVersion,
    /// The payer signed with an EIP-712 domain without chain id.
    DomainWithoutChainId,
    /// The payer signed for this token on another chain.
    OtherChain {
        /// The signed chain.
        chain_id: u64,
    },
    /// The payer signed for another token.
    OtherToken {
        /// The signed chain.
        chain_id: u64,
        /// The address of the signed token.
        token: Address,
        /// The symbol of that token.
        symbol: &'static str,
    },
    /// The payer signed a `ReceiveWithAuthorization`.
    ReceiveWithAuthorization,
    /// The payer signed the digest as a text message (EIP-191).
    PersonalSign,
    /// The payer signed the hexadecimal digits of the digest as a text message (EIP-191).
    PersonalSignHex,
    /// The payer signed exactly the terms of `accepted`, which no offer has any more.
    OfferChanged,
    /// The payer signed with the network, the asset and the domain of `accepted`, which differ from those of the offer.
    AcceptedDomain,
    /// The payer signed with the recipient and the amount of `accepted`, which differ from those of the authorization.
    AcceptedTerms,
    /// The payer signed with the recipient and the amount of the offer, and the authorization was changed afterwards.
    OfferedTerms,
    /// The payer signed with payer and recipient exchanged.
    SwappedParties,
    /// The payer signed times in milliseconds and sent them in seconds.
    SignedMilliseconds,
    /// The payer signed the sent amount, followed by twelve zeros.
    SignedDecimals,
    /// The payer signed the permit for another spender: the proxy of the other scheme, a retired proxy, Permit2, or the
    /// facilitator.
    OtherSpender {
        /// The signed spender.
        spender: Address,
    },
    /// The payer signed the permit with the witness of the other scheme.
    OtherWitness,
    /// The payer signed the permit in an EIP-712 domain with a version.
    DomainWithVersion,
    /// The payer signed the permit in the EIP-712 domain of the token.
    TokenDomain,
    /// The payer signed in the domain of a wallet of the Gateway, which is not that of the offer (U-18).
    GatewayDomain {
        /// The signed wallet.
        wallet: Address,
    },
    /// The payer signed an authorization for the Gateway in the EIP-712 domain of the token (U-18).
    TokenInsteadOfGateway {
        /// The name that was signed.
        name: String,
        /// The version that was signed.
        version: String,
    },
    /// The payer signed the permit with the decimal digits of the nonce read as hexadecimal.
    HexNonce,
    /// The payer signed an EIP-3009 authorization and sent it as a permit.
    Eip3009,
    /// The payer signed something other than the EIP-2612 permit in the payment.
    Permit(PermitSlip),
    /// There are more possible explanations than a diagnosis tries.
    GaveUp,
}

/// The message that was signed instead of the EIP-2612 permit in the payment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PermitSlip {
    /// A permit for 2^256−1, as in the document of the extension.
    Maximum,
    /// A permit with another name or version of the token's EIP-712 domain.
    DomainNames {
        /// The name that was signed.
        name: String,
        /// The version that was signed.
        version: String,
        /// Whether the published tables have this domain for this token.
        known: bool,
    },
    /// A permit with a name that was misread, or taken for that of the token's EIP-712 domain (U-45).
    MisreadName {
        /// The name that was signed.
        name: String,
        /// The version that was signed.
        version: String,
        /// How the name came about.
        slip: NameSlip,
    },
    /// A permit for another spender, such as a proxy.
    Spender(Address),
}

/// How another name came about than that of the token's EIP-712 domain (U-45).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NameSlip {
    /// The bytes of the offer's name were read as ISO 8859-1.
    Latin1,
    /// The bytes of the offer's name were read as Windows-1252.
    Windows1252,
    /// Characters beyond ASCII were replaced or left out.
    Ascii,
    /// The name is the symbol of the token.
    Symbol,
    /// The name is that of the same token on another chain.
    Elsewhere,
}

/// A fault in the form of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FormSlip {
    /// s is in the upper half, which the token refuses.
    HighS,
    /// The last byte is not a recovery byte, or is that of the other key.
    RecoveryByte,
    /// The last byte is 0 or 1: the recovery id, to which 27 has to be added.
    RecoveryId,
    /// The signature has 64 bytes (ERC-2098).
    Compact,
}

impl Finding {
    /// The permanent name of the kind of finding.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Milliseconds { .. } => "milliseconds",
            Self::Decimals { .. } => "decimals",
            Self::SignatureForm { slip: FormSlip::HighS, .. } => "high-s",
            Self::SignatureForm { slip: FormSlip::RecoveryByte, .. } => "recovery-byte",
            Self::SignatureForm { slip: FormSlip::RecoveryId, .. } => "recovery-id",
            Self::SignatureForm { slip: FormSlip::Compact, .. } => "compact",
            Self::DomainNames { .. } | Self::MisreadName { .. } => "domain-names",
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
            Self::TokenDomain | Self::TokenInsteadOfGateway { .. } => "token-domain",
            Self::GatewayDomain { .. } => "gateway-domain",
            Self::HexNonce => "hex-nonce",
            Self::Eip3009 => "eip3009",
            Self::Permit(PermitSlip::Maximum) => "permit-maximum",
            Self::Permit(PermitSlip::DomainNames { .. } | PermitSlip::MisreadName { .. }) => "permit-domain-names",
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
            Self::MisreadName { name, version, slip } => misread_name(f, name, version, *slip),
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
            Self::GatewayDomain { wallet } => write!(
                f,
                "signed in the domain of the Gateway's wallet {wallet}, which is not that of the offer: sign in the domain that \
                 the offer names"
            ),
            Self::TokenInsteadOfGateway { name, version } => write!(
                f,
                "signed in the token's domain, with the name {name:?}, version {version:?}; the offer is for the Gateway, and \
                 its payments are signed in the domain of the wallet in extra.verifyingContract"
            ),
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
                    PermitSlip::MisreadName { name, version, slip } => misread_name(f, name, version, *slip),
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

fn misread_name(f: &mut fmt::Formatter<'_>, name: &str, version: &str, slip: NameSlip) -> fmt::Result {
    write!(f, "signed with the token domain {name:?}, version {version:?}: ")?;
    f.write_str(match slip {
        NameSlip::Latin1 => {
            "the header was decoded as Latin-1, and the name with it; the offer is UTF-8, and the name in it is the one to sign"
        }
        NameSlip::Windows1252 => {
            "the header was decoded as Windows-1252, and the name with it; the offer is UTF-8, and the name in it is the one \
             to sign"
        }
        NameSlip::Ascii => {
            "the characters of the offer's name beyond ASCII were replaced or left out; they belong to the name, and are \
             signed"
        }
        NameSlip::Symbol => "this is the token's symbol, and not the name of its domain, which the offer has",
        NameSlip::Elsewhere => "so the token is named on another chain; the offer has the name of this one",
    })
}

impl Finding {
    /// The highest number of public keys that a diagnosis recovers, in addition to those of [`verify`](crate::verify) and one
    /// for each of the two wallets of the Gateway.
    pub const MOST_RECOVERIES: usize = 32;
}
