//! The reasons why checks of a `batch-settlement` payment fail.

use core::fmt;

use x402_schemes::evm::{
    Address,
    batch_settlement::{Amount128, ChannelId},
};
use x402_types::{Amount, AnyAmount, DecodeError, Uint256};

/// The reason why a check of a `batch-settlement` payment failed. It prints as a sentence. Amounts are in atomic units.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Detail {
    /// The payload's type is missing, unknown or not for this phase.
    Type,
    /// The amount of a refund cannot be read. The path of the error begins below `payload`.
    RefundAmount(DecodeError),
    /// The offer requires a deposit with EIP-3009, but the deposit uses Permit2.
    NotByEip3009,
    /// The offer requires a deposit with Permit2, but the deposit uses EIP-3009.
    NotByPermit2,
    /// `extra.receiverAuthorizer` of the offer is missing, not an address or the zero address.
    NoReceiverAuthorizer,
    /// `extra.withdrawDelay` of the offer is missing or not an integer.
    NoWithdrawDelay,
    /// The payload names a channel other than that of its config.
    OtherChannel {
        /// The id in the payload.
        named: ChannelId,
        /// The id of the config's channel.
        of_config: ChannelId,
    },
    /// The witness writes the channel id in a different letter case than the voucher, and the policy compares the
    /// texts.
    ChannelCase,
    /// A field of the config differs from the offer.
    Config {
        /// The name of the field.
        member: &'static str,
        /// The value in the config.
        signed: Address,
        /// The value in the offer.
        offered: Address,
    },
    /// The config's withdrawal delay differs from that of the offer.
    Delay {
        /// The delay of the config, in seconds.
        signed: u64,
        /// The delay of the offer, in seconds.
        offered: u64,
    },
    /// The contract accepts no deposit with this withdrawal delay, in seconds.
    DelayRange(u64),
    /// This field of the config is the zero address, for which the contract accepts no deposit.
    ZeroMember(&'static str),
    /// The deposit is below the offer's `minDeposit`, and the policy enforces it.
    BelowMinDeposit {
        /// The amount of the deposit.
        deposit: Amount128,
        /// The least amount, from the offer.
        least: Amount,
    },
    /// The voucher's sum does not match the charges so far and the price.
    Cumulative {
        /// The sum of the voucher.
        signed: Amount128,
        /// The sum of the charges so far, or the claimed total if the server has no record (N-22).
        charged: Amount128,
        /// The price of one request. Zero for a refund.
        price: Amount,
    },
    /// The server wants to charge more than the offer or the voucher allows.
    Charge {
        /// The amount that the server wants to charge.
        charge: AnyAmount,
        /// The most that the server may charge.
        most: Amount,
    },
    /// The permit is for a different amount than the deposit.
    DepositAmount {
        /// The amount of the permit.
        signed: Amount,
        /// The amount of the deposit.
        deposit: Amount128,
    },
    /// The contract has no such channel, or its balance is zero.
    NoChannel(ChannelId),
    /// The sum is above the channel's balance.
    AboveBalance {
        /// The sum of the voucher or of the claim.
        sum: Amount128,
        /// The balance.
        balance: Amount128,
    },
    /// The voucher's sum was already claimed.
    Claimed {
        /// The sum of the voucher.
        signed: Amount128,
        /// The sum of the claims.
        claimed: Amount128,
    },
    /// With the deposit, the balance would not fit into 128 bits.
    Overflow,
    /// Nothing is left to refund.
    NothingLeft,
    /// Two rows of a claim have different receiver authorizers.
    Authorizers {
        /// The authorizer of the first row.
        first: Address,
        /// The authorizer of a later row.
        other: Address,
    },
    /// A row claims more than its voucher allows.
    AboveVoucher {
        /// The sum of the claim.
        claimed: Amount128,
        /// The sum of the voucher.
        signed: Amount128,
    },
    /// The receiver's authorizer did not sign, and it is not one of the caller's settling addresses.
    Authorizer(Address),
    /// The refund does not have the nonce that the channel expects.
    RefundNonce {
        /// The nonce of the refund.
        signed: Uint256,
        /// The nonce that the channel expects.
        expected: Uint256,
    },
    /// The signature of a voucher, a claim or a refund belongs to a different account: either a different key signed,
    /// or different terms were signed.
    OtherSigner {
        /// The account that the signature recovers to.
        recovered: Address,
        /// The account that must sign, for the payer or for the receiver.
        signer: Address,
    },
}

#[cfg(feature = "batch-settlement")]
impl Detail {
    /// The error code, if it differs from that of the failed check.
    #[allow(clippy::wildcard_enum_match_arm, reason = "most details have the code of the check")]
    pub(crate) const fn code(&self) -> Option<&'static str> {
        Some(match self {
            Self::Type | Self::NotByPermit2 => "invalid_batch_settlement_evm_payload_type",
            Self::RefundAmount(_) => "invalid_batch_settlement_evm_refund_amount_invalid",
            Self::NotByEip3009 => "invalid_batch_settlement_evm_erc3009_authorization_required",
            Self::NoWithdrawDelay => "invalid_batch_settlement_evm_withdraw_delay_mismatch",
            _ => return None,
        })
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type => f.write_str("payload: the type is missing, unknown or not for this phase"),
            Self::RefundAmount(error) => write!(f, "payload: {error}"),
            Self::NotByEip3009 => f.write_str("the payment requirements ask for a deposit with EIP-3009, but this deposit uses Permit2"),
            Self::NotByPermit2 => f.write_str("the payment requirements ask for a deposit with Permit2, but this deposit uses EIP-3009"),
            Self::NoReceiverAuthorizer => {
                f.write_str("extra.receiverAuthorizer in the payment requirements is missing, not an address or the zero address")
            }
            Self::NoWithdrawDelay => f.write_str("extra.withdrawDelay in the payment requirements is missing or not an integer"),
            Self::OtherChannel { named, of_config } => {
                write!(f, "the payload names the channel {named}, but its config defines the channel {of_config}")
            }
            Self::ChannelCase => f.write_str(
                "the witness writes the channel id in a different letter case than the voucher, and the policy compares the texts",
            ),
            Self::Config { member, signed, offered } => {
                write!(f, "{member} in the channel config is {signed}, but the payment requirements ask for {offered}")
            }
            Self::Delay { signed, offered } => {
                write!(f, "withdrawDelay in the channel config is {signed} s, but the payment requirements ask for {offered} s")
            }
            Self::DelayRange(delay) => {
                write!(f, "withdrawDelay in the channel config is {delay} s, but the contract accepts only 900 s (15 minutes) to 2592000 s (30 days)")
            }
            Self::ZeroMember(member) => {
                write!(f, "{member} in the channel config is the zero address, for which the contract accepts no deposit")
            }
            Self::BelowMinDeposit { deposit, least } => {
                write!(f, "the deposit is {deposit} atomic units, but the payment requirements ask for at least {least}")
            }
            Self::Cumulative { signed, charged, price } => write!(
                f,
                "the voucher's total is {signed} atomic units, but {charged} were charged so far and this request costs {price}"
            ),
            Self::Charge { charge, most } => {
                write!(f, "the server wants to charge {charge} atomic units, but at most {most} are allowed")
            }
            Self::DepositAmount { signed, deposit } => write!(
                f,
                "the permit is for {signed} atomic units, but the deposit is {deposit}; the collector requires equal amounts"
            ),
            Self::NoChannel(channel) => write!(f, "the contract holds no balance for the channel {channel}"),
            Self::AboveBalance { sum, balance } => {
                write!(f, "the total of {sum} atomic units is above the channel's balance of {balance}")
            }
            Self::Claimed { signed, claimed } => {
                write!(f, "the voucher's total is {signed} atomic units, but {claimed} were already claimed")
            }
            Self::Overflow => f.write_str("with the deposit, the channel's balance would be above 2^128-1"),
            Self::NothingLeft => f.write_str("the channel has nothing left to refund"),
            Self::Authorizers { first, other } => write!(
                f,
                "its receiverAuthorizer is {other}, but that of the first row is {first}; one signature covers all rows, so they must be equal"
            ),
            Self::AboveVoucher { claimed, signed } => {
                write!(f, "the claim is for {claimed} atomic units, but its voucher allows only {signed}")
            }
            Self::Authorizer(authorizer) => write!(
                f,
                "the receiver's authorizer {authorizer} did not sign, and it is not one of your settling addresses"
            ),
            Self::RefundNonce { signed, expected } => {
                write!(f, "the refund has the nonce {signed}, but the channel expects {expected}")
            }
            Self::OtherSigner { recovered, signer } => write!(
                f,
                "for these terms, the signature belongs to {recovered}, but {signer} must sign: a different key signed, or different \
                 terms were signed"
            ),
        }
    }
}
