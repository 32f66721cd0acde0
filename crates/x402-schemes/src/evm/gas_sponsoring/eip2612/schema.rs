//! The JSON Schema of the payer's part, `extensions.eip2612GasSponsoring.info`.

use x402_types::{
    Amount, Uint256, UnixSeconds,
    schema::{object, serde_json::json},
};

use super::{super::schema::ExtensionVersion, Info};
use crate::evm::{Address, Signature};

object! {
    Info, "Eip2612GasSponsoringInfo",
    "The `info` of the extension `eip2612GasSponsoring` in a payment whose payer signed an EIP-2612 permit for Permit2 (eip2612_gas_sponsoring.md).";
    example: json!({
        "from": "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
        "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        "spender": "0x000000000022D473030F116dDEE9F6B43aC78BA3",
        "amount": "10000",
        "nonce": "0",
        "deadline": "1740672154",
        "signature": "0x69baca18f0761582a372da88d9d0ff9b81123913755d3aa5f2d8eaa97315f5a53fe41fe1a9f546e105cbc3de0e0f5e1962207eda86ddee33eec0d57abaa1ac741b",
        "version": "1"
    });
    required "from": Address, "The payer.";
    required "asset": Address, "The token.";
    required "spender": Address, "The account that may take the tokens, which is Permit2.";
    required "amount": Amount, "The amount that the spender may take, in atomic units of the token.";
    required "nonce": Uint256, "The number of this payer's permits that the token has already accepted.";
    required "deadline": UnixSeconds, "The last second at which the token accepts the permit.";
    required "signature": Signature, "The payer's signature over the permit.";
    required "version": ExtensionVersion, "The version of the extension.";
}
