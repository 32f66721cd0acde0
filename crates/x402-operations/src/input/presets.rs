//! The presets of hosted facilitators: data, with the date of their evidence (U-50).

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::value::RawValue;
use x402_verify::Policy;

/// What is known of a hosted facilitator, as members of `policy` (`docs/tables.md`). No preset is a default.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct HostedPreset {
    /// The name of the service, and the month of the evidence, such as `cdp@2026-10`. It is permanent.
    pub name: String,
    /// The service, for people.
    pub service: String,
    /// The day on which the evidence was last confirmed, as `2026-10-19`.
    pub confirmed: String,
    /// The members of `policy` that the evidence shows.
    pub policy: Box<RawValue>,
    /// The evidence.
    pub sources: Vec<String>,
    /// What the evidence shows, and no member of `policy` says.
    pub beyond: Vec<String>,
}

/// The presets of hosted facilitators.
#[must_use]
pub fn hosted_presets() -> &'static [HostedPreset] {
    // The file is part of the crate, and a test reads it.
    static PRESETS: LazyLock<Vec<HostedPreset>> =
        LazyLock::new(|| serde_json::from_str(include_str!("presets.json")).unwrap_or_default());
    &PRESETS
}

/// The names of all presets, with a few words about each: those of published facilitators, then those of hosted ones.
pub fn preset_names() -> impl Iterator<Item = (&'static str, String)> {
    let published = Policy::PRESETS.iter().map(|(name, _)| (*name, String::new()));
    published.chain(hosted_presets().iter().map(|preset| (preset.name.as_str(), preset.to_string())))
}

/// The service and the date of the evidence.
impl std::fmt::Display for HostedPreset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, as last confirmed on {}", self.service, self.confirmed)
    }
}
