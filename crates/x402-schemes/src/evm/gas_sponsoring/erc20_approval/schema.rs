//! The JSON Schema of the payer's part, `extensions.erc20ApprovalGasSponsoring.info`.

use x402_types::{
    Amount,
    schema::{object, serde_json::json, text, value},
};

use super::{super::schema::ExtensionVersion, Info};
use crate::evm::Address;

object! {
    Info, "Erc20ApprovalGasSponsoringInfo",
    "The `info` of the extension `erc20ApprovalGasSponsoring` in a payment whose payer signed a transaction that approves Permit2 (erc20_gas_sponsoring.md).";
    example: json!({
        "from": "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
        "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        "spender": "0x000000000022D473030F116dDEE9F6B43aC78BA3",
        "amount": "115792089237316195423570985008687907853269984665640564039457584007913129639935",
        "signedTransaction": APPROVAL,
        "version": "1"
    });
    required "from": Address, "The payer.";
    required "asset": Address, "The token.";
    required "spender": Address, "The account that may take the tokens, which is Permit2.";
    required "amount": Amount, "The amount that the spender may take, in atomic units of the token.";
    required "signedTransaction": SignedTransaction, "The signed transaction that calls `approve` of the token.";
    required "version": ExtensionVersion, "The version of the extension.";
}

// The vector erc20-approval-0156.
const APPROVAL: &str = "0x02f8b383014a34078405f5e100843b9aca008301117094036cbd53842c5426634e7929541ec2318f3dcf7e80b844095ea7b3000000000000000000000000000000000022d473030f116ddee9f6b43ac78ba3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc080a05a7c3db37d36241264ca4dd98a67e2680ec05adb3c7b0766412860297fa37933a054e0564975277031c3f54b543d7c77ee5298917dd475e3ae5bbcce65eca52162";

struct SignedTransaction;

value!(SignedTransaction, "SignedEvmTransaction", |_| text(
    "A raw signed transaction: `0x` and at least one pair of hexadecimal digits.",
    "^0x([0-9a-fA-F]{2})+$",
    APPROVAL
));
