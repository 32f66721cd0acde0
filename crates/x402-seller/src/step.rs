//! The steps of a sale. Each step is a value that its completion consumes, so nothing is left out and nothing is done twice.

use alloc::{boxed::Box, string::String};

use x402_schemes::{AccountId, Mechanism};
use x402_types::{Amount, FacilitatorRequest, HttpOutcome, Network, ReasonCode, Scheme, SettleResponse, VerifyOutcome};
use x402_verify::{Expires, Facts, Question, Verdict};

use crate::{
    Answer, FacilitatorAnswer, Key, Record, Served, State, Stored,
    sale::Sale,
    settlement::{Known, known},
};

/// What has to be done next. A further step would be a breaking change, because everybody who carries the steps out has to know it.
#[derive(Clone, Debug)]
pub enum Step {
    /// Read what the store keeps for a key.
    Load(Load),
    /// Find out whether the payment is valid, which its bytes alone do not say.
    Verify(Verify),
    /// Another request is in work with this payment. Wait, or let the buyer come again.
    Wait(Wait),
    /// Write what the store keeps for a key, unless another request wrote it since.
    Swap(Swap),
    /// Do the work that is paid for.
    Serve(Serve),
    /// Have the payment settled.
    Settle(Settle),
    /// Answer the request.
    Answer(Box<Answer>),
}

impl From<Answer> for Step {
    fn from(answer: Answer) -> Self {
        Self::Answer(Box::new(answer))
    }
}

impl Step {
    pub(crate) const fn load(sale: Box<Sale>) -> Self {
        Self::Load(Load { sale, what: What::Payment { is_named: false } })
    }
}

/// Read what the store keeps for a key.
#[derive(Clone, Debug)]
pub struct Load {
    pub(crate) sale: Box<Sale>,
    pub(crate) what: What,
}

/// What is read.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// The record of the payment.
    Payment {
        /// Whether the payment has its identifier, or has none.
        is_named: bool,
    },
    /// The record of the payment's identifier.
    Name(Key),
    /// The record of another payment, which has the identifier. The revision and the lease are those of the identifier's record.
    Other { name: Key, revision: u64, lease: u64, by: Key },
}

impl Load {
    /// The key.
    #[must_use]
    pub fn key(&self) -> Key {
        match self.what {
            What::Payment { .. } => self.sale.key,
            What::Name(key) | What::Other { by: key, .. } => key,
        }
    }

    /// The account that would pay, as the payment claims.
    #[must_use]
    pub fn payer(&self) -> AccountId {
        self.sale.authorized.payer
    }

    /// The scheme and the network of the offer that the payment answers.
    #[must_use]
    pub fn offer(&self) -> (&Scheme, &Network) {
        (&self.sale.scheme, &self.sale.authorized.network)
    }

    /// What is known of the payment so far. The code says why it is not valid, for a log.
    #[must_use]
    pub fn verdict(&self) -> (Verdict, Option<&ReasonCode>) {
        let verdict = self.sale.verdict;
        (verdict, (verdict != Verdict::Valid).then_some(&self.sale.reason.0))
    }

    /// The store could not be read. Nothing was begun.
    #[must_use]
    pub fn failed(self) -> Step {
        Answer::again("the store cannot be read: send the same payment again").into()
    }

    /// What the store keeps, if anything, at this time.
    #[must_use]
    pub fn loaded(self, stored: Option<Stored>, now: u64) -> Step {
        let Self { sale, what } = self;
        match what {
            What::Payment { is_named } => sale.look(stored, is_named, now),
            What::Name(name) => sale.look_at_name(name, stored, now),
            What::Other { name, revision, lease, by } => sale.look_at_other(by, (name, revision, lease), stored, now),
        }
    }
}

/// Find out whether a payment is valid, which its bytes alone do not say.
#[derive(Clone, Debug)]
pub struct Verify {
    pub(crate) sale: Box<Sale>,
}

impl Verify {
    /// The request to the facilitator's `/verify`.
    #[must_use]
    pub fn request(&self) -> &FacilitatorRequest {
        &self.sale.request
    }

    /// What has to be known, each with the call to a node that answers it.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        &self.sale.needs
    }

    /// What nodes answered, and what was known before.
    #[must_use]
    pub fn with_facts(mut self, facts: &Facts, now: u64) -> Step {
        self.sale.judge_again(now, facts);
        Step::load(self.sale)
    }

    /// What the facilitator answered.
    #[must_use]
    pub fn answered(mut self, answer: FacilitatorAnswer<'_>) -> Step {
        match answer.verdict().map(|response| response.outcome) {
            Some(VerifyOutcome::Valid) => {
                self.sale.verdict = Verdict::Valid;
                Step::load(self.sale)
            }
            Some(VerifyOutcome::Invalid(reason)) => {
                let reason = reason.unwrap_or_else(|| self.sale.reason.0.clone());
                self.sale.seller.refuse(HttpOutcome::from(&reason), reason.as_str()).into()
            }
            None => self.lost(),
        }
    }

    /// There was no answer. Nothing was begun.
    #[must_use]
    pub fn lost(self) -> Step {
        Answer::again("the payment could not be verified: send the same payment again").into()
    }

    /// Asks nobody, and refuses the payment with the reason of the question.
    #[must_use]
    pub fn refuse(self) -> Step {
        self.sale.refuse().into()
    }
}

/// Another request is in work with this payment.
#[derive(Clone, Debug)]
pub struct Wait {
    pub(crate) sale: Box<Sale>,
}

impl Wait {
    /// Looks again.
    #[must_use]
    pub fn look_again(self) -> Step {
        Step::load(self.sale)
    }

    /// Lets the buyer come again.
    #[must_use]
    pub fn come_again(self) -> Step {
        Answer::again("another request with this payment is in work: send the same payment again").into()
    }
}

/// What follows once a record is written.
#[derive(Clone, Debug)]
pub(crate) enum Then {
    /// The payment takes the identifier, whose record has this revision.
    TakeName(Key, u64),
    /// The payment begins, now that it has its identifier.
    Begin,
    Serve,
    Settle,
    Answer,
    /// The record stays open, and this is sent.
    Leave(Box<Answer>),
}

/// Write what the store keeps for a key, unless another request wrote it since.
#[derive(Clone, Debug)]
pub struct Swap {
    pub(crate) key: Key,
    pub(crate) sale: Box<Sale>,
    pub(crate) expected: u64,
    pub(crate) record: Record,
    pub(crate) then: Then,
}

impl Swap {
    /// The key.
    #[must_use]
    pub const fn key(&self) -> Key {
        self.key
    }

    /// The revision that the store has to have. 0: there is no record. The write makes it one more.
    #[must_use]
    pub const fn expected(&self) -> u64 {
        self.expected
    }

    /// What is written.
    #[must_use]
    pub const fn record(&self) -> &Record {
        &self.record
    }

    /// When the authorization ends. From then on, and as long after it as a facilitator may take, the record is worth keeping only for
    /// a buyer who comes again. A record that is not [done](State::Done) is kept for ever.
    #[must_use]
    pub fn ends(&self) -> Expires {
        self.sale.authorized.expires
    }

    /// The record was written, and survives what the store promises.
    #[must_use]
    pub fn stored(self, now: u64) -> Step {
        let Self { sale, expected, record, then, .. } = self;
        let revision = expected.saturating_add(1);
        match (then, record.state) {
            (Then::Leave(answer), _) => Step::Answer(answer),
            (Then::TakeName(name, revision), _) => sale.take_name(name, revision, now),
            (Then::Begin, _) => Step::Load(Load { sale, what: What::Payment { is_named: true } }),
            (Then::Answer, State::Done { answer }) => sale.answer(answer),
            (Then::Settle, State::Asked { times, served, .. }) => {
                Step::Settle(Settle { sale, revision, times, served })
            }
            (Then::Serve, State::Serving { settlement, .. }) => {
                Step::Serve(Serve { sale, revision, settlement: Some(settlement) })
            }
            (Then::Serve, _) => Step::Serve(Serve { sale, revision, settlement: None }),
            (Then::Settle | Then::Answer, _) => Answer::error(500, "a record of another step").into(),
        }
    }

    /// Another request wrote the record since.
    #[must_use]
    pub fn conflict(self) -> Step {
        Step::load(self.sale)
    }

    /// Nobody knows whether the record was written. Nothing follows that the record would have to say.
    #[must_use]
    pub fn failed(self) -> Step {
        Answer::again("the store cannot be written: send the same payment again").into()
    }
}

/// Do the work that is paid for. It begins at most once for a payment.
#[derive(Clone, Debug)]
pub struct Serve {
    sale: Box<Sale>,
    revision: u64,
    /// The settlement, in the flow `upfront`.
    settlement: Option<Box<SettleResponse>>,
}

impl Serve {
    /// The key of the payment's record.
    #[must_use]
    pub const fn key(&self) -> Key {
        self.sale.key
    }

    /// The account that pays.
    #[must_use]
    pub fn payer(&self) -> AccountId {
        self.sale.authorized.payer
    }

    /// The most that may be charged, in atomic units.
    #[must_use]
    pub fn amount(&self) -> Amount {
        self.sale.authorized.amount
    }

    /// How many seconds the work may take. After that, another request with the payment takes the work for interrupted.
    #[must_use]
    pub fn timeout(&self) -> u64 {
        self.sale.seller.work_timeout()
    }

    /// The work is done, and is charged in full.
    #[must_use]
    pub fn served(self, served: Served, now: u64) -> Step {
        let Self { sale, revision, settlement } = self;
        match settlement {
            None => sale.ask(revision, Some(served), 1, now),
            Some(settlement) => {
                let answer = served.into_answer().with_settlement(&sale.payment, &settlement);
                sale.finish(revision, answer)
            }
        }
    }

    /// The work is done, and this much is charged. Only the scheme `upto` lets a seller charge less than was signed.
    ///
    /// # Errors
    /// The scheme takes no such amount, or the payment is settled already.
    pub fn served_for(mut self, served: Served, amount: Amount, now: u64) -> Result<Step, Overcharge> {
        let is_up_to = Mechanism::all().any(|known| *known.scheme() == self.sale.scheme && known.is_up_to());
        let most = self.sale.authorized.amount;
        let fits = amount == most || (is_up_to && amount < most && self.settlement.is_none());
        if !fits {
            return Err(Overcharge { serve: Box::new(self) });
        }
        self.sale.charge(amount);
        Ok(self.served(served, now))
    }

    /// There is nothing to serve. This is the answer, each time. Nothing is charged, unless the payment was settled before. The
    /// answer gets a settlement that says so.
    #[must_use]
    pub fn refused(self, answer: Answer) -> Step {
        let Self { sale, revision, settlement } = self;
        let settlement = settlement.map_or_else(|| sale.failure("not_served"), |settlement| *settlement);
        let answer = answer.with_settlement(&sale.payment, &settlement);
        sale.finish(revision, answer)
    }
}

/// The error for a charge that the scheme does not take. The struct gets no further members.
#[derive(Clone, Debug)]
pub struct Overcharge {
    /// The step, which is still to be completed.
    pub serve: Box<Serve>,
}

impl core::fmt::Display for Overcharge {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "the scheme does not take this amount; {} atomic units were signed", self.serve.amount())
    }
}

impl core::error::Error for Overcharge {}

/// What a chain shows of a payment for good.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnChain {
    /// This transaction settled the payment.
    Settled {
        /// The hash or signature of the transaction.
        transaction: String,
    },
    /// The payment is not settled, and never will be: its window has ended, or its nonce is used up elsewhere.
    Never,
}

/// Have the payment settled. The store says that money is asked for.
#[derive(Clone, Debug)]
pub struct Settle {
    sale: Box<Sale>,
    revision: u64,
    times: u32,
    served: Option<Served>,
}

impl Settle {
    /// The request to the facilitator's `/settle`.
    #[must_use]
    pub fn request(&self) -> &FacilitatorRequest {
        &self.sale.request
    }

    /// The key of the payment's record.
    #[must_use]
    pub const fn key(&self) -> Key {
        self.sale.key
    }

    /// The value of `Idempotency-Key`. It is the same for each attempt to settle this payment.
    #[must_use]
    pub fn idempotency_key(&self) -> String {
        self.sale.seller.idempotency_key(self.sale.key)
    }

    /// How many seconds the facilitator may take.
    #[must_use]
    pub fn timeout(&self) -> u64 {
        self.sale.seller.settle_timeout()
    }

    /// How often the facilitator may have been asked, this time included.
    #[must_use]
    pub const fn times(&self) -> u32 {
        self.times
    }

    /// What the facilitator answered.
    #[must_use]
    pub fn answered(self, answer: FacilitatorAnswer<'_>, now: u64) -> Step {
        let Some(settlement) = answer.settlement() else { return self.lost(now) };
        match known(&settlement, &self.sale.scheme, &self.sale.authorized) {
            Known::Settled => self.settled(settlement, now),
            // Whoever was asked before may have settled the payment, and this refusal may come from that.
            Known::Failed if self.times == 1 => {
                let answer = self.sale.refuse_settled(&settlement);
                self.sale.finish(self.revision, answer)
            }
            Known::Failed | Known::Open => self.open(Some(&settlement), now),
        }
    }

    /// There was no answer.
    #[must_use]
    pub fn lost(self, now: u64) -> Step {
        self.open(None, now)
    }

    /// What the chain shows, if the driver has asked a node instead of the facilitator.
    #[must_use]
    pub fn on_chain(self, shown: OnChain, now: u64) -> Step {
        match shown {
            OnChain::Settled { transaction } => {
                let network = self.sale.authorized.network.clone();
                self.settled(SettleResponse::success(transaction, network), now)
            }
            OnChain::Never => {
                let answer = self.sale.refuse_settled(&self.sale.failure("never_settled"));
                self.sale.finish(self.revision, answer)
            }
        }
    }

    fn settled(self, settlement: SettleResponse, now: u64) -> Step {
        let Self { sale, revision, served, .. } = self;
        match served {
            Some(served) => {
                let answer = served.into_answer().with_settlement(&sale.payment, &settlement);
                sale.finish(revision, answer)
            }
            None => {
                let lease = now.saturating_add(sale.seller.work_timeout());
                sale.swap(revision, State::Serving { lease, settlement: Box::new(settlement) }, Then::Serve)
            }
        }
    }

    /// Nobody knows yet. The facilitator is asked once more (F-7). After that the record stays open, without a lease, and the next
    /// request with this payment goes on.
    fn open(self, settlement: Option<&SettleResponse>, now: u64) -> Step {
        let Self { sale, revision, times, served } = self;
        if times == 1 {
            return sale.ask(revision, served, 2, now);
        }
        let answer = match settlement {
            Some(settlement) if !settlement.transaction.is_empty() => {
                Answer::outcome(HttpOutcome::PaymentFailed, "the settlement is pending: send the same payment again")
                    .with_settlement(&sale.payment, settlement)
            }
            _ => Answer::again("nobody knows yet whether the payment is settled: send the same payment again"),
        };
        let state = State::Asked { lease: now, times, served };
        sale.swap(revision, state, Then::Leave(Box::new(answer)))
    }
}
