//! Public keys for tests, an offer, and valid payments.

use x402_buyer::{
    Allowance, Buyer, EvmKey, Fresh, FreshXrpl, MemoryLedger, NotPaid, Payable, Sent, SolanaKey, StellarKey, XrplKey,
};
use x402_schemes::{
    Budget, Terms,
    evm::assets::{self, OfferInit},
};
use x402_types::{
    self as types, Network, Offer, ParsePriceError, PaymentFlow,
    v2::{PaymentRequired, PaymentRequirements, ResourceInfo},
};

/// The private key of the first account of every development chain, 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266. It is
/// public knowledge, so the account must never hold anything of value.
pub const KEY: [u8; 32] = [
    0xac, 0x09, 0x74, 0xbe, 0xc3, 0x9a, 0x17, 0xe3, 0x6b, 0xa4, 0xa6, 0xb4, 0xd2, 0x38, 0xff, 0x94, 0x4b, 0xac, 0xb4,
    0x78, 0xcb, 0xed, 0x5e, 0xfc, 0xae, 0x78, 0x4d, 0x7b, 0xf4, 0xf2, 0xff, 0x80,
];

/// The private key of the second account, 0x70997970C51812dc3A010C7d01b50e0d17dc79C8, for a stranger.
pub const OTHER_KEY: [u8; 32] = [
    0x59, 0xc6, 0x99, 0x5e, 0x99, 0x8f, 0x97, 0xa5, 0xa0, 0x04, 0x49, 0x66, 0xf0, 0x94, 0x53, 0x89, 0xdc, 0x9e, 0x86,
    0xda, 0xe8, 0x8c, 0x7a, 0x84, 0x12, 0xf4, 0x60, 0x3b, 0x6b, 0x78, 0x69, 0x0d,
];

/// The seed of an account on Solana, AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9, on Stellar,
/// GCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOJR, and the Ed25519 key of one on the XRP Ledger,
/// rK8ZsqAcfkNoFzJQhApwb8Do4GhJ1nFxiy.
pub const SEED: [u8; 32] = [1; 32];

/// A recipient, whose key is not known here.
pub const PAY_TO: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";

/// Returns an offer of USDC on Base Sepolia at this price, such as `0.01`. Payments for it use EIP-3009 and last a
/// minute.
///
/// # Errors
/// The price is not an amount of USDC.
pub fn offer(price: &str) -> Result<PaymentRequirements, ParsePriceError> {
    let usdc = assets::by_symbol(&Network::eip155(84_532), "USDC").ok_or(ParsePriceError::NotPrice)?;
    let pay_to = PAY_TO.parse().map_err(|_| ParsePriceError::NotPrice)?;
    usdc.offer(OfferInit { price, pay_to, max_timeout_seconds: 60 })
}

/// Returns the new values of payment `n`: a different nonce for each `n`, and the same one for the same `n`.
#[must_use]
pub fn fresh(now: u64, n: u64) -> Fresh {
    let mut random = [0x42; 32];
    let (first, _) = random.split_at_mut(8);
    first.copy_from_slice(&n.to_be_bytes());
    let mut fresh = Fresh::new(now, random).with_blockhash([7; 32]);
    fresh.ledger = ledger(now).try_into().ok();
    let sequence = n.checked_add(1).and_then(|sequence| sequence.try_into().ok());
    fresh.xrpl = fresh
        .ledger
        .zip(sequence)
        .map(|(ledger, sequence)| FreshXrpl::new(ledger).with_sequence(sequence).with_ticket(sequence));
    fresh
}

/// The ledger of Stellar and of the XRP Ledger at this time: there is one every five seconds.
pub(crate) const fn ledger(now: u64) -> u64 {
    now / 5
}

/// Returns the valid payment `n` for this offer, of [`KEY`]'s account, or of [`SEED`]'s on other chains. The same
/// arguments return the same payment. It names the resource `https://a.example/`: use [`pay_response`] for a seller that
/// refuses payments for other resources.
///
/// ```
/// use x402_types::AnyAmount;
/// let offer = x402_testing::offer("0.01")?;
/// let sent = x402_testing::pay(&offer, 1_740_672_100, 0)?;
/// assert_eq!(sent.authorized().amount, AnyAmount::from(10_000));
/// assert_eq!(sent.header(), x402_testing::pay(&offer, 1_740_672_100, 0)?.header());
/// assert_ne!(sent.header(), x402_testing::pay(&offer, 1_740_672_100, 1)?.header());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// No buyer can pay for the offer.
pub fn pay(offer: &PaymentRequirements, now: u64, n: u64) -> Result<Sent, NotPaid> {
    let key = EvmKey::from_bytes(&KEY).map_err(NotPaid::Sign)?;
    pay_with(&key, offer, now, n)
}

/// Returns the valid payment `n` as [`pay`] does, with a different EVM key.
///
/// # Errors
/// As for [`pay`].
pub fn pay_with(key: &EvmKey, offer: &PaymentRequirements, now: u64, n: u64) -> Result<Sent, NotPaid> {
    let required = PaymentRequired::new(ResourceInfo::new("https://a.example/"), [offer.clone()]);
    pay_response(key, &Payable::new("a.example", required), now, n)
}

/// Returns the valid payment `n` for a 402 response, in either version: with the resource and the extensions of the 402
/// response, and with a payment identifier if it declares them. The price of the offer has no limit. `key` pays on EVM
/// chains, and [`SEED`] on Solana, Stellar and the XRP Ledger. There, payment `n` uses the sequence number or the ticket
/// `n` + 1.
///
/// # Errors
/// No buyer can pay for any of the offers.
pub fn pay_response(key: &EvmKey, payable: &Payable, now: u64, n: u64) -> Result<Sent, NotPaid> {
    let offers: Vec<Terms<'_>> = match payable.required() {
        types::PaymentRequired::V1(required) => {
            required.accepts.iter().filter_map(Offer::get).filter_map(Terms::of_v1).collect()
        }
        types::PaymentRequired::V2(required) => {
            required.accepts.iter().filter_map(Offer::get).map(Terms::from).collect()
        }
    };
    let allowances = offers.iter().map(Budget::for_offer).map(Allowance::new);
    let buyer = Buyer::new(allowances, MemoryLedger::new())
        .with_signer(key.clone())
        .with_signer(SolanaKey::from_seed(&SEED))
        .with_signer(StellarKey::from_seed(&SEED))
        .with_signer(XrplKey::ed25519(&SEED))
        .with_flows([PaymentFlow::Authorization, PaymentFlow::Upfront, PaymentFlow::Escrow]);
    buyer.pay(payable, &fresh(now, n))
}
