use x402_schemes::Terms;
use x402_types::{DecodeOptions, RawJson, Wire, v1, v2};
use x402_verify::{Context, Guess, Report, diagnose, verify};

/// A payment and the server's one offer, of either version.
#[allow(clippy::large_enum_variant, reason = "made once for each input")]
pub(super) enum Documents {
    V1(v1::PaymentPayload, [v1::PaymentRequirements; 1]),
    V2(v2::PaymentPayload, [v2::PaymentRequirements; 1]),
}

fn decode<T: Wire>(bytes: &[u8], options: &DecodeOptions) -> Option<T> {
    T::decode_bytes(bytes, options).ok().map(|decoded| decoded.value)
}

impl Documents {
    pub(super) fn decode(version: u64, payment: &[u8], offer: &[u8], options: &DecodeOptions) -> Option<Self> {
        Some(match version {
            1 => Self::V1(decode(payment, options)?, [decode(offer, options)?]),
            _ => Self::V2(decode(payment, options)?, [decode(offer, options)?]),
        })
    }

    /// The same, written and read again.
    pub(super) fn respelled(&self, options: &DecodeOptions) -> Self {
        let (version, payment, offer) = match self {
            Self::V1(payment, [offer]) => (1, payment.to_json(), offer.to_json()),
            Self::V2(payment, [offer]) => (2, payment.to_json(), offer.to_json()),
        };
        Self::decode(version, payment.as_bytes(), offer.as_bytes(), options).unwrap()
    }

    pub(super) fn report(&self, context: &Context<'_>) -> Report {
        match self {
            Self::V1(payment, offers) => verify(payment, offers, context),
            Self::V2(payment, offers) => verify(payment, offers, context),
        }
    }

    pub(super) fn diagnose(&self, context: &Context<'_>) -> Vec<Guess> {
        match self {
            Self::V1(payment, offers) => diagnose(payment, offers, context),
            Self::V2(payment, offers) => diagnose(payment, offers, context),
        }
    }

    pub(super) fn payload(&self) -> &RawJson {
        match self {
            Self::V1(payment, _) => &payment.payload,
            Self::V2(payment, _) => &payment.payload,
        }
    }

    /// `None` for a V1 network that nobody knows.
    pub(super) fn terms(&self) -> Option<Terms<'_>> {
        match self {
            Self::V1(_, [offer]) => Terms::of_v1(offer),
            Self::V2(_, [offer]) => Some(offer.into()),
        }
    }
}
