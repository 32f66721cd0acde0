//! Signed offers and receipts as EIP-712 typed data (`extension-offer-and-receipt.md` §3.2, §4.3, §5.3; X-22).
//!
//! ```
//! use x402_extensions::offer_receipt::{ReceiptPayload, TypedArtifact};
//! # use x402_types::{Network, SettleResponse};
//! # let mut settlement = SettleResponse::success("0x12", Network::eip155(8453));
//! # settlement.payer = Some("0x857b06519E91e3A54538791bDbb0E22373e36b66".into());
//! # let sign = |_: [u8; 32]| x402_schemes::evm::Signature::new(vec![1; 65]);
//! let receipt = ReceiptPayload::of(&settlement, "https://api.example.com/premium-data", 1_703_123_456)?;
//! let signature = sign(receipt.digest()); // or a wallet signs receipt.typed_data()
//! let signed = receipt.with_signature(&signature);
//! assert_eq!(signed.receipt()?.value, receipt);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use alloc::string::{String, ToString};
use core::fmt::Display;

use x402_schemes::evm::{
    Signature,
    eip712::{SigningInput, word},
    keccak256,
    typed_data::{Member, typed_data},
};
use x402_types::{Members, RawJson, Uint256, Wire};

use super::{OfferPayload, ReceiptPayload, Signed};

/// `keccak256("Offer(uint256 version,string resourceUrl,string scheme,string network,string asset,string payTo,string amount,uint256 validUntil)")`
const OFFER_TYPEHASH: [u8; 32] = word(b"85143d3249b5e62ed5edd3d59a352d4e1181c775ff4f762f9c8a617f6bf1e97d");
/// `keccak256("Receipt(uint256 version,string network,string resourceUrl,string payer,uint256 issuedAt,string transaction)")`
const RECEIPT_TYPEHASH: [u8; 32] = word(b"616944bc4bb51b3d5fcbba8c559f76d57a93ac1e0d6659f1abbe95f92300c06f");

/// The payload of an offer or a receipt as EIP-712 typed data. The domain has chain id 1 on every chain, because the
/// payload names the network.
pub trait TypedArtifact: Wire {
    /// The domain separator (EIP-712 §"Definition of domainSeparator").
    const SEPARATOR: [u8; 32];

    /// Returns the `hashStruct` of the payload, in which absent fields have their defaults.
    fn struct_hash(&self) -> [u8; 32];

    /// Returns the JSON that a wallet signs: the second parameter of `eth_signTypedData_v4`.
    fn typed_data(&self) -> String;

    /// Returns the EIP-712 digest: the 32 bytes that a key signs.
    fn digest(&self) -> [u8; 32] {
        SigningInput { domain_separator: &Self::SEPARATOR, struct_hash: &self.struct_hash() }.digest()
    }

    /// Adds a signature in the format `eip712`. The result goes into the envelope. This does not verify the signature:
    /// `verify_offer` and `verify_receipt` do.
    fn with_signature(&self, signature: &Signature) -> Signed {
        Signed::eip712(self, signature.to_string())
    }
}

impl TypedArtifact for OfferPayload {
    /// The domain has the name `x402 offer`, version 1 and chain id 1.
    const SEPARATOR: [u8; 32] = word(b"5dc92544087ab60aa57c539b9543f9282416b0dcf2c2ae0d4d0051052a9e61b6");

    /// An absent `validUntil` is hashed as 0 (§4.3).
    fn struct_hash(&self) -> [u8; 32] {
        hash_words([
            OFFER_TYPEHASH,
            VERSION,
            keccak256(self.resource_url.as_bytes()),
            keccak256(self.scheme.as_str().as_bytes()),
            keccak256(self.network.to_string().as_bytes()),
            keccak256(self.asset.as_bytes()),
            keccak256(self.pay_to.as_bytes()),
            keccak256(self.amount.to_string().as_bytes()),
            integer(self.valid_until.unwrap_or_default()),
        ])
    }

    fn typed_data(&self) -> String {
        const TYPE: &[Member] = &[
            ("version", "uint256"),
            ("resourceUrl", "string"),
            ("scheme", "string"),
            ("network", "string"),
            ("asset", "string"),
            ("payTo", "string"),
            ("amount", "string"),
            ("validUntil", "uint256"),
        ];
        let message = Members::from_iter([
            ("version", text(&1)),
            ("resourceUrl", text(&self.resource_url)),
            ("scheme", text(&self.scheme)),
            ("network", text(&self.network)),
            ("asset", text(&self.asset)),
            ("payTo", text(&self.pay_to)),
            ("amount", text(&self.amount)),
            ("validUntil", text(&self.valid_until.unwrap_or_default())),
        ]);
        in_domain("x402 offer", ("Offer", TYPE), message)
    }
}

impl TypedArtifact for ReceiptPayload {
    /// The domain has the name `x402 receipt`, version 1 and chain id 1.
    const SEPARATOR: [u8; 32] = word(b"fd7f8c81cdd24b25c99ba22e191cee41d8809abbc12e8fdbd42fddfa5bb9e406");

    /// An absent `transaction` is hashed as the empty text (§5.3).
    fn struct_hash(&self) -> [u8; 32] {
        hash_words([
            RECEIPT_TYPEHASH,
            VERSION,
            keccak256(self.network.to_string().as_bytes()),
            keccak256(self.resource_url.as_bytes()),
            keccak256(self.payer.as_bytes()),
            integer(self.issued_at),
            keccak256(self.transaction.as_deref().unwrap_or_default().as_bytes()),
        ])
    }

    fn typed_data(&self) -> String {
        const TYPE: &[Member] = &[
            ("version", "uint256"),
            ("network", "string"),
            ("resourceUrl", "string"),
            ("payer", "string"),
            ("issuedAt", "uint256"),
            ("transaction", "string"),
        ];
        let message = Members::from_iter([
            ("version", text(&1)),
            ("network", text(&self.network)),
            ("resourceUrl", text(&self.resource_url)),
            ("payer", text(&self.payer)),
            ("issuedAt", text(&self.issued_at)),
            ("transaction", text(&self.transaction.as_deref().unwrap_or_default())),
        ]);
        in_domain("x402 receipt", ("Receipt", TYPE), message)
    }
}

/// The integer 1 as 32 bytes: the version of both payloads.
const VERSION: [u8; 32] = word(b"0000000000000000000000000000000000000000000000000000000000000001");

fn integer(value: u64) -> [u8; 32] {
    Uint256::from(value).to_be_bytes()
}

fn text(value: &dyn Display) -> RawJson {
    RawJson::string(&value.to_string())
}

fn hash_words<const N: usize>(words: [[u8; 32]; N]) -> [u8; 32] {
    keccak256(words.as_flattened())
}

fn in_domain(name: &str, message_type: (&str, &[Member]), message: Members) -> String {
    let domain = [
        (("name", "string"), text(&name).as_str().into()),
        (("version", "string"), text(&1).as_str().into()),
        (("chainId", "uint256"), "1".into()),
    ];
    typed_data(&domain.into(), &[message_type], &message.into())
}
