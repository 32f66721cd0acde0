//! What payers without money can make a shop keep, and what a facilitator in trouble leaves open.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::Response;
use tokio::time::sleep;
use x402_buyer::EvmKey;
use x402_seller::Key;
use x402_testing::pay_with;
use x402_tower::{BoxError, Memory, Open, Opened, Options, Row, Sqlite, Store, Write};
use x402_types::{PaymentPayload, Wire, v2};

use crate::world::{NOW, Says, Shop, Stub, header, offer, options, request, send, shop, status};

const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;

/// A store of which the test keeps another handle.
fn shared(most: usize) -> Arc<Memory> {
    Arc::new(Memory::new(most))
}

/// Goods of so many bytes, and how often they were made.
fn selling<S: Store>(stub: &Arc<Stub>, store: S, options: Options, bytes: usize) -> (Shop, Arc<AtomicUsize>) {
    let made = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&made);
    let shop = shop(stub, store, options, move |_| {
        count.fetch_add(1, Ordering::Relaxed);
        async move { Response::new(Bytes::from(vec![b'x'; bytes]).into()) }
    });
    (shop, made)
}

/// The header of a payment that is signed now, with this nonce.
fn paid_at(now: u64, nonce: u64) -> String {
    let sent = pay_with(&EvmKey::from_bytes(&x402_testing::KEY).unwrap(), &offer(), now, nonce).unwrap();
    let PaymentPayload::V2(payment) = sent.payment() else { panic!("the offer is of version 2") };
    v2::PaymentPayload::new(offer(), payment.payload.clone()).to_header()
}

#[tokio::test(start_paused = true)]
async fn a_facilitator_that_is_busy_for_an_hour_leaves_nothing_open_and_fills_no_memory() {
    static CLOCK: AtomicU64 = AtomicU64::new(NOW);
    let mut options = options();
    options.clock = || CLOCK.load(Ordering::Relaxed);
    // The goods of five payments would fill it.
    let (stub, store) = (Stub::saying([Says::Busy(Some(Duration::from_secs(7))); 120]), shared(500_000));
    let (shop, _) = selling(&stub, store.clone(), options, 75_000);
    for number in 0..120 {
        let now = NOW + number * 30;
        CLOCK.store(now, Ordering::Relaxed);
        let (status, headers, body, _) = send(&shop, request(&paid_at(now, number))).await;
        let retry = (headers["retry-after"].to_str().unwrap(), headers.contains_key("payment-required"));
        assert_eq!((status, retry), (503, ("7", false)), "{body:?}");
        assert_eq!(store.opened().await.unwrap(), Opened::default());
    }
    // Each was asked for once.
    assert_eq!(stub.settles(), 120);
    let now = NOW + HOUR;
    CLOCK.store(now, Ordering::Relaxed);
    // What was refused is refused again, with the demand, and who signs anew is served.
    let (refused, headers, ..) = send(&shop, request(&paid_at(now - 30, 119))).await;
    assert_eq!((refused, headers.contains_key("payment-required"), stub.settles()), (402, true, 120));
    assert_eq!((status(&shop, request(&paid_at(now, 1_000))).await, stub.settles()), (200, 121));
}

#[tokio::test(start_paused = true)]
async fn a_facilitator_is_asked_once_more_when_it_says_so_if_there_is_time() {
    // The settlement may take 20 seconds, of which five are for another attempt.
    for (says, expected) in [
        (vec![Says::Busy(Some(Duration::from_secs(2)))], (200, 2, None)),
        (vec![Says::Busy(Some(Duration::ZERO))], (200, 2, None)),
        (vec![Says::Busy(Some(Duration::from_secs(2))); 2], (503, 2, Some("2"))),
        (vec![Says::Busy(Some(Duration::from_secs(6)))], (503, 1, Some("6"))),
        (vec![Says::Busy(Some(Duration::MAX))], (503, 1, Some("3600"))),
        (vec![Says::Busy(None)], (503, 1, Some("1"))),
        // What was lost may have been settled, so what comes after it decides nothing.
        (vec![Says::Busy(Some(Duration::from_secs(2))), Says::Breaks, Says::Busy(None)], (503, 3, Some("1"))),
    ] {
        let (stub, store) = (Stub::saying(says.clone()), shared(1 << 20));
        let (shop, made) = selling(&stub, store.clone(), options(), 10);
        let (status, headers, ..) = send(&shop, request(&header(1, false))).await;
        let retry = headers.get("retry-after").map(|value| value.to_str().unwrap());
        assert_eq!((status, stub.settles(), retry), expected, "{says:?}");
        assert_eq!(made.load(Ordering::Relaxed), 1);
        let is_lost = says.len() == 3;
        assert_eq!(store.opened().await.unwrap().rows, u64::from(is_lost), "{says:?}");
        assert_eq!(headers.contains_key("payment-response"), !is_lost, "{says:?}");
        let mut keys = stub.settled.lock().unwrap().clone();
        keys.dedup();
        assert_eq!(keys.len(), 1);
    }
}

/// The goods are dropped, and the buyer is never told that nothing was charged.
#[tokio::test]
async fn what_was_open_for_days_is_closed_as_unknown_and_is_small() {
    static CLOCK: AtomicU64 = AtomicU64::new(NOW);
    async fn closes(store: impl Store, again: impl Store) {
        CLOCK.store(NOW, Ordering::Relaxed);
        let mut options = options();
        options.clock = || CLOCK.load(Ordering::Relaxed);
        let stub = Stub::saying([Says::Fails(500); 2]);
        let (shop, _) = selling(&stub, store, options, 100_000);
        assert_eq!(status(&shop, request(&header(1, false))).await, 503);
        let [open] = <[Open; 1]>::try_from(again.open(None, 9).await.unwrap()).unwrap();
        assert!(open.row.text.len() > 130_000);
        assert_eq!(again.opened().await.unwrap(), Opened { rows: 1, bytes: open.row.text.len().try_into().unwrap() });
        for (days, expected, rows) in [(6, 503, 1), (30, 500, 0), (30, 500, 0)] {
            CLOCK.store(NOW + days * DAY, Ordering::Relaxed);
            stub.says.lock().unwrap().extend([Says::Failed]);
            let (status, headers, ..) = send(&shop, request(&header(1, false))).await;
            assert_eq!((status, headers.contains_key("payment-required")), (expected, false), "{days}");
            assert_eq!(again.opened().await.unwrap().rows, rows, "{days}");
        }
        let row = again.load(open.key).await.unwrap().unwrap();
        assert!(row.text.len() < 250, "{}", row.text);
    }
    let memory = shared(1 << 20);
    closes(memory.clone(), memory).await;
    let file = std::env::temp_dir().join(format!("x402-tower-bounds-{}.sqlite", std::process::id()));
    drop(std::fs::remove_file(&file));
    closes(Sqlite::open(&file).unwrap(), Sqlite::open(&file).unwrap()).await;
    std::fs::remove_file(file).unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_is_open_is_bounded_and_the_way_back_is_found_without_anybody() {
    static CLOCK: AtomicU64 = AtomicU64::new(NOW);
    let mut options = options();
    options.clock = || CLOCK.load(Ordering::Relaxed);
    // Three payments with their goods.
    options.open_bytes = 300_000;
    let (stub, store) = (Stub::saying([Says::Fails(500); 200]), shared(1 << 20));
    let (shop, made) = selling(&stub, store.clone(), options, 100_000);
    for number in 0..20 {
        assert_eq!(status(&shop, request(&header(number, false))).await, 503);
        sleep(Duration::from_millis(50)).await;
    }
    let Opened { rows, bytes } = store.opened().await.unwrap();
    assert_eq!((rows, bytes < 500_000, made.load(Ordering::Relaxed)), (3, true, 3));
    // Who comes again with what is open is not kept out. It is not decided yet.
    let settles = stub.settles();
    assert_eq!((status(&shop, request(&header(0, false))).await, stub.settles()), (503, settles + 1));
    // The facilitator is well again, and finds no money. A payment that is not over may still have been settled.
    *stub.says.lock().unwrap() = [Says::Failed; 100].into();
    sleep(Duration::from_secs(10)).await;
    CLOCK.store(NOW + 80, Ordering::Relaxed);
    assert_eq!(status(&shop, request(&paid_at(NOW + 80, 100))).await, 503);
    sleep(Duration::from_secs(10)).await;
    assert_eq!((store.opened().await.unwrap().rows, made.load(Ordering::Relaxed)), (3, 3));
    // One that is over is closed, for there is no room.
    CLOCK.store(NOW + 81, Ordering::Relaxed);
    assert_eq!(status(&shop, request(&paid_at(NOW + 81, 101))).await, 503);
    sleep(Duration::from_secs(10)).await;
    assert_eq!(store.opened().await.unwrap(), Opened::default());
    // Nobody is told that nothing was charged, and everybody is served.
    stub.says.lock().unwrap().clear();
    for number in 0..3 {
        let (refused, headers, ..) = send(&shop, request(&header(number, false))).await;
        assert_eq!((refused, headers.contains_key("payment-required")), (500, false), "{number}");
    }
    assert_eq!(status(&shop, request(&paid_at(NOW + 81, 102))).await, 200);
}

/// A store in memory of the seller's choice may be smaller than the bound.
#[tokio::test(start_paused = true)]
async fn a_memory_that_is_full_of_what_is_open_is_not_full_for_ever() {
    static CLOCK: AtomicU64 = AtomicU64::new(NOW);
    let mut options = options();
    options.clock = || CLOCK.load(Ordering::Relaxed);
    let (stub, store) = (Stub::saying([Says::Fails(500); 200]), shared(400_000));
    let (shop, _) = selling(&stub, store.clone(), options, 100_000);
    for number in 0..20 {
        assert_eq!(status(&shop, request(&header(number, false))).await, 503);
        sleep(Duration::from_secs(1)).await;
    }
    assert!((3..=4).contains(&store.opened().await.unwrap().rows));
    CLOCK.store(NOW + 100, Ordering::Relaxed);
    *stub.says.lock().unwrap() = [Says::Failed; 4].into();
    sleep(Duration::from_secs(10)).await;
    assert_eq!(status(&shop, request(&paid_at(NOW + 100, 50))).await, 503);
    sleep(Duration::from_secs(10)).await;
    assert_eq!(store.opened().await.unwrap(), Opened::default());
    stub.says.lock().unwrap().clear();
    assert_eq!(status(&shop, request(&paid_at(NOW + 100, 51))).await, 200);
}

#[tokio::test]
async fn a_refused_payment_is_kept_in_little_and_not_for_long() {
    static CLOCK: AtomicU64 = AtomicU64::new(NOW);
    static ENDS: Mutex<Vec<(bool, u64, usize)>> = Mutex::new(Vec::new());
    #[derive(Clone)]
    struct Noted(Arc<Memory>);
    impl Store for Noted {
        async fn load(&self, key: Key) -> Result<Option<Row>, BoxError> {
            self.0.load(key).await
        }

        async fn swap(&self, write: Write) -> Result<bool, BoxError> {
            ENDS.lock().unwrap().push((write.is_open, write.ends, write.text.len()));
            self.0.swap(write).await
        }

        async fn open(&self, after: Option<(u64, Key)>, most: usize) -> Result<Vec<Open>, BoxError> {
            self.0.open(after, most).await
        }

        async fn endless(&self, after: Option<Key>, most: usize) -> Result<Vec<(Key, Row)>, BoxError> {
            self.0.endless(after, most).await
        }
    }
    let mut options = options();
    options.clock = || CLOCK.load(Ordering::Relaxed);
    let (settle, keep) = (options.settle_timeout, options.keep);
    let (stub, store) = (Stub::saying([Says::Failed]), Noted(shared(1 << 20)));
    let (shop, made) = selling(&stub, store, options, 100_000);
    let first = send(&shop, request(&header(1, false))).await;
    assert_eq!(first.0, 402);
    let (is_open, ends, bytes) = *ENDS.lock().unwrap().last().unwrap();
    assert!(!is_open && bytes < 250, "{bytes}");
    assert_eq!(ends, NOW + 60 + settle + 120);
    // It comes again: the same refusal, no work and no call.
    assert_eq!(send(&shop, request(&header(1, false))).await, first);
    assert_eq!((made.load(Ordering::Relaxed), stub.settles()), (1, 1));
    // Once its row is gone, nothing begins either: it has ended.
    CLOCK.store(NOW + 60 + settle + 121, Ordering::Relaxed);
    assert_eq!(status(&shop, request(&paid_at(NOW + 60 + settle + 121, 2))).await, 200);
    let (_, ends, _) = *ENDS.lock().unwrap().last().unwrap();
    assert_eq!(ends, NOW + 120 + settle + 121 + settle + keep);
    assert_eq!(status(&shop, request(&header(1, false))).await, 402);
    assert_eq!((made.load(Ordering::Relaxed), stub.settles()), (2, 2));
}
