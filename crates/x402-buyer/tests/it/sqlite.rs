//! A ledger in a file.

use std::{
    fs,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use rusqlite::{Connection, params};
use x402_buyer::{Buyer, DAY, Entry, Ledger, Limits, MemoryLedger, NotPaid, SqliteError, SqliteLedger};
use x402_types::{Amount, Network, Uint256, Wire};

use crate::support::{
    EIP3009, HOST, NOW, PERMIT2, SOLANA, UPTO, allowances, buyer_with, fresh, payable, payable_at, payable_v1, priced,
    sum, usdc,
};

/// A file of its own for each test, which ends with it.
struct File(PathBuf);

impl File {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("x402-buyer-{}-{}.sqlite", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        Self(std::env::temp_dir().join(name))
    }

    fn open(&self) -> SqliteLedger {
        SqliteLedger::open(&self.0).unwrap()
    }

    fn buyer(&self) -> Buyer<SqliteLedger> {
        buyer_with([usdc().per_host("0.03").unwrap()], self.open())
    }

    fn journal(&self) -> PathBuf {
        let mut name = self.0.clone().into_os_string();
        name.push("-journal");
        name.into()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        for path in [self.0.clone(), self.journal()] {
            if path.exists() {
                fs::remove_file(path).unwrap();
            }
        }
    }
}

/// The limits hold over the end of the program.
#[test]
fn sums_outlive_the_program() {
    let file = File::new();
    for number in 1..=6 {
        let paid = file.buyer().pay(&payable_at(HOST, &[&priced(10_000)]), &fresh(number, NOW + u64::from(number)));
        assert_eq!(paid.is_ok(), number <= 3, "{number}");
        if let Err(error) = paid {
            assert!(matches!(error, NotPaid::Limit(_)), "{error}");
        }
    }
    // The first payment is a day old.
    assert!(file.buyer().pay(&payable(EIP3009), &fresh(7, NOW + 1 + DAY)).is_ok());
    assert!(file.buyer().pay(&payable(EIP3009), &fresh(8, NOW + 1 + DAY)).is_err());
}

/// What was reserved before a crash counts, and what was signed is sent again: in each method, and in both versions.
#[test]
fn a_payment_outlives_the_program() {
    let payables = [payable(EIP3009), payable(PERMIT2), payable(UPTO), payable(SOLANA), payable_v1()];
    for payable in payables.map(|payable| payable.for_request("GET /")) {
        let file = File::new();
        let sent = buyer_with(allowances(), file.open()).pay(&payable, &fresh(1, NOW)).unwrap();
        let buyer = buyer_with(allowances(), file.open());
        let kept = buyer.ledger().kept().unwrap();
        assert_eq!((kept.len(), &kept[0].entry, &kept[0].payable), (1, sent.entry(), &payable));
        assert_eq!(kept[0].payment, *sent.payment());
        for (host, request) in [("b.example", "GET /"), (HOST, "GET /other")] {
            assert_eq!(buyer.unanswered(host, request).unwrap(), None);
        }
        assert_eq!(buyer.unanswered("API.example.com.", "GET /").unwrap().unwrap(), sent);
        // It is being sent now. Once that is lost, too, it is there again.
        assert_eq!(buyer.unanswered(HOST, "GET /").unwrap(), None);
        buyer.lost(&sent);
        assert!(buyer.unanswered(HOST, "GET /").unwrap().is_some());
        buyer.ledger().forget(&sent.entry().id).unwrap();
        buyer.lost(&sent);
        assert_eq!(buyer.unanswered(HOST, "GET /").unwrap(), None);
        drop(buyer);
        assert_eq!(file.open().kept().unwrap(), []);
        // It still counts.
        let Entry { network, asset, amount, .. } = sent.entry();
        assert_eq!(file.open().spent(network, asset, Some(HOST), 0).unwrap(), sum(amount.clone()));
    }
}

/// The disk has a payment before it is sent: what a crash of the machine would leave is a ledger with it.
#[test]
fn a_payment_is_on_the_disk_before_it_is_sent() {
    let (file, left) = (File::new(), File::new());
    let buyer = file.buyer();
    let sent = buyer.pay(&payable(EIP3009), &fresh(1, NOW)).unwrap();
    for (from, to) in [(&file.0, &left.0), (&file.journal(), &left.journal())] {
        fs::copy(from, to).unwrap();
    }
    let after = buyer_with([usdc().per_host("0.01").unwrap()], left.open());
    assert_eq!(after.unanswered(HOST, sent.payable().request()).unwrap(), Some(sent));
    assert!(matches!(after.pay(&payable(EIP3009), &fresh(2, NOW)), Err(NotPaid::Limit(_))));
}

/// The same calls give the same results as in memory.
#[test]
fn it_decides_as_the_ledger_in_memory_does() {
    let (file, memory) = (File::new(), MemoryLedger::new());
    let ledger = file.open();
    let first = buyer_with([usdc()], MemoryLedger::new()).pay(&payable(EIP3009), &fresh(1, NOW)).unwrap();
    let entry = |id: u8, host: &str, amount: u64, at: u64| Entry {
        id: [id; 32],
        host: host.into(),
        amount: amount.into(),
        at,
        ..first.entry().clone()
    };
    let limits =
        |per_host: u64, per_day: u64| Limits { per_host: Some(per_host.into()), per_day: Some(per_day.into()) };
    let all = Limits { per_host: None, per_day: Some(Amount::from(Uint256::MAX).into()) };
    for (entry, limits, fits) in [
        (entry(1, "a", 10, NOW), limits(10, 10), true),
        (entry(1, "a", 1, NOW), limits(99, 99), false),
        (entry(2, "a", 1, NOW), limits(10, 99), false),
        (entry(2, "b", 1, NOW), limits(10, 10), false),
        (entry(2, "b", 1, NOW), limits(1, 11), true),
        (entry(3, "a", 1, NOW + DAY - 1), limits(10, 99), false),
        (entry(3, "a", 10, NOW + DAY), limits(10, 10), true),
        (entry(1, "a", 1, NOW + DAY), limits(99, 99), true),
        (Entry { amount: Amount::from(Uint256::MAX).into(), ..entry(4, "a", 0, NOW + DAY) }, all, false),
        (Entry { amount: Amount::from(Uint256::MAX).into(), ..entry(4, "a", 0, NOW + DAY) }, Limits::default(), true),
    ] {
        assert_eq!(memory.reserve(&entry, &limits), Ok(fits), "{entry:?}");
        assert_eq!(ledger.reserve(&entry, &limits).unwrap(), fits, "{entry:?}");
        for host in [None, Some("a"), Some("b"), Some("c")] {
            for since in [0, NOW, NOW + DAY] {
                let in_memory = memory.spent(&entry.network, &entry.asset, host, since).unwrap();
                assert_eq!(ledger.spent(&entry.network, &entry.asset, host, since).unwrap(), in_memory);
            }
        }
    }
    for id in [[4; 32], [9; 32]] {
        memory.release(&id).unwrap();
        ledger.release(&id).unwrap();
    }
    let Entry { network, asset, .. } = first.entry();
    assert_eq!(ledger.spent(network, asset, None, 0).unwrap(), memory.spent(network, asset, None, 0).unwrap());
    assert_eq!(memory.spent(network, asset, None, 0), Ok(sum(11)));
}

/// The tables and the statements with which the versions before decimal amounts wrote.
const EARLIER_TABLES: &str = "
    CREATE TABLE IF NOT EXISTS x402_entries (
        id BLOB PRIMARY KEY, host TEXT NOT NULL, network TEXT NOT NULL, asset TEXT NOT NULL, amount TEXT NOT NULL, at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS x402_entries_at ON x402_entries (at);
    CREATE TABLE IF NOT EXISTS x402_payments (
        id BLOB PRIMARY KEY, host TEXT NOT NULL, network TEXT NOT NULL, asset TEXT NOT NULL, amount TEXT NOT NULL, at INTEGER NOT NULL,
        request TEXT NOT NULL, demand TEXT NOT NULL, header TEXT NOT NULL, payment TEXT NOT NULL, stellar_ledger INTEGER
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS x402_channels (id TEXT PRIMARY KEY, channel TEXT NOT NULL) WITHOUT ROWID;
";
const EARLIER_INSERT: &str =
    "INSERT OR REPLACE INTO x402_entries (id, host, network, asset, amount, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const EARLIER_KEEP: &str = "INSERT OR REPLACE INTO x402_payments
    (id, host, network, asset, amount, at, request, demand, header, payment, stellar_ledger)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

/// A file of an earlier version opens: its sums count, and its payments are sent again. A row that is neither an integer
/// nor, on the XRP Ledger, a decimal cannot be read.
#[test]
fn a_file_of_an_earlier_version_opens() {
    let file = File::new();
    let sent = buyer_with([usdc()], MemoryLedger::new()).pay(&payable(EIP3009), &fresh(1, NOW)).unwrap();
    let Entry { id, host, network, asset, .. } = sent.entry().clone();
    let (network_text, at) = (network.to_string(), i64::try_from(NOW).unwrap());
    let write = |number: u8, network: &str, asset: &str, amount: &str| {
        let connection = Connection::open(&file.0).unwrap();
        connection.execute_batch(EARLIER_TABLES).unwrap();
        connection.execute(EARLIER_INSERT, params![[number; 32], host, network, asset, amount, at]).unwrap();
    };
    write(1, &network_text, &asset, "10000");
    write(2, &network_text, &asset, "15000");
    let connection = Connection::open(&file.0).unwrap();
    let (name, header) = sent.header();
    let (request, required) = (sent.payable().request(), sent.payable().required().to_json());
    let row = params![id, host, network_text, asset, "10000", at, request, required, name, header, None::<u32>];
    connection.execute(EARLIER_KEEP, row).unwrap();
    drop(connection);

    let buyer = buyer_with([usdc().per_day("0.035").unwrap()], file.open());
    assert_eq!(buyer.ledger().spent(&network, &asset, None, 0).unwrap(), sum(25_000));
    assert_eq!(buyer.unanswered(HOST, sent.payable().request()).unwrap(), Some(sent));
    let pays = |number, price| buyer.pay(&payable_at(HOST, &[&priced(price)]), &fresh(number, NOW));
    assert!(matches!(pays(3, 10_001), Err(NotPaid::Limit(_))));
    assert!(pays(3, 10_000).is_ok());
    drop(buyer);

    let usd = "USD of rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De";
    write(4, "xrpl:0", usd, "0.010");
    write(5, "xrpl:0", usd, "2");
    let dollars = |ledger: &SqliteLedger| ledger.spent(&Network::XRPL, usd, None, 0);
    assert_eq!(dollars(&file.open()).unwrap().to_string(), "2.01");
    for (number, network, asset, amount) in [(6, "xrpl:0", usd, "1e2"), (7, &*network_text, &*asset, "0.01")] {
        write(number, network, asset, amount);
        let (ledger, network) = (file.open(), network.parse().unwrap());
        let error = ledger.spent(&network, asset, None, 0).unwrap_err();
        assert!(matches!(error, SqliteError::Row(_, "amount")), "{error}");
    }
}

/// The file belongs to one program at a time, and the second is told so. After the first it is free.
#[test]
fn a_second_program_is_refused() {
    let file = File::new();
    let first = file.open();
    let second = SqliteLedger::open(&file.0).unwrap_err();
    assert!(matches!(&second, SqliteError::InUse(path) if *path == file.0), "{second:?}");
    assert!(
        second.to_string().ends_with("is in use: it belongs to one program at a time, so open it once and share it")
    );
    drop(first);
    assert!(SqliteLedger::open(&file.0).is_ok());
}

#[cfg(unix)]
#[test]
fn no_other_user_reads_it() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let file = File::new();
    // Also a file that was there before.
    fs::write(&file.0, "").unwrap();
    fs::set_permissions(&file.0, PermissionsExt::from_mode(0o644)).unwrap();
    let buyer = file.buyer();
    let sent = buyer.pay(&payable(EIP3009), &fresh(1, NOW)).unwrap();
    assert_eq!([mode(&file.0), mode(&file.journal())], [0o600; 2]);
    let printed = format!("{:?} {buyer:?}", buyer.ledger());
    assert!(!printed.contains(&sent.header().1) && printed.contains("x402-buyer-"), "{printed}");
}

/// A file that is no ledger is an error, and is not overwritten.
#[test]
fn what_is_no_ledger_is_refused() {
    let file = File::new();
    let text = "payments: none\n".repeat(100);
    fs::write(&file.0, &text).unwrap();
    let error = SqliteLedger::open(&file.0).unwrap_err();
    assert!(matches!(error, SqliteError::Sqlite(..)), "{error}");
    assert_eq!(fs::read_to_string(&file.0).unwrap(), text);
    let nowhere = SqliteLedger::open(file.0.join("nowhere")).unwrap_err();
    assert!(matches!(nowhere, SqliteError::File(..)), "{nowhere}");
}

#[cfg(feature = "batch-settlement")]
#[test]
fn it_keeps_channels() {
    use x402_buyer::{Channel, Channels, OpenDeposit};
    use x402_schemes::evm::batch_settlement::ChannelId;
    let (file, id) = (File::new(), ChannelId::new([7; 32]));
    let first = Channel { charged: 1.into(), balance: 5.into(), open: None };
    let open = OpenDeposit { id: [9; 32], amount: 5.into(), until: NOW, answered: true };
    let second = Channel { open: Some(open), ..first };
    let ledger = file.open();
    assert_eq!(ledger.channel(&id).unwrap(), None);
    assert!(!ledger.replace(&id, Some(&first), &second).unwrap());
    assert!(ledger.replace(&id, None, &first).unwrap());
    assert!(!ledger.replace(&id, None, &second).unwrap());
    assert!(ledger.replace(&id, Some(&first), &second).unwrap());
    drop(ledger);
    assert_eq!(file.open().channel(&id).unwrap(), Some(second));
    assert_eq!(file.open().channel(&ChannelId::new([8; 32])).unwrap(), None);
}
