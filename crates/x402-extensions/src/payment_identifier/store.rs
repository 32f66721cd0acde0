//! The server's memory of payments with an identifier (X-10).

use alloc::string::String;
use core::future::Future;

use sha2::{Digest, Sha256};
use x402_schemes::AccountId;
use x402_verify::ReplayKey;

use super::Fingerprint;

/// The scope of an identifier. The same text in a different scope is a different identifier. The struct gets no further
/// fields.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    /// The seller, if several sellers share a store. Empty otherwise.
    pub tenant: String,
    /// The server's name for the paid resource: the method and the path, or a tool.
    pub route: String,
}

/// The key under which a server remembers a request. It contains the payer, so that guessing an identifier does not
/// give access to a response that a different payer paid for. The struct gets no further fields.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The scope of the identifier.
    pub scope: Scope,
    /// The verified payer, never the claimed one.
    pub payer: AccountId,
    /// The identifier.
    pub id: String,
}

/// The SHA-256 of a payment's decoded bytes. It identifies the exact payment before verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaymentDigest([u8; 32]);

impl PaymentDigest {
    /// Computes the hash of the JSON text of a payment, which is the decoded base64 of its header.
    #[must_use]
    pub fn of(decoded: &[u8]) -> Self {
        Self(Sha256::digest(decoded).into())
    }

    /// The 32 bytes of the hash.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

/// A request with a verified payment. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The fingerprint of the request and its price.
    pub fingerprint: Fingerprint,
    /// The payment as received.
    pub payment: PaymentDigest,
    /// The replay key, which does not depend on the encoding of the payment.
    pub replay_key: ReplayKey,
}

/// The result of [`Store::reserve`]. A server must handle every variant, so a fifth one is a breaking change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reservation<R> {
    /// No other call is processing this request. The caller now owns it, and must end with
    /// [`complete`](Store::complete), [`leave_open`](Store::leave_open) or [`give_up`](Store::give_up).
    First,
    /// A different call is processing the same request, or the settlement of a different payment for it is open. This
    /// call may wait and try again, or tell the client to retry later.
    InWork,
    /// The request was served with this response. Return the same response, and do not settle this payment.
    Answered(R),
    /// The identifier belongs to a different request: 409, `payment_identifier_conflict`
    /// ([`HttpOutcome::Conflict`](x402_types::HttpOutcome::Conflict)).
    Conflict,
}

impl<R> Reservation<R> {
    /// The reason code of [`Conflict`](Self::Conflict). The specification does not define one.
    pub const CONFLICT: &str = "payment_identifier_conflict";
}

/// A server's memory of identifiers. `R` is the whole response, including the settlement header.
///
/// [`Entry`] implements the rules, so an implementation only needs to store entries and to change one at a time. The
/// methods return futures and need no runtime. The futures of an in-memory store are ready at once.
///
/// A process can end after [`reserve`](Self::reserve). A store that outlives the process must time out a reservation
/// and then call [`Entry::leave_open`]. It must not forget an entry before its payment has expired.
pub trait Store {
    /// The stored response.
    type Response;
    /// The error of the store.
    type Error;

    /// Returns the stored response to the same payment for the same request. This is the first lookup, before
    /// verification. The offer in the fingerprint is the one that [`find_offer`](x402_types::matching::find_offer)
    /// finds.
    fn recall(
        &self,
        scope: &Scope,
        payment: &PaymentDigest,
        fingerprint: &Fingerprint,
    ) -> impl Future<Output = Result<Option<Self::Response>, Self::Error>> + Send;

    /// Reserves the request for the caller. This is the second lookup, after verification. Of several concurrent calls
    /// with one key, exactly one gets [`Reservation::First`].
    fn reserve(
        &self,
        key: &Key,
        attempt: &Attempt,
    ) -> impl Future<Output = Result<Reservation<Self::Response>, Self::Error>> + Send;

    /// Stores the response. The payment is settled.
    fn complete(&self, key: &Key, response: Self::Response) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Records that it is unknown whether the payment is or will be settled (F-5: pending, unknown). The same payment
    /// may resume the work (F-7). A different payment must not, because both could settle.
    fn leave_open(&self, key: &Key) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Removes the entry, because nothing was settled: the handler failed before the settlement, or the settlement
    /// failed. The client may retry with the same payment or a different one.
    fn give_up(&self, key: &Key) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// The value that a store keeps for one key, with the rules of X-10. A new entry is [in progress](Self::first).
///
/// ```
/// use x402_extensions::payment_identifier::{Attempt, Entry, PaymentDigest, Reservation};
/// # fn attempt(fingerprint: char, replay_key: char, text: &[u8]) -> Attempt {
/// #     let fingerprint = fingerprint.to_string().repeat(64).parse().unwrap();
/// #     let replay_key = format!("x402:1:{}", replay_key.to_string().repeat(64)).parse().unwrap();
/// #     Attempt { fingerprint, payment: PaymentDigest::of(text), replay_key }
/// # }
/// let first = attempt('a', '1', br#"{"x402Version":2,"payload":"one"}"#);
/// let signed_anew = attempt('a', '2', br#"{"x402Version":2,"payload":"two"}"#);
/// let another_request = attempt('b', '1', br#"{"x402Version":2,"payload":"one"}"#);
///
/// let mut entry = Entry::first(first);
/// assert_eq!(entry.ask(&signed_anew), Reservation::InWork);
/// entry.complete("fair in Ulm");
/// assert_eq!(entry.ask(&signed_anew), Reservation::Answered("fair in Ulm"));
/// assert_eq!(entry.ask(&another_request), Reservation::Conflict);
/// // Before verification only the same payment is recognized.
/// assert_eq!(entry.recall(&first.payment, &first.fingerprint), Some(&"fair in Ulm"));
/// assert_eq!(entry.recall(&signed_anew.payment, &first.fingerprint), None);
/// assert_eq!(entry.recall(&first.payment, &another_request.fingerprint), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<R> {
    attempt: Attempt,
    state: State<R>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State<R> {
    InWork,
    Open,
    Answered(R),
}

impl<R: Clone> Entry<R> {
    /// Returns the entry for the first request with its key.
    #[must_use]
    pub const fn first(attempt: Attempt) -> Self {
        Self { attempt, state: State::InWork }
    }

    /// Answers a further request with the same key. If the payment of an open entry arrives again, the entry is in
    /// progress again.
    pub fn ask(&mut self, attempt: &Attempt) -> Reservation<R> {
        if attempt.fingerprint != self.attempt.fingerprint {
            return Reservation::Conflict;
        }
        match &self.state {
            State::Answered(response) => Reservation::Answered(response.clone()),
            State::Open if attempt.replay_key == self.attempt.replay_key => {
                *self = Self::first(*attempt);
                Reservation::First
            }
            State::Open | State::InWork => Reservation::InWork,
        }
    }

    /// Returns the stored response, if it is the response to the same payment for the same request.
    pub fn recall(&self, payment: &PaymentDigest, fingerprint: &Fingerprint) -> Option<&R> {
        let is_same = self.attempt.payment == *payment && self.attempt.fingerprint == *fingerprint;
        match &self.state {
            State::Answered(response) if is_same => Some(response),
            State::Answered(_) | State::Open | State::InWork => None,
        }
    }

    /// Stores the response. The payment is settled.
    pub fn complete(&mut self, response: R) {
        self.state = State::Answered(response);
    }

    /// Records that it is unknown whether the payment is settled. A stored response stays.
    pub fn leave_open(&mut self) {
        if matches!(self.state, State::InWork) {
            self.state = State::Open;
        }
    }
}
