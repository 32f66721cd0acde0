//! What every store promises, and each of them in turn.

use std::{env, fs, path::Path, process::Command, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tokio::time::sleep;
use x402_seller::Key;
use x402_tower::{BoxError, Memory, Open, Opened, Row, Sqlite, Store, Write};

use crate::{
    versions::directory,
    world::{Stub, header, options, request, shop, status},
};

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

/// A store that reads all that is open in order to count it.
struct Plain<S>(Arc<S>);

impl<S: Store> Store for Plain<S> {
    async fn load(&self, key: Key) -> Result<Option<Row>, BoxError> {
        self.0.load(key).await
    }

    async fn swap(&self, write: Write) -> Result<bool, BoxError> {
        self.0.swap(write).await
    }

    async fn open(&self, after: Option<(u64, Key)>, most: usize) -> Result<Vec<Open>, BoxError> {
        self.0.open(after, most).await
    }

    async fn endless(&self, after: Option<Key>, most: usize) -> Result<Vec<(Key, Row)>, BoxError> {
        self.0.endless(after, most).await
    }
}

/// What is open is counted, in bytes of UTF-8, and nothing else is.
async fn counts(store: &Arc<impl Store>) {
    let before = store.opened().await.unwrap();
    let text = "č".repeat(5_000);
    let open = |expected, text: &str| Write { is_open: true, ..write(6, 1, expected, text) };
    let with = |rows, bytes| Opened { rows: before.rows + rows, bytes: before.bytes + bytes };
    assert!(store.swap(open(0, &text)).await.unwrap());
    assert_eq!(store.opened().await.unwrap(), with(1, 10_000));
    assert!(store.swap(open(1, "shorter")).await.unwrap());
    assert_eq!(store.opened().await.unwrap(), with(1, 7));
    assert!(!store.swap(open(1, &text)).await.unwrap());
    for key in 2..152 {
        assert!(store.swap(Write { is_open: true, ..write(6, key, 0, "x") }).await.unwrap());
    }
    assert!(store.swap(write(6, 200, 0, &text)).await.unwrap());
    let opened = store.opened().await.unwrap();
    assert_eq!(opened, with(151, 157));
    assert_eq!(Plain(Arc::clone(store)).opened().await.unwrap(), opened);
    for key in 1..152 {
        assert!(store.swap(write(6, key, if key == 1 { 2 } else { 1 }, "done")).await.unwrap());
    }
    assert_eq!(store.opened().await.unwrap(), before);
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
    counts(&store).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn sqlite_is_a_store() {
    let file = env::temp_dir().join(format!("x402-tower-{}.sqlite", std::process::id()));
    // Those that are there.
    let remove = || ["", "-wal", "-shm"].map(|end| drop(fs::remove_file(format!("{}{end}", file.display()))));
    remove();
    outlives(async || Sqlite::open(&file).unwrap()).await;
    let store = Arc::new(Sqlite::open(&file).unwrap());
    swaps(&*store).await;
    races(&store).await;
    forgets(&*store).await;
    lists(&*store).await;
    counts(&store).await;
    drop(store);
    remove();
    fs::write(&file, "no database, but long enough to be taken for one: ".repeat(100)).unwrap();
    assert!(Sqlite::open(&file).is_err());
    remove();
}

#[test]
fn several_open_a_new_file_at_once() {
    use std::{sync::Barrier, thread};
    let directory = env::temp_dir().join(format!("x402-tower-{}-at-once", std::process::id()));
    fs::create_dir_all(&directory).unwrap();
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
    fs::remove_dir_all(&directory).unwrap();
}

#[cfg(feature = "postgres")]
#[ignore = "needs a PostgreSQL, whose address is in X402_POSTGRES; .ci/deep stores has one"]
#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn postgres_is_a_store() {
    use x402_tower::Postgres;
    let _shared = crate::postgres::SERVER.read().await;
    let url = env::var("X402_POSTGRES").expect("X402_POSTGRES");
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute("DROP TABLE IF EXISTS x402_sales").await.unwrap();
    outlives(async || Postgres::connect(&url).await.unwrap()).await;
    let store = Arc::new(Postgres::connect(&url).await.unwrap());
    swaps(&*store).await;
    races(&store).await;
    forgets(&*store).await;
    lists(&*store).await;
    counts(&store).await;
    // A connection that the server ends is made anew.
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()";
    assert!(!client.query(end, &[]).await.unwrap().is_empty());
    sleep(Duration::from_millis(100)).await;
    assert_eq!(row(&*store, &write(1, 9, 0, "")).await, None);
    assert!(Postgres::connect("postgres://127.0.0.1:1/none").await.is_err());
}

/// One row that cannot be written is no error of those that are written with it.
#[tokio::test(flavor = "multi_thread")]
async fn rows_that_are_written_together_fail_alone() {
    let directory = directory("together");
    let file = directory.join("store");
    let store = Arc::new(Sqlite::open(&file).unwrap());
    let other = rusqlite::Connection::open(&file).unwrap();
    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON x402_sales WHEN NEW.text = 'refused'
        BEGIN SELECT RAISE(ABORT, 'this text is refused'); END";
    other.execute_batch(refuse).unwrap();
    // All of them are there before any is written.
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let writers: Vec<_> = (0..20)
        .map(|key: u8| {
            let (store, text) = (Arc::clone(&store), if key % 7 == 3 { "refused" } else { "taken" });
            tokio::spawn(async move { store.swap(write(6, key, 0, text)).await })
        })
        .collect();
    sleep(Duration::from_millis(300)).await;
    other.execute_batch("COMMIT").unwrap();
    for (key, writer) in (0..).zip(writers) {
        let (written, is_refused) = (writer.await.unwrap(), key % 7 == 3);
        match written {
            Ok(written) => assert!(written && !is_refused, "{key}"),
            Err(error) => assert!(is_refused && error.to_string().contains("this text is refused"), "{key} {error}"),
        }
        assert_eq!(row(&*store, &write(6, key, 0, "")).await.is_none(), is_refused, "{key}");
    }
    // Of two for one key that are written together, one is.
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let both = [(); 2].map(|()| {
        let store = Arc::clone(&store);
        tokio::spawn(async move { store.swap(write(6, 99, 0, "mine")).await.unwrap() })
    });
    sleep(Duration::from_millis(100)).await;
    other.execute_batch("COMMIT").unwrap();
    let [one, second] = both;
    assert!(one.await.unwrap() ^ second.await.unwrap());
    drop((store, other));
    fs::remove_dir_all(&directory).unwrap();
}

/// The file of another program may have the sales in it, too, and its numbers are that program's.
#[test]
fn a_file_of_a_later_version_is_refused_and_stays_as_it_is() {
    let directory = directory("later");
    let numbers = |file: &Path| {
        let connection = rusqlite::Connection::open(file).unwrap();
        let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).unwrap();
        (number("application_id"), number("user_version"))
    };
    let application = i64::from(u32::from_be_bytes(*b"x402"));
    for (number, (before, is_opened, after)) in (0..).zip([
        ("", true, (application, 1)),
        ("PRAGMA user_version = 1", true, (application, 1)),
        ("PRAGMA user_version = 2", false, (0, 2)),
        (
            "PRAGMA application_id = 0x78343032; PRAGMA user_version = 1; CREATE TABLE others (a)",
            true,
            (application, 1),
        ),
        (
            "PRAGMA application_id = 0x78343032; PRAGMA user_version = 2; CREATE TABLE others (a)",
            false,
            (application, 2),
        ),
        ("PRAGMA application_id = 0x78343032; PRAGMA user_version = -1", false, (application, -1)),
        ("PRAGMA application_id = 7; PRAGMA user_version = 2", true, (7, 2)),
        ("PRAGMA user_version = 17; CREATE TABLE others (a)", true, (0, 17)),
    ]) {
        let file = directory.join(i32::to_string(&number));
        rusqlite::Connection::open(&file).unwrap().execute_batch(before).unwrap();
        let opened = Sqlite::open(&file);
        assert_eq!(opened.is_ok(), is_opened, "{before}: {opened:?}");
        match opened {
            // It is opened again, too.
            Ok(store) => drop((store, Sqlite::open(&file).unwrap())),
            Err(error) => {
                let error = error.to_string();
                assert!(error.contains("of a later version of x402-tower"), "{error}");
                assert!(error.contains("start the later version, or name a different store"), "{error}");
            }
        }
        assert_eq!(numbers(&file), after, "{before}");
    }
    fs::remove_dir_all(&directory).unwrap();
}

/// A record of a later version is neither absent nor free.
#[tokio::test]
async fn a_record_that_cannot_be_read_is_not_sold_again() {
    for change in [("\"v\":1", "\"v\":3"), ("\"state\":\"done\"", "\"state\":\"novel\"")] {
        let directory = directory("records");
        let store = Sqlite::open(directory.join("store")).unwrap();
        let stub = Stub::saying([]);
        let shop = shop(&stub, store, options(), async |_| Response::new(Full::from("fair")));
        assert_eq!(status(&shop, request(&header(1, false))).await, 200);
        let other = rusqlite::Connection::open(directory.join("store")).unwrap();
        let changed = other.execute("UPDATE x402_sales SET text = replace(text, ?1, ?2)", change).unwrap();
        assert_eq!(changed, 1);
        let text = || other.query_row("SELECT text FROM x402_sales", [], |row| row.get::<_, String>(0)).unwrap();
        let before = text();
        assert!(before.contains(change.1));
        assert_eq!(status(&shop, request(&header(1, false))).await, 503);
        assert_eq!((text(), stub.settles()), (before.clone(), 1));
        // What the log says.
        let error = x402_seller::Record::from_text(&before).unwrap_err().to_string();
        assert!(error.contains("a later version"), "{error}");
        drop((shop, other));
        fs::remove_dir_all(&directory).unwrap();
    }
}

/// How often a sale waits for the disk. The work of `GET` may begin again after a power cut, that of `POST` may not; sales that are at once
/// share waits. The test runs itself with the sales to be made in `X402_SALES`.
#[ignore = "needs strace; .ci/deep stores has it"]
#[tokio::test(flavor = "multi_thread")]
async fn a_sale_waits_for_the_disk_twice() {
    const SALES: usize = 96;
    let sell = async |file: &Path, sales: usize, at_once: usize, method: &'static str| {
        let shop = shop(&Stub::saying([]), Sqlite::open(file).unwrap(), options(), async |_| {
            Response::new(Full::from("fair"))
        });
        let buyers: Vec<_> = (0..at_once)
            .map(|buyer| {
                let shop = shop.clone();
                tokio::spawn(async move {
                    for sale in (buyer..sales).step_by(at_once) {
                        let header = header(u8::try_from(sale).unwrap(), false);
                        let paid =
                            Request::builder().method(method).uri("/weather").header("payment-signature", header);
                        assert_eq!(status(&shop, paid.body(Full::<Bytes>::default()).unwrap()).await, 200);
                    }
                })
            })
            .collect();
        for buyer in buyers {
            buyer.await.unwrap();
        }
    };
    if let Ok(input) = env::var("X402_SALES") {
        let [file, sales, at_once, method] = input.split(',').collect::<Vec<_>>()[..] else { panic!("{input}") };
        let method = if method == "GET" { "GET" } else { "POST" };
        return sell(Path::new(file), sales.parse().unwrap(), at_once.parse().unwrap(), method).await;
    }
    let directory = directory("waits");
    let waits = |sales: usize, at_once: usize, method: &str| {
        let (file, calls) = (directory.join(format!("{sales}-{at_once}-{method}")), directory.join("calls"));
        let traced = Command::new("strace")
            .args(["-f", "-qq", "-e", "trace=fsync,fdatasync", "-o"])
            .args([&calls, &env::current_exe().unwrap()])
            .args(["--exact", "stores::a_sale_waits_for_the_disk_twice", "--include-ignored"])
            .env("X402_SALES", format!("{},{sales},{at_once},{method}", file.display()))
            .output()
            .expect("strace");
        assert!(traced.status.success(), "{traced:?}");
        let calls = fs::read_to_string(calls).unwrap();
        calls.lines().filter(|line| line.contains("sync(")).count()
    };
    // Making and closing the file is no sale.
    let opened = waits(0, 1, "GET");
    assert!(opened > 0);
    let counts @ [get, post, many] =
        [waits(SALES, 1, "GET"), waits(SALES, 1, "POST"), waits(SALES, 16, "POST")].map(|count| count - opened);
    println!("{SALES} sales wait for the disk: GET {get}, POST {post}, POST by 16 buyers at once {many} times");
    // Each copy of the log into the file waits, too: at most twice for many sales.
    let copies = 8;
    assert!((2 * SALES..=2 * SALES + copies).contains(&get), "{counts:?}");
    assert!((3 * SALES..=3 * SALES + copies).contains(&post), "{counts:?}");
    assert!(many <= 2 * SALES, "{counts:?}");
    fs::remove_dir_all(&directory).unwrap();
}
