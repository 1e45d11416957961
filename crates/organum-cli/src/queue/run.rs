//! The execution of the command for queues.

use std::{
    collections::HashMap,
    io::{self, Write},
    process::ExitCode,
};

use organum_event::backend::{Backend, QueueStatus, QueuedMessage};
use serde::Serialize;
use uuid::Uuid;

use super::args::{QueueClear, QueueCommand, QueueList, QueueSkip};
use crate::{
    ended::{CommandError, Ended, end},
    write,
};

impl QueueCommand {
    /// Runs the command on the messages of a backend, prints to the standard output and returns the exit
    /// code. The command may run while spines are served from the backend.
    pub async fn run(&self, backend: &dyn Backend) -> ExitCode {
        end(self.write_to(&mut io::stdout(), backend).await)
    }

    /// Runs the command, writes to `out`, and returns the result.
    ///
    /// # Errors
    /// The backend failed, or does not support `list`, `skip` and `clear`; or the output cannot be written.
    pub async fn write_to(
        &self,
        out: &mut (dyn Write + Send),
        backend: &dyn Backend,
    ) -> Result<Ended, CommandError> {
        match self {
            Self::List(list) => list.run(out, backend).await,
            Self::Skip(skip) => skip.run(out, backend).await,
            Self::Clear(clear) => clear.run(out, backend).await,
        }
    }
}

impl QueueList {
    async fn run(
        &self,
        out: &mut (dyn Write + Send),
        backend: &dyn Backend,
    ) -> Result<Ended, CommandError> {
        let mut messages = backend.list(self.limit.saturating_add(1)).await?;
        let is_cut = messages.len() > self.limit;
        messages.truncate(self.limit);
        if self.json {
            for message in &messages {
                json(out, message)?;
            }
        } else if messages.is_empty() && !is_cut {
            writeln!(out, "no messages")?;
        } else {
            table(out, &messages)?;
            if is_cut {
                writeln!(out, "there are more: raise --limit to see them")?;
            }
        }
        Ok(Ended::Well)
    }
}

impl QueueSkip {
    async fn run(
        &self,
        out: &mut (dyn Write + Send),
        backend: &dyn Backend,
    ) -> Result<Ended, CommandError> {
        let listed = backend.list(usize::MAX).await?;
        let mut there: HashMap<Uuid, QueuedMessage> = listed
            .into_iter()
            .map(|message| (message.id, message))
            .collect();
        let mut ended = Ended::Well;
        for id in &self.ids {
            let Some(message) = there.remove(id) else {
                writeln!(
                    out,
                    "there is no message {id}: it was handled or skipped, or is in another backend"
                )?;
                ended = Ended::Failed;
                continue;
            };
            backend.skip(*id).await?;
            let leased = match message.status {
                QueueStatus::Leased => ", which is being handled: its result is not recorded",
                _ => "",
            };
            writeln!(out, "skipped: {id} {}{leased}", message.event)?;
        }
        Ok(ended)
    }
}

impl QueueClear {
    async fn run(
        &self,
        out: &mut (dyn Write + Send),
        backend: &dyn Backend,
    ) -> Result<Ended, CommandError> {
        let count = match backend.list(usize::MAX).await?.len() {
            0 => {
                writeln!(out, "no messages")?;
                return Ok(Ended::Well);
            }
            1 => "1 message".to_owned(),
            more => format!("{more} messages"),
        };
        if !self.yes {
            writeln!(out, "{count} would be removed: add --yes to do it")?;
            return Ok(Ended::NotDone);
        }
        backend.clear().await?;
        writeln!(out, "{count} removed")?;
        Ok(Ended::Well)
    }
}

fn status(message: &QueuedMessage) -> &'static str {
    match message.status {
        QueueStatus::Waiting => "waiting",
        QueueStatus::Delayed => "delayed",
        QueueStatus::Leased => "leased",
        _ => "?",
    }
}

/// Writes messages as a table, without their keys, which may be the user's data and are only in JSON.
fn table(out: &mut dyn Write, messages: &[QueuedMessage]) -> io::Result<()> {
    let head = ["ID", "EVENT", "ONLY", "STATUS", "DELIVERIES"];
    let cells = |message: &QueuedMessage| {
        [
            message.id.to_string(),
            message.event.clone(),
            message.only.clone().unwrap_or_else(|| "-".to_owned()),
            status(message).to_owned(),
            message.deliveries.to_string(),
        ]
    };
    write::table(out, head, messages.iter().map(cells))
}

/// The JSON of a message.
#[derive(Serialize)]
struct Shown<'a> {
    id: Uuid,
    event: &'a str,
    key: Option<&'a str>,
    only: Option<&'a str>,
    status: &'a str,
    deliveries: u32,
}

/// Writes a message as a line of JSON.
fn json(out: &mut dyn Write, message: &QueuedMessage) -> io::Result<()> {
    let shown = Shown {
        id: message.id,
        event: &message.event,
        key: message.key.as_deref(),
        only: message.only.as_deref(),
        status: status(message),
        deliveries: message.deliveries,
    };
    serde_json::to_writer(&mut *out, &shown)?;
    writeln!(out)
}
