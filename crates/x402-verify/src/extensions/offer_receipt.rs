//! Signed offers and receipts (`extensions/extension-offer-and-receipt.md`, X-20 to X-29).
//!
//! A buyer verifies what a server signed: an offer against the demand that carries it, a receipt against its settlement.
//! What they say, and how to draft them, is in `x402_types::extensions::offer_receipt`.
//!
#![cfg_attr(feature = "evm", doc = "```")]
#![cfg_attr(not(feature = "evm"), doc = "```ignore")]
//! use x402_types::{DecodeOptions, PaymentRequired, Wire};
//! use x402_verify::{Verdict, offer_receipt::{ArtifactContext, verify_offer}};
//!
//! let demand = std::fs::read_to_string("../../docs/examples/signed-offer.json")?;
//! let demand = PaymentRequired::decode(demand, &DecodeOptions::STRICT)?.value;
//! // The key of the address that is paid made the signature, so nobody has to say whose key it is.
//! let report = verify_offer(&demand, 0, &ArtifactContext::at(1_740_672_100));
//! assert_eq!(report.report().verdict(), Verdict::Valid);
//! assert_eq!(report.accept(), Some(0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod detail;
#[cfg(feature = "offer-receipt")]
mod judge;
#[cfg(feature = "offer-receipt")]
mod jws;
#[cfg(feature = "offer-receipt")]
mod key;
mod report;

use x402_schemes::evm::Address;
use x402_types::{Flag, Flags, RawJson};

use crate::{CheckId, check::checks, place::Place};

pub use detail::{Detail, Question};
#[cfg(feature = "offer-receipt")]
pub use judge::{verify_offer, verify_receipt};
pub use report::{ArtifactReport, VerifiedArtifact};

checks! { CHECKS:
    ARTIFACT "artifact" "the object carries the signed offer, or the receipt"
        ["X-6" "X-20"], "invalid_offer_receipt_absent";
    ARTIFACT_ENVELOPE "artifact-envelope" "the envelope has the shape of its format"
        ["X-6" "X-20" "X-24"], "invalid_offer_receipt_shape";
    ARTIFACT_PAYLOAD "artifact-payload" "the payload has the members of an offer or of a receipt, as was asked"
        ["X-21" "X-24"], "invalid_offer_receipt_shape";
    ARTIFACT_RECIPIENT "artifact-recipient" "the recipient is an address"
        ["X-22" "E-3"], "invalid_offer_receipt_shape", note "of an offer by EIP-712 on an EVM chain";
    ARTIFACT_VERSION "artifact-version" "the version of the payload is 1"
        ["X-21"], "invalid_offer_receipt_version";
    ARTIFACT_NETWORK "artifact-network" "the payload names a network by its CAIP-2 identifier"
        ["X-21" "C-9"], "invalid_offer_receipt_network";
    JWS_HEADER "jws-header" "the header is an object with alg and kid, and wants nothing that is not known"
        ["X-24"], "invalid_offer_receipt_header", note "of a JWS";
    JWS_ALGORITHM "jws-algorithm" "the algorithm signs with a public key, and is the one that the caller expects"
        ["X-25"], "invalid_offer_receipt_alg", note "of a JWS";
    ARTIFACT_KEY "artifact-key" "there is a key to verify with, of the format and for the algorithm"
        ["X-25" "X-26" "X-27"], "invalid_offer_receipt_key";
    JWS_KEY_ID "jws-key-id" "the key identifier has a key inside, if that is taken, and is the one that the caller expects"
        ["X-26" "X-27"], "invalid_offer_receipt_kid", note "of a JWS";
    ARTIFACT_SIGNATURE_FORM "artifact-signature-form" "the signature has the form of its algorithm"
        ["X-17" "X-23" "X-25"], "invalid_offer_receipt_signature";
    ARTIFACT_POLICY "artifact-policy" "no flag was raised that the caller refuses"
        ["X-17" "X-23"], "invalid_offer_receipt_signature";
    ARTIFACT_SIGNATURE "artifact-signature" "the key signed exactly this"
        ["X-22" "X-24" "X-25"], "invalid_offer_receipt_signature";
    ARTIFACT_SIGNER "artifact-signer" "who signed may sign"
        ["X-27"], "invalid_offer_receipt_signer";
    ARTIFACT_TERMS "artifact-terms" "what was signed is what the demand offers, or what the settlement says"
        ["X-28" "X-29"], "invalid_offer_receipt_terms";
    ARTIFACT_ISSUED "artifact-issued" "the receipt was issued before now"
        ["X-29"], "invalid_offer_receipt_issued_at", note "of a receipt";
}

const ENVELOPE: &[CheckId] = &[CheckId::ARTIFACT, CheckId::ARTIFACT_ENVELOPE];
const PAYLOAD: &[CheckId] = &[
    CheckId::ARTIFACT,
    CheckId::ARTIFACT_ENVELOPE,
    CheckId::ARTIFACT_VERSION,
    CheckId::ARTIFACT_PAYLOAD,
    CheckId::ARTIFACT_NETWORK,
];
const HEADER: &[CheckId] = &[CheckId::ARTIFACT, CheckId::ARTIFACT_ENVELOPE, CheckId::JWS_HEADER];
const KEY: &[CheckId] = &[
    CheckId::ARTIFACT,
    CheckId::ARTIFACT_ENVELOPE,
    CheckId::JWS_HEADER,
    CheckId::JWS_ALGORITHM,
    CheckId::JWS_KEY_ID,
    CheckId::ARTIFACT_KEY,
];
const SIGNED: &[CheckId] = &[
    CheckId::ARTIFACT,
    CheckId::ARTIFACT_ENVELOPE,
    CheckId::ARTIFACT_SIGNATURE_FORM,
    CheckId::JWS_HEADER,
    CheckId::JWS_ALGORITHM,
    CheckId::JWS_KEY_ID,
    CheckId::ARTIFACT_KEY,
    CheckId::ARTIFACT_VERSION,
    CheckId::ARTIFACT_PAYLOAD,
    CheckId::ARTIFACT_NETWORK,
    CheckId::ARTIFACT_SIGNATURE,
];

/// The normative order, which is that of the reasons.
pub(crate) const ORDER: &[Place] = &[
    Place::of(CheckId::ARTIFACT).after(&[]),
    Place::of(CheckId::ARTIFACT_ENVELOPE).after(&[CheckId::ARTIFACT]),
    Place::of(CheckId::ARTIFACT_PAYLOAD).after(PAYLOAD),
    Place::of(CheckId::ARTIFACT_RECIPIENT).if_made(),
    Place::of(CheckId::ARTIFACT_VERSION).after(PAYLOAD),
    Place::of(CheckId::ARTIFACT_NETWORK).after(PAYLOAD),
    Place::of(CheckId::JWS_HEADER).after(ENVELOPE),
    Place::of(CheckId::JWS_ALGORITHM).after(HEADER),
    Place::of(CheckId::ARTIFACT_KEY).after(KEY),
    Place::of(CheckId::JWS_KEY_ID).after(HEADER),
    Place::of(CheckId::ARTIFACT_SIGNATURE_FORM).after(KEY),
    Place::of(CheckId::ARTIFACT_POLICY).after(ENVELOPE),
    Place::of(CheckId::ARTIFACT_SIGNATURE).after(SIGNED),
    Place::of(CheckId::ARTIFACT_SIGNER).after(SIGNED),
    Place::of(CheckId::ARTIFACT_TERMS).after(PAYLOAD),
    Place::of(CheckId::ARTIFACT_ISSUED).after(PAYLOAD),
];

/// The checks of a JWS.
pub(crate) const OF_JWS: &[CheckId] = &[CheckId::JWS_HEADER, CheckId::JWS_ALGORITHM, CheckId::JWS_KEY_ID];

/// What the caller knows: the time, and whose key it expects.
///
/// Without a key an offer by EIP-712 is valid if the address that is paid signed it. Everything else is undecided then.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ArtifactContext<'a> {
    /// Seconds since 1970-01-01 UTC.
    pub now: u64,
    /// The EVM account that signs for the service, for the format `eip712`.
    pub signer: Option<Address>,
    /// The key that signs for the service, for the format `jws`: the text of a JWK.
    pub jwk: Option<&'a RawJson>,
    /// Whether the key inside `kid` is taken, for the format `jws`: did:key and did:jwk have one. It proves that its holder
    /// signed, and not who that is.
    pub resolve_kid: bool,
    /// The `kid` that the header of a JWS has to have.
    pub kid: Option<&'a str>,
    /// The `alg` that the header of a JWS has to have.
    pub alg: Option<&'a str>,
    /// The flags that make a signed artifact invalid: [`Flag::HighS`] by default.
    pub refused: Flags,
}

impl<'a> ArtifactContext<'a> {
    /// At a time in seconds since 1970-01-01 UTC, with no key.
    #[must_use]
    pub const fn at(now: u64) -> Self {
        let refused = Flags::NONE.with(Flag::HighS);
        Self { now, signer: None, jwk: None, resolve_kid: false, kid: None, alg: None, refused }
    }

    /// The same with the account that signs for the service.
    #[must_use]
    pub const fn with_signer(self, signer: Address) -> Self {
        Self { signer: Some(signer), ..self }
    }

    /// The same with the key that signs for the service: a JWK.
    #[must_use]
    pub const fn with_jwk(self, jwk: &'a RawJson) -> Self {
        Self { jwk: Some(jwk), ..self }
    }

    /// The same, and the key inside `kid` is taken.
    #[must_use]
    pub const fn resolving_kid(self) -> Self {
        Self { resolve_kid: true, ..self }
    }

    /// The same with the `kid` that the header has to have.
    #[must_use]
    pub const fn with_kid(self, kid: &'a str) -> Self {
        Self { kid: Some(kid), ..self }
    }

    /// The same with the `alg` that the header has to have.
    #[must_use]
    pub const fn with_alg(self, alg: &'a str) -> Self {
        Self { alg: Some(alg), ..self }
    }

    /// The same with other flags that are refused.
    #[must_use]
    pub const fn refusing(self, refused: Flags) -> Self {
        Self { refused, ..self }
    }
}
