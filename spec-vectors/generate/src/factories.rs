//! The factories that may deploy a payer's wallet (E-9).

/// The factory of Coinbase's smart wallets.
const FACTORY: &str = "0ba5ed0c6aa8c49038f819e587e2633c4a9f428a";

/// A signature in the wrapper of ERC-6492, without `0x`: `abi.encode(factory, calldata, inner)`, and the magic.
pub(crate) fn wrapped(inner: &str, calldata: &str) -> String {
    let word = |value: usize| format!("{value:064x}");
    let bytes = |hex: &str| format!("{}{hex}{}", word(hex.len() / 2), "0".repeat((64 - hex.len() % 64) % 64));
    let calldata = bytes(calldata);
    let second = word(96 + calldata.len() / 2);
    format!("{FACTORY:0>64}{}{second}{calldata}{}{}", word(96), bytes(inner), "6492".repeat(16))
}
