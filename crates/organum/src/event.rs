//! Events, the organs that handle them, and the spines that deliver them: see the page `guide/events.md`.

#[cfg(feature = "conformance")]
pub use organum_event::conformance;
#[cfg(feature = "signal")]
pub use organum_event::interrupt;
pub use organum_event::{
    Call, Clock, DecodeError, Dedup, Difference, Emissions, Emits, EncodeError, Entry, Envelope,
    Event, EventType, Failure, FailureKind, Hook, JsonValue, Layer, LayerFn, LayerFuture, Logging,
    Metrics, Next, NotATraceContext, Nothing, OnBackendFailure, OnFailure, Organ, Outbox, Payload,
    RateExceeded, RateLimit, Replay, ReplayError, ReplayErrorKind, Report, Running, Runtime,
    Snapshot, Spans, Spine, SpineBuilder, SpineCounts, SpineDeadLetters, SpineError,
    SpineErrorKind, SpineHandle, SpinePicture, SpinePublish, SpineQueue, SpineRun, SpineShutdown,
    SpineShutdownError, Stats, Timeout, TraceContext, archive, backend, cached, encoding, layer_fn,
    picture, table,
};
