//! A complete purchase through the caller's HTTP client.

use alloc::{
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;
use std::collections::HashMap;

use x402_types::printable::write_sentence_with;

use crate::{Buyer, Fresh, Ledger, NotPaid, NotPayable, Outcome, Payable, Sent};

/// The headers of a request, by name.
pub type Headers = HashMap<String, String>;

/// A seller's answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    headers: Vec<(String, Vec<u8>)>,
}

impl Answer {
    /// Creates an answer from the parts that an HTTP client has received. The types of the crate `http` fit: a
    /// `StatusCode` and a `&HeaderMap`.
    pub fn new<N: AsRef<str>, V: AsRef<[u8]>>(
        status: impl Into<u16>,
        headers: impl IntoIterator<Item = (N, V)>,
        body: impl Into<Vec<u8>>,
    ) -> Self {
        let owned = |(name, value): (N, V)| (name.as_ref().to_string(), value.as_ref().to_vec());
        Self { status: status.into(), headers: headers.into_iter().map(owned).collect(), body: body.into() }
    }

    /// Returns the body as text. Bytes that are not UTF-8 are replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Returns the headers, in the order in which they came.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_slice()))
    }
}

/// The result of a purchase. It is displayed as a sentence.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Bought {
    /// The last answer.
    pub answer: Answer,
    /// The payment. `None` if the seller did not ask for one.
    pub sent: Option<Sent>,
    /// The outcome of the payment according to the answer, if there is a payment.
    pub outcome: Option<Outcome>,
    /// `true` if the payment was sent before, and this purchase has sent it again.
    pub sent_again: bool,
}

impl Bought {
    /// Returns `true` if the request was served, for this payment or without one.
    #[must_use]
    pub fn is_served(&self) -> bool {
        self.outcome.as_ref().map_or(matches!(self.answer.status, 200..=299), Outcome::is_served)
    }
}

impl fmt::Display for Bought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.sent_again {
            f.write_str("the same payment was sent again: ")?;
        }
        match &self.outcome {
            Some(outcome) => outcome.fmt(f),
            None => write!(f, "the status is {}, and no payment was required", self.answer.status),
        }
    }
}

/// The reason why a purchase ended without an answer to a payment. It is displayed as a sentence, with `Debug` too,
/// because a program prints that if its `main` returns the error.
#[non_exhaustive]
pub enum NotBought<E> {
    /// The first request was not answered.
    NotAnswered(E),
    /// The seller's 402 response cannot be decoded.
    NotPayable(NotPayable),
    /// The machine has no clock or no source of random bytes.
    Machine(std::io::Error),
    /// Nothing was signed, or the signed payment is not sent.
    NotPaid(NotPaid),
    /// The payment was sent, and no answer came. It may still be settled. The ledger keeps it, so make the same
    /// purchase again: the buyer sends the same payment, and signs no new one.
    Unknown(Box<Sent>, E),
    /// The answer came, but the ledger could not be written. It still keeps the payment, so the same purchase sends it
    /// again.
    NotNoted(Box<Sent>, Answer, NotPaid),
}

impl<E: fmt::Display> fmt::Display for NotBought<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_sentence_with(f, |f| self.write(f))
    }
}

impl<E: fmt::Display> fmt::Debug for NotBought<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<E: fmt::Display> NotBought<E> {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnswered(error) => write!(f, "{error}"),
            Self::NotPayable(error) => write!(f, "{error}"),
            Self::Machine(error) => write!(f, "{error}"),
            Self::NotPaid(error) => write!(f, "{error}"),
            Self::Unknown(sent, error) => {
                let host = sent.payable().host();
                write!(
                    f,
                    "the payment was sent to {host} and may be settled, but no answer came: {error}. {sent}. Make the same purchase \
                     again: it sends the same payment, and signs no new one"
                )
            }
            Self::NotNoted(_, answer, error) => {
                write!(f, "the payment was answered with status {}, which is not in the ledger: {error}", answer.status)
            }
        }
    }
}

impl<E: fmt::Display> core::error::Error for NotBought<E> {}

/// Records that no answer came unless one did, even if the purchase is dropped while it waits.
struct Waiting<'a, L: Ledger> {
    buyer: &'a Buyer<L>,
    /// The payment, until it is answered.
    sent: Option<&'a Sent>,
}

impl<L: Ledger> Drop for Waiting<'_, L> {
    fn drop(&mut self) {
        if let Some(sent) = self.sent {
            self.buyer.lost(sent);
        }
    }
}

impl<L: Ledger> Buyer<L> {
    /// Sends a request to a seller, pays its 402 response, and sends the request again with the payment. `seller` is
    /// the host of the request, as the ledger should name it. `request` is the name of the request, as in
    /// [`Payable::for_request`]: the method, the URL, and everything else that distinguishes it. `ask` makes the request
    /// with the headers it gets, which are empty at first, and follows no redirect with a payment. On Solana the offer
    /// must suggest a blockhash, and offers on Stellar and the XRP Ledger are left out; [`pay`](Self::pay) takes a blockhash
    /// and a ledger.
    ///
    /// If the answer to a payment for the same request was lost, the buyer sends this payment again at once, and signs
    /// nothing new: after a network error, after a purchase was dropped while it waited, and after a crash, if the
    /// ledger outlives the program. So retry a failed purchase by making it again.
    ///
    /// # Errors
    /// There is no answer to a payment. The error is the reason.
    pub async fn buy<E>(
        &self,
        seller: impl Into<String>,
        request: &str,
        mut ask: impl AsyncFnMut(Headers) -> Result<Answer, E>,
    ) -> Result<Bought, NotBought<E>> {
        let seller = seller.into();
        let unanswered = self.unanswered(seller.as_str(), request).map_err(NotBought::NotPaid)?;
        let sent_again = unanswered.is_some();
        let sent = match unanswered {
            Some(sent) => sent,
            None => {
                let answer = ask(Headers::new()).await.map_err(NotBought::NotAnswered)?;
                let payable = match Payable::of_answer(answer.status, seller, answer.headers(), &answer.body) {
                    Ok(payable) => payable.for_request(request),
                    Err(NotPayable::Status(_)) => return Ok(Bought { answer, sent: None, outcome: None, sent_again }),
                    Err(error) => return Err(NotBought::NotPayable(error)),
                };
                let fresh = Fresh::generate().map_err(NotBought::Machine)?;
                self.pay(&payable, &fresh).map_err(NotBought::NotPaid)?
            }
        };
        let (name, value) = sent.header();
        let mut waiting = Waiting { buyer: self, sent: Some(&sent) };
        let answer = match ask(Headers::from([(name.to_string(), value)])).await {
            Ok(answer) => answer,
            Err(error) => {
                drop(waiting);
                return Err(NotBought::Unknown(Box::new(sent), error));
            }
        };
        waiting.sent = None;
        drop(waiting);
        match self.answered(&sent, answer.status, answer.headers(), &answer.body) {
            Ok(outcome) => Ok(Bought { answer, sent: Some(sent), outcome: Some(outcome), sent_again }),
            Err(error) => Err(NotBought::NotNoted(Box::new(sent), answer, error)),
        }
    }
}
