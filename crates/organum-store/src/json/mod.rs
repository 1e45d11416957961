//! JSON that can be read back: what cannot be is refused before it is stored.
//!
//! `serde_json` writes NaN and infinities as `null`, which no float is read from, and `Some(None)` as
//! `null`, which is read as `None`. A record that holds such a value is stored, and never read again.
//! [`to_vec`] refuses both. What a serializer cannot see (`#[serde(skip)]`, `untagged`, a `Deserialize`
//! written by hand) is found in builds with debug assertions: the value is read back, written again, and
//! the two are compared.
//!
//! ```
//! use organum_store::json::{self, JsonError};
//!
//! assert_eq!(json::to_vec(&1.5_f64)?, b"1.5");
//! assert!(matches!(json::to_vec(&f64::NAN), Err(JsonError::NotFinite)));
//! assert!(matches!(json::to_vec(&Some(None::<u8>)), Err(JsonError::NullInSome)));
//! # Ok::<(), JsonError>(())
//! ```

mod strict;
#[cfg(test)]
mod tests;

use std::io::Write;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::error::Category;

/// The reason why a value has no form in JSON that it could be read from.
///
/// No text holds a part of the value, but for those that the value's own `Serialize` made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    /// A float is NaN or infinite.
    #[error(
        "a float is NaN or infinite, which JSON cannot hold: write a finite one, or an `Option`"
    )]
    NotFinite,
    /// A `Some` holds what is written as `null`.
    #[error(
        "a `Some` holds what is written as null, which is read as `None`: use an enum with a variant for each case"
    )]
    NullInSome,
    /// In builds with debug assertions: what was written cannot be read, or is read as another value.
    #[error(
        "what its `Serialize` writes, its `Deserialize` does not read as the same value: look for `skip`, `untagged` and `with` of serde"
    )]
    NotReadBack,
    /// Bytes are not a value of the type. `serde_json`'s own text may hold a part of them, and is left out.
    #[error("{problem} at line {line}, column {column}")]
    NotRead {
        /// The kind of the problem.
        problem: &'static str,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// `serde_json`, or the value's own `Serialize`, refused it.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// Returns the value as JSON.
///
/// # Errors
/// The value has no form in JSON that it could be read from.
pub fn to_vec<T: Serialize + DeserializeOwned>(value: &T) -> Result<Vec<u8>, JsonError> {
    let mut bytes = Vec::with_capacity(128);
    strict::write(&mut bytes, value)?;
    if cfg!(debug_assertions) && !is_read_back::<T>(&bytes) {
        return Err(JsonError::NotReadBack);
    }
    Ok(bytes)
}

/// Writes the value as JSON.
///
/// # Errors
/// The value has no form in JSON that it could be read from, or `to` cannot be written to. Some of the
/// value may have been written then.
pub fn to_writer<T: Serialize + DeserializeOwned>(
    mut to: impl Write,
    value: &T,
) -> Result<(), JsonError> {
    if cfg!(debug_assertions) {
        let bytes = to_vec(value)?;
        return to
            .write_all(&bytes)
            .map_err(|error| JsonError::Json(serde::ser::Error::custom(error)));
    }
    strict::write(to, value)
}

/// Returns the value that the JSON holds.
///
/// # Errors
/// [`JsonError::NotRead`]: the bytes are not JSON, or not a value of this type.
pub fn from_slice<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, JsonError> {
    serde_json::from_slice(bytes).map_err(|error| JsonError::NotRead {
        problem: problem(&error),
        line: error.line(),
        column: error.column(),
    })
}

/// Returns the kind of an error of `serde_json`, whose own text may hold a part of what was read.
pub fn problem(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        Category::Io => "it cannot be read",
        Category::Syntax => "it is not JSON",
        Category::Eof => "it ends too early",
        Category::Data => "a field is missing, unknown, of another type or out of range",
    }
}

/// Returns true if a value is read from the bytes, and is written as they are but for the order of lists:
/// a set may have another one each time.
fn is_read_back<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> bool {
    let read = || {
        let value: T = serde_json::from_slice(bytes).ok()?;
        let mut again = Vec::with_capacity(bytes.len());
        strict::write(&mut again, &value).ok()?;
        Some(
            sorted(serde_json::from_slice(bytes).ok()?)
                == sorted(serde_json::from_slice(&again).ok()?),
        )
    };
    read().unwrap_or(false)
}

/// Returns the value with each list in an order that depends on the elements alone.
fn sorted(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Array(elements) => {
            let mut elements: Vec<Value> = elements.into_iter().map(sorted).collect();
            elements.sort_by_cached_key(Value::to_string);
            Value::Array(elements)
        }
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .map(|(name, value)| (name, sorted(value)))
                .collect(),
        ),
        other => other,
    }
}
