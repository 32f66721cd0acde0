//! What the library crates cost, beside what published crates cost for the same work. See the README.

mod cases;
mod channels;
mod counting;
mod fixture;
mod group;
mod objects;
mod operations;
#[cfg(feature = "peers")]
mod peers;
#[cfg(feature = "recover")]
mod recover;
mod recovery;
mod solana;
mod stellar;
mod xrpl;

pub use cases::groups;
pub use counting::{Counting, allocations};
pub use group::{Case, Group};
pub use objects::{OURS, PEERS, object_groups};

/// Crates that the results depend on, with the versions that this workspace is locked to.
pub fn versions() -> String {
    const LOCK: &str = include_str!("../Cargo.lock");
    let of = |name: &str| {
        let entry_version = |entry: &'static str| {
            let field = |field: &str| {
                let (_, value) = entry.split_once(&format!("\n{field} = \""))?;
                value.split_once('"').map(|(value, _)| value)
            };
            (field("name")? == name).then(|| field("version"))?
        };
        // The last: of k256 the version that we measure, and of the two packages called x402-types the peer.
        LOCK.split("[[package]]").filter_map(entry_version).last()
    };
    let listed = [
        "x402-types",
        "x402-chain-eip155",
        "r402-protocol",
        "x402-core",
        "alloy-sol-types",
        "k256",
        "ed25519-dalek",
        "solana-transaction",
        "secp256k1",
        "serde_json",
    ];
    listed.map(|name| format!("{name} {}", of(name).unwrap_or("?"))).join(", ")
}
