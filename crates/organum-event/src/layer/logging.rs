//! A line for each call.

use super::{Call, Layer, LayerFuture, Next, names};
use crate::Failure;

/// Writes a line for each call of a handler, when it has ended: an event of `tracing` with the message
/// `handled` at level `INFO`, or `not handled` at `WARN`, of the target `organum::event`.
///
/// | field | meaning |
/// |---|---|
/// | `event_id`, `event` | the event's id, and the name of its type |
/// | `spine`, `organ`, `place` | the spine, the organ's type, the organ's field with its handler |
/// | `attempt` | which try it was, counted from 1 |
/// | `outcome` | `ok`, `failed`, `panicked`, `timed out` or `refused` |
/// | `emitted` | the names of what was emitted, as `OrderShipped, RowLoaded x3` |
/// | `correlation_id`, `causation_id` | the event it all follows from, and the one before it |
/// | `trace_id` | that of the [trace](crate::TraceContext), if it is a part of one |
///
/// Payloads and the texts of errors are in no field. What the runtime does around calls, as retries
/// and dead letters, is told by the observer [`Tracing`](crate::observe::Tracing).
///
/// # One JSON object a line
///
/// That is a matter of the subscriber: `tracing-subscriber`, with its feature `json`, has a format
/// which writes the time as `timestamp` and, flattened, our fields beside it.
///
/// ```
/// use organum::{Runtime, Spine, event::Logging, observe::Tracing};
///
/// fn logged<S: Spine>(spine: S) -> Runtime<S> {
///     spine.builder().layer(Logging::new()).observe(Tracing::new()).build()
/// }
///
/// let subscriber = tracing_subscriber::fmt().json().flatten_event(true).finish();
/// # tracing::subscriber::with_default(subscriber, || ());
/// # let global = |subscriber: tracing_subscriber::fmt::Subscriber| {
/// tracing::subscriber::set_global_default(subscriber).expect("it is set once");
/// # };
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Logging(());

impl Logging {
    /// The layer.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Levels are constants, so there is an event for each.
macro_rules! line {
    ($level:ident, $call:expr, $next:expr, $outcome:expr, $message:literal) => {{
        let (call, event) = ($call, $call.event());
        tracing::event!(
            target: "organum::event",
            tracing::Level::$level,
            event_id = %event.id(),
            event = event.name(),
            spine = call.spine(),
            organ = call.organ(),
            place = call.place(),
            attempt = call.attempt(),
            outcome = $outcome,
            emitted = %names($next.emitted()),
            correlation_id = %event.correlation(),
            causation_id = %event.causation(),
            trace_id = event.trace().map(super::spans::trace_id),
            $message,
        );
    }};
}

impl Layer for Logging {
    fn call<'a>(&'a self, call: Call<'a>, mut next: Next<'a>) -> LayerFuture<'a> {
        Box::pin(async move {
            let result = next.run().await;
            match &result {
                Ok(()) => line!(INFO, call, next, outcome(&result), "handled"),
                Err(_) => line!(WARN, call, next, outcome(&result), "not handled"),
            }
            result
        })
    }
}

/// How a call ended, in a word or two.
pub(super) fn outcome(result: &Result<(), Failure>) -> &'static str {
    match result {
        Ok(()) => "ok",
        Err(failure) => failure.kind().as_str(),
    }
}
