//! The calls to a node of an EVM chain by which questions are asked (E-11).

use alloc::vec::Vec;

use x402_schemes::evm::{Address, gas_sponsoring::erc20_approval::Approve, op_stack, permit2};

use super::{
    calldata::{self, selector},
    question::Question,
};

/// A call to a node of an EVM chain.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rpc {
    /// `eth_getCode`: the code of an account.
    GetCode {
        /// The account to ask about.
        address: Address,
    },
    /// `eth_call` without a sender.
    Call {
        /// The contract to call.
        to: Address,
        /// The call data: the selector and the encoded arguments.
        data: Vec<u8>,
    },
    /// `eth_call` with a sender.
    CallFrom {
        /// The sender of the call.
        from: Address,
        /// The contract to call.
        to: Address,
        /// The call data: the selector and the encoded arguments.
        data: Vec<u8>,
    },
    /// `eth_getTransactionCount`: how many transactions an account has sent.
    GetTransactionCount {
        /// The account to ask about.
        address: Address,
    },
    /// `eth_getBalance`: the native coin of an account, in wei.
    GetBalance {
        /// The account to ask about.
        address: Address,
    },
    /// `eth_gasPrice`: the price of a unit of gas, in wei.
    GasPrice,
    /// `eth_simulateV1`: several calls, each on the state that the previous one left. The settlement succeeds if each
    /// call has the status `0x1`.
    Simulate {
        /// The calls, in order.
        calls: Vec<SimulatedCall>,
    },
}

/// One call of [`Rpc::Simulate`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SimulatedCall {
    /// The sender of the call. `None` if it does not matter.
    pub from: Option<Address>,
    /// The contract to call.
    pub to: Address,
    /// The call data: the selector and the encoded arguments.
    pub data: Vec<u8>,
}

impl Question {
    /// The call that asks this question. `None` if no call does.
    pub(crate) fn rpc(&self) -> Option<Rpc> {
        let call = |to: &Address, selector: [u8; 4], words: &[[u8; 32]]| {
            Some(Rpc::Call { to: *to, data: [selector.as_slice(), words.as_flattened()].concat() })
        };
        match self {
            Self::CounterfactualSignature { .. } | Self::Facilitator { .. } | Self::GatewayNonce { .. } => None,
            Self::GatewayBalance { wallet, asset, payer, .. } => {
                call(wallet, selector::AVAILABLE_BALANCE, &[asset.to_word(), payer.to_word()])
            }
            Self::AccountCode { account, .. } => Some(Rpc::GetCode { address: *account }),
            Self::ContractCode { contract, .. } => Some(Rpc::GetCode { address: *contract }),
            Self::ContractSignature { account, caller, digest, signature, .. } => {
                let data = calldata::is_valid_signature(digest, signature);
                Some(Rpc::CallFrom { from: *caller, to: *account, data })
            }
            Self::DomainNames { token, .. } => call(token, selector::EIP712_DOMAIN, &[]),
            Self::DomainSeparator { token, .. } | Self::TokenDomain { token, .. } => {
                call(token, selector::DOMAIN_SEPARATOR, &[])
            }
            Self::TokenPermit { token, permit, signature, .. } => {
                Some(Rpc::Call { to: *token, data: calldata::token_permit(permit, signature) })
            }
            Self::Balance { token, owner, .. } => call(token, selector::BALANCE_OF, &[owner.to_word()]),
            Self::AuthorizationUnused { token, authorizer, nonce, .. } => {
                call(token, selector::AUTHORIZATION_STATE, &[authorizer.to_word(), nonce.to_bytes()])
            }
            Self::Transfer { token, authorization, signature, .. } => {
                Some(Rpc::Call { to: *token, data: calldata::transfer(authorization, signature) })
            }
            Self::Allowance { token, owner, .. } => {
                call(token, selector::ALLOWANCE, &[owner.to_word(), permit2::PERMIT2.to_word()])
            }
            Self::PermitUnused { owner, nonce, .. } => {
                let words = [owner.to_word(), nonce.word().to_be_bytes()];
                call(&permit2::PERMIT2, selector::NONCE_BITMAP, &words)
            }
            Self::PermitNonce { token, owner, .. } => call(token, selector::NONCES, &[owner.to_word()]),
            Self::TransactionCount { account, .. } => Some(Rpc::GetTransactionCount { address: *account }),
            Self::GasPrice { .. } => Some(Rpc::GasPrice),
            Self::NativeBalance { account, .. } => Some(Rpc::GetBalance { address: *account }),
            Self::DataFee { transaction, .. } => {
                Some(Rpc::Call { to: op_stack::GAS_PRICE_ORACLE, data: calldata::data_fee(transaction) })
            }
            Self::Settlement { authorization, amount, signature, permit, approval, .. } => {
                let (to, from) = (authorization.spender, authorization.witness.facilitator);
                let data = calldata::settle(authorization, *amount, signature, permit.as_deref());
                Some(match (approval, from) {
                    (Some(approved), from) => {
                        let (token, payer) = (authorization.permitted.token, Some(authorization.from));
                        let approve = Approve::new(permit2::PERMIT2, *approved).encode().to_vec();
                        let approve = SimulatedCall { from: payer, to: token, data: approve };
                        Rpc::Simulate { calls: Vec::from([approve, SimulatedCall { from, to, data }]) }
                    }
                    (None, None) => Rpc::Call { to, data },
                    (None, Some(from)) => Rpc::CallFrom { from, to, data },
                })
            }
        }
    }
}
