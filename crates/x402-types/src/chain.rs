//! The facts about chains that this crate knows, with one row for each chain family: which texts are the same address,
//! which fields of an offer's `extra` a server generates anew in which scheme, and which networks have a V1 name. On
//! other chains, addresses compare as text, and all fields of `extra` are compared.

use crate::Scheme;

/// A chain family.
pub(crate) struct Chain {
    /// The namespace of the chain family's CAIP-2 identifiers.
    namespace: &'static str,
    /// Returns `true` if two different texts are the same address.
    is_same_address: fn(&str, &str) -> bool,
    /// The fields of `extra` that servers generate anew for each offer of these schemes, so that an honest echo differs
    /// (B-2).
    regenerated_extra: &'static [(&'static [Scheme], &'static [&'static str])],
    /// The V1 names of networks of this chain family.
    pub(crate) v1_names: &'static [(&'static str, &'static str)],
    /// V1 names that are read and never written, because a single source has each (U-44).
    v1_names_read: &'static [(&'static str, &'static str)],
}

static CHAINS: &[Chain] = &[
    Chain {
        namespace: "eip155",
        is_same_address: differ_in_letter_case,
        regenerated_extra: &[(&[Scheme::BATCH_SETTLEMENT], &["channelState", "voucherState"])],
        v1_names: EVM_V1_NAMES,
        v1_names_read: EVM_V1_NAMES_READ,
    },
    Chain {
        namespace: "solana",
        is_same_address: |_, _| false,
        regenerated_extra: &[(
            &[Scheme::EXACT, Scheme::UPTO],
            &["recentBlockhash", "lastValidBlockHeight", "recentSlot"],
        )],
        v1_names: SOLANA_V1_NAMES,
        v1_names_read: &[],
    },
];

/// The names of typed fields that only the payloads of one chain family have.
pub(crate) const MEMBERS: &[&str] = &[
    // On EVM chains.
    "signature authorization from to value validAfter validBefore nonce",
    // On the XRP Ledger.
    "signedTxBlob invoiceId",
];

/// The assumptions about every other chain.
static OTHER: Chain =
    Chain { namespace: "", is_same_address: |_, _| false, regenerated_extra: &[], v1_names: &[], v1_names_read: &[] };

impl Chain {
    /// The chain family with this CAIP-2 namespace.
    pub(crate) fn of_namespace(namespace: &str) -> &'static Self {
        CHAINS.iter().find(|chain| chain.namespace == namespace).unwrap_or(&OTHER)
    }

    /// The fields of `extra` that servers generate anew for each offer of this scheme.
    pub(crate) fn regenerated_extra(&self, scheme: &Scheme) -> &'static [&'static str] {
        self.regenerated_extra.iter().find(|(known, _)| known.contains(scheme)).map_or(&[], |(_, members)| members)
    }

    /// `true` if two texts are the same address.
    pub(crate) fn is_same_address(&self, a: &str, b: &str) -> bool {
        a == b || (self.is_same_address)(a, b)
    }

    /// The CAIP-2 identifier of the network with this V1 name.
    pub(crate) fn identifier(name: &str) -> Option<&'static str> {
        let mut names = CHAINS.iter().flat_map(|chain| chain.v1_names.iter().chain(chain.v1_names_read));
        names.find(|(known, _)| *known == name).map(|(_, identifier)| *identifier)
    }
}

/// `true` if both texts are `0x` and 40 hexadecimal digits, and equal except for letter case (E-3).
fn differ_in_letter_case(a: &str, b: &str) -> bool {
    let is_address = |text: &str| {
        text.strip_prefix("0x")
            .is_some_and(|digits| digits.len() == 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    is_address(a) && is_address(b) && a.eq_ignore_ascii_case(b)
}

/// The V1 names of EVM chains (C-9, decision 6): name, network, and the implementations whose tables have it.
///
/// - `legacy`: npm `x402` 1.2.0, `types/shared/network.ts` (`EvmNetworkToChainId`, `SupportedSVMNetworks`)
/// - `ts`: npm `@x402/evm` 2.27.0, `constants.ts` (`EVM_NETWORK_CHAIN_ID_MAP`); `@x402/svm` 2.27.0, `constants.ts`
///   (`V1_TO_V2_NETWORK_MAP`)
/// - `py`: PyPI `x402` 2.25.0, `mechanisms/evm/v1/constants.py` (`V1_NETWORK_CHAIN_IDS`), `mechanisms/svm/constants.py`
/// - `go`: the module's 2.9.0, `mechanisms/evm/v1` and `mechanisms/svm`
/// - `x402-rs`: `x402-types` 2.0.2, `networks.rs` (`KNOWN_NETWORKS`)
///
/// Only the Python package disagrees, on three names. `witness/networks.py` compares the tables with this one.
const EVM_V1_NAMES: &[(&str, &str)] = &[
    ("abstract", "eip155:2741"),                // legacy, ts, py, go
    ("abstract-testnet", "eip155:11124"),       // legacy, ts, py, go
    ("avalanche", "eip155:43114"),              // legacy, ts, py, go, x402-rs
    ("avalanche-fuji", "eip155:43113"),         // legacy, ts, py, go, x402-rs
    ("base", "eip155:8453"),                    // legacy, ts, py, go, x402-rs
    ("base-sepolia", "eip155:84532"),           // legacy, ts, py, go, x402-rs
    ("celo", "eip155:42220"),                   // ts, py, x402-rs
    ("celo-sepolia", "eip155:11142220"),        // x402-rs
    ("educhain", "eip155:41923"),               // legacy, ts, py, go
    ("ethereum", "eip155:1"),                   // ts, py, go
    ("flare", "eip155:14"),                     // ts, py
    ("iotex", "eip155:4689"),                   // legacy, ts, py, go, x402-rs
    ("megaeth", "eip155:4326"),                 // ts, py, go
    ("monad", "eip155:143"),                    // ts, py, go
    ("monad-testnet", "eip155:10143"),          // py
    ("peaq", "eip155:3338"),                    // legacy, ts, py, go, x402-rs
    ("polygon", "eip155:137"),                  // legacy, ts, py, go, x402-rs
    ("polygon-amoy", "eip155:80002"),           // legacy, ts, py, go, x402-rs
    ("radius", "eip155:723487"),                // x402-rs
    ("radius-testnet", "eip155:72344"),         // x402-rs
    ("sei", "eip155:1329"),                     // legacy, ts, py, go, x402-rs
    ("sei-testnet", "eip155:1328"),             // legacy, ts, py, go, x402-rs
    ("sepolia", "eip155:11155111"),             // ts, go
    ("skale-base-sepolia", "eip155:324705682"), // legacy, ts, py, go
    ("stable", "eip155:988"),                   // ts, py, go
    ("stable-testnet", "eip155:2201"),          // ts, py, go
    ("story", "eip155:1514"),                   // legacy, ts, py, go
    ("xdc", "eip155:50"),                       // x402-rs
    ("xrpl-evm", "eip155:1440000"),             // x402-rs
];

/// V1 names of EVM chains that are in no table of a package (U-44), and their sources.
const EVM_V1_NAMES_READ: &[(&str, &str)] = &[
    ("robinhood", "eip155:4663"),        // a facilitator's package, a product's tests
    ("skale-base", "eip155:1187947933"), // PayAI, faremeter
    ("xlayer", "eip155:196"),            // PayAI, a probe
];

/// The V1 names of Solana's clusters, from the same tables.
const SOLANA_V1_NAMES: &[(&str, &str)] = &[
    ("solana", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"), // legacy, ts, py, go, x402-rs
    ("solana-devnet", "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"), // legacy, ts, py, go, x402-rs
    ("solana-testnet", "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z"), // ts, py
];

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::Network;

    #[test]
    fn every_v1_name_is_a_network_of_its_row_and_comes_back() {
        for chain in CHAINS {
            for (name, identifier) in chain.v1_names {
                let network = Network::from_v1_name(name).unwrap();
                assert_eq!(network.to_string(), *identifier);
                assert_eq!((network.v1_name(), network.namespace()), (Some(*name), chain.namespace));
            }
            for (name, identifier) in chain.v1_names_read {
                let network = Network::from_v1_name(name).unwrap();
                assert_eq!((network.to_string().as_str(), network.namespace()), (*identifier, chain.namespace));
                assert_eq!(network.v1_name(), None);
            }
        }
        for (name, network) in [
            ("solana", Network::SOLANA),
            ("solana-devnet", Network::SOLANA_DEVNET),
            ("solana-testnet", Network::SOLANA_TESTNET),
        ] {
            assert_eq!(Network::from_v1_name(name), Some(network));
        }
        assert_eq!(Network::from_v1_name("base "), None);
        assert_eq!(Network::eip155(2).v1_name(), None);
    }
}
