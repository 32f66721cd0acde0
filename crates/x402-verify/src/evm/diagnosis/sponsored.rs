//! Guesses what was signed instead of an EIP-2612 permit for a sponsor.

use alloc::{borrow::Cow, string::ToString, vec::Vec};

use x402_schemes::{
    Terms,
    evm::{
        Address,
        eip712::TokenDomain,
        gas_sponsoring::eip2612::{Info, Permit},
        permit2::contracts,
    },
};
use x402_types::{RawJson, Uint256, extensions::Extension as _, read::Reader};

use super::guess::{NameGuess, Stop, name_guesses, recover_one};
use crate::{
    Context,
    evm::{Finding, PermitSlip, signature::Parts},
};

pub(super) fn diagnose(extensions: &RawJson, terms: &Terms<'_>, context: &Context<'_>) -> Vec<Finding> {
    let Some(Ok(info)) = Info::of_extensions(extensions, &mut Reader::new(context.decode)) else { return Vec::new() };
    let (Some(parts), Ok(token)) = (Parts::read(info.signature.as_bytes()), terms.asset.parse::<Address>()) else {
        return Vec::new();
    };
    let Ok(domain) = TokenDomain::with_names(terms.clone(), context.facts.evm().domain_names(token)) else {
        return Vec::new();
    };
    let mut guesses = Guesses { owner: info.permit.owner, parts, left: Finding::MOST_RECOVERIES };
    guesses.search(&info.permit, &domain, terms).err().and_then(Stop::finding).into_iter().collect()
}

struct Guesses {
    owner: Address,
    parts: Parts,
    left: usize,
}

impl Guesses {
    /// Tries the most likely slip first.
    fn search(&mut self, permit: &Permit, domain: &TokenDomain<'_>, terms: &Terms<'_>) -> Result<(), Stop> {
        let separator = domain.separator();
        let mut other = *permit;
        other.value = Uint256::MAX.into();
        self.guess(&other.digest(&separator), PermitSlip::Maximum)?;
        for NameGuess { name, version, known, slip } in name_guesses(terms, Some(domain)) {
            let named = TokenDomain { name: Cow::Borrowed(&name), version: Cow::Borrowed(version), ..domain.clone() };
            let digest = permit.digest(&named.separator());
            let (name, version) = (name.to_string(), version.to_string());
            let slip = match slip {
                Some(slip) => PermitSlip::MisreadName { name, version, slip },
                None => PermitSlip::DomainNames { name, version, known },
            };
            self.guess(&digest, slip)?;
        }
        let known = contracts::KNOWN.iter().filter_map(|contract| contract.address.parse::<Address>().ok());
        for spender in known.filter(|spender| *spender != permit.spender) {
            let mut other = *permit;
            other.spender = spender;
            self.guess(&other.digest(&separator), PermitSlip::Spender(spender))?;
        }
        Ok(())
    }

    fn guess(&mut self, digest: &[u8; 32], slip: PermitSlip) -> Result<(), Stop> {
        let signer = recover_one(&mut self.left, &self.parts, digest)?;
        if signer == Some(self.owner) { Err(Stop::Found(Finding::Permit(slip))) } else { Ok(()) }
    }
}
