//! The payment that everything is measured on: the specification's own example, and the offer that it answers.

use std::slice;

use x402_schemes::evm::{eip712::TokenDomain, eip3009};
use x402_types::{
    DecodeOptions, Wire,
    read::Reader,
    v2::{PaymentPayload, PaymentRequirements},
};
use x402_verify::{
    Facts, PreparedOffers,
    evm::{AccountCode, Fact},
};

/// Between `validAfter` and `validBefore`.
pub(crate) const NOW: u64 = 1_740_672_100;

#[derive(Clone)]
pub(crate) struct Fixture {
    /// The value of the header, base64.
    pub(crate) header: &'static str,
    pub(crate) payment: PaymentPayload,
    pub(crate) offers: [PaymentRequirements; 1],
    /// The same, prepared once, as a server keeps them.
    pub(crate) prepared: PreparedOffers,
    /// A price that nobody authorised.
    pub(crate) dearer: [PaymentRequirements; 1],
    pub(crate) facts: Facts,
    pub(crate) payload: eip3009::Payload,
    pub(crate) separator: [u8; 32],
    pub(crate) digest: [u8; 32],
}

/// The payment in the value of a header.
pub(crate) fn decode(header: &str) -> PaymentPayload {
    PaymentPayload::decode_header(header, &DecodeOptions::STRICT).unwrap().value
}

/// The payment's `payload`, typed.
pub(crate) fn read_payload(payment: &PaymentPayload) -> eip3009::Payload {
    let mut reader = Reader::new(&DecodeOptions::STRICT);
    eip3009::Payload::read(payment.payload.as_json(), &mut reader).unwrap()
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let line = include_str!("../../docs/examples/payment.txt");
        let (_, header) = line.trim_end().split_once(": ").unwrap();
        let payment = decode(header);
        let decode_offer = |text| PaymentRequirements::decode(text, &DecodeOptions::STRICT).unwrap().value;
        let offer = decode_offer(include_str!("../../docs/examples/offer.json"));
        let mut dearer = offer.clone();
        dearer.amount = 10_001.into();
        let payload = read_payload(&payment);
        let separator = TokenDomain::of(&offer).unwrap().separator();
        Self {
            header,
            digest: payload.authorization.digest(&separator),
            separator,
            payload,
            payment,
            prepared: PreparedOffers::new(slice::from_ref(&offer)),
            offers: [offer],
            dearer: [dearer],
            facts: Facts::new().with(Fact::AnyAccount(AccountCode::Absent)),
        }
    }
}
