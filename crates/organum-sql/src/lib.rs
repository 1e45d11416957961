//! State of Organum in SQL databases. Users depend on the `organum` crate, whose feature `sql` re-exports
//! the public items as `organum::sql`.
//!
//! - [`Database`]: the handle, from which the store comes. [`DatabaseOptions`]: its settings.
//! - [`Tx`]: a transaction, in which rows of the user and results of the library commit together.
//! - [`SchemaAction`]: shows, checks and upgrades the tables.
//!
//! `SQLite` (in a file) and `PostgreSQL` 14 or later are supported. The SQL library is
//! [sqlx](https://docs.rs/sqlx) 0.9.

mod connect;
mod database;
mod dialect;
mod error;
mod lanes;
mod options;
mod records;
mod schema;
#[cfg(test)]
mod tests;
mod text;
mod tx;
mod wake;
mod watch;

pub use sqlx::{Postgres, Sqlite};

pub use self::{
    database::{Database, Health},
    dialect::Dialect,
    options::{DatabaseOptions, DatabasePool, Schema, SqliteSync},
    schema::{SchemaAction, SchemaState},
    tx::{TransactionError, TransactionErrorKind, Tx, TxDatabase},
};
