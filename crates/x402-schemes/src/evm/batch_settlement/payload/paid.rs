//! The payloads that a client sends.

use x402_types::{DecodeError, JsonRef, Members, RawJson, read::Reader};

use super::{
    super::{Amount128, ChannelConfig, ChannelId, Deposit, amount::Positive},
    members::refuse_others,
};
use crate::{
    evm::Signature,
    json::{object, text},
    read::{Blank, Fill, Supplied, fill, fill_first, members, read},
};

/// The total that the payer has signed for a channel: the sum of all payments so far, including this one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Voucher {
    /// The id of the channel, as the client sent it.
    pub channel_id: ChannelId,
    /// The maximum that may be claimed from the channel over its whole life, in atomic units.
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
    /// Creates a voucher over this sum with this signature.
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

/// A channel's config, and the voucher for it: the payload of type `voucher`, and a part of the types `deposit` and
/// `refund`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Commitment {
    /// The config of the channel.
    pub config: ChannelConfig,
    /// The voucher.
    pub voucher: Voucher,
}

impl Commitment {
    /// Creates a voucher for the channel with this config.
    #[must_use]
    pub const fn new(config: ChannelConfig, voucher: Voucher) -> Self {
        Self { config, voucher }
    }

    /// Reads a payload as one of type `voucher`, without checking `type`.
    ///
    /// # Errors
    /// A field is missing or invalid, or a field of a different type or mechanism is present and not null.
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        read(value, reader)
    }

    /// Reads these fields of a payload of a type that also has other fields.
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

impl Fill for Commitment {
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
    /// The deposit that fills the channel.
    pub deposit: Deposit,
}

impl DepositPayment {
    /// Creates a payment that first fills the channel of the commitment.
    #[must_use]
    pub const fn new(commitment: Commitment, deposit: Deposit) -> Self {
        Self { commitment, deposit }
    }

    /// Reads a payload as one of type `deposit`, without checking `type`.
    ///
    /// # Errors
    /// A field is missing or invalid, there are two authorizations, or a field of a different type or mechanism is
    /// present and not null.
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

impl Fill for DepositPayment {
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
    /// The channel, and a voucher over the charged sum.
    pub commitment: Commitment,
    /// The requested amount, in atomic units. `None` for the whole amount that is left.
    pub amount: Option<Amount128>,
}

impl RefundRequest {
    /// Creates a request for this amount, or with `None` for the whole amount that is left.
    #[must_use]
    pub const fn new(commitment: Commitment, amount: Option<Amount128>) -> Self {
        Self { commitment, amount }
    }

    /// Reads a payload as one of type `refund`, without checking `type`.
    ///
    /// # Errors
    /// A field is missing or invalid, or a field of a different type or mechanism, or of the server, is present and not
    /// null.
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

impl Fill for RefundRequest {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.commitment.fill_part(value, reader)?;
        // The requested amount must not be zero. Null requests the whole amount that is left (C-7).
        let (mut amount, mut is_supplied) = (Amount128::blank(), false);
        let mut part = Positive(&mut amount);
        let mut part = Supplied { field: &mut part, is_supplied: &mut is_supplied };
        fill_first(0, value, reader, &["amount"], &mut [&mut part])?;
        self.amount = is_supplied.then_some(amount);
        refuse_others(value, &["channelConfig", "voucher", "amount"], reader)
    }
}
