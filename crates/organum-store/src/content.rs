//! Bytes that a store holds without reading them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Bytes that a store holds without reading them: the inputs of a saga, the payload of an event.
///
/// When serialised, UTF-8 bytes are a text, so that people can read them; other bytes are a list of numbers.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content(
    /// The bytes, in the format of the caller that stored them: JSON for events and sagas.
    #[serde(with = "as_text")]
    pub Vec<u8>,
);

/// Prints only the length, since the bytes are the user's.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} bytes)", self.0.len())
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

mod as_text {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Form<'a> {
        Text(std::borrow::Cow<'a, str>),
        Bytes(Vec<u8>),
    }

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Form::Text(text.into()),
            Err(_) => Form::Bytes(bytes.to_vec()),
        }
        .serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        Ok(match Form::deserialize(from)? {
            Form::Text(text) => text.into_owned().into_bytes(),
            Form::Bytes(bytes) => bytes,
        })
    }
}
