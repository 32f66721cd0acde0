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
    /// Why, and what else is odd.
    pub issues: Vec<SettlementIssue>,
}

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

/// Whether a settlement answers the payment that was made (C-14). What the chain has, only the chain can say.
#[must_use]
pub fn review_settlement(settlement: &SettleResponse, scheme: &Scheme, paid: &Authorized) -> SettlementReview {
    let mut issues = Vec::new();
    let mut verdict = Verdict::Valid;
    let mut find = |issue: SettlementIssue, then: Verdict| {
        verdict = worse(verdict, then);
        issues.push(issue);
    };
    if let SettleOutcome::Failure(reason) = &settlement.outcome {
        if settlement.transaction.is_empty() {
            find(SettlementIssue::Failed(reason.clone()), Verdict::Invalid);
        } else {
            find(SettlementIssue::Failed(reason.clone()), Verdict::Undecided);
            find(SettlementIssue::Pending { transaction: settlement.transaction.clone() }, Verdict::Undecided);
        }
    } else {
        review_transaction(settlement, scheme, paid, &mut find);
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
    SettlementReview { verdict, issues }
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
