//! Chains with the contracts on them, each deployed once.

use std::collections::BTreeMap;

use revm::primitives::Address;

use crate::{
    batch::Escrow,
    contracts::Contracts,
    evm::Chain,
    proxies::Proxies,
    token::{Kind, Token},
};

/// The chain id, and the address and the name of the token.
type TokenKey = (u64, Address, String);

/// The key of a token, with its kind.
type Settled = (TokenKey, Kind);

/// The deployed contracts, by token.
pub(crate) struct Worlds {
    contracts: Contracts,
    tokens: BTreeMap<TokenKey, Token>,
    proxies: BTreeMap<Settled, Proxies>,
    escrows: BTreeMap<TokenKey, Escrow>,
}

impl Worlds {
    pub(crate) const fn new(contracts: Contracts) -> Self {
        Self { contracts, tokens: BTreeMap::new(), proxies: BTreeMap::new(), escrows: BTreeMap::new() }
    }

    /// A token as it is after its deployment, at a time.
    pub(crate) fn token(&mut self, chain: u64, address: Address, name: &str, now: u64) -> Result<Token, String> {
        let key = (chain, address, name.to_owned());
        if !self.tokens.contains_key(&key) {
            let token = Token::deploy(&self.contracts, Chain::new(chain, 1), address, name)?;
            self.tokens.insert(key.clone(), token);
        }
        let mut token = self.tokens[&key].clone();
        token.chain.time = now;
        Ok(token)
    }

    /// A token of that kind, Permit2 and both proxies.
    pub(crate) fn proxies(
        &mut self,
        (chain, address, name): (u64, Address, &str),
        kind: Kind,
        now: u64,
    ) -> Result<Proxies, String> {
        let key = ((chain, address, name.to_owned()), kind);
        if !self.proxies.contains_key(&key) {
            let token = match kind {
                Kind::Asks => self.token(chain, address, name, 1)?,
                Kind::Recovers => Token::deploy_recovering(&self.contracts, Chain::new(chain, 1), address, name)?,
            };
            self.proxies.insert(key.clone(), Proxies::deploy(&self.contracts, token)?);
        }
        let mut proxies = self.proxies[&key].clone();
        proxies.token.chain.time = now;
        Ok(proxies)
    }

    /// USDC, Permit2 and the contracts of `batch-settlement`.
    pub(crate) fn escrow(&mut self, (chain, address, name): (u64, Address, &str), now: u64) -> Result<Escrow, String> {
        let key = (chain, address, name.to_owned());
        if !self.escrows.contains_key(&key) {
            let proxies = self.proxies((chain, address, name), Kind::Asks, 1)?;
            self.escrows.insert(key.clone(), Escrow::deploy(&self.contracts, proxies)?);
        }
        let mut escrow = self.escrows[&key].clone();
        escrow.proxies.token.chain.time = now;
        Ok(escrow)
    }
}
