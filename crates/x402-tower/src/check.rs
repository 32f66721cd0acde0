//! The question to the facilitator what it serves.

use std::time::Duration;

use tokio::time::timeout;

use crate::{CheckError, Facilitator, Paywall, Store};

/// The time limit of an answer to `/supported`, for every [`Facilitator`].
const MOST: Duration = Duration::from_secs(10);

impl<F: Facilitator, S: Store> Paywall<F, S> {
    /// Asks the facilitator what it serves (`GET /supported`). Call it once, before [`sell`](Self::sell). From then on,
    /// `sell` rejects an offer that the facilitator does not serve, and fills in missing fields that the facilitator
    /// announces, such as the fee payer on Solana (`extra.feePayer`). Offers of earlier calls of `sell` are compared
    /// too, but not changed. For the offers of [`sell_by`](Self::sell_by), the caller compares them with
    /// [`x402_schemes::complete`]. If there are several paywalls with different facilitators, check each.
    ///
    /// # Errors
    /// The facilitator cannot be reached or does not return what it serves, or it does not serve an earlier offer.
    #[doc(alias("supported", "feePayer", "startup", "health"))]
    pub async fn check(&self) -> Result<(), CheckError> {
        let asked = timeout(MOST, self.0.facilitator.supported()).await;
        let supported = asked.unwrap_or_else(|_| {
            Err(format!("the facilitator does not list what it supports within {} s", MOST.as_secs()).into())
        });
        self.0.offered.learn(supported.map_err(CheckError::Facilitator)?)
    }
}
