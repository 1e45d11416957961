//! Events, the organs that handle them, and the spines that carry them.
//!
//! - [`table`]: what events, organs and spines say of themselves.
//! - [`Event`], [`EventType`], [`TraceContext`], [`encoding`]: what travels, and how it is written.
//! - [`Emits`], [`Outbox`], [`Nothing`]: what handlers emit.
//! - [`Organ`], [`Spine`]: what macros implement.
//! - [`probe`]: how generated code asks for organs and events.
//! - [`check`]: what the tables of a spine tell, as compiler errors.
//! - [`dispatch`]: which handlers hear an event.
//! - [`Layer`]: what stands around handlers; [`layer_fn`], [`Logging`], [`Spans`], [`Metrics`],
//!   [`Timeout`], [`RateLimit`], [`Dedup`].
//! - [`backend`]: where events wait, if that is not the queue of a run.
//! - `conformance`: what every backend, archive and cache promises, as tests (a feature).
//! - [`mod@picture`]: a spine as text, without a run.
//! - [`Runtime`]: carries events from organ to organ.
//! - [`archive`], [`Replay`]: what happened, written down and done again.
//! - [`cached`]: organs that need not be called twice for equal events.

pub mod archive;
pub mod backend;
pub mod cached;
#[doc(hidden)]
pub mod check;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
#[doc(hidden)]
pub mod dispatch;
mod emit;
pub mod encoding;
mod envelope;
mod failure;
mod guarded;
mod layer;
mod organ;
mod picture;
#[doc(hidden)]
pub mod probe;
mod runtime;
pub mod table;

use organum_base::{markup, messages, observe, panics, policy};
use organum_store::key;

/// Dead letters by the names that this crate has for them.
#[allow(unused_imports, reason = "some of them serve one of the crates only")]
mod dead_letter {
    pub(crate) use organum_store::{
        Content, DeadLetter, DeadLetterFilter, DeadLetterId, DeadLetterReason, DeadLetters,
        MemoryDeadLetters, RedriveError, RedriveFuture, Redriver, StoreError, record_failure,
        remove_if,
    };
}

#[cfg(feature = "signal")]
pub use self::runtime::interrupt;
pub use self::{
    emit::{Alone, At, Declares, Emissions, EmitList, Emits, Nothing, Outbox, OutboxOf},
    encoding::{DecodeError, EncodeError},
    envelope::{Envelope, Event, EventType, Head, Payload, decode},
    failure::{Failure, FailureKind},
    layer::{
        Call, Dedup, Layer, LayerFn, LayerFuture, Logging, Metrics, Next, RateExceeded, RateLimit,
        Spans, Timeout, layer_fn,
    },
    organ::{
        Calling, Entry, ErasedOrgan, Hook, Organ, Spine, note_unhandled, unhandled, unmatched,
    },
    picture::{SpineCounts, SpinePicture, picture},
    probe::KeyText,
    runtime::{
        Difference, OnBackendFailure, Replay, ReplayError, Report, Running, Runtime, Snapshot,
        SpineBuilder, SpineDeadLetters, SpineError, SpineErrorKind, SpineHandle, SpinePublish,
        SpineQueue, SpineRun, SpineShutdown, Stats,
    },
    table::OnFailure,
};
/// What the [snapshot](Organ::snapshot) of an organ is.
pub use serde_json::Value as JsonValue;

pub use organum_base::{
    clock::Clock,
    trace_context::{NotATraceContext, TraceContext},
};
