//! Drafts of the messages that a buyer signs: vouchers, and the deposits that fill the channel. The caller supplies
//! salts, nonces and times, and the holder of the key signs.

mod deposit;
mod error;

use alloc::{borrow::Cow, string::String};

use x402_types::Scheme;

use super::{
    Amount128, Channel, ChannelConfig, Commitment, SETTLEMENT, Voucher, WITHDRAW_DELAYS, message::voucher_hash,
};
use crate::{
    Terms,
    evm::{
        Address, Signature,
        eip712::{DomainError, TokenDomain},
        eip3009::Nonce,
        typed_data::{Domain, token_domain, typed_data},
    },
    json::{object, text},
};

pub use deposit::{Erc3009Draft, Permit2Draft};
pub use error::DraftError;

/// The buyer's part of a channel's config. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buyer {
    /// The account whose tokens fill the channel.
    pub payer: Address,
    /// The key that signs vouchers. The zero address if the payer itself signs them.
    pub authorizer: Address,
    /// Distinguishes this buyer's channels for the same offer.
    pub salt: Nonce,
}

/// A buyer's channel for an offer, whether or not it is on the chain yet. Its id follows from the buyer and the offer.
///
/// ```
/// use x402_schemes::evm::{batch_settlement::{Buyer, ChannelDraft, Payload}, eip3009::Nonce};
/// use x402_types::{Network, RawJson, Scheme, v2::{PaymentPayload, PaymentRequirements, PaymentRequirementsInit}};
/// # let mut offer = PaymentRequirements::new(PaymentRequirementsInit {
/// #     scheme: Scheme::BATCH_SETTLEMENT,
/// #     network: Network::eip155(8453),
/// #     amount: 1000.into(),
/// #     asset: "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913".into(),
/// #     pay_to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".into(),
/// #     max_timeout_seconds: 3600,
/// # });
/// # offer.extra = Some(RawJson::parse(r#"{"receiverAuthorizer":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","withdrawDelay":86400}"#)?);
/// # let signature = x402_schemes::evm::Signature::new(vec![1; 65]);
/// let buyer = Buyer {
///     payer: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266".parse()?,
///     authorizer: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8".parse()?,
///     salt: Nonce::new([0; 32]),
/// };
/// let channel = ChannelDraft::for_offer(&offer, buyer)?;
/// // 2000 were charged so far, and the next request costs at most 1000.
/// let voucher = channel.voucher(3000.into());
/// let (typed_data, digest) = (voucher.typed_data(), voucher.digest()); // for a wallet, or for a key
/// let payload = Payload::Voucher(Box::new(voucher.with_signature(signature)));
/// let header = PaymentPayload::new(offer.clone(), payload.to_json()).to_header();
/// # use x402_types::Wire;
/// # let _ = (typed_data, digest, header);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelDraft<'a> {
    token_domain: Result<TokenDomain<'a>, DomainError>,
    chain_id: u64,
    config: ChannelConfig,
    channel: Channel,
}

impl<'a> ChannelDraft<'a> {
    /// Derives the buyer's channel for this offer.
    ///
    /// # Errors
    /// No verifier would accept a payment on a channel for this offer.
    pub fn for_offer(offer: impl Into<Terms<'a>>, buyer: Buyer) -> Result<Self, DraftError> {
        let offer = offer.into();
        let chain_id = offer.network.eip155_chain_id().filter(|_| *offer.scheme == Scheme::BATCH_SETTLEMENT);
        let chain_id = chain_id.ok_or(DraftError::NotBatchSettlement)?;
        let authorizer = offer.extra_member("receiverAuthorizer").and_then(|member| member.string().ok());
        let delay = offer.extra_member("withdrawDelay").and_then(|member| member.integer().ok());
        let config = ChannelConfig {
            payer: not_zero("payer", buyer.payer)?,
            payer_authorizer: buyer.authorizer,
            receiver: address("payTo", offer.pay_to)?,
            receiver_authorizer: address("extra.receiverAuthorizer", &authorizer.unwrap_or_default())?,
            token: address("asset", offer.asset)?,
            withdraw_delay: delay.filter(|delay| WITHDRAW_DELAYS.contains(delay)).ok_or(DraftError::WithdrawDelay)?,
            salt: buyer.salt,
        };
        let token_domain = TokenDomain::of(offer);
        Ok(Self { token_domain, chain_id, config, channel: config.on_chain(chain_id) })
    }

    /// The config of the channel.
    pub const fn config(&self) -> &ChannelConfig {
        &self.config
    }

    /// The id of the channel, and its domain.
    pub const fn channel(&self) -> &Channel {
        &self.channel
    }

    /// Drafts a voucher over the sum of all payments on the channel, including the next one, in atomic units. For a
    /// refund, it is the charged sum.
    pub const fn voucher(&self, max_claimable: Amount128) -> VoucherDraft {
        VoucherDraft { chain_id: self.chain_id, config: self.config, channel: self.channel, max_claimable }
    }
}

fn address(member: &'static str, text: &str) -> Result<Address, DraftError> {
    not_zero(member, text.parse().map_err(|_| DraftError::NotAddress(member))?)
}

fn not_zero(member: &'static str, address: Address) -> Result<Address, DraftError> {
    if address.is_zero() { Err(DraftError::ZeroAddress(member)) } else { Ok(address) }
}

/// An unsigned voucher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VoucherDraft {
    chain_id: u64,
    config: ChannelConfig,
    channel: Channel,
    max_claimable: Amount128,
}

impl VoucherDraft {
    /// The 32-byte EIP-712 digest that the key signs.
    pub fn digest(&self) -> [u8; 32] {
        self.channel.digest(&voucher_hash(self.channel.id(), self.max_claimable))
    }

    /// The JSON that a wallet signs: the second parameter of `eth_signTypedData_v4`.
    pub fn typed_data(&self) -> String {
        typed_data(
            &domain(self.chain_id),
            &[("Voucher", &[("channelId", "bytes32"), ("maxClaimableAmount", "uint128")])],
            &object([("channelId", text(&self.channel.id())), ("maxClaimableAmount", text(&self.max_claimable))]),
        )
    }

    /// Returns the config of the channel and the voucher, with this signature.
    pub const fn with_signature(&self, signature: Signature) -> Commitment {
        Commitment::new(self.config, Voucher::new(self.channel.id(), self.max_claimable, signature))
    }
}

/// The domain of the contract, for typed data.
fn domain(chain_id: u64) -> Domain {
    token_domain(&TokenDomain {
        name: Cow::Borrowed("x402 Batch Settlement"),
        version: Cow::Borrowed("1"),
        chain_id,
        verifying_contract: SETTLEMENT,
    })
}
