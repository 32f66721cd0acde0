//! Points of y² = x³ + 7.
//!
//! The formulas are those of libsecp256k1's `group_impl.h`, which can be checked by hand: they are the chord and the
//! tangent with x = X/Z² and y = Y/Z³ put in. None of them has the 7 in it. So they hold on each curve y² = x³ + 7·u⁶, to
//! which (x, y) → (u²·x, u³·y) carries all points: this is what the parameter `scale` below is for, and
//! [`odd_multiples`].

use super::field::Field;

/// A point that is not infinity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Affine {
    pub(crate) x: Field,
    pub(crate) y: Field,
}

/// The point x = X/Z², y = Y/Z³, or infinity, whose coordinates say nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Jacobian {
    x: Field,
    y: Field,
    z: Field,
    is_infinity: bool,
}

impl Affine {
    /// The point with this x, if there is one, and the y of this parity. There is no point whose y is zero.
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

    /// Z, or `None` for infinity.
    pub(crate) fn z(&self) -> Option<Field> {
        (!self.is_infinity).then_some(self.z)
    }

    /// The point on the true curve, of which this is the image under that scale.
    pub(crate) fn unscaled(self, scale: Field) -> Self {
        Self { z: self.z * scale, ..self }
    }

    /// The point, given 1/Z. Infinity has none.
    pub(crate) fn to_affine(self, inverse: Field) -> Affine {
        let square = inverse.square();
        Affine { x: self.x * square, y: self.y * square * inverse }
    }

    /// The tangent: with L = 3/2·X² its slope is L/(Y·Z). X' = L² − 2·X·Y², Y' = L·(X·Y² − X') − Y⁴, Z' = Y·Z.
    ///
    /// The one exception of the formula is a point with y = 0, which is its own opposite. There is none: the order of the
    /// curve is odd. Infinity is handled.
    #[inline(never)]
    pub(crate) fn double(&self) -> Self {
        if self.is_infinity {
            return *self;
        }
        let s = self.y.square();
        let l = self.x.square().triple().half();
        let t = -(s * self.x);
        let x = l.square() + t + t;
        let y = -((t + x) * l + s.square());
        Self { x, y, z: self.z * self.y, is_infinity: false }
    }

    /// The sum with a point at hand as x and y.
    #[inline(never)]
    pub(crate) fn add(&self, other: &Affine) -> Self {
        if self.is_infinity {
            return (*other).into();
        }
        self.chord(other, self.z)
    }

    /// The sum with the point (scale²·x, scale³·y), on the curve to which that scale leads.
    #[inline(never)]
    pub(crate) fn add_scaled(&self, other: &Affine, scale: Field) -> Self {
        if self.is_infinity {
            let square = scale.square();
            return Affine { x: other.x * square, y: other.y * square * scale }.into();
        }
        self.chord(other, self.z * scale)
    }

    /// The chord: brought to the same denominators, with U = x·z² and S = y·z³ of the other point, H = U − X and I = Y − S,
    /// X' = I² − H³ − 2·X·H², Y' = (X' − X·H²)·I − Y·H³ with the signs of I turned, Z' = Z·H. `z` is Z, times the other
    /// point's scale.
    ///
    /// The formula has two exceptions, both with H = 0: the points are equal (I = 0), or opposite. Both are handled, and so
    /// is infinity, by the callers.
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
        let x = i.square() + h3 + t + t;
        let y = (t + x) * i + h3 * self.y;
        Self { x, y, z: self.z * h, is_infinity: false }
    }

    /// The odd multiples 1, 3, 5, …, 2·N − 1 of the point, all with the same Z, which is the second result. So they are affine
    /// on the curve to which that Z leads: there, the multiple is (x, y), and here it is (x/Z², y/Z³). Infinity has no
    /// multiples.
    ///
    /// The double is added again and again, both points with the same Z, and the double brought to the new Z each time:
    /// N. Meloni, "New point addition formulae for ECC applications" (WAIFI 2007), used for tables by P. Longa and A. Miri, "New
    /// composite operations and precomputation scheme for elliptic curve cryptosystems over prime fields" (PKC 2008). The
    /// formula has the chord's exceptions. Neither occurs: (2·i − 1)·P = ±2·P would mean that the order of P divides 2·i − 3
    /// or 2·i + 1, but that order is n, a prime of 256 bits.
    pub(crate) fn odd_multiples<const N: usize>(&self) -> ([Affine; N], Field) {
        let Self { x, y, z, .. } = *self;
        // The double as above, with Z' = Y·Z. By the same Z' the point itself is (X·Y², Y·Y³).
        let s = y.square();
        let l = x.square().triple().half();
        let (point_x, point_y) = (x * s, s.square());
        let double_x = l.square() - point_x - point_x;
        let mut double = Affine { x: double_x, y: (point_x - double_x) * l - point_y };
        let mut last = Affine { x: point_x, y: point_y };
        let mut multiples = [last; N];
        // Z of each multiple by that of the one before.
        let mut ratios = [Field::ONE; N];
        for (multiple, ratio) in multiples.iter_mut().zip(&mut ratios).skip(1) {
            let h = last.x - double.x;
            let h2 = h.square();
            let (u, v) = (last.x * h2, double.x * h2);
            let i = last.y - double.y;
            // The double's Y by the new Z, Z·H.
            let double_y = double.y * (u - v);
            let x = i.square() - u - v;
            last = Affine { x, y: (v - x) * i - double_y };
            double = Affine { x: v, y: double_y };
            (*multiple, *ratio) = (last, h);
        }
        // All to the Z of the last.
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
