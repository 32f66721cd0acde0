//! The parts of a vector besides its expectation: intermediate values, and the results of contracts.

use serde::{Deserialize, Serialize};

/// Intermediate values of the computation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Intermediate {
    /// EIP-712 domain separator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain_separator: Option<String>,
    /// EIP-712 struct hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub struct_hash: Option<String>,
    /// The digest that was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The account that signed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
    /// The values of the permit for a sponsor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permit: Option<Signed>,
    /// The transaction by which the payer approves Permit2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<SignedTransaction>,
    /// The bytes that are hashed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preimage: Option<String>,
    /// The results of the program that settles the payment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<ChainCall>,
}

impl Intermediate {
    /// Whether there are no intermediate values.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The values of one message, and the account that signed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Signed {
    /// EIP-712 domain separator.
    pub domain_separator: String,
    /// EIP-712 struct hash.
    pub struct_hash: String,
    /// The digest that was signed.
    pub digest: String,
    /// The account that signed it, if the signature recovers to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
}

/// A signed EVM transaction. Numbers are decimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignedTransaction {
    /// 0 for a legacy transaction, otherwise the type of EIP-2718.
    pub r#type: String,
    /// The id of the chain.
    pub chain_id: String,
    /// The number of earlier transactions of the account.
    pub nonce: String,
    /// Wei for each unit of gas. Without a dynamic fee, this is the gas price.
    pub max_priority_fee_per_gas: String,
    /// Wei for each unit of gas. Without a dynamic fee, this is the gas price.
    pub max_fee_per_gas: String,
    /// The limit of gas.
    pub gas_limit: String,
    /// The called account. `None` if the transaction creates a contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The value in wei.
    pub value: String,
    /// The data of the call.
    pub data: String,
    /// The digest that was signed.
    pub digest: String,
    /// The transaction hash by which nodes know the transaction.
    pub hash: String,
    /// The account that signed it, if the signature recovers to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
}

/// One call of the settling program and its result: exactly one of `moved` and `reverted`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainCall {
    /// The chain's state for this call.
    pub state: String,
    /// The name of the call.
    pub call: String,
    /// The time of the block, in seconds since 1970-01-01 UTC.
    pub at: u64,
    /// The atomic units that left the payer and reached the recipient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<String>,
    /// The program's message, if it moved nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverted: Option<String>,
}
