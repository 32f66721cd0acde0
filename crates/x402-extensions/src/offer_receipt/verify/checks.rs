//! The checks of a signed offer or a receipt, and their order.

use crate::{CheckId, check::checks, report::ListedCheck};

checks! { OfferReceipt:
    ARTIFACT "artifact" "the object contains the signed offer or the receipt"
        ["X-6" "X-20"], "invalid_offer_receipt_absent";
    ARTIFACT_ENVELOPE "artifact-envelope" "the envelope has the fields of its format"
        ["X-6" "X-20" "X-24"], "invalid_offer_receipt_shape";
    ARTIFACT_PAYLOAD "artifact-payload" "the payload has the fields of an offer or of a receipt, as requested"
        ["X-21" "X-24"], "invalid_offer_receipt_shape";
    ARTIFACT_RECIPIENT "artifact-recipient" "the recipient is an address"
        ["X-22" "E-3"], "invalid_offer_receipt_shape", note "of an EIP-712 offer on an EVM chain";
    ARTIFACT_VERSION "artifact-version" "the version of the payload is 1"
        ["X-21"], "invalid_offer_receipt_version";
    ARTIFACT_NETWORK "artifact-network" "the payload names the network with its CAIP-2 identifier"
        ["X-21" "C-9"], "invalid_offer_receipt_network";
    JWS_HEADER "jws-header" "the header is an object with alg and kid, and requires no unknown extension"
        ["X-24"], "invalid_offer_receipt_header", note "of a JWS";
    JWS_ALGORITHM "jws-algorithm" "the algorithm uses a public key, and is the one that the caller expects"
        ["X-25"], "invalid_offer_receipt_alg", note "of a JWS";
    ARTIFACT_KEY "artifact-key" "a key is known for the format and the algorithm"
        ["X-25" "X-26" "X-27"], "invalid_offer_receipt_key";
    JWS_KEY_ID "jws-key-id" "kid is the one that the caller expects, and contains a key if that key is used"
        ["X-26" "X-27"], "invalid_offer_receipt_kid", note "of a JWS";
    ARTIFACT_SIGNATURE_FORM "artifact-signature-form" "the signature has the format of its algorithm"
        ["X-17" "X-23" "X-25"], "invalid_offer_receipt_signature";
    ARTIFACT_POLICY "artifact-policy" "the signed offer or receipt raises no flag that the caller rejects"
        ["X-17" "X-23"], "invalid_offer_receipt_signature";
    ARTIFACT_SIGNATURE "artifact-signature" "the key signed exactly this payload"
        ["X-22" "X-24" "X-25"], "invalid_offer_receipt_signature";
    ARTIFACT_SIGNER "artifact-signer" "the signer may sign for the service"
        ["X-27"], "invalid_offer_receipt_signer";
    ARTIFACT_TERMS "artifact-terms" "the signed offer matches the 402 response, or the receipt matches the settlement"
        ["X-28" "X-29"], "invalid_offer_receipt_terms";
    ARTIFACT_ISSUED "artifact-issued" "the receipt was not issued in the future"
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

/// The normative order, which also decides the reason.
pub(crate) const ORDER: &[ListedCheck] = &[
    ListedCheck::always(CheckId::ARTIFACT),
    ListedCheck::always(CheckId::ARTIFACT_ENVELOPE).after(&[CheckId::ARTIFACT]),
    ListedCheck::always(CheckId::ARTIFACT_PAYLOAD).after(PAYLOAD),
    ListedCheck::always(CheckId::ARTIFACT_RECIPIENT).if_made(),
    ListedCheck::always(CheckId::ARTIFACT_VERSION).after(PAYLOAD),
    ListedCheck::always(CheckId::ARTIFACT_NETWORK).after(PAYLOAD),
    ListedCheck::always(CheckId::JWS_HEADER).after(ENVELOPE),
    ListedCheck::always(CheckId::JWS_ALGORITHM).after(HEADER),
    ListedCheck::always(CheckId::ARTIFACT_KEY).after(KEY),
    ListedCheck::always(CheckId::JWS_KEY_ID).after(HEADER),
    ListedCheck::always(CheckId::ARTIFACT_SIGNATURE_FORM).after(KEY),
    ListedCheck::always(CheckId::ARTIFACT_POLICY).after(ENVELOPE),
    ListedCheck::always(CheckId::ARTIFACT_SIGNATURE).after(SIGNED),
    ListedCheck::always(CheckId::ARTIFACT_SIGNER).after(SIGNED),
    ListedCheck::always(CheckId::ARTIFACT_TERMS).after(PAYLOAD),
    ListedCheck::always(CheckId::ARTIFACT_ISSUED).after(PAYLOAD),
];

/// The checks of a JWS.
pub(crate) const OF_JWS: &[CheckId] = &[CheckId::JWS_HEADER, CheckId::JWS_ALGORITHM, CheckId::JWS_KEY_ID];
