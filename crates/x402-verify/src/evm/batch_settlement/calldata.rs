//! The call that asks the batch contract for a channel, encoded by the ABI.

use alloc::vec::Vec;

use x402_schemes::evm::batch_settlement::ChannelId;

use crate::evm::calldata::{push_bytes, word};

/// `multicall(bytes[])`
const MULTICALL: [u8; 4] = [0xac, 0x96, 0x50, 0xd8];
/// `channels(bytes32)`
const CHANNELS: [u8; 4] = [0x7a, 0x7e, 0xbd, 0x7b];
/// `pendingWithdrawals(bytes32)`
const PENDING_WITHDRAWALS: [u8; 4] = [0xb7, 0xf0, 0x6e, 0xbe];
/// `refundNonce(bytes32)`
const REFUND_NONCE: [u8; 4] = [0xf0, 0xdc, 0x79, 0x2e];

/// One call for the contract's whole state of a channel: `multicall` of three getters (N-19).
pub(crate) fn channel_state(channel: ChannelId) -> Vec<u8> {
    const GETTERS: [[u8; 4]; 3] = [CHANNELS, PENDING_WITHDRAWALS, REFUND_NONCE];
    let mut data = [MULTICALL.as_slice(), &word(32), &word(3)].concat();
    // Behind the three offsets, each getter takes its length and 36 bytes, padded to two words.
    for offset in [96, 192, 288] {
        data.extend(word(offset));
    }
    for getter in GETTERS {
        push_bytes(&mut data, &[getter.as_slice(), channel.as_ref()].concat());
    }
    data
}
