//! Transactions of the batch contract, encoded by the ABI.

use alloc::vec::Vec;

use x402_schemes::evm::{
    Address,
    batch_settlement::{ChannelConfig, Deposit, DepositAuthorization, ERC3009_COLLECTOR, PERMIT2_COLLECTOR, Sweep},
    gas_sponsoring::eip2612,
};
use x402_types::{Uint256, UnixSeconds};

use crate::evm::calldata::{push_bytes, word};

/// `deposit((address,address,address,address,address,uint40,bytes32),uint128,address,bytes)`
const DEPOSIT: [u8; 4] = [0x14, 0x0f, 0x1e, 0x75];
/// `settle(address,address)`
const SETTLE: [u8; 4] = [0x9d, 0xb3, 0x2a, 0x8f];

/// A call of `deposit`, with the signature that a settler supplies and the permit for the token, if there is one.
pub(super) fn deposit(
    config: &ChannelConfig,
    deposit: &Deposit,
    signature: &[u8],
    permit: Option<&eip2612::Info>,
) -> Vec<u8> {
    let (collector, data) = collected(deposit, signature, permit);
    let words = config.words();
    let tail = [deposit.amount.to_word(), collector.to_word(), word(10 * 32)];
    let mut call = [DEPOSIT.as_slice(), words.as_flattened(), tail.as_flattened()].concat();
    push_bytes(&mut call, &data);
    call
}

/// The collector of a deposit, and the data for it.
fn collected(deposit: &Deposit, signature: &[u8], permit: Option<&eip2612::Info>) -> (Address, Vec<u8>) {
    // The head has four words, and then comes the signature.
    let of_signature = 4 * 32;
    let permit = permit.map(permit_data).unwrap_or_default();
    let (collector, numbers, last, strings): (_, _, _, &[&[u8]]) = match &deposit.authorization {
        DepositAuthorization::Erc3009(authorization) => {
            let window = [authorization.valid_after, authorization.valid_before].map(UnixSeconds::get);
            (ERC3009_COLLECTOR, window, [authorization.salt.to_bytes(), word(of_signature)], &[signature])
        }
        DepositAuthorization::Permit2(authorization) => {
            let length = signature.len().next_multiple_of(32).saturating_add(32);
            let of_permit = u64::try_from(length).unwrap_or(u64::MAX).saturating_add(of_signature);
            let numbers = [authorization.nonce.get(), authorization.deadline.get()];
            (PERMIT2_COLLECTOR, numbers, [word(of_signature), word(of_permit)], &[signature, &permit])
        }
    };
    let mut data = [numbers.map(Uint256::to_be_bytes).as_flattened(), last.as_flattened()].concat();
    strings.iter().for_each(|bytes| push_bytes(&mut data, bytes));
    (collector, data)
}

/// The value, the deadline, v, r and s of a permit. A permit that got here has 65 bytes.
fn permit_data(info: &eip2612::Info) -> Vec<u8> {
    let eip2612::Info { permit, signature, .. } = info;
    let mut data = [permit.value.get().to_be_bytes(), permit.deadline.get().to_be_bytes()].as_flattened().to_vec();
    if let Some((v, r_s)) = signature.as_bytes().split_last() {
        data.extend(word(u64::from(*v)));
        data.extend(r_s);
    }
    data
}

/// A call of `settle`.
pub(super) fn sweep(sweep: &Sweep) -> Vec<u8> {
    [SETTLE.as_slice(), &sweep.receiver.to_word(), &sweep.token.to_word()].concat()
}
