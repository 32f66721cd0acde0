//! Determines the EIP-712 domain of a token with EIP-3009 or EIP-2612 (E-1, P-5).

#![cfg(feature = "evm")]

use x402_schemes::evm::{
    Address,
    eip712::{DomainError, TokenDomain},
};

use x402_types::Network;

use crate::{
    case::Case,
    evm::{Detail, offered::separator, questions},
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
    /// The offer defines it, and nothing is known about the token.
    Offer,
    /// The token's names complete the parts that the offer omits. `name()` need not be the name in the domain, so a
    /// signature that does not fit proves nothing.
    Names,
    /// The token returned its separator. If the offer defines a domain, it is that one.
    Token,
}

impl Domain {
    /// The token, if only its name and version are known.
    pub(crate) fn names_of(&self) -> Option<Address> {
        (self.source == Source::Names).then_some(self.token)
    }

    /// The question whether this is the token's domain. `None` if the token returned the separator.
    pub(crate) fn question(&self, network: &Network) -> Option<questions::TokenDomain> {
        let Self { token, separator, source } = *self;
        (source != Source::Token).then(|| questions::TokenDomain { network: network.clone(), token, separator })
    }

    /// The domain in the offer. It is not the token's if the token returned a different separator: the token rejects a
    /// signature in it, and a payer who signed in a different one did not sign the offer's terms (E-1).
    pub(crate) fn offered(case: &Case<'_>, token: Address) -> Result<Self, Detail> {
        let separator =
            separator(case.prepared.and_then(|offer| offer.evm.as_ref()), case.terms).map_err(Detail::Domain)?;
        match case.context.facts.evm().domain_separator(token) {
            None => Ok(Self { token, separator, source: Source::Offer }),
            Some(of_token) if of_token == separator => Ok(Self { token, separator, source: Source::Token }),
            Some(of_token) => Err(Detail::OtherSeparator { token, offered: separator, of_token }),
        }
    }

    /// The domain in the offer. If the offer omits a part of it, the token's separator counts, or else the names that
    /// the token returns.
    pub(crate) fn completed(case: &Case<'_>, token: Address) -> Result<Self, Detail> {
        let Case { terms, context, .. } = case;
        match (Self::offered(case, token), context.facts.evm().domain_separator(token)) {
            (Err(Detail::Domain(DomainError::Missing(_))), Some(separator)) => {
                Ok(Self { token, separator, source: Source::Token })
            }
            (Err(Detail::Domain(DomainError::Missing(_))), None) => {
                let domain = TokenDomain::with_names((*terms).clone(), context.facts.evm().domain_names(token));
                let separator = domain.map_err(Detail::Domain)?.separator();
                Ok(Self { token, separator, source: Source::Names })
            }
            (offered, _) => offered,
        }
    }
}
