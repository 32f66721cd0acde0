//! Value types as text: the same traits for each, over its `FromStr` and its `Display`.

use crate::{CheckId, ReplayKey, TransferKey, Verdict};

x402_types::__from_text!(CheckId, ReplayKey, TransferKey, Verdict);

#[cfg(feature = "serde")]
x402_types::__serde_as_string! { CheckId; ReplayKey; TransferKey; Verdict; }
