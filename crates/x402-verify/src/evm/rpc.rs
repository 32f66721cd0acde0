//! The calls to a node of an EVM chain that ask the questions (E-11).

use alloc::vec::Vec;

use x402_schemes::evm::Address;

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
    /// `eth_getTransactionCount`: the number of transactions that an account has sent.
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
