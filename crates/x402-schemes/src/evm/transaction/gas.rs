//! The cost of a transaction.

use x402_types::Uint256;

use super::Transaction;

/// The gas for every transaction.
const TRANSACTION: u64 = 21_000;
/// The gas for creating a contract (EIP-2), and for each word of its init code (EIP-3860).
const CREATION: u64 = 32_000;
const INITCODE_WORD: u64 = 2;
/// The gas for a token. A zero byte of data counts as one token, and any other byte as four (EIP-2028, EIP-7623).
const TOKEN: u64 = 4;
const TOKENS_OF_NONZERO: u64 = 4;
/// The gas for a token in the floor of EIP-7623.
const FLOOR_TOKEN: u64 = 10;
/// The gas for an address and for a storage key of the access list (EIP-2930).
const ACCESS_LIST_ADDRESS: u64 = 2_400;
const ACCESS_LIST_KEY: u64 = 1_900;

impl Transaction<'_> {
    /// Returns the smallest gas limit with which the transaction is valid: its cost before any code runs, and at least
    /// the floor that EIP-7623 sets for its data. The code that the transaction calls costs more.
    pub fn intrinsic_gas(&self) -> u64 {
        let zeros = count(self.data.iter().filter(|byte| **byte == 0).count());
        let others = count(self.data.len()).saturating_sub(zeros);
        let tokens = zeros.saturating_add(others.saturating_mul(TOKENS_OF_NONZERO));
        let access_list = self.fees.access_list();
        let announced = count(access_list.addresses())
            .saturating_mul(ACCESS_LIST_ADDRESS)
            .saturating_add(count(access_list.storage_keys()).saturating_mul(ACCESS_LIST_KEY));
        let creation = match self.to {
            Some(_) => 0,
            None => count(self.data.len().div_ceil(32)).saturating_mul(INITCODE_WORD).saturating_add(CREATION),
        };
        let before = tokens.saturating_mul(TOKEN).saturating_add(announced).saturating_add(creation);
        TRANSACTION.saturating_add(before.max(tokens.saturating_mul(FLOOR_TOKEN)))
    }

    /// Returns the maximum cost of the gas, in wei: the gas limit at the maximum fee. The transaction also moves its
    /// [`value`](Self::value).
    pub fn max_cost(&self) -> Uint256 {
        // The product of 64 and 128 bits has at most 192 bits. The low half of the fee is multiplied first, then the
        // high half.
        let (gas, fee) = (u128::from(self.gas_limit), self.fees.max_fee());
        let low = (fee & u128::from(u64::MAX)).saturating_mul(gas);
        let high = fee.wrapping_shr(64).saturating_mul(gas).saturating_add(low.wrapping_shr(64));
        let [high, low] = [high.to_be_bytes(), low.to_be_bytes()];
        let mut bytes = [0; 32];
        // The low 64 bits come after the other 128.
        for (slot, byte) in bytes.iter_mut().skip(8).zip(high.iter().chain(low.iter().skip(8))) {
            *slot = *byte;
        }
        Uint256::from_be_bytes(bytes)
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
