//! An event that several organs are at work on.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::super::{
    super::{
        Event,
        backend::{Message, Receipt, Settlement, Then},
    },
    SpineError,
    engine::{Left, Queued},
    letters::Exhumed,
    link::Link,
    outlet::Hold,
    settings::Settings,
    station::Stations,
    visit::Delivered,
};

/// An event that several organs are at work on.
pub(super) struct Item {
    /// The order in which events were taken up.
    pub(super) number: u64,
    carrier: Carrier,
    pub(super) only: Option<u16>,
    pub(super) exhumed: Option<Exhumed>,
    progress: Mutex<Progress>,
}

enum Carrier {
    /// From the queue of a run.
    Queue(Box<Event>),
    /// From a backend.
    Backend(Arc<Event>, Receipt),
}

#[derive(Default)]
struct Progress {
    /// How many handlers are not done with this delivery.
    left: usize,
    done: Vec<u16>,
    nacked: Vec<u16>,
    /// Could something not be settled? Then nothing more is, as the event would end without it: it is
    /// delivered again.
    is_lost: bool,
}

/// How far an item came with one more handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Others are at work on it.
    Goes,
    /// It is done, or its lease has lapsed.
    Ended(Hold),
    /// It is to be delivered again, from the queue of the run.
    Again,
}

impl Item {
    pub(super) fn queued(number: u64, queued: Queued) -> Self {
        let left = queued.left.map_or_else(Left::default, |left| *left);
        Self::new(number, Carrier::Queue(queued.event), left)
    }

    pub(super) fn delivered(
        number: u64,
        event: Arc<Event>,
        receipt: Receipt,
        left: Option<Left>,
    ) -> Self {
        let carrier = Carrier::Backend(event, receipt);
        Self::new(number, carrier, left.unwrap_or_default())
    }

    fn new(number: u64, carrier: Carrier, left: Left) -> Self {
        Self {
            number,
            carrier,
            only: left.only,
            exhumed: left.exhumed,
            progress: Mutex::new(Progress {
                done: left.done,
                ..Progress::default()
            }),
        }
    }

    pub(super) fn event(&self) -> &Event {
        match &self.carrier {
            Carrier::Queue(event) => event,
            Carrier::Backend(event, _) => event,
        }
    }

    pub(super) fn receipt(&self) -> Option<&Receipt> {
        match &self.carrier {
            Carrier::Queue(_) => None,
            Carrier::Backend(_, receipt) => Some(receipt),
        }
    }

    /// Back into the queue of a run.
    pub(super) fn into_queued(self) -> Option<Queued> {
        let Carrier::Queue(event) = self.carrier else {
            return None;
        };
        let left = Left {
            done: self.progress.into_inner().done,
            only: self.only,
            exhumed: self.exhumed,
        };
        let is_part = left.only.is_some() || left.exhumed.is_some() || !left.done.is_empty();
        let left = is_part.then(|| Box::new(left));
        Some(Queued { event, left })
    }

    /// Begins a delivery: which of these handlers are to have it.
    pub(super) async fn begin(&self, handlers: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut progress = self.progress.lock().await;
        let left = Left {
            done: std::mem::take(&mut progress.done),
            only: self.only,
            exhumed: None,
        };
        let wanted: Vec<usize> = handlers.filter(|at| !left.skips(*at)).collect();
        progress.done = left.done;
        progress.left = wanted.len();
        progress.nacked.clear();
        wanted
    }

    /// A handler is done, or did not want the event. Steps are recorded one after the other: that which
    /// ends the event is the last one.
    pub(super) async fn step(
        &self,
        handler: usize,
        delivered: Option<Delivered>,
        emitted: &mut Vec<Box<Event>>,
        (stations, settings, link): (&Stations, &Settings, Option<&Link>),
    ) -> Result<Step, SpineError> {
        let mut progress = self.progress.lock().await;
        progress.left -= 1;
        let at = u16::try_from(handler).expect("handlers are counted in a u16");
        let is_done = matches!(delivered, Some(Delivered::Done | Delivered::Buried));
        if is_done {
            progress.done.push(at);
        } else if delivered == Some(Delivered::Nacked) {
            progress.nacked.push(at);
        }
        let ends = progress.left == 0;
        let nacks = !progress.nacked.is_empty();
        let (Some(receipt), Some(link)) = (self.receipt(), link) else {
            return Ok(match (ends, nacks) {
                (false, _) => Step::Goes,
                (true, false) => Step::Ended(Hold::Ours),
                (true, true) => Step::Again,
            });
        };
        let then = match (ends, nacks) {
            (false, _) => Then::Keep,
            (true, false) => Then::Ack,
            (true, true) => Then::Nack {
                delay: settings.redelivery_after(self.event().attempt()),
            },
        };
        let messages: Vec<Message> = emitted.drain(..).map(Message::checked).collect();
        let place = is_done.then(|| &*stations.at(handler).place);
        let settlement = Settlement::then(then)
            .done(place.as_slice())
            .emitted(&messages);
        if !progress.is_lost && (is_done || ends) {
            progress.is_lost = link.settle(receipt, settlement).await? == Hold::Lost;
        }
        Ok(match (ends, progress.is_lost) {
            (false, _) => Step::Goes,
            (true, false) => Step::Ended(Hold::Ours),
            (true, true) => Step::Ended(Hold::Lost),
        })
    }
}
