//! Names that people use for EVM chains and that the tables of x402 do not list: npm `viem` 2.57.1,
//! `chains/definitions`, whose exported names are written here like names of version 1. The deprecated testnet 195 is
//! in `ethereum-lists/chains`. No payment of version 1 can be for these names, because no published package reads them
//! (C-9).

/// A chain.
pub(crate) struct Chain {
    pub(crate) id: u64,
    pub(crate) name: &'static str,
    /// The texts that people write instead of the identifier.
    pub(crate) written: &'static [&'static str],
}

const fn chain(id: u64, name: &'static str, written: &'static [&'static str]) -> Chain {
    Chain { id, name, written }
}

/// The names in the table of version 1 are not repeated. `xlayer-testnet` is the name of two chains (U-44).
const CHAINS: &[Chain] = &[
    chain(1, "Ethereum", &["mainnet", "ethereum-mainnet"]),
    chain(10, "OP Mainnet", &["optimism", "optimism-mainnet", "op-mainnet"]),
    chain(25, "Cronos", &["cronos", "cronos-mainnet"]),
    chain(56, "BNB Smart Chain", &["bsc", "bnb", "bsc-mainnet", "bnb-smart-chain"]),
    chain(97, "BNB Smart Chain Testnet", &["bsc-testnet", "bnb-testnet"]),
    chain(100, "Gnosis", &["gnosis"]),
    chain(130, "Unichain", &["unichain"]),
    chain(137, "Polygon", &["polygon-mainnet"]),
    chain(146, "Sonic", &["sonic"]),
    chain(195, "X Layer Testnet, which is deprecated", &[]),
    chain(324, "ZKsync Era", &["zksync"]),
    chain(338, "Cronos Testnet", &["cronos-testnet"]),
    chain(480, "World Chain", &["worldchain"]),
    chain(999, "HyperEVM", &["hyper-evm", "hyperevm"]),
    chain(1868, "Soneium", &["soneium"]),
    chain(1952, "X Layer Testnet", &[]),
    chain(5000, "Mantle", &["mantle"]),
    chain(5003, "Mantle Sepolia Testnet", &["mantle-sepolia", "mantle-sepolia-testnet"]),
    chain(8217, "Kaia", &["kaia"]),
    chain(8453, "Base", &["base-mainnet"]),
    chain(9745, "Plasma", &["plasma"]),
    chain(9746, "Plasma Testnet", &["plasma-testnet"]),
    chain(34_443, "Mode", &["mode"]),
    chain(42_161, "Arbitrum One", &["arbitrum", "arbitrum-one"]),
    chain(43_114, "Avalanche", &["avalanche-mainnet"]),
    chain(57_073, "Ink", &["ink"]),
    chain(59_141, "Linea Sepolia Testnet", &["linea-sepolia"]),
    chain(59_144, "Linea", &["linea", "linea-mainnet"]),
    chain(80_094, "Berachain", &["berachain"]),
    chain(81_457, "Blast", &["blast"]),
    chain(421_614, "Arbitrum Sepolia", &["arbitrum-sepolia"]),
    chain(534_352, "Scroll", &["scroll"]),
    chain(763_373, "Ink Sepolia", &["ink-sepolia"]),
    chain(11_155_111, "Sepolia", &["ethereum-sepolia"]),
    chain(11_155_420, "OP Sepolia", &["optimism-sepolia", "op-sepolia"]),
    chain(1_187_947_933, "SKALE Base", &["skale-base-mainnet"]),
];

/// The chain with this id.
pub(crate) fn by_id(id: u64) -> Option<&'static Chain> {
    CHAINS.iter().find(|chain| chain.id == id)
}

/// The chain with this name, in any letter case.
pub(crate) fn by_name(written: &str) -> Option<&'static Chain> {
    CHAINS.iter().find(|chain| chain.written.iter().any(|name| name.eq_ignore_ascii_case(written)))
}

#[cfg(test)]
mod tests {
    use x402_types::Network;

    use super::*;

    /// A name means one chain, and version 1 reads none of them.
    #[test]
    fn each_name_is_of_one_chain() {
        assert!(CHAINS.is_sorted_by_key(|chain| chain.id));
        for name in CHAINS.iter().flat_map(|chain| chain.written) {
            assert_eq!(Network::from_v1_name(name), None, "{name}");
            assert_eq!(CHAINS.iter().filter(|chain| chain.written.contains(name)).count(), 1, "{name}");
        }
    }
}
