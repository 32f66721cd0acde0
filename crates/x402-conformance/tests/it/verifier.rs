//! A [`Verifier`] that is kept between payments gives for each the report that `verify` gives.
//!
//! For every vector of `verify`, in an order by chance, twice, with the same questions edited in between, so that payers who
//! are known meet signatures that are not theirs. The features choose who recovers keys.

use serde_json::value::RawValue;
use x402_laws::bounds::step;
use x402_operations::{Fields, VerifyInput, evaluate_payment};
use x402_verify::{Context, Offers, Payment, PreparedOffers, Report, Verdict, Verifier, verify};

use crate::files::vectors;

const SAMPLED: usize = 10;

/// splitmix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let word = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((word ^ word >> 31) % u64::try_from(count).unwrap()).unwrap()
    }
}

/// The inputs of the vectors of `verify`, of one in `SAMPLED` by default: each twice and each with another digit somewhere, in an order by chance.
fn inputs(seed: u64) -> Vec<String> {
    let mut chance = Chance(seed);
    let vectors = vectors().iter().filter(|vector| vector.op == "verify");
    let mut inputs: Vec<_> = vectors.map(|vector| vector.input.as_str().to_owned()).step_by(step(SAMPLED)).collect();
    assert!(inputs.len() > 4000 / step(SAMPLED), "{}", inputs.len());
    let edited: Vec<_> = inputs.iter().filter_map(|input| edited(input, &mut chance)).collect();
    assert!(edited.len() > 2000 / step(SAMPLED), "{}", edited.len());
    inputs.extend(inputs.clone());
    inputs.extend(edited);
    for at in (1..inputs.len()).rev() {
        inputs.swap(at, chance.below(at + 1));
    }
    inputs
}

/// The input with one hexadecimal digit changed in one of its long numbers: a signature, a nonce, an address.
fn edited(input: &str, chance: &mut Chance) -> Option<String> {
    let starts: Vec<_> = input.match_indices("0x").map(|(at, _)| at + 2).collect();
    let is_digit = |byte: &u8| byte.is_ascii_hexdigit();
    let length = |at: usize| input.as_bytes()[at..].iter().take_while(|byte| is_digit(byte)).count();
    let long: Vec<_> = starts.into_iter().map(|at| (at, length(at))).filter(|(_, length)| *length >= 40).collect();
    if long.is_empty() {
        return None;
    }
    // Signatures are asked for most, since everything else is judged before.
    let longest = long.iter().copied().filter(|(_, length)| *length >= 128).collect::<Vec<_>>();
    let of = if longest.is_empty() || chance.below(3) == 0 { long } else { longest };
    let (start, length) = of[chance.below(of.len())];
    let at = start + chance.below(length);
    let digit = char::from(b"0123456789abcdef"[chance.below(16)]);
    Some(format!("{}{digit}{}", &input[..at], &input[at + 1..]))
}

fn read(input: &str) -> Option<VerifyInput> {
    let raw: &RawValue = serde_json::from_str(input).unwrap();
    VerifyInput::read(Fields::read(raw, "input").ok()?).ok()
}

#[derive(Debug, Default)]
struct Counts {
    valid: usize,
    undecided: usize,
    invalid: usize,
}

impl Counts {
    fn add(&mut self, report: &Report) {
        match report.verdict() {
            Verdict::Valid => self.valid += 1,
            Verdict::Undecided => self.undecided += 1,
            Verdict::Invalid => self.invalid += 1,
        }
    }

    fn assert_many(&self) {
        let step = step(SAMPLED);
        assert!(self.valid > 1000 / step && self.undecided > 500 / step && self.invalid > 3000 / step, "{self:?}");
    }
}

#[test]
fn every_report_is_that_of_verify() {
    // Room for all, and for few.
    let mut verifiers = [1000, 3].map(Verifier::new);
    let mut counts = Counts::default();
    for input in inputs(1) {
        let Some(read) = read(&input) else { continue };
        let _ = evaluate_payment(read, |payment, offers, context| {
            let expected = verify(payment, offers, context);
            for verifier in &mut verifiers {
                assert_eq!(verifier.verify(payment, offers, context), expected, "{input}");
            }
            let prepared = PreparedOffers::new(offers);
            assert_eq!(verify(payment, &prepared, context), expected, "{input}");
            counts.add(&expected);
        });
    }
    counts.assert_many();
}

/// A payment that is presented, and those before it.
struct Presented<'a> {
    payment: Payment<'a>,
    offers: Offers<'a>,
    context: &'a Context<'a>,
    before: Option<&'a Presented<'a>>,
}

#[test]
fn every_report_of_many_is_that_of_verify() {
    let mut verifiers = [Verifier::new(20)];
    let (mut counts, mut chance) = (Counts::default(), Chance(3));
    let inputs = inputs(2);
    let mut rest = inputs.as_slice();
    while !rest.is_empty() {
        let (some, left) = rest.split_at(rest.len().min(chance.below(40)));
        gather(some, None, &mut verifiers, &mut counts);
        rest = left;
    }
    counts.assert_many();
}

/// A payment lives as long as the call that judges it. So each call presents one, and the innermost has them all judged.
fn gather(inputs: &[String], before: Option<&Presented<'_>>, verifiers: &mut [Verifier], counts: &mut Counts) {
    let Some((input, rest)) = inputs.split_first() else { return compare(before, verifiers, counts) };
    let mut is_presented = false;
    if let Some(read) = read(input) {
        let _ = evaluate_payment(read, |payment, offers, context| {
            is_presented = true;
            gather(rest, Some(&Presented { payment, offers, context, before }), verifiers, counts);
        });
    }
    if !is_presented {
        gather(rest, before, verifiers, counts);
    }
}

fn compare(last: Option<&Presented<'_>>, verifiers: &mut [Verifier], counts: &mut Counts) {
    let presented: Vec<_> = std::iter::successors(last, |presented| presented.before).collect();
    let expected: Vec<_> = presented.iter().map(|one| verify(one.payment, one.offers, one.context)).collect();
    for verifier in verifiers {
        let payments = presented.iter().map(|one| (one.payment, one.offers, one.context));
        assert_eq!(verifier.verify_all(payments), expected);
    }
    expected.iter().for_each(|report| counts.add(report));
}
