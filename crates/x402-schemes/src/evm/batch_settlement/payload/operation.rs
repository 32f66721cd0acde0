//! The payloads that a server sends to a facilitator.

use alloc::vec::Vec;

use x402_types::{
    DecodeError, ErrorKind, JsonRef, Members, RawJson, Uint256,
    read::{Reader, ResultExt as _, required},
};

use super::{
    super::{Amount128, ChannelConfig, ClaimEntry, amount::Positive, claim_batch_hash},
    Commitment,
    members::{OF_SERVER, refuse_others},
};
use crate::{
    evm::{Address, Signature},
    json::{object, text},
    read::{Blank, Fill, fill, fill_first, read},
};

/// A row of a claim: a voucher, and the sum that is claimed with it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClaimRow {
    /// The config of the channel.
    pub config: ChannelConfig,
    /// The sum of the voucher, in atomic units.
    pub max_claimable: Amount128,
    /// The signature of the voucher.
    pub signature: Signature,
    /// The sum of all claims on the channel after this one, in atomic units.
    pub total_claimed: Amount128,
}

impl ClaimRow {
    /// Creates a row that claims up to this sum with a voucher.
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
        let (max_claimable, total_claimed) = (Blank::blank(), Blank::blank());
        Self { config: Blank::blank(), max_claimable, signature: Blank::blank(), total_claimed }
    }
}

impl Fill for ClaimRow {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        fill(
            value,
            reader,
            &["voucher", "signature", "totalClaimed"],
            &mut [
                &mut RowVoucher { config: &mut self.config, max_claimable: &mut self.max_claimable },
                &mut self.signature,
                &mut self.total_claimed,
            ],
        )
    }
}

/// The voucher of a row. Its signature is a field of the row.
struct RowVoucher<'a> {
    config: &'a mut ChannelConfig,
    max_claimable: &'a mut Amount128,
}

impl Fill for RowVoucher<'_> {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        fill(value, reader, &["channel", "maxClaimableAmount"], &mut [self.config, self.max_claimable])
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
    /// Creates a claim of these rows.
    #[must_use]
    pub const fn new(rows: Vec<ClaimRow>, signature: Option<Signature>) -> Self {
        Self { rows, signature }
    }

    /// Reads a payload as one of type `claim`, without checking `type`.
    ///
    /// # Errors
    /// A field is missing or invalid, there is no row, or a field of a different type or mechanism is present and not
    /// null.
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        read(value, reader)
    }

    fn fill_part(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        fill(value, reader, &["claims"], &mut [&mut self.rows])?;
        fill_first(0, value, reader, &["claimAuthorizerSignature"], &mut [&mut self.signature])
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

impl Blank for Claim {
    fn blank() -> Self {
        Self::new(Vec::new(), None)
    }
}

impl Fill for Claim {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.fill_part(value, reader)?;
        if self.rows.is_empty() {
            let rows = required(value.get("claims"), "claims", value)?;
            return Err(rows.error(ErrorKind::EmptyList)).in_member("claims");
        }
        refuse_others(value, &["claims", "claimAuthorizerSignature"], reader)
    }
}

/// The payload of type `refund` that the server has completed: claims first, then the refund.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompletedRefund {
    /// The channel, and the payer's voucher over the charged sum.
    pub commitment: Commitment,
    /// The amount that goes back to the payer, in atomic units.
    pub amount: Amount128,
    /// The number of refunds that the channel has had.
    pub nonce: Uint256,
    /// The claims that come first. There may be no rows.
    pub claim: Claim,
    /// The signature of the receiver's authorizer over the refund. `None` if the facilitator is to sign.
    pub signature: Option<Signature>,
}

impl CompletedRefund {
    /// Creates a refund of this amount, with this nonce, without claims and signatures.
    #[must_use]
    pub const fn new(commitment: Commitment, amount: Amount128, nonce: Uint256) -> Self {
        Self { commitment, amount, nonce, claim: Claim::new(Vec::new(), None), signature: None }
    }

    /// Reads a payload as a completed one of type `refund`, without checking `type`.
    ///
    /// # Errors
    /// A field is missing or invalid, or a field of a different type or mechanism is present and not null.
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        read(value, reader)
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

/// The fields of a completed refund.
const OF_COMPLETED: [&str; 7] = {
    let [nonce, claims, signature, of_claims] = OF_SERVER;
    ["channelConfig", "voucher", "amount", nonce, claims, signature, of_claims]
};

impl Blank for CompletedRefund {
    fn blank() -> Self {
        Self::new(Blank::blank(), Blank::blank(), Blank::blank())
    }
}

impl Fill for CompletedRefund {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.commitment.fill_part(value, reader)?;
        fill(value, reader, &["amount", "refundNonce"], &mut [&mut Positive(&mut self.amount), &mut self.nonce])?;
        self.claim.fill_part(value, reader)?;
        fill_first(0, value, reader, &["refundAuthorizerSignature"], &mut [&mut self.signature])?;
        refuse_others(value, &OF_COMPLETED, reader)
    }
}

/// The payload of type `settle`. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sweep {
    /// The account that is paid.
    pub receiver: Address,
    /// The address of the token contract.
    pub token: Address,
}

impl Blank for Sweep {
    fn blank() -> Self {
        Self { receiver: Blank::blank(), token: Blank::blank() }
    }
}

impl Fill for Sweep {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        fill(value, reader, &["receiver", "token"], &mut [&mut self.receiver, &mut self.token])?;
        refuse_others(value, &["receiver", "token"], reader)
    }
}

impl Sweep {
    /// Reads a payload as one of type `settle`, without checking `type`.
    ///
    /// # Errors
    /// A field is missing or invalid, or a field of a different type or mechanism is present and not null.
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        read(value, reader)
    }

    pub(super) fn write(&self, members: &mut Members) {
        members.insert("receiver", text(&self.receiver));
        members.insert("token", text(&self.token));
    }
}
