//! Why a check of a payment on an EVM chain failed, as data.

use alloc::boxed::Box;
use core::fmt;

use x402_schemes::evm::{Address, eip712::DomainError, permit2::contracts};
use x402_types::{Amount, UnixSeconds};

pub use super::approval_detail::ApprovalDetail;

/// Why a check failed. Prints as a sentence; nothing is formatted before it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Detail {
    /// A member of the offer is no address.
    NotAddress(&'static str),
    /// This address is the zero address.
    ZeroAddress(&'static str),
    /// The token's domain is not named.
    Domain(DomainError),
    /// The authorization pays another recipient. Whether the payer signed that is another check's matter, here and below.
    Recipient {
        /// Whom the authorization names.
        signed: Address,
        /// Whom the offer names.
        offered: Address,
    },
    /// The payer named another spender.
    Spender {
        /// Whom the payer named.
        signed: Address,
        /// The scheme's proxy.
        proxy: Address,
    },
    /// The authorization names a facilitator that is none of the caller's own addresses.
    Facilitator(Address),
    /// The authorization is of another token.
    PermittedToken {
        /// What the authorization names.
        signed: Address,
        /// The offer's asset.
        offered: Address,
    },
    /// Nothing is authorized, and the proxies refuse to move nothing.
    ZeroAmount,
    /// More is to be taken than is authorized.
    Overcharge {
        /// What is authorized: the most that may be taken.
        signed: Amount,
        /// What is to be taken.
        charged: Amount,
    },
    /// It is too late.
    Expired {
        /// The first second at which it is too late.
        valid_before: UnixSeconds,
        /// The time of the check.
        now: u64,
    },
    /// It will be too late before it is settled.
    TooLittleTime {
        /// The first second at which it is too late.
        valid_before: UnixSeconds,
        /// The time of the check.
        now: u64,
        /// How many seconds must be left.
        margin: u64,
    },
    /// It is too early.
    TooEarly {
        /// For EIP-3009 the last second at which it is too early, for Permit2 the first at which it is not.
        valid_after: UnixSeconds,
        /// The time of the check.
        now: u64,
    },
    /// No moment lies strictly between.
    EmptyWindow {
        /// The last second at which it is too early.
        valid_after: UnixSeconds,
        /// The first second at which it is too late.
        valid_before: UnixSeconds,
    },
    /// It will be valid for longer than the policy wants.
    TooFar {
        /// The first second at which it is too late.
        valid_before: UnixSeconds,
        /// The time of the check.
        now: u64,
        /// How many seconds ahead that may be.
        horizon: u64,
    },
    /// The deadline has passed.
    DeadlinePassed {
        /// The last second at which it is not too late.
        deadline: UnixSeconds,
        /// The time of the check.
        now: u64,
    },
    /// The deadline will have passed before it is settled.
    DeadlineTooClose {
        /// The last second at which it is not too late.
        deadline: UnixSeconds,
        /// The time of the check.
        now: u64,
        /// How many seconds must be left.
        margin: u64,
    },
    /// The deadline is later than the policy wants.
    DeadlineTooFar {
        /// The last second at which it is not too late.
        deadline: UnixSeconds,
        /// The time of the check.
        now: u64,
        /// How many seconds ahead that may be.
        horizon: u64,
    },
    /// The signature has another number of bytes.
    SignatureLength(usize),
    /// The signature has another number of bytes than Permit2 takes.
    Permit2SignatureLength(usize),
    /// The last byte of the signature is neither 27 nor 28.
    RecoveryByte(u8),
    /// A 64-byte signature, which the policy does not take.
    CompactSignature,
    /// An ERC-6492 wrapper that is not encoded as it should be.
    MalformedWrapper,
    /// The payer's wallet would be deployed by a factory that the server does not allow.
    FactoryNotAllowed(Address),
    /// r or s is zero or not below the order of the curve.
    ScalarRange,
    /// s is above half the order of the curve.
    HighS,
    /// Somebody else signed this, or the payer signed something else.
    OtherSigner {
        /// Whose signature it is over these terms.
        recovered: Address,
        /// Who is to pay.
        payer: Address,
    },
    /// No key has this signature.
    NoSigner,
    /// The payer's contract does not accept the signature.
    ContractRefuses(Address),
    /// Permit2 is allowed to move less, and nothing in the payment makes up for it.
    Allowance {
        /// How much it is allowed.
        allowed: Amount,
        /// How much is to be moved.
        needed: Amount,
    },
    /// The permit is another's.
    PermitOwner {
        /// Whose it is.
        signed: Address,
        /// Who is to pay.
        payer: Address,
    },
    /// The permit allows somebody else than Permit2.
    PermitSpender(Address),
    /// The permit allows another amount than the payment permits.
    PermitAmount {
        /// What the permit allows.
        signed: Amount,
        /// What the payment permits.
        permitted: Amount,
    },
    /// Of the transaction that approves Permit2.
    Approval(Box<ApprovalDetail>),
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAddress(member) => write!(f, "the offer's {member} is not 0x and 40 hexadecimal digits"),
            Self::ZeroAddress(member) => write!(f, "{member} is the zero address"),
            Self::Domain(error) => write!(f, "the offer's {error}"),
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
                write!(f, "authorizes the facilitator {signed}, which is not one that settles here")
            }
            Self::PermittedToken { signed, offered } => {
                write!(f, "authorizes the token {signed}, but the offer asks for {offered}")
            }
            Self::ZeroAmount => f.write_str("authorizes nothing, and the proxy refuses to move nothing"),
            Self::Overcharge { signed, charged } => {
                write!(f, "{charged} atomic units are to be taken, but at most {signed} are authorized")
            }
            Self::Expired { valid_before, now } => {
                write!(f, "expired: validBefore is {valid_before}, and it is {now}")
            }
            Self::TooLittleTime { valid_before, now, margin } => {
                write!(f, "too late to settle: validBefore is {valid_before}, it is {now}, and {margin} s are needed")
            }
            Self::TooEarly { valid_after, now } => {
                write!(f, "not valid yet: validAfter is {valid_after}, and it is {now}")
            }
            Self::EmptyWindow { valid_after, valid_before } => write!(
                f,
                "never valid: the token wants a second after {valid_after} and before {valid_before}, and there is none"
            ),
            Self::TooFar { valid_before, now, horizon } => write!(
                f,
                "valid for too long: validBefore is {valid_before}, it is {now}, and the policy takes {horizon} s"
            ),
            Self::DeadlinePassed { deadline, now } => {
                write!(f, "expired: the deadline is {deadline}, and it is {now}")
            }
            Self::DeadlineTooClose { deadline, now, margin } => {
                write!(f, "too late to settle: the deadline is {deadline}, it is {now}, and {margin} s are needed")
            }
            Self::DeadlineTooFar { deadline, now, horizon } => write!(
                f,
                "valid for too long: the deadline is {deadline}, it is {now}, and the policy takes {horizon} s"
            ),
            Self::SignatureLength(length) => write!(f, "the signature has {length} bytes; the token takes 65"),
            Self::Permit2SignatureLength(length) => {
                write!(f, "the signature has {length} bytes; Permit2 takes 65 or 64")
            }
            Self::RecoveryByte(v) => write!(f, "the last byte of the signature is {v}, neither 27 nor 28"),
            Self::CompactSignature => {
                f.write_str("the signature is in the 64-byte form of ERC-2098; the token takes 65 bytes")
            }
            Self::MalformedWrapper => f.write_str("the signature ends like an ERC-6492 wrapper but is none"),
            Self::FactoryNotAllowed(factory) => {
                write!(f, "the factory {factory}, which would deploy the payer's wallet, is not one that is allowed")
            }
            Self::ScalarRange => f.write_str("r or s of the signature is zero or not below the order of the curve"),
            Self::HighS => f.write_str("s of the signature is in the upper half, which the token refuses"),
            Self::OtherSigner { recovered, payer } => write!(
                f,
                "over these terms it is a signature of {recovered}, not of the payer {payer}: \
                 another key, or other terms than these were signed"
            ),
            Self::NoSigner => f.write_str("no key has this signature"),
            Self::Allowance { allowed, needed } => {
                write!(f, "the payer has allowed Permit2 {allowed} atomic units, and {needed} are needed")
            }
            Self::PermitOwner { signed, payer } => write!(f, "the permit is of {signed}, not of the payer {payer}"),
            Self::PermitSpender(spender) => {
                write!(f, "the permit allows {spender}")?;
                if let Some(contract) = contracts::known(*spender) {
                    write!(f, " ({})", contract.name)?;
                }
                write!(f, ", but it is {} that moves the tokens", contracts::PERMIT2)
            }
            Self::PermitAmount { signed, permitted } => write!(
                f,
                "the permit allows {signed} atomic units, and the payment permits {permitted}: the proxy refuses them \
                 unless they are the same"
            ),
            Self::Approval(detail) => detail.fmt(f),
            Self::ContractRefuses(account) => write!(f, "the contract {account} does not accept the signature"),
        }
    }
}
