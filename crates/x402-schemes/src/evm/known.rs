//! The known tokens, for `assets.rs`. An address also takes its EIP-55 checksum from here if the table lists it.

use crate::{AssetTransferMethod, hex};

/// A known token, as the default tables of the published implementations describe it, or listed by U-43.
///
/// ```
/// use x402_schemes::evm::assets;
/// let usdc = assets::known(84_532, "0x036CbD53842c5426634e7929541eC2318f3dCF7e".parse()?).unwrap();
/// assert_eq!((usdc.symbol, usdc.decimals, usdc.domain_name), ("USDC", 6, "USDC"));
/// # Ok::<(), x402_schemes::evm::ParseAddressError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KnownAsset {
    /// The id of the chain.
    pub chain_id: u64,
    /// The symbol, such as `USDC`.
    pub symbol: &'static str,
    /// The address of the contract, with its EIP-55 checksum.
    pub address: &'static str,
    /// The name in the token's EIP-712 domain.
    pub domain_name: &'static str,
    /// The version in the token's EIP-712 domain.
    pub domain_version: &'static str,
    /// The number of decimal places of an amount.
    pub decimals: u8,
    /// The transfer method in the tables.
    pub method: AssetTransferMethod,
    /// The tables that contain the token: npm `@x402/evm` 2.27.0 (TS), PyPI `x402` 2.25.0 (Py), the Go SDK of April
    /// (Go), x402-rs 2.0.2; or U-43 for a token in none of them. `docs/reference/sources.md` lists the sources of those
    /// tokens' domains.
    pub source: &'static str,
    /// The bytes of `address`, for comparisons.
    pub(super) bytes: [u8; 20],
}

/// Returns the tokens with this address, on every chain.
pub(super) fn at(address: [u8; 20]) -> impl Iterator<Item = &'static KnownAsset> {
    let start = start(address);
    // Nearly every address is in no row. Without an early end, several rows are compared at once.
    let may_be_listed = STARTS.iter().fold(false, |found, row| found | (*row == start));
    let rows = if may_be_listed { KNOWN } else { &[] };
    rows.iter().filter(move |asset| asset.bytes == address)
}

/// The 40 digits of a listed address with their EIP-55 checksum, which then need not be computed: a checksum is a hash.
pub(super) fn checksummed(address: [u8; 20]) -> Option<[u8; 40]> {
    at(address).next()?.address.as_bytes().last_chunk().copied()
}

const fn start(address: [u8; 20]) -> u32 {
    let [a, b, c, d, ..] = address;
    u32::from_ne_bytes([a, b, c, d])
}

/// The first bytes of each address. Few other addresses begin so.
static STARTS: [u32; KNOWN.len()] = {
    let mut starts = [0; KNOWN.len()];
    let mut index = 0;
    while index < KNOWN.len() {
        #[allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "evaluated at compile time")]
        {
            starts[index] = start(KNOWN[index].bytes);
            index += 1;
        }
    }
    starts
};

const EIP3009: AssetTransferMethod = AssetTransferMethod::EIP3009;
const PERMIT2: AssetTransferMethod = AssetTransferMethod::PERMIT2;

#[allow(clippy::too_many_arguments, reason = "a row of a table")]
const fn row(
    chain_id: u64,
    symbol: &'static str,
    address: &'static str,
    domain_name: &'static str,
    domain_version: &'static str,
    decimals: u8,
    method: AssetTransferMethod,
    source: &'static str,
) -> KnownAsset {
    let (_, digits) = address.as_bytes().split_at(2);
    let bytes = hex::constant(digits);
    KnownAsset { chain_id, symbol, address, domain_name, domain_version, decimals, method, source, bytes }
}

/// Every known token. `docs/reference/sources.md` names the tables from which the rows come. If the tables disagree on a domain,
/// the row follows the official SDKs: Monad's USDC is "USD Coin" in the Go table, and Polygon's is "USDC" in that of
/// x402-rs (D-58).
pub static KNOWN: &[KnownAsset] = &[
    row(8453, "USDC", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", "USD Coin", "2", 6, EIP3009, "TS, Py, Go, x402-rs"),
    row(84_532, "USDC", "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "USDC", "2", 6, EIP3009, "TS, Py, Go, x402-rs"),
    row(1, "USDC", "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", "USD Coin", "2", 6, EIP3009, "TS, Py"),
    row(43_114, "USDC", "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E", "USD Coin", "2", 6, EIP3009, "TS, Py, x402-rs"),
    row(4326, "MegaUSD", "0xFAfDdbb3FC7688494971a79cc65DCa3EF82079E7", "MegaUSD", "1", 18, PERMIT2, "TS, Py, Go"),
    row(143, "USDC", "0x754704Bc059F8C67012fEd69BC8A327a5aafb603", "USDC", "2", 6, EIP3009, "TS, Py, Go"),
    row(10_143, "USDC", "0x534b2f3A21130d7a60830c2Df862319e593943A3", "USDC", "2", 6, EIP3009, "Py"),
    row(988, "USDT0", "0x779Ded0c9e1022225f8E0630b35a9b54bE713736", "USDT0", "1", 6, EIP3009, "TS, Py, Go"),
    row(2201, "USDT0", "0x78Cf24370174180738C5B8E352B6D14c83a6c9A9", "USDT0", "1", 6, EIP3009, "TS, Py, Go"),
    row(137, "USDC", "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359", "USD Coin", "2", 6, EIP3009, "TS, Py, Go, x402-rs"),
    row(42_161, "USDC", "0xaf88d065e77c8cC2239327C5EDb3A432268e5831", "USD Coin", "2", 6, EIP3009, "TS, Py, Go"),
    row(421_614, "USDC", "0x75faf114eafb1BDbe2F0316DF893fd58CE46AA4d", "USD Coin", "2", 6, EIP3009, "TS, Py, Go"),
    row(31_612, "mUSD", "0xdD468A1DDc392dcdbEf6db6e34E89AA338F9F186", "Mezo USD", "1", 18, PERMIT2, "TS, Py"),
    row(31_611, "mUSD", "0x118917a40FAF1CD7a13dB0Ef56C86De7973Ac503", "Mezo USD", "1", 18, PERMIT2, "TS, Py, Go"),
    row(
        723_487,
        "SBC",
        "0x33ad9e4BD16B69B5BFdED37D8B5D9fF9aba014Fb",
        "Stable Coin",
        "1",
        6,
        PERMIT2,
        "TS, Py, x402-rs",
    ),
    row(72_344, "SBC", "0x33ad9e4BD16B69B5BFdED37D8B5D9fF9aba014Fb", "Stable Coin", "1", 6, PERMIT2, "TS, Py, x402-rs"),
    row(36_900, "USDC.e", "0x9cb8142aEBBcdc60AF7c97Af897A67A8f3CA71C2", "USDC.e", "2", 6, EIP3009, "TS, Py"),
    row(190_415, "USDC.e", "0x401eCb1D350407f13ba348573E5630B83638E30D", "Bridged USDC", "2", 6, EIP3009, "TS, Py"),
    row(181_228, "USDC.e", "0x401eCb1D350407f13ba348573E5630B83638E30D", "Bridged USDC", "2", 6, EIP3009, "TS, Py"),
    row(50, "USDC", "0xfA2958CB79b0491CC627c1557F441eF849Ca8eb1", "USDC", "2", 6, EIP3009, "TS, Py, x402-rs"),
    row(51, "USDC", "0xb5AB69F7bBada22B28e79C8FFAECe55eF1c771D4", "USDC", "2", 6, EIP3009, "TS, Py"),
    row(38_833, "USDC", "0xA5b8BF902b2844dA17d4506cc827F7F1681735E7", "USDC", "1", 6, PERMIT2, "TS, Py"),
    row(14, "USDT0", "0xe7cd86e13AC4309349F30B3435a9d337750fC82D", "USD₮0", "1", 6, EIP3009, "TS, Py"),
    row(42_220, "USDC", "0xcebA9300f2b948710d2653dD7B07f33A8B32118C", "USDC", "2", 6, EIP3009, "TS, Py, x402-rs"),
    row(42_220, "USDT", "0x48065fbBE25f71C9282ddf5e1cD6D6A887483D5e", "Tether USD", "1", 6, EIP3009, "TS, Py"),
    row(42_220, "USAT", "0xD2ab3C9A02DBBAB236BfEC45D1d755DF4267F771", "Tether America USD", "1", 6, EIP3009, "TS, Py"),
    row(11_142_220, "USDC", "0x01C5C0122039549AD1493B8220cABEdD739BC44E", "USDC", "2", 6, EIP3009, "TS, Py, x402-rs"),
    row(1329, "USDC", "0xe15fC38F6D8c56aF07bbCBe3BAf5708A2Bf42392", "USDC", "2", 6, EIP3009, "TS, Py, x402-rs"),
    row(1328, "USDC", "0x4fCF1784B31630811181f670Aea7A7bEF803eaED", "USDC", "2", 6, EIP3009, "TS, Py, x402-rs"),
    row(5042, "USDC", "0x3600000000000000000000000000000000000000", "USDC", "2", 6, EIP3009, "Py"),
    row(5_042_002, "USDC", "0x3600000000000000000000000000000000000000", "USDC", "2", 6, EIP3009, "Py"),
    row(80_002, "USDC", "0x41E94Eb019C0762f9Bfcf9Fb1E58725BfB0e7582", "USDC", "2", 6, EIP3009, "x402-rs"),
    row(43_113, "USDC", "0x5425890298aed601595a70AB815c96711a31Bc65", "USD Coin", "2", 6, EIP3009, "x402-rs"),
    row(1_440_000, "USDC", "0xDaF4556169c4F3f2231d8ab7BC8772Ddb7D4c84C", "USDC", "1", 15, PERMIT2, "x402-rs"),
    row(3338, "USDC", "0xbbA60da06c2c5424f03f7434542280FCAd453d10", "USDC", "2", 6, EIP3009, "x402-rs"),
    row(4689, "USDC", "0xcDf79194C6C285077A58da47641D4dBe51F63542", "Bridged USDC", "2", 6, EIP3009, "x402-rs"),
    row(10, "USDC", "0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85", "USD Coin", "2", 6, EIP3009, "U-43"),
    row(130, "USDC", "0x078D782b760474a361dDA0AF3839290b0EF57AD6", "USDC", "2", 6, EIP3009, "U-43"),
    row(1301, "USDC", "0x31d0220469e10c4E71834a79b1f276d740d3768F", "USDC", "2", 6, EIP3009, "U-43"),
    row(146, "USDC", "0x29219dd400f2Bf60E5a23d13Be72B486D4038894", "USDC", "2", 6, EIP3009, "U-43"),
    row(196, "USDT0", "0x779Ded0c9e1022225f8E0630b35a9b54bE713736", "USD₮0", "1", 6, EIP3009, "U-43"),
    row(196, "USDG", "0x4ae46a509F6b1D9056937BA4500cb143933D2dc8", "Global Dollar", "1", 6, EIP3009, "U-43"),
    row(196, "USDC", "0x74b7F16337b8972027F6196A17a631aC6dE26d22", "USD Coin", "2", 6, EIP3009, "U-43"),
    row(4663, "USDG", "0x5fc5360D0400a0Fd4f2af552ADD042D716F1d168", "Global Dollar", "1", 6, EIP3009, "U-43"),
    row(480, "USDC", "0x79A02482A880bCE3F13e09Da970dC34db4CD24d1", "USDC", "2", 6, EIP3009, "U-43"),
    row(999, "USDC", "0xb88339CB7199b77E23DB6E890353E22632Ba630f", "USDC", "2", 6, EIP3009, "U-43"),
    row(11_155_111, "USDC", "0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238", "USDC", "2", 6, EIP3009, "U-43"),
    row(11_155_420, "USDC", "0x5fd84259d66Cd46123540766Be93DFE6D43130D7", "USDC", "2", 6, EIP3009, "U-43"),
];
