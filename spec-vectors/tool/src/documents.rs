//! The pinned documents.

/// The commit and the date of the documents (`Document` in every file of vectors).
pub const COMMIT: &str = "de2e55bc13d864d810e8daec63b338042f02b84e";
/// `2026-06-16`
pub const DATE: &str = "2026-06-16";

/// Where the pinned document can be read.
pub fn link(document: &str) -> String {
    if document == EXACT_XRPL {
        return format!("https://github.com/x402-foundation/x402/blob/{XRPL_COMMIT}/specs/{document}");
    }
    format!("https://github.com/x402-rs/x402-rs/blob/{COMMIT}/docs/specs/{document}")
}

/// `x402-specification-v1.md`
pub const V1: &str = "x402-specification-v1.md";
/// `x402-specification-v2.md`
pub const V2: &str = "x402-specification-v2.md";
/// `transports-v1/http.md`
pub const HTTP1: &str = "transports-v1/http.md";
/// `transports-v2/http.md`
pub const HTTP2: &str = "transports-v2/http.md";
/// `transports-v1/mcp.md`
pub const MCP1: &str = "transports-v1/mcp.md";
/// `transports-v2/mcp.md`
pub const MCP2: &str = "transports-v2/mcp.md";
/// `transports-v1/a2a.md`
pub const A2A1: &str = "transports-v1/a2a.md";
/// `transports-v2/a2a.md`
pub const A2A2: &str = "transports-v2/a2a.md";
/// The examples of these documents are messages of other protocols, and have vectors in their own groups.
pub const CARRIERS: [&str; 4] = [MCP1, MCP2, A2A1, A2A2];
/// `schemes/exact/scheme_exact_evm.md`
pub const EXACT_EVM: &str = "schemes/exact/scheme_exact_evm.md";
/// `extensions/eip2612_gas_sponsoring.md`
pub const EIP2612: &str = "extensions/eip2612_gas_sponsoring.md";
/// `schemes/batch-settlement/scheme_batch_settlement_evm.md`
pub const BATCH_SETTLEMENT_EVM: &str = "schemes/batch-settlement/scheme_batch_settlement_evm.md";
/// `schemes/upto/scheme_upto_evm.md`
pub const UPTO_EVM: &str = "schemes/upto/scheme_upto_evm.md";
/// `extensions/erc20_gas_sponsoring.md`
pub const ERC20_APPROVAL: &str = "extensions/erc20_gas_sponsoring.md";
/// `extensions/extension-auth-hints.md`
pub const AUTH_HINTS: &str = "extensions/extension-auth-hints.md";
/// `extensions/bazaar.md`
pub const BAZAAR: &str = "extensions/bazaar.md";
/// `extensions/http-message-signatures.md`
pub const HTTP_MESSAGE_SIGNATURES: &str = "extensions/http-message-signatures.md";
/// `extensions/builder_code.md`
pub const BUILDER_CODE: &str = "extensions/builder_code.md";
/// `extensions/payment_identifier.md`
pub const PAYMENT_IDENTIFIER: &str = "extensions/payment_identifier.md";
/// `extensions/extension-offer-and-receipt.md`
pub const OFFER_RECEIPT: &str = "extensions/extension-offer-and-receipt.md";
/// `extensions/sign-in-with-x.md`
pub const SIGN_IN_WITH_X: &str = "extensions/sign-in-with-x.md";
/// `schemes/exact/scheme_exact_stellar.md`
pub const EXACT_STELLAR: &str = "schemes/exact/scheme_exact_stellar.md";
/// `schemes/exact/scheme_exact_xrpl.md`, which the other repository does not have.
pub const EXACT_XRPL: &str = "schemes/exact/scheme_exact_xrpl.md";
/// The commit of `EXACT_XRPL`.
const XRPL_COMMIT: &str = "4164d46139b1a5d4d4c604d6c1c3f0d2e46c2714";
/// `schemes/exact/scheme_exact_svm.md`
pub const EXACT_SVM: &str = "schemes/exact/scheme_exact_svm.md";
