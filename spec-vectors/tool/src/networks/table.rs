//! V1's names, for the vectors and for the mutants that the vectors have to find.

/// Name and identifier, as in decision 6, in the order of the names. The position is the number.
pub(crate) const TABLE: [(&str, &str); 32] = [
    ("abstract", "eip155:2741"),
    ("abstract-testnet", "eip155:11124"),
    ("avalanche", "eip155:43114"),
    ("avalanche-fuji", "eip155:43113"),
    ("base", "eip155:8453"),
    ("base-sepolia", "eip155:84532"),
    ("celo", "eip155:42220"),
    ("celo-sepolia", "eip155:11142220"),
    ("educhain", "eip155:41923"),
    ("ethereum", "eip155:1"),
    ("flare", "eip155:14"),
    ("iotex", "eip155:4689"),
    ("megaeth", "eip155:4326"),
    ("monad", "eip155:143"),
    ("monad-testnet", "eip155:10143"),
    ("peaq", "eip155:3338"),
    ("polygon", "eip155:137"),
    ("polygon-amoy", "eip155:80002"),
    ("radius", "eip155:723487"),
    ("radius-testnet", "eip155:72344"),
    ("sei", "eip155:1329"),
    ("sei-testnet", "eip155:1328"),
    ("sepolia", "eip155:11155111"),
    ("skale-base-sepolia", "eip155:324705682"),
    ("solana", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"),
    ("solana-devnet", "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"),
    ("solana-testnet", "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z"),
    ("stable", "eip155:988"),
    ("stable-testnet", "eip155:2201"),
    ("story", "eip155:1514"),
    ("xdc", "eip155:50"),
    ("xrpl-evm", "eip155:1440000"),
];

/// V1 names that are read and never written (U-44).
pub(crate) const READ: [(&str, &str); 3] =
    [("xlayer", "eip155:196"), ("skale-base", "eip155:1187947933"), ("robinhood", "eip155:4663")];
