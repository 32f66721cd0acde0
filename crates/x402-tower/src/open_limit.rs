//! The limit of open payments.

use std::{sync::atomic::Ordering, time::Duration};

use tokio::time::Instant;

use crate::{
    Facilitator, Opened, Store,
    calls::{lost, within},
    shop::Shop,
};

/// How long the count of open rows is used, and how long if it is too high.
const COUNTED: [Duration; 2] = [Duration::from_secs(10), Duration::from_secs(1)];

impl<F: Facilitator, S: Store> Shop<F, S> {
    /// `true` if so much is open that no payment begins. The store is asked now and then, because other processes leave
    /// rows open, too.
    pub(crate) async fn is_too_much_open(&self) -> bool {
        let most = self.options.open_bytes;
        let (bytes, at) = {
            let counted = self.left_open.counted();
            (counted.bytes, counted.at)
        };
        let [long, short] = COUNTED;
        let lasts = if bytes < most { long } else { short };
        if at.is_none_or(|at| at.elapsed() >= lasts) {
            self.count().await;
        }
        self.left_open.counted().bytes >= most
    }

    /// Counts the open rows, for the metrics too.
    pub(crate) async fn count(&self) {
        // A request that comes in the meantime uses the previous count.
        self.left_open.counted().at = Some(Instant::now());
        let Opened { rows, bytes } = match within(self.options.timeout, self.store.opened()).await {
            Ok(opened) => opened,
            Err(error) => return lost("open", &error),
        };
        #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "a gauge is a float")]
        for (name, value) in [("x402_open_rows", rows as f64), ("x402_open_bytes", bytes as f64)] {
            metrics::gauge!(name).set(value);
        }
        let in_work = self.left_open.in_work.load(Ordering::Relaxed);
        self.left_open.counted().bytes = bytes.saturating_sub(in_work);
    }
}
