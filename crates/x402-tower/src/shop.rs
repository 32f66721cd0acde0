//! The parts that all routes of a seller share.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use http::HeaderValue;
use tokio::sync::Semaphore;
use x402_seller::{Choices, Secret, Undecided};
use x402_types::{Flags, RawJson};

use crate::{capacity::Capacity, left_open::LeftOpen, offered::Offered};

pub(crate) struct Shop<F, S> {
    pub(crate) facilitator: F,
    pub(crate) store: S,
    pub(crate) secret: Secret,
    pub(crate) options: Options,
    pub(crate) offered: Offered,
    pub(crate) capacity: Capacity,
    pub(crate) left_open: LeftOpen,
    /// One permit for each request that may wait for a different request with its payment.
    pub(crate) waits: Semaphore,
    /// One permit for each refused request whose body is read and dropped.
    pub(crate) passing: Arc<Semaphore>,
}

/// The options of a [`Paywall`](crate::Paywall). The values in brackets are those of [`Options::default`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// The choices of [`Paywall::sell`](crate::Paywall::sell) \[forged payments are refused without a call, payments that end more than a
    /// minute late are refused, and open payments are given up a week after their end].
    pub choices: Choices,
    /// The object `extensions` of the 402 response of [`Paywall::sell`](crate::Paywall::sell), for example to declare payment identifiers
    /// \[none].
    pub extensions: Option<RawJson>,
    /// The value of `Access-Control-Allow-Origin`: the origin whose pages may buy. With a value, the layer also answers
    /// preflight requests \[none].
    pub origin: Option<HeaderValue>,
    /// The time limit of the work of [`Paywall::sell`](crate::Paywall::sell), in seconds \[10].
    pub work_timeout: u64,
    /// The time limit of a settlement of [`Paywall::sell`](crate::Paywall::sell), in seconds \[20]. `HttpFacilitator` needs more than three
    /// to learn that there is no connection.
    pub settle_timeout: u64,
    /// The flags of contradictions with the published tables that do not keep [`Paywall::sell`](crate::Paywall::sell) from selling an offer
    /// \[none].
    pub tolerated: Flags,
    /// The time limit of a call to the store, and to a facilitator's `/verify` \[5 s].
    pub timeout: Duration,
    /// The time limit for the body of a request to arrive \[10 s].
    pub body_timeout: Duration,
    /// How long a request waits for a different request with the same payment \[5 s].
    pub wait: Duration,
    /// The most bytes of the body of a paid request \[1 MiB]. Bodies that arrive, and those of payments in work, take
    /// at most this much for each of the [`capacity`](Self::capacity). The bodies of requests that wait for a different one
    /// take at most as much again.
    pub request_body: usize,
    /// The most bytes of the body that is sold \[1 MiB].
    pub response_body: usize,
    /// The most payments in work at once, and the most requests that wait for a different one with the same payment
    /// \[1,000]. A request with a payment that looks valid gets its slot before its body is read. If all slots are
    /// taken, a new request takes the slot of the one whose body has been awaited longest.
    pub capacity: usize,
    /// The most bytes of open payments that the layer knows of \[32 MiB]. Beyond that, no new payment begins, and the
    /// layer asks about the open payments that have ended: a refusal closes them as unknown at once, not only after
    /// [`Choices::gives_up_after`]. Goods take 4/3 of their bytes.
    pub open_bytes: u64,
    /// How many seconds an answer is kept after the end of its payment, or after the answer if that is later, for a
    /// buyer who comes again \[3,600].
    pub keep: u64,
    /// The clock, in seconds since 1970-01-01 UTC \[the system's].
    pub clock: fn() -> u64,
}

impl Default for Options {
    fn default() -> Self {
        let mut choices = Choices::default();
        choices.undecided = Undecided::RefuseForged;
        choices.slack = Some(60);
        choices.gives_up_after = Some(7 * 86_400);
        Self {
            choices,
            extensions: None,
            origin: None,
            work_timeout: 10,
            settle_timeout: 20,
            tolerated: Flags::NONE,
            timeout: Duration::from_secs(5),
            body_timeout: Duration::from_secs(10),
            wait: Duration::from_secs(5),
            request_body: 1 << 20,
            response_body: 1 << 20,
            capacity: 1_000,
            open_bytes: 32 << 20,
            keep: 3_600,
            // A clock before 1970 is wrong, and no payment is valid at that time.
            clock: || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()),
        }
    }
}
