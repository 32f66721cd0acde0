//! Tokens that the published implementations know by default (`docs/sources.md`). Data for people: no verdict reads it.

use alloc::string::String;

use x402_types::Amount;

use super::{Address, TokenProgram};
use crate::tokens::in_tokens;

/// A token, as the default tables of the published implementations name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KnownMint {
    /// What people call it.
    pub symbol: &'static str,
    /// The mint.
    pub mint: Address,
    /// How many decimal places its amounts have.
    pub decimals: u8,
    /// Which program it is of.
    pub program: TokenProgram,
    /// The reference of its network's CAIP-2 identifier, the first 32 characters of the genesis hash.
    pub network: &'static str,
}

impl KnownMint {
    /// An amount in tokens: `0.010000 USDC`.
    #[must_use]
    pub fn tokens(&self, amount: Amount) -> String {
        in_tokens(amount, self.decimals, self.symbol)
    }
}

/// The token, if one of the tables has it. Nobody has one mint on two networks.
#[must_use]
pub fn known(mint: &Address) -> Option<&'static KnownMint> {
    KNOWN.iter().find(|known| known.mint == *mint)
}

/// The reference of mainnet.
pub const MAINNET: &str = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp";
const DEVNET: &str = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1";

const fn row(symbol: &'static str, mint: &str, program: TokenProgram, network: &'static str) -> KnownMint {
    KnownMint { symbol, mint: Address::constant(mint), decimals: 6, program, network }
}

/// Every token that is known. The mints of devnet stand for testnet, too.
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
