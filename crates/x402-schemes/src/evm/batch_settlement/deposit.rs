//! Deposits into a channel: an amount, and the payer's authorization to take it (N-15, N-16).

use alloc::boxed::Box;

use x402_types::{
    DecodeError, ErrorKind, JsonRef, RawJson, Uint256, UnixSeconds,
    read::{Reader, missing},
};

use super::{Amount128, ChannelId, ERC3009_COLLECTOR, TRANSFER_TYPEHASH, WITNESS_TYPEHASH, amount::Positive};
use crate::{
    evm::{
        Address, Signature,
        eip712::{SigningInput, hash_words},
        eip3009::{Authorization, Nonce, RECEIVE_TYPEHASH},
        keccak256,
        permit2::{self, TokenPermissions},
    },
    json::{object, text},
    read::{Blank, Fill, Supplied, fill, fill_first, members},
};

/// A deposit into a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deposit {
    /// The amount, in atomic units of the token.
    pub amount: Amount128,
    /// The payer's authorization to take that amount.
    pub authorization: DepositAuthorization,
}

/// The authorization of a deposit. The contract has a collector for each variant, so a third one would be a breaking
/// change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DepositAuthorization {
    /// With EIP-3009.
    Erc3009(Erc3009Authorization),
    /// With Permit2.
    Permit2(Box<Permit2Authorization>),
}

const ERC3009: &str = "erc3009Authorization";
const PERMIT2: &str = "permit2Authorization";

impl Blank for Deposit {
    fn blank() -> Self {
        Self::new(Blank::blank(), DepositAuthorization::Erc3009(Blank::blank()))
    }
}

impl Fill for Deposit {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        fill(
            value,
            reader,
            &["amount", "authorization"],
            &mut [&mut Positive(&mut self.amount), &mut self.authorization],
        )
    }
}

impl Deposit {
    /// Creates a deposit of this amount with this authorization.
    #[must_use]
    pub const fn new(amount: Amount128, authorization: DepositAuthorization) -> Self {
        Self { amount, authorization }
    }

    /// The value of `deposit` on the wire.
    pub fn to_json(&self) -> RawJson {
        let authorization = match &self.authorization {
            DepositAuthorization::Erc3009(authorization) => object([(ERC3009, authorization.to_json())]),
            DepositAuthorization::Permit2(authorization) => object([(PERMIT2, authorization.to_json())]),
        };
        object([("amount", text(&self.amount)), ("authorization", authorization)])
    }
}

impl Fill for DepositAuthorization {
    /// Reads the one authorization. A second one is an error, and null is absent (C-7).
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let (mut erc3009, mut by_erc3009): (Erc3009Authorization, _) = (Blank::blank(), false);
        let (mut permit2, mut by_permit2): (Permit2Authorization, _) = (Blank::blank(), false);
        fill_first(
            0,
            value,
            reader,
            &[ERC3009, PERMIT2],
            &mut [
                &mut Supplied { field: &mut erc3009, is_supplied: &mut by_erc3009 },
                &mut Supplied { field: &mut permit2, is_supplied: &mut by_permit2 },
            ],
        )?;
        *self = match (by_erc3009, by_permit2) {
            (true, false) => Self::Erc3009(erc3009),
            (false, true) => Self::Permit2(Box::new(permit2)),
            (true, true) => return Err(value.error(ErrorKind::AmbiguousPayload)),
            (false, false) => return Err(missing(ERC3009, value)),
        };
        Ok(())
    }
}

/// The authorization of a deposit with EIP-3009, without the values that follow from the deposit and the channel.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Erc3009Authorization {
    /// The token accepts the authorization only in a block later than this.
    pub valid_after: UnixSeconds,
    /// The token accepts the authorization only in a block earlier than this.
    pub valid_before: UnixSeconds,
    /// The salt. The nonce is derived from it and the id of the channel.
    pub salt: Nonce,
    /// The payer's signature.
    pub signature: Signature,
}

members! { Erc3009Authorization {
    valid_after "validAfter";
    valid_before "validBefore";
    salt "salt";
    signature "signature";
} }

impl Erc3009Authorization {
    /// Creates an authorization that is valid within a window, with this salt and signature.
    #[must_use]
    pub const fn new(window: crate::evm::eip3009::Window, salt: Nonce, signature: Signature) -> Self {
        Self { valid_after: window.valid_after, valid_before: window.valid_before, salt, signature }
    }

    fn to_json(&self) -> RawJson {
        object([
            ("validAfter", text(&self.valid_after)),
            ("validBefore", text(&self.valid_before)),
            ("salt", text(&self.salt)),
            ("signature", text(&self.signature)),
        ])
    }

    /// Returns the message that the payer signs, of the type `ReceiveWithAuthorization` (N-15).
    pub fn message(&self, amount: Amount128, payer: Address, channel: ChannelId) -> Authorization {
        Authorization {
            from: payer,
            to: ERC3009_COLLECTOR,
            value: amount.into(),
            valid_after: self.valid_after,
            valid_before: self.valid_before,
            nonce: deposit_nonce(channel, self.salt),
        }
    }
}

/// The nonce of a deposit with EIP-3009: the hash of the channel's id and the salt.
pub(super) fn deposit_nonce(channel: ChannelId, salt: Nonce) -> Nonce {
    Nonce::new(keccak256([channel.to_bytes(), salt.to_bytes()].as_flattened()))
}

/// The EIP-712 digest of the message of a deposit with EIP-3009, for the domain separator of the token.
pub(super) fn receive_digest(message: &Authorization, domain_separator: &[u8; 32]) -> [u8; 32] {
    SigningInput { domain_separator, struct_hash: &message.struct_hash_as(RECEIVE_TYPEHASH) }.digest()
}

/// The authorization of a deposit with Permit2.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Permit2Authorization {
    /// The account that pays. It is not part of the message, but Permit2 checks the signature against it.
    pub from: Address,
    /// The token and the amount that may be taken.
    pub permitted: TokenPermissions,
    /// The contract that may take the amount. Only the collector is valid.
    pub spender: Address,
    /// The nonce. Permit2 accepts each nonce of a payer once, for all tokens and schemes together.
    pub nonce: permit2::Nonce,
    /// The last second at which Permit2 accepts the permit.
    pub deadline: UnixSeconds,
    /// The channel that the deposit fills: the field `channelId` of the witness.
    pub channel: ChannelId,
    /// The payer's signature.
    pub signature: Signature,
}

members! { Permit2Authorization {
    from "from";
    permitted "permitted";
    spender "spender";
    nonce "nonce";
    deadline "deadline";
    channel "witness" in Witness;
    signature "signature";
} }

impl Permit2Authorization {
    fn to_json(&self) -> RawJson {
        let Self { from, permitted, spender, nonce, deadline, channel, signature } = self;
        object([
            ("from", text(from)),
            ("permitted", object([("token", text(&permitted.token)), ("amount", text(&permitted.amount))])),
            ("spender", text(spender)),
            ("nonce", text(nonce)),
            ("deadline", text(deadline)),
            ("witness", object([("channelId", text(channel))])),
            ("signature", text(signature)),
        ])
    }

    /// The EIP-712 `hashStruct` of the message, a `PermitWitnessTransferFrom` with the witness of a deposit (N-16).
    pub fn struct_hash(&self) -> [u8; 32] {
        let TokenPermissions { token, amount } = self.permitted;
        let word = |number: Uint256| number.to_be_bytes();
        hash_words([
            TRANSFER_TYPEHASH,
            hash_words([permit2::TOKEN_PERMISSIONS_TYPEHASH, token.to_word(), word(amount.get())]),
            self.spender.to_word(),
            word(self.nonce.get()),
            word(self.deadline.get()),
            hash_words([WITNESS_TYPEHASH, self.channel.to_bytes()]),
        ])
    }

    /// The EIP-712 digest that the payer signs, for the [domain separator of Permit2](permit2::domain_separator) on a chain.
    pub fn digest(&self, domain_separator: &[u8; 32]) -> [u8; 32] {
        SigningInput { domain_separator, struct_hash: &self.struct_hash() }.digest()
    }
}

/// The place of the channel in a witness.
struct Witness<'a>(&'a mut ChannelId);

impl Fill for Witness<'_> {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        fill(value, reader, &["channelId"], &mut [self.0])
    }
}
