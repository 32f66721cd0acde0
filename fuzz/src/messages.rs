//! The other objects that travel.

use x402_types::{FacilitatorRequest, PaymentRequired, SettleResponse, SupportedResponse, VerifyResponse};

use crate::codec;

/// Reads the bytes as JSON text of each object in turn.
pub fn check(data: &[u8]) {
    codec::text::<PaymentRequired>(data);
    codec::text::<FacilitatorRequest>(data);
    codec::text::<VerifyResponse>(data);
    codec::text::<SettleResponse>(data);
    codec::text::<SupportedResponse>(data);
}
