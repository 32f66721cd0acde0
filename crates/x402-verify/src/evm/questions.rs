//! The questions that no offline check of a payment on an EVM chain can answer (E-11).
//!
//! [`Report::needs`](crate::Report::needs) returns the deciding questions, and
//! [`Report::outstanding`](crate::Report::outstanding) the follow-up questions.

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

crate::question::questions! {
    /// A question about a payment on an EVM chain, or about an account that signs in, that no offline check can
    /// answer.
    account_code AccountCode,
    contract_signature ContractSignature,
    counterfactual_signature CounterfactualSignature,
    domain_names DomainNames,
    domain_separator DomainSeparator,
    token_permit TokenPermit,
    token_domain TokenDomain,
    balance Balance,
    authorization_unused AuthorizationUnused,
    transfer Transfer,
    facilitator Facilitator,
    contract_code ContractCode,
    allowance Allowance,
    permit_unused PermitUnused,
    permit_nonce PermitNonce,
    transaction_count TransactionCount,
    gas_price GasPrice,
    native_balance NativeBalance,
    data_fee DataFee,
    gateway_balance GatewayBalance,
    gateway_nonce GatewayNonce,
    settlement Settlement,
    channel_state ChannelState,
    channel_record ChannelRecord,
    batch_transaction BatchTransaction,
}

/// The call of a function whose arguments are words.
fn call(to: &Address, selector: [u8; 4], arguments: &[[u8; 32]]) -> Rpc {
    Rpc::Call { to: *to, data: [selector.as_slice(), arguments.as_flattened()].concat() }
}
