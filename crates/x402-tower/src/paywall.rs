//! What all routes of a seller share, and what each of them sells.

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

/// What all routes of a seller share: the facilitator, the store, the secret. Cloning it is cheap.
///
/// It is not a layer, because it does not know what a route sells. [`sell`](Self::sell) makes the layer.
pub struct Paywall<F, S>(pub(crate) Arc<Shop<F, S>>);

pub(crate) struct Shop<F, S> {
    pub(crate) facilitator: F,
    pub(crate) store: S,
    pub(crate) secret: Secret,
    pub(crate) options: Options,
    pub(crate) offered: Offered,
    pub(crate) places: Places,
    pub(crate) left_open: LeftOpen,
    /// One permit for each request that may wait for another one with its payment.
    pub(crate) waits: Semaphore,
    /// One permit for each refused request whose body is passed over.
    pub(crate) passing: Arc<Semaphore>,
}

/// How a [`Paywall`] works. [`Options::default`] has the values in brackets.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// What [`Paywall::sell`] takes \[forged payments are refused without a call, and so are those that end more than a minute late; what
    /// is open is given up a week after its end].
    pub choices: Choices,
    /// The object `extensions` of the demand of [`Paywall::sell`], such as one that declares payment identifiers \[none].
    pub extensions: Option<RawJson>,
    /// The value of `Access-Control-Allow-Origin`: whose pages may buy. With a value, the layer answers preflights, too \[none].
    pub origin: Option<HeaderValue>,
    /// The most seconds that the work of [`Paywall::sell`] takes \[10].
    pub work_timeout: u64,
    /// The most seconds that a settlement of [`Paywall::sell`] takes \[20]. `HttpFacilitator` needs more than three to learn that there is no
    /// connection.
    pub settle_timeout: u64,
    /// The flags of contradictions with the published tables with which [`Paywall::sell`] sells an offer all the same \[none].
    pub tolerated: Flags,
    /// The most time for one call of the store, and for a facilitator's `/verify` \[5 s].
    pub timeout: Duration,
    /// The most time for a request's body to arrive \[10 s].
    pub body_timeout: Duration,
    /// How long a request waits for another one with the same payment \[5 s].
    pub wait: Duration,
    /// The most bytes of the body of a paid request \[1 MiB]. Bodies that arrive, and those of payments in work, take at most as much
    /// for each of the [`places`](Self::places), and those of requests that wait for another one as much again.
    pub request_body: usize,
    /// The most bytes of the body that is sold \[1 MiB].
    pub response_body: usize,
    /// The most payments in work at once, and the most requests that wait for another one with the same payment \[1,000]. A request with
    /// a payment that looks good has its place before its body is read, and loses it to the next one if all are taken: the body that has
    /// been awaited longest goes first.
    pub places: usize,
    /// The most bytes of payments that are left open, as far as the layer knows \[32 MiB]. Beyond that no new payment begins, those that have
    /// ended are asked about, and a refusal closes them as unknown at once, instead of after [`Choices::gives_up_after`]. Goods take 4/3
    /// of their bytes.
    pub open_bytes: u64,
    /// For how many seconds its answer is kept after a payment's end, or after the answer if that comes later, for a buyer who comes
    /// again \[3,600].
    pub keep: u64,
    /// The time, in seconds since 1970-01-01 UTC \[the system's].
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
            // A clock before 1970 is wrong, and no payment is valid then.
            clock: || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()),
        }
    }
}

/// What a request is sold for.
pub trait Price: Send + Sync + 'static {
    /// The seller for a request. `None`: the request costs nothing.
    fn seller(&self, request: &Parts) -> Option<Seller>;
}

/// The same offers for each request.
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
    /// A paywall with the default options.
    pub fn new(facilitator: F, store: S, secret: Secret) -> Self {
        Self::with_options(facilitator, store, secret, Options::default())
    }

    /// A paywall.
    pub fn with_options(facilitator: F, store: S, secret: Secret, options: Options) -> Self {
        let most = options.places.min(Semaphore::MAX_PERMITS);
        let (places, waits, passing) = (Places::new(most), Semaphore::new(most), Arc::new(Semaphore::new(most)));
        let (offered, left_open) = (Offered::default(), LeftOpen::default());
        Self(Arc::new(Shop { facilitator, store, secret, options, offered, places, left_open, waits, passing }))
    }

    /// A layer that sells this resource, the same for each request: a URL, or a [`ResourceInfo`] with more. After [`check`](Self::check),
    /// offers get from the facilitator what they lack.
    ///
    /// # Errors
    /// `x402-seller` does not sell by one of the offers, or the facilitator was asked and does not serve one.
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
        // Another process may sell the same, and let in by the same store.
        choices.first_challenge ^= u32::try_from(random() >> 32).unwrap_or_default();
        let seller = Seller::open(init)?.with_choices(choices);
        self.0.left_open.sells(&seller);
        Ok(self.sell_by(seller))
    }

    /// A layer that sells for what `price` says. If several processes sell the same by one store, each of its sellers takes a random
    /// [`Choices::first_challenge`].
    pub fn sell_by<P: Price>(&self, price: P) -> Paid<F, S, P> {
        Paid { paywall: self.clone(), price: Arc::new(price) }
    }
}
