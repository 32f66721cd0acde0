//! The signed data on EVM chains, as the JSON shows them.

#[cfg(feature = "all")]
pub(crate) mod channel;

use alloc::string::{String, ToString};

use serde::Serialize;
use x402_schemes::{
    Hex, Terms,
    evm::{
        Signature,
        eip712::{SigningInput, TokenDomain},
        gas_sponsoring::{eip2612, erc20_approval},
        transaction::SignedTransaction,
    },
};
use x402_types::{DecodeOptions, RawJson, extensions::Extension as _, read::Reader};
use x402_verify::evm::recover_signer;

/// The EIP-712 message to sign, and the account that made the signature.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ShownSigned {
    domain_separator: String,
    struct_hash: String,
    digest: String,
    form: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    signer: Option<String>,
}

impl ShownSigned {
    pub(crate) fn new(separator: &[u8; 32], struct_hash: &[u8; 32], signature: &Signature) -> Self {
        let digest = SigningInput { domain_separator: separator, struct_hash }.digest();
        Self {
            domain_separator: Hex(separator).to_string(),
            struct_hash: Hex(struct_hash).to_string(),
            digest: Hex(&digest).to_string(),
            form: signature.format().as_str(),
            signer: recover_signer(&digest, signature).map(|address| address.to_string()),
        }
    }

    /// The permit for a sponsor, if it can be read and the offer names the token's domain.
    pub(crate) fn of_permit(extensions: Option<&RawJson>, terms: &Terms<'_>) -> Option<Self> {
        let mut reader = Reader::new(&DecodeOptions::LENIENT);
        let info = eip2612::Info::of_extensions(extensions?, &mut reader)?.ok()?;
        let domain = TokenDomain::of(terms.clone()).ok()?;
        Some(Self::new(&domain.separator(), &info.permit.struct_hash(), &info.signature))
    }
}

/// The transaction that approves Permit2, and the account that signed it. Numbers are decimal.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ShownTransaction {
    r#type: String,
    chain_id: String,
    nonce: String,
    max_priority_fee_per_gas: String,
    max_fee_per_gas: String,
    gas_limit: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    value: String,
    data: String,
    digest: String,
    hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    signer: Option<String>,
}

impl ShownTransaction {
    /// The transaction, if the payment has a readable one.
    pub(crate) fn of_approval(extensions: Option<&RawJson>) -> Option<Self> {
        let mut reader = Reader::new(&DecodeOptions::LENIENT);
        let info = erc20_approval::Info::of_extensions(extensions?, &mut reader)?.ok()?;
        let signed = SignedTransaction::decode(&info.signed_transaction).ok()?;
        let (transaction, digest) = (&signed.transaction, signed.transaction.digest());
        let signer = recover_signer(&digest, &signed.signature.into());
        Some(Self {
            r#type: transaction.fees.transaction_type().to_string(),
            chain_id: transaction.chain_id.to_string(),
            nonce: transaction.nonce.to_string(),
            max_priority_fee_per_gas: transaction.fees.max_priority_fee().to_string(),
            max_fee_per_gas: transaction.fees.max_fee().to_string(),
            gas_limit: transaction.gas_limit.to_string(),
            to: transaction.to.map(|to| to.to_string()),
            value: transaction.value.to_string(),
            data: Hex(transaction.data).to_string(),
            digest: Hex(&digest).to_string(),
            hash: Hex(&signed.hash()).to_string(),
            signer: signer.map(|signer| signer.to_string()),
        })
    }
}
