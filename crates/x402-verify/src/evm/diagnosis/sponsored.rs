//! Search what was signed instead of an EIP-2612 permit for a sponsor.

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

use super::attempts::{NameGuess, Stop, name_guesses, recover_one};
use crate::{
    Context,
    evm::{Guess, PermitMistake, signature::Parts},
};

pub(super) fn diagnose(extensions: &RawJson, terms: &Terms<'_>, context: &Context<'_>) -> Vec<Guess> {
    let Some(Ok(info)) = Info::of_extensions(extensions, &mut Reader::new(context.decode)) else { return Vec::new() };
    let (Some(parts), Ok(token)) = (Parts::read(info.signature.as_bytes()), terms.asset.parse::<Address>()) else {
        return Vec::new();
    };
    let Ok(domain) = TokenDomain::with_names(terms.clone(), context.facts.evm().domain_names(token)) else {
        return Vec::new();
    };
    let mut search = Search { owner: info.permit.owner, parts, left: Guess::MOST_RECOVERIES };
    search.run(&info.permit, &domain, terms).err().and_then(Stop::guess).into_iter().collect()
}

struct Search {
    owner: Address,
    parts: Parts,
    left: usize,
}

impl Search {
    /// Tries the most likely mistake first.
    fn run(&mut self, permit: &Permit, domain: &TokenDomain<'_>, terms: &Terms<'_>) -> Result<(), Stop> {
        let separator = domain.separator();
        let mut other = *permit;
        other.value = Uint256::MAX.into();
        self.attempt(&other.digest(&separator), PermitMistake::Maximum)?;
        for NameGuess { name, version, known, mistake } in name_guesses(terms, Some(domain)) {
            let named = TokenDomain { name: Cow::Borrowed(&name), version: Cow::Borrowed(version), ..domain.clone() };
            let digest = permit.digest(&named.separator());
            let (name, version) = (name.to_string(), version.to_string());
            let mistake = match mistake {
                Some(mistake) => PermitMistake::MisreadName { name, version, mistake },
                None => PermitMistake::DomainNames { name, version, known },
            };
            self.attempt(&digest, mistake)?;
        }
        let known = contracts::KNOWN.iter().filter_map(|contract| contract.address.parse::<Address>().ok());
        for spender in known.filter(|spender| *spender != permit.spender) {
            let mut other = *permit;
            other.spender = spender;
            self.attempt(&other.digest(&separator), PermitMistake::Spender(spender))?;
        }
        Ok(())
    }

    fn attempt(&mut self, digest: &[u8; 32], mistake: PermitMistake) -> Result<(), Stop> {
        let signer = recover_one(&mut self.left, &self.parts, digest)?;
        if signer == Some(self.owner) { Err(Stop::Found(Guess::Permit(mistake))) } else { Ok(()) }
    }
}
