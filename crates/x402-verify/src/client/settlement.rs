use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use x402_schemes::{Mechanism, xrpl::upper_hex};
use x402_types::{AnyAmount, ReasonCode, Scheme, SettleOutcome, SettleResponse, declare::sentences, printable::Short};

use super::{SettlementState, offer::expected_transaction_format};
use crate::{Authorized, Verdict};

/// The result of comparing a settlement with the payment that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SettlementReview {
    /// Valid if the settlement answers this payment. Invalid if it does not, or if the payment failed. Undecided if
    /// only the chain can decide.
    pub verdict: Verdict,
    /// The state of the payment as the server reports it, whether or not the rest of the settlement fits the payment.
    pub state: SettlementState,
    /// The reasons for the verdict, and anything else that is unusual.
    pub issues: Vec<SettlementIssue>,
}

sentences! {
    /// A problem with a settlement, or an unusual fact about it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum SettlementIssue {
        /// The server reports that the payment failed, with its reason if there is one.
        Failed(reason: Option<ReasonCode>) = |f| match reason {
            Some(reason) => write!(f, "the server reports that the payment failed: {}", Short(reason)),
            None => f.write_str("the server reports that the payment failed, without a reason"),
        },
        /// The settlement failed and still names a transaction, which may succeed.
        Pending {
            /// The hash or signature of the transaction, as the server wrote it.
            transaction: String,
        } = |f| write!(f, "the failed settlement names transaction {}: look it up before paying again", Short(transaction)),
        /// The reason means that a transaction was sent, but the settlement names none. The transaction may succeed.
        PendingUnnamed = "a transaction was sent, but the settlement does not name it: look at the nonce before paying again",
        /// The settlement names this payer, which did not make the payment.
        Payer(payer: String) = |f| write!(f, "the settlement is for a payment by {}", Short(payer)),
        /// The settlement names this network, which is not the payment's network.
        Network(network: String) = |f| write!(f, "the settlement is for a payment on {}", Short(network)),
        /// The settlement names no network, or an unknown one.
        NoNetwork = "the settlement does not name a known network",
        /// The server took more than the payer signed for, or a different amount in `exact`.
        Amount {
            /// The amount that the server reports as taken.
            settled: AnyAmount,
            /// The signed amount.
            signed: AnyAmount,
        } = |f| match signed {
            AnyAmount::Units(_) => write!(f, "{settled} atomic units were taken, but {signed} were signed"),
            AnyAmount::Decimal(_) => write!(f, "{settled} was taken, but {signed} was signed"),
        },
        /// The settlement names a transaction that is not the payment, whose hash is known.
        OtherTransaction {
            /// The transaction that the settlement names.
            named: String,
        } = |f| write!(f, "transaction {} is not the payment: the hash of the payment is different", Short(named)),
        /// The settlement reports success but names no transaction.
        NoTransaction = "success without a transaction, so there is nothing to look up on the chain",
        /// The text that names the transaction does not have the format of the payment's chain.
        TransactionFormat {
            /// The text.
            text: String,
            /// The expected format.
            format: &'static str,
        } = |f| write!(f, "transaction \"{}\" is not {format}", Short(text)),
    }
}

/// Reviews whether a settlement answers the payment that was made (C-14, F-5). Only the chain can confirm that the
/// transaction exists.
///
/// The amount that a payment from a channel transfers depends on its payload (N-32). So with the feature
/// `batch-settlement`, no amount of that scheme is compared, and a settlement without a transaction is undecided.
/// `review_response` in `evm::batch_settlement` reviews such settlements.
#[must_use]
pub fn review_settlement(settlement: &SettleResponse, scheme: &Scheme, paid: &Authorized) -> SettlementReview {
    let mut issues = Vec::new();
    let mut verdict = Verdict::Valid;
    let mut find = |issue: SettlementIssue, then: Verdict| {
        // Invalid stays invalid, whatever issues follow.
        verdict = if verdict == Verdict::Invalid { verdict } else { then };
        issues.push(issue);
    };
    let mechanism = Mechanism::all().find(|known| known.scheme() == scheme);
    // For a payment from a channel, and for an unknown scheme, it is not known if the server may take less.
    let is_up_to = mechanism.filter(|known| !known.is_from_channel()).map(Mechanism::is_up_to);
    let state = SettlementState::of(settlement);
    if let SettleOutcome::Failure(reason) = &settlement.outcome {
        let failed = if state == SettlementState::Failed { Verdict::Invalid } else { Verdict::Undecided };
        find(SettlementIssue::Failed(reason.clone()), failed);
    }
    match state {
        SettlementState::Settled => review_transaction(settlement, is_up_to, paid, &mut find),
        SettlementState::Pending => {
            find(SettlementIssue::Pending { transaction: settlement.transaction.clone() }, Verdict::Undecided);
        }
        SettlementState::Unknown => find(SettlementIssue::PendingUnnamed, Verdict::Undecided),
        SettlementState::Failed => {}
    }
    if let Some(payer) = settlement.payer.as_deref().filter(|_| !paid.settled_as.is_payer_claimed)
        && !paid.payer.is_encoded_as(payer)
        && !paid.settled_as.sponsor.is_some_and(|sponsor| sponsor.is_encoded_as(payer))
    {
        find(SettlementIssue::Payer(payer.to_string()), Verdict::Invalid);
    }
    match settlement.network.as_ref().map(|network| (network.network(), network.to_string())) {
        Some((Some(network), _)) if network == paid.network => {}
        Some((Some(_), text)) => find(SettlementIssue::Network(text), Verdict::Invalid),
        Some((None, _)) => find(SettlementIssue::NoNetwork, Verdict::Undecided),
        // A failed settlement may leave out the network.
        None if settlement.outcome != SettleOutcome::Success => {}
        None => find(SettlementIssue::NoNetwork, Verdict::Undecided),
    }
    if let Some(settled) = settled_amount(settlement, &paid.amount)
        && !mechanism.is_some_and(Mechanism::is_from_channel)
    {
        let fits = match (&settled, &paid.amount) {
            (AnyAmount::Units(settled), AnyAmount::Units(signed)) if is_up_to != Some(false) => settled <= signed,
            (settled, signed) => settled == signed,
        };
        if !fits && settlement.outcome == SettleOutcome::Success {
            find(SettlementIssue::Amount { settled, signed: paid.amount.clone() }, Verdict::Invalid);
        }
    }
    SettlementReview { verdict, state, issues }
}

/// The settled amount, in the format of the signed one. A settlement on the XRP Ledger names no asset, so an integer may
/// be an amount of an issued currency.
fn settled_amount(settlement: &SettleResponse, signed: &AnyAmount) -> Option<AnyAmount> {
    let decimal = || settlement.decimal_amount.clone().map(AnyAmount::from);
    match (settlement.amount, signed) {
        (Some(units), AnyAmount::Decimal(_)) => units.to_string().parse().ok().map(AnyAmount::Decimal),
        (Some(units), AnyAmount::Units(_)) => Some(units.into()),
        (None, AnyAmount::Decimal(_) | AnyAmount::Units(_)) => decimal(),
    }
}

/// Reviews the transaction of a settlement with `success: true`.
fn review_transaction(
    settlement: &SettleResponse,
    is_up_to: Option<bool>,
    paid: &Authorized,
    find: &mut impl FnMut(SettlementIssue, Verdict),
) {
    let transaction = settlement.transaction.as_str();
    if transaction.is_empty() {
        // A charge of zero is settled without a transaction. For unknown schemes this is not known (C-14).
        let charged_nothing = settlement.amount.is_some_and(|amount| amount.get().is_zero());
        match is_up_to {
            Some(true) if charged_nothing => {}
            Some(false) => find(SettlementIssue::NoTransaction, Verdict::Invalid),
            Some(true) | None => find(SettlementIssue::NoTransaction, Verdict::Undecided),
        }
    } else if !paid.settled_as.is_off_chain
        && let Some(format) = expected_transaction_format(&paid.network, transaction)
    {
        find(SettlementIssue::TransactionFormat { text: transaction.to_string(), format }, Verdict::Undecided);
    } else if let Some(hash) = paid.settled_as.transaction
        && !upper_hex(&hash).eq_ignore_ascii_case(transaction)
    {
        find(SettlementIssue::OtherTransaction { named: transaction.to_string() }, Verdict::Invalid);
    }
}
