//! A seller at the limit of its machine, while everything that it depends on fails in turns.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    process::{Child, Command},
    sync::Mutex,
    task::JoinSet,
    time::{sleep, sleep_until},
};
use x402_verify::client::SettlementState;

use crate::{
    buyer::{Answered, Payment, Result, Seller},
    cases::is,
    measure::{Costs, costs},
    stub::{Lie, SettleAnswer},
    wire::Connection,
};

/// Enough buyers to keep a seller busy, and some that wait for the facilitator.
const BUYERS: usize = 48;
/// How many seconds a fault lasts.
const SPELL: u64 = 5;
/// How long a buyer waits after an answer that decides nothing.
const PAUSE: Duration = Duration::from_millis(500);
/// The number of undecided payments at which a buyer signs no more.
const MOST_OPEN: usize = 20;
/// How long the buyers come again in the end, when nothing fails any more.
const PATIENCE: Duration = Duration::from_secs(60);

/// The faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    Nothing,
    SlowFacilitator,
    WrongFacilitator,
    DeadFacilitator,
    /// No file of the seller can grow.
    FullDisk,
}

const FAULTS: [Fault; 8] = [
    Fault::Nothing,
    Fault::SlowFacilitator,
    Fault::Nothing,
    Fault::WrongFacilitator,
    Fault::Nothing,
    Fault::DeadFacilitator,
    Fault::Nothing,
    Fault::FullDisk,
];

const WRONG: [SettleAnswer; 12] = [
    SettleAnswer::MovesAndBreaks,
    SettleAnswer::Pending,
    SettleAnswer::Refuses,
    SettleAnswer::Html,
    SettleAnswer::Status(302),
    SettleAnswer::Status(500),
    SettleAnswer::Text(""),
    SettleAnswer::Text("{\"success\":\"true\"}"),
    SettleAnswer::Lies(Lie::Network),
    SettleAnswer::Lies(Lie::Payer),
    SettleAnswer::Lies(Lie::Amount),
    SettleAnswer::Lies(Lie::NoTransaction),
];

impl Fault {
    fn at(since: Duration) -> Self {
        let index = since.as_secs() / SPELL % FAULTS.len() as u64;
        usize::try_from(index).ok().and_then(|index| FAULTS.get(index).copied()).unwrap_or(Self::Nothing)
    }

    /// The name under which payments that are signed in the meantime are counted.
    const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "payments",
            Self::SlowFacilitator => "payments with a slow facilitator",
            Self::WrongFacilitator => "payments with a wrong facilitator",
            Self::DeadFacilitator => "payments with a dead facilitator",
            Self::FullDisk => "payments with a full disk",
        }
    }

    /// The facilitator's answers about a payment before the right one: several, because a seller asks again by itself.
    fn plan(self, dice: u64) -> Vec<SettleAnswer> {
        let one_of = |all: &[SettleAnswer]| all.get(usize::try_from(dice).unwrap_or(0) % all.len()).copied();
        let answer = match self {
            Self::Nothing | Self::FullDisk => None,
            Self::SlowFacilitator => Some(SettleAnswer::After(200 + dice % 2_500)),
            Self::WrongFacilitator => one_of(&WRONG),
            Self::DeadFacilitator => {
                one_of(&[SettleAnswer::Breaks, SettleAnswer::MovesAndBreaks, SettleAnswer::MovesAndHangs])
            }
        };
        answer.map(|answer| vec![answer; usize::try_from(1 + dice % 5).unwrap_or(1)]).unwrap_or_default()
    }
}

/// The state that all buyers share.
struct Load {
    seller: Arc<Seller>,
    began: Instant,
    ends: Duration,
    /// The counts by name.
    sums: Mutex<BTreeMap<&'static str, usize>>,
}

impl Load {
    async fn count(&self, what: &'static str) {
        *self.sums.lock().await.entry(what).or_default() += 1;
    }

    fn is_over(&self) -> bool {
        self.began.elapsed() >= self.ends
    }

    /// Buys until the time is over, and then until everything is decided.
    async fn buy(self: Arc<Self>) -> Result<()> {
        let mut connection = Connection::default();
        let mut open: VecDeque<(Arc<Payment>, Instant)> = VecDeque::new();
        while !self.is_over() {
            if open.front().is_some_and(|(_, due)| *due <= Instant::now()) {
                self.come_again(&mut connection, &mut open).await?;
            } else if open.len() >= MOST_OPEN {
                sleep(Duration::from_millis(20)).await;
            } else {
                self.begin(&mut connection, &mut open).await?;
            }
        }
        while !open.is_empty() {
            let waited = self.began.elapsed().saturating_sub(self.ends);
            is(waited < PATIENCE, || format!("{} payments are not decided after {waited:?}", open.len()))?;
            if let Some((_, due)) = open.front() {
                sleep_until((*due).into()).await;
            }
            self.come_again(&mut connection, &mut open).await?;
        }
        Ok(())
    }

    /// Makes a new payment: one in eight is forged, and one in eight is sent twice at once.
    async fn begin(&self, connection: &mut Connection, open: &mut VecDeque<(Arc<Payment>, Instant)>) -> Result<()> {
        let dice = getrandom::u64()?;
        let payment = Arc::new(self.seller.sign(dice % 8 == 0)?);
        if dice % 8 == 0 {
            self.seller.stub.plan(&payment.nonce, [SettleAnswer::Refuses]);
            let answered = self.seller.buy_over(connection, &payment).await;
            is(answered.as_ref().map_or(true, |answered| answered.status != 200), || {
                format!("a forged payment is served: {answered:?}")
            })?;
            is(self.seller.stub.known(&payment.nonce).keys.is_empty(), || "a forged payment is settled".into())?;
            self.seller.stub.forget(&payment.nonce);
            self.count("forged").await;
            return Ok(());
        }
        let fault = Fault::at(self.began.elapsed());
        self.seller.stub.plan(&payment.nonce, fault.plan(dice >> 3));
        self.count(fault.name()).await;
        let answered = if dice % 8 == 1 {
            let mut other = Connection::default();
            let (one, two) =
                tokio::join!(self.seller.buy_over(connection, &payment), self.seller.buy_over(&mut other, &payment));
            if one.as_ref().is_ok_and(is_decided) { one } else { two }
        } else {
            self.seller.buy_over(connection, &payment).await
        };
        self.conclude(payment, answered, open).await
    }

    async fn come_again(
        &self,
        connection: &mut Connection,
        open: &mut VecDeque<(Arc<Payment>, Instant)>,
    ) -> Result<()> {
        let Some((payment, _)) = open.pop_front() else { return Ok(()) };
        let answered = self.seller.buy_over(connection, &payment).await;
        self.conclude(payment, answered, open).await
    }

    /// Once the answer decides, the buyer must be served exactly if the money moved.
    async fn conclude(
        &self,
        payment: Arc<Payment>,
        answered: Result<Answered>,
        open: &mut VecDeque<(Arc<Payment>, Instant)>,
    ) -> Result<()> {
        self.seller.hold(&payment, "under load")?;
        let Some(answered) = answered.ok().filter(is_decided) else {
            self.count("answers that decide nothing").await;
            open.push_back((payment, Instant::now() + PAUSE));
            return Ok(());
        };
        let moved = self.seller.stub.known(&payment.nonce).moved;
        is(moved == (answered.status == 200), || format!("money moved: {moved}, and the answer is {answered:?}"))?;
        self.count(if moved { "settled" } else { "failed" }).await;
        self.seller.stub.forget(&payment.nonce);
        Ok(())
    }
}

fn is_decided(answered: &Answered) -> bool {
    matches!(answered.state, SettlementState::Settled | SettlementState::Failed)
}

/// While the disk is full, no file of this process can grow. The process must ignore SIGXFSZ, as a child of a shell
/// does after `trap "" XFSZ`.
async fn let_grow(child: &Child, grows: bool) -> Result<()> {
    let process = child.id().ok_or("the seller has ended")?.to_string();
    // Only the soft limit, which is raised again. Existing files can be written up to this size.
    let limit = if grows { "--fsize=unlimited:unlimited" } else { "--fsize=4096:unlimited" };
    let done = Command::new("prlimit").args(["--pid", &process, limit]).status().await?;
    is(done.success(), || "prlimit failed: is util-linux installed?".into())
}

/// Runs the load for this many seconds. Prints what happened, and fails if anything was served twice, is lost, or
/// leaks. In less than ten minutes a store in memory is still filling, which looks like a leak.
pub async fn load(seller: &Arc<Seller>, child: &Child, seconds: u64) -> Result<()> {
    let (began, ends) = (Instant::now(), Duration::from_secs(seconds));
    let load = Arc::new(Load { seller: Arc::clone(seller), began, ends, sums: Mutex::default() });
    let at_first = costs(child)?;
    let mut buyers = JoinSet::new();
    for _ in 0..BUYERS {
        buyers.spawn(Arc::clone(&load).buy());
    }
    let mut seen: Vec<Costs> = Vec::new();
    let mut was_full = false;
    while !load.is_over() {
        let full = Fault::at(began.elapsed()) == Fault::FullDisk;
        if full != was_full {
            let_grow(child, !full).await?;
            was_full = full;
        }
        seen.push(costs(child)?);
        if let Some(ended) = buyers.try_join_next() {
            ended??;
            return Err("a buyer ended before its time".into());
        }
        sleep(Duration::from_secs(1)).await;
    }
    let_grow(child, true).await?;
    while let Some(ended) = buyers.join_next().await {
        ended??;
    }
    report(&load, child, &at_first, &seen).await
}

async fn report(load: &Load, child: &Child, at_first: &Costs, seen: &[Costs]) -> Result<()> {
    // Unused connections are closed in the meantime.
    sleep(Duration::from_secs(5)).await;
    let (last, sums) = (costs(child)?, load.sums.lock().await);
    let third = seen.len() / 3;
    let (before, after) = (seen.get(third..2 * third).unwrap_or_default(), seen.get(2 * third..).unwrap_or_default());
    for (what, count) in sums.iter() {
        println!("{what}: {count}");
    }
    let memory = |costs: &[Costs]| costs.iter().map(|costs| costs.memory).max().unwrap_or(0);
    let files = seen.iter().map(|costs| costs.files).max().unwrap_or(0);
    println!("memory, KiB: {} at first, at most {}, {} at the end", at_first.memory, memory(seen), last.memory);
    println!("open files: {} at first, at most {files}, {} at the end", at_first.files, last.files);
    println!("CPU time of the seller: {} s", last.cpu.saturating_sub(at_first.cpu) / 100);
    println!("{} requests in {} s", load.seller.requests(), load.ends.as_secs());
    is(sums.get("settled").is_some_and(|settled| *settled > 0), || "nothing was settled".into())?;
    let (second, third) = (memory(before), memory(after));
    is(third <= second + second / 10, || format!("memory grows: {second} KiB, and later {third} KiB"))?;
    // After requests that ran at once, each has a connection to the facilitator that waits for the next call.
    is(last.files <= at_first.files + 2 * BUYERS, || format!("files stay open: {} of {}", last.files, at_first.files))
}
