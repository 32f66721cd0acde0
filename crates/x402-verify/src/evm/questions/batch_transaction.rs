use x402_schemes::evm::batch_settlement::SETTLEMENT;

use super::*;

question! {
    /// Follow-up question: does the call of the `batch-settlement` contract, a deposit or a sweep, succeed? A token may
    /// be paused, or may have blocked an account.
    BatchTransaction "settlement" on network {
        /// The token contract.
        pub token: Address,
        /// The call data: the selector and the encoded arguments.
        pub data: Vec<u8>,
        /// The payer's own transaction before the call, which approves Permit2 (P-6).
        pub approval: Option<SimulatedCall>,
    }
    says("simulate the transaction on {network}: {token} may be paused, or have blocked an account")
    expects("no revert")
    calls(match approval {
        None => Rpc::Call { to: SETTLEMENT, data: data.clone() },
        Some(approve) => {
            let then = SimulatedCall { from: None, to: SETTLEMENT, data: data.clone() };
            Rpc::Simulate { calls: Vec::from([approve.clone(), then]) }
        }
    })
    reads(|returned| succeeds(returned)?)
}
