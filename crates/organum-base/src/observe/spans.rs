//! Spans of `tracing` for runs and nodes.

use std::{
    cell::RefCell,
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tracing::{
    Span,
    field::{Empty, display},
    span::EnteredSpan,
};

use super::{
    EventRef, GraphEvent, NodeEvent, NodeInfo, Observer, Outcome, Parent, RunInfo, SagaEvent,
    SagaInfo, SpineEvent, spine::names,
};

/// Opens a `tracing` span for each run and each node of a graph, and logs the events of a spine and the
/// undos of a saga. Log lines of nodes lie inside their spans.
///
/// | span | fields |
/// |---|---|
/// | `graph` | `graph`: its name; `run`: its [id](RunInfo::id); `outcome` |
/// | `node`, inside `graph` | `node`: its name; `replaced`; `attempts`; `outcome` |
///
/// A retry is an event in the span of its node, with the fields `attempt` and `delay_ms`; a close and the
/// clean-up of what a run left behind are events as well. All have the level `INFO` and the target
/// `organum::run`. They contain names and kinds only: no values and no texts of errors. The span of a run
/// lies in the span that was entered when the run was first polled.
///
/// For a spine, the observer logs the events of its runtime with the target `organum::spine`. Spans and
/// log lines for the calls of handlers are made by layers: `organum::event::Spans`,
/// `organum::event::Logging`.
///
/// | event | level | fields besides `spine` |
/// |---|---|---|
/// | `started` | `INFO` | |
/// | `entered` | `DEBUG` | those of the event, `place` if it was a dead letter of a handler |
/// | `received` | `DEBUG` | those of the event |
/// | `not delivered` | `DEBUG` | those of the event, `place` |
/// | `retry` | `WARN` | those of the event, `organ`, `place`, `attempt`, `delay_ms` |
/// | `done` | `DEBUG` | those of the event, `organ`, `place`, `attempts`, `outcome`, `unhandled`, `emitted` |
/// | `dead letter` | `ERROR` | those of the event, `place`, `reason`, `letter` |
/// | `unreadable`, of a message that is no event | `ERROR` | `reason`, `letter` |
/// | `dead letters dropped`, by a store that was full | `ERROR` | `count` |
/// | `left to the backend` | `WARN` | those of the event, `place` |
/// | `idle` | `DEBUG` | `phase` |
/// | `hook` | `DEBUG`, or `ERROR` if it failed | `organ`, `place`, `outcome`, `emitted` |
/// | `stopping` | `INFO` | |
/// | `stopped` | `INFO`, or `ERROR` | `outcome` |
///
/// For a saga, whose steps are nodes, the observer logs the undos with the target `organum::saga`.
///
/// | event | level | fields besides `saga` and `saga_id` |
/// |---|---|---|
/// | `rolling back` | `WARN` | `step` if one failed, `reason` |
/// | `undo retry` | `WARN` | `step`, `attempt`, `delay_ms` |
/// | `undone` | `INFO` | `step`, `attempts` |
/// | `dead letter` | `ERROR` | `step`, `attempts`, `reason`, `letter` if the store took it |
/// | `ended` | `INFO` | `end` |
///
/// The fields of an event of a spine are `event_id`, `event`, `correlation_id` and `causation_id`.
///
/// ```
/// use organum::{prelude::*, observe::Tracing};
///
/// struct Greeting(&'static str);
///
/// #[node]
/// fn greeting() -> Greeting {
///     Greeting("hello")
/// }
///
/// #[graph(output = Greeting)]
/// struct Hello {}
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), GraphError> {
/// Hello {}.run().observe(Tracing::new()).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct Tracing {
    runs: Mutex<HashMap<u64, Span>>,
    nodes: Mutex<HashMap<Parent, Span>>,
}

impl Tracing {
    /// Creates an observer for any number of runs, which may overlap.
    pub fn new() -> Self {
        Self::default()
    }
}

impl std::fmt::Debug for Tracing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tracing")
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn key(node: &NodeInfo<'_>) -> Parent {
    Parent {
        run: node.run().number(),
        node: node.name(),
    }
}

thread_local! {
    /// The spans of the nodes that this thread polls, the innermost last; `None` for a node whose span is
    /// closed, such as a node that outlives its run.
    static ENTERED: RefCell<Vec<Option<EnteredSpan>>> = const { RefCell::new(Vec::new()) };
}

fn milliseconds(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Logs an event of a saga.
macro_rules! about_saga {
    ($level:ident, $saga:ident, { $($field:ident),* }, $message:literal) => {
        tracing::event!(
            target: "organum::saga",
            tracing::Level::$level,
            saga = $saga.saga,
            saga_id = %$saga.id,
            $($field,)*
            $message,
        )
    };
}

/// Logs an event of a spine.
macro_rules! about {
    ($level:ident, $spine:ident, $event:ident, { $($field:ident),* }, $message:literal) => {
        tracing::event!(
            target: "organum::spine",
            tracing::Level::$level,
            spine = $spine,
            event_id = %$event.id,
            event = $event.name,
            correlation_id = %$event.correlation,
            causation_id = %$event.causation,
            $($field,)*
            $message,
        )
    };
}

impl Tracing {
    /// Logs what a store answered for a node.
    fn tell_store(
        &self,
        node: &NodeInfo<'_>,
        event: &str,
        reason: Option<&str>,
        latency: Option<Duration>,
    ) {
        let span = lock(&self.nodes).get(&key(node)).cloned();
        tracing::info!(
            target: "organum::run",
            parent: span.as_ref().and_then(Span::id),
            reason,
            latency_ms = latency.map(milliseconds),
            "{event}",
        );
    }
}

impl Observer for Tracing {
    fn graph(&self, run: &RunInfo, event: &GraphEvent) {
        match event {
            GraphEvent::Started => {
                let span = tracing::info_span!(
                    target: "organum::run",
                    "graph",
                    graph = run.graph(),
                    run = %run.id(),
                    outcome = Empty,
                );
                lock(&self.runs).insert(run.number(), span);
            }
            GraphEvent::Ended { outcome, .. } => {
                let span = lock(&self.runs).remove(&run.number());
                if let Some(span) = span {
                    span.record("outcome", outcome.as_str());
                }
            }
            // The span of the run is already closed.
            GraphEvent::CleanedUp { .. } => tracing::info!(
                target: "organum::run",
                graph = run.graph(),
                run = %run.id(),
                "cleaned up",
            ),
        }
    }

    fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
        match event {
            NodeEvent::Started => {
                let run = lock(&self.runs).get(&node.run().number()).cloned();
                let span = tracing::info_span!(
                    target: "organum::run",
                    parent: run.as_ref().and_then(Span::id),
                    "node",
                    node = node.name(),
                    replaced = node.is_replaced(),
                    attempts = Empty,
                    outcome = Empty,
                    cached = Empty,
                );
                lock(&self.nodes).insert(key(node), span);
            }
            NodeEvent::Retried { attempt, delay, .. } => {
                let span = lock(&self.nodes).get(&key(node)).cloned();
                tracing::info!(
                    target: "organum::run",
                    parent: span.as_ref().and_then(Span::id),
                    attempt,
                    delay_ms = milliseconds(*delay),
                    "retry",
                );
            }
            NodeEvent::StoreHit { latency } => {
                self.tell_store(node, "store hit", None, Some(*latency));
            }
            NodeEvent::StoreMiss { reason, latency } => {
                self.tell_store(node, "store miss", Some(reason.as_str()), Some(*latency));
            }
            NodeEvent::NotRecorded { reason } => {
                self.tell_store(node, "not recorded", Some(reason.as_str()), None);
            }
            NodeEvent::Ended {
                outcome,
                attempts,
                cached,
                ..
            } => {
                let span = lock(&self.nodes).remove(&key(node));
                if let Some(span) = span {
                    span.record("attempts", attempts);
                    span.record("outcome", outcome.as_str());
                    if *cached {
                        span.record("cached", true);
                    }
                }
            }
            // The span of the node is already closed, as is the span of the run if the run does not wait.
            NodeEvent::Closed { outcome, .. } => {
                let run = lock(&self.runs).get(&node.run().number()).cloned();
                tracing::info!(
                    target: "organum::run",
                    parent: run.as_ref().and_then(Span::id),
                    graph = node.graph(),
                    node = node.name(),
                    outcome = outcome.as_str(),
                    "closed",
                );
            }
        }
    }

    fn spine(&self, spine: &'static str, event: &SpineEvent<'_>) {
        match *event {
            SpineEvent::Started => tracing::info!(target: "organum::spine", spine, "started"),
            SpineEvent::Entered { event, only: place } => {
                about!(DEBUG, spine, event, { place }, "entered");
            }
            SpineEvent::Received { event } => about!(DEBUG, spine, event, {}, "received"),
            SpineEvent::Undelivered { event, place } => {
                about!(DEBUG, spine, event, { place }, "not delivered");
            }
            SpineEvent::Retried {
                event,
                organ,
                place,
                attempt,
                reason,
                delay,
            } => {
                let delay_ms = milliseconds(delay);
                about!(WARN, spine, event, { organ, place, attempt, reason, delay_ms }, "retry");
            }
            SpineEvent::Handled {
                event,
                organ,
                place,
                outcome,
                is_unhandled: unhandled,
                attempts,
                emitted,
                ..
            } => {
                let (outcome, emitted) = (outcome.as_str(), display(names(emitted)));
                about!(
                    DEBUG,
                    spine,
                    event,
                    { organ, place, attempts, outcome, unhandled, emitted },
                    "done"
                );
            }
            SpineEvent::DeadLettered {
                event,
                place,
                reason,
                letter,
            } => {
                let letter = display(letter);
                about!(ERROR, spine, event, { place, reason, letter }, "dead letter");
            }
            SpineEvent::Unreadable { reason, letter, .. } => {
                let letter = display(letter);
                tracing::error!(target: "organum::spine", spine, reason, letter, "unreadable");
            }
            SpineEvent::LettersDropped { count } => {
                tracing::error!(target: "organum::spine", spine, count, "dead letters dropped");
            }
            SpineEvent::Nacked { event, place } => {
                about!(WARN, spine, event, { place }, "left to the backend");
            }
            SpineEvent::Idle { phase } => {
                tracing::debug!(target: "organum::spine", spine, phase, "idle");
            }
            SpineEvent::Hooked {
                organ,
                place,
                outcome,
                emitted,
            } => {
                hooked(spine, organ, place, outcome, emitted);
            }
            SpineEvent::Stopping => tracing::info!(target: "organum::spine", spine, "stopping"),
            SpineEvent::Ended { outcome } => stopped(spine, outcome),
            // The layers for calls report it.
            SpineEvent::Called { .. } => {}
        }
    }

    fn saga(&self, saga: &SagaInfo, event: &SagaEvent<'_>) {
        match *event {
            SagaEvent::RollingBack { step, reason } => {
                let step = step.map(display);
                about_saga!(WARN, saga, { step, reason }, "rolling back");
            }
            SagaEvent::Undoing { step } => {
                let step = display(step);
                about_saga!(DEBUG, saga, { step }, "undoing");
            }
            SagaEvent::UndoRetried {
                step,
                attempt,
                delay,
            } => {
                let (step, delay_ms) = (display(step), milliseconds(delay));
                about_saga!(WARN, saga, { step, attempt, delay_ms }, "undo retry");
            }
            SagaEvent::Undone { step, attempts } => {
                let step = display(step);
                about_saga!(INFO, saga, { step, attempts }, "undone");
            }
            SagaEvent::Parked {
                step,
                attempts,
                reason,
                letter,
            } => {
                let (step, letter) = (display(step), letter.map(display));
                about_saga!(ERROR, saga, { step, attempts, reason, letter }, "dead letter");
            }
            SagaEvent::Ended { end } => {
                let end = end.as_str();
                about_saga!(INFO, saga, { end }, "ended");
            }
        }
    }

    fn enter(&self, node: &NodeInfo<'_>) {
        let span = lock(&self.nodes).get(&key(node)).cloned();
        let entered = span.map(Span::entered);
        ENTERED.with(|all| all.borrow_mut().push(entered));
    }

    fn exit(&self, _node: &NodeInfo<'_>) {
        let entered = ENTERED.with(|all| all.borrow_mut().pop());
        drop(entered);
    }

    fn wants_durations(&self) -> bool {
        false
    }

    fn wants_polls(&self) -> bool {
        true
    }
}

/// Reports the end of a spine.
fn stopped(spine: &'static str, outcome: Outcome) {
    match outcome {
        // A runtime that is dropped has not failed.
        Outcome::Ok | Outcome::Cancelled => {
            let outcome = outcome.as_str();
            tracing::info!(target: "organum::spine", spine, outcome, "stopped");
        }
        failed => {
            let outcome = failed.as_str();
            tracing::error!(target: "organum::spine", spine, outcome, "stopped");
        }
    }
}

/// Reports a hook that was called.
fn hooked(
    spine: &'static str,
    organ: &'static str,
    place: &str,
    outcome: Outcome,
    emitted: &[EventRef<'_>],
) {
    let emitted = display(names(emitted));
    match outcome {
        Outcome::Ok => tracing::debug!(
            target: "organum::spine", spine, organ, place, outcome = "ok", emitted, "hook",
        ),
        failed => tracing::error!(
            target: "organum::spine",
            spine, organ, place, outcome = failed.as_str(), emitted, "hook",
        ),
    }
}
