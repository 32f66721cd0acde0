//! The layer of each route.

use std::sync::Arc;

use x402_seller::{Seller, SellerInit};
use x402_types::v2::{PaymentRequirements, ResourceInfo};

use crate::{CheckError, Facilitator, Options, Paid, Paywall, Price, Store, random::random};

impl<F: Facilitator, S: Store> Paywall<F, S> {
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
    /// store, each of their sellers should set a random [`Choices::first_challenge`](crate::Choices::first_challenge).
    pub fn sell_by<P: Price>(&self, price: P) -> Paid<F, S, P> {
        Paid { paywall: self.clone(), price: Arc::new(price) }
    }
}
