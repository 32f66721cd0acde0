//! The facts about an EVM chain that the caller knows.

use alloc::{string::String, vec::Vec};

use x402_schemes::evm::{Address, eip712::DomainNames};
use x402_types::{Amount, Uint256};

use super::rooms::room_enum;

/// Whether an account has code, as `eth_getCode` says. An account has code or has none, so the enum is exhaustive.
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
    /// From the bytes that `eth_getCode` returned.
    #[must_use]
    pub const fn from_code(code: &[u8]) -> Self {
        if code.is_empty() { Self::Absent } else { Self::Present }
    }
}

/// What a contract answers to a signature. There is no third answer, so the enum is exhaustive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureAnswer {
    /// The contract accepts the signature.
    Accepted,
    /// The contract refuses the signature, or the call reverts.
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
    /// Whether an account has code.
    Account {
        /// The account.
        account: Address,
        /// Whether it has code.
        code: AccountCode,
    },
    /// Whether every account has code about which there is no fact of its own.
    AnyAccount(AccountCode),
    /// What a contract answers to a signature (EIP-1271).
    #[doc(alias("EIP-1271", "ERC-1271", "smart account"))]
    ContractSignature {
        /// The contract.
        account: Address,
        /// Who calls the contract, as [`ContractSignature`](super::questions::ContractSignature) names it: the token or
        /// Permit2. `None` if the answer is the same for every caller. State this only of a contract that is known to ignore
        /// its caller. A fact about one caller takes precedence.
        caller: Option<Address>,
        /// The digest that was signed.
        digest: [u8; 32],
        /// The signature.
        signature: Vec<u8>,
        /// What the contract answers.
        answer: SignatureAnswer,
    },
    /// What a token answers to an EIP-2612 permit: accepted if a call of `permit` succeeds. The fact has an effect only if the
    /// payer has code and the answer of the code differs from that of the recovered key (P-5).
    TokenPermit {
        /// The token.
        token: Address,
        /// The digest of the permit.
        digest: [u8; 32],
        /// The signature.
        signature: Vec<u8>,
        /// What the token answers.
        answer: SignatureAnswer,
    },
    /// The names in a token's EIP-712 domain. Each has an effect only if the offer leaves it out and may do so: in V1 (E-1), or
    /// by Permit2 with a permit (P-5).
    DomainNames {
        /// The token.
        token: Address,
        /// The name in the domain.
        name: String,
        /// The version in the domain.
        version: String,
    },
    /// The domain separator of a token, as `DOMAIN_SEPARATOR()` returns it. If the offer does not name the whole domain, the
    /// separator counts, and not [`DomainNames`](Self::DomainNames). If the offer names another domain, a payment by EIP-3009 is
    /// invalid, and the token refuses a permit (E-1, P-5). If the offer names this one, `token-domain` is not asked.
    DomainSeparator {
        /// The token.
        token: Address,
        /// The separator.
        separator: [u8; 32],
    },
    /// How much Permit2 may move (P-5).
    Allowance {
        /// The token.
        token: Address,
        /// The owner of the tokens.
        owner: Address,
        /// How much, in atomic units.
        amount: Amount,
    },
    /// How much Permit2 may move, in atomic units, for every owner and token about which there is no fact.
    AnyAllowance(Amount),
    /// What the data of a transaction costs on L1 in addition to its gas, on a chain that charges for data (P-6).
    DataFee {
        /// The hash of the transaction.
        hash: [u8; 32],
        /// The fee, in wei.
        wei: Uint256,
    },
    /// What only one mechanism asks for.
    Room(RoomFact),
}

super::rooms::rooms! { room_enum
    /// A fact that only one mechanism asks for.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum RoomFact of Fact in_place, Fact::Room => crate::Fact
}

crate::facts::known!(Evm, evm);

impl<'f> Known<'f> {
    pub(crate) fn data_fee_of(self, about: &[u8; 32]) -> Option<Uint256> {
        self.last(|fact| {
            let Fact::DataFee { hash, wei } = fact else { return None };
            (hash == about).then_some(*wei)
        })
    }

    pub(crate) fn domain_names(self, of: Address) -> Option<DomainNames<'f>> {
        self.last(|fact| {
            let Fact::DomainNames { token, name, version } = fact else { return None };
            (*token == of).then_some(DomainNames { name, version })
        })
    }

    pub(crate) fn domain_separator(self, of: Address) -> Option<[u8; 32]> {
        self.last(|fact| {
            let Fact::DomainSeparator { token, separator } = fact else { return None };
            (*token == of).then_some(*separator)
        })
    }

    pub(crate) fn token_takes(self, asked: Address, signed: &[u8; 32], by: &[u8]) -> Option<bool> {
        self.last(|fact| {
            let Fact::TokenPermit { token, digest, signature, answer } = fact else { return None };
            let is_asked = *token == asked && digest == signed && signature == by;
            is_asked.then_some(*answer == SignatureAnswer::Accepted)
        })
    }

    pub(crate) fn allowance_of(self, of: Address, by: Address) -> Option<Amount> {
        let exact = self.last(|fact| {
            let Fact::Allowance { token, owner, amount } = fact else { return None };
            ((*token, *owner) == (of, by)).then_some(*amount)
        });
        exact.or_else(|| self.last(|fact| if let Fact::AnyAllowance(amount) = fact { Some(*amount) } else { None }))
    }

    pub(crate) fn code_of(self, about: Address) -> Option<AccountCode> {
        let exact = self.last(|fact| {
            let Fact::Account { account, code } = fact else { return None };
            (*account == about).then_some(*code)
        });
        exact.or_else(|| self.last(|fact| if let Fact::AnyAccount(code) = fact { Some(*code) } else { None }))
    }

    /// Whether the contract accepts the signature in a call from this caller.
    pub(crate) fn contract_accepts(self, asked: Address, by: Address, signed: &[u8; 32], bytes: &[u8]) -> Option<bool> {
        let said = |from: Option<Address>| {
            self.last(|fact| {
                let Fact::ContractSignature { account, caller, digest, signature, answer } = fact else { return None };
                let is_asked = (*account, *caller) == (asked, from) && digest == signed && signature == bytes;
                is_asked.then_some(*answer == SignatureAnswer::Accepted)
            })
        };
        said(Some(by)).or_else(|| said(None))
    }
}
