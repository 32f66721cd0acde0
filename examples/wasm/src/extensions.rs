//! Checks of extensions, one module for each feature. For all functions: pointers and lengths must describe memory from
//! `alloc` that the host has written.

/// The codes after the calldata (ERC-8021).
#[cfg(feature = "builder-code")]
mod builder_code {
    use x402_schemes::evm::builder_code::Suffix;

    use crate::{Answer, bytes};

    /// Valid if the codes after the calldata of a settlement can be decoded.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn builder_code(calldata: *const u8, length: usize) -> u32 {
        let read = Suffix::decode(unsafe { bytes(calldata, length) });
        read.map_or(Answer::Undecodable, |_| Answer::Valid) as u32
    }
}

/// The identifier of a payment.
#[cfg(feature = "payment-identifier")]
mod payment_identifier {
    use x402_extensions::payment_identifier::review;
    use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};

    use crate::{Answer, bytes};

    /// Valid if the payment has a valid identifier; or if it has none, and none is required.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn payment_identifier(header: *const u8, length: usize, is_required: bool) -> u32 {
        let payment = PaymentPayload::decode_header(unsafe { bytes(header, length) }, &DecodeOptions::STRICT);
        let Ok(payment) = payment else { return Answer::Undecodable as u32 };
        review(&payment.value, is_required.into()).map_or(Answer::Invalid, |_| Answer::Valid) as u32
    }
}

/// A sign-in with a wallet.
#[cfg(feature = "sign-in-with-x")]
mod sign_in_with_x {
    use x402_extensions::sign_in_with_x::{SignIn, SignInContext, verify};
    use x402_types::{DecodeOptions, Wire};

    use crate::{Answer, bytes};

    /// Verifies the value of the header at the time `now`, for a server with this origin.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn sign_in(
        header: *const u8,
        header_length: usize,
        origin: *const u8,
        origin_length: usize,
        now: u64,
    ) -> u32 {
        let (header, origin) = unsafe { (bytes(header, header_length), bytes(origin, origin_length)) };
        let sign_in = SignIn::decode_header(header, &DecodeOptions::STRICT);
        let origin = str::from_utf8(origin).ok().and_then(|origin| origin.parse().ok());
        let (Ok(sign_in), Some(origin)) = (sign_in, origin) else { return Answer::Undecodable as u32 };
        Answer::from(verify(&sign_in.value, &SignInContext::new(&origin, now)).verdict()) as u32
    }
}

/// Objects that a server signed.
#[cfg(feature = "offer-receipt")]
mod offer_receipt {
    use x402_extensions::offer_receipt::{ArtifactContext, ArtifactReport, verify_offer, verify_receipt};
    use x402_types::{DecodeOptions, PaymentRequired, RawJson, SettleResponse, Wire};

    use crate::{Answer, bytes};

    fn answer(report: &ArtifactReport) -> u32 {
        Answer::from(report.report().verdict()) as u32
    }

    /// Verifies the first signed offer of a 402 response, as JSON, at the time `now`.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn signed_offer(payment_required: *const u8, length: usize, now: u64) -> u32 {
        let payment_required =
            PaymentRequired::decode_bytes(unsafe { bytes(payment_required, length) }, &DecodeOptions::STRICT);
        let Ok(payment_required) = payment_required else { return Answer::Undecodable as u32 };
        answer(&verify_offer(&payment_required.value, 0, &ArtifactContext::at(now)))
    }

    /// Verifies the receipt of a settlement, as JSON, with the key of the service, as a JWK, at the time `now`.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn receipt(
        settlement: *const u8,
        settlement_length: usize,
        key: *const u8,
        key_length: usize,
        now: u64,
    ) -> u32 {
        let (settlement, key) = unsafe { (bytes(settlement, settlement_length), bytes(key, key_length)) };
        let settlement = SettleResponse::decode_bytes(settlement, &DecodeOptions::STRICT);
        let key = str::from_utf8(key).ok().and_then(|key| RawJson::parse(key).ok());
        let (Ok(settlement), Some(key)) = (settlement, key) else { return Answer::Undecodable as u32 };
        answer(&verify_receipt(&settlement.value, &ArtifactContext::at(now).with_jwk(&key)))
    }
}
