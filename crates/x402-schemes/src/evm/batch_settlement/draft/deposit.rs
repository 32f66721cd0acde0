//! The payer's authorization of a deposit.

use alloc::{boxed::Box, string::String};

use x402_types::UnixSeconds;

use super::{
    super::{
        Amount128, Deposit, DepositAuthorization, ERC3009_COLLECTOR, Erc3009Authorization, PERMIT2_COLLECTOR,
        Permit2Authorization,
        deposit::{deposit_nonce, receive_digest},
    },
    ChannelDraft, DraftError,
};
use crate::{
    evm::{
        Signature,
        eip712::TokenDomain,
        eip3009::{Authorization, Nonce, Window},
        permit2::{self, PERMIT2, TokenPermissions},
        typed_data::{domain_without_version, token_domain, typed_data},
    },
    json::{object, text},
};

impl<'a> ChannelDraft<'a> {
    /// Drafts a deposit of this amount with EIP-3009. The nonce of the authorization is derived from the salt and the
    /// channel's id.
    ///
    /// # Errors
    /// No verifier would accept the deposit.
    pub fn deposit_by_eip3009(
        &self,
        amount: Amount128,
        salt: Nonce,
        window: Window,
    ) -> Result<Erc3009Draft<'a>, DraftError> {
        let domain = self.token_domain.clone().map_err(DraftError::Domain)?;
        let Window { valid_after, valid_before } = window;
        if valid_after.get().checked_add(2).is_none_or(|end| valid_before.get() < end) {
            return Err(DraftError::EmptyWindow);
        }
        let message = Authorization {
            from: self.config.payer,
            to: ERC3009_COLLECTOR,
            value: not_zero(amount)?.into(),
            valid_after,
            valid_before,
            nonce: deposit_nonce(self.channel.id(), salt),
        };
        Ok(Erc3009Draft { domain, amount, salt, message })
    }

    /// Drafts a deposit of this amount with Permit2. `deadline` is the last second at which Permit2 accepts it.
    ///
    /// # Errors
    /// No verifier would accept the deposit.
    pub fn deposit_by_permit2(
        &self,
        amount: Amount128,
        nonce: permit2::Nonce,
        deadline: UnixSeconds,
    ) -> Result<Permit2Draft, DraftError> {
        let unsigned = Permit2Authorization {
            from: self.config.payer,
            permitted: TokenPermissions { token: self.config.token, amount: not_zero(amount)?.into() },
            spender: PERMIT2_COLLECTOR,
            nonce,
            deadline,
            channel: self.channel.id(),
            signature: Signature::new([].into()),
        };
        Ok(Permit2Draft { chain_id: self.chain_id, amount, unsigned })
    }
}

fn not_zero(amount: Amount128) -> Result<Amount128, DraftError> {
    if amount.get() == 0 { Err(DraftError::ZeroAmount) } else { Ok(amount) }
}

/// An unsigned deposit with EIP-3009.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erc3009Draft<'a> {
    domain: TokenDomain<'a>,
    amount: Amount128,
    salt: Nonce,
    message: Authorization,
}

impl Erc3009Draft<'_> {
    /// The 32-byte EIP-712 digest that the payer's key signs.
    pub fn digest(&self) -> [u8; 32] {
        receive_digest(&self.message, &self.domain.separator())
    }

    /// The JSON that a wallet signs: the second parameter of `eth_signTypedData_v4`.
    pub fn typed_data(&self) -> String {
        typed_data(
            &token_domain(&self.domain),
            &[(
                "ReceiveWithAuthorization",
                &[
                    ("from", "address"),
                    ("to", "address"),
                    ("value", "uint256"),
                    ("validAfter", "uint256"),
                    ("validBefore", "uint256"),
                    ("nonce", "bytes32"),
                ],
            )],
            &self.message.to_json(),
        )
    }

    /// Returns the deposit with this signature.
    pub fn with_signature(&self, signature: Signature) -> Deposit {
        let Authorization { valid_after, valid_before, .. } = self.message;
        let window = Window { valid_after, valid_before };
        let authorization = Erc3009Authorization::new(window, self.salt, signature);
        Deposit::new(self.amount, DepositAuthorization::Erc3009(authorization))
    }
}

/// An unsigned deposit with Permit2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit2Draft {
    chain_id: u64,
    amount: Amount128,
    unsigned: Permit2Authorization,
}

impl Permit2Draft {
    /// The 32-byte EIP-712 digest that the payer's key signs.
    pub fn digest(&self) -> [u8; 32] {
        self.unsigned.digest(&permit2::domain_separator(self.chain_id))
    }

    /// The JSON that a wallet signs: the second parameter of `eth_signTypedData_v4`.
    pub fn typed_data(&self) -> String {
        let Permit2Authorization { permitted, spender, nonce, deadline, channel, .. } = &self.unsigned;
        typed_data(
            &domain_without_version("Permit2", self.chain_id, PERMIT2),
            &[
                (
                    "PermitWitnessTransferFrom",
                    &[
                        ("permitted", "TokenPermissions"),
                        ("spender", "address"),
                        ("nonce", "uint256"),
                        ("deadline", "uint256"),
                        ("witness", "DepositWitness"),
                    ],
                ),
                ("DepositWitness", &[("channelId", "bytes32")]),
                ("TokenPermissions", &[("token", "address"), ("amount", "uint256")]),
            ],
            &object([
                ("permitted", object([("token", text(&permitted.token)), ("amount", text(&permitted.amount))])),
                ("spender", text(spender)),
                ("nonce", text(nonce)),
                ("deadline", text(deadline)),
                ("witness", object([("channelId", text(channel))])),
            ]),
        )
    }

    /// Returns the deposit with this signature.
    pub fn with_signature(&self, signature: Signature) -> Deposit {
        let signed = Permit2Authorization { signature, ..self.unsigned.clone() };
        Deposit::new(self.amount, DepositAuthorization::Permit2(Box::new(signed)))
    }
}
