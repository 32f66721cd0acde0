//! Connections and databases that make trouble, and what a sale costs. Each test has a database of its own on the server that
//! `X402_POSTGRES` names. `X402_POOLED` is a pooler in front of it, which gives each transaction another session.

use std::{
    io::{self, Read},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tokio::{
    sync::RwLock,
    time::{sleep, timeout},
};
use tokio_postgres::{Client, Config, NoTls, config::Host};
use x402_seller::Key;
use x402_tower::{Postgres, Store, Write};

use crate::{
    versions,
    world::{Stub, header, options, request, send, shop, status},
};

/// Who counts what the server does has it alone. The others share it.
pub(crate) static SERVER: RwLock<()> = RwLock::const_new(());

fn write(expected: u64) -> Write {
    Write { key: Key::new([1; 32]), expected, text: String::new(), ends: u64::MAX, is_open: false, now: 10 }
}

/// The words of libpq for a new database of this name, and a client of it.
pub(crate) async fn database(name: &str) -> (String, Client) {
    let server: Config = std::env::var("X402_POSTGRES").expect("X402_POSTGRES").parse().unwrap();
    let connect = async |config: &Config| {
        let (client, connection) = config.connect(NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    };
    let client = connect(&server).await;
    client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.unwrap();
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
    let (Some(Host::Tcp(host)), Some(port)) = (server.get_hosts().first(), server.get_ports().first()) else {
        panic!("X402_POSTGRES has no host and port")
    };
    let words = format!("host={host} port={port} user={} dbname={name}", server.get_user().unwrap());
    (words, connect(server.clone().dbname(name)).await)
}

/// A proxy to this port, whether the connections that it has got so far go silent, and how often a client has asked for an answer.
fn proxy(port: u16) -> (u16, Arc<AtomicBool>, Arc<AtomicUsize>) {
    let (is_silent, asked) = (Arc::new(AtomicBool::new(false)), Arc::<AtomicUsize>::default());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxied = listener.local_addr().unwrap().port();
    let (silenced, count) = (Arc::clone(&is_silent), Arc::clone(&asked));
    thread::spawn(move || {
        for client in listener.incoming() {
            // What comes later works.
            let silenced = if silenced.load(Ordering::SeqCst) { Arc::default() } else { Arc::clone(&silenced) };
            let (client, server) = (client.unwrap(), TcpStream::connect(("127.0.0.1", port)).unwrap());
            let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            let (silent, count) = (Arc::clone(&silenced), Arc::clone(&count));
            thread::spawn(move || messages(from, to, &silent, &count));
            thread::spawn(move || {
                let (mut from, mut to, mut bytes) = (server, client, [0; 8192]);
                while let Ok(count @ 1..) = from.read(&mut bytes) {
                    if !silenced.load(Ordering::SeqCst) {
                        io::Write::write_all(&mut to, &bytes[..count]).unwrap();
                    }
                }
                let _ = to.shutdown(Shutdown::Both);
            });
        }
    });
    (proxied, is_silent, asked)
}

/// Hands the messages of a client on, and counts those after which it waits: Sync, Flush, and a query in one message.
fn messages(mut from: TcpStream, mut to: TcpStream, is_silent: &AtomicBool, asked: &AtomicUsize) {
    // The first message has no type.
    let mut has_type = false;
    let mut message = || -> io::Result<()> {
        let mut bytes = vec![0; usize::from(has_type) + 4];
        from.read_exact(&mut bytes)?;
        let length = u32::from_be_bytes(*bytes.last_chunk().unwrap());
        let start = bytes.len();
        bytes.resize(start + usize::try_from(length).unwrap() - 4, 0);
        from.read_exact(&mut bytes[start..])?;
        if has_type && matches!(bytes[0], b'S' | b'H' | b'Q') {
            asked.fetch_add(1, Ordering::SeqCst);
        }
        has_type = true;
        if !is_silent.load(Ordering::SeqCst) {
            io::Write::write_all(&mut to, &bytes)?;
        }
        Ok(())
    };
    while message().is_ok() {}
    let _ = to.shutdown(Shutdown::Both);
}

/// The same words with the port of the proxy.
fn through(words: &str, port: u16) -> String {
    let config: Config = words.parse().unwrap();
    words.replace(&format!("port={}", config.get_ports()[0]), &format!("port={port}"))
}

/// The rows of others end by their own clocks, and an hour ahead all of them seem to have ended.
#[ignore = "needs a PostgreSQL, whose address is in X402_POSTGRES; .ci/deep stores has one"]
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_ahead_forgets_nothing_that_has_not_ended() {
    let _shared = SERVER.read().await;
    let (words, _client) = database("x402_ahead").await;
    let store = Postgres::connect(&words).await.unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let row = |key, ends, now| Write { key: Key::new([key; 32]), ends, now, ..write(0) };
    let keys = async || {
        let mut found = Vec::new();
        for key in 1..=4 {
            found.push(store.load(Key::new([key; 32])).await.unwrap().is_some());
        }
        found
    };
    for (key, ends) in [(1, now + 1800), (2, now - 10)] {
        assert!(store.swap(row(key, ends, now - 60)).await.unwrap());
    }
    // By a clock that is behind, neither has ended; by one that is ahead, the one that has.
    assert!(store.swap(row(3, u64::MAX, now - 3600)).await.unwrap());
    assert_eq!(keys().await, [true, true, true, false]);
    assert!(store.swap(row(4, u64::MAX, now + 3600)).await.unwrap());
    assert_eq!(keys().await, [true, false, true, true]);
}

#[ignore = "needs a PostgreSQL, whose address is in X402_POSTGRES; .ci/deep stores has one"]
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_went_silent_is_made_anew() {
    let _shared = SERVER.read().await;
    let (words, _client) = database("x402_silent").await;
    let config: Config = words.parse().unwrap();
    let (port, is_silent, _) = proxy(config.get_ports()[0]);
    let store = Postgres::connect(&through(&words, port)).await.unwrap();
    let load = async || timeout(Duration::from_millis(500), store.load(Key::new([1; 32]))).await;
    for _ in 0..8 {
        assert_eq!(load().await.unwrap().unwrap(), None);
    }
    is_silent.store(true, Ordering::SeqCst);
    // Each of the four is found out by one call.
    for _ in 0..4 {
        assert!(load().await.is_err());
    }
    for _ in 0..8 {
        assert_eq!(load().await.unwrap().unwrap(), None);
    }
}

#[ignore = "needs a PostgreSQL, whose address is in X402_POSTGRES; .ci/deep stores has one"]
#[tokio::test(flavor = "multi_thread")]
async fn a_swap_that_comes_second_is_no_error_whatever_the_default_isolation_is() {
    let _shared = SERVER.read().await;
    let (words, mut client) = database("x402_isolation").await;
    let serializable = "ALTER DATABASE x402_isolation SET default_transaction_isolation = 'serializable'";
    client.batch_execute(serializable).await.unwrap();
    let store = Arc::new(Postgres::connect(&words).await.unwrap());
    assert!(store.swap(write(0)).await.unwrap());
    let first = client.transaction().await.unwrap();
    first.batch_execute("UPDATE x402_sales SET revision = 2").await.unwrap();
    let second = tokio::spawn(async move { store.swap(write(1)).await });
    sleep(Duration::from_millis(300)).await;
    first.commit().await.unwrap();
    assert!(!second.await.unwrap().unwrap());
}

#[ignore = "needs a PostgreSQL, whose address is in X402_POSTGRES; .ci/deep stores has one"]
#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_may_only_read_and_write_has_a_store() {
    let _shared = SERVER.read().await;
    let (words, client) = database("x402_role").await;
    client.batch_execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC; DROP ROLE IF EXISTS x402_role").await.unwrap();
    client.batch_execute("CREATE ROLE x402_role LOGIN").await.unwrap();
    let config: Config = words.parse().unwrap();
    let words_of_role = words.replace(&format!("user={}", config.get_user().unwrap()), "user=x402_role");
    assert!(Postgres::connect(&words_of_role).await.is_err());
    drop(Postgres::connect(&words).await.unwrap());
    client.batch_execute("GRANT SELECT, INSERT, UPDATE, DELETE ON x402_sales TO x402_role").await.unwrap();
    let store = Postgres::connect(&words_of_role).await.unwrap();
    assert!(store.swap(write(0)).await.unwrap());
    assert!(store.swap(write(1)).await.unwrap());
}

#[ignore = "needs a PostgreSQL, whose address is in X402_POSTGRES; .ci/deep stores has one"]
#[tokio::test(flavor = "multi_thread")]
async fn an_error_says_what_the_server_says() {
    let _shared = SERVER.read().await;
    let (words, client) = database("x402_errors").await;
    let store = Postgres::connect(&words).await.unwrap();
    client.batch_execute("DROP TABLE x402_sales").await.unwrap();
    let error = store.swap(write(0)).await.unwrap_err().to_string();
    assert!(error.contains("\"x402_sales\" does not exist"), "{error}");
    let error = Postgres::connect(&words.replace("x402_errors", "x402_nowhere")).await.unwrap_err().to_string();
    assert!(error.contains("\"x402_nowhere\" does not exist"), "{error}");
    let error = Postgres::connect("host=127.0.0.1 port=1 user=nobody").await.unwrap_err().to_string();
    assert!(error.contains("refused"), "{error}");
}

/// A shop whose store is in a new database, through a proxy.
async fn counted() -> (crate::world::Shop, Arc<AtomicUsize>) {
    let (words, _client) = database("x402_trips").await;
    let config: Config = words.parse().unwrap();
    let (port, _, asked) = proxy(config.get_ports()[0]);
    let store = Postgres::connect(&through(&words, port)).await.unwrap();
    (shop(&Stub::saying([]), store, options(), async |_| Response::new(Full::from("fair"))), asked)
}

#[ignore = "needs a PostgreSQL, whose address is in X402_POSTGRES; .ci/deep stores has one"]
#[tokio::test(flavor = "multi_thread")]
async fn a_sale_takes_four_round_trips() {
    let _shared = SERVER.read().await;
    let (shop, asked) = counted().await;
    let trips = async |request, expected| {
        let before = asked.load(Ordering::SeqCst);
        assert_eq!(status(&shop, request).await, expected);
        asked.load(Ordering::SeqCst) - before
    };
    // With the first sale, and then once in a while, the layer also counts what is open.
    assert_eq!(trips(request(&header(0, false)), 200).await, 5);
    for number in 1..20 {
        assert_eq!(trips(request(&header(number, false)), 200).await, 4);
        // The same again.
        assert_eq!(trips(request(&header(number, false)), 200).await, 1);
    }
    let free = Request::get("/weather").body(Full::<Bytes>::default()).unwrap();
    assert_eq!(trips(free, 402).await, 0);
}

/// Whatever the database's default is, each of the three writes is on the disk before it counts: they share no wait, because no two sales are
/// at once. Sales that are at once share waits.
#[ignore = "needs a PostgreSQL, whose address is in X402_POSTGRES; .ci/deep stores has one"]
#[tokio::test(flavor = "multi_thread")]
async fn each_write_of_a_sale_is_waited_for_and_sales_at_once_share_the_wait() {
    let _alone = SERVER.write().await;
    let (words, client) = database("x402_waits").await;
    client.batch_execute("ALTER DATABASE x402_waits SET synchronous_commit = off").await.unwrap();
    let waits = async |at_once: usize| {
        // What a server process has counted is known once it has ended.
        let known = async || {
            let others =
                "SELECT count(*) FROM pg_stat_activity WHERE datname = 'x402_waits' AND pid <> pg_backend_pid()";
            while client.query_one(others, &[]).await.unwrap().get::<_, i64>(0) > 0 {
                sleep(Duration::from_millis(50)).await;
            }
            client.query_one("SELECT wal_sync FROM pg_stat_wal", &[]).await.unwrap().get::<_, i64>(0)
        };
        let before = known().await;
        let store = Postgres::connect(&words).await.unwrap();
        client.batch_execute("DELETE FROM x402_sales").await.unwrap();
        let shop = shop(&Stub::saying([]), store, options(), async |_| Response::new(Full::from("fair")));
        let buyers: Vec<_> = (0..at_once)
            .map(|buyer| {
                let shop = shop.clone();
                tokio::spawn(async move {
                    for sale in (buyer..SALES).step_by(at_once) {
                        assert_eq!(status(&shop, request(&header(u8::try_from(sale).unwrap(), false))).await, 200);
                    }
                })
            })
            .collect();
        for buyer in buyers {
            buyer.await.unwrap();
        }
        drop(shop);
        known().await - before
    };
    let (sales, one, many) = (i64::try_from(SALES).unwrap(), waits(1).await, waits(16).await);
    println!("{sales} sales wait for the disk {one} times one after the other, {many} times by 16 buyers at once");
    // Some are of the server itself.
    assert!((3 * sales..4 * sales).contains(&one), "{one}");
    assert!(many <= 2 * sales, "{many}");
}

/// Sales of a test that counts.
pub(crate) const SALES: usize = 96;

/// A call that nobody waits for any more ends, also if the server waits for a lock.
#[ignore = "needs a PostgreSQL, whose address is in X402_POSTGRES; .ci/deep stores has one"]
#[tokio::test(flavor = "multi_thread")]
async fn abandoned_calls_are_cancelled() {
    let _shared = SERVER.read().await;
    let (words, mut client) = database("x402_locked").await;
    let store = Postgres::connect(&words).await.unwrap();
    let locked = client.transaction().await.unwrap();
    locked.batch_execute("LOCK TABLE x402_sales").await.unwrap();
    for _ in 0..24 {
        assert!(timeout(Duration::from_millis(100), store.swap(write(0))).await.is_err());
    }
    sleep(Duration::from_secs(1)).await;
    let others = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'x402_locked' AND pid <> pg_backend_pid()";
    let left: i64 = locked.query_one(others, &[]).await.unwrap().get(0);
    assert!(left <= 4, "{left}");
    locked.commit().await.unwrap();
    assert!(store.swap(write(1)).await.is_ok());
}

#[ignore = "needs a PostgreSQL, whose address is in X402_POSTGRES; .ci/deep stores has one"]
#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_later_version_is_refused() {
    let _shared = SERVER.read().await;
    let (words, client) = database("x402_later").await;
    let store = Postgres::connect(&words).await.unwrap();
    assert!(store.swap(write(0)).await.unwrap());
    let comment = "SELECT obj_description('x402_sales'::regclass, 'pg_class')";
    let made: String = client.query_one(comment, &[]).await.unwrap().get(0);
    assert_eq!(made, "x402-tower, format 1");
    for (comment, is_later) in [
        ("NULL", false),
        ("'the sales of the shop'", false),
        ("'x402-tower, format 0'", false),
        ("'x402-tower, format 2'", true),
        ("'x402-tower, format 99999999999'", true),
    ] {
        client.batch_execute(&format!("COMMENT ON TABLE x402_sales IS {comment}")).await.unwrap();
        let opened = Postgres::connect(&words).await;
        assert_eq!(opened.is_err(), is_later, "{comment}");
        if let Err(error) = opened {
            assert!(error.to_string().contains("of a later version of x402-tower"), "{error}");
        }
    }
}

/// Behind a pooler that gives each transaction another session, and with many sales at once.
#[ignore = "needs a PostgreSQL and a pooler, whose addresses are in X402_POSTGRES and X402_POOLED; .ci/deep stores has them"]
#[tokio::test(flavor = "multi_thread")]
async fn a_pooler_may_be_in_front() {
    let _shared = SERVER.read().await;
    let (words, client) = database("x402_pooled").await;
    client
        .batch_execute("ALTER DATABASE x402_pooled SET default_transaction_isolation = 'serializable'")
        .await
        .unwrap();
    let (server, pooler): (Config, Config) =
        (words.parse().unwrap(), std::env::var("X402_POOLED").expect("X402_POOLED").parse().unwrap());
    assert_ne!(server.get_ports(), pooler.get_ports());
    let pooled = through(&words, pooler.get_ports()[0]);
    let stub = Stub::saying([]);
    let shops = [Postgres::connect(&pooled).await.unwrap(), Postgres::connect(&pooled).await.unwrap()]
        .map(|store| shop(&stub, store, options(), async |_| Response::new(Full::from("fair"))));
    let sales: Vec<_> = (0..120)
        .map(|sale: u8| {
            let shop = shops[usize::from(sale) % 2].clone();
            tokio::spawn(async move { send(&shop, request(&header(sale, false))).await })
        })
        .collect();
    let mut answers = Vec::new();
    for sale in sales {
        let answer = sale.await.unwrap();
        assert_eq!((answer.0, &*answer.2), (200, &b"fair"[..]));
        answers.push(answer);
    }
    assert_eq!(stub.settles(), 120);
    // The other process has the same answers.
    for (sale, answer) in (0..).zip(answers) {
        assert_eq!(send(&shops[(usize::from(sale) + 1) % 2], request(&header(sale, false))).await, answer);
    }
    assert_eq!(stub.settles(), 120);
    // Nothing stays in a session that another program gets next.
    let (other, connection) = tokio_postgres::connect(&pooled, NoTls).await.unwrap();
    tokio::spawn(connection);
    for (setting, expected) in [("synchronous_commit", "on"), ("default_transaction_isolation", "serializable")] {
        let messages = other.simple_query(&format!("SHOW {setting}")).await.unwrap();
        let shown = messages.iter().find_map(|message| {
            if let tokio_postgres::SimpleQueryMessage::Row(row) = message { row.get(0) } else { None }
        });
        assert_eq!(shown, Some(expected));
    }
}

/// What this version and an earlier one left in a database is gone on with, on a copy for each order.
#[ignore = "needs a PostgreSQL, whose address is in X402_POSTGRES; .ci/deep stores has one"]
#[test]
fn what_was_left_in_a_database_is_gone_on_with() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (_shared, _one) = (SERVER.blocking_read(), versions::ONE_AT_A_TIME.blocking_lock());
    for is_seller_first in [true, false] {
        let (words, _client) = runtime.block_on(database("x402_made"));
        let open = async || Postgres::connect(&words).await.unwrap();
        let sold = versions::make(open);
        runtime.block_on(versions::goes_on(open, &sold, is_seller_first));
    }
    let dump = std::fs::read_to_string(versions::of_earlier("38c151d2.sql")).unwrap();
    for is_seller_first in [true, false] {
        let (words, client) = runtime.block_on(database("x402_earlier"));
        runtime.block_on(client.batch_execute(&dump)).unwrap();
        let open = async || Postgres::connect(&words).await.unwrap();
        let sold = versions::sales(&versions::of_earlier("38c151d2-postgres.tsv"));
        runtime.block_on(versions::goes_on(open, &sold, is_seller_first));
    }
}
