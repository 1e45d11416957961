//! A run closes the resources that it has opened, in reverse order of creation, however the run ends.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use organum::prelude::*;
use tokio::time::sleep;

/// The events, in order.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<&'static str>>>);

impl Log {
    fn add(&self, line: &'static str) {
        self.lock().push(line);
    }

    fn take(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<&'static str>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Connection(Log);
struct Transaction(Log);
struct Sql(&'static str);
#[derive(Debug)]
struct Rows(u32);

#[derive(Debug, thiserror::Error)]
#[error("a syntax error")]
struct SyntaxError;

impl Connection {
    async fn close(&mut self) {
        sleep(Duration::from_millis(10)).await;
        self.0.add("connection closed");
    }
}

impl Transaction {
    async fn close(&mut self) {
        sleep(Duration::from_millis(10)).await;
        self.0.add("transaction closed");
    }
}

/// A value with a `close` is closed after the last node of the run.
#[node(close = Connection::close)]
fn connection(log: &Log) -> Connection {
    log.add("connection opened");
    Connection(log.clone())
}

#[node(close = Transaction::close)]
fn transaction(_: &Connection, log: &Log) -> Transaction {
    log.add("transaction opened");
    Transaction(log.clone())
}

#[node]
fn rows(_: &Transaction, sql: &Sql) -> Result<Rows, SyntaxError> {
    match sql.0 {
        "select" => Ok(Rows(3)),
        _ => Err(SyntaxError),
    }
}

#[graph(output = Rows)]
struct Query {
    sql: Sql,
    #[inject]
    log: Log,
}

const ALL: [&str; 4] = [
    "connection opened",
    "transaction opened",
    "transaction closed",
    "connection closed",
];

#[tokio::main]
async fn main() -> Result<(), GraphError> {
    let log = Log::default();
    let query = Query::runner(log.clone());

    // A successful run has closed everything when it returns.
    assert_eq!(query.run(Sql("select")).await?.0, 3);
    let lines = log.take();
    assert_eq!(lines, ALL);
    println!("{}", lines.join("\n"));

    // A failed run returns at once and closes in the background. `shutdown` waits for that.
    let error = query.run(Sql("selekt")).await.expect_err("no such word");
    query.handle().shutdown().await;
    assert_eq!(log.take(), ALL);
    println!("{error}, and all was closed");
    Ok(())
}
