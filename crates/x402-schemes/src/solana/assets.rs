//! The tokens that the published implementations know by default (`docs/reference/sources.md`). The data are for
//! display and for flags (B-10). No verdict depends on them, unless a policy refuses such a flag.

use alloc::string::{String, ToString};

use x402_types::{
    Amount, Network, ParsePriceError, Scheme,
    v2::{PaymentRequirements, PaymentRequirementsInit},
};

use super::{Address, TokenProgram};
use crate::{
    json::{object, text},
    tokens::in_tokens,
};

/// A token, as the default tables of the published implementations describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KnownMint {
    /// The symbol, such as `USDC`.
    pub symbol: &'static str,
    /// The address of the mint.
    pub mint: Address,
    /// The number of decimal places of an amount.
    pub decimals: u8,
    /// The token program that owns the mint.
    pub program: TokenProgram,
    /// The network of the mint.
    pub network: Network,
}

impl KnownMint {
    /// Formats an amount of atomic units in tokens, such as `0.010000 USDC`.
    pub fn tokens(&self, amount: Amount) -> String {
        in_tokens(amount, self.decimals, self.symbol)
    }

    /// Converts a price in tokens to atomic units of the token.
    ///
    /// # Errors
    /// The errors of [`Amount::from_price`].
    pub fn price(&self, price: &str) -> Result<Amount, ParsePriceError> {
        Amount::from_price(price, self.decimals)
    }

    /// Creates a V2 offer of scheme `exact` in this token. `extra` names the fee payer, if there is one yet.
    ///
    /// ```
    /// use x402_schemes::solana::assets::{self, OfferInit};
    /// use x402_types::Network;
    /// let usdc = assets::by_symbol(&Network::SOLANA, "USDC").unwrap();
    /// let offer = usdc.offer(OfferInit {
    ///     price: "0.01",
    ///     pay_to: "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4".parse()?,
    ///     fee_payer: Some("EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd".parse()?),
    ///     max_timeout_seconds: 60,
    /// })?;
    /// assert_eq!(offer.asset, "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v");
    /// assert_eq!(offer.extra.unwrap().as_str(), r#"{"feePayer":"EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd"}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The errors of [`price`](Self::price).
    pub fn offer(&self, init: OfferInit<'_>) -> Result<PaymentRequirements, ParsePriceError> {
        let mut offer = PaymentRequirements::new(PaymentRequirementsInit {
            scheme: Scheme::EXACT,
            network: self.network.clone(),
            amount: self.price(init.price)?,
            asset: self.mint.to_string(),
            pay_to: init.pay_to.to_string(),
            max_timeout_seconds: init.max_timeout_seconds,
        });
        offer.extra = init.fee_payer.map(|fee_payer| object([("feePayer", text(&fee_payer))]));
        Ok(offer)
    }
}

/// The arguments of [`KnownMint::offer`]. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfferInit<'a> {
    /// The price in tokens, such as `0.01`.
    pub price: &'a str,
    /// The recipient's wallet, not its token account.
    pub pay_to: Address,
    /// The account that pays the transaction fee, which is an address of the facilitator. No payment fits an offer
    /// without one. With `None`, [`complete`](crate::complete) or `Paywall::check` of `x402-tower` fills in the account
    /// that the facilitator announces.
    pub fee_payer: Option<Address>,
    /// The maximum duration of the payment, in seconds.
    pub max_timeout_seconds: u64,
}

/// Returns the token with this symbol, in this letter case, on this network, if the table contains it. For testnet the
/// table contains none.
#[must_use]
#[doc(alias = "USDC")]
pub fn by_symbol(network: &Network, symbol: &str) -> Option<&'static KnownMint> {
    KNOWN.iter().find(|known| known.network == *network && known.symbol == symbol)
}

/// Returns the token with this mint, if the table contains it. No mint exists on two networks.
#[must_use]
pub fn known(mint: &Address) -> Option<&'static KnownMint> {
    KNOWN.iter().find(|known| known.mint == *mint)
}

const MAINNET: Network = Network::SOLANA;
const DEVNET: Network = Network::SOLANA_DEVNET;

const fn row(symbol: &'static str, mint: &str, program: TokenProgram, network: Network) -> KnownMint {
    KnownMint { symbol, mint: Address::constant(mint), decimals: 6, program, network }
}

/// All known tokens. [`KnownToken`](crate::KnownToken) counts the mints of devnet for testnet too.
pub static KNOWN: &[KnownMint] = &[
    row("USDC", "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", TokenProgram::Token, MAINNET),
    row("USDC", "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", TokenProgram::Token, DEVNET),
    row("USDT", "Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB", TokenProgram::Token, MAINNET),
    row("USDG", "2u1tszSeqZ3qBWF3uNGPFc8TzMk2tdiwknnRMWGWjGWH", TokenProgram::Token2022, MAINNET),
    row("USDG", "4F6PM96JJxngmHnZLBh9n58RH4aTVNWvDs2nuwrT5BP7", TokenProgram::Token2022, DEVNET),
    row("PYUSD", "2b1kV6DkPAnxd5ixfnxCpjxmKwqjjaYmCZfHsFu24GXo", TokenProgram::Token2022, MAINNET),
    row("PYUSD", "CXk2AMBfi3TwaEL2468s6zP8xq9NxTXjp9gjMgzeUynM", TokenProgram::Token2022, DEVNET),
    row("CASH", "CASHx9KJUStyftLFWGvEVf59SGeG9sh5FfcnZMVPCASH", TokenProgram::Token2022, MAINNET),
];
