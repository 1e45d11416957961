//! Replays.

use std::{collections::BTreeMap, sync::Arc};

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{RecordedRun, Recorder, ReplayError, Report, To, error::Problem};
use crate::{
    Runtime, Spine, SpineBuilder, SpineError,
    archive::{Archive, Entry, Trace, TraceId},
    dead_letter,
};

/// A recorded trace, done again by a fresh spine. Made by [`SpineBuilder::replay`].
///
/// It is given the recorded events with their ids, times and traces, by a clock that tells the
/// recorded times, and what happens is compared with the trace: ids, order, outcomes, times and the values
/// of payloads, as the types of this program read them. Of a field that a type did not have when the trace
/// was recorded, and that has a default, the trace says nothing, and it is not compared. The replay ends at
/// the first difference. Dead letters are kept apart, in memory, and no time is spent between the tries of a
/// handler.
///
/// Handlers really run. Those of an organ that is `cached` do not where the trace tells what they
/// emitted: an organ that asks an external service is cached, and so its trace can be replayed.
/// What a cached organ that is not called would have kept in its own state is not there.
///
/// Runs are replayed: [`run`](Runtime::run), `run_all`, redrives and the stop, also those whose future was
/// dropped. What was
/// served from a backend, or handled side by side, is recorded as it happened and can be read; its
/// order was not that of one queue, so a replay tells where it is another.
///
/// A `Replay` can be followed step by step, to see the organs as they were:
///
/// ```
/// use organum::{Event, Spine as _, event, event::archive::MemoryArchive, organ, spine};
///
/// #[event]
/// struct Deposited { cents: u64 }
///
/// #[derive(Default, serde::Serialize)]
/// struct Account { cents: u64 }
///
/// #[organ(snapshot)]
/// impl Account {
///     fn handle(&mut self, event: &Event) {
///         match event {
///             Deposited { cents } => self.cents += cents,
///         }
///     }
/// }
///
/// #[spine(entry(Deposited))]
/// #[derive(Default)]
/// struct Bank { account: Account }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let archive = MemoryArchive::new();
/// let mut bank = Bank::default().builder().archive(archive.clone()).build();
/// let first = uuid::Uuid::now_v7();
/// bank.run(Deposited { cents: 500 }).id(first).await?;
/// bank.run(Deposited { cents: 200 }).await?;
/// let trace = bank.trace().expect("it is recorded");
///
/// let mut replay = Bank::default().builder().replay(&archive, trace).await?;
/// let then = replay.until(first).await?;
/// assert_eq!(then.organs["account"]["cents"], 500);
/// assert!(replay.run().await?.is_identical());
/// assert_eq!(replay.spine().account.cents, 700);
/// # Ok(())
/// # }
/// ```
pub struct Replay<S> {
    runtime: Runtime<S>,
    recorder: Arc<Recorder>,
}

/// The organs as they were at a point of a trace.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Snapshot {
    /// How many entries of the trace come before.
    pub position: u64,
    /// The states of those organs that were declared with `snapshot`, by their fields.
    pub organs: BTreeMap<&'static str, Value>,
}

impl<S: Spine> Replay<S> {
    pub(in super::super) async fn of(
        builder: SpineBuilder<S>,
        archive: &(impl Archive + ?Sized),
        id: TraceId,
    ) -> Result<Self, ReplayError> {
        let trace = Trace::read(archive, id).await.map_err(Problem::Archive)?;
        let found = trace.spine().ok_or(Problem::NoBeginning(id))?;
        if found != S::TABLE.name {
            let problem = Problem::OtherSpine {
                trace: id,
                found: found.to_owned(),
                spine: S::TABLE.name,
            };
            return Err(problem.into());
        }
        let recorded_run = RecordedRun::new(trace, S::TABLE);
        // The first entry says which trace it is.
        recorded_run.skip(1);
        let recorder = Arc::new(Recorder::against(S::TABLE, recorded_run));
        let runtime = builder
            .dead_letters(dead_letter::MemoryDeadLetters::new())
            .recorder(Arc::clone(&recorder))
            .build();
        Ok(Self { runtime, recorder })
    }

    fn recorded_run(&self) -> &RecordedRun {
        match &self.recorder.to {
            To::Trace(recorded_run) => recorded_run,
            To::Archive(_) => unreachable!("a replay is recorded against its trace"),
        }
    }

    /// The trace.
    pub fn trace(&self) -> &Trace {
        &self.recorded_run().trace
    }

    /// The organs.
    pub fn spine(&self) -> &S {
        self.runtime.spine()
    }

    /// The organs, with the state that the replay has left them in.
    pub fn into_inner(self) -> S {
        self.runtime.into_inner()
    }

    /// How many entries of the trace it has followed.
    pub fn position(&self) -> u64 {
        self.recorded_run().position() as u64
    }

    /// Goes on to the end of the trace, or to the first difference, and tells what it came to.
    ///
    /// # Errors
    /// An event from outside is not in the trace, or is none that this program knows.
    pub async fn run(&mut self) -> Result<Report, ReplayError> {
        self.follow(usize::MAX).await?;
        Ok(self.report())
    }

    /// Goes on until all handlers are done with an event, and tells how the organs are then. If it
    /// was delivered several times, that is the last one.
    ///
    /// # Errors
    /// There is no such event, the replay is past it, it differs before, or those of
    /// [`run`](Self::run).
    pub async fn until(&mut self, event: Uuid) -> Result<Snapshot, ReplayError> {
        let recorded_run = self.recorded_run();
        let entries = &recorded_run.trace.entries()[..recorded_run.length()];
        let is_it = |entry: &Entry<'_>| matches!(entry, Entry::Received { id, .. } if *id == event);
        let taken_up = entries.iter().rposition(|recorded| is_it(&recorded.entry));
        let taken_up = taken_up.ok_or(Problem::NoSuchEvent {
            trace: recorded_run.trace.id(),
            id: event,
        })?;
        let rest = &entries[taken_up + 1..];
        let done = rest
            .iter()
            .position(|recorded| recorded.entry.id() != Some(event))
            .unwrap_or(rest.len());
        self.until_entry((taken_up + 1 + done) as u64).await
    }

    /// Goes on until this many entries are followed, or a few more, as a handler is not stopped in
    /// its midst; and tells how the organs are then.
    ///
    /// # Errors
    /// The replay is past that, it differs before, or those of [`run`](Self::run).
    pub async fn until_entry(&mut self, position: u64) -> Result<Snapshot, ReplayError> {
        let now = self.position();
        if now > position {
            return Err(Problem::Past { position: now }.into());
        }
        self.follow(usize::try_from(position).unwrap_or(usize::MAX))
            .await?;
        if self.recorded_run().difference().is_some() {
            return Err(Problem::Differs(self.report()).into());
        }
        self.snapshot()
    }

    /// How the organs are now.
    ///
    /// # Errors
    /// The state of one cannot be written.
    pub fn snapshot(&mut self) -> Result<Snapshot, ReplayError> {
        let position = self.position();
        let mut organs = BTreeMap::new();
        let slots = S::TABLE.organs;
        for (organ, slot) in self.runtime.spine_mut().organs().into_iter().zip(slots) {
            if let Some(state) = organ.snapshot() {
                let organ = slot.field;
                let state = state.map_err(|error| Problem::State { organ, error })?;
                organs.insert(organ, state);
            }
        }
        Ok(Snapshot { position, organs })
    }

    /// What the replay came to so far.
    pub fn report(&self) -> Report {
        let recorded_run = self.recorded_run();
        Report {
            followed: recorded_run.position() as u64,
            recorded: recorded_run.trace.entries().len() as u64,
            difference: recorded_run.difference(),
            damage: recorded_run.trace.damage().to_vec(),
        }
    }

    async fn follow(&mut self, pause: usize) -> Result<(), ReplayError> {
        loop {
            let recorded_run = self.recorded_run();
            let at = recorded_run.position();
            if at >= pause.min(recorded_run.length()) || recorded_run.difference().is_some() {
                return Ok(());
            }
            let end = recorded_run.next_from_outside(at);
            match recorded_run.entry(at) {
                Some(Entry::Entered {
                    id, only, attempts, ..
                }) => {
                    let (id, only, attempts) = (*id, only.clone(), *attempts);
                    recorded_run.go_on(at + 1, usize::MAX);
                    self.enter(id, only.as_deref(), attempts)?;
                }
                Some(Entry::EmptyRun { run, .. }) => {
                    let run = *run;
                    recorded_run.go_on(at + 1, usize::MAX);
                    self.runtime.begin_empty_again(run);
                }
                Some(Entry::Stopping) => {
                    // The hooks of the stop are called once, so there is no pause among them.
                    recorded_run.go_on(recorded_run.next_from_outside(at + 1), usize::MAX);
                    let stopped = self.runtime.stop().await;
                    self.ended(stopped, usize::MAX);
                }
                _ => {
                    recorded_run.go_on(end, pause);
                    let ended = self.runtime.go_on().await;
                    self.ended(ended, pause);
                }
            }
        }
    }

    /// An event comes from outside, as was recorded.
    fn enter(&mut self, id: Uuid, only: Option<&str>, attempts: u32) -> Result<(), ReplayError> {
        let recorder = Arc::clone(&self.recorder);
        let recorded_run = recorder.recorded_run().expect("a replay follows a trace");
        let json = recorded_run.entered(recorded_run.position());
        let json = json.ok_or(Problem::NotRecorded { id })?;
        self.runtime.enter_again(id, json, only, attempts)
    }

    /// A run of the runtime ended, and should have come as far as was recorded.
    fn ended(&self, ended: Result<(), SpineError>, pause: usize) {
        let recorded_run = self.recorded_run();
        if recorded_run.position() < recorded_run.end().min(pause) {
            recorded_run.missed(match ended {
                Ok(()) => "nothing more happened".to_owned(),
                Err(error) => format!("the spine stopped: {error}"),
            });
        }
    }
}
