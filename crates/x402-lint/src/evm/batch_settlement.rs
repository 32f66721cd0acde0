//! Rules for offers of `batch-settlement` (N-40). Other offers share the rules for addresses, the token's domain and
//! the transfer method.

use alloc::{format, string::ToString};

use x402_schemes::evm::{batch_settlement, is_on};
use x402_types::{Amount, JsonRef, Scheme};
use x402_verify::evm::batch_settlement::{OfferIssue, is_corrective};

use crate::{Lint, Rule, accepts::offers, network, position::at, reviewed::Reviewed, scheme::is_known};

rules! { RULES:
    "Channels":
    CHANNEL_VERSION "channel-version" Error "an offer of version 1 has the scheme `batch-settlement`" ["B-4"] "scheme_batch_settlement_evm.md line 80",
        "offer it in version 2: no client or facilitator knows channels in version 1";
    RECEIVER_AUTHORIZER "receiver-authorizer" Error "an offer of `batch-settlement` does not name the receiver's authorizer" ["N-4" "N-40"] "scheme_batch_settlement_evm.md line 98",
        "write the address of the key that authorizes your claims and refunds, or your facilitator's: it is part of every channel";
    WITHDRAW_DELAY "withdraw-delay" Error "an offer of `batch-settlement` has no withdrawal delay, or one that the contract rejects" ["N-4" "N-10" "N-40"] "scheme_batch_settlement_evm.md line 99",
        "write an integer from 900 to 2592000, in seconds: within that time you must claim your charges when the payer withdraws";
    MIN_DEPOSIT "min-deposit" Error "the least deposit is not a decimal text, does not pay for one request, or is more than a channel holds" ["N-7" "N-40"] "x402-foundation/x402#3372, after the pinned specification",
        "write atomic units as text, at least the amount, or omit minDeposit: then clients deposit five times the amount";
    CHANNEL_FLOW "channel-flow" Error "an offer of `batch-settlement` names a payment flow other than `authorization`" ["N-6" "N-40"] "x402-specification-v2.md as amended, section 6.1",
        "omit paymentFlow: vouchers are claimed after the service, whatever the flow is called";
    STRAY_STATE "stray-state" Warning "the offer has the state of a channel, but the 402 response is not a correction" ["N-34" "N-40"] "scheme_batch_settlement_evm.md lines 103 and 104",
        "send channelState and voucherState only with the error invalid_batch_settlement_evm_cumulative_amount_mismatch, to the client whose channel it is";
}

/// Lints the results of the buyer's review.
pub(super) fn lint_issue(reviewed: &Reviewed<'_>, issue: OfferIssue, lint: &mut Lint) {
    let (rule, member) = match issue {
        OfferIssue::Version => (Rule::CHANNEL_VERSION, "scheme"),
        OfferIssue::NoReceiverAuthorizer => (Rule::RECEIVER_AUTHORIZER, "extra.receiverAuthorizer"),
        OfferIssue::NoWithdrawDelay | OfferIssue::WithdrawDelay(_) => (Rule::WITHDRAW_DELAY, "extra.withdrawDelay"),
        OfferIssue::Flow => (Rule::CHANNEL_FLOW, "extra.paymentFlow"),
        OfferIssue::Method => (Rule::TRANSFER_METHOD, "extra.assetTransferMethod"),
        OfferIssue::UnreadableMinDeposit | OfferIssue::SmallMinDeposit => (Rule::MIN_DEPOSIT, "extra.minDeposit"),
        _ => return,
    };
    lint.find(rule, reviewed.pointer_to(member), &issue.to_string());
}

/// Lints the other fields of `extra`: a channel counts in 128 bits (N-8). The network may be any.
pub(super) fn lint_extra(reviewed: &Reviewed<'_>, lint: &mut Lint) {
    if *reviewed.terms.scheme != Scheme::BATCH_SETTLEMENT || !is_on(&reviewed.terms.network) {
        return;
    }
    let most = Amount::from_u128(u128::MAX);
    reviewed.lint_range(most, lint);
    if let Some(least) = batch_settlement::min_deposit(reviewed.terms).filter(|least| *least > most) {
        let what = format!("the least deposit is {least}, but no channel holds more than {most}");
        lint.find(Rule::MIN_DEPOSIT, reviewed.pointer_to("extra.minDeposit"), &what);
    }
}

/// Finds states of channels in a `PaymentRequired` of version 2 that is not a correction.
pub(super) fn lint_states(payment_required: JsonRef<'_>, lint: &mut Lint) {
    let error = payment_required.get("error").and_then(|error| error.string().ok());
    if error.is_some_and(|error| is_corrective(&error)) {
        return;
    }
    for (index, offer) in offers(payment_required).enumerate() {
        let scheme = offer.get("scheme").and_then(|scheme| scheme.string().ok());
        // On other chain families the meaning of the fields is unknown.
        let is_elsewhere = network::meant(offer).is_some_and(|network| !is_known(&Scheme::BATCH_SETTLEMENT, &network));
        if scheme.as_deref() != Some(Scheme::BATCH_SETTLEMENT.as_str()) || is_elsewhere {
            continue;
        }
        let states = ["channelState", "voucherState"].into_iter();
        for name in states.filter(|name| offer.get("extra").is_some_and(|extra| extra.get(name).is_some())) {
            lint.found(Rule::STRAY_STATE, at(&format!("/accepts/{index}/extra"), name)).leave_out();
        }
    }
}
