//! Where that goes what the handlers of a delivery did: into the backend.

use super::{
    super::{
        Event,
        backend::{Message, Receipt, Settlement, Then},
    },
    SpineError,
    link::Link,
    outlet::{Hold, Outlet},
    station::Stations,
};

/// A delivery, with what is not recorded yet. The last handler of an event is so recorded in one step
/// with the end of the event.
pub(super) struct Served<'a> {
    link: &'a Link,
    stations: &'a Stations,
    receipt: &'a Receipt,
    done: Option<usize>,
    emitted: Vec<Message>,
}

impl<'a> Served<'a> {
    pub(super) fn new(link: &'a Link, stations: &'a Stations, receipt: &'a Receipt) -> Self {
        Self {
            link,
            stations,
            receipt,
            done: None,
            emitted: Vec::new(),
        }
    }

    /// Records the end of the delivery.
    pub(super) async fn end(mut self, then: Then) -> Result<Hold, SpineError> {
        self.settle(then).await
    }

    async fn settle(&mut self, then: Then) -> Result<Hold, SpineError> {
        let place = self.done.take().map(|at| &*self.stations.at(at).place);
        let settlement = Settlement::then(then)
            .done(place.as_slice())
            .emitted(&self.emitted);
        let hold = self.link.settle(self.receipt, settlement).await?;
        self.emitted.clear();
        Ok(hold)
    }
}

impl Outlet for Served<'_> {
    const IS_WRITTEN: bool = true;

    async fn record(&mut self) -> Result<Hold, SpineError> {
        match self.done {
            Some(_) => self.settle(Then::Keep).await,
            None => Ok(Hold::Ours),
        }
    }

    fn take(&mut self, handler: usize, emitted: &mut Vec<Box<Event>>) {
        self.done = Some(handler);
        self.emitted.extend(emitted.drain(..).map(Message::checked));
    }
}
