//! The reasons why a check of a sign-in failed.

use alloc::boxed::Box;

use x402_types::{
    declare::sentences,
    printable::{Apart, At, Seconds},
};

use x402_schemes::evm::Address;

sentences! {
    /// The reason why a check of a sign-in failed. It is data, and prints as a sentence.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Detail {
        /// This field has a control character, such as a line break, which could forge other fields of the message.
        ControlCharacter(member: &'static str) =
            "{member} contains a control character, which could forge other lines of the message",
        /// The statement has a character that EIP-4361 does not allow.
        StatementCharacter = "statement contains a character that EIP-4361 does not allow",
        /// `requestId` has a character that EIP-4361 does not allow.
        RequestIdCharacter = "requestId contains a character that a URI's path must not contain",
        /// The resource with this index is not a URI.
        NotResource(index: usize) = "resources[{index}] is not a URI with a scheme",
        /// The field `domain` is not the domain of the server's origin.
        Domain {
            /// The signed domain.
            signed: Box<str>,
            /// The domain of the origin.
            origin: Box<str>,
        } = "the client signed in to the domain {signed}, but this server is {origin}",
        /// The field `uri` is not a URI with a host.
        NotUri = "uri is not a URI with a host",
        /// The URI has user information, as in `https://user@host/`.
        UriUser = "uri has user information before its host",
        /// The URI does not have the origin of the server.
        Origin {
            /// The signed URI.
            signed: Box<str>,
            /// The origin of the server.
            origin: Box<str>,
        } = "the client signed in to {signed}, which is not at {origin}",
        /// This field is not an RFC 3339 date with an offset.
        NotDate(member: &'static str) = "{member} is not a date such as 2024-01-15T10:30:00Z (RFC 3339)",
        /// The challenge is older than a sign-in may be.
        TooOld {
            /// The time of the challenge, in seconds since 1970-01-01 UTC.
            issued_at: i64,
            /// The time of the check, in seconds since 1970-01-01 UTC.
            now: u64,
        } = |f| {
            let age = Seconds(apart(*issued_at, *now).0);
            write!(f, "the challenge was issued {age} ago, at {}, but at most 300 s are allowed", At(*issued_at))
        },
        /// The challenge was issued in the future.
        IssuedInFuture {
            /// The time of the challenge, in seconds since 1970-01-01 UTC.
            issued_at: i64,
            /// The time of the check, in seconds since 1970-01-01 UTC.
            now: u64,
        } = |f| {
            let ahead = apart(*issued_at, *now);
            write!(f, "the challenge was issued in the future: its issuedAt is {ahead} ahead, at {}", At(*issued_at))
        },
        /// The sign-in has expired.
        Expired {
            /// The first second at which it has expired, since 1970-01-01 UTC.
            expiration_time: i64,
            /// The time of the check, in seconds since 1970-01-01 UTC.
            now: u64,
        } = |f| match apart(*expiration_time, *now) {
            Apart(Some(0)) => write!(f, "the sign-in expired in this very second, at {}", At(*expiration_time)),
            since => write!(f, "the sign-in expired {since} ago, at {}", At(*expiration_time)),
        },
        /// The sign-in is not valid yet.
        TooEarly {
            /// The first second at which it is valid, since 1970-01-01 UTC.
            not_before: i64,
            /// The time of the check, in seconds since 1970-01-01 UTC.
            now: u64,
        } = |f| {
            let ahead = apart(*not_before, *now);
            write!(f, "the sign-in is not valid yet: its notBefore is {ahead} ahead, at {}", At(*not_before))
        },
        /// The nonce is not 8 or more letters and digits.
        NotNonce = "the nonce is not 8 or more letters and digits",
        /// The nonce is not the one that the server issued.
        OtherNonce = "the nonce is not the one that the server issued",
        /// `chainId` begins with `eip155:` but is not an EVM chain.
        NotChainId = "chainId is not eip155: and the number of a chain",
        /// `chainId` names a chain family that has no message format.
        UnsupportedChain = "chainId is neither in the namespace eip155 nor in solana",
        /// The server does not offer this chain.
        ChainNotOffered = "this server does not offer a sign-in on this chain",
        /// None of the chains that the server supports fits the wallet.
        NoFittingChain = "none of the chains that the server supports fits the wallet",
        /// The field `type` is not the one of this chain family.
        Type {
            /// The right type.
            expected: &'static str,
        } = "the type of a signature on this chain must be {expected}",
        /// The field `address` is not an address on this chain family.
        NotAddress = "address is not valid on this chain family",
        /// The address is in mixed case, and its EIP-55 checksum is wrong.
        Checksum = "the EIP-55 checksum of the address is wrong",
        /// The signature is not `0x` and an even number of hexadecimal digits.
        NotHex = "the signature is not 0x and an even number of hexadecimal digits",
        /// The signature is not 64 bytes in base58.
        NotBase58 = "the signature is not base58 of 64 bytes",
        /// The signature has this many bytes instead of the 65 of a key's signature.
        SignatureLength(length: usize) = "the signature has {length} bytes, but a key's signature has 65",
        /// The last byte of the signature is this number, not 27 or 28.
        RecoveryByte(v: u8) = "the last byte of the signature is {v} instead of 27 or 28",
        /// The signature ends like an ERC-6492 wrapper, but is not encoded as one.
        MalformedWrapper = "the signature ends like an ERC-6492 wrapper but is not encoded as one",
        /// r or s of the signature is zero, or not below the order of the curve.
        ScalarRange = "r or s of the signature is zero or not below the order of the curve",
        /// The signature recovers to a different account: a different key signed, or a different message was signed.
        OtherSigner {
            /// The account that the signature recovers to.
            recovered: Address,
            /// The account that claims to sign in.
            account: Address,
        } = "for this message, the signature belongs to {recovered}, not to {account}: a different key signed, or a \
            different message was signed",
        /// Either no key can have made this signature, or the account's key did not make it.
        NotSigned = "the account's key did not make this signature for this message",
        /// The contract at this address does not accept the signature.
        ContractRefuses(account: Address) = "the contract {account} rejects the signature",
    }
}

/// The distance of a time from the time of the check.
fn apart(time: i64, now: u64) -> Apart {
    Apart(i64::try_from(now).ok().map(|now| now.abs_diff(time)))
}
