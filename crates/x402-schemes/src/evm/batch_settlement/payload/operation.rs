//! What a server sends to a facilitator.

use alloc::vec::Vec;

use x402_types::{
    DecodeError, ErrorKind, JsonRef, Members, RawJson, Uint256,
    read::{Reader, ResultExt as _, required},
};

use super::{
    super::{Amount128, ChannelConfig, ClaimEntry, claim_batch_hash},
    Commitment, OF_SERVER, refuse_others,
};
use crate::{
    evm::{Address, Signature},
    json::{object, text},
    read::{Blank, By, Place, Row, fill, members, read},
};

/// A row of a claim: a voucher, and what is claimed by it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClaimRow {
    /// The config of the channel.
    pub config: ChannelConfig,
    /// The sum of the voucher.
    pub max_claimable: Amount128,
    /// The signature of the voucher.
    pub signature: Signature,
    /// The sum of all claims on the channel after this one.
    pub total_claimed: Amount128,
}

impl ClaimRow {
    /// A claim up to this sum by a voucher.
    #[must_use]
    pub fn new(commitment: Commitment, total_claimed: Amount128) -> Self {
        let Commitment { config, voucher } = commitment;
        Self { config, max_claimable: voucher.max_claimable, signature: voucher.signature, total_claimed }
    }

    fn to_json(&self) -> RawJson {
        let voucher = object([("channel", self.config.to_json()), ("maxClaimableAmount", text(&self.max_claimable))]);
        object([
            ("voucher", voucher),
            ("signature", text(&self.signature)),
            ("totalClaimed", text(&self.total_claimed)),
        ])
    }
}

impl Blank for ClaimRow {
    fn blank() -> Self {
        Self::new(Blank::blank(), Blank::blank())
    }
}

impl Place for ClaimRow {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        fill(
            value,
            reader,
            &mut [
                Row::required(
                    "voucher",
                    &mut RowVoucher { config: &mut self.config, max_claimable: &mut self.max_claimable },
                ),
                Row::required("signature", &mut self.signature),
                Row::required("totalClaimed", &mut self.total_claimed),
            ],
        )
    }
}

/// The voucher of a row, whose signature stands beside it.
struct RowVoucher<'a> {
    config: &'a mut ChannelConfig,
    max_claimable: &'a mut Amount128,
}

impl Place for RowVoucher<'_> {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        fill(
            value,
            reader,
            &mut [Row::required("channel", self.config), Row::required("maxClaimableAmount", self.max_claimable)],
        )
    }
}

/// The payload of type `claim`, and a part of a completed refund.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Claim {
    /// The rows, in the order in which they are claimed.
    pub rows: Vec<ClaimRow>,
    /// The signature of the receiver's authorizer over the rows. `None` if the facilitator is to sign.
    pub signature: Option<Signature>,
}

impl Claim {
    /// A claim of these rows.
    #[must_use]
    pub const fn new(rows: Vec<ClaimRow>, signature: Option<Signature>) -> Self {
        Self { rows, signature }
    }

    /// Reads a payload of type `claim`, whatever its `type` says.
    ///
    /// # Errors
    /// A member is missing or wrong, there is no row, or there is a member of another type that is not null.
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let claim = Self::read_part(value, reader)?;
        if claim.rows.is_empty() {
            let rows = required(value.get("claims"), "claims", value)?;
            return Err(rows.error(ErrorKind::EmptyList)).in_member("claims");
        }
        refuse_others(value, &["claims", "claimAuthorizerSignature"], reader)?;
        Ok(claim)
    }

    fn read_part(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut read = Self::new(Vec::new(), None);
        fill(value, reader, &mut [Row::required("claims", &mut read.rows)])?;
        fill(value, reader, &mut [Row::optional("claimAuthorizerSignature", &mut read.signature)])?;
        Ok(read)
    }

    pub(super) fn write(&self, members: &mut Members) {
        members.insert("claims", self.rows_to_json());
        self.write_signature(members);
    }

    fn rows_to_json(&self) -> RawJson {
        RawJson::array(self.rows.iter().map(ClaimRow::to_json))
    }

    fn write_signature(&self, members: &mut Members) {
        if let Some(signature) = &self.signature {
            members.insert("claimAuthorizerSignature", text(signature));
        }
    }

    /// The EIP-712 `hashStruct` of the batch on a chain.
    pub fn struct_hash(&self, chain_id: u64) -> [u8; 32] {
        claim_batch_hash(self.rows.iter().map(|row| ClaimEntry {
            channel: row.config.on_chain(chain_id).id(),
            max_claimable: row.max_claimable,
            total_claimed: row.total_claimed,
        }))
    }
}

/// The payload of type `refund`, as the server completes it: claims first, then the refund.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompletedRefund {
    /// The channel, and the payer's voucher over what was charged.
    pub commitment: Commitment,
    /// How much goes back to the payer.
    pub amount: Amount128,
    /// How many refunds the channel has had.
    pub nonce: Uint256,
    /// What is claimed before. It may have no rows.
    pub claim: Claim,
    /// The signature of the receiver's authorizer over the refund. `None` if the facilitator is to sign.
    pub signature: Option<Signature>,
}

impl CompletedRefund {
    /// A refund of this amount, with this nonce, without claims and signatures.
    #[must_use]
    pub const fn new(commitment: Commitment, amount: Amount128, nonce: Uint256) -> Self {
        Self { commitment, amount, nonce, claim: Claim::new(Vec::new(), None), signature: None }
    }

    /// Reads a completed payload of type `refund`, whatever its `type` says.
    ///
    /// # Errors
    /// A member is missing or wrong, or there is a member of another type that is not null.
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut refund = Self::new(read(value, reader)?, Amount128::new(0), Uint256::ZERO);
        fill(
            value,
            reader,
            &mut [
                Row::required("amount", &mut By(&mut refund.amount, Amount128::read_positive)),
                Row::required("refundNonce", &mut refund.nonce),
            ],
        )?;
        refund.claim = Claim::read_part(value, reader)?;
        fill(value, reader, &mut [Row::optional("refundAuthorizerSignature", &mut refund.signature)])?;
        let own = [&["channelConfig", "voucher", "amount"], OF_SERVER].concat();
        refuse_others(value, &own, reader)?;
        Ok(refund)
    }

    pub(super) fn write(&self, members: &mut Members) {
        self.commitment.write(members);
        members.insert("amount", text(&self.amount));
        members.insert("refundNonce", text(&self.nonce));
        members.insert("claims", self.claim.rows_to_json());
        if let Some(signature) = &self.signature {
            members.insert("refundAuthorizerSignature", text(signature));
        }
        self.claim.write_signature(members);
    }
}

/// The payload of type `settle`.
/// The struct gets no further members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sweep {
    /// The account that is paid.
    pub receiver: Address,
    /// The address of the token contract.
    pub token: Address,
}

members! { Sweep {
    receiver "receiver";
    token "token";
} }

impl Sweep {
    /// Reads a payload of type `settle`, whatever its `type` says.
    ///
    /// # Errors
    /// A member is missing or wrong, or there is a member of another type that is not null.
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let read = read(value, reader)?;
        refuse_others(value, &["receiver", "token"], reader)?;
        Ok(read)
    }

    pub(super) fn write(&self, members: &mut Members) {
        members.insert("receiver", text(&self.receiver));
        members.insert("token", text(&self.token));
    }
}
