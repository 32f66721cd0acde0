//! Shops that survive the field: a facilitator that ignores every header, loses what it is sent or is busy for an hour, a kill at each
//! step, and a database that goes away. In the end each payment is served once and paid once, and nothing is lost.

use std::{
    cell::Cell,
    env, fs,
    io::Write as _,
    path::Path,
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};
use http_body_util::Full;
use tower::{Layer, service_fn};
use x402_buyer::EvmKey;
use x402_laws::bounds;
use x402_seller::{Key, Secret, Seller, Settle};
use x402_testing::{KEY, pay_with};
use x402_tower::{
    BoxError, Facilitator, Finality, HttpFacilitator, Memory, OnChain, Open, Opened, Options, Paid, Paywall, Reply,
    Row, Sqlite, Store, Unanswered, Write,
};
use x402_types::{
    DecodeOptions, FacilitatorRequest, Network, PaymentPayload, RawJson, SettleOutcome, SettleResponse, Wire,
    v2::{self, ResourceInfo},
};

use crate::{
    chain::{Chain, Transaction},
    faults::offer_in_flow,
    lost::{Signed, serving},
    versions::directory,
    world::{self, NOW, Shop, request, send},
};

const ID: u64 = 84_532;
/// The second at which the payments of a minute end.
const END: u64 = NOW + 60;

thread_local! {
    /// A runtime of one thread reads it, so that each test has a clock of its own.
    static CLOCK: Cell<u64> = const { Cell::new(NOW) };
}

fn options() -> Options {
    let mut options = world::options();
    options.clock = || CLOCK.get();
    options
}

/// What the facilitator does with a payment that is not settled yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Settles,
    /// It settles, and the connection breaks.
    LosesAnswers,
    /// The connection breaks, and nothing moves.
    LosesRequests,
    /// 429.
    IsBusy,
}

/// A chain, and a facilitator that ignores every header: what is settled it refuses.
struct Bank {
    now: AtomicU64,
    chain: Mutex<Chain>,
    fate: Mutex<Fate>,
}

impl Bank {
    fn new(fate: Fate) -> Arc<Self> {
        let bank = Self { now: NOW.into(), chain: Mutex::new(Chain::until(ID, NOW + 20)), fate: Mutex::new(fate) };
        Arc::new(bank)
    }

    /// Begins anew, with another payment.
    fn begin(&self, fate: Fate) {
        let mut chain = self.chain.lock().unwrap();
        (chain.used, *self.fate.lock().unwrap()) = (None, fate);
        chain.transactions.clear();
        drop(chain);
        self.at(NOW);
    }

    /// The last block comes some seconds later, and is final.
    fn at(&self, now: u64) {
        let mut chain = self.chain.lock().unwrap();
        chain.head = chain.block_at(now + 20);
        self.now.store(now, Ordering::SeqCst);
    }

    /// How often money moved.
    fn moved(&self) -> usize {
        self.chain.lock().unwrap().transactions.len()
    }

    fn node(&self, request: &RawJson) -> RawJson {
        self.chain.lock().unwrap().answer(request)
    }

    /// The answer to a request to settle, if there is one.
    fn settle(&self, request: &RawJson) -> Option<(&'static str, RawJson)> {
        let refused = |reason| {
            let text =
                format!(r#"{{"success":false,"errorReason":"{reason}","transaction":"","network":"eip155:84532"}}"#);
            Some(("200 OK", RawJson::parse(&text).unwrap()))
        };
        let (mut chain, fate, now) =
            (self.chain.lock().unwrap(), *self.fate.lock().unwrap(), self.now.load(Ordering::SeqCst));
        if fate == Fate::IsBusy {
            return Some(("429 Too Many Requests", RawJson::string("too many requests")));
        }
        if chain.used.is_some() {
            return refused("invalid_exact_evm_nonce_already_used");
        }
        if fate == Fate::LosesRequests {
            return None;
        }
        if now >= END {
            return refused("invalid_exact_evm_payload_authorization_valid_before");
        }
        let (signed, number) = (Signed::of(request.as_json()), chain.block_at(now + 4));
        chain.used = Some(number);
        let (hash, to, logs) = ([0xab; 32], signed.token, vec![signed.used(), signed.paid()]);
        chain.transactions.push(Transaction { hash, number, status: 1, to, input: Vec::new(), logs });
        let settled = SettleResponse::success(format!("0x{}", "ab".repeat(32)), Network::eip155(ID));
        (fate == Fate::Settles).then(|| ("200 OK", RawJson::parse(&settled.to_json()).unwrap()))
    }
}

/// The bank in the shop's process.
struct Teller(Arc<Bank>);

impl Facilitator for Teller {
    async fn verify(&self, _: &FacilitatorRequest) -> Result<Reply, Unanswered> {
        Err("nobody asks it".into())
    }

    async fn settle(&self, request: &FacilitatorRequest, _: &str) -> Result<Reply, Unanswered> {
        let answer = self.0.settle(&RawJson::parse(&request.to_json()).unwrap());
        let (status, body) = answer.ok_or("the connection broke")?;
        let status = StatusCode::from_bytes(&status.as_bytes()[..3]).unwrap();
        let (content_type, body) = (Some("application/json".into()), body.as_str().to_owned().into());
        Ok(Reply { status, content_type, body, retry_after: None })
    }

    async fn on_chain(&self, settle: &Settle) -> Result<Option<OnChain>, BoxError> {
        let Some(mut lookup) = settle.lookup(Finality::Finalized) else { return Ok(None) };
        while let Some(request) = lookup.request() {
            lookup.response(&self.0.node(&request))?;
        }
        Ok(lookup.shown())
    }
}

/// The header of the payment of this number, signed at this time.
fn header(flow: &str, number: u64, now: u64) -> String {
    let offer = offer_in_flow(flow);
    let sent = pay_with(&EvmKey::from_bytes(&KEY).unwrap(), &offer, now, number).unwrap();
    let PaymentPayload::V2(payment) = sent.payment() else { panic!("the offer is of version 2") };
    v2::PaymentPayload::new(offer, payment.payload.clone()).to_header()
}

/// A shop of forecasts, which calls this function when it makes one.
fn sells<F: Facilitator, S: Store>(
    facilitator: F,
    store: S,
    flow: &str,
    works: impl Fn() + Clone + Send + Sync + 'static,
) -> (Shop, Paid<F, S, Seller>) {
    let paywall = Paywall::with_options(facilitator, store, Secret::new([7; 32]), options());
    let paid = paywall.sell(ResourceInfo::new("https://api.example.com/weather"), vec![offer_in_flow(flow)]).unwrap();
    let shop = Shop::new(paid.layer(service_fn(move |_| {
        works();
        async { Ok(Response::new(Full::<Bytes>::from("fair"))) }
    })));
    (shop, paid)
}

/// What a buyer is told.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Received {
    status: u16,
    body: String,
    /// Whether there are offers, so that the buyer may sign again.
    is_demanded: bool,
    is_settled: bool,
}

impl Received {
    fn of((status, headers, body, _): (u16, HeaderMap, Bytes, Option<HeaderMap>)) -> Self {
        let settlement = headers.get("payment-response").map(|settlement| {
            SettleResponse::decode_header(settlement.to_str().unwrap(), &DecodeOptions::STRICT).unwrap().value
        });
        let is_settled = settlement.is_some_and(|settlement| settlement.outcome == SettleOutcome::Success);
        let body = String::from_utf8(body.to_vec()).unwrap();
        Self { status, body, is_demanded: headers.contains_key("payment-required"), is_settled }
    }

    fn line(&self) -> String {
        let Self { status, body, is_demanded, is_settled } = self;
        format!("{status}\t{is_demanded}\t{is_settled}\t{body}")
    }

    fn read(line: &str) -> Self {
        let [status, is_demanded, is_settled, body] = line.splitn(4, '\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let [is_demanded, is_settled] = [is_demanded, is_settled].map(|truth| truth.parse().unwrap());
        Self { status: status.parse().unwrap(), body: body.into(), is_demanded, is_settled }
    }

    /// Whether what the buyer is told in the end is true, and how it ended.
    fn holds(&self, case: &Case, moved: usize, works: usize) -> &'static str {
        let ended = match self {
            Self { status: 200, is_demanded: false, is_settled: true, body } if body == "fair" => "served",
            Self { status: 402, is_demanded: true, is_settled: false, .. } => "refused",
            // The money came first, and the work was interrupted.
            Self { status: 500, is_demanded: false, is_settled: true, .. } if case.flow == "upfront" => "interrupted",
            // Nobody can show it.
            Self { status: 500, is_demanded: false, is_settled: false, .. } if !case.has_node => "unknown",
            received => panic!("{case:?}: {received:?}"),
        };
        let expected = match ended {
            "served" => (1, 1),
            "refused" => (0, works.min(1)),
            _ => (1, works.min(1)),
        };
        assert_eq!((moved, works), expected, "{case:?}: {self:?}");
        ended
    }
}

/// What becomes of a payment if nothing else goes wrong.
#[derive(Clone, Copy, Debug)]
struct Case {
    flow: &'static str,
    fate: Fate,
    has_node: bool,
    ended: &'static str,
}

const CASES: [Case; 6] = [
    Case { flow: "authorization", fate: Fate::LosesAnswers, has_node: true, ended: "served" },
    Case { flow: "authorization", fate: Fate::LosesAnswers, has_node: false, ended: "unknown" },
    Case { flow: "authorization", fate: Fate::LosesRequests, has_node: true, ended: "refused" },
    Case { flow: "authorization", fate: Fate::Settles, has_node: true, ended: "served" },
    Case { flow: "upfront", fate: Fate::LosesAnswers, has_node: true, ended: "served" },
    Case { flow: "upfront", fate: Fate::Settles, has_node: true, ended: "served" },
];

/// When the buyer comes, in seconds: each time the lease of the request before is over. The last ones are after the payment's end.
const MOMENTS: [u64; 6] = [0, 27, 54, 100, 130, 160];

mod killed {
    //! The shop is a process of its own, which dies at one of its steps: this test runs itself. The facilitator and the node are here.

    use super::*;

    /// How many steps the process has made, and at which of them it dies.
    static STEPS: AtomicUsize = AtomicUsize::new(0);
    static DIES: AtomicUsize = AtomicUsize::new(usize::MAX);

    /// The process may die here, as by `kill -9`: nothing is flushed, and nothing is dropped.
    fn step() {
        if STEPS.fetch_add(1, Ordering::SeqCst) + 1 == DIES.load(Ordering::SeqCst) {
            std::process::abort();
        }
    }

    /// Each call may be the last one, before it or behind it.
    struct Mortal<T>(T);

    async fn mortal<T>(call: impl Future<Output = T>) -> T {
        step();
        let done = call.await;
        step();
        done
    }

    impl<S: Store> Store for Mortal<S> {
        async fn load(&self, key: Key) -> Result<Option<Row>, BoxError> {
            mortal(self.0.load(key)).await
        }

        async fn swap(&self, write: Write) -> Result<bool, BoxError> {
            mortal(self.0.swap(write)).await
        }

        async fn swap_unsynced(&self, write: Write) -> Result<bool, BoxError> {
            mortal(self.0.swap_unsynced(write)).await
        }

        async fn open(&self, after: Option<(u64, Key)>, most: usize) -> Result<Vec<Open>, BoxError> {
            self.0.open(after, most).await
        }

        async fn endless(&self, after: Option<Key>, most: usize) -> Result<Vec<(Key, Row)>, BoxError> {
            self.0.endless(after, most).await
        }

        async fn opened(&self) -> Result<Opened, BoxError> {
            self.0.opened().await
        }
    }

    impl<F: Facilitator> Facilitator for Mortal<F> {
        async fn verify(&self, request: &FacilitatorRequest) -> Result<Reply, Unanswered> {
            mortal(self.0.verify(request)).await
        }

        async fn settle(&self, request: &FacilitatorRequest, key: &str) -> Result<Reply, Unanswered> {
            mortal(self.0.settle(request, key)).await
        }

        async fn on_chain(&self, settle: &Settle) -> Result<Option<OnChain>, BoxError> {
            mortal(self.0.on_chain(settle)).await
        }
    }

    /// What the process gets in this variable, one on each line: the store, the flow, the facilitator, the node if there is one, the
    /// payment, the time, the step at which it dies, whether the seller goes on by itself first, and a directory.
    const VARIABLE: &str = "X402_SHOP";

    #[tokio::main(flavor = "current_thread")]
    async fn sell(input: &str) {
        let [store, flow, facilitator, node, header, now, dies, resumes, directory] =
            input.lines().collect::<Vec<_>>()[..]
        else {
            panic!("{input}")
        };
        CLOCK.set(now.parse().unwrap());
        let mut client = HttpFacilitator::new(facilitator).unwrap();
        if node != "none" {
            client = client.with_node(Network::eip155(ID), node).unwrap();
        }
        let (directory, client) = (Path::new(directory), Mortal(client));
        let works = directory.join("works");
        let work = move || {
            step();
            let mut file = fs::OpenOptions::new().create(true).append(true).open(&works).unwrap();
            file.write_all(b"x").unwrap();
            drop(file);
            step();
        };
        // What comes before the first step is no step.
        let received = match store {
            #[cfg(feature = "postgres")]
            words if words.starts_with("host=") => {
                let store = Mortal(x402_tower::Postgres::connect(words).await.unwrap());
                DIES.store(dies.parse().unwrap(), Ordering::SeqCst);
                buys(sells(client, store, flow, work), header, resumes == "true").await
            }
            file => {
                let store = Mortal(Sqlite::open(file).unwrap());
                DIES.store(dies.parse().unwrap(), Ordering::SeqCst);
                buys(sells(client, store, flow, work), header, resumes == "true").await
            }
        };
        let steps = STEPS.load(Ordering::SeqCst);
        fs::write(directory.join("told"), format!("{steps}\t{}", received.line())).unwrap();
    }

    async fn buys<F: Facilitator, S: Store>(
        (shop, paid): (Shop, Paid<F, S, Seller>),
        header: &str,
        resumes: bool,
    ) -> Received {
        if resumes {
            paid.resume(9).await.unwrap();
        }
        Received::of(send(&shop, request(header)).await)
    }

    /// Kills the shop with this store at every step of each case, or at a sample of them. `test` is the name of the test.
    pub(super) fn at_each_step(test: &str, store: &str, directory: &Path) {
        let bank = Bank::new(Fate::Settles);
        let (settles, answers) = (Arc::clone(&bank), Arc::clone(&bank));
        let facilitator = serving(move |body| settles.settle(body));
        let node = serving(move |body| Some(("200 OK", answers.node(body))));
        let (received, works) = (directory.join("told"), directory.join("works"));
        // The steps that the process made, and what the buyer was told. `None` if it died.
        let run = |case: &Case, header: &str, now: u64, dies: usize, resumes: bool| {
            drop(fs::remove_file(&received));
            let node = if case.has_node { &*node } else { "none" };
            let (now, dies, resumes) = (now.to_string(), dies.to_string(), resumes.to_string());
            let directory = directory.to_str().unwrap();
            let input = [store, case.flow, &facilitator, node, header, &now, &dies, &resumes, directory].join("\n");
            let child = Command::new(env::current_exe().unwrap())
                .args(["--exact", test, "--include-ignored"])
                .env(VARIABLE, input)
                .output()
                .unwrap();
            let line = fs::read_to_string(&received).ok();
            assert_eq!(line.is_some(), child.status.success(), "{child:?}");
            // An assertion that fails there is no kill.
            assert!(child.status.success() || child.status.code().is_none(), "{child:?}");
            let (steps, line) = line.as_deref().map(|line| line.split_once('\t').unwrap()).unzip();
            steps.zip(line).map(|(steps, line)| (steps.parse::<usize>().unwrap(), Received::read(line)))
        };
        let (mut number, mut kills, mut ends) = (0, 0, Vec::new());
        for (index, case) in CASES.iter().enumerate() {
            // Other cases sample other steps.
            for dies in (1 + index % bounds::step(4)..).step_by(bounds::step(4)) {
                number += 1;
                bank.begin(case.fate);
                drop(fs::remove_file(&works));
                let header = header(case.flow, number, NOW);
                let (mut left, mut is_killed, mut last) = (Some(dies), false, None);
                for moment in MOMENTS {
                    let now = NOW + moment;
                    bank.at(now);
                    let resumes = moment > 0 && number.is_multiple_of(2);
                    match run(case, &header, now, left.unwrap_or(usize::MAX), resumes) {
                        None => (left, is_killed) = (None, true),
                        Some((steps, received)) => {
                            left = left.map(|left| left - steps);
                            if received.status != 503 {
                                last = Some((now, received));
                                break;
                            }
                        }
                    }
                }
                let (now, received) = last.unwrap_or_else(|| panic!("{case:?}, killed at {dies}: nothing is decided"));
                let made = || fs::read(&works).map_or(0, |works| works.len());
                let ended = received.holds(case, bank.moved(), made());
                // It is decided.
                let (_, again) = run(case, &header, now, usize::MAX, false).unwrap();
                assert_eq!(
                    (again, bank.moved(), made()),
                    (received, bank.moved(), made()),
                    "{case:?}, killed at {dies}"
                );
                ends.push(ended);
                if !is_killed {
                    assert_eq!(ended, case.ended, "{case:?}");
                    break;
                }
                kills += 1;
            }
        }
        println!("{kills} kills, one at a step each; the payments of them and of {} more ended: {ends:?}", CASES.len());
        assert!(kills >= 120 / bounds::step(4), "{kills}");
        for ended in ["served", "refused", "unknown"] {
            assert!(ends.contains(&ended), "{ended}: {ends:?}");
        }
    }

    /// Whether this is the shop, which has sold by now.
    pub(super) fn is_shop() -> bool {
        let input = env::var(VARIABLE);
        if let Ok(input) = &input {
            sell(input);
        }
        input.is_ok()
    }
}

#[test]
fn a_shop_that_is_killed_at_a_step_serves_once_what_is_paid_once() {
    if !killed::is_shop() {
        let directory = directory("killed");
        let store = directory.join("store.sqlite");
        let name = "survival::a_shop_that_is_killed_at_a_step_serves_once_what_is_paid_once";
        killed::at_each_step(name, store.to_str().unwrap(), &directory);
        fs::remove_dir_all(&directory).unwrap();
    }
}

#[cfg(feature = "postgres")]
#[ignore = "needs a PostgreSQL, whose address is in X402_POSTGRES; .ci/deep stores has one"]
#[test]
fn a_shop_on_postgresql_that_is_killed_at_a_step_serves_once_what_is_paid_once() {
    if !killed::is_shop() {
        let directory = directory("killed-postgres");
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let _shared = crate::postgres::SERVER.blocking_read();
        let (words, _client) = runtime.block_on(crate::postgres::database("x402_killed"));
        let name = "survival::a_shop_on_postgresql_that_is_killed_at_a_step_serves_once_what_is_paid_once";
        killed::at_each_step(name, &words, &directory);
        fs::remove_dir_all(&directory).unwrap();
    }
}

/// How a call fails while the database is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    Before,
    /// It is written, and nobody is told.
    Behind,
}

/// A store whose calls fail from one on.
struct Away<S> {
    store: Arc<S>,
    calls: AtomicUsize,
    /// The first call that fails, and the first one that does not any more.
    away: Mutex<(usize, usize)>,
    cut: Cut,
}

impl<S> Away<S> {
    async fn call<T>(&self, call: impl Future<Output = Result<T, BoxError>>) -> Result<T, BoxError> {
        let (number, (from, to)) = (self.calls.fetch_add(1, Ordering::SeqCst), *self.away.lock().unwrap());
        let is_away = (from..to).contains(&number);
        match self.cut {
            Cut::Before if is_away => Err("the database is away".into()),
            Cut::Behind if is_away => {
                call.await?;
                Err("the database went away".into())
            }
            Cut::Before | Cut::Behind => call.await,
        }
    }
}

impl<S: Store> Store for Away<S> {
    async fn load(&self, key: Key) -> Result<Option<Row>, BoxError> {
        self.call(self.store.load(key)).await
    }

    async fn swap(&self, write: Write) -> Result<bool, BoxError> {
        self.call(self.store.swap(write)).await
    }

    async fn swap_unsynced(&self, write: Write) -> Result<bool, BoxError> {
        self.call(self.store.swap_unsynced(write)).await
    }

    async fn open(&self, after: Option<(u64, Key)>, most: usize) -> Result<Vec<Open>, BoxError> {
        self.store.open(after, most).await
    }

    async fn endless(&self, after: Option<Key>, most: usize) -> Result<Vec<(Key, Row)>, BoxError> {
        self.store.endless(after, most).await
    }

    async fn opened(&self) -> Result<Opened, BoxError> {
        self.store.opened().await
    }
}

/// The database goes away at each call of each case, for so many calls, or until the buyer was told something. Then the buyer comes again.
async fn cut_at_each_call<S: Store>(store: &Arc<S>, first: u64, lengths: &[usize], sample: usize) {
    let (mut number, mut cuts) = (first, 0);
    for (index, case) in CASES.iter().filter(|case| case.has_node).enumerate() {
        for (cut, length) in
            [Cut::Before, Cut::Behind].into_iter().flat_map(|cut| lengths.iter().map(move |length| (cut, *length)))
        {
            for from in (index % sample..).step_by(sample) {
                number += 1;
                CLOCK.set(NOW);
                let (bank, works) = (Bank::new(case.fate), Arc::new(AtomicUsize::new(0)));
                let away = Mutex::new((from, from.saturating_add(length)));
                let store = Arc::new(Away { store: Arc::clone(store), calls: 0.into(), away, cut });
                let count = Arc::clone(&works);
                let work = move || _ = count.fetch_add(1, Ordering::SeqCst);
                let (shop, paid) = sells(Teller(Arc::clone(&bank)), Arc::clone(&store), case.flow, work);
                let (header, mut last) = (header(case.flow, number, NOW), None);
                // Each time one call may fail.
                for moment in MOMENTS.into_iter().chain([190; 5]) {
                    CLOCK.set(NOW + moment);
                    bank.at(NOW + moment);
                    if moment > 0 && number.is_multiple_of(2) {
                        // Without its buyer, too.
                        if let Err(error) = paid.resume(9).await {
                            assert!(error.to_string().contains("away"), "{error}");
                        }
                    }
                    let received = Received::of(send(&shop, request(&header)).await);
                    if received.status != 503 {
                        last = Some(received);
                        break;
                    }
                    // It is back.
                    if length == usize::MAX {
                        store.away.lock().unwrap().1 = 0;
                    }
                }
                let received =
                    last.unwrap_or_else(|| panic!("{case:?}, {cut:?} {from} for {length}: nothing is decided"));
                let works = || works.load(Ordering::SeqCst);
                let ended = received.holds(case, bank.moved(), works());
                let calls = store.calls.load(Ordering::SeqCst);
                *store.away.lock().unwrap() = (0, 0);
                let again = Received::of(send(&shop, request(&header)).await);
                assert_eq!(again, received, "{case:?}, {cut:?} {from} for {length}");
                // All calls were made before the one that would have failed.
                if calls <= from {
                    assert_eq!(ended, case.ended, "{case:?}");
                    break;
                }
                cuts += 1;
            }
        }
    }
    assert!(cuts > 20, "{cuts}");
}

#[tokio::test(start_paused = true)]
async fn a_store_in_memory_that_is_away_for_a_while_loses_nothing() {
    cut_at_each_call(&Arc::new(Memory::default()), 0, &[1, 5, usize::MAX], 1).await;
}

#[tokio::test]
async fn a_file_that_is_away_for_a_while_loses_nothing() {
    let directory = directory("away");
    let store = Arc::new(Sqlite::open(directory.join("store")).unwrap());
    cut_at_each_call(&store, 0, &[1], bounds::step(3)).await;
    fs::remove_dir_all(&directory).unwrap();
}

#[cfg(feature = "postgres")]
#[ignore = "needs a PostgreSQL, whose address is in X402_POSTGRES; .ci/deep stores has one"]
#[tokio::test]
async fn a_postgresql_that_is_away_for_a_while_loses_nothing() {
    let _shared = crate::postgres::SERVER.read().await;
    let (words, client) = crate::postgres::database("x402_away").await;
    let store = Arc::new(x402_tower::Postgres::connect(&words).await.unwrap());
    cut_at_each_call(&store, 0, &[1, 5], bounds::step(3)).await;
    // The server ends every connection again and again, and then it lets them live.
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()";
    for (number, case) in CASES.iter().filter(|case| case.has_node).cycle().take(30).enumerate() {
        CLOCK.set(NOW);
        let (bank, works) = (Bank::new(case.fate), Arc::new(AtomicUsize::new(0)));
        let count = Arc::clone(&works);
        let work = move || _ = count.fetch_add(1, Ordering::SeqCst);
        let (shop, _) = sells(Teller(Arc::clone(&bank)), Arc::clone(&store), case.flow, work);
        let header = header(case.flow, 1_000_000 + u64::try_from(number).unwrap(), NOW);
        let buys = async {
            for moment in MOMENTS.into_iter().chain([190; 5]) {
                CLOCK.set(NOW + moment);
                bank.at(NOW + moment);
                let received = Received::of(send(&shop, request(&header)).await);
                if received.status != 503 {
                    return received;
                }
                // A buyer waits for longer.
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
            panic!("{case:?}: nothing is decided");
        };
        let ends = async {
            for _ in 0..40 {
                client.query(end, &[]).await.unwrap();
                tokio::time::sleep(std::time::Duration::from_millis(7)).await;
            }
            std::future::pending::<()>().await;
        };
        let received = tokio::select! { received = buys => received, () = ends => unreachable!() };
        received.holds(case, bank.moved(), works.load(Ordering::SeqCst));
        // Each of the connections that were ended is found out by one call.
        let mut again = received.clone();
        for _ in 0..9 {
            again = Received::of(send(&shop, request(&header)).await);
            if again.status != 503 {
                break;
            }
        }
        assert_eq!(again, received, "{case:?}");
    }
}

/// 429 for an hour, and the buyers come again with what they have.
async fn is_busy_for_an_hour<S: Store>(store: Arc<S>) {
    CLOCK.set(NOW);
    let (bank, works) = (Bank::new(Fate::IsBusy), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&works);
    let work = move || _ = count.fetch_add(1, Ordering::SeqCst);
    let (shop, paid) = sells(Teller(Arc::clone(&bank)), Arc::clone(&store), "authorization", work);
    let mut headers = Vec::new();
    for minute in 0..60 {
        let now = NOW + 60 * minute;
        CLOCK.set(now);
        headers.push(header("authorization", 5_000 + minute, now));
        let received = Received::of(send(&shop, request(headers.last().unwrap())).await);
        assert_eq!((received.status, received.is_demanded, received.is_settled), (503, false, false));
    }
    assert_eq!((store.opened().await.unwrap().rows, works.load(Ordering::SeqCst), bank.moved()), (0, 60, 0));
    // It is well again. What was refused is not settled after all, and whoever signs anew is served.
    let now = NOW + 3_600;
    CLOCK.set(now);
    bank.begin(Fate::Settles);
    assert_eq!(paid.resume(99).await.unwrap(), 0);
    for header in &headers {
        let received = Received::of(send(&shop, request(header)).await);
        assert_eq!((received.status, received.is_demanded), (402, true));
    }
    assert_eq!((works.load(Ordering::SeqCst), bank.moved()), (60, 0));
    let received = Received::of(send(&shop, request(&header("authorization", 6_000, now))).await);
    assert_eq!((received.status, works.load(Ordering::SeqCst), bank.moved()), (200, 61, 1));
}

#[tokio::test]
async fn a_facilitator_that_is_busy_for_an_hour_loses_nothing() {
    is_busy_for_an_hour(Arc::new(Memory::default())).await;
    let directory = directory("busy");
    is_busy_for_an_hour(Arc::new(Sqlite::open(directory.join("store")).unwrap())).await;
    fs::remove_dir_all(&directory).unwrap();
}

#[cfg(feature = "postgres")]
#[ignore = "needs a PostgreSQL, whose address is in X402_POSTGRES; .ci/deep stores has one"]
#[tokio::test]
async fn a_facilitator_that_is_busy_for_an_hour_loses_nothing_on_postgresql() {
    let _shared = crate::postgres::SERVER.read().await;
    let (words, _client) = crate::postgres::database("x402_busy").await;
    is_busy_for_an_hour(Arc::new(x402_tower::Postgres::connect(&words).await.unwrap())).await;
}
