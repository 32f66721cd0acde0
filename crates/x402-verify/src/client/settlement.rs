use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use x402_schemes::{AccountId, evm::Address};
use x402_types::{Amount, ReasonCode, Scheme, SettleOutcome, SettleResponse};

use crate::{Authorized, Verdict};

/// How a settlement compares with the payment that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SettlementReview {
    /// Valid: it answers this payment. Invalid: it does not, or the payment failed. Undecided: look at the chain.
    pub verdict: Verdict,
    /// What the server says became of the payment, whether or not the rest of the answer fits.
    pub state: SettlementState,
    /// Why, and what else is odd.
    pub issues: Vec<SettlementIssue>,
}

/// What became of a payment that was sent (F-5). An answer without a settlement where one is due, one that cannot be
/// decoded, and no answer at all are [`Unknown`](Self::Unknown), too.
///
/// The same payment may be sent again in every state: it has one nonce, and settles once. To sign a new one beside it is to
/// pay twice, perhaps. After `Settled` nobody does. After `Pending` and `Unknown` nobody does before the chain shows that the
/// old one can not settle any more: its transaction failed for good or is not there, and its nonce is used up or its window
/// has ended. After `Failed` one may, and until that window ends both count, because the old one can still be settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SettlementState {
    /// `success: true`.
    Settled,
    /// `success: false` with a transaction, whatever the reason: it may still go through.
    Pending,
    /// `success: false` without a transaction.
    Failed,
    /// The reason is `settlement_pending`, and no transaction is named.
    Unknown,
}

impl SettlementState {
    /// What the server says.
    #[must_use]
    pub fn of(settlement: &SettleResponse) -> Self {
        match &settlement.outcome {
            SettleOutcome::Success => Self::Settled,
            SettleOutcome::Failure(_) if !settlement.transaction.is_empty() => Self::Pending,
            SettleOutcome::Failure(Some(reason)) if reason.as_str() == PENDING => Self::Unknown,
            SettleOutcome::Failure(_) => Self::Failed,
        }
    }
}

/// The reason of a settlement that was sent and is not confirmed: it comes with a transaction (V2 specification as amended,
/// §5.3.2 and §9).
const PENDING: &str = "settlement_pending";

/// What is odd about a settlement.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SettlementIssue {
    /// The server says that it failed.
    Failed(Option<ReasonCode>),
    /// It failed, and names a transaction all the same: it may still go through.
    Pending {
        /// The transaction.
        transaction: String,
    },
    /// The reason says that a transaction was sent, and none is named: it may still go through.
    PendingUnnamed,
    /// Another payer.
    Payer(String),
    /// Another network.
    Network(String),
    /// It names no network, or one that nobody knows.
    NoNetwork,
    /// More was taken than was signed, or in `exact` anything else.
    Amount {
        /// What the server says it took.
        settled: Amount,
        /// What was signed.
        signed: Amount,
    },
    /// Success without a transaction.
    NoTransaction,
    /// The transaction is no hash of an EVM chain.
    TransactionForm(String),
}

impl fmt::Display for SettlementIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(None) => f.write_str("the server says that the payment failed, and not why"),
            Self::Failed(Some(reason)) => write!(f, "the server says that the payment failed: {reason}"),
            Self::Pending { transaction } => {
                write!(f, "it names transaction {transaction} all the same: look there before paying again")
            }
            Self::PendingUnnamed => {
                f.write_str("a transaction was sent, and it does not say which: look at the nonce before paying again")
            }
            Self::Payer(payer) => write!(f, "it is about a payment of {payer}"),
            Self::Network(network) => write!(f, "it is about a payment on {network}"),
            Self::NoNetwork => f.write_str("it does not say on which network"),
            Self::Amount { settled, signed } => {
                write!(f, "{settled} atomic units were taken, and {signed} were signed")
            }
            Self::NoTransaction => f.write_str("success without a transaction: nothing to look up on the chain"),
            Self::TransactionForm(text) => write!(f, "transaction {text:?} is not 0x and 64 hexadecimal digits"),
        }
    }
}

/// Whether a settlement answers the payment that was made (C-14, F-5). What the chain has, only the chain can say.
#[must_use]
pub fn review_settlement(settlement: &SettleResponse, scheme: &Scheme, paid: &Authorized) -> SettlementReview {
    let mut issues = Vec::new();
    let mut verdict = Verdict::Valid;
    let mut find = |issue: SettlementIssue, then: Verdict| {
        verdict = worse(verdict, then);
        issues.push(issue);
    };
    let state = SettlementState::of(settlement);
    if let SettleOutcome::Failure(reason) = &settlement.outcome {
        let failed = if state == SettlementState::Failed { Verdict::Invalid } else { Verdict::Undecided };
        find(SettlementIssue::Failed(reason.clone()), failed);
    }
    match state {
        SettlementState::Settled => review_transaction(settlement, scheme, paid, &mut find),
        SettlementState::Pending => {
            find(SettlementIssue::Pending { transaction: settlement.transaction.clone() }, Verdict::Undecided);
        }
        SettlementState::Unknown => find(SettlementIssue::PendingUnnamed, Verdict::Undecided),
        SettlementState::Failed => {}
    }
    if let Some(payer) = settlement.payer.as_deref()
        && !names(paid.payer, payer)
    {
        find(SettlementIssue::Payer(payer.to_string()), Verdict::Invalid);
    }
    let network = settlement.network.as_ref();
    match network.map(|network| (network.network(), network.to_string())) {
        Some((Some(network), _)) if network == paid.network => {}
        Some((Some(_), text)) => find(SettlementIssue::Network(text), Verdict::Invalid),
        Some((None, _)) => find(SettlementIssue::NoNetwork, Verdict::Undecided),
        // A failure may leave it out.
        None if settlement.outcome != SettleOutcome::Success => {}
        None => find(SettlementIssue::NoNetwork, Verdict::Undecided),
    }
    if let Some(settled) = settlement.amount {
        let signed = paid.amount;
        let fits = if *scheme == Scheme::EXACT { settled == signed } else { settled <= signed };
        if !fits && settlement.outcome == SettleOutcome::Success {
            find(SettlementIssue::Amount { settled, signed }, Verdict::Invalid);
        }
    }
    SettlementReview { verdict, state, issues }
}

/// `success: true`
fn review_transaction(
    settlement: &SettleResponse,
    scheme: &Scheme,
    paid: &Authorized,
    find: &mut impl FnMut(SettlementIssue, Verdict),
) {
    let transaction = settlement.transaction.as_str();
    if transaction.is_empty() {
        // `upto` settles a charge of zero without one; of other schemes nobody knows (C-14).
        let charged_nothing = settlement.amount.is_some_and(|amount| amount.get().is_zero());
        if *scheme == Scheme::EXACT {
            find(SettlementIssue::NoTransaction, Verdict::Invalid);
        } else if *scheme != Scheme::UPTO || !charged_nothing {
            find(SettlementIssue::NoTransaction, Verdict::Undecided);
        }
    } else if paid.network.eip155_chain_id().is_some() && !is_transaction_hash(transaction) {
        find(SettlementIssue::TransactionForm(transaction.to_string()), Verdict::Undecided);
    }
}

fn is_transaction_hash(text: &str) -> bool {
    let digits = text.strip_prefix("0x").unwrap_or_default();
    digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}

fn names(account: AccountId, text: &str) -> bool {
    match account {
        AccountId::Evm(address) => text.parse::<Address>() == Ok(address),
        AccountId::Solana(address) => text.parse() == Ok(address),
        other => other.to_string() == text,
    }
}

/// Invalid before undecided before valid.
const fn worse(left: Verdict, right: Verdict) -> Verdict {
    match (left, right) {
        (Verdict::Invalid, _) | (_, Verdict::Invalid) => Verdict::Invalid,
        (Verdict::Undecided, _) | (_, Verdict::Undecided) => Verdict::Undecided,
        (Verdict::Valid, Verdict::Valid) => Verdict::Valid,
    }
}
