//! Chains of the OP stack. There a transaction costs more than its gas, because the same balance also pays for its data
//! on L1 ([specification](https://specs.optimism.io/protocol/exec-engine.html#l1-cost-fees-l1-fee-vault)).

use super::Address;

/// The predeployed contract that computes the data fee. All of these chains have it at the same address,
/// `0x420000000000000000000000000000000000000F`.
pub const GAS_PRICE_ORACLE: Address = Address::new([
    0x42, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x0f,
]);

/// The ids of the known chains. These are Base, and the chains of the [superchain
/// registry](https://github.com/ethereum-optimism/superchain-registry), whose definitions in viem have this oracle too, with
/// their test networks. `witness/op_stack.mjs` compares the list in both directions. Other chains also charge for data, but
/// are not listed here.
pub const CHAINS: &[u64] = &[
    10,
    130,
    252,
    360,
    480,
    690,
    919,
    1135,
    1301,
    1750,
    1868,
    1946,
    4202,
    4801,
    5330,
    8453,
    11_011,
    33_979,
    34_443,
    57_073,
    60_808,
    84_532,
    763_373,
    808_813,
    3_397_901,
    7_777_777,
    11_142_220,
    11_155_420,
    999_999_999,
];

/// Returns `true` if this chain is known to charge for data on L1.
#[must_use]
pub fn charges_for_data(chain_id: u64) -> bool {
    CHAINS.contains(&chain_id)
}
