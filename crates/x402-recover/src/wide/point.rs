//! Points of y² = x³ + 7.
//!
//! The formulas are those of libsecp256k1's `group_impl.h`. They can be checked by hand: they are the chord and the
//! tangent after substituting x = X/Z² and y = Y/Z³. The 7 appears in none of them, so they hold on each curve
//! y² = x³ + 7·u⁶. The map (x, y) → (u²·x, u³·y) takes all points to that curve. The parameter `scale` below and
//! [`odd_multiples`] use this.
//!
//! A sum of three numbers or more is `carried` before the next product, because the field of `short` asks for that.

use super::field::Field;

/// A point other than infinity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Affine {
    pub(crate) x: Field,
    pub(crate) y: Field,
}

/// The point x = X/Z², y = Y/Z³, or infinity. At infinity, the coordinates have no meaning.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Jacobian {
    pub(super) x: Field,
    pub(super) y: Field,
    pub(super) z: Field,
    pub(super) is_infinity: bool,
}

impl Affine {
    /// The point with this x and with a y of this parity, if one exists. No point has y = 0.
    pub(crate) fn with_x(x: Field, y_is_odd: bool) -> Option<Self> {
        let y = right_side(x).square_root()?;
        Some(Self { x, y: if y.is_odd() == y_is_odd { y } else { -y } })
    }

    pub(crate) fn is_on_curve(self) -> bool {
        (self.y.square() - right_side(self.x)).is_zero()
    }
}

fn right_side(x: Field) -> Field {
    const SEVEN: Field = Field::from_words([7, 0, 0, 0]);
    x.square() * x + SEVEN
}

impl From<Affine> for Jacobian {
    fn from(Affine { x, y }: Affine) -> Self {
        Self { x, y, z: Field::ONE, is_infinity: false }
    }
}

impl Jacobian {
    pub(crate) const INFINITY: Self = Self { x: Field::ONE, y: Field::ONE, z: Field::ZERO, is_infinity: true };

    /// The coordinate Z, or `None` for infinity.
    pub(crate) fn z(&self) -> Option<Field> {
        (!self.is_infinity).then_some(self.z)
    }

    /// The point of secp256k1 whose image under `scale` this point is.
    pub(crate) fn unscaled(self, scale: Field) -> Self {
        Self { z: self.z * scale, ..self }
    }

    /// The affine coordinates, given the inverse of Z. The point must not be infinity.
    pub(crate) fn to_affine(self, inverse: Field) -> Affine {
        let square = inverse.square();
        Affine { x: self.x * square, y: self.y * square * inverse }
    }

    /// Doubles the point by the tangent. With L = 3/2·X² the slope is L/(Y·Z), and X' = L² − 2·X·Y², Y' = L·(X·Y² − X')
    /// − Y⁴, Z' = Y·Z.
    ///
    /// The formula has one exception, a point with y = 0, which is its own opposite. The order of the curve is odd, so
    /// there is no such point. Infinity is handled.
    #[inline(never)]
    pub(crate) fn double(&self) -> Self {
        if self.is_infinity {
            return *self;
        }
        let s = self.y.square();
        let l = self.x.square().triple().half();
        let t = -(s * self.x);
        let x = (l.square() + t + t).carried();
        let y = -((t + x) * l + s.square());
        Self { x, y, z: self.z * self.y, is_infinity: false }
    }

    /// The sum with an affine point.
    #[inline(never)]
    pub(crate) fn add(&self, other: &Affine) -> Self {
        if self.is_infinity {
            return (*other).into();
        }
        self.chord(other, self.z)
    }

    /// The sum with the point (scale²·x, scale³·y), on the curve to which `scale` leads.
    #[inline(never)]
    pub(crate) fn add_scaled(&self, other: &Affine, scale: Field) -> Self {
        if self.is_infinity {
            let square = scale.square();
            return Affine { x: other.x * square, y: other.y * square * scale }.into();
        }
        self.chord(other, self.z * scale)
    }

    /// Adds by the chord. After a change to common denominators, let U = x·z² and S = y·z³ of the other point, H = U −
    /// X and I = Y − S. Then X' = I² − H³ − 2·X·H², Z' = Z·H and, because of the sign of I, Y' = (X' − X·H²)·I − Y·H³.
    /// The argument `z` is Z times the other point's scale.
    ///
    /// The formula has two exceptions, both with H = 0: equal points (I = 0) and opposite points. Both are handled
    /// here. The callers handle infinity.
    #[inline(always)]
    fn chord(&self, other: &Affine, z: Field) -> Self {
        let square = z.square();
        let h = other.x * square - self.x;
        let i = self.y - other.y * square * z;
        if h.is_zero() {
            return if i.is_zero() { self.double() } else { Self::INFINITY };
        }
        let h2 = -h.square();
        let h3 = h2 * h;
        let t = self.x * h2;
        let x = (i.square() + h3 + t + t).carried();
        let y = (t + x) * i + h3 * self.y;
        Self { x, y, z: self.z * h, is_infinity: false }
    }

    /// The odd multiples 1, 3, 5, …, 2·N − 1 of the point, and the one Z that they share. The multiples are affine on
    /// the curve to which that Z leads: a multiple (x, y) there is (x/Z², y/Z³) here. The point must not be infinity.
    ///
    /// The double is added again and again. Both points have the same Z, and each addition changes the double to the
    /// new Z: N. Meloni, "New point addition formulae for ECC applications" (WAIFI 2007). P. Longa and A. Miri, "New
    /// composite operations and precomputation scheme for elliptic curve cryptosystems over prime fields" (PKC 2008),
    /// use this for tables. The formula has the same exceptions as the chord. Neither occurs: (2·i − 1)·P = ±2·P would
    /// mean that the order of P divides 2·i − 3 or 2·i + 1, but that order is n, a prime of 256 bits.
    pub(crate) fn odd_multiples<const N: usize>(&self) -> ([Affine; N], Field) {
        let Self { x, y, z, .. } = *self;
        // The double as in `double`, with Z' = Y·Z. With the same Z', the point itself is (X·Y², Y·Y³).
        let s = y.square();
        let l = x.square().triple().half();
        let (point_x, point_y) = (x * s, s.square());
        let double_x = (l.square() - point_x - point_x).carried();
        let mut double = Affine { x: double_x, y: (point_x - double_x) * l - point_y };
        let mut last = Affine { x: point_x, y: point_y };
        let mut multiples = [last; N];
        // The factor from the Z of each multiple to the Z of the next.
        let mut ratios = [Field::ONE; N];
        for (multiple, ratio) in multiples.iter_mut().zip(&mut ratios).skip(1) {
            let h = last.x - double.x;
            let h2 = h.square();
            let (u, v) = (last.x * h2, double.x * h2);
            let i = last.y - double.y;
            // The double's Y for the new Z, which is Z·H.
            let double_y = double.y * (u - v);
            let x = (i.square() - u - v).carried();
            last = Affine { x, y: (v - x) * i - double_y };
            double = Affine { x: v, y: double_y };
            (*multiple, *ratio) = (last, h);
        }
        // Changes all multiples to the Z of the last.
        let mut scale = Field::ONE;
        for (multiple, ratio) in multiples.iter_mut().zip(&ratios).rev() {
            let square = scale.square();
            *multiple = Affine { x: multiple.x * square, y: multiple.y * square * scale };
            scale = scale * *ratio;
        }
        (multiples, z * y * scale)
    }

    /// The point times 2^count.
    pub(crate) fn double_times(self, count: usize) -> Self {
        (0..count).fold(self, |point, _| point.double())
    }
}

/// Returns `true` if x and y are below p and are the coordinates of a point.
pub(crate) fn is_point(x: &[u8; 32], y: &[u8; 32]) -> bool {
    let coordinates = Field::from_bytes(x).zip(Field::from_bytes(y));
    coordinates.is_some_and(|(x, y)| Affine { x, y }.is_on_curve())
}
