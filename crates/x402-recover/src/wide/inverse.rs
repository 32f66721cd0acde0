//! Inverses modulo an odd number by division steps.
//!
//! D. J. Bernstein, B.-Y. Yang, "Fast constant-time gcd computation and modular inversion" (CHES 2019, eprint
//! 2019/266), in the form that libsecp256k1's `doc/safegcd_implementation.md` derives. 62 steps run on the lowest words
//! alone. Their matrix is then applied to the full numbers. This implementation runs in variable time.

use super::words::{Words, low};

/// A number in limbs of 62 bits, the least significant first. All limbs except the last are below 2^62. The last has
/// the sign.
type Limbs = [i64; 5];

const MASK: u64 = u64::MAX >> 2;

/// An odd number between 2^255 and 2^256.
pub(crate) struct Modulus {
    limbs: Limbs,
    /// The inverse of the modulus modulo 2^62.
    inverse: u64,
}

impl Modulus {
    /// The limbs of the modulus may be negative here.
    pub(crate) const fn new(limbs: Limbs) -> Self {
        let modulus = limbs[0].cast_unsigned();
        // Newton's method: an odd number is its own inverse modulo 8, and each round doubles the number of correct
        // bits.
        let mut inverse = modulus;
        let mut bits = 3;
        while bits < 62 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(modulus.wrapping_mul(inverse)));
            bits *= 2;
        }
        Self { limbs, inverse: inverse & MASK }
    }
}

/// The matrix of 62 division steps: `2^62·(f', g') = (u·f + v·g, q·f + r·g)`. |u| + |v| and |q| + |r| are at most 2^62.
struct Steps {
    u: i64,
    v: i64,
    q: i64,
    r: i64,
}

impl Steps {
    /// Computes the matrix from the lowest words of f and g. `eta` is −δ in the paper, and each call passes it on to
    /// the next.
    #[inline(always)]
    fn new(eta: &mut i64, mut f: u64, mut g: u64) -> Self {
        let [mut u, mut v, mut q, mut r] = [1u64, 0, 0, 1];
        let mut left = 62u32;
        loop {
            // Counts the steps at which g is even. The bits above the remaining steps are set, so they end the count.
            let zeros = (g | u64::MAX << left).trailing_zeros();
            g >>= zeros;
            u <<= zeros;
            v <<= zeros;
            *eta -= i64::from(zeros);
            left -= zeros;
            if left == 0 {
                break;
            }
            // Both are odd. Adding a multiple of f to g makes several of the lowest bits of g zero: no more bits than
            // there are steps before the next exchange, and no more than the formula for the multiple gets right.
            let multiple = if *eta < 0 {
                *eta = -*eta;
                (f, g) = (g, f.wrapping_neg());
                (u, q) = (q, u.wrapping_neg());
                (v, r) = (r, v.wrapping_neg());
                // This is −g/f modulo 64, because f·(f² − 2) is −1/f modulo 64.
                let factor = f.wrapping_mul(f).wrapping_sub(2).wrapping_mul(f);
                factor.wrapping_mul(g) & 63 & steps_before_exchange(*eta, left)
            } else {
                // This is −g/f modulo 16, because f + 8·[f is 3 or 5 modulo 8] is 1/f modulo 16.
                let inverse = f.wrapping_add((f.wrapping_add(1) & 4) << 1);
                inverse.wrapping_neg().wrapping_mul(g) & 15 & steps_before_exchange(*eta, left)
            };
            g = g.wrapping_add(f.wrapping_mul(multiple));
            q = q.wrapping_add(u.wrapping_mul(multiple));
            r = r.wrapping_add(v.wrapping_mul(multiple));
        }
        let [u, v, q, r] = [u, v, q, r].map(u64::cast_signed);
        Self { u, v, q, r }
    }

    /// Applies the matrix to f and g. The division by 2^62 is exact, because the steps leave 62 zeros at the end.
    /// `length` is the number of limbs in use.
    #[inline(always)]
    fn apply(&self, f: &mut Limbs, g: &mut Limbs, length: usize) {
        let mut carry_f = (product(self.u, f[0]) + product(self.v, g[0])) >> 62;
        let mut carry_g = (product(self.q, f[0]) + product(self.r, g[0])) >> 62;
        for at in 1..length {
            carry_f += product(self.u, f[at]) + product(self.v, g[at]);
            carry_g += product(self.q, f[at]) + product(self.r, g[at]);
            (f[at - 1], carry_f) = split(carry_f);
            (g[at - 1], carry_g) = split(carry_g);
        }
        f[length - 1] = signed(carry_f);
        g[length - 1] = signed(carry_g);
    }

    /// Applies the matrix to d and e modulo M, the modulus. Multiples of M are added so that 62 zeros are at the end. d
    /// and e stay between −2·M and M.
    #[inline(always)]
    fn apply_modulo(&self, d: &mut Limbs, e: &mut Limbs, modulus: &Modulus) {
        let negative = (d[4] >> 63, e[4] >> 63);
        let multiple = |by_d: i64, by_e: i64, low_limb: i128| {
            let start = (by_d & negative.0) + (by_e & negative.1);
            let wrong = modulus.inverse.wrapping_mul(bits(low_limb)).wrapping_add(start.cast_unsigned()) & MASK;
            start - wrong.cast_signed()
        };
        let mut carry_d = product(self.u, d[0]) + product(self.v, e[0]);
        let mut carry_e = product(self.q, d[0]) + product(self.r, e[0]);
        let (by_d, by_e) = (multiple(self.u, self.v, carry_d), multiple(self.q, self.r, carry_e));
        carry_d = (carry_d + product(modulus.limbs[0], by_d)) >> 62;
        carry_e = (carry_e + product(modulus.limbs[0], by_e)) >> 62;
        for at in 1..5 {
            carry_d += product(self.u, d[at]) + product(self.v, e[at]) + product(modulus.limbs[at], by_d);
            carry_e += product(self.q, d[at]) + product(self.r, e[at]) + product(modulus.limbs[at], by_e);
            (d[at - 1], carry_d) = split(carry_d);
            (e[at - 1], carry_e) = split(carry_e);
        }
        d[4] = signed(carry_d);
        e[4] = signed(carry_e);
    }
}

/// The mask for the number of bits that the next steps can clear.
#[inline(always)]
fn steps_before_exchange(eta: i64, left: u32) -> u64 {
    let steps = (eta + 1).min(i64::from(left));
    u64::MAX >> (64 - steps)
}

#[inline(always)]
fn product(a: i64, b: i64) -> i128 {
    i128::from(a) * i128::from(b)
}

/// The number modulo 2^64.
#[inline(always)]
fn bits(number: i128) -> u64 {
    low(number.cast_unsigned())
}

/// The number as an `i64`. The caller ensures that it fits.
#[inline(always)]
fn signed(number: i128) -> i64 {
    bits(number).cast_signed()
}

/// The lowest limb, and the number without it.
#[inline(always)]
fn split(number: i128) -> (i64, i128) {
    ((bits(number) & MASK).cast_signed(), number >> 62)
}

/// The inverse of a number below the modulus that has no factor in common with the modulus. Zero gives zero.
pub(crate) fn invert(number: Words, modulus: &Modulus) -> Words {
    let mut d = [0; 5];
    let mut e = [1, 0, 0, 0, 0];
    let mut f = modulus.limbs;
    let mut g = to_limbs(number);
    let mut length = 5;
    let mut eta = -1;
    loop {
        let steps = Steps::new(&mut eta, f[0].cast_unsigned(), g[0].cast_unsigned());
        steps.apply_modulo(&mut d, &mut e, modulus);
        steps.apply(&mut f, &mut g, length);
        if g[..length].iter().all(|limb| *limb == 0) {
            break;
        }
        // If the highest limb contains only the sign, the sign moves to the limb below.
        let (top_f, top_g) = (f[length - 1], g[length - 1]);
        if length > 2 && matches!(top_f, -1 | 0) && matches!(top_g, -1 | 0) {
            f[length - 2] |= top_f << 62;
            g[length - 2] |= top_g << 62;
            length -= 1;
        }
    }
    // f is now 1 or −1, the greatest common divisor, and number·d is congruent to f.
    from_limbs(normalized(d, f[length - 1] < 0, modulus))
}

/// The number, or its negative, as a residue between 0 and the modulus.
fn normalized(number: Limbs, is_negated: bool, modulus: &Modulus) -> Limbs {
    let mut number = plus_modulus_if_negative(number, modulus);
    if is_negated {
        number = number.map(|limb| -limb);
    }
    number = plus_modulus_if_negative(carried(number), modulus);
    carried(number)
}

fn plus_modulus_if_negative(number: Limbs, modulus: &Modulus) -> Limbs {
    let is_negative = number[4] < 0;
    core::array::from_fn(|at| number[at] + if is_negative { modulus.limbs[at] } else { 0 })
}

fn carried(mut number: Limbs) -> Limbs {
    for at in 0..4 {
        number[at + 1] += number[at] >> 62;
        number[at] = (number[at].cast_unsigned() & MASK).cast_signed();
    }
    number
}

fn to_limbs(w: Words) -> Limbs {
    let low = [w[0], w[0] >> 62 | w[1] << 2, w[1] >> 60 | w[2] << 4, w[2] >> 58 | w[3] << 6].map(|limb| limb & MASK);
    [low[0], low[1], low[2], low[3], w[3] >> 56].map(u64::cast_signed)
}

fn from_limbs(limbs: Limbs) -> Words {
    let l = limbs.map(i64::cast_unsigned);
    [l[0] | l[1] << 62, l[1] >> 2 | l[2] << 60, l[2] >> 4 | l[3] << 58, l[3] >> 6 | l[4] << 56]
}
