//! A shop that sells a weather forecast: all that its owner decides.

use std::error::Error;

use paywall::{Facilitator, Paywall};
use x402_schemes::evm::assets::KNOWN;
use x402_types::{
    Network, RawJson, Scheme,
    v2::{PaymentRequirements, PaymentRequirementsInit, ResourceInfo},
};

/// A test account of the specification's examples.
const PAY_TO: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
/// One cent, in millionths of a USDC.
const PRICE: u64 = 10_000;
const SECONDS: u64 = 60;
/// Avalanche Fuji and Base Sepolia.
const CHAINS: [u64; 2] = [43_113, 84_532];

/// What is sold.
pub const FORECAST: &str = r#"{"forecast":"fair"}"#;

/// The shop, whose forecast has this URL, and the facilitator that settles for it.
///
/// # Errors
/// A chain has no USDC that is known, or the facilitator cannot be asked.
pub fn open(url: &str, facilitator: &str) -> Result<Paywall, Box<dyn Error>> {
    let mut resource = ResourceInfo::new(url);
    resource.description = Some("One weather forecast".into());
    resource.mime_type = Some("application/json".into());
    let offers = CHAINS.into_iter().map(offer).collect::<Result<_, _>>()?;
    Ok(Paywall::new(resource, offers, Facilitator::new(facilitator)?)?)
}

fn offer(chain: u64) -> Result<PaymentRequirements, Box<dyn Error>> {
    let usdc =
        KNOWN.iter().find(|asset| asset.chain_id == chain && asset.symbol == "USDC").ok_or("no USDC is known")?;
    let mut offer = PaymentRequirements::new(PaymentRequirementsInit {
        scheme: Scheme::EXACT,
        network: Network::eip155(chain),
        amount: PRICE.into(),
        asset: usdc.address.into(),
        pay_to: PAY_TO.into(),
        max_timeout_seconds: SECONDS,
    });
    let domain = format!(r#"{{"name":"{}","version":"{}"}}"#, usdc.domain_name, usdc.domain_version);
    offer.extra = Some(RawJson::parse(&domain)?);
    Ok(offer)
}
