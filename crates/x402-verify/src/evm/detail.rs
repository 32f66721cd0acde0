//! The reasons why checks of a payment on an EVM chain fail.

use alloc::boxed::Box;
#[cfg(feature = "batch-settlement")]
use alloc::sync::Arc;
use core::fmt;

use x402_schemes::{
    Hex,
    evm::{Address, eip712::DomainError, permit2::contracts},
};
use x402_types::{
    Amount, AnyAmount, UnixSeconds,
    declare::sentences,
    printable::{Apart, At, Seconds},
};

#[cfg(feature = "batch-settlement")]
use super::batch_settlement;

pub use super::approval_detail::ApprovalDetail;

sentences! {
    /// The reason why a check of a payment on an EVM chain failed. It prints as a sentence.
    ///
    /// A field `signed` is a value in the payload. A different check verifies that the payer signed it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Detail {
        /// This field of the offer is not an address.
        NotAddress(member: &'static str) = "{member} in the payment requirements is not an address (0x and 40 hexadecimal digits)",
        /// The address with this name is the zero address.
        ZeroAddress(member: &'static str) = "{member} is the zero address",
        /// The address with this name is neither in lower case nor has a correct EIP-55 checksum, which the policy
        /// rejects.
        AddressCase(member: &'static str) =
            "{member} is neither in lower case nor has a correct EIP-55 checksum, which the policy rejects",
        /// This field of the offer's `extra`, a part of the token's EIP-712 domain, is empty, which the policy rejects.
        EmptyDomainName(member: &'static str) = "extra.{member} in the payment requirements is empty, which the policy rejects",
        /// The offer does not define the token's EIP-712 domain, or defines it incorrectly.
        Domain(error: DomainError) = "in the payment requirements, {error}",
        /// The token's domain separator differs from that of the domain in the offer.
        OtherSeparator {
            /// The token contract.
            token: Address,
            /// The separator of the domain in the offer.
            offered: [u8; 32],
            /// The separator that the token returns.
            of_token: [u8; 32],
        } = |f| write!(
            f,
            "the EIP-712 domain in the payment requirements has the separator {}, but the token {token} has {}, so the token rejects \
             every signature in that domain",
            Hex(offered),
            Hex(of_token)
        ),
        /// The authorization pays a recipient other than that of the offer.
        Recipient {
            /// The recipient of the authorization.
            signed: Address,
            /// The recipient of the offer.
            offered: Address,
        } = "the payment goes to {signed}, but the required recipient (payTo) is {offered}",
        /// The authorization names a spender other than the scheme's proxy.
        Spender {
            /// The spender of the authorization.
            signed: Address,
            /// The proxy of the scheme.
            proxy: Address,
        } = |f| write!(f, "the authorized spender is {}, but this scheme settles through {proxy}", Named(*signed)),
        /// The authorization names this facilitator, which is not one of the caller's settling addresses.
        Facilitator(signed: Address) = "the payment authorizes the facilitator {signed}, which is not one of your settling addresses",
        /// The authorization permits a token other than the asset of the offer.
        PermittedToken {
            /// The token of the authorization.
            signed: Address,
            /// The asset of the offer.
            offered: Address,
        } = "the payment authorizes the token {signed}, but the required token (asset) is {offered}",
        /// The authorized amount is zero, which the proxies refuse to move.
        ZeroAmount = "the payment authorizes an amount of zero, which the proxy refuses to move",
        /// The server wants to charge more than the payer authorized.
        Overcharge {
            /// The most that the payer authorized, in atomic units.
            signed: Amount,
            /// The amount that the server wants to charge.
            charged: AnyAmount,
        } = "the server wants to charge {charged} atomic units, but the payer authorized at most {signed}",
        /// The authorization has expired.
        Expired {
            /// The first second at which the authorization has expired.
            valid_before: UnixSeconds,
            /// The time of the check, in seconds since 1970-01-01 UTC.
            now: u64,
        } = |f| match apart(*valid_before, *now) {
            Apart(Some(0)) => write!(f, "the authorization expired in this very second, at {}", At(*valid_before)),
            since => write!(f, "the authorization expired {since} ago, at {}", At(*valid_before)),
        },
        /// The authorization will expire before it can be settled.
        TooLittleTime {
            /// The first second at which the authorization has expired.
            valid_before: UnixSeconds,
            /// The time of the check, in seconds since 1970-01-01 UTC.
            now: u64,
            /// The number of seconds that must remain.
            margin: u64,
        } = |f| {
            let left = Seconds(apart(*valid_before, *now).0);
            write!(f, "the authorization expires in {left}, at {}, but settling needs {margin} s", At(*valid_before))
        },
        /// The authorization is not valid yet.
        TooEarly {
            /// For EIP-3009, the last second at which it is too early. For Permit2, the first second at which it is
            /// valid.
            valid_after: UnixSeconds,
            /// The time of the check, in seconds since 1970-01-01 UTC.
            now: u64,
        } = |f| {
            let ahead = apart(*valid_after, *now);
            write!(f, "the authorization is not valid yet: its validAfter is {ahead} ahead, at {}", At(*valid_after))
        },
        /// The authorization is never valid, because no second lies between its bounds.
        EmptyWindow {
            /// The last second at which it is too early.
            valid_after: UnixSeconds,
            /// The first second at which it has expired.
            valid_before: UnixSeconds,
        } = |f| write!(
            f,
            "the authorization is never valid: the token requires a second after validAfter ({}) and before validBefore ({}), \
             and there is none",
            At(*valid_after),
            At(*valid_before)
        ),
        /// The authorization expires later than the policy accepts.
        TooFar {
            /// The first second at which the authorization has expired.
            valid_before: UnixSeconds,
            /// The time of the check, in seconds since 1970-01-01 UTC.
            now: u64,
            /// The number of seconds after the check that the policy accepts.
            horizon: u64,
        } = |f| {
            let left = Seconds(apart(*valid_before, *now).0);
            write!(f, "the authorization expires in {left}, at {}, but the policy accepts at most {horizon} s", At(*valid_before))
        },
        /// The deadline of the permit has passed.
        DeadlinePassed {
            /// The last second at which the permit is valid.
            deadline: UnixSeconds,
            /// The time of the check, in seconds since 1970-01-01 UTC.
            now: u64,
        } = |f| {
            let since = apart(*deadline, *now);
            write!(f, "the permit's deadline passed {since} ago, at {}", At(*deadline))
        },
        /// The deadline of the permit will pass before the permit can be settled.
        DeadlineTooClose {
            /// The last second at which the permit is valid.
            deadline: UnixSeconds,
            /// The time of the check, in seconds since 1970-01-01 UTC.
            now: u64,
            /// The number of seconds that must remain.
            margin: u64,
        } = |f| {
            let left = Seconds(apart(*deadline, *now).0);
            write!(f, "the permit's deadline is {left} ahead, at {}, but settling needs {margin} s", At(*deadline))
        },
        /// The deadline of the permit is later than the policy accepts.
        DeadlineTooFar {
            /// The last second at which the permit is valid.
            deadline: UnixSeconds,
            /// The time of the check, in seconds since 1970-01-01 UTC.
            now: u64,
            /// The number of seconds after the check that the policy accepts.
            horizon: u64,
        } = |f| {
            let left = Seconds(apart(*deadline, *now).0);
            write!(f, "the permit's deadline is {left} ahead, at {}, but the policy accepts at most {horizon} s", At(*deadline))
        },
        /// The signature has this many bytes instead of 65.
        SignatureLength(length: usize) = "the signature has {length} bytes instead of 65",
        /// The signature has this many bytes, but Permit2 accepts only 65 or 64.
        Permit2SignatureLength(length: usize) = "the signature has {length} bytes, but Permit2 accepts only 65 or 64",
        /// The last byte of the signature is this number instead of 27 or 28.
        RecoveryByte(v: u8) = "the last byte of the signature is {v} instead of 27 or 28",
        /// The signature has the 64-byte format of ERC-2098, which the policy rejects.
        CompactSignature = "the signature has the 64-byte format of ERC-2098, but 65 bytes are needed",
        /// The signature is an ERC-6492 wrapper that names this factory. Only plain accounts can pay through the
        /// Gateway.
        GatewayWrapper(factory: Address) =
            "the signature is an ERC-6492 wrapper for a wallet of the factory {factory}, but only plain accounts can pay through the Gateway",
        /// Payer and recipient are the same account, which the Gateway's operator rejects.
        SelfTransfer = "payer and recipient are the same account, which the Gateway's operator rejects",
        /// The signature ends like an ERC-6492 wrapper but is not encoded as one.
        MalformedWrapper = "the signature ends like an ERC-6492 wrapper but is not encoded as one",
        /// The server does not allow this factory, which would deploy the payer's wallet.
        FactoryNotAllowed(factory: Address) = "the server does not allow the factory {factory}, which would deploy the payer's wallet",
        /// r or s of the signature is zero or not below the order of the curve.
        ScalarRange = "r or s of the signature is zero or not below the order of the curve",
        /// s of the signature is above half the order of the curve.
        HighS = "s of the signature is in the upper half of the curve's order, which is not accepted",
        /// The signature belongs to a different account: either a different key signed, or the payer signed different
        /// terms.
        OtherSigner {
            /// The account that the signature recovers to.
            recovered: Address,
            /// The account that pays.
            payer: Address,
        } = "for these terms, the signature belongs to {recovered}, not to the payer {payer}: \
            a different key signed, or different terms were signed",
        /// No key can have made this signature.
        NoSigner = "no key can have made this signature",
        /// The contract at this address, the account that must sign, rejects the signature.
        ContractRefuses(account: Address) = "the contract {account} rejects the signature",
        /// Permit2 may move less than is needed, and the payment contains no permit or approval that would change this.
        Allowance {
            /// The amount that Permit2 may move, in atomic units.
            allowed: Amount,
            /// The amount that Permit2 needs to move, in atomic units.
            needed: Amount,
        } = "the payer allowed Permit2 to move {allowed} atomic units, but {needed} are needed",
        /// The owner in the permit is not the payer.
        PermitOwner {
            /// The owner in the permit.
            signed: Address,
            /// The account that pays.
            payer: Address,
        } = "the permit's owner is {signed}, not the payer {payer}",
        /// The permit allows this spender, which is not Permit2.
        PermitSpender(spender: Address) = |f| write!(
            f,
            "the permit allows the spender {}, but Permit2 ({}) moves the tokens",
            Named(*spender),
            contracts::PERMIT2
        ),
        /// The permit allows a different amount than the payment permits.
        PermitAmount {
            /// The amount of the EIP-2612 permit, in atomic units.
            signed: Amount,
            /// The amount of the Permit2 authorization, in atomic units.
            permitted: Amount,
        } = "the permit allows {signed} atomic units, but the payment permits {permitted}; the proxy requires equal amounts",
        /// A check of the transaction that approves Permit2 failed.
        Approval(detail: Box<ApprovalDetail>) = |f| detail.fmt(f),
        /// A check of a `batch-settlement` payment failed. The detail is shared, because copying one would be code in every
        /// build.
        #[cfg(feature = "batch-settlement")]
        BatchSettlement(detail: Arc<batch_settlement::Detail>) = |f| detail.fmt(f),
    }
}

impl Detail {
    /// The error code, if it differs from that of the failed check.
    pub(crate) fn code(&self) -> Option<&'static str> {
        match self {
            #[cfg(feature = "batch-settlement")]
            Self::BatchSettlement(detail) => detail.code(),
            // `batch-settlement` has a separate code for a missing domain, which fits no other fault of one.
            Self::Domain(DomainError::Missing(_)) => None,
            Self::Domain(_) | Self::EmptyDomainName(_) | Self::OtherSeparator { .. } => {
                Some("invalid_payment_requirements")
            }
            Self::NotAddress(_)
            | Self::ZeroAddress(_)
            | Self::AddressCase(_)
            | Self::Recipient { .. }
            | Self::Spender { .. }
            | Self::Facilitator(_)
            | Self::PermittedToken { .. }
            | Self::ZeroAmount
            | Self::Overcharge { .. }
            | Self::Expired { .. }
            | Self::TooLittleTime { .. }
            | Self::TooEarly { .. }
            | Self::EmptyWindow { .. }
            | Self::TooFar { .. }
            | Self::DeadlinePassed { .. }
            | Self::DeadlineTooClose { .. }
            | Self::DeadlineTooFar { .. }
            | Self::SignatureLength(_)
            | Self::Permit2SignatureLength(_)
            | Self::RecoveryByte(_)
            | Self::CompactSignature
            | Self::GatewayWrapper(_)
            | Self::SelfTransfer
            | Self::MalformedWrapper
            | Self::FactoryNotAllowed(_)
            | Self::ScalarRange
            | Self::HighS
            | Self::OtherSigner { .. }
            | Self::NoSigner
            | Self::ContractRefuses(_)
            | Self::Allowance { .. }
            | Self::PermitOwner { .. }
            | Self::PermitSpender(_)
            | Self::PermitAmount { .. }
            | Self::Approval(_) => None,
        }
    }
}

/// How far a time is from the time of the check.
fn apart(time: UnixSeconds, now: u64) -> Apart {
    Apart(time.get().to_u64().map(|time| time.abs_diff(now)))
}

/// An address, and the name of the contract there if it has a known one.
pub(super) struct Named(pub(super) Address);

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        contracts::known(self.0).map_or(Ok(()), |contract| write!(f, " ({})", contract.name))
    }
}
