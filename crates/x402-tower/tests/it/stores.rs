//! What every store promises, and each of them in turn.

use std::sync::Arc;

use x402_seller::Key;
use x402_tower::{Memory, Open, Row, Store, Write};

/// Each test has keys of its own, because a database is shared.
fn write(test: u8, key: u8, expected: u64, text: &str) -> Write {
    let key = Key::new([[test; 16], [key; 16]].concat().try_into().unwrap());
    Write { key, expected, text: text.into(), ends: 100, is_open: false, now: 10 }
}

async fn row(store: &impl Store, write: &Write) -> Option<(u64, String)> {
    store.load(write.key).await.unwrap().map(|Row { revision, text }| (revision, text))
}

/// A row is written if nobody else wrote it.
async fn swaps(store: &impl Store) {
    let first = write(1, 1, 0, "a");
    assert!(!store.swap(write(1, 1, 1, "a")).await.unwrap());
    assert_eq!(row(store, &first).await, None);
    assert!(store.swap(first.clone()).await.unwrap());
    assert!(!store.swap(write(1, 1, 0, "b")).await.unwrap());
    assert!(!store.swap(write(1, 1, 2, "b")).await.unwrap());
    assert_eq!(row(store, &first).await, Some((1, "a".into())));
    let text = "č \" \\ \u{10ffff}".repeat(100_000);
    assert!(store.swap(write(1, 1, 1, &text)).await.unwrap());
    assert_eq!(row(store, &first).await, Some((2, text)));
    assert_eq!(row(store, &write(1, 2, 0, "")).await, None);
}

/// Eight writers each add one to the number in a row, a hundred times. None of the additions is lost.
async fn races(store: &Arc<impl Store>) {
    let writers: Vec<_> = (0..8)
        .map(|_| {
            let store = Arc::clone(store);
            tokio::spawn(async move {
                let mut conflicts = 0;
                for _ in 0..100 {
                    loop {
                        let (expected, text) = row(&*store, &write(2, 1, 0, "")).await.unwrap_or((0, "0".into()));
                        let next = (text.parse::<u64>().unwrap() + 1).to_string();
                        if store.swap(write(2, 1, expected, &next)).await.unwrap() {
                            break;
                        }
                        conflicts += 1;
                    }
                }
                conflicts
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(row(&**store, &write(2, 1, 0, "")).await, Some((800, "800".into())));
    // The first row of a key is one's alone, too.
    for key in 2..20 {
        let store = Arc::clone(store);
        let both = [0, 1].map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.swap(write(2, key, 0, "mine")).await.unwrap() })
        });
        let [one, other] = both;
        assert!(one.await.unwrap() ^ other.await.unwrap());
    }
}

/// A row goes once it has ended and is not open, and no other row does.
async fn forgets(store: &impl Store) {
    let open = Write { is_open: true, ..write(3, 1, 0, "open") };
    let later = Write { ends: u64::MAX, ..write(3, 2, 0, "later") };
    let ended = write(3, 3, 0, "ended");
    for write in [&open, &later, &ended] {
        assert!(store.swap(write.clone()).await.unwrap());
    }
    let row_of = |text: &str| Row { revision: 1, text: text.into() };
    let found = Open { since: open.now, key: open.key, row: row_of("open") };
    assert_eq!(store.open(None, 9).await.unwrap(), std::slice::from_ref(&found));
    assert_eq!(store.open(None, 0).await.unwrap(), []);
    // By the time, then by the key.
    let [same, before] = [
        Write { is_open: true, ..write(3, 5, 0, "same") },
        Write { is_open: true, now: open.now - 1, ..write(3, 6, 0, "before") },
    ];
    for write in [&same, &before] {
        assert!(store.swap(write.clone()).await.unwrap());
    }
    let of = |write: &Write| Open { since: write.now, key: write.key, row: row_of(&write.text) };
    assert_eq!(store.open(None, 9).await.unwrap(), [of(&before), found.clone(), of(&same)]);
    assert_eq!(store.open(Some((before.now, before.key)), 1).await.unwrap(), [found]);
    assert_eq!(store.open(Some((open.now, open.key)), 9).await.unwrap(), [of(&same)]);
    assert_eq!(store.open(Some((same.now, same.key)), 9).await.unwrap(), []);
    for write in [same, before] {
        assert!(store.swap(Write { is_open: false, expected: 1, ..write }).await.unwrap());
    }
    assert!(store.swap(Write { now: 99, ..write(3, 4, 0, "") }).await.unwrap());
    assert!(row(store, &ended).await.is_some());
    // A store that forgets a few at a time needs some more writes.
    for key in 10..60 {
        assert!(store.swap(Write { now: 100, ends: 200, ..write(3, key, 0, "") }).await.unwrap());
    }
    assert_eq!(row(store, &ended).await, None);
    assert_eq!(row(store, &open).await, Some((1, "open".into())));
    assert_eq!(row(store, &later).await, Some((1, "later".into())));
    // Once it is done, it goes like the others.
    assert!(store.swap(Write { now: 100, ..write(3, 1, 1, "done") }).await.unwrap());
    assert_eq!(store.open(None, 9).await.unwrap(), []);
    assert!(store.swap(Write { now: 100, ends: 200, ..write(3, 60, 0, "") }).await.unwrap());
    assert_eq!(row(store, &open).await, None);
}

/// The rows that never end, by key.
async fn lists(store: &impl Store) {
    for key in [9, 5, 7] {
        assert!(store.swap(Write { ends: u64::MAX, ..write(5, key, 0, &key.to_string()) }).await.unwrap());
    }
    assert!(store.swap(Write { ends: u64::MAX, is_open: true, ..write(5, 6, 0, "open") }).await.unwrap());
    assert!(store.swap(Write { ends: u64::MAX - 1 - (1 << 63), ..write(5, 8, 0, "ends") }).await.unwrap());
    // A shared database has rows of other tests, which come before these.
    let before = |key| Some(write(5, key, 0, "").key);
    let texts = async |after, most| {
        let rows = store.endless(after, most).await.unwrap();
        rows.into_iter().map(|(_, row)| row.text).collect::<Vec<_>>()
    };
    assert_eq!(texts(before(0), 9).await, ["5", "7", "9"]);
    assert_eq!(texts(before(0), 2).await, ["5", "7"]);
    assert_eq!(texts(before(5), 1).await, ["7"]);
    assert_eq!(texts(before(9), 9).await, [""; 0]);
    let all = texts(None, 99).await;
    assert!(all.ends_with(&["5".into(), "7".into(), "9".into()]), "{all:?}");
}

/// What is written before a store is closed is there afterwards.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
async fn outlives<S: Store>(open: impl AsyncFn() -> S) {
    let (first, second) = (write(4, 1, 0, "first"), Write { is_open: true, ..write(4, 2, 0, "second") });
    let store = open().await;
    assert!(store.swap(first.clone()).await.unwrap());
    assert!(store.swap(second.clone()).await.unwrap());
    assert!(store.swap(Write { is_open: true, ..write(4, 2, 1, "again") }).await.unwrap());
    drop(store);
    let store = open().await;
    assert_eq!(row(&store, &first).await, Some((1, "first".into())));
    assert_eq!(row(&store, &second).await, Some((2, "again".into())));
    let again = Row { revision: 2, text: "again".into() };
    assert_eq!(store.open(None, 9).await.unwrap(), [Open { since: second.now, key: second.key, row: again }]);
    // Two that are open at once are one store.
    let other = open().await;
    assert!(other.swap(write(4, 2, 2, "done")).await.unwrap());
    assert!(!store.swap(write(4, 2, 2, "lost")).await.unwrap());
    assert_eq!(row(&store, &second).await, Some((3, "done".into())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn memory_is_a_store() {
    let store = Arc::new(Memory::default());
    swaps(&*store).await;
    races(&store).await;
    forgets(&*store).await;
    lists(&*store).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn sqlite_is_a_store() {
    use x402_tower::Sqlite;
    let file = std::env::temp_dir().join(format!("x402-tower-{}.sqlite", std::process::id()));
    // Those that are there.
    let remove = || ["", "-wal", "-shm"].map(|end| drop(std::fs::remove_file(format!("{}{end}", file.display()))));
    remove();
    outlives(async || Sqlite::open(&file).unwrap()).await;
    let store = Arc::new(Sqlite::open(&file).unwrap());
    swaps(&*store).await;
    races(&store).await;
    forgets(&*store).await;
    lists(&*store).await;
    drop(store);
    remove();
    std::fs::write(&file, "no database, but long enough to be taken for one: ".repeat(100)).unwrap();
    assert!(Sqlite::open(&file).is_err());
    remove();
}

#[test]
fn several_open_a_new_file_at_once() {
    use std::{sync::Barrier, thread};
    use x402_tower::Sqlite;
    let directory = std::env::temp_dir().join(format!("x402-tower-{}-at-once", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    for number in 0..20 {
        let (file, barrier) = (directory.join(number.to_string()), Barrier::new(6));
        let open = || {
            barrier.wait();
            Sqlite::open(&file).map(drop)
        };
        thread::scope(|scope| {
            for opened in [(); 6].map(|()| scope.spawn(open)) {
                opened.join().unwrap().unwrap();
            }
        });
    }
    std::fs::remove_dir_all(&directory).unwrap();
}

#[cfg(feature = "postgres")]
#[ignore = "needs a PostgreSQL, whose address is in X402_POSTGRES; .ci/deep stores has one"]
#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn postgres_is_a_store() {
    use x402_tower::Postgres;
    let url = std::env::var("X402_POSTGRES").expect("X402_POSTGRES");
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute("DROP TABLE IF EXISTS x402_sales").await.unwrap();
    outlives(async || Postgres::connect(&url).await.unwrap()).await;
    let store = Arc::new(Postgres::connect(&url).await.unwrap());
    swaps(&*store).await;
    races(&store).await;
    forgets(&*store).await;
    lists(&*store).await;
    // A connection that the server ends is made anew.
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()";
    assert!(!client.query(end, &[]).await.unwrap().is_empty());
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    assert_eq!(row(&*store, &write(1, 9, 0, "")).await, None);
    assert!(Postgres::connect("postgres://127.0.0.1:1/none").await.is_err());
}
