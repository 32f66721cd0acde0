//! What the facilitator needs of a chain, and a stub of one.

use std::{collections::BTreeMap, future::Future, sync::Mutex};

use x402_types::{Amount, FacilitatorRequest, ReasonCode};
use x402_verify::Verified;

/// Brings payments to their chains.
pub trait Settle: Send + Sync + 'static {
    /// Sends the transaction that carries out this payment, and waits for its confirmation as long as the caller can be
    /// kept waiting. Called once for a payment, unless the answer was [`Settlement::Failed`].
    fn send(&self, request: &FacilitatorRequest, verified: &Verified) -> impl Future<Output = Settlement> + Send;

    /// Looks for the confirmation of a transaction that was sent before. Sends nothing.
    fn look(&self, transaction: &str) -> impl Future<Output = Settlement> + Send;
}

/// What became of a transaction.
#[derive(Clone)]
pub enum Settlement {
    /// The transaction is confirmed: the money has moved.
    Settled(String),
    /// The transaction was sent, and nobody knows yet whether it goes through.
    Pending(String),
    /// Nothing has moved, and nothing that was sent can still move it.
    Failed(ReasonCode),
}

/// STUB. A chain in memory: **nothing is transferred here**, and a transaction is named by the payment's replay key. Every
/// payer has half a USDC for each payment, so that a payment of more fails.
pub struct MemoryChain {
    looks: u32,
    /// By transaction: how many looks it takes until the transaction is confirmed.
    sent: Mutex<BTreeMap<String, u32>>,
}

impl MemoryChain {
    const BALANCE: u64 = 500_000;

    /// A chain on which a transaction is confirmed after so many looks at it: with 0 as soon as it is sent.
    pub fn new(looks: u32) -> Self {
        Self { looks, sent: Mutex::default() }
    }
}

impl Settle for MemoryChain {
    async fn send(&self, _: &FacilitatorRequest, verified: &Verified) -> Settlement {
        if verified.amount() > Amount::from(Self::BALANCE) {
            return Settlement::Failed(ReasonCode::INSUFFICIENT_FUNDS);
        }
        let transaction = format!("stub:{}", verified.replay_key());
        let mut sent = self.sent.lock().expect("nothing panics while it holds this lock");
        // As a token does with an authorization that is used up.
        if sent.contains_key(&transaction) {
            return Settlement::Failed(ReasonCode::TRANSACTION_STATE);
        }
        sent.insert(transaction.clone(), self.looks);
        if self.looks == 0 { Settlement::Settled(transaction) } else { Settlement::Pending(transaction) }
    }

    async fn look(&self, transaction: &str) -> Settlement {
        let mut sent = self.sent.lock().expect("nothing panics while it holds this lock");
        let Some(looks) = sent.get_mut(transaction) else { return Settlement::Failed(ReasonCode::TRANSACTION_STATE) };
        *looks = looks.saturating_sub(1);
        let transaction = transaction.to_owned();
        if *looks == 0 { Settlement::Settled(transaction) } else { Settlement::Pending(transaction) }
    }
}
