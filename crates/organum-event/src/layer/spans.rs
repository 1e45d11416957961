//! A span around each call.

use tracing::{
    Instrument,
    field::{DisplayValue, Empty, display},
};

use super::{Call, Layer, LayerFuture, Next, logging::outcome, names};
use crate::TraceContext;

/// Opens a span of `tracing` around each call of a handler: what handlers log lies in it.
///
/// The span is called `handle`, of level `INFO` and of the target `organum::event`. Its fields are
/// those of a line of [`Logging`](super::Logging), and of the event's trace, if it is a part of one:
///
/// | field | meaning |
/// |---|---|
/// | `trace_id` | the trace |
/// | `parent_span_id` | the span in it that led to the event |
/// | `span_id` | the handling of the event: what handlers emit has it as the span that led there |
///
/// `outcome` and `emitted` are recorded at the end, and stay empty for a call that is dropped.
///
/// Calls follow one another as events stand in the queue, so the span that one lies in is that of
/// the run, not that of the call which emitted the event. What led to what is in the ids: the
/// `causation_id` of a span is the `event_id` of those that its event was emitted in, and all that
/// follow from one event from outside have one `correlation_id`. With
/// a trace, the same is said by `parent_span_id`, `span_id` and `trace_id`, in the form that other
/// programs know: the calls of one event share their `span_id`.
///
/// ```
/// use organum::{Runtime, Spine, event::{Logging, Spans}};
///
/// /// The lines of `Logging` lie in the spans, as they are inside.
/// fn traced<S: Spine>(spine: S) -> Runtime<S> {
///     spine.builder().layer(Spans::new()).layer(Logging::new()).build()
/// }
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Spans(());

impl Spans {
    /// The layer.
    pub fn new() -> Self {
        Self::default()
    }
}

/// The id of a trace as headers have it.
pub(super) fn trace_id(trace: &TraceContext) -> DisplayValue<String> {
    display(format!("{:032x}", trace.trace_id()))
}

fn span_id(trace: &TraceContext) -> DisplayValue<String> {
    display(format!("{:016x}", trace.span_id()))
}

impl Layer for Spans {
    fn call<'a>(&'a self, call: Call<'a>, mut next: Next<'a>) -> LayerFuture<'a> {
        let event = call.event();
        let trace = event.trace();
        let span = tracing::info_span!(
            target: "organum::event",
            "handle",
            event_id = %event.id(),
            event = event.name(),
            spine = call.spine(),
            organ = call.organ(),
            place = call.place(),
            attempt = call.attempt(),
            outcome = Empty,
            emitted = Empty,
            correlation_id = %event.correlation(),
            causation_id = %event.causation(),
            trace_id = trace.map(trace_id),
            parent_span_id = trace.map(span_id),
            span_id = trace.map(|trace| span_id(&trace.child(event.head.id))),
        );
        Box::pin(async move {
            let result = next.run().instrument(span.clone()).await;
            span.record("outcome", outcome(&result));
            span.record("emitted", display(names(next.emitted())));
            result
        })
    }
}
