//! Connections and databases that make trouble. Each test has a database of its own on the server that `X402_POSTGRES` names.

use std::{
    io,
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tokio::time::{sleep, timeout};
use tokio_postgres::{Client, Config, NoTls, config::Host};
use x402_seller::Key;
use x402_tower::{Postgres, Store, Write};

fn write(expected: u64) -> Write {
    Write { key: Key::new([1; 32]), expected, text: String::new(), ends: u64::MAX, is_open: false, now: 10 }
}

/// The words of libpq for a new database of this name, and a client of it.
async fn database(name: &str) -> (String, Client) {
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

/// A proxy to this port, and whether the connections that it has got so far go silent.
fn proxy(port: u16) -> (u16, Arc<AtomicBool>) {
    let is_silent = Arc::new(AtomicBool::new(false));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let own = listener.local_addr().unwrap().port();
    let silenced = Arc::clone(&is_silent);
    thread::spawn(move || {
        for client in listener.incoming() {
            // What comes later works.
            let silenced = if silenced.load(Ordering::SeqCst) { Arc::default() } else { Arc::clone(&silenced) };
            let (client, server) = (client.unwrap(), TcpStream::connect(("127.0.0.1", port)).unwrap());
            for (mut from, mut to) in [
                (client.try_clone().unwrap(), server.try_clone().unwrap()),
                (server.try_clone().unwrap(), client.try_clone().unwrap()),
            ] {
                let silenced = Arc::clone(&silenced);
                thread::spawn(move || {
                    let mut bytes = [0; 8192];
                    while let Ok(count @ 1..) = io::Read::read(&mut from, &mut bytes) {
                        if !silenced.load(Ordering::SeqCst) {
                            io::Write::write_all(&mut to, &bytes[..count]).unwrap();
                        }
                    }
                    let _ = to.shutdown(Shutdown::Both);
                });
            }
        }
    });
    (own, is_silent)
}

/// The rows of others end by their own clocks, and an hour ahead all of them seem to have ended.
#[ignore = "needs a PostgreSQL, whose address is in X402_POSTGRES; .ci/deep stores has one"]
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_ahead_forgets_nothing_that_has_not_ended() {
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
    let (words, _client) = database("x402_silent").await;
    let config: Config = words.parse().unwrap();
    let (port, is_silent) = proxy(config.get_ports()[0]);
    let through = words.replace(&format!("port={}", config.get_ports()[0]), &format!("port={port}"));
    let store = Postgres::connect(&through).await.unwrap();
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
