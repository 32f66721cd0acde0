//! The bound of the store in memory.

use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use tokio::sync::Barrier;
use x402_seller::Key;
use x402_tower::{Full, Memory, SignIns, Store, Write};

use crate::world::{Stub, header, options, request, shop, status};

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

/// The money has moved, so what says that the payer enters from now on has its place already.
#[tokio::test(start_paused = true)]
async fn a_memory_that_is_full_takes_the_payer_whose_payment_is_settled() {
    let mut options = options();
    options.choices.sign_ins = Some(SignIns { origin: "https://api.example.com".parse().unwrap(), stay: 60 });
    let stub = Stub::saying([]);
    let shop =
        shop(&stub, Memory::new(10_000), options, |_| async { Response::new(Bytes::from(vec![0; 30_000]).into()) });
    assert_eq!(status(&shop, request(&header(1, false))).await, 200);
    // Its answer fills it. Nothing else is sold.
    assert_eq!(status(&shop, request(&header(2, false))).await, 503);
    assert_eq!(status(&shop, request(&header(1, false))).await, 200);
    assert_eq!(stub.settles(), 1);
}

#[tokio::test]
async fn the_memory_passes_its_limit_by_the_answers_in_work_and_no_more() {
    let mut options = options();
    (options.capacity, options.response_body) = (4, 30_000);
    let together = Arc::new(Barrier::new(options.capacity));
    let stub = Stub::saying([]);
    let shop = shop(&stub, Memory::new(10_000), options, move |_| {
        let together = Arc::clone(&together);
        async move {
            together.wait().await;
            Response::new(Bytes::from(vec![0; 30_000]).into())
        }
    });
    let send = async |numbers: [u8; 4]| {
        let begin = |number| {
            let shop = shop.clone();
            tokio::spawn(async move { status(&shop, request(&header(number, false))).await })
        };
        let mut statuses = Vec::new();
        for sent in numbers.map(begin) {
            statuses.push(sent.await.unwrap());
        }
        statuses
    };
    assert_eq!(send([1, 2, 3, 4]).await, [200; 4]);
    // Their answers fill it. They are kept for who comes again, and nothing else is sold.
    assert_eq!(send([5, 6, 7, 8]).await, [503; 4]);
    assert_eq!(send([1, 2, 3, 4]).await, [200; 4]);
    assert_eq!(stub.settles(), 4);
}
