//! Output of sagas as text and as JSON.

use std::io::{self, Write};

use organum_saga::{RecordedSaga, SagaId, SagaStatus, status_of};
use organum_store::{Content, DeadLetterReason as Reason, JournalSummary};
use serde::Serialize;
use serde_json::Value;

use super::{
    args::SagaStatusName,
    history::{StepEvent, history, reason},
};
use crate::write::{self, time};

fn word(status: SagaStatus) -> &'static str {
    SagaStatusName::of(status).map_or("unknown", SagaStatusName::as_str)
}

/// The cells of a line of the table, by the columns of the list.
fn cells(saga: &JournalSummary) -> [String; 5] {
    [
        saga.id.to_string(),
        time(saga.time),
        saga.name.to_string(),
        saga.version.to_string(),
        word(status_of(&saga.status)).to_owned(),
    ]
}

/// Writes all sagas as a table.
pub(super) fn table(out: &mut dyn Write, sagas: &[JournalSummary]) -> io::Result<()> {
    let head = ["ID", "SINCE", "SAGA", "VERSION", "STATUS"];
    write::table(out, head, sagas.iter().map(cells))
}

/// The JSON of a saga in a list.
#[derive(Serialize)]
struct Listed<'a> {
    id: SagaId,
    since: String,
    saga: &'a str,
    version: u32,
    status: &'static str,
}

/// Writes a saga of a list as a line of JSON.
pub(super) fn line(out: &mut dyn Write, saga: &JournalSummary) -> io::Result<()> {
    let shown = Listed {
        id: SagaId(saga.id),
        since: time(saga.time),
        saga: &saga.name,
        version: saga.version,
        status: word(status_of(&saga.status)),
    };
    serde_json::to_writer(&mut *out, &shown)?;
    writeln!(out)
}

/// The JSON of a single saga.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    listed: Listed<'a>,
    parent: Option<SagaId>,
    reason: Option<&'a str>,
    messages: &'a [String],
    steps: Vec<Line<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inputs: Option<Value>,
}

#[derive(Serialize)]
struct Line<'a> {
    step: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<u32>,
    what: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    letter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
}

impl<'a> Line<'a> {
    fn of(event: &StepEvent<'a>, with_values: bool) -> Self {
        let value = event.kind.value().filter(|_| with_values);
        Self {
            step: event.step,
            item: event.item,
            what: event.kind.as_str(),
            letter: event.kind.letter().map(|letter| letter.to_string()),
            value: value.map(write::value),
        }
    }
}

/// Writes a saga as a line of JSON, with the texts of its error.
pub(super) fn json(out: &mut dyn Write, saved: &RecordedSaga, with_values: bool) -> io::Result<()> {
    let reason = reason(saved);
    let steps = history(saved);
    let shown = Shown {
        listed: Listed {
            id: saved.id,
            since: time(saved.time),
            saga: &saved.saga,
            version: saved.version,
            status: word(saved.status()),
        },
        parent: saved.parent,
        reason: reason.map(|reason| &*reason.kind),
        messages: reason.map_or(&[], |reason| &reason.messages),
        steps: steps
            .iter()
            .map(|step| Line::of(step, with_values))
            .collect(),
        inputs: with_values.then(|| write::value(&saved.inputs)),
    };
    serde_json::to_writer(&mut *out, &shown)?;
    writeln!(out)
}

/// Writes a saga as text, with the texts of its error.
pub(super) fn text(out: &mut dyn Write, saved: &RecordedSaga, with_values: bool) -> io::Result<()> {
    writeln!(out, "id       {}", saved.id)?;
    writeln!(out, "since    {}", time(saved.time))?;
    writeln!(out, "saga     {}", saved.saga)?;
    writeln!(out, "version  {}", saved.version)?;
    writeln!(out, "status   {}", word(saved.status()))?;
    if let Some(parent) = saved.parent {
        writeln!(out, "parent   {parent}")?;
    }
    if let Some(Reason { kind, messages }) = reason(saved) {
        writeln!(out, "reason   {kind}")?;
        for line in messages.iter().flat_map(|message| message.lines()) {
            writeln!(out, "         {line}")?;
        }
    }
    if with_values {
        writeln!(out, "inputs   {}", raw(&saved.inputs))?;
    } else {
        let bytes = saved.inputs.0.len();
        writeln!(out, "inputs   {bytes} bytes, shown with --values")?;
    }
    let steps = history(saved);
    let widths = steps.iter().map(|step| step.name().chars().count());
    let width = widths.max().unwrap_or(0);
    for (at, step) in steps.iter().enumerate() {
        let label = if at == 0 { "steps" } else { "" };
        write!(
            out,
            "{label:9}{:width$}  {}",
            step.name(),
            step.kind.as_str()
        )?;
        if let Some(letter) = step.kind.letter() {
            write!(out, " as dead letter {letter}")?;
        }
        if let Some(value) = step.kind.value().filter(|_| with_values) {
            write!(out, ": {}", raw(value))?;
        }
        writeln!(out)?;
    }
    if steps.is_empty() {
        writeln!(out, "steps    none yet")?;
    }
    Ok(())
}

fn raw(content: &Content) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(&content.0)
}
