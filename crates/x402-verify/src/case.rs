//! The input of a mechanism.

use x402_schemes::{AssetTransferMethod, Terms};
use x402_types::{RawJson, read::Reader, v1, v2};

use crate::{Context, OtherVerifier, Question, offers::Prepared, recovery::Recovery};

/// A payment, and the one offer that it is verified against.
pub(crate) struct Case<'a> {
    pub(crate) claim: Claim<'a>,
    /// The terms of the offer, as the same type for both versions.
    pub(crate) terms: &'a Terms<'a>,
    /// The values computed from the offer, if the caller prepared it.
    pub(crate) prepared: Option<&'a Prepared>,
    pub(crate) context: &'a Context<'a>,
    /// The recovered keys, shared by all offers that are tried.
    pub(crate) recovery: &'a Recovery<'a>,
}

impl Case<'_> {
    /// `true` if the payment is of no kind that the facilitator is known to accept.
    pub(crate) fn is_not_taken(&self) -> bool {
        self.context.kinds.is_some_and(|kinds| !kinds.iter().any(|kind| kind.has(self.terms)))
    }

    /// The question for a different verifier.
    pub(crate) fn no_verifier(&self) -> Question {
        let Self { claim, terms, context, .. } = self;
        // Only EVM chains have transfer methods. On other networks the default would be meaningless.
        let method = terms.network.eip155_chain_id().and_then(|_| {
            let mut reader = Reader::new(context.decode);
            AssetTransferMethod::of_payment((*terms).clone(), claim.accepted, claim.payload, &mut reader).ok()
        });
        let network = terms.network.clone().into_owned().into();
        Question::Verifier(OtherVerifier {
            scheme: terms.scheme.clone(),
            network,
            method,
            not_taken: self.is_not_taken(),
        })
    }
}

/// The claims of a payment.
#[derive(Clone, Copy)]
pub(crate) struct Claim<'a> {
    pub(crate) payload: &'a RawJson,
    /// The client's copy of the offer. `None` in V1.
    pub(crate) accepted: Option<&'a v2::PaymentRequirements>,
    /// The object `extensions` of the payment. `None` in V1.
    pub(crate) extensions: Option<&'a RawJson>,
}

impl<'a> From<&'a v1::PaymentPayload> for Claim<'a> {
    fn from(payment: &'a v1::PaymentPayload) -> Self {
        Self { payload: &payment.payload, accepted: None, extensions: None }
    }
}

impl<'a> From<&'a v2::PaymentPayload> for Claim<'a> {
    fn from(payment: &'a v2::PaymentPayload) -> Self {
        Self { payload: &payment.payload, accepted: Some(&payment.accepted), extensions: payment.extensions.as_ref() }
    }
}
