//! The interface of the facilitator to a chain, and a stub of a chain.

use std::{collections::BTreeMap, future::Future, sync::Mutex};

use x402_schemes::{
    AccountId,
    evm::batch_settlement::{ChannelId, Payload},
};
use x402_types::{Amount, FacilitatorRequest, ReasonCode};
use x402_verify::{
    Answer, Authorized, Paid, Question,
    evm::{self, AccountCode, batch_settlement::ChannelState},
};

use crate::{
    channels::{Channels, Submitted},
    soroban,
};

/// Settles payments on their chains.
pub trait Settle: Send + Sync + 'static {
    /// Asks a node (`Question::rpc`). Returns `None` if there is no answer.
    fn ask(&self, question: &Question) -> impl Future<Output = Option<Answer>> + Send;

    /// Sends the transaction of this payment, and waits for its confirmation as long as a caller should have to wait.
    /// It is called once for a payment, and again only after [`Settlement::Failed`].
    fn send(&self, request: &FacilitatorRequest, paid: &Paid) -> impl Future<Output = Settlement> + Send;

    /// Looks for the confirmation of a transaction that was sent before. It sends nothing.
    fn look(&self, transaction: &str) -> impl Future<Output = Settlement> + Send;

    /// Returns the state of a channel of `batch-settlement` after the submitted payloads.
    fn state(&self, channel: ChannelId) -> ChannelState;

    /// Submits a payload to the contract of the channels, and waits for its confirmation. `authorized` is the payer's
    /// authorization for a deposit.
    fn submit(
        &self,
        payload: &Payload,
        chain_id: u64,
        authorized: Option<&Authorized>,
    ) -> impl Future<Output = Result<Submitted, ReasonCode>> + Send;
}

/// The outcome of a transaction.
#[derive(Clone)]
pub enum Settlement {
    /// The transaction is confirmed: the money has moved.
    Settled(String),
    /// The transaction was sent, and is not confirmed yet.
    Pending(String),
    /// No money has moved, and no transaction that was sent can still move it.
    Failed(ReasonCode),
}

/// STUB. A chain in memory. **Nothing is transferred here**, and the name of a transaction is made from the payment's
/// replay key. Payments of more than half a USDC fail for lack of funds.
pub struct MemoryChain {
    looks: u32,
    /// The number of looks until each transaction is confirmed.
    sent: Mutex<BTreeMap<String, u32>>,
    channels: Channels,
}

impl MemoryChain {
    const MOST: u64 = 500_000;

    /// Creates a chain that confirms a transaction after this many looks at it. With 0 it is confirmed at once.
    pub fn new(looks: u32) -> Self {
        Self { looks, sent: Mutex::default(), channels: Channels::default() }
    }
}

impl Settle for MemoryChain {
    /// No account has code here, and nothing prevents a settlement.
    async fn ask(&self, question: &Question) -> Option<Answer> {
        match question {
            Question::Evm(evm::Question::AccountCode(_)) => Some(evm::Answer::Code(AccountCode::Absent).into()),
            Question::Evm(evm::Question::ChannelState(asked)) => {
                Some(evm::Answer::Channel(Box::new(self.channels.state(asked.channel))).into())
            }
            Question::Stellar(question) => soroban::ask(question),
            question if question.changes_verdict() => None,
            _ => Some(Answer::Yes),
        }
    }

    async fn send(&self, _: &FacilitatorRequest, paid: &Paid) -> Settlement {
        if paid.authorized().units() > Amount::from(Self::MOST) {
            return Settlement::Failed(ReasonCode::INSUFFICIENT_FUNDS);
        }
        let transaction = name_of(paid);
        let mut sent = self.sent.lock().expect("nothing panics while it holds this lock");
        // A token refuses an authorization that is used up.
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

    fn state(&self, channel: ChannelId) -> ChannelState {
        self.channels.state(channel)
    }

    async fn submit(
        &self,
        payload: &Payload,
        chain_id: u64,
        authorized: Option<&Authorized>,
    ) -> Result<Submitted, ReasonCode> {
        self.channels.submit(payload, chain_id, authorized)
    }
}

/// The name of a transaction, made from the replay key, in the format of its chain.
fn name_of(paid: &Paid) -> String {
    let key = paid.replay_key().to_bytes();
    let digits = || key.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    match paid.payer() {
        AccountId::Evm(_) => format!("0x{}", digits()),
        // The signature of the sponsor.
        AccountId::Solana(_) => bs58::encode([key, key].concat()).into_string(),
        _ => digits(),
    }
}
