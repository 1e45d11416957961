//! Events, the organs that handle them, and the spines that carry them.
//!
//! - [`table`]: what events, organs and spines say of themselves.
//! - [`Event`], [`EventType`], [`TraceContext`], [`encoding`]: what travels, and how it is written.
//! - [`Emits`], [`Outbox`], [`Nothing`]: what handlers emit.
//! - [`Organ`], [`Spine`]: what macros implement.
//! - [`check`]: what the tables of a spine tell, as compiler errors.
//! - [`dispatch`]: which handlers hear an event.
//! - [`Layer`]: what stands around handlers.
//! - [`Runtime`]: carries events from organ to organ.

pub mod check;
pub mod dispatch;
mod emit;
pub mod encoding;
mod envelope;
mod failure;
mod id;
mod layer;
mod organ;
mod runtime;
pub mod table;
mod trace_context;

pub(crate) use self::id::derive;
pub use self::{
    emit::{Alone, At, Declares, Emissions, EmitList, Emits, Nothing, Outbox, OutboxOf},
    encoding::{DecodeError, EncodeError},
    envelope::{Envelope, Event, EventType, Head, Payload, decode},
    failure::{Failure, FailureKind},
    layer::{Call, Layer, LayerFuture, Next},
    organ::{
        Calling, Entry, ErasedOrgan, Hook, Organ, Spine, boxed, erased, reassembled, unhandled,
        unmatched,
    },
    runtime::{Clock, Runtime, SpineError, Stats},
    table::OnFailure,
    trace_context::{NotATraceContext, TraceContext},
};
