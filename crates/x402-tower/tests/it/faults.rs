//! Facilitators, handlers, stores and buyers that do wrong.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response, StatusCode, request::Parts};
use http_body_util::{Empty, Full};
use tokio::time::sleep;
use tower::{Layer, service_fn};
use x402_buyer::EvmKey;
use x402_seller::{Key, Secret, Seller, SellerInit};
use x402_testing::{KEY, pay_with};
use x402_tower::{BoxError, Memory, Open, Paywall, Row, Store, Undecided, Write};
use x402_types::{
    Flags, PaymentPayload, RawJson, Wire,
    v2::{self, PaymentRequirements, ResourceInfo},
};

use crate::world::{Handle, NOW, Says, Shop, Stub, header, offer, options, request, send, shop, status, weather};

#[tokio::test]
async fn a_flood_of_forged_payments_reaches_nobody() {
    let stub = Stub::saying([]);
    let (shop, made) = weather(&stub, options());
    for nonce in 0..20 {
        assert_eq!(status(&shop, request(&header(nonce, true))).await, 402);
    }
    assert_eq!((stub.verified.load(Ordering::Relaxed), stub.settles(), made.load(Ordering::Relaxed)), (0, 0, 0));
    // By the other policy a payer may be a contract, and the facilitator is asked about each.
    let mut asking = options();
    asking.choices.undecided = Undecided::Ask;
    let (shop, made) = weather(&stub, asking);
    assert_eq!(status(&shop, request(&header(1, true))).await, 402);
    assert_eq!((stub.verified.load(Ordering::Relaxed), stub.settles(), made.load(Ordering::Relaxed)), (1, 0, 0));
    assert_eq!(status(&shop, request(&header(1, false))).await, 200);
    assert_eq!((stub.verified.load(Ordering::Relaxed), stub.settles()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn without_an_answer_of_the_facilitator_the_payment_stays_open() {
    for says in [
        Says::Breaks,
        Says::Hangs,
        Says::With(307, "application/json"),
        Says::With(404, "application/json"),
        Says::With(500, "application/json"),
        Says::With(200, "text/html"),
    ] {
        let stub = Stub::saying([says; 2]);
        let (shop, made) = weather(&stub, options());
        let (status, headers, ..) = send(&shop, request(&header(1, false))).await;
        assert_eq!((status, headers.contains_key("payment-required")), (503, false), "{says:?}");
        // Who sends it again, is served once, and one key was used all the time.
        let (status, _, body, _) = send(&shop, request(&header(1, false))).await;
        assert_eq!((status, &*body, made.load(Ordering::Relaxed)), (200, &b"fair 0"[..], 1), "{says:?}");
        let mut keys = stub.settled.lock().unwrap().clone();
        assert_eq!(keys.len(), 3, "{says:?}");
        keys.dedup();
        assert_eq!(keys.len(), 1, "{says:?}");
    }
    let stub = Stub::saying([Says::Failed]);
    let (shop, _) = weather(&stub, options());
    let (status, headers, ..) = send(&shop, request(&header(1, false))).await;
    assert_eq!((status, headers.contains_key("payment-required"), stub.settles()), (402, true, 1));
}

#[tokio::test(start_paused = true)]
async fn what_is_open_is_ended_without_the_buyer() {
    let stub = Stub::saying([Says::Breaks; 4]);
    let paywall = Paywall::with_options(Handle(stub.clone()), Memory::default(), Secret::new([7; 32]), options());
    let sell = |url: &str| paywall.sell(ResourceInfo::new(url), vec![offer()]).unwrap();
    let (weather, other) = (sell("https://api.example.com/weather"), sell("https://api.example.com/tides"));
    let inner = service_fn(async |_| Ok(Response::new(Full::<Bytes>::from("fair"))));
    let shop = Shop::new(weather.layer(inner));
    assert_eq!(status(&shop, request(&header(1, false))).await, 503);
    // It is another layer's, the facilitator does not answer yet, it ends, it has ended.
    for (layer, ended, settles) in
        [(&other, 0, 2), (&weather, 0, 3), (&weather, 0, 4), (&weather, 1, 5), (&weather, 0, 5)]
    {
        assert_eq!((layer.resume(10).await.unwrap(), stub.settles()), (ended, settles));
    }
    let (status, _, body, _) = send(&shop, request(&header(1, false))).await;
    assert_eq!((status, &*body, stub.settles()), (200, &b"fair"[..], 5));
}

/// Who paid and comes again only then would else be told that the payment has expired, and pay twice.
#[tokio::test]
async fn what_is_ended_late_is_kept_from_then() {
    static CLOCK: AtomicU64 = AtomicU64::new(NOW);
    let stub = Stub::saying([Says::Breaks; 2]);
    let mut options = options();
    options.clock = || CLOCK.load(Ordering::Relaxed);
    let late = NOW + 2 * options.keep;
    let last = late + options.settle_timeout + options.keep;
    let paywall = Paywall::with_options(Handle(stub.clone()), Memory::default(), Secret::new([7; 32]), options);
    let layer = paywall.sell(ResourceInfo::new("https://api.example.com/weather"), vec![offer()]).unwrap();
    let shop = Shop::new(layer.layer(service_fn(async |_| Ok(Response::new(Full::<Bytes>::from("fair"))))));
    assert_eq!(status(&shop, request(&header(1, false))).await, 503);
    CLOCK.store(late, Ordering::Relaxed);
    assert_eq!((layer.resume(10).await.unwrap(), stub.settles()), (1, 3));
    // The store forgets what has ended whenever it writes.
    let another = async |now: u64| {
        CLOCK.store(now, Ordering::Relaxed);
        let sent = pay_with(&EvmKey::from_bytes(&KEY).unwrap(), &offer(), now, now).unwrap();
        let PaymentPayload::V2(payment) = sent.payment() else { panic!("the offer is of version 2") };
        status(&shop, request(&v2::PaymentPayload::new(offer(), payment.payload.clone()).to_header())).await
    };
    for (now, is_kept) in [(late, true), (last - 1, true), (last, false)] {
        assert_eq!(another(now).await, 200);
        let (status, _, body, _) = send(&shop, request(&header(1, false))).await;
        assert_eq!((status, &*body == b"fair"), (if is_kept { 200 } else { 402 }, is_kept), "{now}");
    }
}

/// Work may take longer than its payment lives, and than its answer is kept after that.
#[tokio::test]
async fn a_payment_that_ends_late_in_its_request_is_kept_from_then() {
    const LATE: u64 = NOW + 100_000;
    static CLOCK: AtomicU64 = AtomicU64::new(NOW);
    let stub = Stub::saying([]);
    let mut options = options();
    options.clock = || CLOCK.load(Ordering::Relaxed);
    let paywall = Paywall::with_options(Handle(stub.clone()), Memory::default(), Secret::new([7; 32]), options);
    let layer = paywall.sell(ResourceInfo::new("https://api.example.com/weather"), vec![offer()]).unwrap();
    let shop = Shop::new(layer.layer(service_fn(async |_| {
        CLOCK.store(LATE, Ordering::Relaxed);
        Ok(Response::new(Full::<Bytes>::from("fair")))
    })));
    assert_eq!(status(&shop, request(&header(1, false))).await, 200);
    let sent = pay_with(&EvmKey::from_bytes(&KEY).unwrap(), &offer(), LATE, LATE).unwrap();
    let PaymentPayload::V2(payment) = sent.payment() else { panic!("the offer is of version 2") };
    // The store forgets what has ended whenever it writes.
    let another = v2::PaymentPayload::new(offer(), payment.payload.clone()).to_header();
    assert_eq!(status(&shop, request(&another)).await, 200);
    assert_eq!(status(&shop, request(&header(1, false))).await, 200);
    assert_eq!(stub.settles(), 2);
}

/// Rows that a seller cannot end stand in front of the others for ever. And a price that depends on the request has its sellers.
#[tokio::test(start_paused = true)]
async fn what_a_seller_cannot_end_is_passed_over() {
    let stub = Stub::saying([Says::Breaks; 4]);
    let store = Memory::default();
    for key in 0..250 {
        let (key, text) = (Key::new([key; 32]), "no record".into());
        // One comes from a machine whose clock is ahead.
        let now = if key == Key::new([249; 32]) { u64::MAX } else { 1 };
        assert!(store.swap(Write { key, expected: 0, text, ends: 0, is_open: true, now }).await.unwrap());
    }
    let options = options();
    let init = SellerInit {
        resource: ResourceInfo::new("https://api.example.com/weather"),
        offers: vec![offer()],
        extensions: None,
        secret: Secret::new([7; 32]),
        work_timeout: options.work_timeout,
        settle_timeout: options.settle_timeout,
        tolerated: Flags::NONE,
    };
    let seller = Seller::open(init).unwrap();
    let paywall = Paywall::with_options(Handle(stub.clone()), store, Secret::new([7; 32]), options);
    let inner = service_fn(async |_| Ok(Response::new(Full::<Bytes>::from("fair"))));
    let price = seller.clone();
    let shop = Shop::new(paywall.sell_by(move |_: &Parts| Some(price.clone())).layer(inner));
    assert_eq!(status(&shop, request(&header(1, false))).await, 503);
    for (most, ended) in [(0, 0), (1, 0), (1, 0), (1, 1), (1, 0)] {
        assert_eq!(paywall.resume(&seller, most).await.unwrap(), ended);
    }
    assert_eq!(stub.settles(), 5);
}

type Handler = fn() -> Response<Full<Bytes>>;

#[tokio::test(start_paused = true)]
async fn a_handler_that_fails_costs_nothing() {
    let handlers: [(u16, Handler); 5] = [
        (404, || Response::builder().status(404).body("no such city".into()).unwrap()),
        (302, || Response::builder().status(302).header("location", "/").body("".into()).unwrap()),
        (500, || Response::builder().status(500).body("".into()).unwrap()),
        (500, || panic!("a fault in the handler")),
        (500, || Response::new(Bytes::from(vec![0; (1 << 20) + 1]).into())),
    ];
    for (expected, handler) in handlers {
        let stub = Stub::saying([]);
        let calls = Arc::new(AtomicUsize::new(0));
        let count = calls.clone();
        let shop = shop(&stub, Memory::default(), options(), move |_| {
            count.fetch_add(1, Ordering::Relaxed);
            async move { handler() }
        });
        // And so each time, because the work may have begun.
        for _ in 0..2 {
            assert_eq!(status(&shop, request(&header(1, false))).await, expected);
            assert_eq!((stub.settles(), calls.load(Ordering::Relaxed)), (0, 1));
        }
    }
    let stub = Stub::saying([]);
    let slow = |seconds| {
        shop(&stub, Memory::default(), options(), move |_| async move {
            sleep(Duration::from_secs(seconds)).await;
            Response::new("fair".into())
        })
    };
    assert_eq!(status(&slow(11), request(&header(1, false))).await, 500);
    assert_eq!(stub.settles(), 0);
    assert_eq!(status(&slow(9), request(&header(1, false))).await, 200);
    assert_eq!(status(&exact_megabyte(&stub), request(&header(2, false))).await, 200);
}

#[tokio::test(start_paused = true)]
async fn only_a_buyer_that_is_not_charged_learns_so() {
    for (flow, settles, is_free) in [("authorization", 0, true), ("upfront", 1, false)] {
        let received = async |handler: fn() -> Response<Full<Bytes>>| {
            let stub = Stub::saying([]);
            let (shop, header) = shop_in_flow(&stub, Memory::default(), flow, move || async move { handler() });
            let (status, _, body, _) = send(&shop, request(&header)).await;
            assert_eq!((status, stub.settles()), (500, settles), "{flow}");
            assert_eq!(std::str::from_utf8(&body).unwrap().contains("not charged"), is_free, "{flow}");
        };
        received(|| panic!("a fault in the handler")).await;
        received(|| Response::new(Bytes::from(vec![0; (1 << 20) + 1]).into())).await;
    }
}

fn exact_megabyte(stub: &Arc<Stub>) -> Shop {
    shop(stub, Memory::default(), options(), |_| async { Response::new(Bytes::from(vec![0; 1 << 20]).into()) })
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_before_the_payment_is_read() {
    let stub = Stub::saying([]);
    let (shop, made) = weather(&stub, options());
    let post = |length| {
        let request = Request::post("/weather").header("payment-signature", header(1, false));
        request.body(Full::from(vec![0; length])).unwrap()
    };
    let (status, headers, body, _) = send(&shop, post((1 << 20) + 1)).await;
    assert_eq!(
        (status, &headers["content-type"], made.load(Ordering::Relaxed)),
        (413, &"application/json".parse().unwrap(), 0)
    );
    assert!(body.starts_with(b"{\"error\":"));
    assert_eq!(send(&shop, post(1 << 20)).await.0, 200);
}

#[tokio::test]
async fn only_so_many_payments_are_in_work() {
    let stub = Stub::saying([]);
    let mut one = options();
    one.capacity = 1;
    let shop = shop(&stub, Memory::default(), one, |_| async {
        sleep(Duration::from_millis(300)).await;
        Response::new("fair".into())
    });
    let first = tokio::spawn({
        let shop = shop.clone();
        async move { status(&shop, request(&header(1, false))).await }
    });
    sleep(Duration::from_millis(100)).await;
    let (status_of_second, headers, ..) = send(&shop, request(&header(2, false))).await;
    assert_eq!((status_of_second, headers.contains_key("retry-after")), (503, true));
    assert_eq!(first.await.unwrap(), 200);
    assert_eq!(status(&shop, request(&header(2, false))).await, 200);
}

#[tokio::test(start_paused = true)]
async fn copies_of_a_payment_keep_no_other_out() {
    let stub = Stub::saying([]);
    let mut few = options();
    few.capacity = 3;
    let slow = |_| async {
        sleep(Duration::from_secs(3)).await;
        Response::new("fair".into())
    };
    let shop = shop(&stub, Memory::default(), few, slow);
    let sent = |number| {
        let shop = shop.clone();
        tokio::spawn(async move { status(&shop, request(&header(number, false))).await })
    };
    let mut copies = Vec::new();
    for _ in 0..4 {
        copies.push(sent(1));
        sleep(Duration::from_millis(10)).await;
    }
    // As many as there are places wait. The next one is told at once to come again.
    assert_eq!(status(&shop, request(&header(1, false))).await, 503);
    let others = [sent(2), sent(3)];
    sleep(Duration::from_millis(1)).await;
    assert_eq!(status(&shop, request(&header(4, false))).await, 503);
    for other in others {
        assert_eq!(other.await.unwrap(), 200);
    }
    let mut received = Vec::new();
    for copy in copies {
        received.push(copy.await.unwrap());
    }
    // Who waits needs a place to look again, as everybody does.
    assert_eq!((received, stub.settles()), (vec![200, 503, 503, 503], 3));
}

/// A store whose call of this number fails, after the write or before it.
struct Failing {
    memory: Memory,
    calls: Mutex<usize>,
    fails: usize,
    is_written: bool,
}

impl Failing {
    fn is_now(&self) -> bool {
        let mut calls = self.calls.lock().unwrap();
        *calls += 1;
        *calls == self.fails
    }
}

impl Store for Failing {
    async fn load(&self, key: Key) -> Result<Option<Row>, BoxError> {
        if self.is_now() { Err("no connection".into()) } else { self.memory.load(key).await }
    }

    async fn swap(&self, write: Write) -> Result<bool, BoxError> {
        let is_now = self.is_now();
        if is_now && !self.is_written {
            return Err("no connection".into());
        }
        let written = self.memory.swap(write).await?;
        if is_now { Err("no connection".into()) } else { Ok(written) }
    }

    async fn open(&self, after: Option<(u64, Key)>, most: usize) -> Result<Vec<Open>, BoxError> {
        self.memory.open(after, most).await
    }

    async fn endless(&self, after: Option<Key>, most: usize) -> Result<Vec<(Key, Row)>, BoxError> {
        self.memory.endless(after, most).await
    }
}

#[tokio::test]
async fn a_store_that_fails_sells_nothing_twice_and_nothing_for_nothing() {
    // load, swap to working, swap to asked.
    for fails in 1..=3 {
        for is_written in [false, true] {
            let stub = Stub::saying([]);
            let made = Arc::new(AtomicUsize::new(0));
            let count = made.clone();
            let memory = Memory::default();
            let store = Failing { memory, calls: Mutex::new(0), fails, is_written };
            let shop = shop(&stub, store, options(), move |_| {
                count.fetch_add(1, Ordering::Relaxed);
                async { Response::new("fair".into()) }
            });
            let (status, headers, body, _) = send(&shop, request(&header(1, false))).await;
            let case = format!("call {fails}, written: {is_written}");
            assert_eq!((status, headers.contains_key("payment-required")), (503, false), "{case}");
            assert!(std::str::from_utf8(&body).unwrap().contains("send the same payment again"), "{case}");
            assert_eq!((made.load(Ordering::Relaxed) <= 1, stub.settles() <= 1), (true, true), "{case}");
        }
    }
}

/// The same shop, in another flow.
fn shop_in_flow<S: Store, H, A>(stub: &Arc<Stub>, store: S, flow: &str, handler: H) -> (Shop, String)
where
    H: Fn() -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Response<Full<Bytes>>> + Send + 'static,
{
    let offer = offer_in_flow(flow);
    let paywall = Paywall::with_options(Handle(stub.clone()), store, Secret::new([7; 32]), options());
    let layer = paywall.sell(ResourceInfo::new("https://api.example.com/weather"), vec![offer.clone()]).unwrap();
    let sent = pay_with(&EvmKey::from_bytes(&KEY).unwrap(), &offer, NOW, 1).unwrap();
    let PaymentPayload::V2(payment) = sent.payment() else { panic!("the offer is of version 2") };
    let header = v2::PaymentPayload::new(offer, payment.payload.clone()).to_header();
    (
        Shop::new(layer.layer(service_fn(move |_| {
            let answer = handler();
            async { Ok(answer.await) }
        }))),
        header,
    )
}

pub(crate) fn offer_in_flow(flow: &str) -> PaymentRequirements {
    let mut offer = offer();
    let mut extra = offer.extra.take().unwrap().as_str().to_owned();
    extra.truncate(extra.len() - 1);
    offer.extra = Some(RawJson::parse(&format!(r#"{extra},"paymentFlow":"{flow}"}}"#)).unwrap());
    offer
}

/// Otherwise the facilitator is asked once more, and one that does not know the key refuses what it has settled itself.
#[tokio::test(start_paused = true)]
async fn the_answer_of_the_facilitator_is_written_though_the_store_fails_for_a_moment() {
    let fair = || async { Response::new("fair".into()) };
    // load, swap to working, swap to asked, swap to done; load, swap to asked, swap to serving, swap to done.
    for (flow, fails) in [("authorization", 4), ("upfront", 3), ("upfront", 4)] {
        for is_written in [false, true] {
            let case = format!("{flow}, call {fails}, written: {is_written}");
            let stub = Stub::saying([]);
            let store = Failing { memory: Memory::default(), calls: Mutex::new(0), fails, is_written };
            let (shop, header) = shop_in_flow(&stub, store, flow, fair);
            for _ in 0..2 {
                let (status, _, body, _) = send(&shop, request(&header)).await;
                assert_eq!((status, &*body, stub.settles()), (200, &b"fair"[..], 1), "{case}");
            }
        }
    }
}

/// A store whose writes are changed before they are made, or fail, and whose answer to each is at most this.
struct Meddled(Memory, fn(&mut Write) -> Result<bool, BoxError>);

impl Store for Meddled {
    async fn load(&self, key: Key) -> Result<Option<Row>, BoxError> {
        self.0.load(key).await
    }

    async fn swap(&self, mut write: Write) -> Result<bool, BoxError> {
        let at_most = (self.1)(&mut write)?;
        Ok(self.0.swap(write).await? && at_most)
    }

    async fn open(&self, after: Option<(u64, Key)>, most: usize) -> Result<Vec<Open>, BoxError> {
        self.0.open(after, most).await
    }

    async fn endless(&self, after: Option<Key>, most: usize) -> Result<Vec<(Key, Row)>, BoxError> {
        self.0.endless(after, most).await
    }
}

/// Another request writes the same record a moment before, with a mark of its own.
fn overtaken(write: &mut Write) -> Result<bool, BoxError> {
    let is_overtaken = write.expected == 1;
    if is_overtaken {
        let (before, mark) = write.text.split_once(r#""mark":""#).ok_or("no mark")?;
        let after = mark.split_once('"').ok_or("no end")?.1;
        write.text = format!(r#"{before}"mark":"another"{after}"#);
    }
    Ok(!is_overtaken)
}

/// Only what comes before a settlement is written.
fn without_settlements(write: &mut Write) -> Result<bool, BoxError> {
    if write.expected == 2 { Err("the disk is full".into()) } else { Ok(true) }
}

#[tokio::test(start_paused = true)]
async fn the_same_record_of_a_different_request_is_not_taken_for_this_one() {
    let (stub, made) = (Stub::saying([]), Arc::new(AtomicUsize::new(0)));
    let count = made.clone();
    let (shop, header) = shop_in_flow(&stub, Meddled(Memory::default(), overtaken), "upfront", move || {
        count.fetch_add(1, Ordering::Relaxed);
        async { Response::new("fair".into()) }
    });
    assert_eq!(status(&shop, request(&header)).await, 503);
    assert_eq!((stub.settles(), made.load(Ordering::Relaxed)), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_on_is_abandoned_after_seconds() {
    let stub = Stub::saying([]);
    let shop = shop(&stub, Meddled(Memory::default(), without_settlements), options(), |_| async {
        Response::new(Full::from("fair"))
    });
    let began = tokio::time::Instant::now();
    assert_eq!((status(&shop, request(&header(1, false))).await, stub.settles()), (503, 1));
    let seconds = began.elapsed().as_secs();
    assert!((9..=11).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn an_upgrade_is_neither_sold_nor_free() {
    let stub = Stub::saying([]);
    let shop = shop(&stub, Memory::default(), options(), |_| async {
        let upgrade = Response::builder().status(101).header("connection", "upgrade").header("upgrade", "websocket");
        upgrade.body(Full::default()).unwrap()
    });
    for _ in 0..2 {
        let (status, headers, ..) = send(&shop, request(&header(1, false))).await;
        assert_eq!((status, headers.contains_key("upgrade"), stub.settles()), (500, false, 0));
    }
}

#[tokio::test]
async fn a_service_with_no_body_is_sold_too() {
    let stub = Stub::saying([]);
    let shop = shop(&stub, Memory::default(), options(), |_| async {
        let _: Empty<Bytes> = Empty::new();
        Response::builder().status(StatusCode::NO_CONTENT).body(Full::default()).unwrap()
    });
    for _ in 0..2 {
        let (status, headers, ..) = send(&shop, request(&header(1, false))).await;
        assert_eq!((status, headers.get("content-type"), stub.settles()), (204, None, 1));
    }
}
