//! Verification for those who verify many payments.

use alloc::vec::Vec;

use crate::{Context, Offers, Payment, Report, chains::payers::Payers};

/// Verifies payments as [`verify`](crate::verify) does, and keeps what makes the next ones cheaper. For every input the report
/// is the one that `verify` gives. Keep it between payments, one for each thread.
///
/// With the feature `recover` it remembers payers on EVM chains. At the second valid payment of a payer it prepares the payer's
/// key, which costs about two thirds of one recovery. From then on, a signature of that payer is checked under the key, which
/// costs two thirds of one, too. [`Verifier::verify_all`] recovers the keys of many payments at once.
///
/// Only a valid payment is remembered. Others can neither add a payer nor push one out. A stranger can sign valid payments
/// with any number of new keys. Those push out each other first, because a payer that came again is passed over once. A
/// payment in a known payer's name that the payer did not sign costs the check under the key besides the recovery.
///
/// Without the feature `recover`, and with `c-secp`, a verifier keeps nothing: those libraries gain nothing from it.
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
    /// A verifier that remembers at most so many payers. Each takes about 4 KiB once its key is prepared. The payer that is
    /// forgotten for a new one has not come again for longest, in rounds: each that did is passed over once.
    #[must_use]
    pub fn new(most_payers: usize) -> Self {
        Self { payers: Payers::new(most_payers) }
    }

    /// The report that [`verify`](crate::verify) gives.
    pub fn verify<'a>(
        &mut self,
        payment: impl Into<Payment<'a>>,
        offers: impl Into<Offers<'a>>,
        context: &Context<'_>,
    ) -> Report {
        self.payers.verify(payment.into(), offers.into(), context)
    }

    /// The reports that [`verify`](crate::verify) gives, in the order of the payments. With the feature `recover` their
    /// signatures are recovered together, 32 at a time, which saves some seven percent of the curve arithmetic. A payment
    /// that its payer did not sign is judged twice. All reports are kept until the last is made: hand in a few dozen payments,
    /// not a million.
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
