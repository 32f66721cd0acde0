//! Signed offers and receipts (`offer-receipt`), by EIP-712.

use x402_extensions::offer_receipt::{
    OfferPayload, PayloadError, ReceiptPayload, SignedOffer, SignedReceipt, TypedArtifact,
};
use x402_schemes::evm::Signature;
use x402_types::{Members, RawJson, SettleResponse, Wire, v2};

/// Signs a digest with the seller's key, wherever the key is.
pub type Sign = Box<dyn Fn([u8; 32]) -> Signature + Send + Sync>;

/// The extension of a demand: each offer, signed, until `valid_until`.
pub(crate) fn offers(offers: &[v2::PaymentRequirements], url: &str, valid_until: u64, sign: &Sign) -> RawJson {
    let signed = offers.iter().zip(0..).map(|(offer, index)| {
        let payload = OfferPayload::of(offer, url, Some(valid_until));
        raw(&SignedOffer::new(payload.with_signature(&sign(payload.digest())), Some(index)))
    });
    info("offers", RawJson::array(signed))
}

/// Puts a receipt into a settlement.
///
/// # Errors
/// The facilitator does not say who paid, or on which network.
pub(crate) fn add_receipt(
    settlement: &mut SettleResponse,
    url: &str,
    now: u64,
    sign: &Sign,
) -> Result<(), PayloadError> {
    let mut payload = ReceiptPayload::of(settlement, url, now)?;
    // The buyer can look the transaction up, and npm's package reads no receipt without one.
    payload.transaction = Some(settlement.transaction.clone());
    let receipt = SignedReceipt::new(payload.with_signature(&sign(payload.digest())));
    settlement.extensions = Some(Members::from_iter([("offer-receipt", info("receipt", raw(&receipt)))]).into());
    Ok(())
}

fn info(name: &str, value: RawJson) -> RawJson {
    Members::from_iter([("info", Members::from_iter([(name, value)]).into())] as [(_, RawJson); 1]).into()
}

fn raw(object: &impl Wire) -> RawJson {
    RawJson::parse(&object.to_json()).expect("what is written can be read")
}
