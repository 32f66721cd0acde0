//! How the layer returns below the limit of open payments.

use std::{sync::Arc, time::Duration};

use tokio::time::Instant;
use x402_seller::Seller;

use crate::{Facilitator, Store, calls::lost, shop::Shop};

/// The time between two passes over the open rows when there are too many, and the most rows of each pass.
const BETWEEN: Duration = Duration::from_secs(5);
const MOST: usize = 1_000;

impl<F: Facilitator, S: Store> Shop<F, S> {
    /// Asks about the open payments in a separate task if there are too many: one that has ended and is refused is
    /// closed. Only one pass runs at a time.
    pub(crate) fn relieve(self: &Arc<Self>, seller: &Seller) {
        let is_due = {
            let mut counted = self.left_open.counted();
            let is_over = counted.is_full || counted.bytes >= self.options.open_bytes;
            let is_due = is_over && counted.passed.is_none_or(|passed| passed.elapsed() >= BETWEEN);
            if is_due {
                (counted.passed, counted.is_full) = (Some(Instant::now()), false);
            }
            is_due
        };
        let Some(pass) = is_due.then(|| Arc::clone(&self.left_open.pass).try_lock_owned().ok()).flatten() else {
            return;
        };
        let (shop, sellers) = (Arc::clone(self), self.left_open.sellers(seller));
        tokio::spawn(async move {
            for seller in sellers {
                if let Err(error) = shop.go_on(MOST, |stored, now| seller.give_up(stored, now)).await {
                    lost("open", &error);
                }
            }
            shop.count().await;
            shop.left_open.counted().passed = Some(Instant::now());
            drop(pass);
        });
    }
}
