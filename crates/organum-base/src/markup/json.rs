//! JSON of diagrams, written without a serialisation library.

use std::{
    collections::BTreeMap,
    fmt::{self, Write},
};

/// A JSON value, whose `Display` is indented by two spaces a level.
// Exhaustive: JSON has these kinds of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// A string.
    Text(String),
    /// A non-negative integer.
    Count(usize),
    /// A boolean.
    Flag(bool),
    /// An array.
    List(Vec<Json>),
    /// An object, in the order of the names.
    Object(BTreeMap<&'static str, Json>),
}

impl Json {
    /// Creates an object with these members.
    pub fn object<const N: usize>(members: [(&'static str, Json); N]) -> Self {
        Self::Object(members.into())
    }

    fn write(&self, to: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        match self {
            Self::Text(text) => quoted(text, to),
            Self::Count(count) => write!(to, "{count}"),
            Self::Flag(flag) => write!(to, "{flag}"),
            Self::List(values) if values.is_empty() => to.write_str("[]"),
            Self::List(values) => {
                to.write_char('[')?;
                for (at, value) in values.iter().enumerate() {
                    next_line(to, at, depth + 1)?;
                    value.write(to, depth + 1)?;
                }
                end_line(to, depth)?;
                to.write_char(']')
            }
            Self::Object(members) if members.is_empty() => to.write_str("{}"),
            Self::Object(members) => {
                to.write_char('{')?;
                for (at, (name, value)) in members.iter().enumerate() {
                    next_line(to, at, depth + 1)?;
                    quoted(name, to)?;
                    to.write_str(": ")?;
                    value.write(to, depth + 1)?;
                }
                end_line(to, depth)?;
                to.write_char('}')
            }
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Json {
    fn from(count: usize) -> Self {
        Self::Count(count)
    }
}

impl From<bool> for Json {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl FromIterator<Json> for Json {
    fn from_iter<I: IntoIterator<Item = Json>>(values: I) -> Self {
        Self::List(values.into_iter().collect())
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

fn next_line(to: &mut fmt::Formatter<'_>, at: usize, depth: usize) -> fmt::Result {
    if at > 0 {
        to.write_char(',')?;
    }
    end_line(to, depth)
}

fn end_line(to: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
    write!(to, "\n{:width$}", "", width = 2 * depth)
}

/// Writes a string in quotes, with the escapes that JSON requires (RFC 8259).
fn quoted(text: &str, to: &mut fmt::Formatter<'_>) -> fmt::Result {
    to.write_char('"')?;
    for letter in text.chars() {
        match letter {
            '"' | '\\' => write!(to, "\\{letter}")?,
            '\n' => to.write_str("\\n")?,
            '\r' => to.write_str("\\r")?,
            '\t' => to.write_str("\\t")?,
            letter if u32::from(letter) < 0x20 => write!(to, "\\u{:04x}", u32::from(letter))?,
            letter => to.write_char(letter)?,
        }
    }
    to.write_char('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_indented_and_names_are_in_order() {
        let json = Json::object([
            ("name", "a \"b\"\\\n\u{1}".into()),
            ("flags", [Json::Flag(true), 7.into()].into_iter().collect()),
            ("empty", Json::List(Vec::new())),
            ("none", Json::object([])),
        ]);
        let text = r#"{
  "empty": [],
  "flags": [
    true,
    7
  ],
  "name": "a \"b\"\\\n\u0001",
  "none": {}
}"#;
        assert_eq!(json.to_string(), text);
    }
}
