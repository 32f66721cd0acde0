//! Tokens of the published tables, on any chain.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
};

use x402_types::{Amount, AnyAmount, Network, ParsePriceError};

use crate::{Terms, evm, solana, stellar, tokens::in_tokens, xrpl};

/// A token of a published table, on any chain. The table of its chain has further data.
///
/// ```
/// use x402_schemes::KnownToken;
/// use x402_types::Network;
///
/// let usdc = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
/// let known = KnownToken::on(&Network::eip155(8453), usdc).unwrap();
/// assert_eq!((known.symbol(), known.decimals()), ("USDC", Some(6)));
/// // No table has a token with this address on Base Sepolia, but one has it on a different network.
/// assert_eq!(KnownToken::on(&Network::eip155(84_532), usdc), None);
/// assert_eq!(KnownToken::at(usdc).next(), Some(known));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KnownToken {
    /// A token on an EVM chain.
    Evm(&'static evm::assets::KnownAsset),
    /// USDC on a chain of the Gateway. The Gateway's table has chains that the tables of tokens lack.
    Gateway(&'static evm::gateway::Chain),
    /// A mint on Solana.
    Solana(&'static solana::assets::KnownMint),
    /// A contract on Stellar.
    Stellar(&'static stellar::assets::KnownAsset),
    /// An issued currency on the XRP Ledger. Its address is the code of the currency, which other issuers may use, too.
    Xrpl(&'static xrpl::assets::KnownAsset),
}

impl KnownToken {
    /// Returns every token of every table. USDC on a chain of the Gateway comes twice if a table of tokens has it too.
    pub fn all() -> impl Iterator<Item = Self> {
        let evm = evm::assets::KNOWN.iter().map(Self::Evm).chain(evm::gateway::CHAINS.iter().map(Self::Gateway));
        let stellar = stellar::assets::KNOWN.iter().map(Self::Stellar);
        let xrpl = xrpl::assets::KNOWN.iter().map(Self::Xrpl);
        evm.chain(solana::assets::KNOWN.iter().map(Self::Solana)).chain(stellar).chain(xrpl)
    }

    /// Returns the tokens with this address, on any network.
    pub fn at(address: &str) -> impl Iterator<Item = Self> {
        // A table is read only if the text is an address of its chain.
        let evm = address.parse().into_iter().flat_map(on_evm);
        let solana = address.parse().into_iter().flat_map(on_solana);
        let stellar = address.parse().into_iter().flat_map(on_stellar);
        let xrpl = address.parse().into_iter().flat_map(on_xrpl);
        evm.chain(solana).chain(stellar).chain(xrpl)
    }

    /// Returns the token with this address on this network.
    #[must_use]
    pub fn on(network: &Network, address: &str) -> Option<Self> {
        Self::at(address).find(|token| token.is_on(network))
    }

    /// Returns the asset of an offer, if a table has it on the offer's network. An issued currency must have the issuer
    /// that the table lists.
    #[must_use]
    pub fn of_offer(offer: &Terms<'_>) -> Option<Self> {
        Self::on(&offer.network, offer.asset).filter(|token| match token {
            Self::Evm(_) | Self::Gateway(_) | Self::Solana(_) | Self::Stellar(_) => true,
            Self::Xrpl(known) => {
                let issuer = offer.extra_member("issuer").and_then(|issuer| issuer.string().ok()?.parse().ok());
                issuer == Some(known.issuer)
            }
        })
    }

    /// The symbol, such as `USDC`.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Evm(known) => known.symbol,
            Self::Gateway(_) => "USDC",
            Self::Solana(known) => known.symbol,
            Self::Stellar(known) => known.symbol,
            Self::Xrpl(known) => known.symbol,
        }
    }

    /// The number of decimal places of an amount in atomic units. `None` for an issued currency on the XRP Ledger, which
    /// has no atomic units.
    #[must_use]
    pub const fn decimals(self) -> Option<u8> {
        match self {
            Self::Evm(known) => Some(known.decimals),
            Self::Gateway(_) => Some(6),
            Self::Solana(known) => Some(known.decimals),
            Self::Stellar(known) => Some(known.decimals),
            Self::Xrpl(_) => None,
        }
    }

    /// The network of the token.
    #[must_use]
    pub fn network(self) -> Network {
        match self {
            Self::Evm(known) => Network::eip155(known.chain_id),
            Self::Gateway(chain) => Network::eip155(chain.chain_id),
            Self::Solana(known) => known.network.clone(),
            Self::Stellar(known) => known.network.clone(),
            Self::Xrpl(known) => known.network.clone(),
        }
    }

    /// Returns `true` if the token is on this network. On Solana, the mints of devnet also count for testnet.
    #[must_use]
    pub fn is_on(self, network: &Network) -> bool {
        match self {
            Self::Evm(known) => network.eip155_chain_id() == Some(known.chain_id),
            Self::Gateway(chain) => network.eip155_chain_id() == Some(chain.chain_id),
            Self::Solana(known) if *network == Network::SOLANA_TESTNET => known.network == Network::SOLANA_DEVNET,
            Self::Solana(known) => known.network == *network,
            Self::Stellar(known) => known.network == *network,
            Self::Xrpl(known) => known.network == *network,
        }
    }

    /// The address in the format that an offer should have.
    #[must_use]
    pub fn address(self) -> Cow<'static, str> {
        match self {
            Self::Evm(known) => known.address.into(),
            Self::Gateway(chain) => chain.usdc.to_string().into(),
            Self::Solana(known) => known.mint.to_string().into(),
            Self::Stellar(known) => known.contract.to_string().into(),
            Self::Xrpl(known) => known.currency.to_string().into(),
        }
    }

    /// Formats an amount in tokens, such as `0.010000 USDC` or `0.01 RLUSD`.
    #[must_use]
    pub fn tokens(self, amount: &AnyAmount) -> String {
        match (amount, self.decimals()) {
            (AnyAmount::Units(units), Some(decimals)) => in_tokens(*units, decimals, self.symbol()),
            (AnyAmount::Decimal(_), _) | (_, None) => format!("{amount} {}", self.symbol()),
        }
    }

    /// Converts a price in tokens to an amount in the format of the token's offers: atomic units, or whole units of an
    /// issued currency.
    ///
    /// # Errors
    /// The errors of [`Amount::from_price`], or the price is not an amount of an issued currency (R-10).
    pub fn price(self, price: &str) -> Result<AnyAmount, ParsePriceError> {
        match self.decimals() {
            Some(decimals) => Amount::from_price(price, decimals).map(AnyAmount::Units),
            None => price.parse().map(AnyAmount::Decimal).map_err(ParsePriceError::Issued),
        }
    }
}

fn on_evm(token: evm::Address) -> impl Iterator<Item = KnownToken> {
    let gateway = evm::gateway::CHAINS.iter().filter(move |chain| chain.usdc == token);
    evm::assets::at(token).map(KnownToken::Evm).chain(gateway.map(KnownToken::Gateway))
}

fn on_solana(mint: solana::Address) -> impl Iterator<Item = KnownToken> {
    solana::assets::KNOWN.iter().filter(move |known| known.mint == mint).map(KnownToken::Solana)
}

fn on_stellar(contract: stellar::Address) -> impl Iterator<Item = KnownToken> {
    stellar::assets::KNOWN.iter().filter(move |known| known.contract == contract).map(KnownToken::Stellar)
}

fn on_xrpl(currency: xrpl::Currency) -> impl Iterator<Item = KnownToken> {
    xrpl::assets::KNOWN.iter().filter(move |known| known.currency == currency).map(KnownToken::Xrpl)
}
