//! A layer that logs each call.

use super::{Call, Layer, LayerFuture, Next, names};
use crate::Failure;

/// A layer that logs each call of a handler when it has ended: a `tracing` event with the message
/// `handled` at level `INFO`, or `not handled` at `WARN`, and the target `organum::event`.
///
/// | field | meaning |
/// |---|---|
/// | `event_id`, `event` | the event's id, and the name of its type |
/// | `spine`, `organ`, `place` | the spine, the organ's type, the organ's field with its handler |
/// | `attempt` | the number of the attempt, counted from 1 |
/// | `outcome` | `ok`, `failed`, `panicked`, `timed out` or `refused` |
/// | `emitted` | the names of the emitted events, as `OrderShipped, RowLoaded x3` |
/// | `correlation_id`, `causation_id` | the ids of the event from outside, and of the parent event |
/// | `trace_id` | the id of the [trace](crate::TraceContext), if the event is a part of one |
///
/// Payloads and the texts of errors are in no field. The observer [`Tracing`](crate::observe::Tracing)
/// reports what the runtime does around calls, such as retries and dead letters.
///
/// # JSON
///
/// The subscriber determines the format: that of `tracing-subscriber`, with its feature `json`, writes one
/// JSON object per line, with the time as `timestamp` and, flattened, the fields of the table.
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
    /// Returns the layer.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Emits the `tracing` event: its level has to be a constant.
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

/// Returns the outcome of a call, in one or two words.
pub(super) fn outcome(result: &Result<(), Failure>) -> &'static str {
    match result {
        Ok(()) => "ok",
        Err(failure) => failure.kind().as_str(),
    }
}
