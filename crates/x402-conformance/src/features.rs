//! Profiles of features, for implementations that have some of them: which vectors each is about.

/// The name of each feature, and its profile: which vectors `x402 conformance run --profile` asks. A JSON object.
pub const PROFILES: &str = include_str!("profiles.json");
