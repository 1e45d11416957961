//! The execution of the command for sagas.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use organum_saga::{KIND, RecordedSaga, SagaId, status_of};
use organum_store::{Journal, JournalFilter, JournalSummary, StoreError};

use super::{
    args::{SagaCommand, SagaInspect, SagaList, SagaStatusName},
    show,
};
use crate::ended::{CommandError, Ended, end};

/// The number of sagas that are read at once.
const PAGE: usize = 100;

impl SagaCommand {
    /// Runs the command on the sagas of a journal, prints to the standard output and returns the exit
    /// code. The journal is not changed, so the command can be used while sagas are running.
    pub async fn run(&self, journal: &dyn Journal) -> ExitCode {
        end(self.write_to(&mut io::stdout(), journal).await)
    }

    /// Runs the command, writes to `out`, and returns the result.
    ///
    /// # Errors
    /// The journal failed, or the output cannot be written.
    pub async fn write_to(
        &self,
        out: &mut (dyn Write + Send),
        journal: &dyn Journal,
    ) -> Result<Ended, CommandError> {
        match self {
            Self::List(list) => list.run(out, journal).await,
            Self::Inspect(inspect) => inspect.run(out, journal).await,
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
            writeln!(
                out,
                "there is no saga {}: it was removed, or is in another journal",
                self.id
            )?;
            return Ok(Ended::Failed);
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
