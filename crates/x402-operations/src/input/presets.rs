//! The presets of hosted facilitators: data, with the date of their evidence (U-50).

use alloc::string::{String, ToString};
use core::fmt;

use x402_verify::Policy;

/// The known behaviour of a hosted facilitator, as fields of `policy` (`docs/reference/tables.md`). No preset is a
/// default.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HostedPreset {
    /// The name of the service, and the month of the evidence, such as `cdp@2026-10`. It is permanent.
    pub name: &'static str,
    /// The service, for people.
    pub service: &'static str,
    /// The day on which the evidence was last confirmed, such as `2026-10-19`.
    pub confirmed: &'static str,
    /// The fields of `policy` that the evidence shows, as JSON.
    pub policy: &'static str,
    /// The evidence.
    pub sources: &'static [&'static str],
    /// Facts from the evidence that no field of `policy` can express.
    pub beyond: &'static [&'static str],
}

/// Returns the presets of hosted facilitators.
#[must_use]
pub const fn hosted_presets() -> &'static [HostedPreset] {
    PRESETS
}

/// Returns the names of all presets, with a few words about each: first those of published facilitators, then those of
/// hosted ones.
pub fn preset_names() -> impl Iterator<Item = (&'static str, String)> {
    let published = Policy::PRESETS.iter().map(|(name, _)| (*name, String::new()));
    published.chain(PRESETS.iter().map(|preset| (preset.name, preset.to_string())))
}

/// Prints the service and the date of the evidence.
impl fmt::Display for HostedPreset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, as last confirmed on {}", self.service, self.confirmed)
    }
}

const PRESETS: &[HostedPreset] = &[
    HostedPreset {
        name: "circle-gateway@2026-11",
        service: "Circle's Gateway",
        confirmed: "2026-11-22",
        policy: r#"{
 "gatewayVariant": true,
 "gatewayMargin": 604800,
 "refuse": ["gateway-near-miss"],
 "kinds": [
  {"scheme": "exact", "x402Version": 2, "extra": {"name": "GatewayWalletBatched", "version": "1"}}
 ]
}"#,
        sources: &[
            "npm `@circle-fin/x402-batching` 3.3.0",
            "Circle's documents `verify-x402payment`, `erc-1271`, `facilitator-service/errors`",
            "aprin-labs/archimedes#1452, #1465, #1466",
        ],
        beyond: &["the resource of the 402 response needs `url`, `description` and `mimeType` (`x402 lint`)"],
    },
    HostedPreset {
        name: "circle-facilitator@2026-11",
        service: "Circle's Facilitator Service",
        confirmed: "2026-11-22",
        policy: r#"{
 "expiryMargin": 0,
 "permitMargin": 10,
 "kinds": [
  {"scheme": "exact", "network": "eip155:5042", "x402Version": 2},
  {"scheme": "exact", "network": "eip155:8453", "x402Version": 2},
  {"scheme": "exact", "network": "eip155:137", "x402Version": 2}
 ]
}"#,
        sources: &["Circle's documents, `facilitator-service/errors` among them"],
        beyond: &[
            "the asset is USDC",
            "nothing is published about a Permit2 deadline; `expiryMargin` counts for it too",
        ],
    },
    HostedPreset {
        name: "cdp@2026-10",
        service: "CDP's facilitator",
        confirmed: "2026-10-19",
        policy: r#"{
 "maxComputeUnits": 99999,
 "refuse": ["self-payment"],
 "kinds": [
  {"scheme": "exact", "network": "eip155:8453"},
  {"scheme": "exact", "network": "eip155:137"},
  {"scheme": "exact", "network": "eip155:42161"},
  {"scheme": "exact", "network": "eip155:143"},
  {"scheme": "exact", "network": "eip155:480"},
  {"scheme": "exact", "network": "eip155:84532"},
  {"scheme": "exact", "network": "eip155:4801"},
  {"scheme": "upto", "network": "eip155:8453"},
  {"scheme": "upto", "network": "eip155:137"},
  {"scheme": "upto", "network": "eip155:42161"},
  {"scheme": "upto", "network": "eip155:143"},
  {"scheme": "upto", "network": "eip155:480"},
  {"scheme": "upto", "network": "eip155:84532"},
  {"scheme": "upto", "network": "eip155:4801"},
  {"scheme": "batch-settlement", "network": "eip155:8453"},
  {"scheme": "batch-settlement", "network": "eip155:137"},
  {"scheme": "batch-settlement", "network": "eip155:42161"},
  {"scheme": "batch-settlement", "network": "eip155:143"},
  {"scheme": "batch-settlement", "network": "eip155:480"},
  {"scheme": "batch-settlement", "network": "eip155:84532"},
  {"scheme": "batch-settlement", "network": "eip155:4801"},
  {"scheme": "exact", "network": "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"},
  {"scheme": "exact", "network": "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"},
  {"scheme": "upto", "network": "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"},
  {"scheme": "upto", "network": "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"}
 ]
}"#,
        sources: &[
            "a probe of 2026-10-19",
            "coinbase/cdp-sdk#795",
            "x402-foundation/x402#2911, #3268, #3351",
            "npm `@coinbase/cdp-sdk` 1.57.0 (`self_send_not_allowed`; the networks of `X402V1Network` and `X402V2Network`)",
        ],
        beyond: &[
            "version 1: `exact` on Base, Base Sepolia, Solana and Solana Devnet alone",
            "Monad is in the probe, not in the SDK",
            "on Solana 20,000 units settle and 100,000 are refused; the bound between is unknown, so draft with 20,000",
        ],
    },
    HostedPreset {
        name: "t54@2026-09",
        service: "t54's servers and facilitator",
        confirmed: "2026-09-19",
        policy: r#"{
 "allowFields": ["Memos"],
 "payloadInvoice": true,
 "refuse": ["source-tag"],
 "kinds": [
  {"scheme": "exact", "network": "xrpl:0", "x402Version": 2},
  {"scheme": "exact", "network": "xrpl:1", "x402Version": 2}
 ]
}"#,
        sources: &["PyPI `x402-xrpl` 0.3.4", "x402-foundation/x402#2864, #3527"],
        beyond: &[
            "payments across currencies and Checks, which the service takes, too",
            "a server takes an invoice only once, and only one that it issued",
        ],
    },
    HostedPreset {
        name: "payai@2026-10",
        service: "PayAI's facilitator",
        confirmed: "2026-10-19",
        policy: r#"{
 "maxComputeUnits": 99999,
 "kinds": [
  {"scheme": "exact", "network": "eip155:8453"},
  {"scheme": "exact", "network": "eip155:43114"},
  {"scheme": "exact", "network": "eip155:1329"},
  {"scheme": "exact", "network": "eip155:137"},
  {"scheme": "exact", "network": "eip155:196"},
  {"scheme": "exact", "network": "eip155:1187947933"},
  {"scheme": "exact", "network": "eip155:42161"},
  {"scheme": "exact", "network": "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"}
 ]
}"#,
        sources: &["a probe of 2026-10-19", "x402-foundation/x402#3351"],
        beyond: &["on Solana 50,000 units settle and 100,000 are refused; the bound between is unknown"],
    },
    HostedPreset {
        name: "okx@2026-11",
        service: "OKX's facilitator",
        confirmed: "2026-11-22",
        policy: r#"{
 "expiryMargin": 0,
 "kinds": [
  {"scheme": "exact", "network": "eip155:196"}
 ]
}"#,
        sources: &["OKX's table of payment errors"],
        beyond: &["the resource's URL is the request's", "the same payment is refused while the first is in its cache"],
    },
    HostedPreset {
        name: "x402.org@2026-10",
        service: "x402.org's facilitator",
        confirmed: "2026-10-02",
        policy: r#"{
 "kinds": [
  {"scheme": "exact", "network": "eip155:84532"},
  {"scheme": "exact", "network": "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"},
  {"scheme": "upto", "network": "eip155:84532"},
  {"scheme": "upto", "network": "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"},
  {"scheme": "batch-settlement", "network": "eip155:84532"},
  {"scheme": "batch-settlement", "network": "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"}
 ]
}"#,
        sources: &["a probe of 2026-10-01 and 2026-10-02"],
        beyond: &["testnets only, and further ones, which are not listed here"],
    },
];
