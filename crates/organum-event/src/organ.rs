//! Organs as the runtime calls them: what macros implement, types and safe code only.

use std::{any::Any, future::Future};

use stackfuture::StackFuture;

use super::{Emissions, Event, Failure, Nothing, table::OrganTable};

/// A hook of an organ that is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hook {
    /// Before the first event.
    Start,
    /// The spine is idle, for this many times, counted from 1.
    Idle(u32),
    /// After the last event.
    Stop,
}

/// Handlers of events. Implemented by `#[organ]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an organ",
    label = "not an organ",
    note = "put `#[organ]` on an `impl` block of a type of this crate, with a handler: `async fn handle(&mut self, event: &Event)`",
    note = "a field of a spine is the organ itself, not a `Box` or an `Arc` of one"
)]
pub trait Organ: Send + Sync + Sized + 'static {
    /// What it says of itself.
    const TABLE: &'static OrganTable;

    /// Can an arm of this handler match the event, as far as patterns without guards tell?
    fn wants(handler: u16, event: &Event) -> bool;

    /// Calls a handler.
    fn call(
        &mut self,
        handler: u16,
        event: &Event,
        out: &mut Emissions,
    ) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Calls a handler that is [no `async fn`](super::table::HandlerTable::is_async), without a future.
    ///
    /// # Errors
    /// How it failed.
    fn call_sync(
        &mut self,
        handler: u16,
        event: &Event,
        out: &mut Emissions,
    ) -> Result<(), Failure> {
        let _ = (handler, event, out);
        Err(Failure::refused("the handler is an `async fn`"))
    }

    /// Calls a handler of an organ that is [shared](OrganTable::shared).
    fn call_shared(
        &self,
        handler: u16,
        event: &Event,
        out: &mut Emissions,
    ) -> impl Future<Output = Result<(), Failure>> + Send {
        let _ = (handler, event, out);
        async { Err(Failure::refused("the organ is not shared")) }
    }

    /// Calls a hook.
    fn hook(
        &mut self,
        hook: Hook,
        out: &mut Emissions,
    ) -> impl Future<Output = Result<(), Failure>> + Send {
        let _ = (hook, out);
        async { Ok(()) }
    }

    /// Its state as JSON, if it was declared with `snapshot`.
    fn snapshot(&self) -> Option<Result<serde_json::Value, serde_json::Error>> {
        None
    }
}

/// A handler at work. One whose state takes up to so many bytes is not allocated.
pub type Calling<'a> = StackFuture<'a, Result<(), Failure>, 128>;

/// An [`Organ`] whose type is not known here.
pub trait ErasedOrgan: Any + Send + Sync {
    /// See [`Organ::TABLE`].
    fn table(&self) -> &'static OrganTable;
    /// See [`Organ::wants`].
    fn wants(&self, handler: u16, event: &Event) -> bool;
    /// See [`Organ::call`].
    fn call<'a>(
        &'a mut self,
        handler: u16,
        event: &'a Event,
        out: &'a mut Emissions,
    ) -> Calling<'a>;
    /// See [`Organ::call_sync`].
    ///
    /// # Errors
    /// How the handler failed.
    fn call_sync(
        &mut self,
        handler: u16,
        event: &Event,
        out: &mut Emissions,
    ) -> Result<(), Failure>;
    /// See [`Organ::call_shared`].
    fn call_shared<'a>(
        &'a self,
        handler: u16,
        event: &'a Event,
        out: &'a mut Emissions,
    ) -> Calling<'a>;
    /// See [`Organ::hook`].
    fn hook<'a>(&'a mut self, hook: Hook, out: &'a mut Emissions) -> Calling<'a>;
    /// See [`Organ::snapshot`].
    fn snapshot(&self) -> Option<Result<serde_json::Value, serde_json::Error>>;
}

impl<O: Organ> ErasedOrgan for O {
    fn table(&self) -> &'static OrganTable {
        O::TABLE
    }

    #[inline]
    fn wants(&self, handler: u16, event: &Event) -> bool {
        O::wants(handler, event)
    }

    #[inline]
    fn call<'a>(
        &'a mut self,
        handler: u16,
        event: &'a Event,
        out: &'a mut Emissions,
    ) -> Calling<'a> {
        StackFuture::from_or_box(Organ::call(self, handler, event, out))
    }

    #[inline]
    fn call_sync(
        &mut self,
        handler: u16,
        event: &Event,
        out: &mut Emissions,
    ) -> Result<(), Failure> {
        Organ::call_sync(self, handler, event, out)
    }

    #[inline]
    fn call_shared<'a>(
        &'a self,
        handler: u16,
        event: &'a Event,
        out: &'a mut Emissions,
    ) -> Calling<'a> {
        StackFuture::from_or_box(async move { Organ::call_shared(self, handler, event, out).await })
    }

    fn hook<'a>(&'a mut self, hook: Hook, out: &'a mut Emissions) -> Calling<'a> {
        StackFuture::from_or_box(Organ::hook(self, hook, out))
    }

    fn snapshot(&self) -> Option<Result<serde_json::Value, serde_json::Error>> {
        Organ::snapshot(self)
    }
}

/// Returns nothing, and sets the flag of a handler whose guards refused the event. For generated code.
#[cold]
pub fn refuse<T: Nothing>(is_refused: &mut bool) -> T {
    *is_refused = true;
    T::nothing()
}

/// For generated code: all arms of a handler refused an event that they cover.
#[cold]
pub fn unmatched() -> ! {
    unreachable!("an event is delivered only where a pattern without guards matches it")
}
