//! Events, the organs that handle them, and the spines that carry them.
//!
//! - [`Event`], [`EventType`], [`TraceContext`], [`encoding`]: events with their payloads, and their
//!   form in JSON.
//! - [`table`]: the static tables of events, organs and spines.
//! - [`Emits`], [`Outbox`], [`Nothing`]: the outputs of handlers.
//! - [`Organ`]: the trait that `#[organ]` implements.
//! - [`probe`]: access of generated code to organs and events.
//! - [`check`]: the checks of a spine's tables, reported as compiler errors.
//! - [`dispatch`]: the table from an event to its handlers.
//! - `handler`: a handler of a spine, and one call of it.
//! - [`Layer`]: code around handlers; [`layer_fn`], [`Logging`], [`Spans`], [`Metrics`],
//!   [`Timeout`], [`RateLimit`], [`Dedup`].
//! - [`backend`]: queues of events outside of a run.
//! - `conformance`: the tests that every backend, archive and cache has to pass (a feature).
//! - [`picture()`]: a diagram of a spine, without a run.
//! - [`Spine`], [`Runtime`]: the trait that `#[spine]` implements, and the runtime that delivers
//!   events between organs.
//! - [`archive`], [`Replay`]: recorded runs, and their replay.
//! - [`cached`]: organs whose emissions are cached for equal events.

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
mod event;
mod failure;
mod guarded;
mod handler;
mod layer;
mod organ;
mod picture;
#[doc(hidden)]
pub mod probe;
mod runtime;
pub mod table;

use organum_base::{markup, messages, observe, panics, policy};
use organum_store::key;

/// The types of dead letters, imported in one place.
#[allow(unused_imports, reason = "some of them are used by one feature only")]
mod dead_letter {
    pub(crate) use organum_store::{
        Content, DeadLetter, DeadLetterFilter, DeadLetterId, DeadLetterReason, DeadLetters,
        MemoryDeadLetters, RedriveError, RedriveFuture, Redriver, StoreError, record_failure,
        remove_if,
    };
}

/// The helpers of generated code for the emissions that a type declares.
#[doc(hidden)]
pub use self::emit::{Alone, At, Declares, OutboxOf};
#[cfg(feature = "signal")]
pub use self::runtime::interrupt;
pub use self::{
    emit::{Emissions, EmitList, Emits, Nothing, Outbox},
    event::{
        DecodeError, EncodeError, Envelope, Event, EventType, Head, Payload, decode, encoding,
    },
    failure::{Failure, FailureKind},
    layer::{
        Call, Dedup, Layer, LayerFn, LayerFuture, Logging, Metrics, Next, RateExceeded, RateLimit,
        Spans, Timeout, layer_fn,
    },
    organ::{
        Calling, ErasedOrgan, Hook, IsOrgan, Organ, ThreadsShare, check_organ, check_threads_share,
        refuse, unmatched,
    },
    picture::{SpineCounts, SpinePicture, picture},
    runtime::{
        Difference, Entry, OnBackendFailure, Replay, ReplayError, ReplayErrorKind, Report, Running,
        Runtime, Snapshot, Spine, SpineBuilder, SpineDeadLetters, SpineError, SpineErrorKind,
        SpineHandle, SpinePublish, SpineQueue, SpineRun, SpineShutdown, SpineShutdownError, Stats,
    },
    table::OnFailure,
};
/// The type of an organ's [snapshot](Organ::snapshot).
pub use serde_json::Value as JsonValue;

pub use organum_base::{
    clock::Clock,
    trace_context::{NotATraceContext, TraceContext},
};
