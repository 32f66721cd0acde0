//! What a client sends.

use x402_types::{DecodeError, JsonRef, Members, RawJson, read::Reader};

use super::{
    super::{Amount128, ChannelConfig, ChannelId, Deposit, amount::Positive},
    refuse_others,
};
use crate::{
    evm::Signature,
    json::{object, text},
    read::{Blank, Given, Place, fill, fill_first, members, read},
};

/// What the payer has signed for a channel in all: the sum of all payments so far and this one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Voucher {
    /// The id of the channel, as the client says it.
    pub channel_id: ChannelId,
    /// The most that may be claimed from the channel over its whole life.
    pub max_claimable: Amount128,
    /// The signature of the payer's authorizer, or of the payer.
    pub signature: Signature,
}

members! { Voucher {
    channel_id "channelId";
    max_claimable "maxClaimableAmount";
    signature "signature";
} }

impl Voucher {
    /// A voucher with this signature over this sum.
    #[must_use]
    pub const fn new(channel_id: ChannelId, max_claimable: Amount128, signature: Signature) -> Self {
        Self { channel_id, max_claimable, signature }
    }

    fn to_json(&self) -> RawJson {
        object([
            ("channelId", text(&self.channel_id)),
            ("maxClaimableAmount", text(&self.max_claimable)),
            ("signature", text(&self.signature)),
        ])
    }
}

/// A channel's config, and the voucher for it: the payload of type `voucher`, and a part of two others.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Commitment {
    /// The config of the channel.
    pub config: ChannelConfig,
    /// The voucher.
    pub voucher: Voucher,
}

impl Commitment {
    /// A voucher for the channel with this config.
    #[must_use]
    pub const fn new(config: ChannelConfig, voucher: Voucher) -> Self {
        Self { config, voucher }
    }

    /// Reads a payload of type `voucher`, whatever its `type` says.
    ///
    /// # Errors
    /// A member is missing or wrong, or there is a member of another type that is not null.
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        read(value, reader)
    }

    /// Reads the members, beside which a payload of another type has its own.
    pub(super) fn fill_part(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        fill(value, reader, &["channelConfig", "voucher"], &mut [&mut self.config, &mut self.voucher])
    }

    pub(super) fn write(&self, members: &mut Members) {
        members.insert("channelConfig", self.config.to_json());
        members.insert("voucher", self.voucher.to_json());
    }
}

impl Blank for Commitment {
    fn blank() -> Self {
        Self::new(Blank::blank(), Blank::blank())
    }
}

impl Place for Commitment {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.fill_part(value, reader)?;
        refuse_others(value, &["channelConfig", "voucher"], reader)
    }
}

/// The payload of type `deposit`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DepositPayment {
    /// The channel and the voucher.
    pub commitment: Commitment,
    /// What fills the channel.
    pub deposit: Deposit,
}

impl DepositPayment {
    /// A payment that fills the channel of the commitment first.
    #[must_use]
    pub const fn new(commitment: Commitment, deposit: Deposit) -> Self {
        Self { commitment, deposit }
    }

    /// Reads a payload of type `deposit`, whatever its `type` says.
    ///
    /// # Errors
    /// A member is missing or wrong, there are two authorizations, or there is a member of another type that is not null.
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        read(value, reader)
    }

    pub(super) fn write(&self, members: &mut Members) {
        self.commitment.write(members);
        members.insert("deposit", self.deposit.to_json());
    }
}

impl Blank for DepositPayment {
    fn blank() -> Self {
        Self::new(Blank::blank(), Blank::blank())
    }
}

impl Place for DepositPayment {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        fill(
            value,
            reader,
            &["channelConfig", "voucher", "deposit"],
            &mut [&mut self.commitment.config, &mut self.commitment.voucher, &mut self.deposit],
        )?;
        refuse_others(value, &["channelConfig", "voucher", "deposit"], reader)
    }
}

/// The payload of type `refund`, as a client sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefundRequest {
    /// The channel, and a voucher over what was charged.
    pub commitment: Commitment,
    /// How much is asked for. `None` for all that is left.
    pub amount: Option<Amount128>,
}

impl RefundRequest {
    /// A request for this amount, or for all that is left.
    #[must_use]
    pub const fn new(commitment: Commitment, amount: Option<Amount128>) -> Self {
        Self { commitment, amount }
    }

    /// Reads a payload of type `refund`, whatever its `type` says.
    ///
    /// # Errors
    /// A member is missing or wrong, or there is a member of another type, or of the server's, that is not null.
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        read(value, reader)
    }

    pub(super) fn write(&self, members: &mut Members) {
        self.commitment.write(members);
        if let Some(amount) = &self.amount {
            members.insert("amount", text(amount));
        }
    }
}

impl Blank for RefundRequest {
    fn blank() -> Self {
        Self::new(Blank::blank(), None)
    }
}

impl Place for RefundRequest {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.commitment.fill_part(value, reader)?;
        // How much is asked back: not nothing. Null is all (C-7).
        let (mut amount, mut is_given) = (Amount128::blank(), false);
        let mut part = Positive(&mut amount);
        let mut part = Given { place: &mut part, is_given: &mut is_given };
        fill_first(0, value, reader, &["amount"], &mut [&mut part])?;
        self.amount = is_given.then_some(amount);
        refuse_others(value, &["channelConfig", "voucher", "amount"], reader)
    }
}
