//! A store in a PostgreSQL database.

use std::{
    fmt, mem,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    runtime::Handle,
    sync::Mutex,
    time::{sleep, timeout},
};
use tokio_postgres::{
    Client, Config, Error, NoTls, Socket,
    error::SqlState,
    tls::{MakeTlsConnect, TlsConnect},
    types::{ToSql, Type},
};
use x402_seller::Key;

use super::{FORMAT, Open, Opened, Row, Store, Write, behind, behind_open, later, signed};
use crate::{BoxError, calls::with_causes, random::random};

/// A store in a PostgreSQL database, which any number of processes can share. A written row survives whatever the
/// server survives.
///
/// Each call is one round trip and one transaction. It keeps no state in a session, so a pooler that runs each
/// transaction in a different session may be in front of the server, such as pgbouncer with `pool_mode = transaction`.
///
/// It has a few connections. It replaces a connection that is broken, or of which a call was dropped without an answer,
/// for example after [`Options::timeout`](crate::Options::timeout).
pub struct Postgres<T = NoTls> {
    config: Config,
    tls: T,
    connections: [Mutex<Option<Arc<Connection>>>; 4],
    next: AtomicUsize,
}

struct Connection {
    client: Client,
    /// `true` if a call was dropped without an answer. Nothing else shows that a connection is silent.
    is_abandoned: AtomicBool,
    /// Cancels the call that the server is working on, and then ends the connection.
    end: Option<Box<dyn FnOnce() + Send + Sync>>,
}

/// A statement with parameters of these types. It has no name, so that it takes one round trip and needs no session.
struct Statement<const N: usize>(&'static str, [Type; N]);

/// The open rows are in one index, and the rows that may be forgotten in another.
const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS x402_sales (
        key BYTEA PRIMARY KEY, revision BIGINT NOT NULL, text TEXT NOT NULL, ends BIGINT NOT NULL, open_since BIGINT
    );
    CREATE INDEX IF NOT EXISTS x402_sales_ends ON x402_sales (ends) WHERE open_since IS NULL;
    CREATE INDEX IF NOT EXISTS x402_sales_open ON x402_sales (open_since, key) WHERE open_since IS NOT NULL;
";
/// The text before the number of the format in the comment of the table, which each role can read. Without such a
/// comment the format is the first one.
const COMMENT: &str = "x402-tower, format ";
/// The last index exists only together with the table and the other index.
static MADE: Statement<0> = Statement(
    "SELECT to_regclass('x402_sales_open') IS NOT NULL, obj_description(to_regclass('x402_sales'), 'pg_class')",
    [],
);
/// Forgets a few rows for each new one, so that no write waits for many. Rows that a different connection is forgetting
/// are skipped. A writer's clock may be ahead, so a row must have ended by the server's clock, too.
///
/// The setting is in the statement, because behind a pooler the next transaction can run in a different session.
/// Whatever the default is, a row is on the server's disk before it counts, even the record that the work begins: a
/// server can be killed while its sellers live on. A server that also waits for its replicas continues to do so.
static INSERT: Statement<5> = Statement(
    "WITH settings AS MATERIALIZED (SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')
            WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, true)),
        forgotten AS (DELETE FROM x402_sales WHERE key IN
            (SELECT key FROM x402_sales WHERE open_since IS NULL
                AND ends <= LEAST($5, floor(extract(epoch FROM now()))::bigint)
                ORDER BY ends LIMIT 10 FOR UPDATE SKIP LOCKED))
    INSERT INTO x402_sales (key, revision, text, ends, open_since) SELECT $1, 1, $2, $3, $4 FROM settings
    ON CONFLICT (key) DO NOTHING",
    [Type::BYTEA, Type::TEXT, Type::INT8, Type::INT8, Type::INT8],
);
static UPDATE: Statement<5> = Statement(
    "WITH settings AS MATERIALIZED (SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')
            WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, true))
    UPDATE x402_sales SET revision = revision + 1, text = $2, ends = $3, open_since = $4 FROM settings
    WHERE key = $1 AND revision = $5",
    [Type::BYTEA, Type::TEXT, Type::INT8, Type::INT8, Type::INT8],
);
static LOAD: Statement<1> = Statement("SELECT revision, text FROM x402_sales WHERE key = $1", [Type::BYTEA]);
static OPEN: Statement<3> = Statement(
    "SELECT key, revision, text, open_since FROM x402_sales
    WHERE open_since IS NOT NULL AND (open_since, key) > ($1, $2) ORDER BY open_since, key LIMIT $3",
    [Type::INT8, Type::BYTEA, Type::INT8],
);
static ENDLESS: Statement<3> = Statement(
    "SELECT key, revision, text FROM x402_sales WHERE open_since IS NULL AND ends = $1 AND key > $2
    ORDER BY key LIMIT $3",
    [Type::INT8, Type::BYTEA, Type::INT8],
);
static OPENED: Statement<0> = Statement(
    "SELECT count(*), coalesce(sum(octet_length(text)), 0)::bigint FROM x402_sales WHERE open_since IS NOT NULL",
    [],
);

/// The longest pause before the second try of a transaction that the server ends because of others, and before the last
/// one.
const PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(1024);
/// The time limit for cancelling a call for which no caller waits.
const CANCEL: Duration = Duration::from_secs(5);

impl Postgres {
    /// Opens the store in this database, and creates its table if there is none. The role needs the right to create it,
    /// or to select, insert, update and delete its rows. `url` is `postgres://user:password@host/database`, or the
    /// key-value format of libpq. The connections are not encrypted.
    ///
    /// # Errors
    /// The text is not a database address, there is no connection, or the table cannot be created or is of a later
    /// version.
    pub async fn connect(url: &str) -> Result<Self, BoxError> {
        Self::connect_with(url, NoTls).await
    }
}

impl<T> Postgres<T>
where
    T: MakeTlsConnect<Socket, Stream: Send, TlsConnect: TlsConnect<Socket, Future: Send> + Send>,
    T: Clone + Send + Sync + 'static,
{
    /// Opens the store as [`connect`](Postgres::connect) does, with connections that `tls` encrypts.
    ///
    /// # Errors
    /// As for [`connect`](Postgres::connect).
    pub async fn connect_with(url: &str, tls: T) -> Result<Self, BoxError> {
        let store = Self { config: url.parse()?, tls, connections: Default::default(), next: AtomicUsize::new(0) };
        let connection = store.connection().await?;
        // A role may have rights on the table without the right to create one.
        if connection.is_made().await? {
            return Ok(store);
        }
        // Two processes that start at once must not both create it.
        connection.batch("BEGIN; SELECT pg_advisory_xact_lock(402)").await?;
        let make = if connection.is_made().await? {
            String::from("COMMIT")
        } else {
            format!("{TABLE} COMMENT ON TABLE x402_sales IS '{COMMENT}{FORMAT}'; COMMIT")
        };
        connection.batch(&make).await?;
        Ok(store)
    }

    /// A connection that is not known to be broken. Several requests share each connection.
    async fn connection(&self) -> Result<Arc<Connection>, BoxError> {
        let number = self.next.fetch_add(1, Ordering::Relaxed) % self.connections.len();
        let slot = self.connections.get(number).ok_or("no connections")?;
        let mut slot = slot.lock().await;
        if let Some(connection) = &*slot
            && !connection.client.is_closed()
            && !connection.is_abandoned.load(Ordering::Relaxed)
        {
            return Ok(Arc::clone(connection));
        }
        let (client, connection) = self.config.connect(self.tls.clone()).await.map_err(|error| described(&error))?;
        let task = tokio::spawn(async move {
            if let Err(error) = connection.await {
                let error = described(&error);
                tracing::warn!(%error, "a connection to the store broke off");
            }
        });
        let (runtime, token, tls) = (Handle::current(), client.cancel_token(), self.tls.clone());
        let end = Box::new(move || {
            runtime.spawn(async move {
                // If the server does not answer this either, its own limits end the call.
                let _ = timeout(CANCEL, token.cancel_query(tls)).await;
                task.abort();
            });
        });
        let connection = Connection { client, is_abandoned: AtomicBool::new(false), end: Some(end) };
        Ok(Arc::clone(slot.insert(Arc::new(connection))))
    }
}

impl Connection {
    /// The result of this call to the client. If the future is dropped before, the connection gets no further calls.
    async fn answer<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        struct GiveUp<'a>(&'a AtomicBool);
        impl Drop for GiveUp<'_> {
            fn drop(&mut self) {
                self.0.store(true, Ordering::Relaxed);
            }
        }
        let give_up = GiveUp(&self.is_abandoned);
        let answer = call.await;
        mem::forget(give_up);
        answer
    }

    /// The number of written rows. The second of two writers finds a different revision, and no error, whatever the
    /// server's default isolation is: where it ends the second transaction instead, nothing was written, and the next
    /// try sees the first writer's row.
    async fn execute<const N: usize>(
        &self,
        Statement(statement, types): &Statement<N>,
        parameters: [&(dyn ToSql + Sync); N],
    ) -> Result<u64, BoxError> {
        let parameters: Vec<_> = parameters.into_iter().zip(types.iter().cloned()).collect();
        self.retried(|| self.client.execute_typed(statement, &parameters)).await
    }

    async fn query<const N: usize>(
        &self,
        Statement(statement, types): &Statement<N>,
        parameters: [&(dyn ToSql + Sync); N],
    ) -> Result<Vec<tokio_postgres::Row>, BoxError> {
        let parameters: Vec<_> = parameters.into_iter().zip(types.iter().cloned()).collect();
        self.retried(|| self.client.query_typed(statement, &parameters)).await
    }

    /// Repeats a transaction that the server ends because of others. The pauses grow and are random, or the same
    /// transactions would collide again.
    async fn retried<T, F>(&self, call: impl Fn() -> F) -> Result<T, BoxError>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let mut longest = PAUSE;
        loop {
            match self.answer(call()).await {
                Err(error) if longest <= LONGEST_PAUSE && is_ended_for_others(&error) => {
                    let part = u32::try_from(random() >> 48).unwrap_or_default();
                    sleep(longest * part / (1 << 16)).await;
                    longest *= 2;
                }
                answer => return answer.map_err(|error| described(&error)),
            }
        }
    }

    async fn batch(&self, statements: &str) -> Result<(), BoxError> {
        self.answer(self.client.batch_execute(statements)).await.map_err(|error| described(&error))
    }

    /// `true` if the table exists, in a format that this version reads.
    async fn is_made(&self) -> Result<bool, BoxError> {
        let rows = self.query(&MADE, []).await?;
        let row = rows.first().ok_or("no answer")?;
        let comment: Option<&str> = row.try_get(1)?;
        let format = comment.and_then(|comment| comment.strip_prefix(COMMENT));
        let format = format.map(|format| format.parse().unwrap_or(u32::MAX));
        match format.and_then(later) {
            Some(later) => Err(later.into()),
            None => Ok(row.try_get(0)?),
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // The server may wait forever for a lock, and its task for the answer.
        if *self.is_abandoned.get_mut()
            && let Some(end) = self.end.take()
        {
            end();
        }
    }
}

/// `true` if the server ended the transaction because of concurrent ones.
fn is_ended_for_others(error: &Error) -> bool {
    [&SqlState::T_R_SERIALIZATION_FAILURE, &SqlState::T_R_DEADLOCK_DETECTED]
        .iter()
        .any(|code| error.code() == Some(code))
}

impl<T> Store for Postgres<T>
where
    T: MakeTlsConnect<Socket, Stream: Send, TlsConnect: TlsConnect<Socket, Future: Send> + Send>,
    T: Clone + Send + Sync + 'static,
{
    async fn load(&self, key: Key) -> Result<Option<Row>, BoxError> {
        let rows = self.connection().await?.query(&LOAD, [&&key.to_bytes()[..]]).await?;
        let row = |row: &tokio_postgres::Row| {
            Ok(Row { revision: row.try_get::<_, i64>(0)?.try_into()?, text: row.try_get(1)? })
        };
        rows.first().map(row).transpose()
    }

    async fn swap(&self, write: Write) -> Result<bool, BoxError> {
        let Write { key, expected, text, ends, is_open, now } = write;
        let (key, ends, open_since) = (&key.to_bytes()[..], signed(ends), is_open.then_some(signed(now)));
        let (statement, last) = if expected == 0 { (&INSERT, now) } else { (&UPDATE, expected) };
        let parameters: [&(dyn ToSql + Sync); 5] = [&key, &text, &ends, &open_since, &signed(last)];
        // A row that exists, or has a different revision, is not written: the count is 0.
        Ok(self.connection().await?.execute(statement, parameters).await? == 1)
    }

    async fn open(&self, after: Option<(u64, Key)>, most: usize) -> Result<Vec<Open>, BoxError> {
        let ((since, key), most) = (behind_open(after), i64::try_from(most).unwrap_or(i64::MAX));
        let rows = self.connection().await?.query(&OPEN, [&since, &key, &most]).await?;
        let open = |row| {
            let (key, found) = read(row)?;
            Ok(Open { since: row.try_get::<_, i64>(3)?.try_into()?, key, row: found })
        };
        rows.iter().map(open).collect()
    }

    async fn endless(&self, after: Option<Key>, most: usize) -> Result<Vec<(Key, Row)>, BoxError> {
        let (never, after, most) = (signed(u64::MAX), behind(after), i64::try_from(most).unwrap_or(i64::MAX));
        let rows = self.connection().await?.query(&ENDLESS, [&never, &after, &most]).await?;
        rows.iter().map(read).collect()
    }

    async fn opened(&self) -> Result<Opened, BoxError> {
        let rows = self.connection().await?.query(&OPENED, []).await?;
        let row = rows.first().ok_or("no count of the open rows")?;
        let number = |column| Ok::<u64, BoxError>(row.try_get::<_, i64>(column)?.try_into()?);
        Ok(Opened { rows: number(0)?, bytes: number(1)? })
    }
}

/// The error with the message of the server or the system, which its own text leaves out.
fn described(error: &Error) -> BoxError {
    with_causes(error).into()
}

fn read(row: &tokio_postgres::Row) -> Result<(Key, Row), BoxError> {
    let key: &[u8] = row.try_get(0)?;
    Ok((Key::new(key.try_into()?), Row { revision: row.try_get::<_, i64>(1)?.try_into()?, text: row.try_get(2)? }))
}

impl<T> fmt::Debug for Postgres<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The configuration contains the password.
        f.debug_struct("Postgres").finish_non_exhaustive()
    }
}
