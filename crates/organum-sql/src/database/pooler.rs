//! Poolers in transaction mode, such as `PgBouncer`: each transaction of a connection may run on another
//! connection to the server. Named statements, settings of a session and `LISTEN` do not last, and a statement
//! that is prepared in one message and executed in the next one may find another connection in between.

use sqlx::{ConnectOptions, Executor, PgConnection, Row, postgres::PgConnectOptions};

/// Deletes the named statements that others have left on the connection to the server: the driver names
/// statements by number.
pub(super) const CLEAR: &str = "deallocate all; ";

/// The statements with which each use of a connection begins.
pub(super) const BEGIN: &str = "begin; deallocate all; set local lock_timeout = 500";

/// Returns true if a pooler in transaction mode stands before the server: two connections share a process of
/// the server, or one connection has had two.
pub(super) async fn stands_before(
    first: &mut PgConnection,
    options: &PgConnectOptions,
) -> Result<bool, sqlx::Error> {
    let before = process(first).await?;
    let mut second = options.connect().await?;
    // A pooler gives it the connection that was used last.
    second.execute("begin").await?;
    if process(&mut second).await? == before {
        warn();
        return Ok(true);
    }
    second.execute("rollback").await?;
    for _ in 0..3 {
        if process(first).await? != before {
            warn();
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns the process of the server that executes the statement.
async fn process(connection: &mut PgConnection) -> Result<i32, sqlx::Error> {
    let process = sqlx::raw_sql("select pg_backend_pid()");
    process.fetch_one(connection).await?.try_get(0)
}

fn warn() {
    tracing::warn!(
        target: "organum::sql",
        "the server is behind a pooler in transaction mode: each statement is prepared again and takes two \
         round trips more, and changes by other processes are noticed after up to 50 ms. A pool of your own \
         needs `statement_cache_capacity(0)`"
    );
}
