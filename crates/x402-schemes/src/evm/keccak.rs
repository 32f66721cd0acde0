//! Keccak-256 for WebAssembly.
//!
//! The crate `keccak` permutes the lanes in memory. That is as fast as this code natively, but engines of WebAssembly keep only
//! local variables in registers: in Node, the crate takes two to six times as long. The steps are named as in
//! [the Keccak reference](https://keccak.team/files/Keccak-reference-3.0.pdf).

/// The bytes that each permutation absorbs: 200 of the state, less twice the 32 of the hash.
const RATE: usize = 136;

/// The constants of ι, one for each round.
const ROUND_CONSTANTS: [u64; 24] = [
    0x0000_0000_0000_0001,
    0x0000_0000_0000_8082,
    0x8000_0000_0000_808a,
    0x8000_0000_8000_8000,
    0x0000_0000_0000_808b,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8009,
    0x0000_0000_0000_008a,
    0x0000_0000_0000_0088,
    0x0000_0000_8000_8009,
    0x0000_0000_8000_000a,
    0x0000_0000_8000_808b,
    0x8000_0000_0000_008b,
    0x8000_0000_0000_8089,
    0x8000_0000_0000_8003,
    0x8000_0000_0000_8002,
    0x8000_0000_0000_0080,
    0x0000_0000_0000_800a,
    0x8000_0000_8000_000a,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8080,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8008,
];

/// Returns the Keccak-256 hash of the bytes.
pub(super) fn keccak256(bytes: &[u8]) -> [u8; 32] {
    let mut state = [0; 25];
    let (blocks, rest) = bytes.as_chunks::<RATE>();
    for block in blocks {
        absorb(&mut state, block);
    }
    let mut last = [0; RATE];
    // The padding begins and ends with a bit that is set, and each byte begins with its lowest bit.
    for (slot, byte) in last.iter_mut().zip(rest.iter().chain(&[0x01])) {
        *slot = *byte;
    }
    let [.., end] = &mut last;
    *end |= 0x80;
    absorb(&mut state, &last);
    let mut hash = [0; 32];
    for (bytes, lane) in hash.as_chunks_mut::<8>().0.iter_mut().zip(state) {
        *bytes = lane.to_le_bytes();
    }
    hash
}

fn absorb(state: &mut [u64; 25], block: &[u8; RATE]) {
    for (lane, bytes) in state.iter_mut().zip(block.as_chunks::<8>().0) {
        *lane ^= u64::from_le_bytes(*bytes);
    }
    *state = permuted(*state);
}

/// Keccak-f\[1600\].
#[inline(never)]
fn permuted(state: [u64; 25]) -> [u64; 25] {
    ROUND_CONSTANTS.iter().fold(state, |state, constant| round(state, *constant))
}

/// One round. Lane x + 5y of the state is column x of row y.
#[inline(always)]
#[rustfmt::skip]
fn round(state: [u64; 25], constant: u64) -> [u64; 25] {
    let [
        a00, a10, a20, a30, a40,
        a01, a11, a21, a31, a41,
        a02, a12, a22, a32, a42,
        a03, a13, a23, a33, a43,
        a04, a14, a24, a34, a44,
    ] = state;
    // θ: each column gets the parities of its two neighbours.
    let c0 = a00 ^ a01 ^ a02 ^ a03 ^ a04;
    let c1 = a10 ^ a11 ^ a12 ^ a13 ^ a14;
    let c2 = a20 ^ a21 ^ a22 ^ a23 ^ a24;
    let c3 = a30 ^ a31 ^ a32 ^ a33 ^ a34;
    let c4 = a40 ^ a41 ^ a42 ^ a43 ^ a44;
    let d0 = c4 ^ c1.rotate_left(1);
    let d1 = c0 ^ c2.rotate_left(1);
    let d2 = c1 ^ c3.rotate_left(1);
    let d3 = c2 ^ c4.rotate_left(1);
    let d4 = c3 ^ c0.rotate_left(1);
    // ρ rotates each lane, and π moves lane (x, y) to (y, 2x + 3y). χ mixes the rows that result.
    let [b00, b10, b20, b30, b40] = chi(
        a00 ^ d0, (a11 ^ d1).rotate_left(44), (a22 ^ d2).rotate_left(43), (a33 ^ d3).rotate_left(21), (a44 ^ d4).rotate_left(14),
    );
    let [b01, b11, b21, b31, b41] = chi(
        (a30 ^ d3).rotate_left(28), (a41 ^ d4).rotate_left(20), (a02 ^ d0).rotate_left(3), (a13 ^ d1).rotate_left(45), (a24 ^ d2).rotate_left(61),
    );
    let [b02, b12, b22, b32, b42] = chi(
        (a10 ^ d1).rotate_left(1), (a21 ^ d2).rotate_left(6), (a32 ^ d3).rotate_left(25), (a43 ^ d4).rotate_left(8), (a04 ^ d0).rotate_left(18),
    );
    let [b03, b13, b23, b33, b43] = chi(
        (a40 ^ d4).rotate_left(27), (a01 ^ d0).rotate_left(36), (a12 ^ d1).rotate_left(10), (a23 ^ d2).rotate_left(15), (a34 ^ d3).rotate_left(56),
    );
    let [b04, b14, b24, b34, b44] = chi(
        (a20 ^ d2).rotate_left(62), (a31 ^ d3).rotate_left(55), (a42 ^ d4).rotate_left(39), (a03 ^ d0).rotate_left(41), (a14 ^ d1).rotate_left(2),
    );
    [
        b00 ^ constant, b10, b20, b30, b40,
        b01, b11, b21, b31, b41,
        b02, b12, b22, b32, b42,
        b03, b13, b23, b33, b43,
        b04, b14, b24, b34, b44,
    ]
}

#[inline(always)]
const fn chi(x0: u64, x1: u64, x2: u64, x3: u64, x4: u64) -> [u64; 5] {
    [x0 ^ (!x1 & x2), x1 ^ (!x2 & x3), x2 ^ (!x3 & x4), x3 ^ (!x4 & x0), x4 ^ (!x0 & x1)]
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use sha3::{Digest, Keccak256};

    use super::keccak256;
    use crate::evm::eip712::word;

    #[test]
    fn published_hashes() {
        let published = [
            // `ShortMsgKAT_256.txt` of the Keccak team, lengths 0, 8 and 16.
            (&b""[..], b"c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
            (b"\xcc", b"eead6dbfc7340a56caedc044696a168870549a6a7f6f56961e84a54bd9970b8a"),
            (b"\x41\xfb", b"a8eaceda4d47b3281a795ad9e1ea2122b407baf9aabcb9e18b5717b7873537d2"),
            // The type of EIP-712's domain, as OpenZeppelin's `EIP712.sol` has it.
            (
                b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)",
                b"8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f",
            ),
        ];
        for (message, hash) in published {
            assert_eq!(keccak256(message), word(hash));
        }
    }

    #[test]
    fn each_length_has_the_hash_of_the_crate() {
        // Up to four whole blocks, and each length of the last one.
        for length in 0..=600 {
            let message: Vec<u8> = (0..length).map(|index: u16| index.wrapping_mul(167).to_be_bytes()[1]).collect();
            let expected: [u8; 32] = Keccak256::digest(&message).into();
            assert_eq!(keccak256(&message), expected, "{length}");
        }
    }
}
