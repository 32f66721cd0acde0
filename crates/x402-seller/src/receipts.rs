//! Signed offers, and signed receipts for the settlements with which something is served (`offer-receipt`).

use alloc::{
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};
use core::fmt;

use x402_extensions::offer_receipt::{
    JwsDraft, JwsHeader, KEY, OfferPayload, ReceiptPayload, Signed, SignedOffer, SignedReceipt, TypedArtifact,
};
use x402_schemes::evm::Signature;
use x402_types::{Members, RawJson, SettleResponse, Wire, v2};
use x402_verify::Authorized;

use crate::settlement::MOST_BYTES;

type SignDigest = dyn Fn([u8; 32]) -> Signature + Send + Sync;
type SignText = dyn Fn(&[u8]) -> Vec<u8> + Send + Sync;

/// Signs offers and receipts with the seller's key, wherever the key is stored.
#[derive(Clone)]
pub struct Receipts(Key);

#[derive(Clone)]
enum Key {
    Eip712(Arc<SignDigest>),
    Jws { alg: String, kid: String, sign: Arc<SignText> },
}

impl fmt::Debug for Receipts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receipts")
    }
}

impl Receipts {
    /// Signs with EIP-712. The function signs a digest. A buyer accepts the key of the offer's recipient, or a key that
    /// it knows otherwise.
    #[must_use]
    pub fn eip712(sign: impl Fn([u8; 32]) -> Signature + Send + Sync + 'static) -> Self {
        Self(Key::Eip712(Arc::new(sign)))
    }

    /// Signs a compact JWS. The function signs the text with the key that the header names, and returns the bytes of
    /// the signature.
    #[must_use]
    pub fn jws(header: JwsHeader<'_>, sign: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self(Key::Jws { alg: header.alg.into(), kid: header.kid.into(), sign: Arc::new(sign) })
    }

    /// `None` if the payload contains a number that no JWS can contain.
    fn sign(&self, payload: &impl TypedArtifact) -> Option<Signed> {
        match &self.0 {
            Key::Eip712(sign) => Some(payload.with_signature(&sign(payload.digest()))),
            Key::Jws { alg, kid, sign } => {
                let draft = JwsDraft::of(payload, JwsHeader { alg, kid }).ok()?;
                Some(draft.with_signature(&sign(draft.signing_input().as_bytes())))
            }
        }
    }

    /// The extension of a 402 response: each offer, signed, valid from now for as long as a payment for it may last.
    pub(crate) fn offers(&self, offers: &[v2::PaymentRequirements], url: &str, now: u64) -> RawJson {
        let signed = offers.iter().zip(0..).filter_map(|(offer, index)| {
            let until = now.saturating_add(offer.max_timeout_seconds);
            let signed = self.sign(&OfferPayload::of(offer, url, Some(until)))?;
            raw(&SignedOffer::new(signed, Some(index)))
        });
        info("offers", RawJson::array(signed.collect::<Vec<_>>()))
    }

    /// Adds a receipt to a settlement. The payer is the account that signed, and the network is that of the payment,
    /// whatever the settlement contains. Without a receipt the settlement is unchanged: a receipt repeats the query,
    /// and clients do not read a header that is too long (C-12).
    pub(crate) fn add(&self, settlement: &mut SettleResponse, paid: &Authorized, url: &str, now: u64) {
        let mut settled = SettleResponse::success(settlement.transaction.clone(), paid.network.clone());
        settled.payer = Some(paid.payer.to_string());
        let Ok(mut payload) = ReceiptPayload::of(&settled, url, now) else { return };
        // The buyer can look the transaction up, and some packages read no receipt without one.
        payload.transaction = Some(settlement.transaction.clone()).filter(|transaction| !transaction.is_empty());
        let receipt = self.sign(&payload).and_then(|signed| raw(&SignedReceipt::new(signed)));
        let Some(receipt) = receipt else { return };
        let mut extensions = Members::from_object(settlement.extensions.as_ref());
        extensions.insert(KEY, info("receipt", receipt));
        let extensions = RawJson::from(extensions);
        if extensions.as_str().len() > MOST_BYTES {
            return;
        }
        // A buyer compares the two payers.
        settlement.payer = settled.payer;
        settlement.extensions = Some(extensions);
    }
}

/// The extension as payments repeat it. The offers of each 402 response are signed anew, and are not compared.
pub(crate) fn declared() -> RawJson {
    info("offers", RawJson::array([]))
}

fn info(name: &str, value: RawJson) -> RawJson {
    let info = Members::from_iter([(name, value)]);
    Members::from_iter([("info", RawJson::from(info))]).into()
}

fn raw(object: &impl Wire) -> Option<RawJson> {
    RawJson::parse(&object.to_json()).ok()
}
