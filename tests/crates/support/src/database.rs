//! Fresh databases on PostgreSQL.
//!
//! The functions block and use a thread and a runtime of their own, so that they work in any test, also in
//! one with a paused clock.

use std::{
    process,
    sync::{Arc, Mutex, Weak},
    thread,
    time::Duration,
};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, query, query_scalar};

use crate::{
    lock, report,
    service::{Found, POSTGRES, Server},
    url::Url,
};

/// The longest time for the creation or the drop of a database, on a slow machine.
const LIMIT: Duration = Duration::from_mins(1);

/// The server that this process has started, as long as a database uses it.
static SERVER: Mutex<Option<Weak<dyn Server>>> = Mutex::new(None);

/// A database that was made for one test, and is dropped with this value.
pub struct TestDatabase {
    url: Url,
    admin: String,
    /// Keeps a server running that this process has started.
    _server: Option<Arc<dyn Server>>,
}

/// Creates a database on the PostgreSQL server of this run: named by `ORGANUM_TEST_POSTGRES`, running on the
/// standard port, or started on a private port.
///
/// # Panics
/// If there is no server, or it refuses to create a database.
pub fn postgres() -> TestDatabase {
    let found = POSTGRES.find().unwrap_or_else(|error| panic!("{error}"));
    let (admin, server) = match found {
        Found::Named(url) | Found::Running(url) => (url, None),
        Found::Installed => {
            let server = shared_server();
            (server.url(), Some(server))
        }
        Found::Missing => panic!(
            "there is no PostgreSQL server: name one with {}, or run `cargo xtask test --install`",
            POSTGRES.variable()
        ),
    };
    TestDatabase::create(&admin, server)
}

/// Returns the private server of this process.
fn shared_server() -> Arc<dyn Server> {
    let mut shared = lock(&SERVER);
    if let Some(server) = shared.as_ref().and_then(Weak::upgrade) {
        return server;
    }
    let server = POSTGRES.start().unwrap_or_else(|error| panic!("{error}"));
    let server: Arc<dyn Server> = server.into();
    *shared = Some(Arc::downgrade(&server));
    server
}

impl TestDatabase {
    /// Creates a database on the server with this URL, whose user may create databases.
    ///
    /// # Panics
    /// If the server refuses.
    pub fn on(url: &str) -> Self {
        Self::create(url, None)
    }

    fn create(admin: &str, server: Option<Arc<dyn Server>>) -> Self {
        let url = Url::parse(admin).unwrap_or_else(|error| panic!("{error}"));
        let name = format!("organum_test_{}_{:08x}", process::id(), fastrand::u32(..));
        let created = wait_for(create(admin.to_owned(), name.clone()));
        let version = created.unwrap_or_else(|error| panic!("no database can be created: {error}"));
        report::used(&format!("{} {version}", POSTGRES.name()));
        Self {
            url: url.with_database(&name),
            admin: admin.to_owned(),
            _server: server,
        }
    }

    /// Returns the URL of the database.
    pub fn url(&self) -> String {
        self.url.to_string()
    }

    /// Returns the name of the database.
    pub fn name(&self) -> &str {
        &self.url.database
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let dropped = wait_for(drop_database(self.admin.clone(), self.url.database.clone()));
        // A test may have stopped the server.
        if let Err(error) = dropped {
            eprintln!("the database {} is left over: {error}", self.name());
        }
    }
}

/// Creates a database and returns the version of the server.
async fn create(admin: String, name: String) -> sqlx::Result<String> {
    let mut connection = PgConnection::connect(&admin).await?;
    let create = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
    query(AssertSqlSafe(create))
        .execute(&mut connection)
        .await?;
    let version: String = query_scalar("SHOW server_version")
        .fetch_one(&mut connection)
        .await?;
    connection.close().await?;
    Ok(version.split(' ').next().unwrap_or_default().to_owned())
}

async fn drop_database(admin: String, name: String) -> sqlx::Result<()> {
    let mut connection = PgConnection::connect(&admin).await?;
    let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    query(AssertSqlSafe(drop)).execute(&mut connection).await?;
    connection.close().await
}

/// Runs a future to its end in a thread and a runtime of its own.
fn wait_for<T: Send + 'static>(
    future: impl Future<Output = sqlx::Result<T>> + Send + 'static,
) -> sqlx::Result<T> {
    let future = async {
        let done = tokio::time::timeout(LIMIT, future).await;
        done.unwrap_or_else(|late| Err(sqlx::Error::Io(late.into())))
    };
    let thread = thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.expect("a runtime can be made").block_on(future)
    });
    thread.join().expect("the future does not panic")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PostgresServer;

    async fn databases_named(url: &str, name: &str) -> i64 {
        let mut connection = PgConnection::connect(url).await.unwrap();
        let count = "SELECT count(*) FROM pg_database WHERE datname = $1";
        query_scalar(count)
            .bind(name)
            .fetch_one(&mut connection)
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn databases_are_separate_and_dropped() {
        let (one, two) = (postgres(), postgres());
        for database in [&one, &two] {
            let mut connection = PgConnection::connect(&database.url()).await.unwrap();
            query("CREATE TABLE t ()")
                .execute(&mut connection)
                .await
                .unwrap();
        }
        let (admin, name) = (one.admin.clone(), one.name().to_owned());
        assert_eq!(databases_named(&admin, &name).await, 1);
        // A connection is open.
        let _open = PgConnection::connect(&one.url()).await.unwrap();
        drop(one);
        assert_eq!(databases_named(&admin, &name).await, 0);
    }

    #[tokio::test]
    async fn a_private_server_is_shared_and_ends_with_its_last_database() {
        let one = TestDatabase::create(&shared_server().url(), Some(shared_server()));
        let two = TestDatabase::create(&shared_server().url(), Some(shared_server()));
        assert_eq!(one.admin, two.admin);
        drop(one);
        assert_eq!(databases_named(&two.admin, two.name()).await, 1);
        let admin = two.admin.clone();
        drop(two);
        assert!(PgConnection::connect(&admin).await.is_err());
    }

    #[tokio::test]
    async fn committed_rows_survive_a_crash_of_the_server() {
        let mut server = PostgresServer::start();
        let database = TestDatabase::on(&server.url());
        let mut connection = PgConnection::connect(&database.url()).await.unwrap();
        query("CREATE TABLE t AS SELECT 7 AS n")
            .execute(&mut connection)
            .await
            .unwrap();
        server.kill();
        assert!(
            query("SELECT n FROM t")
                .execute(&mut connection)
                .await
                .is_err()
        );
        server.run();
        let mut connection = PgConnection::connect(&database.url()).await.unwrap();
        let n: i32 = query_scalar("SELECT n FROM t")
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(n, 7);
    }

    #[tokio::test]
    async fn a_server_asks_its_users_for_passwords() {
        let mut server = PostgresServer::start();
        server.require_passwords();
        let mut admin = PgConnection::connect(&server.url()).await.unwrap();
        let create = "CREATE ROLE clerk LOGIN PASSWORD 'right'";
        query(create).execute(&mut admin).await.unwrap();
        let url = |password| format!("postgres://clerk:{password}@{}/postgres", server.address());
        assert!(PgConnection::connect(&url("right")).await.is_ok());
        assert!(PgConnection::connect(&url("wrong")).await.is_err());
    }
}
