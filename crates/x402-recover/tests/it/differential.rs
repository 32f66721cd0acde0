//! Each case by three libraries, in a batch, and under a known key.

use std::time::{Duration, Instant};

use x402_recover::{KnownKey, PublicKey, Signed, recover, recover_all, recover_batch};

use crate::{
    cases::Cases,
    peers::{by_k256, by_libsecp256k1},
};

/// What was compared.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) keys: u64,
    pub(crate) refusals: u64,
    pub(crate) known: u64,
    pub(crate) others: u64,
}

impl Counts {
    pub(crate) const fn cases(&self) -> u64 {
        self.keys + self.refusals
    }
}

/// Panics at the first case on which two differ.
pub(crate) fn compare(seed: u64, cases: u64, mut progress: impl FnMut(&Counts)) -> Counts {
    let mut source = Cases::new(seed);
    let mut counts = Counts::default();
    while counts.cases() < cases {
        let signed: Vec<Signed> = (0..61).map(|_| source.next_case()).collect();
        let keys = recover_all(&signed);
        for (signed, key) in signed.iter().zip(&keys) {
            assert_eq!(*key, by_k256(signed), "k256: {signed:02x?}");
            assert_eq!(*key, by_libsecp256k1(signed), "libsecp256k1: {signed:02x?}");
        }
        // One alone and a few at once are the same code, compiled for other numbers.
        let (few, _) = signed.split_first_chunk::<7>().unwrap();
        assert_eq!(recover_batch(few)[..], keys[..7]);
        assert_eq!(few.map(|signed| recover(&signed.prehash, &signed.signature))[..], keys[..7]);
        under_a_known_key(&signed, &keys, &mut counts);
        counts.keys += keys.iter().flatten().count() as u64;
        counts.refusals += keys.iter().filter(|key| key.is_none()).count() as u64;
        progress(&counts);
    }
    counts
}

/// A few of the keys know their own signatures, and no other.
fn under_a_known_key(signed: &[Signed], keys: &[Option<PublicKey>], counts: &mut Counts) {
    for key in keys.iter().flatten().take(2) {
        let known = KnownKey::new(key);
        for (signed, expected) in signed.iter().zip(keys).take(16) {
            let is_signed_by_key = *expected == Some(*key);
            assert_eq!(known.has_signed(&signed.prehash, &signed.signature), is_signed_by_key, "{key:?} {signed:02x?}");
            *(if is_signed_by_key { &mut counts.known } else { &mut counts.others }) += 1;
        }
    }
}

/// Two seeds have nothing in common, not even shifted.
#[test]
fn seeds_differ() {
    let prehashes = |seed| {
        let mut source = Cases::new(seed);
        (0..2_000).map(move |_| source.next_case().prehash).filter(|prehash| prehash[..16] != [0; 16])
    };
    let of_one: std::collections::BTreeSet<_> = prehashes(1).collect();
    let common = prehashes(2).filter(|prehash| of_one.contains(prehash)).count();
    assert!(of_one.len() > 1_000 && common < 200, "{} {common}", of_one.len());
}

#[test]
fn all_agree_on_a_few_thousand() {
    let counts = compare(0, 6_000, |_| ());
    assert!(counts.keys > 2_000 && counts.refusals > 1_000, "{counts:?}");
    assert!(counts.known > 150 && counts.others > 1_000, "{counts:?}");
}

/// What `.ci/deep recover` runs: CASES of them, from SEED on.
#[test]
#[ignore = "for .ci/deep recover"]
fn all_agree_on_many() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let (cases, seed) = (number("CASES").expect("CASES"), number("SEED").unwrap_or(1));
    let mut last = Instant::now();
    let counts = compare(seed, cases, |counts| {
        if last.elapsed() > Duration::from_secs(60) {
            last = Instant::now();
            println!("{} of {cases}", counts.cases());
        }
    });
    println!(
        "seed {seed}: {} cases: {} keys, {} refusals; under known keys {} of their own, {} others",
        counts.cases(),
        counts.keys,
        counts.refusals,
        counts.known,
        counts.others
    );
}
