//! Whose text decides a verdict: generated transcripts in which the client writes what it likes.

use serde_json::Value;
use x402_laws::{
    chance::Chance,
    transcripts::{Seen, Transcript, holds, logged, seen, transcript},
};
use x402_operations::{Source, audit::Auditor};

use crate::support::x402_reading;

struct Random(u64);

impl Chance for Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

#[test]
fn a_client_chooses_neither_the_time_nor_the_offer_nor_another_payment() {
    let mut random = Random(1);
    let (mut complete, count) = (0, 20_000);
    for _ in 0..count {
        let transcript = transcript(&mut random);
        complete += usize::from(holds(&transcript, &seen(&transcript.text)));
    }
    // Nothing is gained by finding nothing.
    assert!(complete > count * 17 / 20, "{complete} of {count}");
}

/// An audit verifies the request that the facilitator got, at the time that the log recorded, or nothing.
#[test]
fn a_caller_does_not_choose_what_an_audit_says() {
    let mut random = Random(3);
    let (mut complete, count) = (0, 4_000);
    for _ in 0..count {
        let transcript = logged(&mut random);
        let line = Auditor::new(1).read(transcript.text.as_bytes());
        let Ok(input) = line.input else { continue };
        let Source::Text(payment) = &input.payment else { panic!("{:?}", input.payment) };
        let offers: Vec<Value> =
            input.offers.texts().iter().map(|offer| serde_json::from_str(offer.as_str()).unwrap()).collect();
        let seen = Seen {
            payment: serde_json::from_str(payment).ok(),
            offers: Some(offers.into()),
            time: Some(input.now),
            is_ambiguous: false,
            is_taken: None,
        };
        complete += usize::from(holds(&transcript, &seen));
    }
    // A quarter has no time that is known.
    assert!(complete > count * 7 / 10, "{complete} of {count}");
}

/// What a command prints first is never a word of success if the last answer does not take the payment.
#[test]
fn a_refused_payment_does_not_begin_with_success() {
    let mut random = Random(2);
    let refused = std::iter::repeat_with(|| transcript(&mut random)).filter(|made| made.is_taken == Some(false));
    for Transcript { kind, text, .. } in refused.take(60) {
        for arguments in [&["verify", "-"][..], &["explain", "-", "--at-recorded-time"], &["diagnose", "-", "--json"], &["lint"]] {
            let printed = x402_reading(arguments, &text);
            assert!(printed.code != 0 || arguments[0] == "lint", "{kind} {arguments:?}: {printed:?}\n{text}");
            let begin: String = printed.out.chars().take(40).collect();
            let is_success = ["valid", "ok", "settled", "accepted"].iter().any(|word| {
                begin.trim_start_matches(['{', '"']).starts_with(word) || begin.contains(&format!("\"{word}\""))
            });
            assert!(!is_success, "{kind} {arguments:?}: {printed:?}\n{text}");
        }
    }
}
