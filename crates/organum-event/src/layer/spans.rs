//! A layer that opens a span around each call.

use tracing::{
    Instrument,
    field::{DisplayValue, Empty, display},
};

use super::{Call, Layer, LayerFuture, Next, logging::outcome, names};
use crate::TraceContext;

/// A layer that opens a `tracing` span around each call of a handler: it contains the handler's log lines.
///
/// The span's name is `handle`, its level `INFO` and its target `organum::event`. Its fields are those of
/// [`Logging`](super::Logging), and of the event's trace, if it is a part of one:
///
/// | field | meaning |
/// |---|---|
/// | `trace_id` | the id of the trace |
/// | `parent_span_id` | the span in the trace that led to the event |
/// | `span_id` | the handling of the event: the parent span of the emitted events |
///
/// `outcome` and `emitted` are recorded at the end, and stay empty for a dropped call.
///
/// Calls follow the order of the queue, so the parent of the span is the span of the run, not that of the
/// call that emitted the event. The causality is in the ids: the `causation_id` of a span is the
/// `event_id` of the span whose call emitted its event, and all events that follow from one event from
/// outside have the same `correlation_id`. In a trace, `parent_span_id`, `span_id` and `trace_id` have the
/// same meaning in the standard form; the calls of one event share their `span_id`.
///
/// ```
/// use organum::{Runtime, Spine, event::{Logging, Spans}};
///
/// /// The log lines of `Logging` are inside the spans.
/// fn traced<S: Spine>(spine: S) -> Runtime<S> {
///     spine.builder().layer(Spans::new()).layer(Logging::new()).build()
/// }
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Spans(());

impl Spans {
    /// Returns the layer.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Returns the id of a trace in the form of the `traceparent` header.
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
