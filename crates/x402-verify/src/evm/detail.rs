//! The reasons for which checks of a payment on an EVM chain fail.

use alloc::boxed::Box;
use core::fmt;

use x402_schemes::{
    Hex,
    evm::{Address, eip712::DomainError, permit2::contracts},
};
use x402_types::{Amount, UnixSeconds};

use crate::detail::ChainDetail;

pub use super::approval_detail::ApprovalDetail;

/// The reason why a check of a payment on an EVM chain failed. A detail is data and prints as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Detail {
    /// This member of the offer is not an address.
    NotAddress(&'static str),
    /// The address with this name is the zero address.
    ZeroAddress(&'static str),
    /// The address with this name is neither in lower case nor with the right EIP-55 checksum, and the policy refuses that.
    AddressSpelling(&'static str),
    /// This member of the offer's `extra`, a part of the token's EIP-712 domain, is empty, and the policy refuses that.
    EmptyDomainName(&'static str),
    /// The offer does not name the token's EIP-712 domain, or not correctly.
    Domain(DomainError),
    /// The token says that its domain separator is another than that of the domain that the offer names.
    OtherSeparator {
        /// The token contract.
        token: Address,
        /// The separator of the domain in the offer.
        offered: [u8; 32],
        /// The token's own separator.
        of_token: [u8; 32],
    },
    /// The authorization pays another recipient than the offer. Another check says whether the payer signed it; this
    /// holds for all variants with a member `signed`.
    Recipient {
        /// The recipient of the authorization.
        signed: Address,
        /// The recipient of the offer.
        offered: Address,
    },
    /// The authorization names another spender than the scheme's proxy.
    Spender {
        /// The spender of the authorization.
        signed: Address,
        /// The proxy of the scheme.
        proxy: Address,
    },
    /// The authorization names this facilitator, and the caller does not settle from this address.
    Facilitator(Address),
    /// The authorization permits another token than the asset of the offer.
    PermittedToken {
        /// The token of the authorization.
        signed: Address,
        /// The asset of the offer.
        offered: Address,
    },
    /// The authorized amount is zero, and the proxies refuse an amount of zero.
    ZeroAmount,
    /// The server wants to take more than the payer authorized.
    Overcharge {
        /// The most that the payer authorized, in atomic units.
        signed: Amount,
        /// The amount to be taken, in atomic units.
        charged: Amount,
    },
    /// The authorization has expired.
    Expired {
        /// The first second at which it has expired.
        valid_before: UnixSeconds,
        /// The time of the check, in seconds since 1970-01-01 UTC.
        now: u64,
    },
    /// The authorization will expire before it can be settled.
    TooLittleTime {
        /// The first second at which it has expired.
        valid_before: UnixSeconds,
        /// The time of the check, in seconds since 1970-01-01 UTC.
        now: u64,
        /// The number of seconds that have to remain.
        margin: u64,
    },
    /// The authorization is not valid yet.
    TooEarly {
        /// For EIP-3009 the last second at which it is too early. For Permit2 the first second at which it is valid.
        valid_after: UnixSeconds,
        /// The time of the check, in seconds since 1970-01-01 UTC.
        now: u64,
    },
    /// The authorization is never valid, because no second is strictly between the two.
    EmptyWindow {
        /// The last second at which it is too early.
        valid_after: UnixSeconds,
        /// The first second at which it has expired.
        valid_before: UnixSeconds,
    },
    /// The authorization expires later than the policy accepts.
    TooFar {
        /// The first second at which it has expired.
        valid_before: UnixSeconds,
        /// The time of the check, in seconds since 1970-01-01 UTC.
        now: u64,
        /// The number of seconds after the check that the policy accepts.
        horizon: u64,
    },
    /// The deadline of the permit has passed.
    DeadlinePassed {
        /// The last second at which the permit is valid.
        deadline: UnixSeconds,
        /// The time of the check, in seconds since 1970-01-01 UTC.
        now: u64,
    },
    /// The deadline of the permit will pass before the permit can be settled.
    DeadlineTooClose {
        /// The last second at which the permit is valid.
        deadline: UnixSeconds,
        /// The time of the check, in seconds since 1970-01-01 UTC.
        now: u64,
        /// The number of seconds that have to remain.
        margin: u64,
    },
    /// The deadline of the permit is later than the policy accepts.
    DeadlineTooFar {
        /// The last second at which the permit is valid.
        deadline: UnixSeconds,
        /// The time of the check, in seconds since 1970-01-01 UTC.
        now: u64,
        /// The number of seconds after the check that the policy accepts.
        horizon: u64,
    },
    /// The signature has this many bytes, and the token accepts 65.
    SignatureLength(usize),
    /// The signature has this many bytes, and Permit2 accepts 65 or 64.
    Permit2SignatureLength(usize),
    /// The last byte of the signature is this number, and neither 27 nor 28.
    RecoveryByte(u8),
    /// The signature has the 64-byte form of ERC-2098, which the policy does not accept.
    CompactSignature,
    /// The signature is an ERC-6492 wrapper, which names this factory. Only plain accounts pay through the Gateway.
    GatewayWrapper(Address),
    /// Payer and recipient are the same account, which the operator of the Gateway refuses.
    SelfTransfer,
    /// The signature ends like an ERC-6492 wrapper, but is not encoded as one.
    MalformedWrapper,
    /// This factory would deploy the payer's wallet, and the server does not allow it.
    FactoryNotAllowed(Address),
    /// r or s of the signature is zero, or not below the order of the curve.
    ScalarRange,
    /// s of the signature is above half the order of the curve.
    HighS,
    /// The signature is another account's: either another key signed, or the payer signed other terms.
    OtherSigner {
        /// The account that the signature recovers to.
        recovered: Address,
        /// The account that pays.
        payer: Address,
    },
    /// No key can have made this signature.
    NoSigner,
    /// The contract at this address, the payer, does not accept the signature.
    ContractRefuses(Address),
    /// Permit2 may move less than is needed, and the payment contains no permit and no approval that would change this.
    Allowance {
        /// The amount that Permit2 may move, in atomic units.
        allowed: Amount,
        /// The amount that Permit2 has to move, in atomic units.
        needed: Amount,
    },
    /// The owner in the permit is not the payer.
    PermitOwner {
        /// The owner in the permit.
        signed: Address,
        /// The account that pays.
        payer: Address,
    },
    /// The permit allows this spender, which is not Permit2.
    PermitSpender(Address),
    /// The permit allows another amount than the payment permits.
    PermitAmount {
        /// The amount of the EIP-2612 permit, in atomic units.
        signed: Amount,
        /// The amount of the Permit2 authorization, in atomic units.
        permitted: Amount,
    },
    /// A fault of the transaction that approves Permit2.
    Approval(Box<ApprovalDetail>),
    /// A fault of what only one mechanism has.
    Room(RoomDetail),
}

macro_rules! details {
    ([$($Room:ident $room:ident;)*]) => {
        /// A fault of what only one mechanism has.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum RoomDetail {
            $(
                #[doc = concat!("Of ", stringify!($Room), ".")]
                $Room(Box<super::$room::Detail>),
            )*
        }

        impl ChainDetail for Detail {
            #[allow(unreachable_patterns, reason = "there may be no such mechanism")]
            fn code(&self) -> Option<&'static str> {
                match self {
                    $(Self::Room(RoomDetail::$Room(detail)) => detail.code(),)*
                    _ => None,
                }
            }
        }

        impl fmt::Display for RoomDetail {
            fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match *self {
                    $(Self::$Room(ref detail) => detail.fmt(_f),)*
                }
            }
        }

        $(
            impl From<super::$room::Detail> for crate::Detail {
                fn from(detail: super::$room::Detail) -> Self {
                    Detail::Room(RoomDetail::$Room(Box::new(detail))).into()
                }
            }
        )*
    };
}
super::rooms::rooms!(details);

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAddress(member) => write!(f, "the offer's {member} is not 0x and 40 hexadecimal digits"),
            Self::ZeroAddress(member) => write!(f, "{member} is the zero address"),
            Self::AddressSpelling(member) => write!(
                f,
                "{member} is neither in lower case nor with the right EIP-55 checksum, which the policy refuses"
            ),
            Self::EmptyDomainName(member) => {
                write!(f, "the offer's extra.{member} is empty, which the policy refuses")
            }
            Self::Domain(error) => write!(f, "the offer's {error}"),
            Self::OtherSeparator { token, offered, of_token } => write!(
                f,
                "the domain that the offer names has the separator {}, and that of {token} is {}: the token refuses every \
                 signature in the offer's domain",
                Hex(offered),
                Hex(of_token)
            ),
            Self::Recipient { signed, offered } => {
                write!(f, "authorizes a payment to {signed}, but the offer pays {offered}")
            }
            Self::Spender { signed, proxy } => {
                write!(f, "the spender is {signed}")?;
                if let Some(contract) = contracts::known(*signed) {
                    write!(f, " ({})", contract.name)?;
                }
                write!(f, ", but this scheme settles through {proxy}")
            }
            Self::Facilitator(signed) => {
                write!(f, "authorizes the facilitator {signed}, which is not one of those that settle here")
            }
            Self::PermittedToken { signed, offered } => {
                write!(f, "authorizes the token {signed}, but the offer asks for {offered}")
            }
            Self::ZeroAmount => f.write_str("authorizes an amount of zero, which the proxy refuses to move"),
            Self::Overcharge { signed, charged } => {
                write!(f, "{charged} atomic units are to be taken, but at most {signed} are authorized")
            }
            Self::Expired { valid_before, now } => {
                write!(f, "expired: validBefore is {valid_before}, and the time is {now}")
            }
            Self::TooLittleTime { valid_before, now, margin } => {
                write!(
                    f,
                    "too late to settle: validBefore is {valid_before}, the time is {now}, and {margin} s are needed"
                )
            }
            Self::TooEarly { valid_after, now } => {
                write!(f, "not valid yet: validAfter is {valid_after}, and the time is {now}")
            }
            Self::EmptyWindow { valid_after, valid_before } => write!(
                f,
                "never valid: the token requires a second after {valid_after} and before {valid_before}, and there is none"
            ),
            Self::TooFar { valid_before, now, horizon } => write!(
                f,
                "valid for too long: validBefore is {valid_before}, the time is {now}, and the policy accepts {horizon} s"
            ),
            Self::DeadlinePassed { deadline, now } => {
                write!(f, "expired: the deadline is {deadline}, and the time is {now}")
            }
            Self::DeadlineTooClose { deadline, now, margin } => {
                write!(
                    f,
                    "too late to settle: the deadline is {deadline}, the time is {now}, and {margin} s are needed"
                )
            }
            Self::DeadlineTooFar { deadline, now, horizon } => write!(
                f,
                "valid for too long: the deadline is {deadline}, the time is {now}, and the policy accepts {horizon} s"
            ),
            Self::SignatureLength(length) => write!(f, "the signature has {length} bytes; the token accepts 65"),
            Self::Permit2SignatureLength(length) => {
                write!(f, "the signature has {length} bytes; Permit2 accepts 65 or 64")
            }
            Self::RecoveryByte(v) => write!(f, "the last byte of the signature is {v}, neither 27 nor 28"),
            Self::CompactSignature => {
                f.write_str("the signature is in the 64-byte form of ERC-2098; the token accepts 65 bytes")
            }
            Self::GatewayWrapper(factory) => write!(
                f,
                "the signature is an ERC-6492 wrapper, for a wallet of the factory {factory}; only plain accounts pay through the Gateway"
            ),
            Self::SelfTransfer => {
                f.write_str("payer and recipient are the same account, which the operator of the Gateway refuses")
            }
            Self::MalformedWrapper => {
                f.write_str("the signature ends like an ERC-6492 wrapper but is not encoded as one")
            }
            Self::FactoryNotAllowed(factory) => {
                write!(f, "the factory {factory}, which would deploy the payer's wallet, is not allowed")
            }
            Self::ScalarRange => f.write_str("r or s of the signature is zero or not below the order of the curve"),
            Self::HighS => f.write_str("s of the signature is in the upper half, which the token refuses"),
            Self::OtherSigner { recovered, payer } => write!(
                f,
                "over these terms, the signature is by {recovered}, not by the payer {payer}: \
                 another key signed, or other terms were signed"
            ),
            Self::NoSigner => f.write_str("no key can have made this signature"),
            Self::Allowance { allowed, needed } => {
                write!(f, "the payer has allowed Permit2 {allowed} atomic units, but {needed} are needed")
            }
            Self::PermitOwner { signed, payer } => write!(f, "the permit's owner is {signed}, not the payer {payer}"),
            Self::PermitSpender(spender) => {
                write!(f, "the permit allows {spender}")?;
                if let Some(contract) = contracts::known(*spender) {
                    write!(f, " ({})", contract.name)?;
                }
                write!(f, ", but it is {} that moves the tokens", contracts::PERMIT2)
            }
            Self::PermitAmount { signed, permitted } => write!(
                f,
                "the permit allows {signed} atomic units, but the payment permits {permitted}: the proxy refuses them \
                 unless they are the same"
            ),
            Self::Approval(detail) => detail.fmt(f),
            Self::Room(detail) => detail.fmt(f),
            Self::ContractRefuses(account) => write!(f, "the contract {account} does not accept the signature"),
        }
    }
}
