//! Two requests, in every order of their steps, with a crash, a failure of the store and each answer of the facilitator at every step.
//! What is promised holds in every state that can be reached.

use std::{
    collections::HashSet,
    fmt,
    hash::{BuildHasher, RandomState},
    rc::Rc,
};

use x402_seller::{Answer, Key, Settle, State, Step, Swap};
use x402_types::PaymentFlow::{self, Authorization, Upfront};
use x402_verify::client::SettlementState;

use crate::world::{LEASE, Moved, NOW, Says, World, header, key_of, request, seller, served, state_of};

/// A fault of those who carry the steps out. Each breaks a promise, which shows that the promises are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// The store forgets a record whose lease has ended.
    LeaseEndsInFree,
    /// Whoever restarts has forgotten all records.
    RestartForgets,
    /// A request goes on, although another one wrote the record since.
    TwinGoesOn,
    /// An answer is sent before it is stored.
    AnswersFirst,
    /// Money is asked for before that is stored.
    AsksFirst,
}

/// A request, as far as it has come.
#[derive(Clone)]
enum Process {
    At(Box<Step>),
    Answered(Box<Answer>),
    Crashed,
}

impl Process {
    fn of(step: Step) -> Self {
        match step {
            Step::Answer(answer) => Self::Answered(answer),
            step => Self::At(Box::new(step)),
        }
    }

    /// What tells two states apart.
    fn state(&self) -> String {
        match self {
            Self::Crashed => "crashed".into(),
            Self::Answered(answer) => format!("answered {answer:?}"),
            Self::At(step) => format!("{step:?}"),
        }
    }
}

impl fmt::Display for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Crashed => f.write_str("crashed"),
            Self::Answered(answer) => {
                write!(
                    f,
                    "answered {}, {} ({})",
                    answer.status,
                    state_of(answer),
                    String::from_utf8_lossy(&answer.body)
                )
            }
            Self::At(step) => match &**step {
                Step::Swap(swap) => {
                    write!(f, "writes {} over {}: {:?}", swap.key(), swap.expected(), swap.record().state)
                }
                Step::Load(load) => write!(f, "reads {}", load.key()),
                Step::Serve(serve) => write!(f, "works for {}", serve.key()),
                Step::Settle(settle) => write!(f, "asks for {} for the {}. time", settle.key(), settle.times()),
                Step::Wait(_) => f.write_str("waits"),
                step => write!(f, "{step:?}"),
            },
        }
    }
}

/// Who sends what: the header of a payment, and what decides what is served.
#[derive(Clone, Debug)]
struct Sent {
    header: String,
    parameters: &'static str,
    key: Key,
}

#[derive(Clone)]
struct Whole {
    fault: Option<Fault>,
    world: World,
    now: u64,
    sent: [Sent; 2],
    processes: [Process; 2],
    /// The payments whose buyers were told that they may sign again.
    failed: Vec<Key>,
    sold: Vec<Answer>,
    /// What led here, for people.
    trail: Option<Rc<Line>>,
}

/// What happened, and what happened before.
struct Line(String, Option<Rc<Self>>);

impl Line {
    fn print(&self) -> String {
        let before = self.1.as_ref().map_or_else(String::new, |before| before.print());
        before + &self.0 + "\n"
    }
}

impl Whole {
    /// What tells two states apart, as two hashes of it.
    fn state(&self, hashers: &[RandomState; 2]) -> [u64; 2] {
        let processes = [self.processes[0].state(), self.processes[1].state()];
        let state = (&self.world, self.now, processes, &self.failed, self.sold.len());
        [hashers[0].hash_one(&state), hashers[1].hash_one(&state)]
    }

    /// The promises that hold in every state.
    fn check(&self) {
        let broken = self.broken();
        assert!(
            broken.is_none(),
            "{}, after\n{}",
            broken.unwrap_or_default(),
            self.trail.as_ref().map_or_else(String::new, |last| last.print())
        );
    }

    /// The promise that is broken, if one is.
    fn broken(&self) -> Option<&'static str> {
        let moved: Vec<_> = self.world.moved.iter().collect();
        if moved.iter().any(|(_, moved)| moved.works > 1) {
            return Some("the work began twice for a payment");
        }
        if moved.iter().filter(|(_, moved)| moved.is_settled || moved.is_under_way).count() > 1 {
            return Some("the money of two payments moves for one request");
        }
        if moved.iter().any(|(key, moved)| (moved.is_settled || moved.is_under_way) && self.failed.contains(key)) {
            return Some("a buyer was told to sign again, and the money moves");
        }
        if self.sold.windows(2).any(|two| two[0] != two[1]) {
            return Some("two answers with the goods differ");
        }
        let is_sold = |(key, moved): &(&Key, &Moved)| moved.is_settled && moved.works == 1 && self.world.is_done(**key);
        if !self.sold.is_empty() && !moved.iter().any(is_sold) {
            return Some(
                "an answer with the goods went out without the money, without the work, or before it was stored",
            );
        }
        None
    }

    fn with(&self, index: usize, process: Process) -> Self {
        let mut next = self.clone();
        if let Process::Answered(answer) = &process {
            let key = self.sent[index].key;
            if state_of(answer) == SettlementState::Failed && !next.failed.contains(&key) {
                next.failed.push(key);
            }
            if answer.status == 200 {
                next.sold.push(Answer::clone(answer));
            }
        }
        next.trail = Some(Rc::new(Line(format!("{} request {index}: {process}", self.now), next.trail)));
        next.processes[index] = process;
        next
    }

    /// Whether the record was written, as far as the one who carries the step out notices.
    fn swap(&mut self, swap: &Swap) -> bool {
        let skips = match swap.record().state {
            State::Done { .. } => self.fault == Some(Fault::AnswersFirst),
            State::Asked { .. } => self.fault == Some(Fault::AsksFirst),
            _ => false,
        };
        skips || self.world.swap(swap) || self.fault == Some(Fault::TwinGoesOn)
    }

    /// What one request can come to next.
    fn steps(&self, index: usize, into: &mut Vec<Self>) {
        let Process::At(step) = self.processes[index].clone() else { return };
        let mut crashed = self.with(index, Process::Crashed);
        if self.fault == Some(Fault::RestartForgets) {
            crashed.world.stored.clear();
        }
        into.push(crashed);
        match *step {
            Step::Load(load) => {
                into.push(self.with(index, Process::of(load.clone().failed())));
                let stored = self.world.load(load.key());
                into.push(self.with(index, Process::of(load.loaded(stored, self.now))));
            }
            Step::Wait(wait) => {
                into.push(self.with(index, Process::of(wait.clone().come_again())));
                into.push(self.with(index, Process::of(wait.look_again())));
            }
            Step::Swap(swap) => {
                let mut written = self.clone();
                let is_written = written.swap(&swap);
                // A store may fail before it writes, and after it.
                into.push(self.with(index, Process::of(swap.clone().failed())));
                into.push(written.with(index, Process::of(swap.clone().failed())));
                // The seller may crash after the store wrote.
                into.push(written.with(index, Process::Crashed));
                let then = if is_written { swap.stored(self.now) } else { swap.conflict() };
                into.push(written.with(index, Process::of(then)));
            }
            Step::Serve(serve) => {
                let mut working = self.clone();
                working.world.moved(serve.key()).works += 1;
                into.push(working.with(index, Process::Crashed));
                into.push(working.with(index, Process::of(serve.clone().served(served(), self.now))));
                let answer = Answer::new(404, "text/plain", "nothing here");
                into.push(working.with(index, Process::of(serve.refused(answer))));
            }
            Step::Settle(settle) => self.settle(index, &settle, into),
            Step::Verify(_) | Step::Answer(_) => panic!("no payment here is undecided"),
        }
    }

    /// All that a facilitator can do, and say of it.
    fn settle(&self, index: usize, settle: &Settle, into: &mut Vec<Self>) {
        let mut push = |change: fn(&mut Moved), says: Says| {
            let mut next = self.clone();
            change(next.world.moved(settle.key()));
            into.push(next.with(index, Process::of(says.answer(settle.clone(), self.now))));
            into.push(next.with(index, Process::Crashed));
        };
        let settles: fn(&mut Moved) = |moved| (moved.is_settled, moved.is_under_way) = (true, false);
        let sends: fn(&mut Moved) = |moved| moved.is_under_way = !moved.is_settled;
        let nothing: fn(&mut Moved) = |_| ();
        for says in [Says::Settled, Says::Nothing, Says::Pending] {
            push(settles, says);
        }
        push(sends, Says::Pending);
        push(sends, Says::Nothing);
        push(nothing, Says::Nothing);
        // A facilitator that is asked for the first time tells the truth. Later it may call a settled payment a duplicate.
        let moved = self.world.moved.get(&settle.key()).cloned().unwrap_or_default();
        if !(moved.is_settled || moved.is_under_way) || settle.times() > 1 {
            push(nothing, Says::Failed);
        }
    }

    fn next(&self) -> Vec<Self> {
        let mut next = Vec::new();
        for index in 0..2 {
            self.steps(index, &mut next);
        }
        for (key, moved) in &self.world.moved {
            if moved.is_under_way {
                for is_settled in [false, true] {
                    let mut arrived = self.clone();
                    *arrived.world.moved(*key) = Moved { is_settled, is_under_way: false, ..moved.clone() };
                    next.push(arrived);
                }
            }
        }
        if self.now < NOW + 2 * LEASE {
            let mut later = Self { now: self.now + LEASE, ..self.clone() };
            if self.fault == Some(Fault::LeaseEndsInFree) {
                let kept =
                    later.world.stored.keys().copied().filter(|key| later.world.is_done(*key)).collect::<Vec<_>>();
                later.world.stored.retain(|key, _| kept.contains(key));
            }
            next.push(later);
        }
        next
    }

    /// Later requests come to an end by themselves, if nothing fails any more, and who has paid learns it. `later` begins a request.
    fn check_later(&self, later: impl Fn(usize, u64) -> Step) {
        let now = self.now + LEASE;
        let answers = [0, 1].map(|index| {
            let mut world = self.world.clone();
            let answer = world.run(later(index, now), now);
            let whole = Self { world, ..self.with(index, Process::Answered(answer.clone().into())) };
            whole.check();
            let moved = whole.world.moved.get(&self.sent[index].key).cloned().unwrap_or_default();
            if moved.is_settled && answer.status != 503 {
                assert_eq!(state_of(&answer), SettlementState::Settled, "{answer:?}");
            }
            answer
        });
        // Of two requests at least the one that began comes to its end.
        assert!(answers.iter().any(|answer| answer.status != 503), "no later request comes to its end");
    }
}

/// Explores all states, and returns their number. A request is a payment's nonce, and what it is for.
fn explore(flow: PaymentFlow, named: bool, requests: [(u8, &'static str); 2], fault: Option<Fault>) -> usize {
    let seller = seller(flow, named);
    let sent = requests.map(|(nonce, parameters)| {
        let header = header(flow, nonce);
        let key = key_of(&request(&seller, &header, parameters, NOW));
        Sent { header, parameters, key }
    });
    let processes = [&sent[0], &sent[1]].map(|sent| Process::of(request(&seller, &sent.header, sent.parameters, NOW)));
    let start = Whole {
        fault,
        world: World::default(),
        now: NOW,
        sent,
        processes,
        failed: Vec::new(),
        sold: Vec::new(),
        trail: None,
    };
    let hashers = [RandomState::new(), RandomState::new()];
    let mut seen = HashSet::from([start.state(&hashers)]);
    // A request is judged once for each time at which it comes.
    let times = [1, 2, 3].map(|leases| NOW + leases * LEASE);
    let later = [0, 1].map(|index: usize| {
        times.map(|now| request(&seller, &start.sent[index].header, start.sent[index].parameters, now))
    });
    let later = |index: usize, now| later[index][times.iter().position(|time| *time == now).unwrap()].clone();
    let mut ended = HashSet::new();
    let mut open = vec![start];
    while let Some(whole) = open.pop() {
        whole.check();
        let is_over = whole.processes.iter().all(|process| !matches!(process, Process::At(_)));
        let is_still = whole.world.moved.values().all(|moved| !moved.is_under_way);
        if is_over && is_still && ended.insert((whole.world.clone(), whole.now, whole.failed.clone(), whole.sold.len()))
        {
            whole.check_later(later);
        }
        open.extend(whole.next().into_iter().filter(|next| seen.insert(next.state(&hashers))));
    }
    println!("{requests:?} {flow} {fault:?}: {} states", seen.len());
    seen.len()
}

const ULM: &str = "city=Ulm";
const BERN: &str = "city=Bern";

#[test]
fn one_payment_sent_twice_if_the_work_comes_first() {
    assert!(explore(Authorization, false, [(1, ULM), (1, ULM)], None) > 1_000);
}

#[test]
fn one_payment_sent_twice_if_the_money_comes_first() {
    assert!(explore(Upfront, false, [(1, ULM), (1, ULM)], None) > 1_000);
}

#[test]
fn one_payment_for_two_requests() {
    assert!(explore(Authorization, false, [(1, ULM), (1, BERN)], None) > 1_000);
}

#[test]
fn two_payments_under_one_identifier() {
    assert!(explore(Authorization, true, [(1, ULM), (2, ULM)], None) > 1_000);
}

#[test]
fn each_fault_of_who_carries_the_steps_out_is_found() {
    for fault in
        [Fault::LeaseEndsInFree, Fault::RestartForgets, Fault::TwinGoesOn, Fault::AnswersFirst, Fault::AsksFirst]
    {
        let found = std::panic::catch_unwind(|| explore(Authorization, false, [(1, ULM), (1, ULM)], Some(fault)));
        assert!(found.is_err(), "{fault:?}");
    }
}
