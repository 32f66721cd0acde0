//! The payment in `docs/examples` that the official TypeScript client made on Solana.

use std::slice;

use base64::{Engine, engine::general_purpose::STANDARD};
use x402_schemes::solana::Transaction;
use x402_types::{
    DecodeOptions, Wire,
    v2::{PaymentPayload, PaymentRequirements},
};
use x402_verify::PreparedOffers;

use crate::fixture::decode;

#[derive(Clone)]
pub(crate) struct Fixture {
    pub(super) header: &'static str,
    pub(super) payment: PaymentPayload,
    pub(super) offers: [PaymentRequirements; 1],
    /// The same, prepared once, as a server keeps them.
    pub(super) prepared: PreparedOffers,
    /// A price that the transaction does not pay.
    pub(super) dearer: [PaymentRequirements; 1],
    /// The transaction, base64.
    pub(crate) text: String,
}

/// What the payer's signature is verified with, as bytes.
pub(crate) struct Signed {
    pub(crate) key: [u8; 32],
    pub(crate) signature: [u8; 64],
    pub(crate) message: Vec<u8>,
}

impl Fixture {
    pub(super) fn new() -> Self {
        let line = include_str!("../../../docs/examples/payment-solana.txt");
        let (_, header) = line.trim_end().split_once(": ").unwrap();
        let payment = decode(header);
        let offer = include_str!("../../../docs/examples/offer-solana.json");
        let offer = PaymentRequirements::decode(offer, &DecodeOptions::STRICT).unwrap().value;
        let mut dearer = offer.clone();
        dearer.amount = 10_001.into();
        let text = payment.payload.as_json().get("transaction").unwrap().string().unwrap().into_owned();
        let prepared = PreparedOffers::new(slice::from_ref(&offer));
        Self { header, payment, offers: [offer], prepared, dearer: [dearer], text }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        STANDARD.decode(&self.text).unwrap()
    }

    pub(crate) fn signed(&self) -> Signed {
        let bytes = self.bytes();
        let transaction = Transaction::decode(&bytes).unwrap();
        Signed {
            key: transaction.message().keys[1],
            signature: transaction.signatures()[1],
            message: transaction.signed_bytes().to_vec(),
        }
    }
}
