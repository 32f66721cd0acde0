use alloc::{format, string::String};

use x402_types::Amount;

/// An amount of atomic units in tokens, with all decimal places, such as `0.010000 USDC`.
pub(crate) fn in_tokens(amount: Amount, decimals: u8, symbol: &str) -> String {
    format!("{} {symbol}", amount.to_price(decimals))
}
