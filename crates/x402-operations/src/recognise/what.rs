//! The kinds of objects in a text.

use core::fmt;

use x402_extensions::{bazaar::ExtensionResponses, sign_in_with_x};
use x402_types::HeaderName;

/// The kind of an object in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum What {
    /// A payment.
    Payment,
    /// A `PaymentRequired`.
    Demand,
    /// A `PaymentRequirements`, or an array of them.
    Offers,
    /// A settlement.
    Settlement,
    /// The body of a request to a facilitator.
    Request,
    /// A sign-in.
    SignIn,
    /// The challenge of a sign-in.
    Challenge,
    /// A signed offer or a receipt: an envelope, or a JWS.
    Signed,
    /// A message of MCP or A2A.
    Message,
    /// A Solana transaction.
    Transaction,
    /// A facilitator's response to `/verify`.
    VerifyResponse,
    /// A facilitator's response to `/supported`.
    Supported,
    /// A directory's page of resources.
    ResourceList,
    /// The results of a search in a directory.
    SearchResults,
    /// A manifest that a seller publishes at `/.well-known/x402`.
    Manifest,
    /// A facilitator's responses to extensions.
    ExtensionResponses,
    /// Calldata of a contract.
    Calldata,
    /// A question for an operation: `op` and `input`.
    Question,
    /// A reason code.
    Reason,
}

impl What {
    /// The permanent name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Demand => "demand",
            Self::Offers => "offers",
            Self::Settlement => "settlement",
            Self::Request => "request",
            Self::SignIn => "sign-in",
            Self::Challenge => "sign-in-challenge",
            Self::Signed => "signed",
            Self::Message => "message",
            Self::Transaction => "transaction",
            Self::VerifyResponse => "verify-response",
            Self::Supported => "supported",
            Self::ResourceList => "resource-list",
            Self::SearchResults => "search-results",
            Self::Manifest => "manifest",
            Self::ExtensionResponses => "extension-responses",
            Self::Calldata => "calldata",
            Self::Question => "question",
            Self::Reason => "reason",
        }
    }

    /// The name in a sentence, with its article.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Payment => "a payment",
            Self::Demand => "a 402 response",
            Self::Offers => "an offer",
            Self::Settlement => "a settlement",
            Self::Request => "the body of a request to a facilitator",
            Self::SignIn => "a sign-in",
            Self::Challenge => "the challenge of a sign-in",
            Self::Signed => "a signed offer or receipt",
            Self::Message => "a message of MCP or A2A",
            Self::Transaction => "a Solana transaction",
            Self::VerifyResponse => "a facilitator's answer to /verify",
            Self::Supported => "a facilitator's answer to /supported",
            Self::ResourceList => "a directory's list of resources",
            Self::SearchResults => "the search results of a directory",
            Self::Manifest => "a manifest, as sellers publish it at /.well-known/x402",
            Self::ExtensionResponses => "a facilitator's responses to extensions",
            Self::Calldata => "calldata",
            Self::Question => "a saved case",
            Self::Reason => "a reason code",
        }
    }

    /// Returns the kind of object in the header with this name. The name is case-insensitive.
    #[must_use]
    pub fn of_header(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case(sign_in_with_x::HEADER) {
            return Some(Self::SignIn);
        }
        if name.eq_ignore_ascii_case(ExtensionResponses::HEADER) {
            return Some(Self::ExtensionResponses);
        }
        Some(match HeaderName::from_name(name)? {
            HeaderName::PaymentRequired => Self::Demand,
            HeaderName::PaymentSignature | HeaderName::XPayment => Self::Payment,
            HeaderName::PaymentResponse | HeaderName::XPaymentResponse => Self::Settlement,
        })
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The names of the headers of the protocol.
pub(super) const NAMES: [&str; 7] = [
    HeaderName::PaymentRequired.as_str(),
    HeaderName::PaymentSignature.as_str(),
    HeaderName::XPayment.as_str(),
    HeaderName::PaymentResponse.as_str(),
    HeaderName::XPaymentResponse.as_str(),
    sign_in_with_x::HEADER,
    ExtensionResponses::HEADER,
];
