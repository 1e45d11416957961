//! The replay of a trace.

use std::{collections::BTreeMap, sync::Arc};

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{RecordedRun, Recorder, ReplayError, Report, To, error::Problem};
use crate::{
    Runtime, Spine, SpineBuilder, SpineError,
    archive::{Archive, Entry, NoSuchTrace, Trace, TraceId},
    dead_letter,
};

/// A replay of a recorded trace by a new spine: [`SpineBuilder::replay`] returns it.
///
/// The spine gets the recorded events with their ids, times and traces, and a clock with the recorded times.
/// The entries of the replay are compared with the trace: ids, order, outcomes, times and the values of
/// payloads, as the types of this program decode them. A field that its type did not have at the time of the
/// recording, and that has a default, is not compared. The replay ends at the first difference. Dead letters
/// are kept in a separate store in memory, and the delays between the attempts of a handler are skipped.
///
/// Handlers are called. An exception are the handlers of `cached` organs, whose recorded emissions are used
/// instead: so an organ that calls an external service should be cached. The state of a cached organ that is
/// not called does not change.
///
/// Runs can be replayed: [`run`](Runtime::run), `run_all`, redrives and the stop, including runs whose future
/// was dropped. A trace of a runtime that served a backend, or ran organs in parallel, can be read; its order
/// is not that of one queue, so its replay reports a difference where the order is another.
///
/// A `Replay` can be followed step by step, to inspect the organs in their earlier states:
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
/// #[tokio::main(flavor = "current_thread")]
/// async fn main() -> Result<(), Box<dyn std::error::Error>> {
///     let archive = MemoryArchive::new();
///     let mut bank = Bank::default().builder().archive(archive.clone()).build();
///     let first = uuid::Uuid::now_v7();
///     bank.run(Deposited { cents: 500 }).id(first).await?;
///     bank.run(Deposited { cents: 200 }).await?;
///     let trace = bank.trace().expect("the runtime is recorded");
///
///     let mut replay = Bank::default().builder().replay(&archive, trace).await?;
///     let then = replay.until(first).await?;
///     assert_eq!(then.organs["account"]["cents"], 500);
///     assert!(replay.run().await?.is_identical());
///     assert_eq!(replay.spine().account.cents, 700);
///     Ok(())
/// }
/// ```
pub struct Replay<S> {
    runtime: Runtime<S>,
    recorder: Arc<Recorder>,
}

/// The states of organs at a point of a trace.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Snapshot {
    /// The number of entries of the trace before this point.
    pub position: u64,
    /// The states of the organs that are declared with `snapshot`, by their fields.
    pub organs: BTreeMap<&'static str, Value>,
}

impl<S: Spine> Replay<S> {
    pub(in super::super) async fn of(
        builder: SpineBuilder<S>,
        archive: &(impl Archive + ?Sized),
        id: TraceId,
    ) -> Result<Self, ReplayError> {
        let trace = Trace::read(archive, id).await;
        let trace = trace.map_err(|error| match NoSuchTrace::of(&error) {
            Some(NoSuchTrace(trace)) => Problem::NoSuchTrace {
                trace: *trace,
                error,
            },
            None => Problem::Archive(error),
        })?;
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
        // The first entry holds the name of the spine.
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

    /// Returns the trace.
    pub fn trace(&self) -> &Trace {
        &self.recorded_run().trace
    }

    /// Returns the organs.
    pub fn spine(&self) -> &S {
        self.runtime.spine()
    }

    /// Returns the organs, in the state of the replay.
    pub fn into_inner(self) -> S {
        self.runtime.into_inner()
    }

    /// Returns the number of entries that the replay has followed.
    pub fn position(&self) -> u64 {
        self.recorded_run().position() as u64
    }

    /// Continues to the end of the trace, or to the first difference, and returns the result.
    ///
    /// # Errors
    /// An event from outside is not in the trace, or this program does not know it.
    ///
    /// # Cancel safety
    /// The current call of a handler is dropped, and may have changed its organ. The states of the recorded run
    /// then require a new replay.
    pub async fn run(&mut self) -> Result<Report, ReplayError> {
        self.follow(usize::MAX).await?;
        Ok(self.report())
    }

    /// Continues until all handlers have completed an event, and returns the states of organs at that point. If
    /// the event was delivered several times, that is the last delivery.
    ///
    /// # Errors
    /// The event does not exist, the replay is past it, the replay differs before, or those of
    /// [`run`](Self::run).
    ///
    /// # Cancel safety
    /// That of [`run`](Self::run).
    pub async fn until(&mut self, event: Uuid) -> Result<Snapshot, ReplayError> {
        let recorded_run = self.recorded_run();
        let entries = &recorded_run.trace.entries()[..recorded_run.length()];
        let is_it = |entry: &Entry<'_>| matches!(entry, Entry::Received { id, .. } if *id == event);
        let received = entries.iter().rposition(|recorded| is_it(&recorded.entry));
        let received = received.ok_or(Problem::NoSuchEvent {
            trace: recorded_run.trace.id(),
            id: event,
        })?;
        let rest = &entries[received + 1..];
        let done = rest
            .iter()
            .position(|recorded| recorded.entry.id() != Some(event))
            .unwrap_or(rest.len());
        self.until_entry((received + 1 + done) as u64).await
    }

    /// Continues until this number of entries is followed, and returns the states of organs at that point. The
    /// replay may follow a few more entries, to the end of a handler.
    ///
    /// # Errors
    /// The replay is past that entry, it differs before, or those of [`run`](Self::run).
    ///
    /// # Cancel safety
    /// That of [`run`](Self::run).
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

    /// Returns the current states of organs.
    ///
    /// # Errors
    /// The state of an organ cannot be serialised.
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

    /// Returns the result of the replay so far.
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
                    // The stop hooks are called together, so the replay cannot pause between them.
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

    /// Enqueues a recorded event from outside.
    fn enter(&mut self, id: Uuid, only: Option<&str>, attempts: u32) -> Result<(), ReplayError> {
        let recorder = Arc::clone(&self.recorder);
        let recorded_run = recorder.recorded_run().expect("a replay follows a trace");
        let json = recorded_run.entered(recorded_run.position());
        let json = json.ok_or(Problem::NotRecorded { id })?;
        self.runtime.enter_again(id, json, only, attempts)
    }

    /// Notes the end of a run, which is a difference if the trace has further entries of it.
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
