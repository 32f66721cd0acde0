//! A ledger in an SQLite file.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::{fmt, str::FromStr, time::Duration};
use std::{
    fs::OpenOptions,
    io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use rusqlite::{Connection, ErrorCode, Row, TransactionBehavior, params};
use x402_types::{
    AmountSum, AnyAmount, DecodeOptions, Network, PaymentPayload, PaymentRequired, Wire, decode_payment_headers,
    printable::write_sentence_with,
};

use super::{Ledger, Sending};
use crate::{DAY, Entry, KeptPayment, Limits, Payable};

/// A ledger in an SQLite file. A reservation is on the disk before anything is signed, and a payment before it is sent,
/// so both survive a crash of the program and of the machine. Entries are kept for a day, payments until their outcome
/// is known.
///
/// The file belongs to one program at a time: a second program cannot open it ([`SqliteError::InUse`]). Otherwise a
/// program could not distinguish a payment that a second program is sending from a payment whose answer was lost. On
/// Unix the file has mode 0600, because it contains signed payments.
///
/// Each call waits some milliseconds for the disk.
pub struct SqliteLedger {
    connection: Mutex<Connection>,
    path: PathBuf,
    sending: Sending,
}

/// The reason why a ledger in a file cannot be opened, read or written.
#[derive(Debug)]
#[non_exhaustive]
pub enum SqliteError {
    /// A different program, or a different value in this program, has opened the file.
    InUse(PathBuf),
    /// The file cannot be created, or its mode cannot be set.
    File(PathBuf, io::Error),
    /// SQLite failed: the disk may be full, or the file may not be a database.
    Sqlite(PathBuf, rusqlite::Error),
    /// A row cannot be decoded. Contains the name of the column.
    Row(PathBuf, &'static str),
}

impl fmt::Display for SqliteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_sentence_with(f, |f| match self {
            Self::InUse(path) => write!(
                f,
                "the ledger {} is in use: it belongs to one program at a time, so open it once and share it",
                path.display()
            ),
            Self::File(path, error) => write!(f, "the ledger {} cannot be opened: {error}", path.display()),
            Self::Sqlite(path, error) => write!(f, "the ledger {}: {error}", path.display()),
            Self::Row(path, column) => write!(f, "the ledger {} has a row with an unreadable {column}", path.display()),
        })
    }
}

impl core::error::Error for SqliteError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::File(_, error) => Some(error),
            Self::Sqlite(_, error) => Some(error),
            Self::InUse(_) | Self::Row(..) => None,
        }
    }
}

/// Amounts have 256 bits or are decimals, so they are text, and are added up in Rust. An asset has few rows, one for each
/// payment of a day. Files of earlier versions have the same tables, so the column `stellar_ledger` keeps its name,
/// although it also contains ledgers of the XRP Ledger.
const TABLES: &str = "
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
const SPENT: &str = "SELECT amount FROM x402_entries
    WHERE at > ?1 AND network = ?2 AND asset = ?3 AND (?4 IS NULL OR host = ?4)";
const HAS: &str = "SELECT EXISTS (SELECT 1 FROM x402_entries WHERE id = ?1 AND at > ?2)";
const INSERT: &str =
    "INSERT OR REPLACE INTO x402_entries (id, host, network, asset, amount, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const KEEP: &str = "INSERT OR REPLACE INTO x402_payments
    (id, host, network, asset, amount, at, request, demand, header, payment, stellar_ledger)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
const KEPT: &str = "SELECT id, host, network, asset, amount, at, request, demand, header, payment, stellar_ledger
    FROM x402_payments ORDER BY at, id";

/// How long to wait for a program that is about to end.
const PATIENCE: Duration = Duration::from_secs(1);

impl SqliteLedger {
    /// Opens the ledger in this file, and creates the file if there is none.
    ///
    /// # Errors
    /// The file cannot be opened, is not a database, or is in use.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, SqliteError> {
        let path = path.as_ref();
        private(path).map_err(|error| SqliteError::File(path.into(), error))?;
        let prepare = || {
            let connection = Connection::open(path)?;
            connection.busy_timeout(PATIENCE)?;
            // In this mode the first write locks the file until the connection is closed. The lock ends with the process.
            connection.pragma_update(None, "locking_mode", "exclusive")?;
            connection.pragma_update(None, "journal_mode", "truncate")?;
            connection.pragma_update(None, "synchronous", "extra")?;
            connection.execute_batch(&format!("BEGIN EXCLUSIVE; {TABLES} COMMIT"))?;
            Ok(connection)
        };
        let connection = prepare().map_err(|error: rusqlite::Error| match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => SqliteError::InUse(path.into()),
            _ => SqliteError::Sqlite(path.into(), error),
        })?;
        Ok(Self { connection: Mutex::new(connection), path: path.into(), sending: Sending::new() })
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sqlite(&self) -> impl Fn(rusqlite::Error) -> SqliteError {
        |error| SqliteError::Sqlite(self.path.clone(), error)
    }

    fn unreadable(&self, column: &'static str) -> SqliteError {
        SqliteError::Row(self.path.clone(), column)
    }

    fn sum(
        &self,
        connection: &Connection,
        network: &Network,
        asset: &str,
        host: Option<&str>,
        since: u64,
    ) -> Result<AmountSum, SqliteError> {
        let mut statement = connection.prepare_cached(SPENT).map_err(self.sqlite())?;
        let parameters = params![signed(since), network.to_string(), asset, host];
        let amounts = statement.query_map(parameters, |row| row.get::<_, String>(0)).map_err(self.sqlite())?;
        amounts.into_iter().try_fold(AmountSum::ZERO, |sum, amount| {
            Ok(sum.saturating_add(&self.amount(&amount.map_err(self.sqlite())?, network, asset)?))
        })
    }

    fn amount(&self, text: &str, network: &Network, asset: &str) -> Result<AnyAmount, SqliteError> {
        AnyAmount::parse(text, network, asset).map_err(|_| self.unreadable("amount"))
    }

    fn read<T: FromStr>(&self, text: &str, column: &'static str) -> Result<T, SqliteError> {
        text.parse().map_err(|_| self.unreadable(column))
    }

    fn to_kept(&self, row: Columns) -> Result<KeptPayment, SqliteError> {
        let payment = decode_payment_headers([(&*row.header, row.payment.as_bytes())], &DecodeOptions::STRICT);
        let required = PaymentRequired::decode(row.required, &DecodeOptions::STRICT);
        let payment: PaymentPayload = payment.map_err(|_| self.unreadable("payment"))?.value;
        let required = required.map_err(|_| self.unreadable("demand"))?.value;
        let network = self.read(&row.network, "network")?;
        Ok(KeptPayment {
            payable: Payable::new(row.host.clone(), required).for_request(row.request),
            entry: Entry {
                id: row.id,
                host: row.host,
                amount: self.amount(&row.amount, &network, &row.asset)?,
                network,
                asset: row.asset,
                at: u64::try_from(row.at).map_err(|_| self.unreadable("at"))?,
            },
            payment,
            ledger: row.ledger,
        })
    }
}

/// The columns of a kept payment.
struct Columns {
    id: [u8; 32],
    host: String,
    network: String,
    asset: String,
    amount: String,
    at: i64,
    request: String,
    required: String,
    header: String,
    payment: String,
    ledger: Option<u32>,
}

impl Columns {
    fn of(row: &Row<'_>) -> Result<Self, rusqlite::Error> {
        Ok(Self {
            id: row.get(0)?,
            host: row.get(1)?,
            network: row.get(2)?,
            asset: row.get(3)?,
            amount: row.get(4)?,
            at: row.get(5)?,
            request: row.get(6)?,
            required: row.get(7)?,
            header: row.get(8)?,
            payment: row.get(9)?,
            ledger: row.get(10)?,
        })
    }
}

/// Creates the file before SQLite does, so that no other user can ever read it. SQLite gives its journal the same mode.
fn private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    drop(file);
    Ok(())
}

/// SQLite has no unsigned integers.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl Ledger for SqliteLedger {
    type Error = SqliteError;

    fn spent(&self, network: &Network, asset: &str, host: Option<&str>, since: u64) -> Result<AmountSum, SqliteError> {
        self.sum(&self.lock(), network, asset, host, since)
    }

    fn reserve(&self, entry: &Entry, limits: &Limits) -> Result<bool, SqliteError> {
        let since = entry.at.saturating_sub(DAY);
        // This lock keeps other purchases out from the sums to the commit.
        let mut connection = self.lock();
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(self.sqlite())?;
        let has_it = transaction.query_row(HAS, params![entry.id, signed(since)], |row| row.get(0));
        let spent = |host: Option<&str>| self.sum(&transaction, &entry.network, &entry.asset, host, since);
        if has_it.map_err(self.sqlite())? || !limits.allow(entry, spent)? {
            return Ok(false);
        }
        let written = transaction
            .execute("DELETE FROM x402_entries WHERE at <= ?1", params![signed(since)])
            .and_then(|_| {
                let Entry { id, host, network, asset, amount, at } = entry;
                transaction
                    .execute(INSERT, params![id, host, network.to_string(), asset, amount.to_string(), signed(*at)])
            })
            .and_then(|_| transaction.commit());
        written.map_err(self.sqlite()).map(|()| true)
    }

    fn release(&self, id: &[u8; 32]) -> Result<(), SqliteError> {
        let released = self.lock().execute("DELETE FROM x402_entries WHERE id = ?1", params![id]);
        released.map(drop).map_err(self.sqlite())
    }

    fn keep(&self, payment: &KeptPayment) -> Result<(), SqliteError> {
        let KeptPayment { entry, payable, payment, ledger } = payment;
        let Entry { id, host, network, asset, amount, at } = entry;
        let kept = self.lock().execute(
            KEEP,
            params![
                id,
                host,
                network.to_string(),
                asset,
                amount.to_string(),
                signed(*at),
                payable.request(),
                payable.required().to_json(),
                payment.header_name().as_str(),
                payment.to_header(),
                ledger,
            ],
        );
        kept.map(drop).map_err(self.sqlite())
    }

    fn kept(&self) -> Result<Vec<KeptPayment>, SqliteError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(KEPT).map_err(self.sqlite())?;
        let rows = statement.query_map([], Columns::of).map_err(self.sqlite())?;
        rows.map(|row| self.to_kept(row.map_err(self.sqlite())?)).collect()
    }

    fn forget(&self, id: &[u8; 32]) -> Result<(), SqliteError> {
        let forgotten = self.lock().execute("DELETE FROM x402_payments WHERE id = ?1", params![id]);
        forgotten.map(drop).map_err(self.sqlite())
    }

    fn sending(&self) -> &Sending {
        &self.sending
    }
}

/// Prints only the path, because a ledger does not belong in a log.
impl fmt::Debug for SqliteLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteLedger").field("path", &self.path).finish_non_exhaustive()
    }
}

#[cfg(feature = "batch-settlement")]
mod channels {
    use alloc::{format, string::String, vec::Vec};

    use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
    use x402_schemes::{Hex, evm::batch_settlement::ChannelId};

    use super::{SqliteError, SqliteLedger};
    use crate::{Channel, Channels, OpenDeposit};

    impl SqliteLedger {
        fn of_channel(&self, connection: &Connection, id: &ChannelId) -> Result<Option<Channel>, SqliteError> {
            let found = connection
                .query_row("SELECT channel FROM x402_channels WHERE id = ?1", params![key(id)], |row| {
                    row.get::<_, String>(0)
                })
                .optional()
                .map_err(self.sqlite())?;
            found.map(|text| read(&text).ok_or_else(|| self.unreadable("channel"))).transpose()
        }
    }

    impl Channels for SqliteLedger {
        fn channel(&self, id: &ChannelId) -> Result<Option<Channel>, SqliteError> {
            self.of_channel(&self.lock(), id)
        }

        fn replace(&self, id: &ChannelId, before: Option<&Channel>, after: &Channel) -> Result<bool, SqliteError> {
            let mut connection = self.lock();
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(self.sqlite())?;
            if self.of_channel(&transaction, id)?.as_ref() != before {
                return Ok(false);
            }
            let written = transaction
                .execute(
                    "INSERT OR REPLACE INTO x402_channels (id, channel) VALUES (?1, ?2)",
                    params![key(id), write(after)],
                )
                .and_then(|_| transaction.commit());
            written.map_err(self.sqlite()).map(|()| true)
        }
    }

    fn key(id: &ChannelId) -> String {
        format!("{id}")
    }

    /// The sums, and the open deposit.
    fn write(channel: &Channel) -> String {
        let open = channel.open.map_or_else(String::new, |open| {
            format!(" {} {} {} {}", Hex(&open.id), open.amount, open.until, open.answered)
        });
        format!("{} {}{open}", channel.charged, channel.balance)
    }

    fn read(text: &str) -> Option<Channel> {
        let words: Vec<_> = text.split(' ').collect();
        let (charged, balance, open) = match words[..] {
            [charged, balance] => (charged, balance, None),
            [charged, balance, id, amount, until, answered] => {
                let id = Hex::decode(id)?.try_into().ok()?;
                let (amount, until, answered) = (amount.parse().ok()?, until.parse().ok()?, answered.parse().ok()?);
                (charged, balance, Some(OpenDeposit { id, amount, until, answered }))
            }
            _ => return None,
        };
        Some(Channel { charged: charged.parse().ok()?, balance: balance.parse().ok()?, open })
    }
}
