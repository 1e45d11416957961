//! Events, the organs that handle them, and the spines that carry them.
//!
//! - [`Event`], [`EventType`], [`TraceContext`], [`encoding`]: what travels, and how it is written.
//! - [`table`]: what events, organs and spines say of themselves.
//! - [`Emits`], [`Outbox`], [`Nothing`]: what handlers emit.
//! - [`Organ`]: what `#[organ]` implements.
//! - [`probe`]: how generated code asks for organs and events.
//! - [`check`]: what the tables of a spine tell, as compiler errors.
//! - [`dispatch`]: which handlers hear an event.
//! - `handler`: a handler of a spine, and one call of it.
//! - [`Layer`]: what stands around handlers; [`layer_fn`], [`Logging`], [`Spans`], [`Metrics`],
//!   [`Timeout`], [`RateLimit`], [`Dedup`].
//! - [`backend`]: where events wait, if that is not the queue of a run.
//! - `conformance`: what every backend, archive and cache promises, as tests (a feature).
//! - [`picture()`]: a spine as text, without a run.
//! - [`Spine`], [`Runtime`]: what `#[spine]` implements, and what carries events from organ to organ.
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

/// Dead letters by the names that this crate has for them.
#[allow(unused_imports, reason = "some of them serve one of the crates only")]
mod dead_letter {
    pub(crate) use organum_store::{
        Content, DeadLetter, DeadLetterFilter, DeadLetterId, DeadLetterReason, DeadLetters,
        MemoryDeadLetters, RedriveError, RedriveFuture, Redriver, StoreError, record_failure,
        remove_if,
    };
}

/// What generated code asks of a type, and where the compiler finds a declared emission.
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
    organ::{Calling, ErasedOrgan, Hook, Organ, refuse, unmatched},
    picture::{SpineCounts, SpinePicture, picture},
    runtime::{
        Difference, Entry, OnBackendFailure, Replay, ReplayError, ReplayErrorKind, Report, Running,
        Runtime, Snapshot, Spine, SpineBuilder, SpineDeadLetters, SpineError, SpineErrorKind,
        SpineHandle, SpinePublish, SpineQueue, SpineRun, SpineShutdown, Stats,
    },
    table::OnFailure,
};
/// What the [snapshot](Organ::snapshot) of an organ is.
pub use serde_json::Value as JsonValue;

pub use organum_base::{
    clock::Clock,
    trace_context::{NotATraceContext, TraceContext},
};
