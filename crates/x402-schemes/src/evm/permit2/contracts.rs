//! The contracts of Permit2 payments, as data (`docs/reference/sources.md`).

use super::Proxy;
use crate::evm::Address;

/// Permit2 (`scheme_exact_evm.md`, Annex): `0x000000000022D473030F116dDEE9F6B43aC78BA3`.
pub const PERMIT2: Address = Address::new([
    0x00, 0x00, 0x00, 0x00, 0x00, 0x22, 0xd4, 0x73, 0x03, 0x0f, 0x11, 0x6d, 0xde, 0xe9, 0xf6, 0xb4, 0x3a, 0xc7, 0x8b,
    0xa3,
]);

/// The proxy of `exact` (`scheme_exact_evm.md` §2): `0x402085c248EeA27D92E8b30b2C58ed07f9E20001`.
pub const EXACT_PROXY: Address = Address::new([
    0x40, 0x20, 0x85, 0xc2, 0x48, 0xee, 0xa2, 0x7d, 0x92, 0xe8, 0xb3, 0x0b, 0x2c, 0x58, 0xed, 0x07, 0xf9, 0xe2, 0x00,
    0x01,
]);

/// The proxy of `upto` (`scheme_upto_evm.md`, Annex): `0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002`.
pub const UPTO_PROXY: Address = Address::new([
    0x40, 0x20, 0xa4, 0xf3, 0xb7, 0xb9, 0x0c, 0xca, 0x42, 0x3b, 0x9f, 0xab, 0xcc, 0x0c, 0xe5, 0x7c, 0x6c, 0x24, 0x00,
    0x02,
]);

impl Proxy {
    /// The address of the proxy, which is the same on every chain.
    #[must_use]
    pub const fn address(self) -> Address {
        match self {
            Self::Exact => EXACT_PROXY,
            Self::Upto => UPTO_PROXY,
        }
    }
}

/// A contract that payers are known to have named as spender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KnownContract {
    /// The address, with its EIP-55 checksum.
    pub address: &'static str,
    /// The name of the contract.
    pub name: &'static str,
    /// The proxy that this contract currently is. `None` for other contracts and retired proxies.
    pub proxy: Option<Proxy>,
    /// The source of the address. Versions are those of npm `@x402/evm`.
    pub source: &'static str,
}

const fn row(address: &'static str, name: &'static str, proxy: Option<Proxy>, source: &'static str) -> KnownContract {
    KnownContract { address, name, proxy, source }
}

/// Every known contract.
pub static KNOWN: &[KnownContract] = &[
    row("0x000000000022D473030F116dDEE9F6B43aC78BA3", "Permit2", None, "Uniswap's deployments"),
    row(
        "0x402085c248EeA27D92E8b30b2C58ed07f9E20001",
        "x402ExactPermit2Proxy",
        Some(Proxy::Exact),
        "scheme_exact_evm.md; since 2.5.0",
    ),
    row(
        "0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002",
        "x402UptoPermit2Proxy",
        Some(Proxy::Upto),
        "scheme_upto_evm.md; since 2.9.0",
    ),
    row(
        "0x4020615294c913F045dc10f0a5cdEbd86c280001",
        "x402ExactPermit2Proxy, first generation, retired",
        None,
        "2.3.0 to 2.4.0; its witness had a field extra",
    ),
    row(
        "0x4020633461b2895a48930Ff97eE8fCdE8E520002",
        "x402UptoPermit2Proxy, first generation, retired",
        None,
        "2.3.0 to 2.4.0; its witness had a field extra",
    ),
    row(
        "0x402039b3d6E6BEC5A02c2C9fd937ac17A6940002",
        "x402UptoPermit2Proxy, second generation, retired",
        None,
        "2.5.0 to 2.8.0; its witness had no facilitator",
    ),
];

/// Returns the contract, if it is one of [`KNOWN`].
#[must_use]
pub fn known(address: Address) -> Option<&'static KnownContract> {
    KNOWN.iter().find(|contract| contract.address.parse() == Ok(address))
}
