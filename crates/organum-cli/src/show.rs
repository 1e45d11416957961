//! Output of letters as text and as JSON.

use std::io::{self, Write};

use organum_store::DeadLetter;
use serde::Serialize;
use uuid::Uuid;

use crate::write::{self, time};

/// The cells of a line of the table, by the columns of the list.
fn cells(letter: &DeadLetter) -> [String; 7] {
    [
        letter.id.to_string(),
        time(letter.time),
        letter.origin.clone(),
        letter.subject.clone(),
        letter.place.clone().unwrap_or_else(|| "-".to_owned()),
        letter.reason.kind.clone(),
        letter.attempts.to_string(),
    ]
}

/// Writes all letters as a table, without the texts of errors, which may contain parts of a payload.
pub(crate) fn table(out: &mut dyn Write, letters: &[DeadLetter]) -> io::Result<()> {
    let head = [
        "ID", "SINCE", "ORIGIN", "SUBJECT", "PLACE", "REASON", "ATTEMPTS",
    ];
    write::table(out, head, letters.iter().map(cells))
}

/// The JSON of a letter.
#[derive(Serialize)]
struct Shown<'a> {
    id: Uuid,
    since: String,
    origin: &'a str,
    subject: &'a str,
    place: Option<&'a str>,
    reason: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    messages: Option<&'a [String]>,
    attempts: u32,
    chain: &'a [String],
    correlation: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<serde_json::Value>,
}

/// The parts of a letter that are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Nothing of the user's data.
    Outside,
    /// The texts of its error.
    Messages,
    /// The texts of its error and the payload.
    Payload,
}

/// Writes a letter as a line of JSON.
pub(crate) fn json(out: &mut dyn Write, letter: &DeadLetter, depth: Depth) -> io::Result<()> {
    let shown = Shown {
        id: letter.id.0,
        since: time(letter.time),
        origin: &letter.origin,
        subject: &letter.subject,
        place: letter.place.as_deref(),
        reason: &letter.reason.kind,
        messages: (depth != Depth::Outside).then_some(&letter.reason.messages[..]),
        attempts: letter.attempts,
        chain: &letter.chain,
        correlation: letter.correlation,
        payload: match (&letter.content, depth) {
            (Some(content), Depth::Payload) => Some(write::value(content)),
            _ => None,
        },
    };
    serde_json::to_writer(&mut *out, &shown)?;
    writeln!(out)
}

/// Writes a letter as text, with the texts of its error.
pub(crate) fn text(out: &mut dyn Write, letter: &DeadLetter, depth: Depth) -> io::Result<()> {
    writeln!(out, "id           {}", letter.id)?;
    writeln!(out, "since        {}", time(letter.time))?;
    writeln!(out, "origin       {}", letter.origin)?;
    writeln!(out, "subject      {}", letter.subject)?;
    let place = letter.place.as_deref().unwrap_or("-");
    writeln!(out, "place        {place}")?;
    writeln!(out, "reason       {}", letter.reason.kind)?;
    for message in &letter.reason.messages {
        for line in message.lines() {
            writeln!(out, "             {line}")?;
        }
    }
    writeln!(out, "attempts     {}", letter.attempts)?;
    writeln!(out, "chain        {}", letter.chain.join(" > "))?;
    writeln!(out, "correlation  {}", letter.correlation)?;
    match (&letter.content, depth) {
        (None, _) => writeln!(out, "payload      could not be serialised"),
        (Some(content), Depth::Payload) => {
            writeln!(out, "payload      {}", String::from_utf8_lossy(&content.0))
        }
        (Some(content), _) => {
            let bytes = content.0.len();
            writeln!(out, "payload      {bytes} bytes, shown with --payload")
        }
    }
}
