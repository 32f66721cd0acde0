use alloc::{
    format,
    string::{String, ToString},
};

use x402_types::Amount;

/// An amount of atomic units in tokens, with all its decimal places: `0.010000 USDC`.
pub(crate) fn in_tokens(amount: Amount, decimals: u8, symbol: &str) -> String {
    let digits = amount.to_string();
    let places = usize::from(decimals);
    let padded = format!("{}{digits}", "0".repeat(places.saturating_add(1).saturating_sub(digits.len())));
    let (whole, fraction) = padded.split_at_checked(padded.len().saturating_sub(places)).unwrap_or((&padded, ""));
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{whole}{point}{fraction} {symbol}")
}
