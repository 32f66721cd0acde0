//! Inverses modulo an odd number by division steps.
//!
//! D. J. Bernstein, B.-Y. Yang, "Fast constant-time gcd computation and modular inversion" (CHES 2019, eprint 2019/266),
//! in the form that libsecp256k1's `doc/safegcd_implementation.md` derives: 62 steps at a time on the lowest words
//! alone, then the matrix of these steps on the full numbers. Here in variable time.

use super::words::{Words, low};

/// A number in limbs of 62 bits, the least significant first. All but the last are below 2^62. The last one has the sign.
type Limbs = [i64; 5];

const MASK: u64 = u64::MAX >> 2;

/// An odd number above 2^255 and below 2^256.
pub(crate) struct Modulus {
    limbs: Limbs,
    /// The inverse of the modulus modulo 2^62.
    inverse: u64,
}

impl Modulus {
    /// Here, a limb may be negative.
    pub(crate) const fn new(limbs: Limbs) -> Self {
        let modulus = limbs[0].cast_unsigned();
        // Newton: a number is its own inverse modulo 8, and each round doubles the bits that are right.
        let mut inverse = modulus;
        let mut bits = 3;
        while bits < 62 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(modulus.wrapping_mul(inverse)));
            bits *= 2;
        }
        Self { limbs, inverse: inverse & MASK }
    }
}

/// 62 division steps: `2^62·(f', g') = (u·f + v·g, q·f + r·g)`. |u| + |v| and |q| + |r| are at most 2^62.
struct Steps {
    u: i64,
    v: i64,
    q: i64,
    r: i64,
}

impl Steps {
    /// From the lowest words of f and g. `eta` is −δ of the paper, and is carried from one call to the next.
    #[inline(always)]
    fn new(eta: &mut i64, mut f: u64, mut g: u64) -> Self {
        let [mut u, mut v, mut q, mut r] = [1u64, 0, 0, 1];
        let mut left = 62u32;
        loop {
            // Steps at which g is even. The bits above those that are left end the count.
            let zeros = (g | u64::MAX << left).trailing_zeros();
            g >>= zeros;
            u <<= zeros;
            v <<= zeros;
            *eta -= i64::from(zeros);
            left -= zeros;
            if left == 0 {
                break;
            }
            // Both are odd. A multiple of f is added to g that makes several of its lowest bits zero: as many as there
            // are steps before the next exchange, and as the formula for the multiple is right for.
            let multiple = if *eta < 0 {
                *eta = -*eta;
                (f, g) = (g, f.wrapping_neg());
                (u, q) = (q, u.wrapping_neg());
                (v, r) = (r, v.wrapping_neg());
                // −g/f modulo 64: f·(f² − 2) is −1/f there.
                let factor = f.wrapping_mul(f).wrapping_sub(2).wrapping_mul(f);
                factor.wrapping_mul(g) & 63 & steps_before_exchange(*eta, left)
            } else {
                // −g/f modulo 16: f + 8·[f is 3 or 5 modulo 8] is 1/f there.
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

    /// f and g, exactly: the steps leave 62 zeros at the end. `length` is the number of limbs that are in use.
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

    /// d and e, modulo the modulus: multiples of it are added so that 62 zeros are at the end. d and e stay between −2·M
    /// and M.
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

/// The mask of so many bits.
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

/// The number, which fits.
#[inline(always)]
fn signed(number: i128) -> i64 {
    bits(number).cast_signed()
}

/// The lowest limb, and the rest.
#[inline(always)]
fn split(number: i128) -> (i64, i128) {
    ((bits(number) & MASK).cast_signed(), number >> 62)
}

/// The inverse of a number below the modulus, which has no factor in common with it. Zero for zero.
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
        // A highest limb that is nothing but the sign moves into the one below.
        let (top_f, top_g) = (f[length - 1], g[length - 1]);
        if length > 2 && matches!(top_f, -1 | 0) && matches!(top_g, -1 | 0) {
            f[length - 2] |= top_f << 62;
            g[length - 2] |= top_g << 62;
            length -= 1;
        }
    }
    // f is 1 or −1 now, the greatest common divisor, and number·d is f.
    from_limbs(normalized(d, f[length - 1] < 0, modulus))
}

/// The number, or its negative, between 0 and the modulus.
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
