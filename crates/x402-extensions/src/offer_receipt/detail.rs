//! Why a check of a signed offer or a receipt failed, and the open questions.

use alloc::{string::String, vec::Vec};
use core::fmt;

use x402_schemes::evm::Address;
use x402_types::DecodeError;

use crate::keys::{Algorithm, KeyError};

/// Why a check of a signed offer or a receipt failed. A detail is data and prints as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Detail {
    /// The demand has no signed offer with this index.
    NoOffer(usize),
    /// The settlement has no receipt.
    NoReceipt,
    /// The extension or the envelope cannot be read. The path of the error begins below `offer-receipt`.
    Envelope(DecodeError),
    /// The payload cannot be read.
    Payload(DecodeError),
    /// `payTo` is not an address on an EVM chain, or is the zero address.
    Recipient,
    /// The header of the JWS is not a JSON object, or has a duplicate member.
    HeaderText(DecodeError),
    /// This member of the header is missing, or is not a non-empty string.
    HeaderMember(&'static str),
    /// The header has `crit`, so it requires an extension, and no extension is known.
    Critical,
    /// The header's `b64` is not `true`.
    UnencodedPayload,
    /// The algorithm proves nothing about a signer: it is `none`, uses a shared secret, or is not registered.
    Algorithm,
    /// The header's `alg` is not the one that the caller expects.
    OtherAlgorithm,
    /// The caller's key is for the other format: an account for a JWS, or a JWK for EIP-712.
    OtherFormat,
    /// The caller's JWK is not a key.
    Jwk(KeyError),
    /// The key is not a point on its curve.
    NotOnCurve,
    /// The key is for a different algorithm than the header's.
    KeyAlgorithm(Algorithm),
    /// The JWK names a different algorithm than the header.
    JwkAlgorithm,
    /// `kid` is a did:key or did:jwk without a valid key.
    KeyId(KeyError),
    /// The header's `kid` is not the one that the caller expects.
    OtherKeyId,
    /// The signature is not `0x` and an even number of hexadecimal digits.
    SignatureText,
    /// The signature has the wrong length.
    SignatureLength {
        /// The number of bytes.
        length: usize,
        /// The required number of bytes.
        expected: usize,
    },
    /// The last byte of the signature is this number, not 27 or 28.
    RecoveryByte(u8),
    /// r or s of the signature is zero, or not below the order of the curve.
    ScalarRange,
    /// The key did not sign this.
    NotSigned,
    /// A different account made the signature.
    OtherSigner {
        /// The account that the signature recovers to.
        recovered: Address,
        /// The account that the caller expects.
        expected: Address,
    },
    /// No entry of `accepts` has the signed terms.
    Terms {
        /// The entry with the fewest differences; `None` if no entry can be read.
        nearest: Option<usize>,
        /// The members in which that entry differs.
        members: Vec<&'static str>,
    },
    /// The receipt differs from the settlement in these members.
    Settlement(Vec<&'static str>),
    /// The receipt was issued in the future.
    IssuedAhead {
        /// The time of issue in the receipt, in seconds since 1970-01-01 UTC.
        issued_at: u64,
        /// The time of the check, in seconds since 1970-01-01 UTC.
        now: u64,
    },
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoOffer(index) => write!(f, "the demand has no signed offer {index}"),
            Self::NoReceipt => f.write_str("the settlement has no receipt"),
            Self::Envelope(error) => write!(f, "offer-receipt.{error}"),
            Self::Payload(error) => error.fmt(f),
            Self::Recipient => f.write_str("payTo is not 0x and 40 hexadecimal digits, or is the zero address"),
            Self::HeaderText(error) => write!(f, "the header of the JWS: {error}"),
            Self::HeaderMember(name) => write!(f, "{name} of the header is missing, or is not a non-empty string"),
            Self::Critical => f.write_str("the header has crit, but no JWS extension is known here"),
            Self::UnencodedPayload => f.write_str("the header's b64 is not true"),
            Self::Algorithm => {
                f.write_str("alg proves no signer: it is none, uses a shared secret, or is not registered")
            }
            Self::OtherAlgorithm => f.write_str("the header's alg is not the expected one"),
            Self::OtherFormat => {
                f.write_str("the given key is for the other format: a JWS has a JWK or a kid, EIP-712 has an account")
            }
            Self::Jwk(error) => write!(f, "the given key: {error}"),
            Self::NotOnCurve => f.write_str("the key is not a point on its curve"),
            Self::KeyAlgorithm(algorithm) => write!(f, "the key is for {algorithm}, but the header's alg is different"),
            Self::JwkAlgorithm => f.write_str("the JWK and the header have different values of alg"),
            Self::KeyId(error) => write!(f, "kid: {error}"),
            Self::OtherKeyId => f.write_str("the header's kid is not the expected one"),
            Self::SignatureText => f.write_str("the signature is not 0x and an even number of hexadecimal digits"),
            Self::SignatureLength { length, expected } => {
                write!(f, "the signature has {length} bytes instead of {expected}")
            }
            Self::RecoveryByte(v) => write!(f, "the last byte of the signature is {v}, neither 27 nor 28"),
            Self::ScalarRange => f.write_str("r or s of the signature is zero or not below the order of the curve"),
            Self::NotSigned => {
                f.write_str("the key did not make this signature: another key signed, or another text was signed")
            }
            Self::OtherSigner { recovered, expected } => {
                write!(
                    f,
                    "the signature is by {recovered}, not by {expected}: another key signed, or another text was signed"
                )
            }
            Self::Terms { nearest: Some(nearest), members } => {
                write!(
                    f,
                    "no entry of accepts has these terms; entry {nearest} is nearest and differs in {}",
                    members.join(", ")
                )
            }
            Self::Terms { nearest: None, .. } => f.write_str("accepts has no entry that can be read"),
            Self::Settlement(members) => write!(f, "the receipt differs from the settlement in {}", members.join(", ")),
            Self::IssuedAhead { issued_at, now } => {
                write!(f, "the receipt was issued in the future: issuedAt is {issued_at}, and the time is {now}")
            }
        }
    }
}

/// An open question about a signed offer or a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// Need, or outstanding if the key was taken from `kid`: may this key sign for the service?
    SignerAuthorization {
        /// The account that signed, in the format `eip712`.
        signer: Option<Address>,
        /// The signed URL of the service.
        resource_url: String,
    },
    /// Need: which key does this `kid` stand for?
    SigningKey {
        /// `kid` of the header.
        kid: String,
    },
    /// Need: which key does the document of this DID have?
    DidDocument {
        /// `kid` of the header.
        kid: String,
    },
    /// Need: is the signature right? This build does not verify this algorithm.
    Verifier {
        /// `alg` of the header, or `eip712`.
        alg: String,
    },
    /// Outstanding: is the transaction that the receipt names on the chain?
    Transaction {
        /// The transaction's hash or signature.
        transaction: String,
    },
}

impl Question {
    /// The permanent name of the kind of question: `signer-authorization`, `signing-key`, `did-document`, `verifier` or
    /// `transaction`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::SignerAuthorization { .. } => "signer-authorization",
            Self::SigningKey { .. } => "signing-key",
            Self::DidDocument { .. } => "did-document",
            Self::Verifier { .. } => "verifier",
            Self::Transaction { .. } => "transaction",
        }
    }

    /// Whether an answer can change the verdict, even where the question is outstanding.
    pub(crate) const fn changes_verdict(&self) -> bool {
        match self {
            Self::SigningKey { .. } | Self::DidDocument { .. } | Self::Verifier { .. } => true,
            Self::SignerAuthorization { .. } | Self::Transaction { .. } => false,
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignerAuthorization { signer: Some(signer), resource_url } => {
                write!(f, "may {signer} sign for {resource_url}?")
            }
            Self::SignerAuthorization { signer: None, resource_url } => {
                write!(f, "may the key of the signature sign for {resource_url}?")
            }
            Self::SigningKey { kid } => write!(f, "which key does {kid} stand for?"),
            Self::DidDocument { kid } => write!(f, "which key does the DID document of {kid} have?"),
            Self::Verifier { alg } => {
                write!(f, "is the signature right? this build does not verify {alg}, so ask a verifier that does")
            }
            Self::Transaction { transaction } => write!(f, "is the transaction {transaction} on the chain?"),
        }
    }
}
