//! Looks up the facts about an EVM chain.

use x402_schemes::evm::{Address, eip712::DomainNames};
use x402_types::{Amount, Uint256};

use super::{AccountCode, Fact, SignatureAnswer};
use crate::Facts;

impl Facts {
    /// The facts about an EVM chain.
    pub(crate) const fn evm(&self) -> Known<'_> {
        Known(self)
    }
}

/// A view of the facts about an EVM chain.
#[derive(Clone, Copy)]
pub(crate) struct Known<'f>(&'f Facts);

impl<'f> Known<'f> {
    fn last<T>(self, mut read: impl FnMut(&'f Fact) -> Option<T>) -> Option<T> {
        self.0.last(|fact| if let crate::Fact::Evm(fact) = fact { read(fact) } else { None })
    }

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

    /// Returns whether the contract accepts the signature in a call from this caller.
    pub(crate) fn contract_accepts(self, asked: Address, by: Address, signed: &[u8; 32], bytes: &[u8]) -> Option<bool> {
        let returned = |from: Option<Address>| {
            self.last(|fact| {
                let Fact::ContractSignature { account, caller, digest, signature, answer } = fact else { return None };
                let is_asked = (*account, *caller) == (asked, from) && digest == signed && signature == bytes;
                is_asked.then_some(*answer == SignatureAnswer::Accepted)
            })
        };
        returned(Some(by)).or_else(|| returned(None))
    }
}
