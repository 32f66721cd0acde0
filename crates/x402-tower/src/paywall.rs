//! The paywall of a seller, and the price of a request.

use std::sync::Arc;

use http::request::Parts;
use tokio::sync::Semaphore;
use x402_seller::{Secret, Seller};

use crate::{Facilitator, Options, Store, capacity::Capacity, left_open::LeftOpen, offered::Offered, shop::Shop};

/// The parts that all routes of a seller share: the facilitator, the store, the secret. Cloning it is cheap.
///
/// It is not a layer, because it does not know what a route sells. [`sell`](Self::sell) creates the layer.
pub struct Paywall<F, S>(pub(crate) Arc<Shop<F, S>>);

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
        let most = options.capacity.min(Semaphore::MAX_PERMITS);
        let (capacity, waits, passing) = (Capacity::new(most), Semaphore::new(most), Arc::new(Semaphore::new(most)));
        let (offered, left_open) = (Offered::default(), LeftOpen::default());
        Self(Arc::new(Shop { facilitator, store, secret, options, offered, capacity, left_open, waits, passing }))
    }
}
