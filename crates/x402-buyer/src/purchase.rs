//! A whole purchase, with the caller's HTTP client.

use alloc::{
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;
use std::collections::HashMap;

use crate::{Buyer, Demand, Fresh, Ledger, NoDemand, NotPaid, Outcome, Sent};

/// Headers of a request, by name.
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
    /// What an HTTP client has received. The types of the crate `http` fit: a `StatusCode` and a `&HeaderMap`.
    pub fn new<N: AsRef<str>, V: AsRef<[u8]>>(
        status: impl Into<u16>,
        headers: impl IntoIterator<Item = (N, V)>,
        body: impl Into<Vec<u8>>,
    ) -> Self {
        let owned = |(name, value): (N, V)| (name.as_ref().to_string(), value.as_ref().to_vec());
        Self { status: status.into(), headers: headers.into_iter().map(owned).collect(), body: body.into() }
    }

    /// The body as text. What is no UTF-8 is replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The headers, in the order in which they came.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_slice()))
    }
}

/// What came of a purchase. It prints as a sentence.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Bought {
    /// The last answer.
    pub answer: Answer,
    /// The payment. `None` if nothing was demanded.
    pub sent: Option<Sent>,
    /// What the answer says of the payment, if there is one.
    pub outcome: Option<Outcome>,
}

impl Bought {
    /// Whether the request was served: for this payment, or without one.
    #[must_use]
    pub fn is_served(&self) -> bool {
        self.outcome.as_ref().map_or(matches!(self.answer.status, 200..=299), Outcome::is_served)
    }
}

impl fmt::Display for Bought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Some(outcome) => write!(f, "{outcome}"),
            None => write!(f, "the status is {}, and nothing was demanded", self.answer.status),
        }
    }
}

/// Why a purchase ended without an answer to a payment.
#[derive(Debug)]
#[non_exhaustive]
pub enum NotBought<E> {
    /// The first request was not answered.
    NotAnswered(E),
    /// The seller demands something that cannot be read.
    Demand(NoDemand),
    /// The machine has no time or no random bytes.
    Machine(std::io::Error),
    /// Nothing was signed, or what was signed is not sent.
    NotPaid(NotPaid),
    /// The payment was sent, and no answer came. It may be settled all the same: send the same one again, and sign no new one before
    /// [`Sent::sign_again`] says so. [`Sent::restored`] takes the payment with its [demand](Sent::demand), which no other value has.
    Unknown(Box<Sent>, E),
}

impl<E: fmt::Display> fmt::Display for NotBought<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnswered(error) => write!(f, "{error}"),
            Self::Demand(error) => write!(f, "{error}"),
            Self::Machine(error) => write!(f, "{error}"),
            Self::NotPaid(error) => write!(f, "{error}"),
            Self::Unknown(_, error) => {
                write!(f, "the payment was sent and may be settled, but no answer came: {error}")
            }
        }
    }
}

impl<E: fmt::Debug + fmt::Display> core::error::Error for NotBought<E> {}

impl Buyer {
    /// Asks a seller, pays what it demands, and asks once more with the payment. `seller` is the host that is asked, as the ledger is to
    /// know it. `ask` makes the request with these headers, none at first, and follows no redirect with one. A time-out belongs into
    /// `ask`: whoever drops the purchase while it asks with a payment loses a payment that may be settled. On Solana the offer has to
    /// suggest a blockhash, and offers on Stellar are left out; [`pay`](Self::pay) takes a blockhash, and a ledger.
    ///
    /// # Errors
    /// Why there is no answer to a payment.
    pub async fn buy<E>(
        &self,
        seller: impl Into<String>,
        ledger: impl Ledger,
        mut ask: impl AsyncFnMut(Headers) -> Result<Answer, E>,
    ) -> Result<Bought, NotBought<E>> {
        let answer = ask(Headers::new()).await.map_err(NotBought::NotAnswered)?;
        let demand = match Demand::of_answer(answer.status, seller, answer.headers(), &answer.body) {
            Ok(demand) => demand,
            Err(NoDemand::Status(_)) => return Ok(Bought { answer, sent: None, outcome: None }),
            Err(error) => return Err(NotBought::Demand(error)),
        };
        let fresh = Fresh::generate().map_err(NotBought::Machine)?;
        let sent = self.pay(&demand, &fresh, ledger).map_err(NotBought::NotPaid)?;
        let (name, value) = sent.header();
        match ask(Headers::from([(name.to_string(), value)])).await {
            Ok(answer) => {
                let outcome = sent.answered(answer.status, answer.headers(), &answer.body);
                Ok(Bought { answer, sent: Some(sent), outcome: Some(outcome) })
            }
            Err(error) => Err(NotBought::Unknown(Box::new(sent), error)),
        }
    }
}
