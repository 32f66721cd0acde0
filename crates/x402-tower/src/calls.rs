//! Calls to a facilitator, a store and a node: their time limit, and the log of those without an answer.

use std::{error::Error, time::Duration};

use tokio::time::timeout;
use tracing::warn;
use x402_types::printable::Sentence;

use crate::BoxError;

/// The result of a call. `None`, and a line in the log, if it fails or takes longer.
pub(crate) async fn in_time<T>(
    what: &'static str,
    most: Duration,
    call: impl Future<Output = Result<T, BoxError>>,
) -> Option<T> {
    within(most, call).await.inspect_err(|error| lost(what, error)).ok()
}

/// The result of a call, or an error if it takes longer.
pub(crate) async fn within<T>(most: Duration, call: impl Future<Output = Result<T, BoxError>>) -> Result<T, BoxError> {
    timeout(most, call).await?
}

pub(crate) fn lost(what: &'static str, error: &BoxError) {
    warn!(what, error = with_causes(&**error), "no answer");
    metrics::counter!("x402_lost_total", "what" => what).increment(1);
}

/// An error and its causes, for people and logs. Some errors contain their cause already, and some contain untrusted
/// text.
pub(crate) fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let message = error.to_string();
        if !text.ends_with(&message) {
            text.push_str(": ");
            text.push_str(&message);
        }
        cause = error.source();
    }
    Sentence(text).to_string()
}
