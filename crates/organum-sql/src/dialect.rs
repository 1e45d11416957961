//! The databases that are supported.

use std::fmt;

use organum_store::StoreError;

/// A kind of database.
///
/// ```
/// use organum::sql::Dialect;
///
/// assert_eq!(Dialect::of_url("sqlite:shop.db").unwrap(), Dialect::Sqlite);
/// let error = Dialect::of_url("oracle://me:secret@host/shop").unwrap_err();
/// assert!(error.to_string().contains("write `sqlite:…` or `postgres://…`"));
/// assert!(!error.to_string().contains("secret"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// `SQLite` 3, in a file.
    Sqlite,
    /// `PostgreSQL` 14 or later.
    Postgres,
}

impl Dialect {
    /// Returns the dialect of a URL.
    ///
    /// # Errors
    /// `Refused`: the URL has another scheme, or none. The text contains no part of the URL.
    pub fn of_url(url: &str) -> Result<Self, StoreError> {
        match url.split_once(':') {
            Some(("sqlite", _)) => Ok(Self::Sqlite),
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres),
            _ => Err(StoreError::new(
                organum_store::StoreErrorKind::Refused,
                "sql",
                OPERATION,
            )
            .with_detail(
                "the URL has a scheme that is not supported: write `sqlite:…` or `postgres://…`",
            )),
        }
    }

    /// Returns the name that errors contain.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// The operation that errors of connecting contain.
pub(crate) const OPERATION: &str = "connect";

/// Writes the name, such as `postgres`.
impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
