//! The reasons why checks of a signed transaction that approves Permit2 fail (P-6).

use x402_schemes::evm::{Address, permit2::PERMIT2, transaction::TransactionError};
use x402_types::{Amount, Uint256, declare::sentences};

use super::detail::Named;

sentences! {
    /// The reason why a check of a signed transaction that approves Permit2 failed (P-6). It prints as a sentence.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum ApprovalDetail {
        /// The extension names an account other than the payer.
        Owner {
            /// The account that the extension names.
            named: Address,
            /// The account that pays.
            payer: Address,
        } = "the extension names the account {named}, not the payer {payer}",
        /// The extension names a token other than that of the offer.
        Token {
            /// The token that the extension names.
            named: Address,
            /// The asset of the offer.
            offered: Address,
        } = "the extension names the token {named}, but the required token (asset) is {offered}",
        /// The bytes cannot be read as a transaction of a supported type.
        Transaction(error: TransactionError) = |f| error.fmt(f),
        /// The transaction is for a different chain.
        Chain {
            /// The chain id of the transaction.
            signed: u64,
            /// The chain id of the offer.
            offered: u64,
        } = "the transaction is for chain {signed}, but the required chain is {offered}",
        /// The transaction calls this contract instead of the offer's asset. `None` if it creates a contract.
        Target(called: Option<Address>) = |f| match called {
            Some(called) => write!(f, "the transaction calls {called} instead of the required token (asset)"),
            None => f.write_str("the transaction creates a contract instead of calling the required token (asset)"),
        },
        /// The transaction transfers this amount of the chain's native coin, in wei.
        Value(value: Uint256) = "the transaction transfers {value} wei, but an approval must transfer none",
        /// The call data is not a call of `approve(address,uint256)`, or does not follow its ABI encoding.
        Call = "the transaction does not call approve(address,uint256) in exactly 68 bytes with zero padding",
        /// The transaction or the extension names a spender other than Permit2.
        Spender {
            /// The spender of the transaction.
            approved: Address,
            /// The spender that the extension names.
            named: Address,
        } = |f| {
            let other = if *approved == PERMIT2 { named } else { approved };
            let who = if other == named { "the extension" } else { "the transaction" };
            write!(f, "{who} approves {}, but Permit2 ({PERMIT2}) moves the tokens", Named(*other))
        },
        /// The transaction approves less than the payment permits.
        Amount {
            /// The amount that the transaction approves, in atomic units.
            approved: Uint256,
            /// The amount that the payment permits, in atomic units.
            permitted: Amount,
        } = "the transaction approves {approved} atomic units, but the payment permits {permitted}",
        /// The extension and the transaction name different amounts.
        Info {
            /// The amount that the extension names, in atomic units.
            named: Amount,
            /// The amount that the transaction approves, in atomic units.
            approved: Uint256,
        } = "the extension names {named} atomic units, but the transaction approves {approved}",
        /// The nonce is 2^64−1, which no transaction may have (EIP-2681).
        LastNonce = "the nonce is 2^64−1, which no transaction may have (EIP-2681)",
        /// The priority fee is above the maximum fee.
        Fees {
            /// The highest fee for the block producer per unit of gas, in wei.
            max_priority_fee: u128,
            /// The highest fee per unit of gas, in wei.
            max_fee: u128,
        } = "maxPriorityFeePerGas is {max_priority_fee}, which is above maxFeePerGas ({max_fee})",
        /// The gas limit is below the cost of the transaction before its execution.
        TooLittleGas {
            /// The signed gas limit.
            limit: u64,
            /// The cost before the execution, in units of gas.
            least: u64,
        } = "the gas limit is {limit}, but the transaction uses {least} before it executes anything",
        /// The gas limit is above the highest one that a transaction may have (EIP-7825).
        TooMuchGas {
            /// The signed gas limit.
            limit: u64,
        } = "the gas limit is {limit}, but no transaction may have more than 16777216 (EIP-7825)",
        /// The gas limit is above the maximum of the policy.
        GasAbove {
            /// The signed gas limit.
            limit: u64,
            /// The maximum of the policy, in units of gas.
            max: u64,
        } = "the gas limit is {limit}, but the policy accepts at most {max}",
        /// The transaction can cost more than the policy accepts.
        CostAbove {
            /// The most that the transaction can cost, in wei.
            cost: Uint256,
            /// The maximum of the policy, in wei.
            max: Uint256,
        } = "the transaction can cost {cost} wei, but the policy accepts at most {max}",
        /// r or s of the signature is zero or not below the order of the curve.
        ScalarRange = "r or s of the transaction's signature is zero or not below the order of the curve",
        /// s of the signature is above half the order of the curve (EIP-2).
        HighS = "s of the transaction's signature is in the upper half of the curve's order, which nodes reject (EIP-2)",
        /// The signature belongs to a different account: either a different key signed, or the payer signed a different
        /// transaction.
        OtherSigner {
            /// The account that the signature recovers to.
            recovered: Address,
            /// The account that pays.
            payer: Address,
        } = "the transaction's signature belongs to {recovered}, not to the payer {payer}: a different key signed, or a different transaction was signed",
        /// No key can have made the signature.
        NoSigner = "no key can have made the transaction's signature",
    }
}
