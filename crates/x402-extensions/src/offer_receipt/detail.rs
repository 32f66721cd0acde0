//! The reasons why a check of a signed offer or a receipt failed, and the unanswered questions.

use alloc::{string::String, vec::Vec};

use x402_schemes::evm::Address;
use x402_types::{
    DecodeError,
    declare::sentences,
    printable::{Apart, At},
};

use crate::keys::{Algorithm, KeyError};

sentences! {
    /// The reason why a check of a signed offer or a receipt failed. It is data, and prints as a sentence.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Detail {
        /// The `PaymentRequired` has no signed offer with this index.
        NoOffer(index: usize) = "the 402 response has no signed offer {index}",
        /// The settlement has no receipt.
        NoReceipt = "the settlement response has no receipt",
        /// The extension or the envelope cannot be read. The path of the error begins below `offer-receipt`.
        Envelope(error: DecodeError) = "offer-receipt.{error}",
        /// The payload cannot be read.
        Payload(error: DecodeError) = |f| error.fmt(f),
        /// `payTo` is not an address on an EVM chain, or is the zero address.
        Recipient = "payTo is not an address (0x and 40 hexadecimal digits), or is the zero address",
        /// The header of the JWS is not a JSON object, or has a duplicate field.
        HeaderText(error: DecodeError) = "the JWS header: {error}",
        /// This field of the header is missing, or is not a non-empty string.
        HeaderMember(name: &'static str) = "{name} in the header is missing, or is not a non-empty string",
        /// The header has `crit`, so it requires an extension, but this build knows no extension.
        Critical = "the header has crit, but this build knows no JWS extension",
        /// The header's `b64` is not `true`.
        UnencodedPayload = "the header's b64 is not true",
        /// The algorithm does not prove who signed: it is `none`, uses a shared secret, or is not registered.
        Algorithm = "alg cannot prove the signer's identity: it is none, uses a shared secret, or is not registered",
        /// The header's `alg` is not the one that the caller expects.
        OtherAlgorithm = "the header's alg is not the expected one",
        /// The caller's key is for the other format: an account for a JWS, or a JWK for EIP-712.
        OtherFormat = "the supplied key is for the other format: a JWS needs a JWK or a kid, EIP-712 needs an account",
        /// The caller's JWK is not a key.
        Jwk(error: KeyError) = "the supplied key: {error}",
        /// The key is not a point on its curve.
        NotOnCurve = "the key is not a point on its curve",
        /// The key is for this algorithm, but the header has a different one.
        KeyAlgorithm(algorithm: Algorithm) = "the key is for {algorithm}, but the header's alg is different",
        /// The JWK names a different algorithm than the header.
        JwkAlgorithm = "the JWK and the header have different values of alg",
        /// `kid` is a did:key or did:jwk without a valid key.
        KeyId(error: KeyError) = "kid: {error}",
        /// The header's `kid` is not the one that the caller expects.
        OtherKeyId = "the header's kid is not the expected one",
        /// The signature is not `0x` and an even number of hexadecimal digits.
        SignatureText = "the signature is not 0x and an even number of hexadecimal digits",
        /// The signature has the wrong length.
        SignatureLength {
            /// The number of bytes.
            length: usize,
            /// The required number of bytes.
            expected: usize,
        } = "the signature has {length} bytes instead of {expected}",
        /// The last byte of the signature is this number, not 27 or 28.
        RecoveryByte(v: u8) = "the last byte of the signature is {v} instead of 27 or 28",
        /// r or s of the signature is zero, or not below the order of the curve.
        ScalarRange = "r or s of the signature is zero or not below the order of the curve",
        /// The key did not make this signature.
        NotSigned = "the key did not make this signature: a different key signed, or a different text was signed",
        /// A different account made the signature.
        OtherSigner {
            /// The account that the signature recovers to.
            recovered: Address,
            /// The account that the caller expects.
            expected: Address,
        } = "the signature belongs to {recovered}, not to {expected}: a different key signed, or a different text was signed",
        /// No entry of `accepts` has the signed terms.
        Terms {
            /// The entry with the fewest differences; `None` if no entry can be read.
            nearest: Option<usize>,
            /// The fields in which that entry differs.
            members: Vec<&'static str>,
        } = |f| match nearest {
            Some(nearest) => write!(
                f,
                "no entry of accepts has the signed terms; the closest (index {nearest}) differs in {}",
                members.join(", ")
            ),
            None => f.write_str("accepts has no entry that can be read"),
        },
        /// The receipt differs from the settlement in these fields.
        Settlement(members: Vec<&'static str>) = |f| write!(f, "the receipt differs from the settlement in {}", members.join(", ")),
        /// The receipt was issued in the future.
        IssuedAhead {
            /// The time of issue in the receipt, in seconds since 1970-01-01 UTC.
            issued_at: u64,
            /// The time of the check, in seconds since 1970-01-01 UTC.
            now: u64,
        } = |f| {
            let ahead = Apart(Some(issued_at.abs_diff(*now)));
            write!(f, "the receipt was issued in the future: its issuedAt is {ahead} ahead, at {}", At(*issued_at))
        },
    }
}

sentences! {
    /// A question about a signed offer or a receipt that no offline check can answer.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Question {
        /// May this key sign for the service? The question decides the verdict, unless the key was taken from `kid`.
        /// Then it is left to the caller.
        SignerAuthorization {
            /// The account that signed, in the format `eip712`.
            signer: Option<Address>,
            /// The signed URL of the service.
            resource_url: String,
        } ["signer-authorization"] = |f| match signer {
            Some(signer) => write!(f, "may {signer} sign for {resource_url}?"),
            None => write!(f, "may the key of the signature sign for {resource_url}?"),
        },
        /// Which key does this `kid` name? The question decides the verdict.
        SigningKey {
            /// The header's `kid`.
            kid: String,
        } ["signing-key"] = "which key does {kid} identify?",
        /// Which key does the document of this DID contain? The question decides the verdict.
        DidDocument {
            /// The header's `kid`.
            kid: String,
        } ["did-document"] = "which key does the DID document of {kid} have?",
        /// Is the signature right? This build does not verify this algorithm. The question decides the verdict.
        Verifier {
            /// The header's `alg`, or `eip712`.
            alg: String,
        } ["verifier"] = "is the signature right? this build does not verify {alg}, so ask a verifier that does",
        /// Is the transaction that the receipt names on the chain? The question is left to the caller.
        Transaction {
            /// The transaction's hash or signature.
            transaction: String,
        } ["transaction"] = "is the transaction {transaction} on the chain?",
    }
    const fn kind "The permanent name of the kind of question: `signer-authorization`, `signing-key`, `did-document`, `verifier` or `transaction`.";
}

impl Question {
    /// Returns `true` if an answer can change the verdict even if the question is left to the caller.
    pub(crate) const fn changes_verdict(&self) -> bool {
        match self {
            Self::SigningKey { .. } | Self::DidDocument { .. } | Self::Verifier { .. } => true,
            Self::SignerAuthorization { .. } | Self::Transaction { .. } => false,
        }
    }
}
