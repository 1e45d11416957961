//! The execution of the command for dead letters.

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
};

use organum_event::{Runtime, Spine};
use organum_store::{
    DeadLetter, DeadLetterFilter as Filter, DeadLetterId, DeadLetters, RedriveError, Redriver,
    StoreError, remove_if,
};

use crate::{
    args::{DeadLetterCommand, Inspect, List, Selected},
    ended::{CommandError, Ended, all, end},
    show::{self, Depth},
    write::Plain,
};

/// The number of letters that are read at once.
const PAGE: usize = 100;

impl DeadLetterCommand {
    /// Runs the command on the dead letters of a runtime, whatever their origin; prints to the standard
    /// output and returns the exit code. Letters of this runtime's spine can be redriven.
    ///
    /// A redriven event is handled together with all events that follow from it. The start hooks are
    /// called before; the stop hooks are not: call [`Runtime::stop`] afterwards.
    pub async fn run<S: Spine>(&self, runtime: &mut Runtime<S>) -> ExitCode {
        let store = runtime.dead_letters().store();
        let mut redrivers: [&mut dyn Redriver; 1] = [runtime];
        self.run_on(&*store, &mut redrivers).await
    }

    /// Runs the command on the letters of a store, prints to the standard output and returns the exit
    /// code. Each letter is redriven by the redriver with the letter's origin.
    pub async fn run_on(
        &self,
        store: &dyn DeadLetters,
        redrivers: &mut [&mut dyn Redriver],
    ) -> ExitCode {
        end(self.write_to(&mut io::stdout(), store, redrivers).await)
    }

    /// Runs the command, writes to `out`, and returns the result.
    ///
    /// # Errors
    /// The store failed, or the output cannot be written. A letter that fails again is not an error.
    pub async fn write_to(
        &self,
        out: &mut (dyn Write + Send),
        store: &dyn DeadLetters,
        redrivers: &mut [&mut dyn Redriver],
    ) -> Result<Ended, CommandError> {
        let out = &mut Plain::new(out);
        match self {
            Self::List(list) => list.run(out, store).await,
            Self::Inspect(inspect) => inspect.run(out, store).await,
            Self::Redrive(selected) => {
                let chosen = match selected.choose(out, store, "redrive", "redriven").await? {
                    Ok(chosen) => chosen,
                    Err(ended) => return Ok(ended),
                };
                redrive(out, store, redrivers, chosen).await
            }
            Self::Discard(selected) => {
                let chosen = match selected.choose(out, store, "discard", "discarded").await? {
                    Ok(chosen) => chosen,
                    Err(ended) => return Ok(ended),
                };
                discard(out, store, chosen).await
            }
        }
    }
}

impl List {
    async fn run(
        &self,
        out: &mut (dyn Write + Send),
        store: &dyn DeadLetters,
    ) -> Result<Ended, CommandError> {
        let filter = self.which.filter();
        let more = self.limit.saturating_add(1);
        let mut letters = store.list(&filter, None, more).await?;
        let is_cut = letters.len() > self.limit;
        letters.truncate(self.limit);
        if self.json {
            for letter in &letters {
                show::json(out, letter, Depth::Outside)?;
            }
        } else if letters.is_empty() && !is_cut {
            writeln!(out, "no dead letters{}", fitting(&filter))?;
        } else {
            show::table(out, &letters)?;
            if is_cut {
                writeln!(out, "there are more: raise --limit to see them")?;
            }
        }
        Ok(Ended::Well)
    }
}

fn fitting(filter: &Filter) -> &'static str {
    if *filter == Filter::all() {
        ""
    } else {
        " match"
    }
}

impl Inspect {
    async fn run(
        &self,
        out: &mut (dyn Write + Send),
        store: &dyn DeadLetters,
    ) -> Result<Ended, CommandError> {
        let Some(letter) = store.get(self.id).await? else {
            return missing(out, self.id);
        };
        let depth = if self.payload {
            Depth::Payload
        } else {
            Depth::Messages
        };
        if self.json {
            show::json(out, &letter, depth)?;
        } else {
            show::text(out, &letter, depth)?;
        }
        Ok(Ended::Well)
    }
}

fn missing(out: &mut dyn Write, id: DeadLetterId) -> Result<Ended, CommandError> {
    writeln!(
        out,
        "there is no dead letter {id}: it was redriven or discarded, or is in another store"
    )?;
    Ok(Ended::Failed)
}

/// The selected letters by their ids; `None` for an id without a letter.
type Chosen = Vec<(DeadLetterId, Option<DeadLetter>)>;

impl Selected {
    /// Returns the selected letters, or reports that the request is not clear.
    async fn choose(
        &self,
        out: &mut (dyn Write + Send),
        store: &dyn DeadLetters,
        doing: &str,
        done: &str,
    ) -> Result<Result<Chosen, Ended>, CommandError> {
        if !self.ids.is_empty() {
            let mut chosen = Chosen::new();
            for id in &self.ids {
                if !chosen.iter().any(|(other, _)| other == id) {
                    chosen.push((*id, store.get(*id).await?));
                }
            }
            return Ok(Ok(chosen));
        }
        if self.which.is_all() && !self.all {
            writeln!(
                out,
                "select the dead letters to {doing}: by id, with a filter such as --place, or with --all"
            )?;
            return Ok(Err(Ended::NotDone));
        }
        let filter = self.which.filter();
        let letters = list(store, &filter).await?;
        if letters.is_empty() {
            writeln!(out, "no dead letters{}", fitting(&filter))?;
            return Ok(Err(Ended::Well));
        }
        if !self.yes {
            writeln!(
                out,
                "{} would be {done}: add --yes to do it",
                counted(letters.len())
            )?;
            return Ok(Err(Ended::NotDone));
        }
        let chosen = letters.into_iter().map(|letter| (letter.id, Some(letter)));
        Ok(Ok(chosen.collect()))
    }
}

fn counted(letters: usize) -> String {
    match letters {
        1 => "1 dead letter".to_owned(),
        more => format!("{more} dead letters"),
    }
}

/// Returns all matching letters, read page by page.
async fn list(store: &dyn DeadLetters, filter: &Filter) -> Result<Vec<DeadLetter>, StoreError> {
    let mut letters: Vec<DeadLetter> = Vec::new();
    loop {
        let after = letters.last().map(DeadLetter::cursor);
        let page = store.list(filter, after, PAGE).await?;
        let is_last = page.len() < PAGE;
        letters.extend(page);
        if is_last {
            return Ok(letters);
        }
    }
}

/// The id, subject and place of a letter.
fn named(letter: &DeadLetter) -> String {
    match &letter.place {
        Some(place) => format!("{} {} at {place}", letter.id, letter.subject),
        None => format!("{} {}", letter.id, letter.subject),
    }
}

/// The results of the redriven letters.
#[derive(Default)]
struct Redriven {
    well: usize,
    enqueued: usize,
    failed: usize,
}

async fn redrive(
    out: &mut (dyn Write + Send),
    store: &dyn DeadLetters,
    redrivers: &mut [&mut dyn Redriver],
    chosen: Chosen,
) -> Result<Ended, CommandError> {
    let mut redriven = Redriven::default();
    let all_chosen = chosen.len();
    for (id, letter) in chosen {
        let Some(letter) = letter else {
            redriven.failed += 1;
            missing(out, id)?;
            continue;
        };
        let place = redrivers
            .iter()
            .position(|one| one.origin() == letter.origin)
            .or_else(|| {
                redrivers
                    .iter()
                    .position(|one| one.redrives(&letter.origin))
            });
        let Some(redriver) = place.map(|place| &mut redrivers[place]) else {
            redriven.failed += 1;
            writeln!(
                out,
                "not redriven: {}: this program does not run `{}`",
                named(&letter),
                letter.origin
            )?;
            continue;
        };
        match redriver.redrive(id).await {
            Ok(()) => {
                let now = store.get(id).await?;
                redriven.tell(out, &letter, now.as_ref())?;
            }
            Err(RedriveError::Letter(cause)) => {
                redriven.failed += 1;
                writeln!(out, "not redriven: {}: {}", named(&letter), all(&*cause))?;
            }
            Err(stopped) => {
                redriven.failed += 1;
                let cause = stopped.source().map(all).unwrap_or_default();
                writeln!(out, "not redriven: {}: {cause}", named(&letter))?;
                let left = all_chosen - redriven.count();
                if left > 0 {
                    writeln!(out, "stopped: {} not tried", counted(left))?;
                }
                break;
            }
        }
    }
    if all_chosen > 1 {
        redriven.summarize(out)?;
    }
    Ok(if redriven.failed == 0 {
        Ended::Well
    } else {
        Ended::Failed
    })
}

impl Redriven {
    fn count(&self) -> usize {
        self.well + self.enqueued + self.failed
    }

    /// Prints the result of a redrive; `now` is the letter in the store after it.
    fn tell(
        &mut self,
        out: &mut (dyn Write + Send),
        letter: &DeadLetter,
        now: Option<&DeadLetter>,
    ) -> io::Result<()> {
        match now {
            None => {
                self.well += 1;
                writeln!(out, "redriven: {}", named(letter))
            }
            // The letter was passed on and not retried yet, since each attempt counts.
            Some(now) if now.attempts == letter.attempts => {
                self.enqueued += 1;
                let named = named(now);
                writeln!(out, "enqueued for a serving process: {named}")
            }
            Some(now) => {
                self.failed += 1;
                let attempts = match now.attempts {
                    1 => "attempt",
                    _ => "attempts",
                };
                let (kind, count) = (&now.reason.kind, now.attempts);
                writeln!(out, "{kind} again: {}, {count} {attempts} now", named(now))
            }
        }
    }

    fn summarize(&self, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let enqueued = match self.enqueued {
            0 => String::new(),
            some => format!("{some} enqueued, "),
        };
        writeln!(
            out,
            "{} redriven, {enqueued}{} failed",
            self.well, self.failed
        )
    }
}

async fn discard(
    out: &mut (dyn Write + Send),
    store: &dyn DeadLetters,
    chosen: Chosen,
) -> Result<Ended, CommandError> {
    let mut ended = Ended::Well;
    let (mut discarded, all_chosen) = (0, chosen.len());
    for (id, letter) in chosen {
        match letter {
            Some(letter) if remove_if(store, id, |_| true).await? => {
                discarded += 1;
                writeln!(out, "discarded: {}", named(&letter))?;
            }
            _ => ended = missing(out, id)?,
        }
    }
    if all_chosen > 1 {
        writeln!(out, "{discarded} discarded")?;
    }
    Ok(ended)
}
