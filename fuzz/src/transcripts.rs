//! Can a text that one party of a transcript wrote change the time, the offer or the payment of a verdict?

use x402_laws::transcripts::{holds, seen, transcript};

use crate::source::Source;

/// Panics if a client of a transcript chooses what a verdict rests on, or if an answer that does not take its payment is
/// reported as success. The bytes decide the kind of text and what each party writes.
pub fn check(data: &[u8]) {
    let transcript = transcript(&mut Source(data));
    holds(&transcript, &seen(&transcript.text));
}

/// Bytes for each kind of text, with hostile texts of several kinds.
pub fn seeds() -> impl Iterator<Item = (String, Vec<u8>)> {
    (0..13u8).flat_map(|kind| {
        (0..4u8).map(move |step| {
            let mut data = vec![kind];
            data.extend((0..40u8).map(|at| at.wrapping_mul(29).wrapping_add(step.wrapping_mul(67))));
            (format!("kind-{kind}-{step}"), data)
        })
    })
}
