//! Arithmetic on little-endian limbs modulo 2^(64·N), as far as decimal numbers need it.

/// Multiplies by ten and adds a digit. Returns whether the result did not fit.
pub(crate) fn times_ten_plus<const N: usize>(limbs: &mut [u64; N], digit: u8) -> bool {
    let mut carry = u64::from(digit);
    for limb in limbs {
        let (low, high) = split(u128::from(*limb).wrapping_mul(10).wrapping_add(u128::from(carry)));
        *limb = low;
        carry = high;
    }
    carry != 0
}

/// Divides by ten and returns the remainder, which is a digit.
pub(crate) fn divide_by_ten<const N: usize>(limbs: &mut [u64; N]) -> u8 {
    let mut remainder = 0u64;
    for limb in limbs.iter_mut().rev() {
        // The division is done in halves. On machines that cannot divide 128-bit numbers, such a division takes a
        // kilobyte of code.
        let high = remainder.wrapping_shl(32) | limb.wrapping_shr(32);
        let low = high.wrapping_rem(10).wrapping_shl(32) | (*limb & u64::from(u32::MAX));
        *limb = high.wrapping_div(10).wrapping_shl(32) | low.wrapping_div(10);
        remainder = low.wrapping_rem(10);
    }
    u8::try_from(remainder).unwrap_or_default()
}

/// Adds a small number. Returns whether the result did not fit.
pub(crate) fn add<const N: usize>(limbs: &mut [u64; N], value: u64) -> bool {
    let mut carry = value;
    for limb in limbs {
        let (sum, overflow) = limb.overflowing_add(carry);
        *limb = sum;
        carry = u64::from(overflow);
    }
    carry != 0
}

/// Adds or subtracts a number of as many limbs, with the step for one limb. Returns whether the result did not fit.
pub(crate) fn by_limb<const N: usize>(
    limbs: &mut [u64; N],
    others: &[u64; N],
    step: fn(u64, u64) -> (u64, bool),
) -> bool {
    let mut carry = false;
    for (limb, other) in limbs.iter_mut().zip(others) {
        let (value, first) = step(*limb, *other);
        let (value, second) = step(value, carry.into());
        (*limb, carry) = (value, first || second);
    }
    carry
}

/// Subtracts a small number, modulo 2^(64·N).
pub(crate) fn subtract<const N: usize>(limbs: &mut [u64; N], value: u64) {
    let mut borrow = value;
    for limb in limbs {
        let (difference, overflow) = limb.overflowing_sub(borrow);
        *limb = difference;
        borrow = u64::from(overflow);
    }
}

/// Computes the two's complement.
pub(crate) fn negate<const N: usize>(limbs: &mut [u64; N]) {
    for limb in limbs.iter_mut() {
        *limb = !*limb;
    }
    add(limbs, 1);
}

/// The low and the high half of the value.
#[allow(clippy::as_conversions, reason = "taking the low half is the point")]
pub(crate) const fn split(value: u128) -> (u64, u64) {
    (value as u64, value.wrapping_shr(64) as u64)
}
