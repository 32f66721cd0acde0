//! Sums of multiples of two points.

use core::ops::Mul;

use super::{
    point::{Affine, Jacobian},
    scalar::Scalar,
    split::{BETA, split},
    tables::{self, GENERATOR},
    wnaf::Digits,
};

/// The width of the digits of a scalar. Eight odd multiples of the point minimize the cost of the multiples and of the
/// additions together.
const WIDTH: u32 = 5;

/// Computes `by_point·P + by_generator·G` with both scalars split in halves. E. Straus, "Addition chains of vectors"
/// (American Mathematical Monthly 71, 1964).
pub(crate) fn combine(point: &Affine, by_point: Scalar, by_generator: Scalar) -> Jacobian {
    let (multiples, scale) = Jacobian::from(*point).odd_multiples::<{ 1 << (WIDTH - 2) }>();
    let by_beta = multiples.map(|multiple| multiple.x * BETA);
    let [p1, p2] = split(by_point).map(|half| Digits::new(half, WIDTH));
    let [g1, g2] = split(by_generator).map(|half| Digits::new(half, tables::WIDTH));
    let length = p1.length.max(p2.length).max(g1.length).max(g2.length);
    // The sum is on the curve on which the multiples of P are affine, so the multiples of the generator must be scaled.
    let mut sum = Jacobian::INFINITY;
    for at in (0..length).rev() {
        sum = sum.double();
        if let Some(multiple) = p1.pick(at, &multiples) {
            sum = sum.add(&multiple);
        }
        if let Some(multiple) = p2.pick_with(at, &multiples, &by_beta) {
            sum = sum.add(&multiple);
        }
        if let Some(multiple) = g1.pick(at, &GENERATOR) {
            sum = sum.add_scaled(&multiple, scale);
        }
        if let Some(multiple) = g2.pick_by_lambda(at, &GENERATOR) {
            sum = sum.add_scaled(&multiple, scale);
        }
    }
    sum.unscaled(scale)
}

/// Replaces each number by its inverse, with one inversion (P. Montgomery, "Speeding the Pollard and elliptic curve
/// methods of factorization", Mathematics of Computation 48, 1987, §10.3.1). No number may be zero, and there are at
/// most N numbers.
pub(crate) fn invert_all<T: Copy + Mul<Output = T>, const N: usize>(numbers: &mut [T], invert: impl FnOnce(T) -> T) {
    let Some(first) = numbers.first() else { return };
    let mut products = [*first; N];
    let mut all = *first;
    for (product, number) in products.iter_mut().zip(&*numbers).skip(1) {
        *product = all;
        all = all * *number;
    }
    let mut inverse = invert(all);
    // `products` contains the product of the numbers before each number. The first number has none before it.
    for (number, before) in numbers.iter_mut().zip(&products).skip(1).rev() {
        (*number, inverse) = (inverse * *before, inverse * *number);
    }
    if let Some(first) = numbers.first_mut() {
        *first = inverse;
    }
}

#[cfg(test)]
mod tests {
    use k256::{ProjectivePoint, elliptic_curve::sec1::ToSec1Point};

    use super::super::{field::Field, tables::GENERATOR_BY_2_64};
    use super::*;

    fn is_same(point: &Affine, theirs: ProjectivePoint) -> bool {
        let sec1 = theirs.to_affine().to_sec1_point(false);
        [point.x.to_bytes(), point.y.to_bytes()].as_flattened() == &sec1.as_bytes()[1..]
    }

    #[test]
    fn the_tables_have_the_odd_multiples() {
        let generator = ProjectivePoint::GENERATOR;
        let by_2_64 = (0..64).fold(generator, |point, _| point.double());
        for (table, point) in [(&GENERATOR, generator), (&GENERATOR_BY_2_64, by_2_64)] {
            let mut multiple = point;
            for entry in table {
                assert!(is_same(entry, multiple));
                multiple += point.double();
            }
        }
    }

    #[test]
    fn odd_multiples_share_their_z() {
        let (multiples, z) = Jacobian::from(GENERATOR[5]).double().odd_multiples::<32>();
        let inverse = z.invert();
        let double = ProjectivePoint::GENERATOR * k256::Scalar::from(22u64);
        let mut expected = double;
        for multiple in multiples {
            let point = Jacobian::from(multiple).to_affine(inverse);
            assert!(point.is_on_curve() && is_same(&point, expected));
            expected += double.double();
        }
    }

    /// The exceptions of the formulas: a point and itself, a point and its opposite, and infinity.
    #[test]
    fn exceptions_are_handled() {
        let opposite = |point: &Affine| Affine { x: point.x, y: -point.y };
        let scale = Field::from_words([3, 1, 4, 1]);
        for point in &GENERATOR {
            let twice = Jacobian::from(*point).double();
            let is_twice = |sum: Jacobian| {
                let z = (sum.z().unwrap(), twice.z().unwrap());
                let (sum, twice) = (sum.to_affine(z.0.invert()), twice.to_affine(z.1.invert()));
                (sum.x - twice.x).is_zero() && (sum.y - twice.y).is_zero()
            };
            // The same point with a different Z.
            let other = Jacobian::from(*point).add(&GENERATOR[0]).add(&opposite(&GENERATOR[0]));
            for start in [Jacobian::from(*point), other] {
                assert!(is_twice(start.add(point)));
                assert!(start.add(&opposite(point)).z().is_none());
            }
            assert!(is_twice(Jacobian::INFINITY.add(point).add(point)));
            // The other point on the curve to which the scale leads.
            let scaled = Jacobian::INFINITY.add_scaled(point, scale);
            assert!(is_twice(scaled.add_scaled(point, scale).unscaled(scale)));
            assert!(scaled.add_scaled(&opposite(point), scale).z().is_none());
            assert!(is_twice(scaled.add(&scaled.to_affine(Field::ONE)).unscaled(scale)));
        }
        assert!(Jacobian::INFINITY.double().z().is_none());
    }

    #[test]
    fn inverses_of_many_are_those_of_each() {
        for count in 0..8 {
            let numbers: [Field; 8] = core::array::from_fn(|at| GENERATOR[at].x);
            let mut inverses = numbers;
            invert_all::<_, 8>(&mut inverses[..count], Field::invert);
            for (at, (number, inverse)) in numbers.into_iter().zip(inverses).enumerate() {
                let expected = if at < count { Field::ONE } else { number.square() };
                assert!((number * inverse - expected).is_zero());
            }
        }
    }
}
