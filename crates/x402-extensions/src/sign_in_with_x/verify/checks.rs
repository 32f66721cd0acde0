//! The checks of a sign-in, and their order.

use x402_verify::ordered_outcomes::in_order;

use crate::{CheckId, check::checks, report::ListedCheck};

checks! { SignInWithX:
    SIGN_IN_CHARACTERS "sign-in-characters" "no field contains a character that could forge a line of the message, or that its format forbids"
        ["X-11" "X-15"], "invalid_siwx_header";
    SIGN_IN_DOMAIN "sign-in-domain" "the domain is the one of the server's origin"
        ["X-12"], "invalid_siwx_domain_mismatch";
    SIGN_IN_URI "sign-in-uri" "the URI has the server's origin"
        ["X-12" "X-15"], "invalid_siwx_uri_mismatch";
    SIGN_IN_ISSUED_AT "sign-in-issued-at" "issuedAt is a date"
        ["X-13"], "invalid_siwx_issued_at";
    SIGN_IN_AGE "sign-in-age" "the challenge was issued at most 300 seconds ago"
        ["X-13"], "invalid_siwx_issued_at_too_old";
    SIGN_IN_ISSUED "sign-in-issued" "the challenge was not issued in the future"
        ["X-13"], "invalid_siwx_issued_at_in_future";
    SIGN_IN_EXPIRATION_TIME "sign-in-expiration-time" "expirationTime is a date"
        ["X-13"], "invalid_siwx_expiration_time", note "listed if the field is present";
    SIGN_IN_EXPIRED "sign-in-expired" "the sign-in has not expired"
        ["X-13"], "invalid_siwx_expired", note "listed if expirationTime is present";
    SIGN_IN_NOT_BEFORE "sign-in-not-before" "notBefore is a date"
        ["X-13"], "invalid_siwx_not_before", note "listed if the field is present";
    SIGN_IN_VALID "sign-in-valid" "the sign-in is already valid"
        ["X-13"], "invalid_siwx_not_yet_valid", note "listed if notBefore is present";
    SIGN_IN_NONCE "sign-in-nonce" "the nonce has 8 or more letters and digits, and is the one that the server issued"
        ["X-15" "X-19"], "invalid_siwx_nonce";
    SIGN_IN_CHAIN_ID "sign-in-chain-id" "a chainId that begins with eip155: names an EVM chain"
        ["X-14"], "invalid_siwx_chain_id";
    SIGN_IN_CHAIN "sign-in-chain" "the chain family has a message format, and the server offers the chain"
        ["X-14"], "invalid_siwx_unsupported_chain";
    SIGN_IN_TYPE "sign-in-type" "the signature type fits the chain"
        ["X-14"], "invalid_siwx_type";
    SIGN_IN_ADDRESS "sign-in-address" "the address is valid on this chain family, and has a correct checksum"
        ["X-16"], "invalid_siwx_address";
    SIGN_IN_SIGNATURE_FORM "sign-in-signature-form" "the signature has the format of a key's signature on this chain family"
        ["X-17" "X-18"], "invalid_siwx_malformed_signature";
    SIGN_IN_POLICY "sign-in-policy" "the server's policy rejects nothing in the sign-in"
        ["X-17"], "invalid_siwx_malformed_signature", note "by default, the policy rejects an s in the upper half";
    SIGN_IN_SIGNER "sign-in-signer" "the account signed exactly this message"
        ["X-17" "X-18"], "invalid_siwx_signature";
    SIGN_IN_CONTRACT "sign-in-contract" "the account's contract accepts the signature"
        ["X-17" "E-8"], "invalid_siwx_signature", note "instead of sign-in-signature-form and sign-in-signer, if the account has code";
}

/// The normative order, which also decides the reason.
pub(crate) const ORDER: &[ListedCheck] = in_order![of ListedCheck: TERMS, SIGNATURE];

/// The checks that also apply to a challenge.
pub(super) const TERMS: &[ListedCheck] = &[
    ListedCheck::always(CheckId::SIGN_IN_CHARACTERS),
    ListedCheck::always(CheckId::SIGN_IN_DOMAIN),
    ListedCheck::always(CheckId::SIGN_IN_URI),
    ListedCheck::always(CheckId::SIGN_IN_ISSUED_AT),
    ListedCheck::always(CheckId::SIGN_IN_AGE).after(&[CheckId::SIGN_IN_ISSUED_AT]),
    ListedCheck::always(CheckId::SIGN_IN_ISSUED).after(&[CheckId::SIGN_IN_ISSUED_AT]),
    ListedCheck::always(CheckId::SIGN_IN_EXPIRATION_TIME).if_made(),
    ListedCheck::always(CheckId::SIGN_IN_EXPIRED).if_made(),
    ListedCheck::always(CheckId::SIGN_IN_NOT_BEFORE).if_made(),
    ListedCheck::always(CheckId::SIGN_IN_VALID).if_made(),
    ListedCheck::always(CheckId::SIGN_IN_NONCE),
    ListedCheck::always(CheckId::SIGN_IN_CHAIN_ID),
    ListedCheck::always(CheckId::SIGN_IN_CHAIN).after(&[CheckId::SIGN_IN_CHAIN_ID]),
    ListedCheck::always(CheckId::SIGN_IN_TYPE).after(OF_CHAIN),
    ListedCheck::always(CheckId::SIGN_IN_ADDRESS).after(OF_CHAIN),
];

const SIGNATURE: &[ListedCheck] = &[
    ListedCheck::always(CheckId::SIGN_IN_SIGNATURE_FORM).after(OF_SIGNATURE),
    ListedCheck::always(CheckId::SIGN_IN_POLICY),
    ListedCheck::always(CheckId::SIGN_IN_SIGNER).after(&[
        CheckId::SIGN_IN_CHAIN_ID,
        CheckId::SIGN_IN_CHAIN,
        CheckId::SIGN_IN_ADDRESS,
        CheckId::SIGN_IN_SIGNATURE_FORM,
    ]),
    ListedCheck::always(CheckId::SIGN_IN_CONTRACT).if_made(),
];

const OF_CHAIN: &[CheckId] = &[CheckId::SIGN_IN_CHAIN_ID, CheckId::SIGN_IN_CHAIN];
const OF_SIGNATURE: &[CheckId] = &[CheckId::SIGN_IN_CHAIN_ID, CheckId::SIGN_IN_CHAIN, CheckId::SIGN_IN_ADDRESS];
