//! The facts about an EVM chain that the caller supplies.

use alloc::{string::String, vec::Vec};

use x402_schemes::evm::Address;
use x402_types::{Amount, Uint256};

use super::batch_settlement;

/// States whether an account has code, as `eth_getCode` returns it. There is no third case, so the enum is exhaustive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountCode {
    /// The account has no code (`0x`). A key signs for it.
    Absent,
    /// The account has code: it is a contract, or delegates to one (EIP-7702). The code decides which signatures it
    /// accepts.
    #[doc(alias = "smart account")]
    Present,
}

impl AccountCode {
    /// Returns the variant for the bytes that `eth_getCode` returned.
    #[must_use]
    pub const fn from_code(code: &[u8]) -> Self {
        if code.is_empty() { Self::Absent } else { Self::Present }
    }
}

/// A contract's answer to a signature. There is no third answer, so the enum is exhaustive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureAnswer {
    /// The contract accepts the signature.
    Accepted,
    /// The contract rejects the signature, or the call reverts.
    Refused,
}

impl From<bool> for SignatureAnswer {
    fn from(accepts: bool) -> Self {
        if accepts { Self::Accepted } else { Self::Refused }
    }
}

/// A fact about an EVM chain. [`Facts::with`](crate::Facts::with) adds it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fact {
    /// States whether an account has code.
    Account {
        /// The account.
        account: Address,
        /// States whether it has code.
        code: AccountCode,
    },
    /// States whether all accounts without an `Account` fact have code.
    AnyAccount(AccountCode),
    /// A contract's answer to a signature (EIP-1271).
    #[doc(alias("EIP-1271", "ERC-1271", "smart account"))]
    ContractSignature {
        /// The contract.
        account: Address,
        /// The caller of the contract, as in [`ContractSignature`](super::questions::ContractSignature), such as the
        /// token or Permit2. `None` if the answer is the same for every caller: use it only for a contract that is
        /// known to ignore its caller. A fact about one caller takes precedence.
        caller: Option<Address>,
        /// The signed digest.
        digest: [u8; 32],
        /// The signature.
        signature: Vec<u8>,
        /// The contract's answer.
        answer: SignatureAnswer,
    },
    /// A token's answer to an EIP-2612 permit: accepted if a call of `permit` succeeds. The fact has an effect only if
    /// the payer has code, and the answer of the code differs from that of the recovered key (P-5).
    TokenPermit {
        /// The token.
        token: Address,
        /// The digest of the permit.
        digest: [u8; 32],
        /// The signature.
        signature: Vec<u8>,
        /// The token's answer.
        answer: SignatureAnswer,
    },
    /// The names in a token's EIP-712 domain. Each has an effect only if the offer omits it and may do so: in protocol
    /// version 1 (E-1), or in a Permit2 payment with a permit (P-5).
    DomainNames {
        /// The token.
        token: Address,
        /// The name in the domain.
        name: String,
        /// The version in the domain.
        version: String,
    },
    /// The domain separator of a token, as `DOMAIN_SEPARATOR()` returns it. If the offer omits a part of the domain and
    /// may do so, the separator takes precedence over [`DomainNames`](Self::DomainNames). If the offer defines a
    /// different domain, an EIP-3009 payment is invalid, and the token rejects a permit (E-1, P-5). If the offer
    /// defines this domain, `token-domain` is not asked.
    DomainSeparator {
        /// The token.
        token: Address,
        /// The separator.
        separator: [u8; 32],
    },
    /// The amount that Permit2 may move (P-5).
    Allowance {
        /// The token.
        token: Address,
        /// The owner of the tokens.
        owner: Address,
        /// The amount, in atomic units.
        amount: Amount,
    },
    /// The amount that Permit2 may move, in atomic units, for all owners and tokens without an `Allowance` fact.
    AnyAllowance(Amount),
    /// The L1 fee for the data of a transaction, in addition to its gas, on a chain that charges for data (P-6).
    DataFee {
        /// The hash of the transaction.
        hash: [u8; 32],
        /// The fee, in wei.
        wei: Uint256,
    },
    /// A fact for payments of `batch-settlement`.
    BatchSettlement(batch_settlement::Fact),
}
