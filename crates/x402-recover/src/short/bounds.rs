//! Runs the formulas of points on all coordinates at once, with intervals instead of limbs. This proves that no limb
//! overflows its 64 bits.
//!
//! Field and formulas are those of production. The field is generic over its limb, and `point.rs` is compiled here once more,
//! with the field of intervals. The proof is by induction. A coordinate has limbs of at most [`LIMB`]. Numbers that are
//! read have smaller limbs. Each operation, given any coordinates, neither overflows nor leaves that bound. If the
//! intervals do not decide a comparison, the operation runs both ways, as in `wide/bounds.rs`; so do the words of a number
//! once it is reduced.

use core::ops::{Add, Mul, Neg, Sub};
use std::vec::Vec;

use self::{
    field::Field,
    point::{Affine, Jacobian},
};
use super::{
    field::{Field as Numbered, Limb, Limbs, limbs},
    wide::{
        bounds::{Bounds, answer, runs},
        words::{Words, tests::Numbers},
    },
};

/// The same formulas as in production.
#[path = "../wide/point.rs"]
mod point;

/// The field that they find next to them here.
mod field {
    pub(crate) type Field = super::super::field::Limbs<super::Interval>;
}

/// The largest limb of a coordinate, with either sign: twice that of a product.
const LIMB: i64 = (1 << 29) + (1 << 13);
/// The largest ninth limb of a coordinate.
const TOP: i64 = (1 << 24) + 8;

/// Any number from the least to the greatest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Interval {
    least: i64,
    greatest: i64,
}

impl Interval {
    const fn only(number: i64) -> Self {
        Self { least: number, greatest: number }
    }

    const fn around_zero(greatest: i64) -> Self {
        Self { least: -greatest, greatest }
    }

    /// The interval that contains all of these numbers. A number beyond 64 bits is a fault of the routine.
    fn around<const N: usize>(numbers: [i128; N]) -> Self {
        let [least, greatest] = [numbers.iter().min(), numbers.iter().max()]
            .map(|number| i64::try_from(*number.expect("a number")).expect("a limb has 64 bits"));
        Self { least, greatest }
    }

    fn ends(self) -> [i128; 2] {
        [self.least, self.greatest].map(i128::from)
    }

    fn is_within(self, other: Self) -> bool {
        other.least <= self.least && self.greatest <= other.greatest
    }
}

impl From<i64> for Interval {
    fn from(number: i64) -> Self {
        Self::only(number)
    }
}

impl Add for Interval {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let ([a, b], [c, d]) = (self.ends(), other.ends());
        Self::around([a + c, b + d])
    }
}

impl Sub for Interval {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Interval {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let ([a, b], [c, d]) = (self.ends(), other.ends());
        Self::around([a * c, a * d, b * c, b * d])
    }
}

impl Neg for Interval {
    type Output = Self;

    fn neg(self) -> Self {
        Self::around(self.ends().map(|end| -end))
    }
}

impl Limb for Interval {
    type Word = Bounds;
    const ZERO: Self = Self::only(0);
    const ONE: Self = Self::only(1);

    fn cut(self, count: u32) -> (Self, Self) {
        let [first, last] = [self.least, self.greatest].map(|end| end >> count);
        let rest = |end: i64| end - (first << count);
        let low = if first == last {
            Self { least: rest(self.least), greatest: rest(self.greatest) }
        } else {
            Self { least: 0, greatest: (1 << count) - 1 }
        };
        (low, Self { least: first, greatest: last })
    }

    fn is_at_most(self, limit: i64) -> bool {
        answer(self.greatest > limit, self.least <= limit)
    }

    fn word(self) -> Bounds {
        let [least, greatest] = [self.least, self.greatest].map(|end| u64::try_from(end).expect("a word has no sign"));
        Bounds { least, greatest }
    }
}

impl Field {
    /// Runs the part that has limbs. `wide/bounds.rs` has the rest, the representation below p of any four words.
    pub(crate) fn is_odd(self) -> bool {
        let _ = self.residue();
        answer(true, true)
    }

    pub(crate) const fn from_words(words: Words) -> Self {
        let [r0, r1, r2, r3, r4, r5, r6, r7, r8] = limbs(words);
        Self([
            Interval::only(r0),
            Interval::only(r1),
            Interval::only(r2),
            Interval::only(r3),
            Interval::only(r4),
            Interval::only(r5),
            Interval::only(r6),
            Interval::only(r7),
            Interval::only(r8),
        ])
    }
}

/// The number with limbs of at most these sizes.
fn up_to(limb: i64, top: i64) -> Field {
    Limbs([limb, limb, limb, limb, limb, limb, limb, limb, top].map(Interval::around_zero))
}

fn coordinate() -> Field {
    up_to(LIMB, TOP)
}

fn affine() -> Affine {
    Affine { x: coordinate(), y: coordinate() }
}

/// Infinity and all other points.
fn points() -> [Jacobian; 2] {
    let [x, y, z] = [coordinate(); 3];
    [Jacobian::INFINITY, Jacobian { x, y, z, is_infinity: false }]
}

/// Fails unless the numbers are coordinates.
fn are_coordinates(numbers: impl IntoIterator<Item = Field>) {
    for number in numbers {
        let are_small = number.0.iter().zip(coordinate().0).all(|(limb, bound)| limb.is_within(bound));
        assert!(are_small, "no coordinate: {number:x?}");
    }
}

/// Fails unless each run ends with coordinates. Returns the number of runs.
fn closed<const N: usize>(routine: impl FnMut() -> [Field; N]) -> usize {
    let results = runs(routine);
    let count = results.len();
    are_coordinates(results.into_iter().flatten());
    count
}

fn coordinates(point: Jacobian) -> [Field; 3] {
    [point.x, point.y, point.z]
}

#[test]
fn numbers_that_are_read_are_coordinates() {
    let all = limbs([u64::MAX; 4]);
    assert_eq!(
        all,
        [
            0x1fff_ffff,
            0x1fff_ffff,
            0x1fff_ffff,
            0x1fff_ffff,
            0x1fff_ffff,
            0x1fff_ffff,
            0x1fff_ffff,
            0x1fff_ffff,
            0xff_ffff
        ]
    );
    // A bit of a word is a bit of one limb, so other numbers have no larger limbs.
    let mut bits = [0; 9];
    for at in 0..256 {
        let one = limbs(core::array::from_fn(|word| if word == at / 64 { 1 << (at % 64) } else { 0 }));
        assert_eq!(one.iter().map(|limb| limb.count_ones()).sum::<u32>(), 1);
        bits = core::array::from_fn(|limb| bits[limb] + one[limb]);
    }
    assert_eq!(bits, all);
    assert!(all[..8].iter().all(|limb| *limb <= LIMB) && all[8] <= TOP);
    are_coordinates([Field::ZERO, Field::ONE]);
}

/// The doubles and sums of all points, with both results of each comparison.
#[test]
fn sums_of_points_are_coordinates() {
    let scale = coordinate();
    for point in points() {
        closed(|| coordinates(point.double()));
        let is_infinity = point.is_infinity;
        for count in
            [closed(|| coordinates(point.add(&affine()))), closed(|| coordinates(point.add_scaled(&affine(), scale)))]
        {
            // A different point, the same point, the opposite one.
            assert!(is_infinity || count > 3, "{count}");
        }
        closed(|| coordinates(point.unscaled(scale)));
        closed(|| {
            let Affine { x, y } = point.to_affine(scale);
            [x, y]
        });
    }
    closed(|| coordinates(affine().into()));
}

#[test]
fn multiples_are_coordinates() {
    fn multiples<const N: usize>() {
        let [_, point] = points();
        let (multiples, z) = point.odd_multiples::<N>();
        are_coordinates(multiples.into_iter().flat_map(|Affine { x, y }| [x, y]).chain([z]));
    }
    multiples::<8>();
    multiples::<32>();
}

#[test]
fn roots_are_coordinates() {
    for y_is_odd in [false, true] {
        let counts =
            closed(|| Affine::with_x(coordinate(), y_is_odd).map_or([Field::ZERO; 2], |Affine { x, y }| [x, y]));
        assert!(counts > 3, "{counts}");
    }
    assert!(runs(|| affine().is_on_curve()).len() > 3);
}

/// The operations outside of `point.rs`: shared inversions, tables, the endomorphism, the comparison of a nonce.
#[test]
fn other_uses_are_coordinates() {
    let [x, y] = [coordinate(); 2];
    closed(|| [x * y, x.square(), -x, (x * x + y * y).carried()]);
    for routine in [|x: Field, y: Field| (x * y - x).is_zero(), |x: Field, _: Field| x.is_odd()] {
        let answers = runs(|| routine(x, y));
        assert!(answers.contains(&true) && answers.contains(&false));
    }
}

/// Products have half the limbs, which is why sums of two need no carries.
#[test]
fn products_have_half_the_limbs() {
    let product = coordinate() * coordinate();
    for number in [product, coordinate().square(), (coordinate() + product).square()] {
        for (limb, bound) in number.0.iter().zip(up_to(LIMB / 2, TOP / 2).0) {
            assert!(limb.is_within(bound), "{number:x?}");
        }
    }
}

/// The sum of a coordinate and a product can be squared, and that of two coordinates once it is carried. A formula that
/// forgets the carry is found.
#[test]
#[should_panic(expected = "a limb has 64 bits")]
fn a_sum_without_a_carry_is_found() {
    let x = coordinate();
    are_coordinates([(x + x * x).square(), (x + x).carried().square()]);
    let _ = (x + x).square();
}

/// The sum in the chord's X, kept without a carry.
#[test]
#[should_panic(expected = "no coordinate")]
fn a_sum_that_is_kept_without_a_carry_is_found() {
    let [i, t] = [coordinate(); 2].map(|number| number.square());
    closed(|| [i + i + t + t]);
}

#[test]
#[should_panic(expected = "the number is at most MOST·p")]
fn a_number_too_large_to_be_read_is_found() {
    let [x, y] = [up_to(LIMB, 15 << 24), up_to(LIMB, 17 << 24)];
    runs(|| x.is_zero());
    runs(|| Limbs(y.0.map(|limb| Interval::only(limb.greatest))).is_zero());
}

/// For all numbers within the intervals, one of the runs contains the results of the operations on these numbers.
#[test]
fn some_run_has_what_limbs_do() {
    fn all<L: Limb>([a, b]: [L; 2]) -> (Vec<L>, bool) {
        let (cuts, more) = ([a.cut(29), b.cut(1)], [a.cut(24), (-b).cut(29)]);
        let cuts = cuts.into_iter().chain(more).flat_map(|(low, high)| [low, high]);
        (cuts.chain([a + b, a - b, a * b, -a]).collect(), a.is_at_most(77))
    }
    let mut numbers = Numbers(10);
    let mut open = 0;
    for _ in 0..20_000 {
        let mut number =
            || (numbers.word() >> (33 + numbers.word() % 31)).cast_signed() - (numbers.word() % 99).cast_signed();
        let limbs = [number(), number()];
        let intervals = limbs.map(|limb| Interval { least: limb - number().abs(), greatest: limb + number().abs() });
        let (expected, is_small) = all(limbs);
        let found = runs(|| all(intervals));
        open += usize::from(found.len() > 1);
        let has = |(run, is_small_there): &(Vec<Interval>, bool)| {
            *is_small_there == is_small
                && run.iter().zip(&expected).all(|(interval, limb)| Interval::only(*limb).is_within(*interval))
        };
        assert!(found.iter().any(has), "{limbs:x?} {intervals:x?}");
    }
    assert!(open > 1_000, "{open}");
}

/// Intervals of one number each give the same limbs as numbers.
#[test]
fn known_limbs_are_limbs() {
    let mut numbers = Numbers(11);
    for _ in 0..2_000 {
        let (a, b) = (numbers.words(), numbers.words());
        let (x, y) = (Numbered::from_words(a), Numbered::from_words(b));
        let (u, v) = (Field::from_words(a), Field::from_words(b));
        let expected = ((x * y).triple().half() - y.square() - x).carried();
        let ours = ((u * v).triple().half() - v.square() - u).carried();
        assert_eq!(ours.0.map(|limb| (limb.least, limb.greatest)), expected.0.map(|limb| (limb, limb)));
        let residue = runs(|| ours.residue().canonical());
        let [residue] = residue[..] else { panic!("{} runs", residue.len()) };
        assert_eq!(
            residue.map(|word| (word.least, word.greatest)),
            expected.residue().canonical().map(|word| (word, word))
        );
    }
}
