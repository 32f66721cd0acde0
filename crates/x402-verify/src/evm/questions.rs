//! The questions that no offline check of a payment on an EVM chain can answer (E-11).
//!
//! [`Report::needs`](crate::Report::needs) returns the deciding questions, and
//! [`Report::outstanding`](crate::Report::outstanding) the follow-up questions.

mod account_code;
mod allowance;
mod authorization_unused;
mod balance;
mod batch_transaction;
mod channel_record;
mod channel_state;
mod contract_code;
mod contract_signature;
mod counterfactual_signature;
mod data_fee;
mod domain_names;
mod domain_separator;
mod facilitator;
mod gas_price;
mod gateway_balance;
mod gateway_nonce;
mod native_balance;
mod permit_nonce;
mod permit_unused;
mod settlement;
mod token_domain;
mod token_permit;
mod transaction_count;
mod transfer;

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use x402_schemes::{
    Hex,
    evm::{
        Address, eip3009,
        gas_sponsoring::{eip2612, erc20_approval::Approve},
        op_stack, permit2,
    },
};
use x402_types::{Amount, Network, ReasonCode, Uint256};

use super::{
    Answer as Value, Rpc, SimulatedCall,
    calldata::{self, selector},
    returned::{domain_names, left_aligned, number, quantity, succeeds, text, truth, word},
};
use crate::{
    Answer, AnswerError, Detail, Facts, Returned,
    answer::yes,
    evm,
    question_parts::{AnswerRules, QuestionText},
};

pub use account_code::AccountCode;
pub use allowance::Allowance;
pub use authorization_unused::AuthorizationUnused;
pub use balance::Balance;
pub use batch_transaction::BatchTransaction;
pub use channel_record::ChannelRecord;
pub use channel_state::ChannelState;
pub use contract_code::ContractCode;
pub use contract_signature::ContractSignature;
pub use counterfactual_signature::CounterfactualSignature;
pub use data_fee::DataFee;
pub use domain_names::DomainNames;
pub use domain_separator::DomainSeparator;
pub use facilitator::Facilitator;
pub use gas_price::GasPrice;
pub use gateway_balance::GatewayBalance;
pub use gateway_nonce::GatewayNonce;
pub use native_balance::NativeBalance;
pub use permit_nonce::PermitNonce;
pub use permit_unused::PermitUnused;
pub use settlement::Settlement;
pub use token_domain::TokenDomain;
pub use token_permit::TokenPermit;
pub use transaction_count::TransactionCount;
pub use transfer::Transfer;

/// A question about a payment on an EVM chain, or about an account that signs in, that no offline check can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// [`AccountCode`](struct@AccountCode).
    AccountCode(AccountCode),
    /// [`ContractSignature`](struct@ContractSignature).
    ContractSignature(ContractSignature),
    /// [`CounterfactualSignature`](struct@CounterfactualSignature).
    CounterfactualSignature(CounterfactualSignature),
    /// [`DomainNames`](struct@DomainNames).
    DomainNames(DomainNames),
    /// [`DomainSeparator`](struct@DomainSeparator).
    DomainSeparator(DomainSeparator),
    /// [`TokenPermit`](struct@TokenPermit).
    TokenPermit(TokenPermit),
    /// [`TokenDomain`](struct@TokenDomain).
    TokenDomain(TokenDomain),
    /// [`Balance`](struct@Balance).
    Balance(Balance),
    /// [`AuthorizationUnused`](struct@AuthorizationUnused).
    AuthorizationUnused(AuthorizationUnused),
    /// [`Transfer`](struct@Transfer).
    Transfer(Transfer),
    /// [`Facilitator`](struct@Facilitator).
    Facilitator(Facilitator),
    /// [`ContractCode`](struct@ContractCode).
    ContractCode(ContractCode),
    /// [`Allowance`](struct@Allowance).
    Allowance(Allowance),
    /// [`PermitUnused`](struct@PermitUnused).
    PermitUnused(PermitUnused),
    /// [`PermitNonce`](struct@PermitNonce).
    PermitNonce(PermitNonce),
    /// [`TransactionCount`](struct@TransactionCount).
    TransactionCount(TransactionCount),
    /// [`GasPrice`](struct@GasPrice).
    GasPrice(GasPrice),
    /// [`NativeBalance`](struct@NativeBalance).
    NativeBalance(NativeBalance),
    /// [`DataFee`](struct@DataFee).
    DataFee(DataFee),
    /// [`GatewayBalance`](struct@GatewayBalance).
    GatewayBalance(GatewayBalance),
    /// [`GatewayNonce`](struct@GatewayNonce).
    GatewayNonce(GatewayNonce),
    /// [`Settlement`](struct@Settlement).
    Settlement(Settlement),
    /// [`ChannelState`](struct@ChannelState).
    #[cfg(feature = "batch-settlement")]
    ChannelState(ChannelState),
    /// [`ChannelRecord`](struct@ChannelRecord).
    #[cfg(feature = "batch-settlement")]
    ChannelRecord(ChannelRecord),
    /// [`BatchTransaction`](struct@BatchTransaction).
    #[cfg(feature = "batch-settlement")]
    BatchTransaction(BatchTransaction),
}

/// The call of a function whose arguments are words.
fn call(to: &Address, selector: [u8; 4], arguments: &[[u8; 32]]) -> Rpc {
    Rpc::Call { to: *to, data: [selector.as_slice(), arguments.as_flattened()].concat() }
}
