//! Text conversions of value types: each gets the same traits, based on its `FromStr` and `Display`.

use crate::{CheckId, ReplayKey, TransferKey, Verdict};

x402_types::declare::from_text!(CheckId, ReplayKey, TransferKey, Verdict);

#[cfg(feature = "serde")]
x402_types::declare::serde_as_string! { CheckId; ReplayKey; TransferKey; Verdict; }
