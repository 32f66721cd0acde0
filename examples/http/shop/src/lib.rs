//! A shop that sells a weather forecast. This is everything that its owner decides.

use std::error::Error;

use paywall::{Facilitator, Paywall};
use x402_schemes::evm::assets::{self, OfferInit};
use x402_types::{Network, v2::ResourceInfo};

/// Avalanche Fuji and Base Sepolia.
const NETWORKS: [Network; 2] = [Network::eip155(43_113), Network::eip155(84_532)];
const TOKEN: &str = "USDC";
const PRICE: &str = "0.01";
/// A test account of the specification's examples.
const PAY_TO: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
/// In seconds.
const TIME_TO_PAY: u64 = 60;

/// What is sold.
pub const FORECAST: &str = r#"{"forecast":"fair"}"#;

/// The shop. `url` is the URL of the forecast, and `facilitator` that of the facilitator.
///
/// # Errors
/// The token is not known on a network; the token cannot have this price; the HTTP client cannot be made.
pub fn open(url: &str, facilitator: &str) -> Result<Paywall, Box<dyn Error>> {
    let mut forecast = ResourceInfo::new(url);
    forecast.description = Some("One weather forecast".into());
    forecast.mime_type = Some("application/json".into());
    let mut offers = Vec::new();
    for network in &NETWORKS {
        let token = assets::by_symbol(network, TOKEN).ok_or("the token is not known on this network")?;
        let (pay_to, max_timeout_seconds) = (PAY_TO.parse()?, TIME_TO_PAY);
        offers.push(token.offer(OfferInit { price: PRICE, pay_to, max_timeout_seconds })?);
    }
    Ok(Paywall::new(forecast, offers, Facilitator::new(facilitator)?))
}
