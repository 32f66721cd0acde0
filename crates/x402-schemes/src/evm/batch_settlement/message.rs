//! The EIP-712 messages of the scheme (N-2), written by hand like those of other mechanisms
//! (`docs/decisions/0002-eip712-by-hand.md`).

use alloc::vec::Vec;

use x402_types::Uint256;

use super::{Amount128, ChannelId};
use crate::{
    evm::{eip712::hash_words, keccak256},
    hex::word,
};

/// `keccak256("Voucher(bytes32 channelId,uint128 maxClaimableAmount)")`
pub const VOUCHER_TYPEHASH: [u8; 32] = word(b"1e1bd6ff84c3e0d9029a292b212e039c0ca97ec497c55191a4a5874294609a69");

/// `keccak256("Refund(bytes32 channelId,uint256 nonce,uint128 amount)")`
pub const REFUND_TYPEHASH: [u8; 32] = word(b"be23ad087435072cd69b49cc5b92de10ee610fce7ae0ab428307972d764bb216");

/// `keccak256("ClaimEntry(bytes32 channelId,uint128 maxClaimableAmount,uint128 totalClaimed)")`
pub const CLAIM_ENTRY_TYPEHASH: [u8; 32] = word(b"30b9a0367528fca13c3e8ec6134c3113f1887ebe7a1ad61de0955aac288b0cf5");

/// `keccak256("ClaimBatch(ClaimEntry[] claims)ClaimEntry(bytes32 channelId,uint128 maxClaimableAmount,uint128
/// totalClaimed)")`
pub const CLAIM_BATCH_TYPEHASH: [u8; 32] = word(b"42bd57c010b870c2e96203c66341f28a6a19b4d56a74533a8eb5f706b9fd6d57");

/// `keccak256("PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256
/// deadline,DepositWitness witness)DepositWitness(bytes32 channelId)TokenPermissions(address token,uint256 amount)")`
pub const TRANSFER_TYPEHASH: [u8; 32] = word(b"436a25c01a21a6ed025816c4c9ea3d6132aa879dd7ef16f6188dd3b0aebccc52");

/// `keccak256("DepositWitness(bytes32 channelId)")`
pub const WITNESS_TYPEHASH: [u8; 32] = word(b"ba0000097e86dabe64178afe31109221193339a6861598f2133fcbdc92c84479");

/// The EIP-712 `hashStruct` of a voucher.
#[must_use]
pub fn voucher_hash(channel: ChannelId, max_claimable: Amount128) -> [u8; 32] {
    hash_words([VOUCHER_TYPEHASH, channel.to_bytes(), max_claimable.to_word()])
}

/// The message with which the receiver's side authorizes a refund. The struct has the fields of the signed type and
/// gets no further ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refund {
    /// The channel.
    pub channel: ChannelId,
    /// The number of refunds that the channel has had.
    pub nonce: Uint256,
    /// The amount that goes back to the payer, in atomic units. The contract pays at most the amount that is left.
    pub amount: Amount128,
}

impl Refund {
    /// The EIP-712 `hashStruct` of the message.
    pub fn struct_hash(&self) -> [u8; 32] {
        hash_words([REFUND_TYPEHASH, self.channel.to_bytes(), self.nonce.to_be_bytes(), self.amount.to_word()])
    }
}

/// A row of a claim, as the receiver's side signs it. The struct has the fields of the signed type and gets no further
/// ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimEntry {
    /// The channel.
    pub channel: ChannelId,
    /// The sum of the voucher, in atomic units.
    pub max_claimable: Amount128,
    /// The sum of all claims on the channel after this one, in atomic units.
    pub total_claimed: Amount128,
}

impl ClaimEntry {
    fn struct_hash(self) -> [u8; 32] {
        let (max, total) = (self.max_claimable.to_word(), self.total_claimed.to_word());
        hash_words([CLAIM_ENTRY_TYPEHASH, self.channel.to_bytes(), max, total])
    }
}

/// The EIP-712 `hashStruct` of a batch of claims, with its rows in this order.
#[must_use]
pub fn claim_batch_hash(rows: impl IntoIterator<Item = ClaimEntry>) -> [u8; 32] {
    let hashes: Vec<[u8; 32]> = rows.into_iter().map(ClaimEntry::struct_hash).collect();
    hash_words([CLAIM_BATCH_TYPEHASH, keccak256(hashes.as_flattened())])
}
