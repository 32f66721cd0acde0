//! Where a sale comes from: a request, or a record of the store.

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use x402_verify::{Question, Verdict};

use super::verify::Rejection;
use crate::Key;

/// Where a sale comes from.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    /// A request.
    Request(Box<Requested>),
    /// A record of the store: the payment began with this request, and is not verified again.
    Record { fingerprint: [u8; 32], continued: Continued },
}

/// Why the seller continues the payment of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Continued {
    /// A request depends on its outcome: one with this payment, or one with the same identifier.
    ByRequest,
    /// Its buyer does not come. There is no request, and so nothing is served.
    WithoutRequest,
    /// The same, and too many payments are open: a refusal closes it as unknown as soon as it has ended.
    GiveUp,
}

/// A request, and its payment before the store is read.
#[derive(Clone)]
pub(crate) struct Requested {
    pub(crate) validity: Validity,
    /// The reason to refuse the payment. It is empty if the payment is valid by its bytes.
    pub(crate) rejection: Rejection,
    /// `None` if the request has a number that no two programs read alike. Nothing begins without the hashes.
    pub(crate) hashes: Option<RequestHashes>,
    /// The key of the identifier in the store, if the payment has one.
    pub(crate) identifier: Option<Key>,
    pub(crate) method: Method,
    pub(crate) offer: OfferAge,
}

impl Requested {
    /// The facilitator has accepted the signature of a payment from a channel. It has not checked the channel.
    pub(crate) fn accept_signature(&mut self) {
        self.validity = Validity::Valid(self.validity.questions().to_vec());
    }
}

/// Hides the contents of the questions, such as signatures, from logs.
impl fmt::Debug for Requested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { validity, rejection, hashes, identifier, method, offer } = self;
        let questions: Vec<_> = validity.questions().iter().map(Question::kind).collect();
        f.debug_struct("Requested")
            .field("validity", &validity.name())
            .field("questions", &questions)
            .field("rejection", &rejection.code)
            .field("hashes", hashes)
            .field("identifier", identifier)
            .field("method", method)
            .field("offer", offer)
            .finish()
    }
}

/// How valid a payment is, as far as it is known.
#[derive(Clone)]
pub(crate) enum Validity {
    Invalid,
    /// It is valid if the answers to these questions are right.
    Undecided(Vec<Question>),
    /// It is valid by its bytes. These questions are asked before the work if the seller verifies all payments.
    Valid(Vec<Question>),
    /// A facilitator or a node has confirmed it.
    Confirmed,
}

impl Validity {
    pub(crate) fn new(verdict: Verdict, questions: Vec<Question>) -> Self {
        match verdict {
            Verdict::Invalid => Self::Invalid,
            Verdict::Undecided => Self::Undecided(questions),
            Verdict::Valid => Self::Valid(questions),
        }
    }

    pub(crate) const fn verdict(&self) -> Verdict {
        match self {
            Self::Invalid => Verdict::Invalid,
            Self::Undecided(_) => Verdict::Undecided,
            Self::Valid(_) | Self::Confirmed => Verdict::Valid,
        }
    }

    pub(crate) fn questions(&self) -> &[Question] {
        match self {
            Self::Undecided(questions) | Self::Valid(questions) => questions,
            Self::Invalid | Self::Confirmed => &[],
        }
    }

    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Invalid | Self::Undecided(_) | Self::Valid(_) => self.verdict().as_str(),
        }
    }
}

/// The hash of the request, and that of the request with the offer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct RequestHashes {
    pub(crate) request: [u8; 32],
    pub(crate) priced: [u8; 32],
}

impl fmt::Debug for RequestHashes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { request, priced } = *self;
        f.debug_struct("RequestHashes").field("request", &Key(request)).field("priced", &Key(priced)).finish()
    }
}

/// The method of a request, as far as it decides anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// The request is for headers alone. It learns the outcome of the payment, and begins nothing.
    Head,
    /// The method is safe (RFC 9110, 9.2.1), so clients may repeat the request whatever its outcome.
    Get,
    Other,
}

impl Method {
    pub(super) fn new(name: &str) -> Self {
        match name {
            "HEAD" => Self::Head,
            "GET" => Self::Get,
            _ => Self::Other,
        }
    }
}

/// The age of the offer that a payment answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OfferAge {
    /// The seller makes the offer.
    Current,
    /// The seller may have made it before. The payment does not begin with it, but may have begun.
    Former,
}
