//! Everything that can happen to some requests: in every order of their steps, with a crash, a failure of the store and each answer
//! of a facilitator at every step. Each step of the machine is carried out once for each thing that it can be told, and counts as a
//! number from then on.

mod outcomes;

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher},
    rc::Rc,
};

use x402_seller::{Answer, Key, Record, Seller, State, Step, Stored};
use x402_types::RawJson;
use x402_verify::client::SettlementState;

use self::outcomes::Outcomes;
use crate::{
    faults::Fault,
    world::{END, LEASE, NOW, TIMEOUT, key_of, request, served_by, state_of},
};

/// Requests that are alike. What they are in is interchangeable.
pub(crate) struct Class {
    pub(crate) seller: Seller,
    pub(crate) header: String,
    pub(crate) parameters: &'static str,
    /// What the seller's resource gives.
    pub(crate) goods: &'static str,
    /// Whether the payer did not make these payments.
    pub(crate) is_forged: bool,
    /// Whether who has paid enters without paying.
    pub(crate) lets_payers_return: bool,
    /// Whether the seller closes as unknown what is refused after its end.
    pub(crate) gives_up: bool,
    /// Whether the money is reserved before the work, and captured after it.
    pub(crate) is_escrow: bool,
    /// What a facilitator says of the channel from which these payments are made, and the price.
    pub(crate) channel: Option<(RawJson, u128)>,
}

/// The number of a step. No step has the number of [`ENDED`].
pub(crate) type StepId = u16;
/// A request that was answered, or whose seller crashed.
pub(crate) const ENDED: StepId = 0;
/// The most requests.
pub(crate) const REQUESTS: usize = 4;
/// How often the seller goes on without a request at most.
const RESUMES: u8 = 2;
/// The most payments and identifiers.
const SLOTS: usize = 3;

/// What became of the payment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Money {
    pub(crate) is_settled: bool,
    /// Whether what the first settlement reserved is taken.
    pub(crate) is_captured: bool,
    /// Whether a transaction is under way that may settle it yet.
    pub(crate) is_under_way: bool,
    /// How often the work began.
    pub(crate) works: u8,
    /// Whether a buyer was told that this payment failed.
    pub(crate) is_called_failed: bool,
    /// Whether a facilitator that says only once that the payment is settled has said it.
    pub(crate) is_informed: bool,
    /// Whether a node has shown that it never will be settled.
    pub(crate) is_over: bool,
}

/// All that tells two moments apart. Requests are in no order, and a request that is not made has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Moment {
    pub(crate) steps: [StepId; REQUESTS],
    /// How many leases have passed.
    pub(crate) now: u8,
    /// How often the seller went on without a request.
    pub(crate) resumed: u8,
    /// The revision and the number of the record in each place of the store. Without a record both are 0.
    pub(crate) store: [(u16, u16); SLOTS],
    /// What of it survives the store, which has written the rest and not waited for its disk.
    pub(crate) synced: [(u16, u16); SLOTS],
    /// Whether the store has lost that rest once.
    pub(crate) has_lost: bool,
    /// What became of the payment of each place.
    pub(crate) money: [Money; SLOTS],
    /// The answer with the goods, if one was given. In a channel each class has its own.
    pub(crate) sold: [u16; 2],
}

/// What a facilitator does with the money of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Does {
    Settles,
    /// The same, and it says so, at most once. Before anything else happens the store has it.
    SettlesOnce,
    /// Nothing, after it has said once that the payment is settled.
    HasReported,
    Captures,
    /// It sends a transaction, whose end is open.
    Sends,
    Nothing,
    /// It does nothing, and says that nothing moves. It tells the truth if it is asked for the first time.
    Refuses {
        is_first: bool,
    },
    /// The same, if it is asked for the second settlement.
    RefusesCapture {
        is_first: bool,
    },
    /// Nothing: a node shows that the payment is settled, and it is.
    ShowsSettled,
    /// Nothing: a node shows that it never will be settled.
    ShowsNever,
}

/// What a step comes to.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// The step that follows, or the answer.
    next: Result<StepId, u16>,
    /// What is written: the place, the revision and the record.
    write: Option<(usize, u16, u16)>,
    /// Whose work begins.
    work: Option<usize>,
    money: Option<(usize, Does)>,
    is_crash: bool,
    /// Whether this is what happens if nothing fails.
    is_good: bool,
}

/// A step, when it is carried out, and what it finds in the store.
type StepCase = (StepId, u8, (u16, u16));

/// The machine, as far as it was looked at.
pub(crate) struct Model {
    pub(crate) classes: Vec<Class>,
    pub(crate) fault: Option<Fault>,
    /// How many leases may pass before the requests have ended.
    pub(crate) leases: u8,
    /// The class in which the seller goes on without a request, if it does. Then each lease lasts until the payments have ended, and a
    /// facilitator says only once that a payment is settled.
    pub(crate) resumer: Option<usize>,
    steps: Vec<(usize, Option<Step>)>,
    ids_of_steps: HashMap<String, StepId>,
    records: Vec<String>,
    ids_of_records: HashMap<String, u16>,
    /// The revisions and records that may be lost.
    unsynced: HashSet<(u16, u16)>,
    answers: Vec<Option<Answer>>,
    slots: Vec<Key>,
    /// The payment of each class.
    payments: Vec<usize>,
    idempotency_keys: HashMap<(Key, bool), String>,
    outcomes: HashMap<StepCase, Rc<[Outcome]>>,
    /// The hashes of all that is seen from outside: an answer, if there is one, with the texts of the records and the money.
    seen: HashSet<u64>,
}

impl Model {
    pub(crate) fn new(classes: Vec<Class>, fault: Option<Fault>, leases: u8, resumer: Option<usize>) -> Self {
        let mut model = Self {
            classes,
            fault,
            leases,
            resumer,
            steps: vec![(0, None)],
            ids_of_steps: HashMap::new(),
            records: vec![String::new()],
            ids_of_records: HashMap::new(),
            unsynced: HashSet::new(),
            answers: vec![None],
            slots: Vec::new(),
            payments: Vec::new(),
            idempotency_keys: HashMap::new(),
            outcomes: HashMap::new(),
            seen: HashSet::new(),
        };
        for class in 0..model.classes.len() {
            let Class { seller, header, parameters, .. } = &model.classes[class];
            let key = key_of(&request(seller, header, parameters, NOW));
            let slot = model.slot(key);
            model.payments.push(slot);
        }
        model
    }

    fn time(&self, now: u8) -> u64 {
        let lease = if self.resumer.is_some() { END + TIMEOUT + 1 - NOW } else { LEASE };
        NOW + u64::from(now) * lease
    }

    /// The first step of a request of this class.
    pub(crate) fn begin(&mut self, class: usize, now: u8) -> StepId {
        let Class { seller, header, parameters, .. } = &self.classes[class];
        let step = request(seller, header, parameters, self.time(now));
        self.step(class, step).expect("no request is answered at once")
    }

    fn slot(&mut self, key: Key) -> usize {
        let known = self.slots.iter().position(|known| *known == key);
        known.unwrap_or_else(|| {
            self.slots.push(key);
            assert!(self.slots.len() <= SLOTS);
            self.slots.len() - 1
        })
    }

    fn step(&mut self, class: usize, step: Step) -> Result<StepId, u16> {
        if let Step::Answer(answer) = step {
            let known = self.answers.iter().position(|known| known.as_ref() == Some(&answer));
            return Err(u16::try_from(known.unwrap_or_else(|| {
                self.answers.push(Some(*answer));
                self.answers.len() - 1
            }))
            .unwrap());
        }
        let text = format!("{class} {}", identity(&step));
        Ok(*self.ids_of_steps.entry(text).or_insert_with(|| {
            self.steps.push((class, Some(step)));
            StepId::try_from(self.steps.len() - 1).unwrap()
        }))
    }

    fn record(&mut self, record: &Record) -> u16 {
        let text = record.to_text();
        *self.ids_of_records.entry(text.clone()).or_insert_with(|| {
            self.records.push(text);
            u16::try_from(self.records.len() - 1).unwrap()
        })
    }

    fn stored(&self, (revision, record): (u16, u16)) -> Option<Stored> {
        let record = || Record::from_text(&self.records[usize::from(record)]).unwrap();
        (revision > 0).then(|| Stored { revision: revision.into(), record: record() })
    }

    fn is_done(&self, record: u16) -> bool {
        self.records[usize::from(record)].contains(r#""state":"done""#)
    }

    /// Whether nothing is left to do for a payment, whatever became of it.
    fn is_closed(&self, record: u16) -> bool {
        let text = &self.records[usize::from(record)];
        self.is_done(record)
            || [r#""state":"refused""#, r#""state":"unknown""#].iter().any(|state| text.contains(state))
    }

    /// The place that a step reads or writes.
    fn slot_of(&mut self, id: StepId) -> Option<usize> {
        let key = match self.steps[usize::from(id)].1.as_ref()? {
            Step::Load(load) => load.key(),
            Step::Swap(swap) => swap.key(),
            _ => return None,
        };
        Some(self.slot(key))
    }

    /// All that a step can come to.
    fn outcomes(&mut self, id: StepId, now: u8, stored: (u16, u16)) -> Rc<[Outcome]> {
        if let Some(known) = self.outcomes.get(&(id, now, stored)) {
            return known.clone();
        }
        let (class, step) = self.steps[usize::from(id)].clone();
        let step = step.expect("only what has not ended goes on");
        let all: Rc<[Outcome]> = Outcomes::of(self, class, step, self.time(now), stored).into();
        self.outcomes.insert((id, now, stored), all.clone());
        all
    }

    /// The moments that follow if this request goes on, each with whether nothing failed, and with the answer if there is one.
    pub(crate) fn go_on(
        &mut self,
        moment: &Moment,
        index: usize,
        into: &mut Vec<(Moment, bool, u16)>,
    ) -> Result<(), &'static str> {
        let id = moment.steps[index];
        let slot = self.slot_of(id);
        let stored = slot.map_or((0, 0), |slot| moment.store[slot]);
        let class = self.steps[usize::from(id)].0;
        for outcome in self.outcomes(id, moment.now, stored).iter() {
            if let Some(next) = self.follow(moment, index, class, outcome)? {
                let answer = outcome.next.err().unwrap_or_default();
                self.see(answer, &next);
                into.push((next, outcome.is_good, answer));
            }
        }
        Ok(())
    }

    /// Counts an answer, and the records and the money at this moment, among what is seen from outside.
    fn see(&mut self, answer: u16, moment: &Moment) {
        let answer = self.answers[usize::from(answer)].as_ref();
        let answer = answer.map(text_of);
        let records = moment.store.map(|(revision, record)| (revision, &self.records[usize::from(record)]));
        self.seen.insert(FIXED.hash_one((answer, records, moment.money)));
    }

    /// How many steps the machine has taken, and how much is seen of them from outside, with a number that depends on all of it and
    /// not on how the machine is written.
    pub(crate) fn counts(&self) -> String {
        let sum = self.seen.iter().fold(0u64, |sum, seen| sum.wrapping_add(*seen));
        format!("{} steps, {} outcomes ({sum:016x})", self.steps.len(), self.seen.len())
    }

    fn follow(
        &self,
        moment: &Moment,
        index: usize,
        class: usize,
        outcome: &Outcome,
    ) -> Result<Option<Moment>, &'static str> {
        let mut next = *moment;
        if let Some((slot, does)) = outcome.money {
            let money = &mut next.money[slot];
            match does {
                Does::Settles | Does::SettlesOnce | Does::Sends if money.is_over => return Ok(None),
                Does::Settles => (money.is_settled, money.is_under_way) = (true, false),
                Does::SettlesOnce => {
                    if money.is_informed
                        || outcome.write.is_none_or(|(_, revision, _)| revision != next.store[slot].0 + 1)
                    {
                        return Ok(None);
                    }
                    (money.is_settled, money.is_under_way, money.is_informed) = (true, false, true);
                }
                Does::HasReported if !money.is_informed => return Ok(None),
                Does::HasReported => {}
                Does::ShowsSettled if !money.is_settled => return Ok(None),
                Does::ShowsNever if money.is_settled || money.is_under_way => return Ok(None),
                Does::ShowsSettled => {}
                Does::ShowsNever => money.is_over = true,
                Does::Captures => money.is_captured = true,
                Does::Sends => money.is_under_way = !money.is_settled,
                Does::Nothing => {}
                Does::Refuses { is_first } if is_first && (money.is_settled || money.is_under_way) => return Ok(None),
                Does::RefusesCapture { is_first } if is_first && money.is_captured => return Ok(None),
                Does::Refuses { .. } | Does::RefusesCapture { .. } => {}
            }
        }
        if let Some(slot) = outcome.work {
            next.money[slot].works += 1;
        }
        if let Some((slot, revision, record)) = outcome.write {
            next.store[slot] = (revision, record);
            // It takes along what was written before.
            if !self.unsynced.contains(&(revision, record)) {
                next.synced = next.store;
            }
        }
        if outcome.is_crash && self.fault == Some(Fault::RestartForgets) {
            (next.store, next.synced) = Default::default();
        }
        next.steps[index] = outcome.next.unwrap_or(ENDED);
        next.steps.sort_unstable();
        if let Some(answer) = outcome.next.err().and_then(|answer| self.answers[usize::from(answer)].as_ref()) {
            let money = &mut next.money[self.payments[class]];
            // What a forger is told, the payer does not hear.
            money.is_called_failed |= state_of(answer) == SettlementState::Failed && !self.classes[class].is_forged;
            if answer.status == 200 {
                self.check_sold(&mut next, class, outcome.next.err().unwrap_or_default(), answer)?;
            }
        }
        self.check(&next).map(|()| Some(next))
    }

    /// What holds when the goods go out.
    fn check_sold(&self, next: &mut Moment, class: usize, id: u16, answer: &Answer) -> Result<(), &'static str> {
        if answer.body != served_by(self.classes[class].goods).body {
            return Err("what another route sells went out");
        }
        let channel = self.classes[class].channel.as_ref();
        let sold = &mut next.sold[if channel.is_some() { class } else { 0 }];
        if *sold != 0 && *sold != id {
            return Err("two answers with the goods differ");
        }
        *sold = id;
        if let Some((_, price)) = channel {
            let sold: u128 = next.sold.iter().map(|sold| u128::from((*sold).min(1))).sum();
            let charged = self.charged(next.store[self.payments[class]].1);
            // Each voucher is charged for once at most, and before its answer goes out.
            let vouchers = u128::try_from(self.classes.len()).unwrap();
            let is_charged = (sold * price..=vouchers * price).contains(&charged);
            return if is_charged { Ok(()) } else { Err("what was charged is not what was sold") };
        }
        let is_paid_until =
            |stored: &(u16, u16)| self.records[usize::from(stored.1)].contains(r#""state":"member","until":1"#);
        if self.classes[class].lets_payers_return && !next.store.iter().any(is_paid_until) {
            return Err("who has paid does not enter");
        }
        let is_taken = |money: &Money| if self.classes[class].is_escrow { money.is_captured } else { money.is_settled };
        let has_worked = |money: &Money| money.works == 1 || (next.has_lost && money.works > 1);
        let is_sold =
            |(money, stored): (&Money, &(u16, u16))| is_taken(money) && has_worked(money) && self.is_done(stored.1);
        match next.money.iter().zip(&next.store).any(is_sold) {
            true => Ok(()),
            false => Err("the goods went out without the money, without the work, or before the answer was stored"),
        }
    }

    /// What holds at every moment.
    fn check(&self, moment: &Moment) -> Result<(), &'static str> {
        let moves = |money: &&Money| money.is_settled || money.is_under_way;
        // What a channel charges for may begin again, after a crash before the charge.
        let has_channel = self.classes.iter().any(|class| class.channel.is_some());
        // So may what a store has lost that says only that the work began.
        if moment.money.iter().any(|money| money.works > 1) && !has_channel && !moment.has_lost {
            return Err("the work began twice for a payment");
        }
        if moment.money.iter().filter(moves).count() > 1 {
            return Err("the money of two payments moves for one request");
        }
        if moment.money.iter().filter(moves).any(|money| money.is_called_failed) {
            return Err("a buyer was told to sign again, and the money moves");
        }
        Ok(())
    }

    /// What the record of a channel says was charged.
    fn charged(&self, record: u16) -> u128 {
        let text = &self.records[usize::from(record)];
        let charged = text.split_once(r#""charged":""#).and_then(|(_, rest)| rest.split('"').next()?.parse().ok());
        charged.unwrap_or_default()
    }

    /// The moments that follow without any request.
    pub(crate) fn pass(&mut self, moment: &Moment, into: &mut Vec<Moment>) -> Result<(), &'static str> {
        let is_lost = matches!(self.fault, None | Some(Fault::WaitsForNoWrite));
        if is_lost && moment.store != moment.synced && !moment.has_lost {
            let slots = moment.store.iter().zip(&moment.synced).zip(&moment.money);
            if slots
                .filter(|((stored, synced), _)| stored != synced)
                .any(|(_, money)| *money != Money { works: money.works, ..Money::default() })
            {
                return Err(
                    "the store may lose a payment whose money was asked for, or whose buyer was told something",
                );
            }
            // With it all requests are lost.
            into.push(Moment { steps: [ENDED; REQUESTS], store: moment.synced, has_lost: true, ..*moment });
        }
        if let Some(class) = self.resumer.filter(|_| moment.resumed < RESUMES && moment.steps[0] == ENDED)
            && let Some(stored) = self.stored(moment.store[self.payments[class]])
            && let Some(step) = self.classes[class].seller.resume(stored, self.time(moment.now))
        {
            let mut resumed = Moment { resumed: moment.resumed + 1, ..*moment };
            resumed.steps[0] = self.step(class, step).expect("something is left to do");
            resumed.steps.sort_unstable();
            into.push(resumed);
        }
        for (slot, money) in moment.money.iter().enumerate().filter(|(_, money)| money.is_under_way) {
            for is_settled in [false, true] {
                let mut arrived = *moment;
                arrived.money[slot] = Money { is_settled, is_under_way: false, ..*money };
                into.push(arrived);
            }
        }
        if moment.now < self.leases {
            let mut later = Moment { now: moment.now + 1, ..*moment };
            if self.fault == Some(Fault::LeaseEndsInFree) {
                later.store = moment.store.map(|stored| if self.is_closed(stored.1) { stored } else { (0, 0) });
                later.synced = later.store;
            }
            into.push(later);
        }
        Ok(())
    }

    /// Carries one request out, after all others have ended, and nothing fails any more. Gives the answer.
    pub(crate) fn run(&mut self, moment: &Moment, class: usize) -> Result<(Answer, Moment), &'static str> {
        // A lease that was written two leases too late lasts three, and the turn of a channel for a deposit longer.
        let now = moment.now + if self.classes[class].channel.is_some() { 4 } else { 3 };
        let mut at = Moment { steps: [ENDED, ENDED, ENDED, self.begin(class, now)], now, ..*moment };
        for _ in 0..24 {
            let mut next = Vec::new();
            self.go_on(&at, REQUESTS - 1, &mut next)?;
            let (then, _, answer) = next.into_iter().find(|(_, is_good, _)| *is_good).expect("something goes well");
            match &self.answers[usize::from(answer)] {
                Some(answer) => return Ok((answer.clone(), then)),
                None => at = then,
            }
        }
        Err("a request does not come to its end")
    }

    /// Whether the class's payment is settled.
    pub(crate) fn is_settled(&self, moment: &Moment, class: usize) -> bool {
        moment.money[self.payments[class]].is_settled
    }

    pub(crate) fn print(&self, moment: &Moment) -> String {
        let step = |id: &StepId| match &self.steps[usize::from(*id)] {
            (_, None) => "has ended".into(),
            (class, Some(Step::Swap(swap))) => {
                format!("{class} writes {} over {}: {:?}", swap.key(), swap.expected(), swap.record().state)
            }
            (class, Some(step)) => format!("{class} {}", format!("{step:?}").chars().take(160).collect::<String>()),
        };
        let steps: Vec<_> = moment.steps.iter().map(step).collect();
        let store: Vec<_> = moment
            .store
            .iter()
            .map(|(revision, record)| {
                let text = &self.records[usize::from(*record)];
                let state = text.find(r#""state""#).map_or("", |at| &text[at..text.len().min(at + 60)]);
                format!("{revision} {state}")
            })
            .collect();
        format!("{} {steps:#?}\n  {store:?}\n  {:?}", self.time(moment.now), moment.money)
    }
}

/// A hasher that gives the same numbers each time.
const FIXED: BuildHasherDefault<DefaultHasher> = BuildHasherDefault::new();

/// All that decides what follows from a step. Its debug text leaves out goods, signatures and headers: those are in the record that it
/// writes, and in what follows that.
fn identity(step: &Step) -> String {
    let text = format!("{step:?}");
    match step {
        Step::Swap(swap) => text + &swap.record().to_text() + &identity(&swap.clone().stored(0)),
        Step::Answer(answer) => text + &text_of(answer),
        _ => text,
    }
}

/// An answer without the header of a 402 response, whose challenge is a new one each time. The body has its error, too.
fn text_of(answer: &Answer) -> String {
    let headers = answer.headers.iter().filter(|(name, _)| name != "PAYMENT-REQUIRED");
    let headers: Vec<_> = headers.collect();
    format!("{} {headers:?} {:?}", answer.status, answer.body)
}

/// Whether money may have been asked for.
pub(crate) fn is_asked(state: &State) -> bool {
    matches!(state, State::Asked { .. })
}
