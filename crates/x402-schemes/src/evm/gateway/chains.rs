//! The chains of the Gateway, and the contracts on each (`docs/reference/sources.md`).

use crate::{
    evm::Address,
    hex::{constant, word},
};

/// The contract that keeps the deposits on every mainnet: `0x77777777Dcc4d5A8B6E418Fd04D8997ef11000eE`.
pub const WALLET: Address = Address::new(constant(b"77777777Dcc4d5A8B6E418Fd04D8997ef11000eE"));

/// The contract that keeps the deposits on every testnet: `0x0077777d7EBA4688BDeF3E311b846F25870A19B9`.
pub const TESTNET_WALLET: Address = Address::new(constant(b"0077777d7EBA4688BDeF3E311b846F25870A19B9"));

/// A chain of the Gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Chain {
    /// The name, such as `Base Sepolia`.
    pub name: &'static str,
    /// The id of the chain, which the signed domain contains.
    pub chain_id: u64,
    /// The operator's number for the chain and its testnet. The signed domain does not contain it.
    pub operators_number: u64,
    /// The contract that keeps the deposits. Payers sign in its domain.
    pub wallet: Address,
    /// The USDC of the chain, the only asset in which the Gateway pays.
    pub usdc: Address,
    /// The EIP-712 domain separator of the wallet. `tests/it/gateway.rs` computes each with alloy.
    pub separator: [u8; 32],
}

/// Returns the chain with this id, or `None` if the table does not have it.
#[must_use]
pub fn chain(chain_id: u64) -> Option<&'static Chain> {
    CHAINS.iter().find(|chain| chain.chain_id == chain_id)
}

/// Every chain that the operator's client knows, each mainnet before its testnet.
pub static CHAINS: &[Chain] = &[
    row(
        "Ethereum",
        1,
        0,
        WALLET,
        b"A0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48",
        b"6ef20b2abd78c2a795958c0dd957522ccf7a74d42eb98ab5403ff54301da855b",
    ),
    row(
        "Sepolia",
        11_155_111,
        0,
        TESTNET_WALLET,
        b"1c7D4B196Cb0C7B01d743Fbc6116a902379C7238",
        b"4600622a48e462cc3488181f7775d4e19ea91c9eaaa25abbe06a71bbf8f00218",
    ),
    row(
        "Optimism",
        10,
        2,
        WALLET,
        b"0b2C639c533813f4Aa9D7837CAf62653d097Ff85",
        b"264e83f433392b9d66a2e8d56fa50676434267da84b3aabfa08a449c68c19928",
    ),
    row(
        "OP Sepolia",
        11_155_420,
        2,
        TESTNET_WALLET,
        b"5fd84259d66Cd46123540766Be93DFE6D43130D7",
        b"0cbf9e4dfa55e1e352b7e309617d30b8a2e447832dc8e567ecd41b52a2b00e00",
    ),
    row(
        "Unichain",
        130,
        10,
        WALLET,
        b"078D782b760474a361dDA0AF3839290b0EF57AD6",
        b"ae3150323d3cc761606fe6b40f0b1eead7859cb48b4bb42ee68790dd01c28305",
    ),
    row(
        "Unichain Sepolia",
        1301,
        10,
        TESTNET_WALLET,
        b"31d0220469e10c4E71834a79b1f276d740d3768F",
        b"8bfa1d338953805286bb192c6e53d53902f65604c135ce320d8d3fd4c7062f95",
    ),
    row(
        "Polygon",
        137,
        7,
        WALLET,
        b"3c499c542cEF5E3811e1192ce70d8cC03d5c3359",
        b"8bc90422e6f0fce05e2bce8dcb8e3de2af91ce1a25ecbbc039f886280f2e1a31",
    ),
    row(
        "Polygon Amoy",
        80_002,
        7,
        TESTNET_WALLET,
        b"41E94Eb019C0762f9Bfcf9Fb1E58725BfB0e7582",
        b"5ccc3cfeaf6c3649e8ef3912f29c673f109a7c9e701b14797e6b0019e4f9c950",
    ),
    row(
        "Sonic",
        146,
        13,
        WALLET,
        b"29219dd400f2Bf60E5a23d13Be72B486D4038894",
        b"45fa3a8d328dafa8712617332d7f58104b3878b04e57f669e689c02b36cba13c",
    ),
    row(
        "Sonic Testnet",
        14_601,
        13,
        TESTNET_WALLET,
        b"0BA304580ee7c9a980CF72e55f5Ed2E9fd30Bc51",
        b"eba0870b7dfc7907627595befc7e4f5393e4a09b8fca5bec89f49cfb0eb1bf64",
    ),
    row(
        "World",
        480,
        14,
        WALLET,
        b"79A02482A880bCE3F13e09Da970dC34db4CD24d1",
        b"e5d19f41214675f37baebe7ecc94c3324959d09fd76bddef0f05257f568a73de",
    ),
    row(
        "World Sepolia",
        4801,
        14,
        TESTNET_WALLET,
        b"66145f38cBAC35Ca6F1Dfb4914dF98F1614aeA88",
        b"d6e34175b4d70c6f9a03a66fcdf1c1c0b1c4a03be99b86e903acdc77b0415402",
    ),
    row(
        "HyperEVM",
        999,
        19,
        WALLET,
        b"b88339CB7199b77E23DB6E890353E22632Ba630f",
        b"3419dc5f99d18ff64e53a206c5b3ad44d736edc461d658636169ca6b7934f9e2",
    ),
    row(
        "HyperEVM Testnet",
        998,
        19,
        TESTNET_WALLET,
        b"2B3370eE501B4a559b57D449569354196457D8Ab",
        b"fb5ec4d731165539410b786cbd5cd88d9147b50e73a16ae4fa664a4a14618ddc",
    ),
    row(
        "Sei",
        1329,
        16,
        WALLET,
        b"e15fC38F6D8c56aF07bbCBe3BAf5708A2Bf42392",
        b"3bbb88cca6c5149b4ef1f382d7d82e5ca938cce64fd5149a322a3daadd0ea40d",
    ),
    row(
        "Sei Atlantic",
        1328,
        16,
        TESTNET_WALLET,
        b"4fCF1784B31630811181f670Aea7A7bEF803eaED",
        b"7437c2c351e5a038d40809a7ae89c380f24e9d33ca48c14994bcdba2c39b019d",
    ),
    row(
        "Arc",
        5042,
        26,
        WALLET,
        b"3600000000000000000000000000000000000000",
        b"6ebe3f3a24dc29e681ffa696ff381e999d3787bc9c537a2eeef7ab9c5b424b84",
    ),
    row(
        "Arc Testnet",
        5_042_002,
        26,
        TESTNET_WALLET,
        b"3600000000000000000000000000000000000000",
        b"777f1a7bd2dd4cb786270c436ca4c6349f27d20cf59769780fe13355920306f0",
    ),
    row(
        "Base",
        8453,
        6,
        WALLET,
        b"833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
        b"b1040a7853b725267d0fb612de81fc3cf29e39952e2addda68a717d99e97eb10",
    ),
    row(
        "Base Sepolia",
        84_532,
        6,
        TESTNET_WALLET,
        b"036CbD53842c5426634e7929541eC2318f3dCF7e",
        b"c3742368491d62d35db4f2606f8715a4814d22826819aa828e2b09d0e1c64f25",
    ),
    row(
        "Arbitrum",
        42_161,
        3,
        WALLET,
        b"af88d065e77c8cC2239327C5EDb3A432268e5831",
        b"ffee060386ec857581a8acae0d6466de1df2930bea694b2366002f2e131972e8",
    ),
    row(
        "Arbitrum Sepolia",
        421_614,
        3,
        TESTNET_WALLET,
        b"75faf114eafb1BDbe2F0316DF893fd58CE46AA4d",
        b"179160f141b6a0ee8de8d2dc09ddac3be554f0ec36c9c94dca1c0711c970ef84",
    ),
    row(
        "Avalanche",
        43_114,
        1,
        WALLET,
        b"B97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E",
        b"6a50ec73f4b8fe5d1cc9b9d02c81e7622b2e3ba4a3e6f300595852f5f16784de",
    ),
    row(
        "Avalanche Fuji",
        43_113,
        1,
        TESTNET_WALLET,
        b"5425890298aed601595a70AB815c96711a31Bc65",
        b"e1b1c5d5fed8d887f7a8aca458c38b734f1556377d8bc6bfa6a8ea518c14b8bf",
    ),
];

const fn row(
    name: &'static str,
    chain_id: u64,
    operators_number: u64,
    wallet: Address,
    usdc: &[u8; 40],
    separator: &[u8; 64],
) -> Chain {
    Chain { name, chain_id, operators_number, wallet, usdc: Address::new(constant(usdc)), separator: word(separator) }
}
