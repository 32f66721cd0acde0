//! A payment, as a server gets it.

use x402_types::{DecodeOptions, Flag, PaymentPayload, Wire, decode_payment_header};

use crate::codec;

/// Reads the bytes as a header's value, and as the JSON text behind one.
pub fn check(data: &[u8]) {
    codec::header::<PaymentPayload>(data);
    codec::text::<PaymentPayload>(data);
    // The header's name decides nothing but one flag (C-11).
    let plain = PaymentPayload::decode_header(data, &DecodeOptions::LENIENT);
    for (name, version) in [("x-payment", 1), ("PAYMENT-SIGNATURE", 2)] {
        match (decode_payment_header(name, data, &DecodeOptions::LENIENT), &plain) {
            (Ok(named), Ok(plain)) => {
                assert_eq!(named.value, plain.value);
                assert_eq!(named.flags.contains(Flag::LegacyHeader), named.value.version() != version);
            }
            (named, plain) => assert_eq!(named.as_ref().err(), plain.as_ref().err()),
        }
    }
}
