//! Determines the EIP-712 domain of a token with EIP-3009 or EIP-2612 (E-1, P-5).

#![cfg(feature = "evm")]

use x402_schemes::evm::{
    Address,
    eip712::{DomainError, TokenDomain},
};

use x402_types::Network;

use crate::{
    case::Case,
    evm::{Question, offered::separator},
};

/// The domain of a signature.
pub(crate) struct Domain {
    pub(crate) token: Address,
    pub(crate) separator: [u8; 32],
    pub(crate) source: Source,
}

/// The source of the domain.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The offer names it.
    Offer,
    /// The names that the token gives fill in what the offer leaves out. `name()` need not be the name in the domain, so a
    /// signature that does not fit proves nothing.
    Names,
    /// The token gave its own separator.
    Token,
}

impl Domain {
    /// The token, if only its name and version are known.
    pub(crate) fn names_of(&self) -> Option<Address> {
        (self.source == Source::Names).then_some(self.token)
    }

    /// The question whether this is the token's domain. `None` if the token gave the separator.
    pub(crate) fn question(&self, network: &Network) -> Option<Question> {
        let Self { token, separator, source } = *self;
        (source != Source::Token).then(|| Question::TokenDomain { network: network.clone(), token, separator })
    }

    /// The domain by the offer alone.
    pub(crate) fn offered(case: &Case<'_>, token: Address) -> Result<Self, DomainError> {
        let separator = separator(case.prepared_on_evm(), case.terms)?;
        Ok(Self { token, separator, source: Source::Offer })
    }

    /// The domain by the offer. If the offer leaves something out, the token's separator counts, else the names that the token
    /// gives.
    pub(crate) fn completed(case: &Case<'_>, token: Address) -> Result<Self, DomainError> {
        let Case { terms, context, .. } = case;
        match (Self::offered(case, token), context.facts.evm.domain_separator(token)) {
            (Err(DomainError::Missing(_)), Some(separator)) => Ok(Self { token, separator, source: Source::Token }),
            (Err(DomainError::Missing(_)), None) => {
                let domain = TokenDomain::completed((*terms).clone(), context.facts.evm.token_domain(token))?;
                Ok(Self { token, separator: domain.separator(), source: Source::Names })
            }
            (offered, _) => offered,
        }
    }
}
