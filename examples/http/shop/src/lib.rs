//! A shop that sells a weather forecast. This file has everything that its owner decides.

use std::{error::Error, fs, path::Path};

use k256::ecdsa::SigningKey;
use x402_schemes::{
    evm::{
        Signature,
        assets::{self, OfferInit},
    },
    stellar,
};
use x402_tower::{
    HttpFacilitator, Options, Paid, Paywall, Receipts, Secret, Seller, SignIns, Sqlite, http::HeaderValue,
};
use x402_types::{Network, RawJson, v2::ResourceInfo};

/// Avalanche Fuji and Base Sepolia.
const NETWORKS: [Network; 2] = [Network::eip155(43_113), Network::eip155(84_532)];
const TOKEN: &str = "USDC";
const PRICE: &str = "0.01";
/// A test account of the specification's examples.
const PAY_TO: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
/// The recipient on Stellar: the account whose key is 32 bytes of 2.
const PAY_TO_ON_STELLAR: &str = "GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U";
/// In seconds.
const TIME_TO_PAY: u64 = 60;

/// How many seconds a payment lets its payer return.
const STAY: u64 = 3600;
/// The key that signs offers and receipts: the third account of every development chain. This key is public knowledge.
const KEY: [u8; 32] = [
    0x5d, 0xe4, 0x11, 0x1a, 0xfa, 0x1a, 0x4b, 0x94, 0x90, 0x8f, 0x83, 0x10, 0x3e, 0xb1, 0xf1, 0x70, 0x63, 0x67, 0xc2,
    0xe6, 0x8c, 0xa8, 0x70, 0xfc, 0x3f, 0xb9, 0xa8, 0x04, 0xcd, 0xab, 0x36, 0x5a,
];

/// The goods: the forecast for the city in the query. `None`: there is no forecast, and no buyer pays for it.
pub fn forecast(query: &str) -> Option<String> {
    (query != "city=Atlantis").then(|| r#"{"forecast":"fair"}"#.into())
}

/// The layer that sells the forecast.
pub type Shop = Paid<HttpFacilitator, Sqlite, Seller>;

/// Opens the shop. `origin` is the part of the URL before `/forecast`, and `facilitator` is the URL of the facilitator,
/// which is asked what it serves. The sales are kept in `file`; without a file the shop forgets them when it ends.
///
/// # Errors
/// The origin or the URL is not one; the facilitator does not answer, or does not serve an offer; the token is not
/// known on a network; the token cannot have this price; the file cannot be used.
pub async fn open(origin: &str, facilitator: &str, file: Option<&str>) -> Result<Shop, Box<dyn Error>> {
    let mut forecast = ResourceInfo::new(format!("{origin}/forecast"));
    forecast.description = Some("One weather forecast".into());
    forecast.mime_type = Some("application/json".into());
    let mut offers = Vec::new();
    for network in &NETWORKS {
        let token = assets::by_symbol(network, TOKEN).ok_or("the token is not known on this network")?;
        let (pay_to, max_timeout_seconds) = (PAY_TO.parse()?, TIME_TO_PAY);
        offers.push(token.offer(OfferInit { price: PRICE, pay_to, max_timeout_seconds })?);
    }
    let token = stellar::assets::by_symbol(&stellar::TESTNET, TOKEN).ok_or("the token is not known on Stellar")?;
    let (pay_to, max_timeout_seconds) = (PAY_TO_ON_STELLAR.parse()?, TIME_TO_PAY);
    offers.push(token.offer(stellar::assets::OfferInit { price: PRICE, pay_to, max_timeout_seconds })?);
    let store = Sqlite::open(file.unwrap_or(":memory:"))?;
    let facilitator = HttpFacilitator::new(facilitator)?;
    let paywall = Paywall::with_options(facilitator, store, secret(file)?, options(origin)?);
    paywall.check().await?;
    Ok(paywall.sell(forecast, offers)?)
}

fn options(origin: &str) -> Result<Options, Box<dyn Error>> {
    let mut options = Options::default();
    options.extensions = Some(RawJson::parse(r#"{"payment-identifier":{"info":{"required":false}}}"#)?);
    options.origin = Some(HeaderValue::from_static("*"));
    (options.work_timeout, options.settle_timeout) = (2, 10);
    options.choices.sign_ins = Some(SignIns { origin: origin.parse()?, stay: STAY });
    let key = SigningKey::from_slice(&KEY)?;
    options.choices.receipts = Some(Receipts::eip712(move |digest| {
        let (signature, parity) = key.sign_prehash_recoverable(&digest);
        Signature::new([signature.to_bytes().as_slice(), &[27 + parity.to_byte()]].concat())
    }));
    Ok(options)
}

/// The secret of a shop, in a file next to its store.
fn secret(file: Option<&str>) -> Result<Secret, Box<dyn Error>> {
    let secret_file = file.map(|file| Path::new(file).with_extension("secret"));
    let secret = match secret_file.as_ref().filter(|path| path.exists()) {
        Some(path) => fs::read(path)?.try_into().map_err(|_| "a secret has 32 bytes")?,
        None => {
            let mut secret = [0; 32];
            getrandom::fill(&mut secret)?;
            secret_file.map_or(Ok(()), |path| fs::write(path, secret))?;
            secret
        }
    };
    Ok(Secret::new(secret))
}
