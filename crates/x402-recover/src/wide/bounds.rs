//! Tests the routines of words, field and scalars on all inputs at once, with words of 64 bits of which only the bounds
//! are known.
//!
//! They are the routines of production, which are generic over the word. If the bounds do not decide whether a sum
//! carries or a number is less than a different one, the routine runs both ways. So a carry that no run finds cannot
//! occur for any input. A result has no bounds except those of its own words, so a property of a whole number is tested
//! on sets of inputs that share it. This module does not cover the inverse and the halves of scalars (see `model.rs`).

use core::{
    cell::RefCell,
    cmp::Ordering,
    ops::{BitAnd, BitOr, Shl, Shr},
};
use std::{thread_local, vec::Vec};

use super::{
    field::{Field, FieldWord},
    scalar::{self, Scalar, ScalarWord},
    words::{self, Word, Words, low, tests::Numbers},
};

const B: u128 = 1 << 64;

/// Any word from the least to the greatest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) least: u64,
    pub(crate) greatest: u64,
}

const ANY: Bounds = Bounds { least: 0, greatest: u64::MAX };

thread_local! {
    /// The answers of the run to open questions, and the number of questions so far.
    static ANSWERS: RefCell<(Vec<bool>, usize)> = const { RefCell::new((Vec::new(), 0)) };
}

/// Returns the answer of this run to a question whose answer may be true, false, or both.
pub(crate) fn answer(may_be_false: bool, may_be_true: bool) -> bool {
    if !(may_be_false && may_be_true) {
        return may_be_true;
    }
    ANSWERS.with_borrow_mut(|(answers, asked)| {
        if *asked == answers.len() {
            answers.push(false);
        }
        *asked += 1;
        assert!(*asked < 1000, "the routine does not end");
        answers[*asked - 1]
    })
}

/// Returns the results of the routine for each sequence of answers that it can get.
pub(crate) fn runs<T>(mut routine: impl FnMut() -> T) -> Vec<T> {
    ANSWERS.set((Vec::new(), 0));
    let mut results = Vec::new();
    loop {
        results.push(routine());
        let is_last = ANSWERS.with_borrow_mut(|(answers, asked)| {
            *asked = 0;
            while answers.pop_if(|answer| *answer).is_some() {}
            answers.last_mut().map(|answer| *answer = true).is_none()
        });
        if is_last {
            return results;
        }
    }
}

impl Bounds {
    const fn only(word: u64) -> Self {
        Self { least: word, greatest: word }
    }

    /// A number between two numbers as low and high word. If the high word may be either of two words, that is a
    /// question.
    fn cut(least: u128, greatest: u128) -> (Self, Self) {
        let [first, last] = [least, greatest].map(|number| low(number >> 64));
        if last - first > 1 {
            return (ANY, Self { least: first, greatest: last });
        }
        let is_last = first == last || answer(true, true);
        let word = Self {
            least: if is_last && first != last { 0 } else { low(least) },
            greatest: if is_last { low(greatest) } else { u64::MAX },
        };
        (word, Self::only(if is_last { last } else { first }))
    }

    const fn is_known(self) -> bool {
        self.least == self.greatest
    }
}

impl From<bool> for Bounds {
    fn from(bit: bool) -> Self {
        Self::only(bit.into())
    }
}

impl From<u8> for Bounds {
    fn from(number: u8) -> Self {
        Self::only(number.into())
    }
}

impl PartialEq for Bounds {
    fn eq(&self, other: &Self) -> bool {
        let are_apart = self.greatest < other.least || other.greatest < self.least;
        answer(!(self.is_known() && other.is_known()) || are_apart, !are_apart)
    }
}

impl PartialOrd for Bounds {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(if answer(self.greatest >= other.least, self.least < other.greatest) {
            Ordering::Less
        } else if self == other {
            Ordering::Equal
        } else {
            Ordering::Greater
        })
    }
}

impl BitAnd for Bounds {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        if self.is_known() && other.is_known() {
            return Self::only(self.least & other.least);
        }
        Self { least: 0, greatest: self.greatest.min(other.greatest) }
    }
}

impl BitOr for Bounds {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        if self.is_known() && other.is_known() {
            return Self::only(self.least | other.least);
        }
        Self { least: self.least.max(other.least), greatest: self.greatest.saturating_add(other.greatest) }
    }
}

impl Shl<u32> for Bounds {
    type Output = Self;

    /// If the bits that are shifted out are not known, nothing is known of the result.
    fn shl(self, count: u32) -> Self {
        let gone = |word: u64| word.unbounded_shr(64 - count);
        if gone(self.least) == gone(self.greatest) {
            return Self { least: self.least << count, greatest: self.greatest << count };
        }
        ANY
    }
}

impl Shr<u32> for Bounds {
    type Output = Self;

    fn shr(self, count: u32) -> Self {
        Self { least: self.least >> count, greatest: self.greatest >> count }
    }
}

impl Word for Bounds {
    const BITS: u32 = 64;
    const ZERO: Self = Self::only(0);
    const MAX: Self = Self::only(u64::MAX);

    /// The sums of 128 bits are checked for overflow.
    fn multiply_add(a: Self, b: Self, c: Self, d: Self) -> (Self, Self) {
        let sum = |[a, b, c, d]: [u64; 4]| u128::from(a) * u128::from(b) + u128::from(c) + u128::from(d);
        Self::cut(sum([a, b, c, d].map(|word| word.least)), sum([a, b, c, d].map(|word| word.greatest)))
    }

    fn overflowing_add(self, other: Self) -> (Self, bool) {
        let sum = |a: u64, b: u64| u128::from(a) + u128::from(b);
        let (word, carry) = Self::cut(sum(self.least, other.least), sum(self.greatest, other.greatest));
        (word, carry.least == 1)
    }

    fn overflowing_sub(self, other: Self) -> (Self, bool) {
        let difference = |a: u64, b: u64| B + u128::from(a) - u128::from(b);
        let (word, rest) = Self::cut(difference(self.least, other.greatest), difference(self.greatest, other.least));
        (word, rest.least == 0)
    }

    fn if_true(self, condition: bool) -> Self {
        if condition { self } else { Self::ZERO }
    }
}

impl FieldWord for Bounds {
    const FOLD: Self = Self::only(<u64 as FieldWord>::FOLD);
    const P: Words<Self> = known(u64::P);
}

impl ScalarWord for Bounds {
    const N: Words<Self> = known(u64::N);
    const FOLD: [Self; 2] = {
        let [low, high] = <u64 as ScalarWord>::FOLD;
        [Self::only(low), Self::only(high)]
    };
}

const fn known([w0, w1, w2, w3]: Words) -> Words<Bounds> {
    [Bounds::only(w0), Bounds::only(w1), Bounds::only(w2), Bounds::only(w3)]
}

/// All numbers below the limit, or all others: those that part from it at one of its words, and for the others the limit itself.
fn neighbours(limit: Words, is_below: bool) -> Vec<Words<Bounds>> {
    let parts = (0..4).filter_map(|at| {
        let mut words = [ANY; 4];
        words[at + 1..].copy_from_slice(&known(limit)[at + 1..]);
        words[at] = if is_below {
            Bounds { least: 0, greatest: limit[at].checked_sub(1)? }
        } else {
            Bounds { least: limit[at].checked_add(1)?, greatest: u64::MAX }
        };
        Some(words)
    });
    parts.chain((!is_below).then_some(known(limit))).collect()
}

/// The greatest words with which each run ends.
fn greatest<const N: usize>(results: &[[Bounds; N]]) -> [u64; N] {
    core::array::from_fn(|at| results.iter().map(|words| words[at].greatest).max().expect("a run"))
}

/// No sum or difference that must fit leaves its four words: `words::exact` fails a run in which one does, here and
/// below.
#[test]
fn the_field_leaves_no_words() {
    let [x, y] = [Field::from_words([ANY; 4]); 2];
    let count = |routine: fn(Field<Bounds>, Field<Bounds>) -> Field<Bounds>| runs(|| routine(x, y)).len();
    let counts = [
        count(|x, y| x + y),
        count(|x, y| x - y),
        count(|x, _| -x),
        count(|x, y| x * y),
        count(|x, _| x.triple()),
        count(|x, _| x.half()),
        count(|_, _| Field::reduce([ANY; 8])),
        count(|_, _| Field::fold([ANY; 4], ANY)),
    ];
    // Both answers to each carry.
    assert!(counts.iter().all(|&count| count > 4), "{counts:?}");
}

#[test]
fn canonical_numbers_are_below_p() {
    let canonical = |words| runs(|| Field::from_words(words).canonical());
    for words in neighbours(u64::P, true) {
        assert_eq!(greatest(&canonical(words)), words.map(|word| word.greatest));
    }
    let rest: Vec<_> = neighbours(u64::P, false).into_iter().flat_map(canonical).collect();
    assert_eq!(greatest(&rest), [<u64 as FieldWord>::FOLD - 1, 0, 0, 0]);
}

#[test]
fn scalars_are_below_n() {
    let below_n = |words| runs(|| Scalar::below_n(words).words());
    for words in neighbours(u64::N, true) {
        assert_eq!(greatest(&below_n(words)), words.map(|word| word.greatest));
        // n less such a number does not wrap.
        runs(|| -Scalar::below_n(words));
    }
    let rest: Vec<_> = neighbours(u64::N, false).into_iter().flat_map(below_n).collect();
    let [.., second, top] = greatest(&rest);
    assert_eq!((second, top), (1, 0));
}

/// The greatest words after a round of `Scalar::reduce` from an upper half of at most these words, and the results of
/// the runs.
fn round(upper: [u64; 4]) -> ([u64; 4], Vec<[Bounds; 8]>) {
    let wide = core::array::from_fn(|at| if at < 4 { ANY } else { Bounds { least: 0, greatest: upper[at - 4] } });
    let results = runs(|| scalar::fold(wide));
    let [_, _, _, _, upper @ ..] = greatest(&results);
    (upper, results)
}

/// The bounds of the rounds in the documentation of `Scalar::reduce`: 2^130, 2^4, a carry, nothing.
#[test]
fn rounds_of_scalars_leave_what_they_say() {
    let (upper, _) = round([u64::MAX; 4]);
    assert!(upper[2] < 4 && upper[3] == 0, "{upper:?}");
    let (upper, _) = round(upper);
    assert!(upper[0] < 16 && upper[1..] == [0; 3], "{upper:?}");
    let (upper, results) = round(upper);
    assert_eq!(upper, [1, 0, 0, 0]);
    let carried: Vec<_> = results.into_iter().filter(|words| words[4].greatest == 1).collect();
    assert!(!carried.is_empty());
    for words in carried {
        assert_eq!(greatest(&runs(|| scalar::fold(words)))[4..], [0; 4]);
    }
    // From a wider half a round leaves more than a carry.
    assert!(round([0, 0, 1, 0]).0[0] > 1);
}

/// Nothing is carried out of a square. Bounds show that for each part of the word below those that are the greatest, but not for
/// the word as a whole, because they forget that the bits which are shifted out of one word are shifted into the next.
#[test]
fn squares_have_eight_words() {
    const HALF: u64 = 1 << 63;
    let parts = [(0, HALF - 1), (HALF, HALF), (HALF + 1, HALF + 1), (HALF + 2, u64::MAX - 1)];
    for (at, words) in neighbours([u64::MAX; 4], true).into_iter().enumerate() {
        for (least, greatest) in parts {
            let mut words = words;
            words[at] = Bounds { least, greatest };
            runs(|| Field::from_words(words).square());
        }
    }
    assert_eq!(runs(|| words::square([Bounds::MAX; 4])).len(), 1);
}

/// Rows have a fifth word and no more, and the fifth word of a triple is at most 2.
#[test]
fn rows_have_five_words() {
    let row = |factor| greatest(&runs(|| [words::row(factor, [ANY; 4], [ANY; 4]).1]));
    assert_eq!(row(ANY), [u64::MAX]);
    assert_eq!(greatest(&runs(|| [words::row(Bounds::only(3), [ANY; 4], [Bounds::ZERO; 4]).1])), [2]);
}

/// A sum whose carry is forgotten.
#[test]
#[should_panic(expected = "the result has four words")]
fn an_addition_that_nobody_reduces_is_found() {
    let fold = [<Bounds as FieldWord>::FOLD, Bounds::ZERO, Bounds::ZERO, Bounds::ZERO];
    runs(|| words::exact(words::sum(words::sum([ANY; 4], [ANY; 4]).0, fold)));
}

/// The opposite of numbers that are not below n.
#[test]
#[should_panic(expected = "the result has four words")]
fn a_bound_that_is_too_wide_is_found() {
    for words in neighbours(u64::N, false) {
        runs(|| words::exact(words::difference(Bounds::N, words)));
    }
}

/// For all words within the bounds, one of the runs contains the results of the operations on these words.
#[test]
fn some_run_has_what_words_do() {
    fn all<W: Word>([a, b, c, d]: Words<W>) -> Vec<W> {
        let (low, high) = W::multiply_add(a, b, c, d);
        let (sum, is_larger) = a.overflowing_add(b);
        let (rest, is_negative) = a.overflowing_sub(b);
        let flags = [is_larger, is_negative, a < b, a == b, a > b].map(W::from);
        let words = [low, high, sum, rest, a & b, a | b, a << 1, a << 63, a >> 1, a >> 63, a.if_true(is_larger)];
        [&flags[..], &words].concat()
    }
    let mut numbers = Numbers(8);
    let mut open = 0;
    for _ in 0..5_000 {
        let words = numbers.words();
        let bounds = words.map(|word| match numbers.word() % 4 {
            0 => Bounds::only(word),
            1 => ANY,
            _ => Bounds {
                least: word - word.min(numbers.word() % 4),
                greatest: word.saturating_add(numbers.word() >> (numbers.word() % 64)),
            },
        });
        let found = runs(|| all(bounds));
        open += usize::from(found.len() > 1);
        let expected = all(words);
        let has = |run: &Vec<Bounds>| {
            run.iter().zip(&expected).all(|(bounds, word)| bounds.least <= *word && *word <= bounds.greatest)
        };
        assert!(found.iter().any(has), "{words:x?} {bounds:x?}");
    }
    assert!(open > 1_000, "{open}");
}

/// If the bounds are single words, there is one run, and it has the results of these words.
#[test]
fn known_words_are_words() {
    let mut numbers = Numbers(9);
    for _ in 0..2_000 {
        let (a, b) = (numbers.words(), numbers.words());
        let same = |ours: Vec<Words<Bounds>>, words: Words| {
            let [ours] = ours[..] else { panic!("{} runs", ours.len()) };
            assert_eq!(ours.map(|word| (word.least, word.greatest)), words.map(|word| (word, word)));
        };
        let (x, y) = (Field::from_words(a), Field::from_words(b));
        let (u, v) = (Field::from_words(known(a)), Field::from_words(known(b)));
        same(
            runs(|| (u * v + v.square() - u.half()).triple().canonical()),
            (x * y + y.square() - x.half()).triple().canonical(),
        );
        let (k, l) = (Scalar::below_n(a), Scalar::below_n(b));
        same(runs(|| (Scalar::below_n(known(a)) * -Scalar::below_n(known(b))).words()), (k * -l).words());
    }
}
