//! Output that the commands share.

use std::{
    borrow::Cow,
    fmt::Write as _,
    io::{self, Write},
    time::SystemTime,
};

use organum_store::Content;

/// A time in UTC, to the second.
pub(crate) fn time(time: SystemTime) -> String {
    match jiff::Timestamp::try_from(time) {
        Ok(time) => time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        Err(_) => "?".to_owned(),
    }
}

/// A writer of text to a terminal that obeys nothing in the text: control characters and characters that change the
/// direction of the text are escaped as in JSON, such as `\\u001b`.
pub(crate) struct Plain<'a> {
    out: &'a mut (dyn Write + Send),
    /// The first bytes of a character that is not complete yet.
    rest: Vec<u8>,
}

impl<'a> Plain<'a> {
    pub(crate) fn new(out: &'a mut (dyn Write + Send)) -> Self {
        Self {
            out,
            rest: Vec::new(),
        }
    }
}

impl Write for Plain<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        let mut text = String::new();
        let mut left = 0;
        for chunk in self.rest.utf8_chunks() {
            text.push_str(&plain(chunk.valid()));
            let invalid = chunk.invalid();
            let is_last = invalid.as_ptr_range().end == self.rest.as_ptr_range().end;
            if is_last && is_begun(invalid) {
                left = invalid.len();
            } else if !invalid.is_empty() {
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
        self.rest.drain(..self.rest.len() - left);
        self.out.write_all(text.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// True if these bytes may begin a character of UTF-8.
fn is_begun(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// Returns the text with the characters escaped that a terminal would obey.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_command) {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_command(letter) {
            // All of these are in the first plane.
            let _ = write!(plain, "\\u{:04x}", u32::from(letter));
        } else {
            plain.push(letter);
        }
    }
    plain.into()
}

fn is_command(letter: char) -> bool {
    let is_of_text = matches!(letter, '\n' | '\t');
    let turns_text = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    letter.is_control() && !is_of_text || turns_text
}

/// Writes lines below a head, each column as wide as its widest cell.
pub(crate) fn table<const COLUMNS: usize>(
    out: &mut dyn Write,
    head: [&str; COLUMNS],
    lines: impl Iterator<Item = [String; COLUMNS]>,
) -> io::Result<()> {
    let mut all = vec![head.map(str::to_owned)];
    // A cell is in one line.
    let in_one_line = |cell: String| cell.replace('\n', "\\u000a");
    all.extend(lines.map(|line| line.map(in_one_line)));
    let width = |column: usize| {
        let widths = all.iter().map(|line| line[column].chars().count());
        widths.max().unwrap_or(0)
    };
    let widths: [usize; COLUMNS] = std::array::from_fn(width);
    for line in &all {
        let padded = line.iter().zip(widths);
        let text: Vec<String> = padded
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        writeln!(out, "{}", text.join("  ").trim_end())?;
    }
    Ok(())
}

/// The JSON of a user's value, or its text if it is not JSON.
pub(crate) fn value(content: &Content) -> serde_json::Value {
    serde_json::from_slice(&content.0)
        .unwrap_or_else(|_| String::from_utf8_lossy(&content.0).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(parts: &[&[u8]]) -> String {
        let mut out = Vec::new();
        let mut plain = Plain::new(&mut out);
        for part in parts {
            plain.write_all(part).expect("there is room");
        }
        String::from_utf8(out).expect("it is text")
    }

    #[test]
    fn a_terminal_is_given_no_commands() {
        let text = "a\u{1b}[31mb\r\nc\td\u{7f}\u{9b}2J\u{202e}e";
        let plain = "a\\u001b[31mb\\u000d\nc\td\\u007f\\u009b2J\\u202ee";
        assert_eq!(written(&[text.as_bytes()]), plain);
        assert_eq!(plain_twice(text), plain);
    }

    fn plain_twice(text: &str) -> String {
        plain(&plain(text)).into_owned()
    }

    #[test]
    fn characters_may_come_in_parts_and_other_bytes_are_replaced() {
        let text = "größe";
        let bytes: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
        assert_eq!(written(&bytes), text);
        assert_eq!(
            written(&[b"a\xffb", "\u{9b}".as_bytes()]),
            "a\u{fffd}b\\u009b"
        );
    }

    #[test]
    fn a_cell_of_a_table_is_in_one_line() {
        let mut out = Vec::new();
        let line = ["two\nlines".to_owned(), "b".to_owned()];
        table(&mut out, ["A", "B"], std::iter::once(line)).expect("there is room");
        let text = String::from_utf8(out).expect("it is text");
        assert_eq!(text.lines().count(), 2, "{text}");
    }
}
