//! The bound of the store in memory.

use x402_seller::Key;
use x402_tower::{Full, Memory, Store, Write};

fn write(key: u8, expected: u64, text: &str) -> Write {
    Write { key: Key::new([key; 32]), expected, text: text.into(), ends: 100, is_open: false, now: 10 }
}

async fn text(store: &Memory, key: u8) -> Option<String> {
    store.load(Key::new([key; 32])).await.unwrap().map(|row| row.text)
}

#[tokio::test]
async fn the_memory_is_bounded() {
    let store = Memory::new(4 * 1_000);
    let large = "x".repeat(700);
    for key in 0..4 {
        assert!(store.swap(write(key, 0, &large)).await.unwrap());
    }
    let error = store.swap(write(4, 0, &large)).await.unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&Full));
    // What has begun goes on, and what ends makes room.
    assert!(store.swap(write(1, 1, &"y".repeat(900))).await.unwrap());
    assert!(store.swap(Write { now: 100, ..write(4, 0, &large) }).await.unwrap());
    assert_eq!(text(&store, 0).await, None);
    for key in 10..13 {
        assert!(store.swap(Write { now: 99, ..write(key, 0, &large) }).await.unwrap());
    }
    assert!(store.swap(write(20, 0, &large)).await.is_err());
}
