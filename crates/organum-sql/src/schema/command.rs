//! The command `schema`, which a program of the user mounts.

use std::str::FromStr;

use organum_store::{StoreError, StoreErrorKind};
use sqlx::Connection;

use super::{SchemaState, ddl, postgres, sqlite, usable};
use crate::{
    Dialect,
    connect::{self, first_postgres},
    error::failed,
    text::Prefix,
};

/// An action of the command `schema` of your program: the argument of the command is parsed into an action,
/// which is run with the URL of the database.
///
/// ```
/// use organum::sql::SchemaAction;
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), organum::store::StoreError> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let url = format!("sqlite:{}", folder.path().join("shop.db").display());
/// // `my-program schema show`
/// let action: SchemaAction = "show".parse()?;
/// assert!(action.run(&url, "organum_").await?.contains("create table organum_record"));
/// // `my-program schema upgrade`, then `my-program schema check`
/// SchemaAction::Upgrade.run(&url, "organum_").await?;
/// assert_eq!(SchemaAction::Check.run(&url, "organum_").await?, "the tables have version 1 and fit this program");
/// assert!("shwo".parse::<SchemaAction>().unwrap_err().to_string().contains("`show`"));
/// # Ok(())
/// # }
/// ```
// Exhaustive: a program has these three actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaAction {
    /// Returns the statements that create the tables. No connection is made.
    Show,
    /// Checks that this program may use the tables of the database.
    Check,
    /// Creates the tables or upgrades them to the version of this program.
    Upgrade,
}

impl FromStr for SchemaAction {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        match text {
            "show" => Ok(Self::Show),
            "check" => Ok(Self::Check),
            "upgrade" => Ok(Self::Upgrade),
            _ => Err(
                StoreError::new(StoreErrorKind::Refused, "sql", "run `schema`")
                    .with_detail("the action is unknown: write `show`, `check` or `upgrade`"),
            ),
        }
    }
}

impl SchemaAction {
    /// Runs the action on the database of a URL, and returns a text for the user. `prefix` is that of
    /// [`DatabaseOptions::prefix`](crate::DatabaseOptions::prefix).
    ///
    /// # Errors
    /// `Refused` and `TooNew`: the tables are missing or do not fit this program. Otherwise as
    /// [`Database::connect`](crate::Database::connect).
    ///
    /// # Cancel safety
    /// The tables are upgraded completely or not at all.
    pub async fn run(self, url: &str, prefix: &str) -> Result<String, StoreError> {
        let dialect = Dialect::of_url(url)?;
        let prefix = Prefix::new(prefix, dialect)?;
        if self == Self::Show {
            return Ok(ddl(dialect, &prefix));
        }
        let state = match dialect {
            Dialect::Postgres => {
                let options = connect::postgres(url)?;
                let mut connection = first_postgres(&options).await?;
                match self {
                    Self::Upgrade => postgres::upgrade(&mut connection, &prefix).await?,
                    _ => postgres::inspect(&mut connection, &prefix).await?,
                }
            }
            Dialect::Sqlite => {
                let options = connect::sqlite(url)?.create_if_missing(self == Self::Upgrade);
                let connected = sqlx::SqliteConnection::connect_with(&options).await;
                let mut connection =
                    connected.map_err(|error| failed(dialect, crate::dialect::OPERATION, error))?;
                match self {
                    Self::Upgrade => sqlite::upgrade(&mut connection, &prefix).await?,
                    _ => sqlite::inspect(&mut connection, &prefix).await?,
                }
            }
        };
        usable(dialect, state)?;
        let SchemaState::Current { version } = state else {
            unreachable!("other states are errors")
        };
        Ok(format!(
            "the tables have version {version} and fit this program"
        ))
    }
}
