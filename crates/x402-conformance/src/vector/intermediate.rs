//! What a vector says beside its expectation: values on the way to the result, and what contracts did.

use serde::{Deserialize, Serialize};

use crate::objects;

/// Values on the way to the result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Intermediate {
    /// EIP-712 domain separator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain_separator: Option<String>,
    /// EIP-712 struct hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub struct_hash: Option<String>,
    /// What was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Whose signature it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
    /// The same of the permit that the payer adds for a sponsor.
    #[serde(default, deserialize_with = "objects::optional", skip_serializing_if = "Option::is_none")]
    pub permit: Option<Signed>,
    /// The transaction by which the payer approves Permit2.
    #[serde(default, deserialize_with = "objects::optional", skip_serializing_if = "Option::is_none")]
    pub approval: Option<SignedTransaction>,
    /// What is hashed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preimage: Option<String>,
    /// What the program that settles does with it.
    #[serde(default, deserialize_with = "objects::list", skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<ChainCall>,
}

impl Intermediate {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Of one message, and whose signature it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Signed {
    /// EIP-712 domain separator.
    pub domain_separator: String,
    /// EIP-712 struct hash.
    pub struct_hash: String,
    /// What was signed.
    pub digest: String,
    /// Whose signature it is, if it is somebody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
}

/// A transaction of an EVM chain, and whose signature it has. Numbers are decimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignedTransaction {
    /// 0 for a legacy transaction, else that of EIP-2718.
    pub r#type: String,
    /// On which chain.
    pub chain_id: String,
    /// How many the account has sent before.
    pub nonce: String,
    /// Wei for each unit of gas; without a dynamic fee the gas price.
    pub max_priority_fee_per_gas: String,
    /// Wei for each unit of gas; without a dynamic fee the gas price.
    pub max_fee_per_gas: String,
    /// The most gas.
    pub gas_limit: String,
    /// What is called, unless a contract is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// In wei.
    pub value: String,
    /// What is called with.
    pub data: String,
    /// What was signed.
    pub digest: String,
    /// By which nodes know it.
    pub hash: String,
    /// Whose signature it is, if it is somebody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
}

/// One call of the program that settles, and what came of it: exactly one of the last two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainCall {
    /// What only the chain knows, as it was for this call.
    pub state: String,
    /// Which call it was.
    pub call: String,
    /// Time of the block, Unix seconds.
    pub at: u64,
    /// The atomic units that left the payer and reached the recipient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<String>,
    /// The program's message, when it moved nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverted: Option<String>,
}
