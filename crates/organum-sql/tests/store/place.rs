//! The databases of the tests, and what the tests do with them.

use std::{error::Error, fmt::Write as _, num::NonZeroU32, time::Duration};

use organum_sql::{Database, DatabaseOptions, SqliteSync};
use organum_store::{
    ClaimId, ClaimRequest, FinishRequest, Lease, RecordClaim, RecordLookup, RecordValue, Store,
    StoreError, StorePolicy, key::Key,
};
use organum_test_support::{SqliteFile, TestDatabase};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _, SqliteConnection, raw_sql};

/// A generous limit: nothing waits for its end unless it fails.
pub(crate) const LIMIT: Duration = Duration::from_secs(30);

/// The time within which a call is answered that waits for nothing, on a busy machine.
pub(crate) const SOON: Duration = Duration::from_secs(5);

/// A lease that does not end in a test.
pub(crate) const MINUTE: Duration = Duration::from_mins(1);

/// The password that no text may contain.
pub(crate) const SECRET: &str = "s3cret";

/// Makes two tests of each function: on `SQLite` and on `PostgreSQL`.
macro_rules! on_each_database {
    ($($case:ident)*) => { $(
        mod $case {
            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                super::$case(&crate::place::Place::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                super::$case(&crate::place::Place::postgres()).await;
            }
        }
    )* };
}
pub(crate) use on_each_database;

/// A database that was made for one test.
pub(crate) enum Place {
    Sqlite(SqliteFile),
    Postgres(TestDatabase),
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(organum_test_support::sqlite())
    }

    pub(crate) fn postgres() -> Self {
        Self::Postgres(organum_test_support::postgres())
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }

    /// The URL, with a password if the server asks for none.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(file) => file.url(),
            // Encryption takes most of the time of a connection in a program that is not optimised.
            Self::Postgres(database) => format!("{}?sslmode=disable", with_secret(&database.url())),
        }
    }

    pub(crate) async fn connect(&self) -> Database {
        connect(&self.url()).await
    }

    /// Executes statements on a connection of their own.
    pub(crate) async fn execute(&self, sql: &str) {
        let sql = AssertSqlSafe(sql);
        let done = match self {
            Self::Sqlite(file) => {
                let url = format!("{}?mode=rwc", file.url());
                let mut connection = SqliteConnection::connect(&url).await.unwrap();
                // Damaged rows are written, too.
                let damages = "pragma ignore_check_constraints = on; pragma busy_timeout = 10000";
                raw_sql(damages).execute(&mut connection).await.unwrap();
                raw_sql(sql).execute(&mut connection).await.map(drop)
            }
            Self::Postgres(database) => {
                let mut connection = PgConnection::connect(&database.url()).await.unwrap();
                raw_sql(sql).execute(&mut connection).await.map(drop)
            }
        };
        done.unwrap();
    }

    /// Returns the number that a statement selects.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        match self {
            Self::Sqlite(file) => {
                let sql = AssertSqlSafe(sql);
                let mut connection = SqliteConnection::connect(&file.url()).await.unwrap();
                let row = raw_sql(sql).fetch_one(&mut connection).await.unwrap();
                row.get(0)
            }
            Self::Postgres(database) => number(&database.url(), sql).await,
        }
    }

    /// Changes the row of a record.
    pub(crate) async fn change(&self, key: Key, change: &str) {
        let key = self.literal(key);
        let sql = format!("update organum_record set {change} where key = {key}");
        self.execute(&sql).await;
    }

    /// Writes a key in SQL.
    pub(crate) fn literal(&self, key: Key) -> String {
        let mut text = String::new();
        for byte in key.as_bytes() {
            write!(text, "{byte:02x}").unwrap();
        }
        if self.is_sqlite() {
            format!("x'{text}'")
        } else {
            format!("'\\x{text}'::bytea")
        }
    }

    /// Writes a time in SQL, this many seconds from now.
    pub(crate) fn time_in(&self, seconds: i64) -> String {
        if self.is_sqlite() {
            format!("(unixepoch() + {seconds}) * 1000000")
        } else {
            format!("clock_timestamp() + {seconds} * interval '1 second'")
        }
    }
}

/// Returns the number that a statement on a server selects.
pub(crate) async fn number(url: &str, sql: &str) -> i64 {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let row = raw_sql(AssertSqlSafe(sql)).fetch_one(&mut connection).await;
    row.unwrap().get(0)
}

/// Returns a URL with a password, for a server that asks for none.
pub(crate) fn with_secret(url: &str) -> String {
    url.replace("://postgres@", &format!("://postgres:{SECRET}@"))
}

/// The settings of most tests: commits do not wait for the disk, and many failures open no breaker.
pub(crate) fn options() -> DatabaseOptions {
    let failures = NonZeroU32::new(10_000).unwrap();
    let open = organum_base::policy::Backoff::Fixed(Duration::from_millis(50));
    let policy = StorePolicy::default().breaker(failures, open);
    let options = Database::options().sqlite_sync(SqliteSync::Normal);
    options.policy(policy).pool(4).connections(2)
}

pub(crate) async fn connect(url: &str) -> Database {
    options().connect(url).await.unwrap()
}

/// The key with this number.
pub(crate) fn key(number: u64) -> Key {
    Key::in_domain("faults").with(&number).unwrap().finish()
}

pub(crate) fn keys(count: u64) -> Vec<Key> {
    (0..count).map(key).collect()
}

pub(crate) fn value(text: impl AsRef<str>) -> RecordValue {
    RecordValue::new(text.as_ref().as_bytes())
}

pub(crate) fn text(value: &RecordValue) -> String {
    String::from_utf8(value.bytes.to_vec()).unwrap()
}

pub(crate) fn request(key: Key, length: Duration) -> ClaimRequest {
    ClaimRequest::new(key, ClaimId::new(), length)
}

pub(crate) async fn ask(store: &dyn Store, request: &ClaimRequest) -> RecordClaim {
    let mut answers = store.claim(std::slice::from_ref(request)).await.unwrap();
    answers.remove(0).unwrap()
}

/// Claims a record that is free.
pub(crate) async fn claim(store: &dyn Store, key: Key, length: Duration) -> Lease<Key> {
    granted(ask(store, &request(key, length)).await)
}

pub(crate) fn granted(answer: RecordClaim) -> Lease<Key> {
    match answer {
        RecordClaim::Granted { lease, .. } => lease,
        other => panic!("{other:?}"),
    }
}

/// Claims many records that are free, in one call.
pub(crate) async fn claim_all(
    store: &dyn Store,
    keys: &[Key],
    length: Duration,
) -> Vec<Lease<Key>> {
    let requests: Vec<_> = keys.iter().map(|key| request(*key, length)).collect();
    let answers = store.claim(&requests).await.unwrap().into_iter();
    answers.map(|answer| granted(answer.unwrap())).collect()
}

pub(crate) async fn finish(
    store: &dyn Store,
    lease: &Lease<Key>,
    text: &str,
) -> Result<(), StoreError> {
    let request = FinishRequest::done(lease, value(text));
    store.finish(&[request]).await?.remove(0)
}

pub(crate) async fn look(store: &dyn Store, key: Key) -> RecordLookup {
    store.get(&[key]).await.unwrap().remove(0).unwrap()
}

/// Returns the text of the value of a record that is done.
pub(crate) async fn read(store: &dyn Store, key: Key) -> Option<String> {
    look(store, key).await.value().map(text)
}

/// Returns the value of a key. Executes `work` for it if nobody has the record, and waits otherwise, as
/// the guide on stores says. Calls that failed are repeated.
pub(crate) async fn once<F: Future<Output = String>>(
    store: &dyn Store,
    key: Key,
    length: Duration,
    work: impl Fn(Lease<Key>) -> F,
) -> String {
    loop {
        let claimed = store.claim(&[request(key, length)]).await;
        match claimed.and_then(|mut answers| answers.remove(0)) {
            Ok(RecordClaim::Granted { lease, .. }) => {
                let text = work(lease.clone()).await;
                // Repeated until it is known what became of it.
                while let Err(error) = finish(store, &lease, &text).await {
                    assert!(error.is_transient() || error.is_lease_lost(), "{error:?}");
                    tells_no_secret(&error);
                    if error.is_lease_lost() {
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
            Ok(RecordClaim::Running { seen, left, .. }) => {
                if let Err(error) = store.changed(key, seen, left).await {
                    tells_no_secret(&error);
                }
            }
            Ok(RecordClaim::Done(value)) => return text(&value),
            Ok(other) => panic!("{other:?}"),
            Err(error) => {
                assert!(error.is_transient(), "{error:?}");
                tells_no_secret(&error);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
}

/// Checks that no text of an error and of its causes has the password or a part of the URL; returns all
/// texts.
pub(crate) fn tells_no_secret(error: &(dyn Error + 'static)) -> String {
    let mut all = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        write!(all, "{error} {error:?} {error:#?} ").unwrap();
        next = error.source();
    }
    has_no_secret(&all);
    all
}

pub(crate) fn has_no_secret(text: &str) {
    for secret in [SECRET, "://postgres", "127.0.0.1", "no-such-host"] {
        assert!(!text.contains(secret), "{text}");
    }
}

/// Lets the server write down each epoch under which a result is recorded.
pub(crate) const AUDIT: &str = "\
create table audit (key bytea, epoch bigint);
create function audit() returns trigger language plpgsql as $$ begin
  if new.status = 'done' and old.status <> 'done' then
    insert into audit values (new.key, new.epoch);
  end if;
  return new;
end $$;
create trigger audit after update on organum_record for each row execute function audit()";

/// The number of records that have results under two epochs.
pub(crate) const TWICE: &str =
    "select count(*) from (select key from audit group by key having count(*) > 1) twice";
