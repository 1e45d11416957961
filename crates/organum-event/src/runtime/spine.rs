//! The trait of spines, which `#[spine]` implements.

use uuid::Uuid;

use super::{
    super::{
        ErasedOrgan, EventType,
        emit::root,
        table::{Row, SpineTable},
    },
    Running, SpineBuilder,
    engine::Engine,
    in_flight::Queued,
    plan::Plan,
    settings::Settings,
};

/// Organs between which events are delivered. `#[spine]` implements the trait for a struct whose fields are organs.
pub trait Spine: Send + Sized + 'static {
    /// The static table of the spine.
    const TABLE: &'static SpineTable;

    /// Returns the handlers of the event with this [key](crate::table::EventTable::key), in the order of
    /// their declaration.
    fn rows(event: u64) -> &'static [Row];

    /// Returns the organs, in the order of the fields.
    fn organs(&mut self) -> Vec<&mut dyn ErasedOrgan>;

    /// Takes the spine apart into its organs.
    fn dismantle(self) -> Vec<Box<dyn ErasedOrgan>>;

    /// Puts a [dismantled](Self::dismantle) spine together again.
    ///
    /// # Panics
    /// Panics if these are not the organs of the spine, in their order.
    fn assemble(organs: Vec<Box<dyn ErasedOrgan>>) -> Self;

    /// Returns the builder of a [`Runtime`](super::Runtime), which will own the spine.
    fn builder(self) -> SpineBuilder<Self> {
        SpineBuilder::new(self)
    }

    /// Handles an event and all events that follow from it, until the spine is idle. The start hooks are called
    /// before, the stop hooks afterwards. A [`Runtime`](super::Runtime) handles more than one event, and keeps
    /// dead letters in a store of your choice.
    ///
    /// # Errors
    /// A hook failed, or a handler with [`OnFailure::Fail`](crate::OnFailure::Fail). Other failures become
    /// dead letters, which are counted in the [`Stats`](super::Stats) and dropped with this run.
    ///
    /// # Cancel safety
    /// The remaining events are dropped.
    fn run<E: Entry<Self>>(&mut self, event: E) -> Running<'_> {
        run_once(self, event)
    }
}

/// An event that spine `S` takes from outside.
#[diagnostic::on_unimplemented(
    message = "spine `{S}` takes no `{Self}` from outside",
    label = "not an entry of `{S}`",
    note = "list it in `#[spine(entry(…))]`"
)]
pub trait Entry<S>: EventType {}

/// Runs a spine once, without a [`Runtime`].
fn run_once<S: Spine, E: Entry<S>>(spine: &mut S, event: E) -> Running<'_> {
    let mut engine = Engine::new(Plan::of(S::TABLE, S::rows, Settings::default()));
    let id = Uuid::now_v7().as_u128();
    let event = root(event, id, engine.read_clock());
    Box::pin(async move {
        engine.queue.push_back(Queued { event, left: None });
        let mut organs = spine.organs();
        let ended = engine.run(&mut organs, id).await;
        engine.stop(&mut organs, id, ended).await?;
        Ok(engine.stats)
    })
}
