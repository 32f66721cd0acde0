//! V1's network names (C-9, decision 6).

/// Name, network, and whose tables have it:
///
/// - `legacy`: npm `x402` 1.2.0, `types/shared/network.ts` (`EvmNetworkToChainId`, `SupportedSVMNetworks`)
/// - `ts`: npm `@x402/evm` 2.27.0, `constants.ts` (`EVM_NETWORK_CHAIN_ID_MAP`); `@x402/svm` 2.27.0, `constants.ts`
///   (`V1_TO_V2_NETWORK_MAP`)
/// - `py`: PyPI `x402` 2.25.0, `mechanisms/evm/v1/constants.py` (`V1_NETWORK_CHAIN_IDS`), `mechanisms/svm/constants.py`
/// - `go`: the module's 2.9.0, `mechanisms/evm/v1` and `mechanisms/svm`
/// - `x402-rs`: `x402-types` 2.0.2, `networks.rs` (`KNOWN_NETWORKS`)
///
/// The Python package alone disagrees, on three; `witness/networks.py` compares the tables with this one.
pub(super) const V1_NAMES: &[(&str, &str)] = &[
    ("abstract", "eip155:2741"),                                   // legacy, ts, py, go
    ("abstract-testnet", "eip155:11124"),                          // legacy, ts, py, go
    ("avalanche", "eip155:43114"),                                 // legacy, ts, py, go, x402-rs
    ("avalanche-fuji", "eip155:43113"),                            // legacy, ts, py, go, x402-rs
    ("base", "eip155:8453"),                                       // legacy, ts, py, go, x402-rs
    ("base-sepolia", "eip155:84532"),                              // legacy, ts, py, go, x402-rs
    ("celo", "eip155:42220"),                                      // ts, py, x402-rs
    ("celo-sepolia", "eip155:11142220"),                           // x402-rs
    ("educhain", "eip155:41923"),                                  // legacy, ts, py, go
    ("ethereum", "eip155:1"),                                      // ts, py, go
    ("flare", "eip155:14"),                                        // ts, py
    ("iotex", "eip155:4689"),                                      // legacy, ts, py, go, x402-rs
    ("megaeth", "eip155:4326"),                                    // ts, py, go
    ("monad", "eip155:143"),                                       // ts, py, go
    ("monad-testnet", "eip155:10143"),                             // py
    ("peaq", "eip155:3338"),                                       // legacy, ts, py, go, x402-rs
    ("polygon", "eip155:137"),                                     // legacy, ts, py, go, x402-rs
    ("polygon-amoy", "eip155:80002"),                              // legacy, ts, py, go, x402-rs
    ("radius", "eip155:723487"),                                   // x402-rs
    ("radius-testnet", "eip155:72344"),                            // x402-rs
    ("sei", "eip155:1329"),                                        // legacy, ts, py, go, x402-rs
    ("sei-testnet", "eip155:1328"),                                // legacy, ts, py, go, x402-rs
    ("sepolia", "eip155:11155111"),                                // ts, go
    ("skale-base-sepolia", "eip155:324705682"),                    // legacy, ts, py, go
    ("solana", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"),         // legacy, ts, py, go, x402-rs
    ("solana-devnet", "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"),  // legacy, ts, py, go, x402-rs
    ("solana-testnet", "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z"), // ts, py
    ("stable", "eip155:988"),                                      // ts, py, go
    ("stable-testnet", "eip155:2201"),                             // ts, py, go
    ("story", "eip155:1514"),                                      // legacy, ts, py, go
    ("xdc", "eip155:50"),                                          // x402-rs
    ("xrpl-evm", "eip155:1440000"),                                // x402-rs
];
