//! The JSON Schema of a payload on Stellar.

use x402_types::schema::{object, serde_json::json};

use super::Payload;
use crate::schema::{base64, none_of_others};

object! {
    Payload, "ExactStellarPayload",
    "The `payload` of a payment by the scheme `exact` on Stellar (scheme_exact_stellar.md).";
    example: json!({"transaction": TRANSACTION});
    required "transaction": Transaction, "A transaction with the call that pays, and with the payer's signed authorization.";
    { "not": (none_of_others(&["transaction"])) }
}

base64! {
    Transaction, "StellarTransaction",
    "A transaction envelope as XDR in base64: the standard alphabet, padded, the unused bits zero.",
    TRANSACTION
}

// TODO-EXAMPLE
const TRANSACTION: &str = "AAAA";
