//! Verification of many payments.

use alloc::vec::Vec;

use crate::{Context, Offers, Payment, Report, evm::payers::Payers};

/// Verifies payments as [`verify`](crate::verify) does, and keeps state that makes later payments cheaper to verify.
/// For every input it returns the same report as `verify`. Keep one verifier per thread, and use it for all payments.
///
/// With the feature `recover`, it remembers payers on EVM chains. At a payer's second valid payment, it prepares the
/// payer's key, which costs about two thirds of a key recovery. From then on it checks the payer's signatures with the
/// prepared key, which also costs two thirds of a recovery. [`Verifier::verify_all`] recovers the keys of many payments
/// at once.
///
/// Only valid payments add or evict a payer. A stranger can sign valid payments with any number of new keys, but those
/// keys evict each other first, because a payer that paid again is skipped once. A payment in the name of a known payer
/// that this payer did not sign costs the check with the prepared key in addition to the recovery.
///
/// Without the feature `recover`, and with `c-secp`, a verifier keeps nothing, because those libraries gain nothing
/// from it.
///
/// ```
/// use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};
/// use x402_verify::{Context, Verdict, Verifier};
///
/// let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let offers = [payment.accepted.clone()];
/// let (early, late) = (Context::at(1_740_672_100), Context::at(1_740_672_160));
///
/// let mut verifier = Verifier::new(1024);
/// assert_eq!(verifier.verify(&payment, &offers, &early).verdict(), Verdict::Valid);
///
/// let reports = verifier.verify_all([(&payment, &offers, &early), (&payment, &offers, &late)]);
/// let verdicts: Vec<_> = reports.iter().map(|report| report.verdict()).collect();
/// assert_eq!(verdicts, [Verdict::Valid, Verdict::Invalid]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Verifier {
    payers: Payers,
}

impl Verifier {
    /// Returns a verifier that remembers at most `most_payers` payers. Each takes about 4 KiB once its key is prepared.
    /// If it is full, a new payer replaces the first one in turn that has not paid again since its last turn. A payer
    /// that has is skipped once.
    #[must_use]
    pub fn new(most_payers: usize) -> Self {
        Self { payers: Payers::new(most_payers) }
    }

    /// Verifies one payment. The report is the one that [`verify`](crate::verify) returns.
    pub fn verify<'a>(
        &mut self,
        payment: impl Into<Payment<'a>>,
        offers: impl Into<Offers<'a>>,
        context: &Context<'_>,
    ) -> Report {
        self.payers.verify(payment.into(), offers.into(), context)
    }

    /// Verifies several payments, and returns the reports of [`verify`](crate::verify) in the order of the payments.
    /// With the feature `recover`, signatures are recovered together, 32 at a time, which saves about seven percent of
    /// the curve arithmetic. A payment that its payer did not sign is verified twice. All reports stay in memory until
    /// the last one is ready, so pass a few dozen payments, not a million.
    pub fn verify_all<'a, P: Into<Payment<'a>>, O: Into<Offers<'a>>>(
        &mut self,
        payments: impl IntoIterator<Item = (P, O, &'a Context<'a>)>,
    ) -> Vec<Report> {
        let payments = payments.into_iter().map(|(payment, offers, context)| (payment.into(), offers.into(), context));
        self.payers.verify_all(payments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_can_have_it() {
        const fn is_sent_and_shared<T: Send + Sync>() {}
        is_sent_and_shared::<Verifier>();
    }
}
