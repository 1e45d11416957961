//! The interface between organs and the runtime: the macros implement it with types and safe code only.

use std::{any::Any, future::Future};

use stackfuture::StackFuture;

use super::{Emissions, Event, Failure, Nothing, table::OrganTable};

/// A call of a hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hook {
    /// The call before the first event.
    Start,
    /// The call when the spine is idle, with the number of such calls so far, counted from 1.
    Idle(u32),
    /// The call after the last event.
    Stop,
}

/// A type with `#[organ]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an organ",
    label = "not an organ",
    note = "put `#[organ]` on an `impl` block of a type of this crate, with a handler: `async fn handle(&mut self, event: &Event)`",
    note = "a field of a spine is the organ itself, not a `Box` or an `Arc` of one"
)]
pub trait IsOrgan {}

/// Requires that a field of a spine is an organ.
pub const fn check_organ<T: IsOrgan>() {}

/// A type that threads can share.
#[diagnostic::on_unimplemented(
    message = "organ `{Self}` cannot be shared by threads",
    label = "a field of `{Self}` is not `Send + Sync`",
    note = "use `Arc` for `Rc`, `Mutex` for `RefCell`, an atomic for `Cell`, and give a trait object its supertraits: `trait Name: Send + Sync`"
)]
pub trait ThreadsShare: Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> ThreadsShare for T {}

/// Requires that threads can share an organ.
pub const fn check_threads_share<T: ThreadsShare>() {}

/// Handlers of events. Implemented by `#[organ]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an organ",
    label = "not an organ",
    note = "put `#[organ]` on an `impl` block of a type of this crate, with a handler: `async fn handle(&mut self, event: &Event)`",
    note = "a field of a spine is the organ itself, not a `Box` or an `Arc` of one"
)]
pub trait Organ: Send + Sync + Sized + 'static {
    /// The static table of the organ.
    const TABLE: &'static OrganTable;

    /// Returns false if no arm of this handler can match the event. Guards are not evaluated.
    fn wants(handler: u16, event: &Event) -> bool;

    /// Calls a handler, and stages the events that it emits in `out`.
    fn call(
        &mut self,
        handler: u16,
        event: &Event,
        out: &mut Emissions,
    ) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Calls a handler that is [not an `async fn`](super::table::HandlerTable::is_async), without a future.
    ///
    /// # Errors
    /// The failure of the handler.
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

    /// Returns the organ's state as JSON, if the organ is declared with `snapshot`.
    fn snapshot(&self) -> Option<Result<serde_json::Value, serde_json::Error>> {
        None
    }
}

/// The future of a called handler. A future of up to 128 bytes is stored in place, a larger one is allocated.
pub type Calling<'a> = StackFuture<'a, Result<(), Failure>, 128>;

/// An [`Organ`] behind a trait object.
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
    /// The failure of the handler.
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

/// Returns the empty output of a handler whose guards refused the event, and sets its flag: generated code calls
/// it in the arm for what all other arms refuse.
#[cold]
pub fn refuse<T: Nothing>(is_refused: &mut bool) -> T {
    *is_refused = true;
    T::nothing()
}

/// Panics: generated code calls it in the arm that remains when all patterns of a handler are covered.
#[cold]
pub fn unmatched() -> ! {
    unreachable!("an event is delivered only where a pattern without guards matches it")
}
