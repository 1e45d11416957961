//! Keys of values: equal values have equal keys, in every process and on every machine.
//!
//! A [`Key`] is the BLAKE3 hash of parts that are written in one canonical form. All stores that are
//! indexed by the origin of a value (such as the events that an organ emitted for an event) make their
//! keys here, so that all keys are made in the same way.
//!
//! ```
//! use std::collections::HashMap;
//! use organum::key::Key;
//!
//! let prices = HashMap::from([("tea", 300), ("milk", 120)]);
//! let same = HashMap::from([("milk", 120), ("tea", 300)]);
//!
//! let key = Key::in_domain("prices").with(&prices)?.with(&7)?.finish();
//! assert_eq!(key, Key::in_domain("prices").with(&same)?.with(&7)?.finish());
//! assert_ne!(key, Key::in_domain("costs").with(&prices)?.with(&7)?.finish());
//! # Ok::<(), organum::key::KeyError>(())
//! ```

mod canonical;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use self::canonical::{Canonical, Sink};

/// The key of values: 32 bytes, written as 64 hexadecimal digits.
///
/// In formats for people, such as JSON, serde writes the digits; in others it writes the bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key([u8; 32]);

impl Key {
    /// Begins a key. Keys of different domains differ, whatever their parts are: a domain names the
    /// purpose of the key and the version of the way in which it is made.
    pub fn in_domain(domain: &str) -> KeyParts {
        let mut parts = KeyParts {
            buffer: Buffered::new(),
        };
        parts.text(domain);
        parts
    }

    /// Returns the bytes of the key.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Creates the key with these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({self})")
    }
}

/// The error of a text that is not a [`Key`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key is 64 hexadecimal digits")]
pub struct NotAKey;

impl FromStr for Key {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(NotAKey);
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).map_err(|_| NotAKey)?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() {
            to.collect_str(self)
        } else {
            self.0.serialize(to)
        }
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if from.is_human_readable() {
            let text = Cow::<'_, str>::deserialize(from)?;
            text.parse().map_err(D::Error::custom)
        } else {
            <[u8; 32]>::deserialize(from).map(Self)
        }
    }
}

/// The error of a value without a key: its `Serialize` failed.
///
/// The text is that of the `Serialize`, and may contain a part of the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a value cannot be written for its key: {0}")]
pub struct KeyError(pub(crate) String);

/// A key under construction, to which parts are added one after the other.
///
/// Each part determines its own end, so `"ab"` and `"c"` are other parts than `"a"` and `"bc"`.
pub struct KeyParts {
    buffer: Buffered,
}

impl KeyParts {
    /// Adds a value.
    ///
    /// - Maps are sorted, so the order of a `HashMap` does not matter. A `HashSet` is a sequence for
    ///   serde, so its order does matter: use a `BTreeSet`.
    /// - Integers with the same value are equal whatever their width, and so are `f32` and `f64`. All
    ///   `NaN` are equal, and `0.0` and `-0.0` differ, since a function may distinguish them.
    /// - Structs and enums count by the names of their fields and variants, not by their own names.
    ///
    /// # Errors
    /// The `Serialize` of the value fails.
    pub fn with(mut self, part: &(impl Serialize + ?Sized)) -> Result<Self, KeyError> {
        self.add(part)?;
        Ok(self)
    }

    /// Adds a value, as [`with`](Self::with) does.
    ///
    /// # Errors
    /// The `Serialize` of the value fails. The key must not be used then.
    pub fn add(&mut self, part: &(impl Serialize + ?Sized)) -> Result<(), KeyError> {
        part.serialize(Canonical::new(&mut self.buffer))
    }

    /// Adds a text, which cannot fail.
    pub fn text(&mut self, part: &str) -> &mut Self {
        canonical::text(&mut self.buffer, part);
        self
    }

    /// Returns the key of all parts.
    pub fn finish(self) -> Key {
        Key(self.buffer.finish())
    }
}

/// A hasher with a buffer: BLAKE3 is fast for a kilobyte at once, and slow for eight bytes.
struct Buffered {
    hasher: blake3::Hasher,
    buffer: [u8; Self::SIZE],
    used: usize,
}

impl Buffered {
    const SIZE: usize = 1024;

    fn new() -> Self {
        Self {
            hasher: blake3::Hasher::new(),
            buffer: [0; Self::SIZE],
            used: 0,
        }
    }

    fn finish(mut self) -> [u8; 32] {
        self.hasher.update(&self.buffer[..self.used]);
        *self.hasher.finalize().as_bytes()
    }
}

impl Sink for Buffered {
    fn put(&mut self, bytes: &[u8]) {
        if bytes.len() > Self::SIZE - self.used {
            self.hasher.update(&self.buffer[..self.used]);
            self.used = 0;
        }
        if bytes.len() > Self::SIZE {
            self.hasher.update(bytes);
        } else {
            self.buffer[self.used..self.used + bytes.len()].copy_from_slice(bytes);
            self.used += bytes.len();
        }
    }
}
