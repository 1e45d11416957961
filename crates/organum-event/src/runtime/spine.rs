//! Spines as the runtime runs them: what `#[spine]` implements.

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

/// Organs that hear one another. Implemented by `#[spine]`, on a struct whose fields are the organs.
pub trait Spine: Send + Sized + 'static {
    /// What it says of itself.
    const TABLE: &'static SpineTable;

    /// The handlers of the event with this [key](crate::table::EventTable::key), in the order of
    /// their declaration.
    fn rows(event: u64) -> &'static [Row];

    /// The organs, in the order of the fields.
    fn organs(&mut self) -> Vec<&mut dyn ErasedOrgan>;

    /// The organs, each on its own.
    fn dismantle(self) -> Vec<Box<dyn ErasedOrgan>>;

    /// The spine that was [dismantled](Self::dismantle) into these organs.
    ///
    /// # Panics
    /// They are not its organs, in their order.
    fn assemble(organs: Vec<Box<dyn ErasedOrgan>>) -> Self;

    /// The settings of a [`Runtime`](super::Runtime) of this spine, which owns it.
    fn builder(self) -> SpineBuilder<Self> {
        SpineBuilder::new(self)
    }

    /// Handles an event and all that follow from it, until the spine is idle, with the hooks of the start
    /// before and those of the stop after it. A [`Runtime`](super::Runtime) handles more than one,
    /// and keeps dead letters where you want them.
    ///
    /// # Errors
    /// A hook failed, or a handler whose failures are to stop the spine. Other failures become dead
    /// letters, which are counted in the [`Stats`](super::Stats), and dropped with this run.
    ///
    /// # Cancel safety
    /// What was not handled is dropped.
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

/// Runs a spine once, without a [`Runtime`] of one's own.
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
