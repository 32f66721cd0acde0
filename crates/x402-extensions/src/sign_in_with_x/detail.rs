//! Why a check of a sign-in failed.

use alloc::boxed::Box;
use core::fmt;

use x402_schemes::evm::Address;

/// Why a check of a sign-in failed. A detail is data and prints as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Detail {
    /// This member has a control character, such as a line break, which would forge other members.
    ControlCharacter(&'static str),
    /// The statement has a character that EIP-4361 does not allow.
    StatementCharacter,
    /// `requestId` has a character that EIP-4361 does not allow.
    RequestIdCharacter,
    /// The resource with this index is not a URI.
    NotResource(usize),
    /// The member `domain` is not the domain of the server's origin.
    Domain {
        /// The signed domain.
        signed: Box<str>,
        /// The domain of the origin.
        origin: Box<str>,
    },
    /// The member `uri` is not a URI with a host.
    NotUri,
    /// The URI has user information, as in `https://user@host/`.
    UriUser,
    /// The URI has a different origin than the server.
    Origin {
        /// The signed URI.
        signed: Box<str>,
        /// The origin of the server.
        origin: Box<str>,
    },
    /// This member is not an RFC 3339 date with an offset.
    NotDate(&'static str),
    /// The challenge is older than a sign-in may be.
    TooOld {
        /// When the challenge was made, in seconds since 1970-01-01 UTC.
        issued_at: i64,
        /// The time of the check, in seconds since 1970-01-01 UTC.
        now: u64,
    },
    /// The challenge is from the future.
    IssuedInFuture {
        /// When the challenge was made, in seconds since 1970-01-01 UTC.
        issued_at: i64,
        /// The time of the check, in seconds since 1970-01-01 UTC.
        now: u64,
    },
    /// The sign-in has expired.
    Expired {
        /// The first second at which it has expired, since 1970-01-01 UTC.
        expiration_time: i64,
        /// The time of the check, in seconds since 1970-01-01 UTC.
        now: u64,
    },
    /// The sign-in is not valid yet.
    TooEarly {
        /// The first second at which it is valid, since 1970-01-01 UTC.
        not_before: i64,
        /// The time of the check, in seconds since 1970-01-01 UTC.
        now: u64,
    },
    /// The nonce is not 8 or more letters and digits.
    NotNonce,
    /// The nonce is not the one that the server issued.
    OtherNonce,
    /// `chainId` begins with `eip155:` but is not an EVM chain.
    NotChainId,
    /// `chainId` names a kind of chain that has no message format.
    UnsupportedChain,
    /// The server does not offer this chain.
    ChainNotOffered,
    /// None of the chains that the server supports fits the wallet.
    NoFittingChain,
    /// The member `type` is not the one of this kind of chain.
    Type {
        /// The right type.
        expected: &'static str,
    },
    /// The member `address` is not an address on this kind of chain.
    NotAddress,
    /// The address is in mixed case, and its EIP-55 checksum is wrong.
    Checksum,
    /// The signature is not `0x` and an even number of hexadecimal digits.
    NotHex,
    /// The signature is not 64 bytes in base58.
    NotBase58,
    /// The signature has this many bytes; a key's signature has 65.
    SignatureLength(usize),
    /// The last byte of the signature is this number, not 27 or 28.
    RecoveryByte(u8),
    /// The signature ends like an ERC-6492 wrapper, but is not encoded as one.
    MalformedWrapper,
    /// r or s of the signature is zero, or not below the order of the curve.
    ScalarRange,
    /// The signature recovers to a different account: either another key signed, or another message was signed.
    OtherSigner {
        /// The account that the signature recovers to.
        recovered: Address,
        /// The account that claims to sign in.
        account: Address,
    },
    /// No key can have made this signature, or the account's key did not.
    NotSigned,
    /// The contract at this address does not accept the signature.
    ContractRefuses(Address),
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::ControlCharacter(member) => {
                return write!(f, "{member} has a control character, which could forge other lines of the message");
            }
            Self::NotResource(index) => return write!(f, "resources[{index}] is not a URI with a scheme"),
            Self::Domain { signed, origin } => {
                return write!(f, "signed for the domain {signed}, but this server is {origin}");
            }
            Self::Origin { signed, origin } => {
                return write!(f, "signed for {signed}, which is not at {origin}");
            }
            Self::NotDate(member) => {
                return write!(f, "{member} is not a date such as 2024-01-15T10:30:00Z (RFC 3339)");
            }
            Self::TooOld { issued_at, now } => {
                return write!(f, "too old: issued at {issued_at}, the time is {now}, and 300 s are allowed");
            }
            Self::IssuedInFuture { issued_at, now } => {
                return write!(f, "issued in the future: issuedAt is {issued_at}, and the time is {now}");
            }
            Self::Expired { expiration_time, now } => {
                return write!(f, "expired: expirationTime is {expiration_time}, and the time is {now}");
            }
            Self::TooEarly { not_before, now } => {
                return write!(f, "not valid yet: notBefore is {not_before}, and the time is {now}");
            }
            Self::Type { expected } => return write!(f, "the type of a signature on this chain must be {expected}"),
            Self::SignatureLength(length) => {
                return write!(f, "the signature has {length} bytes; a key's signature has 65");
            }
            Self::RecoveryByte(v) => return write!(f, "the last byte of the signature is {v}, neither 27 nor 28"),
            Self::OtherSigner { recovered, account } => {
                return write!(
                    f,
                    "over this message, the signature is by {recovered}, not by {account}: another key signed, or another \
                     message was signed"
                );
            }
            Self::ContractRefuses(account) => {
                return write!(f, "the contract {account} does not accept the signature");
            }
            Self::StatementCharacter => "statement has a character that EIP-4361 does not allow",
            Self::RequestIdCharacter => "requestId has a character that a URI's path must not have",
            Self::NotUri => "uri is not a URI with a host",
            Self::UriUser => "uri has user information before its host",
            Self::NotNonce => "the nonce is not 8 or more letters and digits",
            Self::OtherNonce => "the nonce is not the one that was issued",
            Self::NotChainId => "chainId is not eip155: and the number of a chain",
            Self::UnsupportedChain => "chainId is not a chain of eip155 or solana",
            Self::ChainNotOffered => "this server does not offer a sign-in on this chain",
            Self::NoFittingChain => "none of the chains that the server supports fits the wallet",
            Self::NotAddress => "address is not an address of this kind of chain",
            Self::Checksum => "the EIP-55 checksum of the address is wrong",
            Self::NotHex => "the signature is not 0x and an even number of hexadecimal digits",
            Self::NotBase58 => "the signature is not base58 of 64 bytes",
            Self::MalformedWrapper => "the signature ends like an ERC-6492 wrapper but is not encoded as one",
            Self::ScalarRange => "r or s of the signature is zero or not below the order of the curve",
            Self::NotSigned => "the signature is not the account's over this message",
        };
        f.write_str(text)
    }
}
