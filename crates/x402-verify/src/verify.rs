//! The way of a payment through the checks.

use x402_schemes::AssetTransferMethod;
use x402_types::{
    matching::{self, Comparison},
    v2::{PaymentPayload, PaymentRequirements},
};

use crate::{CheckId, Context, Detail, Question, Report};

/// Judges a payment against the server's own offers, by the bytes alone. Pure: same input, same report.
///
/// Nothing that matters for money is read from `payment.accepted` before it has been matched to an offer (B-1). Where
/// none matches, the other checks are made against the offer that comes nearest, to say as much as possible; the
/// payment is invalid all the same.
///
/// ```
/// # use x402_types::{DecodeOptions, Wire, v2::{PaymentPayload, PaymentRequirements}};
/// use x402_verify::{Context, verify};
/// # fn example(header: &str, offer: PaymentRequirements, now: u64) -> Result<(), Box<dyn std::error::Error>> {
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let verified = verify(&payment, &[offer], &Context::at(now)).into_verified()?;
/// println!("{} pays {}", verified.payer(), verified.amount());
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn verify(payment: &PaymentPayload, offers: &[PaymentRequirements], context: &Context<'_>) -> Report {
    let mut report = Report::new();
    let offer = match matching::find_offer(&payment.accepted, offers, context.policy.match_rule) {
        Ok((index, flags)) => {
            report.matched(index);
            report.add_flags(flags);
            offers.get(index)
        }
        Err(misses) => {
            let nearest = nearest(&misses);
            report.fail(
                CheckId::Offer,
                match nearest {
                    Some((nearest, comparison)) => {
                        Detail::OfferDiffers { nearest, members: comparison.differs.clone() }
                    }
                    None => Detail::NoOffers,
                },
            );
            // Of another family nothing useful can be said.
            nearest
                .and_then(|(index, _)| offers.get(index))
                .filter(|offer| offer.scheme == payment.accepted.scheme && offer.network == payment.accepted.network)
        }
    };
    let Some(offer) = offer else { return report };
    match AssetTransferMethod::of(offer, &payment.accepted) {
        Err(error) => report.fail(CheckId::Method, Detail::Method(error)),
        Ok(method) => check_family(payment, offer, method, context, &mut report),
    }
    report
}

fn nearest(misses: &[Comparison]) -> Option<(usize, &Comparison)> {
    misses.iter().enumerate().min_by_key(|(_, comparison)| comparison.differs.len())
}

fn check_family(
    payment: &PaymentPayload,
    offer: &PaymentRequirements,
    method: AssetTransferMethod,
    context: &Context<'_>,
    report: &mut Report,
) {
    #[cfg(feature = "evm")]
    if offer.scheme == x402_types::Scheme::EXACT
        && offer.network.eip155_chain_id().is_some()
        && method == AssetTransferMethod::EIP3009
    {
        report.pass(CheckId::Method);
        crate::evm::eip3009::check(payment, offer, context, report);
        return;
    }
    let _ = (payment, context);
    report.needs_answer(
        CheckId::Method,
        Question::Verifier { scheme: offer.scheme.clone(), network: offer.network.clone(), method },
    );
}
