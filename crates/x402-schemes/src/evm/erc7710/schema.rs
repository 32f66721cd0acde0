//! The JSON Schema of a payload with a delegation.

use x402_types::schema::{object, serde_json::json, text, value};

use super::Payload;
use crate::evm::Address;
use crate::schema::none_of_others;

object! {
    Payload, "ExactErc7710Payload",
    "The `payload` of a payment in the scheme `exact` with an ERC-7710 delegation (scheme_exact_evm.md §3).";
    example: json!({
        "delegationManager": "0x90F79bf6EB2c4f870365E785982E1f101E93b906",
        "permissionContext": "0xc0de",
        "delegator": "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
    });
    required "delegationManager": Address, "The contract that redeems the delegation.";
    required "permissionContext": PermissionContext, "The proof of the delegation, which only the manager understands.";
    required "delegator": Address, "The account that delegated, which is the payer.";
    { "not": (none_of_others(crate::Mechanism::ERC7710.members())) }
}

struct PermissionContext;

value!(PermissionContext, "PermissionContext", |_| text(
    "Bytes: `0x` and an even number of hexadecimal digits.",
    "^0x([0-9a-fA-F]{2})*$",
    "0xc0de"
));
