//! `exact` on the XRP Ledger.

#![cfg(feature = "xrpl")]

use x402_schemes::xrpl::{Payload, Transaction};
use x402_types::{Flag, Version, read::Reader};

use super::{
    Detail, checks,
    offered::{Method, Offered},
    subject::{Subject, holds},
};
use crate::{
    CheckId, Outcome, case::Case, check_order::ListedCheck, payload_kind::KindProperties,
    payload_verifier::PayloadVerifier, recorder::Recorder,
};

pub(crate) struct Xrpl;

/// The extension that lets a facilitator pay the fee. It needs an amendment that is not enabled.
const FEE_SPONSORING: &str = "xrplFeeSponsoring";

impl KindProperties for Xrpl {
    /// The payer pays the fee, so every check concerns the payment.
    fn has_sponsor(&self) -> bool {
        false
    }

    fn order(&self) -> &'static [ListedCheck] {
        checks::ORDER
    }
}

impl PayloadVerifier for Xrpl {
    /// There is no version 1. A different verifier may know payments across currencies, and fees that a
    /// facilitator pays.
    fn is_of(&self, case: &Case<'_>) -> bool {
        let is_true = |name| case.terms.extra_member(name).is_some_and(|member| member.boolean() == Ok(true));
        let is_declared =
            case.context.declared.is_some_and(|declared| declared.as_json().get(FEE_SPONSORING).is_some());
        let is_sponsored = is_true("areFeesSponsored") && is_declared;
        case.terms.version == Version::V2 && !is_true("crossCurrency") && !is_sponsored
    }

    fn method(&self, case: &Case<'_>) -> Outcome {
        match method_of(case, Method::read(case.terms.extra_member("assetTransferMethod"))) {
            Ok(_) => Outcome::Pass,
            Err(detail) => Outcome::fail(detail),
        }
    }

    fn verify(&self, case: &Case<'_>, recorder: &mut Recorder<'_>) {
        let read;
        let offered = match case.prepared.and_then(|offer| offer.xrpl.as_ref()) {
            Some(offered) => offered,
            None => {
                read = Offered::read(case.terms);
                &read
            }
        };
        offered.check(recorder);
        let mut reader = Reader::new(case.context.decode);
        let payload = Payload::read(case.claim.payload.as_json(), &mut reader);
        recorder.add_flags(reader.flags());
        let payload = match payload {
            Ok(payload) => payload,
            Err(error) => {
                recorder.fail(CheckId::TRANSACTION, crate::Detail::Payload(error));
                return recorder.check_policy();
            }
        };
        let max = case.context.policy.xrpl.max_transaction_bytes;
        let transaction = Transaction::decode_with(&payload.transaction, max).map_err(Detail::Read).and_then(|read| {
            let account = read.account.ok_or(Detail::NoAccount)?;
            Ok((read, account))
        });
        let Some((transaction, account)) = recorder.check(CheckId::TRANSACTION, transaction) else {
            return recorder.check_policy();
        };
        let found = transaction.transaction_type;
        let is_payment = holds(found == Some(Transaction::PAYMENT), Detail::TransactionType(found));
        if recorder.check(CheckId::TRANSACTION_TYPE, is_payment).is_none() {
            return recorder.check_policy();
        }
        let method = method_of(case, offered.method.clone()).ok();
        Subject { case, offered, transaction: &transaction, account, method }.check(recorder);
    }
}

/// The transfer method of the payment: that of the offer, or else that of `accepted`, or else `sequence`.
fn method_of(case: &Case<'_>, offered: Result<Option<Method>, Detail>) -> Result<Method, Detail> {
    let accepted = case.claim.accepted.and_then(|accepted| accepted.extra.as_ref());
    let accepted = Method::read(accepted.and_then(|extra| extra.as_json().non_null("assetTransferMethod")))?;
    match (offered?, accepted) {
        (Some(offered), Some(accepted)) if offered != accepted => Err(Detail::MethodDiffers),
        (Some(method), _) | (None, Some(method)) => Ok(method),
        (None, None) => Ok(Method::Sequence),
    }
}

impl Offered {
    /// Makes the checks that the offer alone decides.
    fn check(&self, recorder: &mut Recorder<'_>) {
        recorder.check(CheckId::NETWORK, self.network_id.ok_or(Detail::Network));
        recorder.check(CheckId::SPONSORED, holds(self.is_unsponsored, Detail::NotUnsponsored));
        recorder.check(CheckId::PAY_TO_ADDRESS, self.pay_to.ok_or(Detail::PayToNoAddress));
        recorder.check(CheckId::ASSET, self.asset.clone());
        if let Some(price) = &self.price {
            recorder.check(CheckId::AMOUNT_TEXT, price.clone());
        }
        recorder.flag_if(self.is_unusual_spelling, Flag::AssetSpelling);
        recorder.flag_if(self.issuer().is_some() && self.issuer() == self.pay_to, Flag::PayToIssuer);
        let is_bound = !matches!(self.invoice, Ok(None)) || !matches!(self.destination_tag, Ok(None));
        recorder.flag_if(!is_bound, Flag::NoInvoice);
    }
}
