//! What a seller does with channels beside selling.

use std::sync::atomic::{AtomicU64, Ordering};

use x402_seller::{Key, Secret};
use x402_tower::{Memory, Options, Paywall, Store, Write};

use crate::world::{Handle, Stub};

static NOW: AtomicU64 = AtomicU64::new(1000);

const fn key(number: u8) -> Key {
    Key::new([number; 32])
}

#[tokio::test]
async fn a_seller_takes_turns_and_lists_its_channels() {
    let mut options = Options::default();
    options.clock = || NOW.load(Ordering::Relaxed);
    let store = Memory::default();
    // A row that is no record, one that is of no channel, and one that ends.
    let row = |number, text: &str, ends| Write {
        key: key(number),
        expected: 0,
        text: text.into(),
        ends,
        is_open: false,
        now: 0,
    };
    let used = r#"{"v":1,"fingerprint":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","payment":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","state":"used"}"#;
    assert!(store.swap(row(2, used, u64::MAX)).await.unwrap());
    let charged = used.replace(r#""state":"used""#, r#""state":"channel","charged":"700""#);
    for number in [1, 3] {
        assert!(store.swap(row(number, &charged, u64::MAX)).await.unwrap());
    }
    assert!(store.swap(row(4, "not read", 2000)).await.unwrap());
    let paywall = Paywall::with_options(Handle(Stub::saying([])), store, Secret::new([7; 32]), options);

    let held = paywall.hold(key(1), 60).await.unwrap().expect("a turn");
    assert_eq!(held.channel().unwrap().charged, Some(700.into()));
    assert!(paywall.hold(key(1), 60).await.unwrap().is_none());
    assert!(held.release().await.unwrap());
    assert!(paywall.hold(key(2), 60).await.unwrap().is_none());
    assert!(paywall.hold(key(4), 60).await.is_err());

    // A turn ends by itself. Whoever had it learns that it is somebody else's.
    let late = paywall.hold(key(1), 60).await.unwrap().expect("a turn");
    NOW.store(1060, Ordering::Relaxed);
    let next = paywall.hold(key(1), 60).await.unwrap().expect("a turn");
    assert!(!late.release().await.unwrap());
    assert!(next.release().await.unwrap());

    assert!(paywall.hold(key(3), 60).await.unwrap().expect("a turn").release().await.unwrap());
    // Anybody can sign for a channel that does not exist: nothing is kept of one that was never charged.
    let unknown = paywall.hold(key(5), 60).await.unwrap().expect("a turn");
    assert_eq!(unknown.channel().unwrap().charged, None);
    assert!(unknown.release().await.unwrap());
    let keys = async |after, most| {
        let found = paywall.channels(after, most).await.unwrap();
        found.into_iter().map(|(key, _)| key).collect::<Vec<_>>()
    };
    assert_eq!(keys(None, 9).await, [key(1), key(3)]);
    assert_eq!(keys(None, 1).await, [key(1)]);
    assert_eq!(keys(Some(key(1)), 1).await, [key(3)]);
    assert_eq!(keys(Some(key(3)), 9).await, []);
    assert_eq!(keys(None, 0).await, []);
}
