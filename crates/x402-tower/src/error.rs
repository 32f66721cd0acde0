//! The errors that the layer logs.

/// An error of a facilitator, a store or a service, for a log.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
