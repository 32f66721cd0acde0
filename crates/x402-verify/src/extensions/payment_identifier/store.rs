//! What a server remembers of the payments that have an identifier (X-10).

use alloc::string::String;
use core::future::Future;

use sha2::{Digest, Sha256};
use x402_schemes::AccountId;

use super::Fingerprint;
use crate::ReplayKey;

/// Where an identifier counts. The same identifier elsewhere is another one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Whose server it is, where several sellers share a store; else empty.
    pub tenant: String,
    /// What is paid for, as the server names it: method and path, or a tool.
    pub route: String,
}

/// Under what a server remembers a request. The payer belongs to it: who guesses an identifier must not get what somebody
/// else paid for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Where the identifier counts.
    pub place: Place,
    /// The payer as verified, never as claimed.
    pub payer: AccountId,
    /// The identifier.
    pub id: String,
}

/// The SHA-256 of a payment's decoded bytes, by which the very payment is recognised before it is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaymentDigest([u8; 32]);

impl PaymentDigest {
    /// Of the JSON text of a payment: the bytes behind the base64 of its header.
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

/// A request with a payment that was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// What is asked for, at which price.
    pub fingerprint: Fingerprint,
    /// The payment as it came.
    pub payment: PaymentDigest,
    /// What is signed, in whichever spelling it came.
    pub replay_key: ReplayKey,
}

/// What [`Store::reserve`] answers. A server has to act on each, so a fifth answer is a breaking change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reservation<R> {
    /// Nobody is at work for this request. It is the caller's now, and ends in [`complete`](Store::complete),
    /// [`leave_open`](Store::leave_open) or [`give_up`](Store::give_up).
    First,
    /// Another call is at work for the same request, or the settlement of another payment for it is open. This one is
    /// neither processed nor refused for good: it may wait and ask again, or the client is told to come back.
    InWork,
    /// The request was served, with this answer. The answer is given again, and this payment is not settled.
    Answered(R),
    /// The identifier belongs to another request: 409, `payment_identifier_conflict`
    /// ([`HttpOutcome::Conflict`](x402_types::HttpOutcome::Conflict)).
    Conflict,
}

impl<R> Reservation<R> {
    /// The reason code of [`Conflict`](Self::Conflict). No document has one.
    pub const CONFLICT: &str = "payment_identifier_conflict";
}

/// What a server remembers under identifiers. `R` is the whole response, with the header of its settlement.
///
/// [`Entry`] has the rules, so that an implementation has to keep entries and to change one at a time. The methods
/// return futures and need no runtime; those of a store in memory are ready at once. `examples/http` has such a store.
///
/// A process can end between [`reserve`](Self::reserve) and what follows. A store that outlives the process gives a
/// reservation an end, and calls [`Entry::leave_open`] then. No entry is forgotten before its payment has expired.
pub trait Store {
    /// What is stored.
    type Response;
    /// Why the store has no answer.
    type Error;

    /// The first question, before verification: the answer that this very payment got before, for the same request. The
    /// offer in the fingerprint is the one that [`find_offer`](x402_types::matching::find_offer) finds.
    fn recall(
        &self,
        place: &Place,
        payment: &PaymentDigest,
        fingerprint: &Fingerprint,
    ) -> impl Future<Output = Result<Option<Self::Response>, Self::Error>> + Send;

    /// The second question, after verification: whose turn it is. Of several calls at once with one key, one is the first.
    fn reserve(
        &self,
        key: &Key,
        attempt: &Attempt,
    ) -> impl Future<Output = Result<Reservation<Self::Response>, Self::Error>> + Send;

    /// The payment is settled, and this is the answer.
    fn complete(&self, key: &Key, response: Self::Response) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Nobody knows whether the payment is settled, or will be (F-5: pending, unknown). The same payment may take the work
    /// up again (F-7); no other may, because both could be settled.
    fn leave_open(&self, key: &Key) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Nothing was settled: the handler failed before the settlement, or the settlement failed. The entry is forgotten, so
    /// that the client may come again with the same payment or with another one.
    fn give_up(&self, key: &Key) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// What a store keeps under one key, and the rules of X-10. An entry begins [in work](Self::first).
///
/// ```
/// use x402_verify::payment_identifier::{Attempt, Entry, PaymentDigest, Reservation};
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
/// // Before verification only the payment itself is known again.
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
    /// The entry of a request that is the first with its key.
    #[must_use]
    pub const fn first(attempt: Attempt) -> Self {
        Self { attempt, state: State::InWork }
    }

    /// What another request with the same key gets. An open entry whose payment comes again is in work again.
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

    /// The answer, if it was given to this very payment for this request.
    #[must_use]
    pub fn recall(&self, payment: &PaymentDigest, fingerprint: &Fingerprint) -> Option<&R> {
        let is_same = self.attempt.payment == *payment && self.attempt.fingerprint == *fingerprint;
        match &self.state {
            State::Answered(response) if is_same => Some(response),
            State::Answered(_) | State::Open | State::InWork => None,
        }
    }

    /// The payment is settled, and this is the answer.
    pub fn complete(&mut self, response: R) {
        self.state = State::Answered(response);
    }

    /// Nobody knows whether the payment is settled. An answer that was given stays.
    pub fn leave_open(&mut self) {
        if matches!(self.state, State::InWork) {
            self.state = State::Open;
        }
    }
}
