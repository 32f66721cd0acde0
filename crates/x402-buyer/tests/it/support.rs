//! A seller's 402 response, and a buyer.

use x402_buyer::{Allowance, Buyer, EvmKey, Fresh, Ledger, MemoryLedger, Payable, SolanaKey};
use x402_schemes::Budget;
use x402_types::{AmountSum, AnyAmount, DecodeOptions, Network, Scheme, Wire, v2::PaymentRequired};

pub(crate) const NOW: u64 = 1_740_672_100;
pub(crate) const HOST: &str = "api.example.com";
pub(crate) const USDC: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
/// The accounts of the keys of 32 bytes of 1.
pub(crate) const PAYER: &str = "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1";
pub(crate) const PAYER_ON_SOLANA: &str = "AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9";

pub(crate) const EIP3009: &str = include_str!("../../../../docs/examples/offer.json");
pub(crate) const PERMIT2: &str = include_str!("../../../../docs/examples/offer-permit2.json");
pub(crate) const UPTO: &str = include_str!("../../../../docs/examples/offer-upto.json");
pub(crate) const SOLANA: &str = include_str!("../../../../docs/examples/offer-solana.json");
pub(crate) const V1: &str = include_str!("../../../../docs/examples/offer-v1.json");

/// A host's 402 response with these offers.
pub(crate) fn payable_at(host: &str, offers: &[&str]) -> Payable {
    let json = format!(
        r#"{{"x402Version":2,"resource":{{"url":"https://{host}/"}},"accepts":[{}],"extensions":{{"a":{{"info":{{}}}}}}}}"#,
        offers.join(",")
    );
    let header = PaymentRequired::decode(&json, &DecodeOptions::STRICT).unwrap().value.to_header();
    Payable::of_answer(402, host, [("payment-required", header.as_bytes())], b"").unwrap()
}

pub(crate) fn payable(offer: &str) -> Payable {
    payable_at(HOST, &[offer])
}

/// A host's 402 response of version 1.
pub(crate) fn payable_v1() -> Payable {
    payable_v1_priced("10000")
}

/// A host's 402 response of version 1 with this price.
pub(crate) fn payable_v1_priced(price: &str) -> Payable {
    let offer = V1.replace("\"10000\"", &format!("\"{price}\""));
    let body = format!(r#"{{"x402Version":1,"error":"pay","accepts":[{offer}]}}"#);
    Payable::of_answer(402, HOST, NO_HEADERS, body.as_bytes()).unwrap()
}

/// The offer of the specification for this price.
pub(crate) fn priced(amount: u64) -> String {
    EIP3009.replace("\"10000\"", &format!("\"{amount}\""))
}

pub(crate) fn base() -> Network {
    Network::eip155(84_532)
}

/// At most two cents for each payment.
pub(crate) fn usdc() -> Allowance {
    Allowance::of_token("USDC", &base(), "0.02").unwrap()
}

pub(crate) fn allowances() -> [Allowance; 3] {
    let upto = Allowance::new(Budget::new(Scheme::UPTO, base(), USDC, 50_000.into()));
    [usdc(), upto, Allowance::of_token("USDC", &Network::SOLANA_DEVNET, "0.02").unwrap()]
}

pub(crate) fn key() -> EvmKey {
    EvmKey::from_bytes(&[1; 32]).unwrap()
}

/// A buyer with an empty ledger of its own.
pub(crate) fn buyer(allowances: impl IntoIterator<Item = Allowance>) -> Buyer<MemoryLedger> {
    buyer_with(allowances, MemoryLedger::new())
}

pub(crate) fn buyer_with<L: Ledger>(allowances: impl IntoIterator<Item = Allowance>, ledger: L) -> Buyer<L> {
    Buyer::new(allowances, ledger).with_signer(key()).with_signer(SolanaKey::from_seed(&[1; 32]))
}

/// Another payment each time.
pub(crate) fn fresh(number: u8, now: u64) -> Fresh {
    Fresh::new(now, [number; 32])
}

/// A sum of this amount.
pub(crate) fn sum(amount: impl Into<AnyAmount>) -> AmountSum {
    AmountSum::from(&amount.into())
}

pub(crate) const NO_HEADERS: [(&str, &[u8]); 0] = [];
