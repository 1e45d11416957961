//! JSON that can be read back: a value that cannot be read back is refused before it is stored.
//!
//! `serde_json` writes NaN and infinities as `null`, which cannot be read as a float, and `Some(None)` as
//! `null`, which is read as `None`. A record that holds such a value would be stored and could never be
//! read again. [`to_vec`] refuses both. Losses that a serializer cannot see (`#[serde(skip)]`,
//! `untagged`, a hand-written `Deserialize`) are detected in builds with debug assertions: the value is
//! read back and written again, and the two texts are compared.
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

use organum_base::panics;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::error::Category;

/// The reason why a value cannot be written as JSON, or read from it.
///
/// No text contains a part of the value, except for texts that the value's own `Serialize` made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    /// A float is NaN or infinite.
    #[error(
        "a float is NaN or infinite, which JSON cannot represent: write a finite one, or an `Option`"
    )]
    NotFinite,
    /// A `Some` contains a value that is written as `null`.
    #[error(
        "a `Some` contains a value that is written as null, which would be read as `None`: use an enum with a variant for each case"
    )]
    NullInSome,
    /// The written value cannot be read, or is read as another value. Only detected in builds with debug
    /// assertions.
    #[error(
        "the value changes when it is written and read back: check the serde attributes `skip`, `untagged` and `with`"
    )]
    NotReadBack,
    /// The bytes are not a value of the type. The text of `serde_json` may contain a part of them, and is
    /// left out.
    #[error("{problem} at line {line}, column {column}")]
    NotRead {
        /// The kind of the problem.
        problem: &'static str,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// An error of `serde_json` or of the value's own `Serialize`.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// Returns the value as JSON.
///
/// # Errors
/// The value cannot be written as JSON that can be read back.
pub fn to_vec<T: Serialize + DeserializeOwned>(value: &T) -> Result<Vec<u8>, JsonError> {
    let bytes = to_vec_unchecked(value)?;
    if cfg!(debug_assertions) && !is_read_back::<T>(&bytes) {
        return Err(JsonError::NotReadBack);
    }
    Ok(bytes)
}

/// Returns the value as JSON, without a check that it can be read back.
///
/// # Errors
/// The value cannot be written as JSON that can be read back.
pub fn to_vec_unchecked(value: &impl Serialize) -> Result<Vec<u8>, JsonError> {
    let mut bytes = Vec::with_capacity(128);
    strict::write(&mut bytes, value)?;
    Ok(bytes)
}

/// Writes the value as JSON.
///
/// # Errors
/// The value cannot be written as JSON that can be read back, or writing to `to` failed. A part of the
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

/// Parses the JSON and returns its value.
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

/// Returns the kind of an error of `serde_json`, whose own text may contain a part of the input.
pub fn problem(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        Category::Io => "the input cannot be read",
        Category::Syntax => "the input is not JSON",
        Category::Eof => "the input ends too early",
        Category::Data => "a field is missing, unknown, of another type or out of range",
    }
}

/// Returns true if a value can be read from the bytes and is written as the same bytes, except for the
/// order of lists, since a set may have another order each time.
fn is_read_back<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> bool {
    let read = || {
        let value: T = serde_json::from_slice(bytes).ok()?;
        let mut again = Vec::with_capacity(bytes.len());
        let written = strict::write(&mut again, &value);
        panics::contain("the drop of a value that was read back", || drop(value));
        written.ok()?;
        Some(
            sorted(serde_json::from_slice(bytes).ok()?)
                == sorted(serde_json::from_slice(&again).ok()?),
        )
    };
    read().unwrap_or(false)
}

/// Returns the value with each list in an order that depends only on the elements.
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
