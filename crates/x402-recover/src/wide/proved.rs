//! Compares the field, the scalars and their halves with code of fiat-crypto, whose correctness has a machine-checked
//! proof (A. Erbsen et al., "Simple High-Level Code for Cryptographic Arithmetic – With Proofs, Without Compromises",
//! IEEE S&P 2019).
//!
//! The environment variable `X402_CASES` sets the number of cases.

use std::{env, println, vec::Vec};

use super::{
    field::Field,
    scalar::Scalar,
    split::{Half, split, tests::lambda},
    words::{self, Words, tests::Numbers},
};

/// Makes a type with the proved operations of one modulus.
macro_rules! proved {
    ($name:ident, $fiat:ident, $in:ident, $out:ident: $to:ident $from:ident $mul:ident $square:ident $add:ident $sub:ident $opp:ident) => {
        #[derive(Clone, Copy)]
        struct $name(fiat_crypto::$fiat::$in);

        impl $name {
            /// The number must be below the modulus.
            fn new(words: Words) -> Self {
                let mut made = fiat_crypto::$fiat::$in([0; 4]);
                fiat_crypto::$fiat::$to(&mut made, &fiat_crypto::$fiat::$out(words));
                Self(made)
            }

            fn words(self) -> Words {
                let mut words = fiat_crypto::$fiat::$out([0; 4]);
                fiat_crypto::$fiat::$from(&mut words, &self.0);
                words.0
            }

            fn times(self, other: Self) -> Self {
                let mut made = self;
                fiat_crypto::$fiat::$mul(&mut made.0, &self.0, &other.0);
                made
            }

            fn squared(self) -> Self {
                let mut made = self;
                fiat_crypto::$fiat::$square(&mut made.0, &self.0);
                made
            }

            fn plus(self, other: Self) -> Self {
                let mut made = self;
                fiat_crypto::$fiat::$add(&mut made.0, &self.0, &other.0);
                made
            }

            fn less(self, other: Self) -> Self {
                let mut made = self;
                fiat_crypto::$fiat::$sub(&mut made.0, &self.0, &other.0);
                made
            }

            fn opposite(self) -> Self {
                let mut made = self;
                fiat_crypto::$fiat::$opp(&mut made.0, &self.0);
                made
            }
        }
    };
}

proved!(
    ProvedField, secp256k1_montgomery_64,
    fiat_secp256k1_montgomery_montgomery_domain_field_element,
    fiat_secp256k1_montgomery_non_montgomery_domain_field_element:
    fiat_secp256k1_montgomery_to_montgomery fiat_secp256k1_montgomery_from_montgomery fiat_secp256k1_montgomery_mul
    fiat_secp256k1_montgomery_square fiat_secp256k1_montgomery_add fiat_secp256k1_montgomery_sub fiat_secp256k1_montgomery_opp
);
proved!(
    ProvedScalar, secp256k1_montgomery_scalar_64,
    fiat_secp256k1_montgomery_scalar_montgomery_domain_field_element,
    fiat_secp256k1_montgomery_scalar_non_montgomery_domain_field_element:
    fiat_secp256k1_montgomery_scalar_to_montgomery fiat_secp256k1_montgomery_scalar_from_montgomery
    fiat_secp256k1_montgomery_scalar_mul fiat_secp256k1_montgomery_scalar_square fiat_secp256k1_montgomery_scalar_add
    fiat_secp256k1_montgomery_scalar_sub fiat_secp256k1_montgomery_scalar_opp
);

const ONE: Words = [1, 0, 0, 0];

/// A number below p, and a representation of it that [`Field`] may have: the number itself, or p more if that fits. In
/// most numbers carries propagate far, and one in sixteen has two representations.
fn residue(numbers: &mut Numbers) -> (Words, Words) {
    const P0: u64 = 0xffff_fffe_ffff_fc2f;
    const REPRESENTATIONS: u64 = P0.wrapping_neg();
    let has_two = numbers.word().is_multiple_of(16);
    let representation =
        if has_two { [P0 + numbers.word() % REPRESENTATIONS, u64::MAX, u64::MAX, u64::MAX] } else { numbers.words() };
    let is_below = representation[1..] != [u64::MAX; 3] || representation[0] < P0;
    (if is_below { representation } else { [representation[0] - P0, 0, 0, 0] }, representation)
}

fn field(numbers: &mut Numbers, inverts: bool) {
    let [(a, x), (b, y)] = [(); 2].map(|()| residue(numbers));
    let (a, b) = (ProvedField::new(a), ProvedField::new(b));
    let (x, y) = (Field::from_words(x), Field::from_words(y));
    let is = |ours: Field, proved: ProvedField| {
        assert_eq!(ours.to_bytes(), words::to_bytes(proved.words()), "{x:x?} {y:x?}");
    };
    is(x, a);
    is(x + y, a.plus(b));
    is(x - y, a.less(b));
    is(-x, a.opposite());
    is(x * y, a.times(b));
    is(x.square(), a.squared());
    is(x.triple(), a.plus(a).plus(a));
    // Numbers that result from operations, as in the formulas of the curve.
    let (z, c) = ((x * y - x).triple(), a.times(b).less(a));
    is(z, c.plus(c).plus(c));
    let half = ProvedField::new(words::from_bytes(&x.half().to_bytes()));
    is(x, half.plus(half));
    if !inverts {
        return;
    }
    let of = |ours: Field| ProvedField::new(words::from_bytes(&ours.to_bytes()));
    let product = of(x.invert()).times(a);
    assert_eq!(product.words(), if x.is_zero() { [0; 4] } else { ONE });
    // p is 3 modulo 4: of a number and its opposite one is a square.
    let roots = [x.square_root(), (-x).square_root()];
    assert_eq!(roots.iter().flatten().count(), if x.is_zero() { 2 } else { 1 }, "{x:x?}");
    for (root, number) in roots.into_iter().zip([x, -x]) {
        if let Some(root) = root {
            is(number, of(root).squared());
        }
    }
}

fn scalars(numbers: &mut Numbers, lambda: ProvedScalar, inverts: bool) {
    let [x, y] = [(); 2].map(|()| Scalar::reduced(&words::to_bytes(numbers.words())));
    let [a, b] = [x, y].map(|scalar| ProvedScalar::new(scalar.words()));
    let is = |ours: Scalar, proved: ProvedScalar| assert_eq!(ours.words(), proved.words(), "{x:x?} {y:x?}");
    is(x * y, a.times(b));
    is(x * x, a.squared());
    is(-x, a.opposite());
    let signed = |Half { magnitude, is_negative }: Half| {
        let scalar = ProvedScalar::new([words::low(magnitude), words::low(magnitude >> 64), 0, 0]);
        if is_negative { scalar.opposite() } else { scalar }
    };
    let [first, second] = split(x).map(signed);
    is(x, first.plus(second.times(lambda)));
    assert_eq!(a.less(first).words(), second.times(lambda).words());
    if inverts {
        let product = ProvedScalar::new(x.invert().words()).times(a);
        assert_eq!(product.words(), if x.words() == [0; 4] { [0; 4] } else { ONE });
    }
}

#[test]
fn arithmetic_is_that_of_proved_code() {
    let cases = env::var("X402_CASES").map_or(20_000, |text| text.parse::<u64>().expect("a number"));
    let mut bytes = [0; 32];
    bytes.copy_from_slice(&lambda().to_bytes_be());
    let lambda = ProvedScalar::new(words::from_bytes(&bytes));
    let mut numbers = Numbers(6);
    for case in 0..cases {
        // An inverse and a root take as long as hundreds of products.
        let inverts = case.is_multiple_of(16);
        field(&mut numbers, inverts);
        scalars(&mut numbers, lambda, inverts);
    }
    println!("fiat-crypto: {cases} cases of the field and the scalars");
}

/// The proved code confirms only the cases that the test contains, so the cases must have both representations of a
/// residue, and carries.
#[test]
fn cases_have_what_implementations_part_on() {
    let mut numbers = Numbers(6);
    let asked: Vec<_> = (0..20_000).map(|_| residue(&mut numbers)).collect();
    assert!(asked.iter().filter(|(residue, representation)| residue != representation).count() > 1_000);
    for word in [0, u64::MAX, 1 << 63] {
        assert!(asked.iter().filter(|(_, representation)| representation.contains(&word)).count() > 30, "{word}");
    }
}
