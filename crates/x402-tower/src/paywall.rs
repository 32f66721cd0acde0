//! The parts that all routes of a seller share, and the layer of each route.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use http::{HeaderValue, request::Parts};
use tokio::sync::Semaphore;
use x402_seller::{Choices, Secret, Seller, SellerInit, Undecided};
use x402_types::{
    Flags, RawJson,
    v2::{PaymentRequirements, ResourceInfo},
};

use crate::{
    CheckError, Facilitator, Paid, Store, check::Offered, left_open::LeftOpen, places::Places, random::random,
};

/// The parts that all routes of a seller share: the facilitator, the store, the secret. Cloning it is cheap.
///
/// It is not a layer, because it does not know what a route sells. [`sell`](Self::sell) creates the layer.
pub struct Paywall<F, S>(pub(crate) Arc<Shop<F, S>>);

pub(crate) struct Shop<F, S> {
    pub(crate) facilitator: F,
    pub(crate) store: S,
    pub(crate) secret: Secret,
    pub(crate) options: Options,
    pub(crate) offered: Offered,
    pub(crate) places: Places,
    pub(crate) left_open: LeftOpen,
    /// One permit for each request that may wait for a different request with its payment.
    pub(crate) waits: Semaphore,
    /// One permit for each refused request whose body is read and dropped.
    pub(crate) passing: Arc<Semaphore>,
}

/// The options of a [`Paywall`]. The values in brackets are those of [`Options::default`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// The choices of [`Paywall::sell`] \[forged payments are refused without a call, payments that end more than a
    /// minute late are refused, and open payments are given up a week after their end].
    pub choices: Choices,
    /// The object `extensions` of the 402 response of [`Paywall::sell`], for example to declare payment identifiers
    /// \[none].
    pub extensions: Option<RawJson>,
    /// The value of `Access-Control-Allow-Origin`: the origin whose pages may buy. With a value, the layer also answers
    /// preflight requests \[none].
    pub origin: Option<HeaderValue>,
    /// The time limit of the work of [`Paywall::sell`], in seconds \[10].
    pub work_timeout: u64,
    /// The time limit of a settlement of [`Paywall::sell`], in seconds \[20]. `HttpFacilitator` needs more than three
    /// to learn that there is no connection.
    pub settle_timeout: u64,
    /// The flags of contradictions with the published tables that do not keep [`Paywall::sell`] from selling an offer
    /// \[none].
    pub tolerated: Flags,
    /// The time limit of a call to the store, and to a facilitator's `/verify` \[5 s].
    pub timeout: Duration,
    /// The time limit for the body of a request to arrive \[10 s].
    pub body_timeout: Duration,
    /// How long a request waits for a different request with the same payment \[5 s].
    pub wait: Duration,
    /// The most bytes of the body of a paid request \[1 MiB]. Bodies that arrive, and those of payments in work, take
    /// at most this much for each of the [`places`](Self::places). The bodies of requests that wait for a different one
    /// take at most as much again.
    pub request_body: usize,
    /// The most bytes of the body that is sold \[1 MiB].
    pub response_body: usize,
    /// The most payments in work at once, and the most requests that wait for a different one with the same payment
    /// \[1,000]. A request with a payment that looks valid gets its place before its body is read. If all places are
    /// taken, a new request takes the place of the one whose body has been awaited longest.
    pub places: usize,
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
            places: 1_000,
            open_bytes: 32 << 20,
            keep: 3_600,
            // A clock before 1970 is wrong, and no payment is valid at that time.
            clock: || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()),
        }
    }
}

/// The price of a request.
pub trait Price: Send + Sync + 'static {
    /// Returns the seller for a request, or `None` if the request is free.
    fn seller(&self, request: &Parts) -> Option<Seller>;
}

/// Makes the same offers for each request.
impl Price for Seller {
    fn seller(&self, _: &Parts) -> Option<Seller> {
        Some(self.clone())
    }
}

impl<P: Fn(&Parts) -> Option<Seller> + Send + Sync + 'static> Price for P {
    fn seller(&self, request: &Parts) -> Option<Seller> {
        self(request)
    }
}

impl<F, S> Clone for Paywall<F, S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<F: Facilitator, S: Store> Paywall<F, S> {
    /// Creates a paywall with the default options.
    pub fn new(facilitator: F, store: S, secret: Secret) -> Self {
        Self::with_options(facilitator, store, secret, Options::default())
    }

    /// Creates a paywall with these options.
    pub fn with_options(facilitator: F, store: S, secret: Secret, options: Options) -> Self {
        let most = options.places.min(Semaphore::MAX_PERMITS);
        let (places, waits, passing) = (Places::new(most), Semaphore::new(most), Arc::new(Semaphore::new(most)));
        let (offered, left_open) = (Offered::default(), LeftOpen::default());
        Self(Arc::new(Shop { facilitator, store, secret, options, offered, places, left_open, waits, passing }))
    }

    /// Creates a layer that sells this resource for the same offers at each request. The resource is a URL, or a
    /// [`ResourceInfo`] with more fields. After [`check`](Self::check), missing fields of the offers are filled in from
    /// the facilitator's answer.
    ///
    /// # Errors
    /// `x402-seller` cannot sell one of the offers, or the facilitator was asked and does not serve one.
    #[doc(alias("axum", "hyper", "tonic", "middleware"))]
    pub fn sell(
        &self,
        resource: impl Into<ResourceInfo>,
        offers: Vec<PaymentRequirements>,
    ) -> Result<Paid<F, S, Seller>, CheckError> {
        let offers = self.0.offered.add(offers)?;
        let Options { work_timeout, settle_timeout, tolerated, ref choices, ref extensions, .. } = self.0.options;
        let secret = self.0.secret.clone();
        let init = SellerInit {
            resource: resource.into(),
            offers,
            extensions: extensions.clone(),
            secret,
            work_timeout,
            settle_timeout,
            tolerated,
        };
        let mut choices = choices.clone();
        // A second process may sell the same, and let accounts in through the same store.
        choices.first_challenge ^= u32::try_from(random() >> 32).unwrap_or_default();
        let seller = Seller::open(init)?.with_choices(choices);
        self.0.left_open.sells(&seller);
        Ok(self.sell_by(seller))
    }

    /// Creates a layer that sells at the price that `price` returns. If several processes sell the same through one
    /// store, each of their sellers should set a random [`Choices::first_challenge`].
    pub fn sell_by<P: Price>(&self, price: P) -> Paid<F, S, P> {
        Paid { paywall: self.clone(), price: Arc::new(price) }
    }
}
