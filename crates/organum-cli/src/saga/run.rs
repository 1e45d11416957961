//! The execution of the command for sagas.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use organum_saga::{KIND, RecordedSaga, SagaAnswer, SagaId, SagaOperator, status_of};
use organum_store::{Journal, JournalFilter, JournalSummary, StoreError};

use super::{
    args::{SagaCommand, SagaInspect, SagaList, SagaStatusName},
    show,
};
use crate::{
    ended::{CommandError, Ended, all, end},
    write::Plain,
};

/// The number of sagas that are read at once.
const PAGE: usize = 100;

impl SagaCommand {
    /// Runs the command on the sagas of a journal, prints to the standard output and returns the exit
    /// code. The journal is not changed: a command that changes a saga needs its operator, see
    /// [`run_with`](Self::run_with).
    pub async fn run(&self, journal: &dyn Journal) -> ExitCode {
        self.run_with(journal, &[]).await
    }

    /// Runs the command on the sagas of a journal, prints to the standard output and returns the exit
    /// code. A saga is cancelled, parked, skipped or resumed by the operator with its name: its runner.
    pub async fn run_with(
        &self,
        journal: &dyn Journal,
        operators: &[&dyn SagaOperator],
    ) -> ExitCode {
        end(self.write_to(&mut io::stdout(), journal, operators).await)
    }

    /// Runs the command, writes to `out`, and returns the result.
    ///
    /// # Errors
    /// The journal failed, or the output cannot be written.
    pub async fn write_to(
        &self,
        out: &mut (dyn Write + Send),
        journal: &dyn Journal,
        operators: &[&dyn SagaOperator],
    ) -> Result<Ended, CommandError> {
        let out = &mut Plain::new(out);
        let (id, request) = match self {
            Self::List(list) => return list.run(out, journal).await,
            Self::Inspect(inspect) => return inspect.run(out, journal).await,
            Self::Cancel(chosen) => (chosen.id, Request::Cancel),
            Self::Park(chosen) => (chosen.id, Request::Park),
            Self::Skip(skip) => (skip.id, Request::Skip(&skip.step)),
            Self::Resume(chosen) => (chosen.id, Request::Resume),
        };
        let Some(record) = journal.load(id.0).await? else {
            return missing(out, id);
        };
        let name = record.head.name;
        let mut operators = operators.iter();
        let Some(operator) = operators.find(|operator| operator.saga() == name) else {
            writeln!(
                out,
                "not {}: {id}: this program does not run `{name}`",
                request.done()
            )?;
            return Ok(Ended::Failed);
        };
        request.send(out, *operator, id).await
    }
}

fn missing(out: &mut dyn Write, id: SagaId) -> Result<Ended, CommandError> {
    writeln!(
        out,
        "there is no saga {id}: it was removed, or is in another journal"
    )?;
    Ok(Ended::Failed)
}

/// A request to an operator.
#[derive(Clone, Copy)]
enum Request<'a> {
    Cancel,
    Park,
    Skip(&'a str),
    Resume,
}

impl Request<'_> {
    /// Returns the word for a request that was carried out.
    fn done(self) -> &'static str {
        match self {
            Self::Cancel => "cancelled",
            Self::Park => "parked",
            Self::Skip(_) => "skipped",
            Self::Resume => "resumed",
        }
    }

    /// Makes the request to an operator, and writes the answer.
    async fn send(
        self,
        out: &mut (dyn Write + Send),
        operator: &dyn SagaOperator,
        id: SagaId,
    ) -> Result<Ended, CommandError> {
        let answer = match self {
            Self::Cancel => operator.cancel(id).await,
            Self::Park => operator.park(id).await,
            Self::Skip(step) => operator.skip(id, step).await,
            Self::Resume => operator.resume(id).await,
        };
        let (name, done) = (operator.saga(), self.done());
        match answer {
            Ok(SagaAnswer::Ended(status)) => {
                let word =
                    SagaStatusName::of(status).map_or(status.as_str(), SagaStatusName::as_str);
                writeln!(out, "{done}: {id} {name}, which is {word} now")?;
                Ok(Ended::Well)
            }
            Ok(_) => {
                writeln!(out, "{done}: {id} {name}")?;
                Ok(Ended::Well)
            }
            Err(error) => {
                writeln!(out, "not {done}: {id} {name}: {}", all(&error))?;
                Ok(Ended::Failed)
            }
        }
    }
}

impl SagaList {
    async fn run(
        &self,
        out: &mut (dyn Write + Send),
        journal: &dyn Journal,
    ) -> Result<Ended, CommandError> {
        let more = self.limit.saturating_add(1);
        let mut sagas = self.find(journal, more).await?;
        let is_cut = sagas.len() > self.limit;
        sagas.truncate(self.limit);
        if self.json {
            for saga in &sagas {
                show::line(out, saga)?;
            }
        } else if sagas.is_empty() && !is_cut {
            let is_all = self.saga.is_none() && self.status.is_empty();
            writeln!(out, "no sagas{}", if is_all { "" } else { " match" })?;
        } else {
            show::table(out, &sagas)?;
            if is_cut {
                writeln!(out, "there are more: raise --limit to see them")?;
            }
        }
        Ok(Ended::Well)
    }

    /// Returns at most `most` matching sagas, read page by page.
    async fn find(
        &self,
        journal: &dyn Journal,
        most: usize,
    ) -> Result<Vec<JournalSummary>, StoreError> {
        let mut found = Vec::new();
        let mut after = None;
        let mut filter = JournalFilter::all().kind(KIND);
        if let Some(saga) = &self.saga {
            filter = filter.name(saga.clone());
        }
        loop {
            let page = journal.list(&filter, after, PAGE).await?;
            after = page.last().map(|saga| saga.id);
            let is_last = page.len() < PAGE;
            found.extend(page.into_iter().filter(|saga| self.fits(saga)));
            if is_last || found.len() >= most {
                found.truncate(most);
                return Ok(found);
            }
        }
    }

    fn fits(&self, saga: &JournalSummary) -> bool {
        let status = SagaStatusName::of(status_of(&saga.status));
        self.status.is_empty() || status.is_some_and(|status| self.status.contains(&status))
    }
}

impl SagaInspect {
    async fn run(
        &self,
        out: &mut (dyn Write + Send),
        journal: &dyn Journal,
    ) -> Result<Ended, CommandError> {
        let SagaId(id) = self.id;
        let Some(record) = journal.load(id).await? else {
            return missing(out, self.id);
        };
        let saved = RecordedSaga::read(record)?;
        if self.json {
            show::json(out, &saved, self.values)?;
        } else {
            show::text(out, &saved, self.values)?;
        }
        Ok(Ended::Well)
    }
}
