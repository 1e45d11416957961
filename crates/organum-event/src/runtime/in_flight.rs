//! An event at its handlers, until it is settled: the only state machine of delivery.
//!
//! [`InFlight`] tracks the handlers that remain, those that have the event now, those that left it to the
//! backend, and the results that are not yet recorded. Its driver, sequential or parallel, gives each handler
//! a [handling](super::handling), [completes](InFlight::complete) it, and [records](InFlight::record) the result.
//!
//! No state leaves it across an await: the events that a handler emitted are queued in the same step in which
//! the handler completes, and results stay here until the backend has recorded them. So a driver whose future
//! is dropped can resume.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use organum_base::clock::later;
use tokio::time::Instant;
use uuid::Uuid;

use super::{
    super::{
        Event,
        backend::{Delivery, Message, Receipt, Settlement, Then},
        table::Row,
    },
    SpineError, Stats,
    dead_letter::LetterWriter,
    handling::{Delivered, Handling},
    plan::Plan,
};
use crate::dead_letter::DeadLetterId;

/// An event in the queue.
pub(super) struct Queued {
    pub(super) event: Box<Event>,
    /// The remaining work of the event, if that is not all of it.
    pub(super) left: Option<Box<Left>>,
}

/// The remaining work of an event.
#[derive(Default)]
pub(super) struct Left {
    /// The handlers that have completed.
    pub(super) done: Vec<u16>,
    /// The only handler that the event is for; absent if it is for all.
    pub(super) only: Option<u16>,
    /// The dead letter from which the event was redriven, in a run in memory.
    pub(super) letter: Option<DeadLetterId>,
    /// The handlers that left the event to the backend, in this delivery.
    nacked: Vec<u16>,
    /// The delay of the next attempt of a handler that a stop interrupted.
    interrupted: Option<Duration>,
    /// True if the event is also for handlers that this program does not have, and that have not completed.
    pub(super) has_missing: bool,
    /// True if the only handler that the event is for has succeeded.
    is_redriven: bool,
    /// True if the chain is too long: the event reaches no handler, and becomes a dead letter.
    is_too_far: bool,
}

impl Left {
    pub(super) fn new(done: Vec<u16>, only: Option<u16>, letter: Option<DeadLetterId>) -> Self {
        Self {
            done,
            only,
            letter,
            ..Self::default()
        }
    }

    pub(super) fn skips(&self, handler: u16) -> bool {
        self.done.contains(&handler) || self.only.is_some_and(|only| only != handler)
    }
}

/// The result of a call that needs the lease of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    Ours,
    /// The lease has expired, and another consumer handles the event.
    Lost,
}

/// An event at its handlers.
pub(super) struct InFlight {
    rows: &'static [Row],
    sink: Sink,
    progress: Mutex<Progress>,
}

/// The source of the event, which is also the destination of the events that its handlers emit.
pub(super) enum Sink {
    /// The queue of a run.
    Queue(Box<Event>),
    /// A backend.
    Backend(Arc<Event>, Box<Settling>),
}

/// The progress of an event through its handlers.
pub(super) struct Progress {
    /// The number of handlers that were called or, in parallel, that have the event.
    pub(super) position: usize,
    /// The handlers that have the event in parallel.
    open: Vec<u16>,
    /// Absent for most events.
    pub(super) left: Option<Box<Left>>,
    /// The handling by the handler at this position.
    pub(super) handling: Option<Handling>,
}

/// A delivery of a backend, with the results that are not recorded yet.
pub(super) struct Settling {
    /// The id of the message.
    id: Uuid,
    receipt: Receipt,
    /// The time until which handlers may begin without another call of the backend.
    fresh: Mutex<Fresh>,
    /// Held during a record, so that the record that ends the delivery is the last one.
    order: tokio::sync::Mutex<()>,
    unrecorded: Mutex<Unrecorded>,
}

/// The validity of a delivery's lease.
#[derive(Clone, Copy, Default)]
struct Fresh {
    /// The time at which half of the lease has passed. Absent before the delivery has begun.
    until: Option<Instant>,
    /// True if the lease was renewed by the call that has just completed, however long it took.
    is_asked: bool,
}

#[derive(Default)]
struct Unrecorded {
    done: Vec<u16>,
    emitted: Vec<Message>,
    /// True if the end of the delivery is recorded.
    is_settled: bool,
    /// True if a settlement was refused. Then nothing more is recorded, since the delivery would end without
    /// the refused part: the event is redelivered.
    is_lost: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sink {
    #[inline]
    pub(super) fn event(&self) -> &Event {
        match self {
            Self::Queue(event) => event,
            Self::Backend(event, _) => event,
        }
    }

    /// Returns true if emitted events are encoded, so that their length is limited.
    #[inline]
    pub(super) fn is_written(&self) -> bool {
        matches!(self, Self::Backend(..))
    }

    /// Returns true if results have to be [recorded](InFlight::record) before the next handler is called.
    #[inline]
    pub(super) fn is_due(&self) -> bool {
        match self {
            Self::Queue(_) => false,
            Self::Backend(_, settling) => !lock(&settling.unrecorded).done.is_empty(),
        }
    }

    /// Returns true if the backend has to be notified before a handler begins. The check is made once for each
    /// handler.
    #[inline]
    pub(super) fn is_stale(&self) -> bool {
        match self {
            Self::Queue(_) => false,
            Self::Backend(_, settling) => {
                let mut fresh = lock(&settling.fresh);
                !std::mem::take(&mut fresh.is_asked)
                    && fresh.until.is_none_or(|until| until <= Instant::now())
            }
        }
    }

    /// Returns true if the lease of the delivery has expired.
    #[inline]
    pub(super) fn is_lost(&self) -> bool {
        match self {
            Self::Queue(_) => false,
            Self::Backend(_, settling) => lock(&settling.unrecorded).is_lost,
        }
    }

    /// Completes a handler; `delivered` is absent if no arm of the handler matches the event. The events that
    /// it emitted are queued or staged in the same step.
    #[inline]
    pub(super) fn complete(
        &self,
        progress: &mut Progress,
        handler: u16,
        delivered: Option<Delivered>,
        emitted: &mut Vec<Box<Event>>,
        (queue, stats): (&mut VecDeque<Queued>, &mut Stats),
    ) {
        progress.passed(handler, delivered);
        stats.emitted += emitted.len() as u64;
        match self {
            Self::Queue(_) => enqueue(queue, emitted),
            Self::Backend(_, settling) => {
                let mut unrecorded = lock(&settling.unrecorded);
                if matches!(delivered, Some(Delivered::Done | Delivered::DeadLettered)) {
                    unrecorded.done.push(handler);
                }
                let emitted = emitted.drain(..).map(Message::checked);
                unrecorded.emitted.extend(emitted);
            }
        }
    }
}

/// Moves emitted events to the end of a queue.
#[inline]
pub(super) fn enqueue(queue: &mut VecDeque<Queued>, emitted: &mut Vec<Box<Event>>) {
    if emitted.len() == 1 {
        // Most handlers emit one event, so this case has a faster path.
        if let Some(event) = emitted.pop() {
            queue.push_back(Queued { event, left: None });
        }
    } else {
        let queued = |event| Queued { event, left: None };
        queue.extend(emitted.drain(..).map(queued));
    }
}

impl Unrecorded {
    /// Returns the emitted events, with the handlers that they are for.
    fn addressed(&self, plan: &Plan) -> Vec<Message> {
        let emitted = self.emitted.iter().cloned();
        emitted.map(|message| plan.addressed(message)).collect()
    }
}

impl Progress {
    /// Returns the new state of a delivery whose handlers have all been called.
    fn end(&self, redelivery: impl FnOnce() -> Duration) -> Then {
        match self.left.as_deref() {
            Some(left) if !left.nacked.is_empty() => Then::Nack {
                delay: redelivery(),
            },
            Some(Left {
                interrupted: Some(delay),
                ..
            }) => Then::Release { delay: *delay },
            Some(Left {
                has_missing: true, ..
            }) => Then::Release {
                delay: Duration::ZERO,
            },
            _ => Then::Ack,
        }
    }

    /// Returns the handlers that left the event to the backend.
    fn nacked(&self) -> &[u16] {
        self.left.as_ref().map_or(&[], |left| &left.nacked)
    }

    #[inline]
    fn passed(&mut self, handler: u16, delivered: Option<Delivered>) {
        match self.open.iter().position(|open| *open == handler) {
            Some(at) => drop(self.open.swap_remove(at)),
            None => self.position += 1,
        }
        match delivered {
            Some(Delivered::Nacked) => {
                let left = self.left.get_or_insert_default();
                left.nacked.push(handler);
            }
            Some(Delivered::Interrupted(delay)) => {
                let left = self.left.get_or_insert_default();
                left.interrupted = left.interrupted.max(Some(delay));
            }
            Some(Delivered::Done) => {
                if let Some(left) = &mut self.left {
                    left.is_redriven |= left.only == Some(handler);
                }
            }
            _ => {}
        }
    }

    #[inline]
    pub(super) fn skips(&self, handler: u16) -> bool {
        self.left.as_ref().is_some_and(|left| left.skips(handler))
    }
}

impl InFlight {
    #[inline]
    pub(super) fn queued(event: Box<Event>, mut left: Option<Box<Left>>, plan: &Plan) -> Self {
        let rows = rows(&event, &mut left, plan);
        Self::new(rows, Sink::Queue(event), left)
    }

    pub(super) fn delivered(
        event: Arc<Event>,
        delivery: &Delivery,
        left: Option<Left>,
        plan: &Plan,
    ) -> Self {
        let settling = Settling {
            id: delivery.id,
            receipt: delivery.receipt.clone(),
            fresh: Mutex::default(),
            order: tokio::sync::Mutex::new(()),
            unrecorded: Mutex::default(),
        };
        let mut left = left.map(Box::new);
        let rows = rows(&event, &mut left, plan);
        Self::new(rows, Sink::Backend(event, Box::new(settling)), left)
    }

    #[inline]
    fn new(rows: &'static [Row], sink: Sink, left: Option<Box<Left>>) -> Self {
        let progress = Progress {
            position: 0,
            open: Vec::new(),
            left,
            handling: None,
        };
        Self {
            rows,
            sink,
            progress: Mutex::new(progress),
        }
    }

    pub(super) fn event(&self) -> &Event {
        self.sink.event()
    }

    pub(super) fn sink(&self) -> &Sink {
        &self.sink
    }

    pub(super) fn receipt(&self) -> Option<&Receipt> {
        match &self.sink {
            Sink::Queue(_) => None,
            Sink::Backend(_, settling) => Some(&settling.receipt),
        }
    }

    pub(super) fn progress(&self) -> MutexGuard<'_, Progress> {
        lock(&self.progress)
    }

    /// Returns the parts for a driver with exclusive access.
    #[inline]
    pub(super) fn parts(&mut self) -> (&'static [Row], &Sink, &mut Progress) {
        let progress = self.progress.get_mut();
        let progress = progress.unwrap_or_else(PoisonError::into_inner);
        (self.rows, &self.sink, progress)
    }

    /// Gives the event to all remaining handlers in parallel, and returns these.
    pub(super) fn open_all(&self, plan: &Plan) -> Vec<u16> {
        let progress = &mut *self.progress();
        for row in &self.rows[progress.position..] {
            let handler = plan.handlers.index(*row);
            if !progress.skips(handler) {
                progress.open.push(handler);
            }
        }
        progress.position = self.rows.len();
        progress.open.clone()
    }

    /// Completes a handler of a parallel run.
    pub(super) fn complete(
        &self,
        handler: u16,
        delivered: Option<Delivered>,
        emitted: &mut Vec<Box<Event>>,
        queue: &mut VecDeque<Queued>,
        stats: &mut Stats,
    ) {
        let progress = &mut *self.progress();
        let to = (queue, stats);
        self.sink
            .complete(progress, handler, delivered, emitted, to);
    }

    /// Returns true if not all handlers have been called.
    pub(super) fn has_handlers_left(&self) -> bool {
        self.progress().position < self.rows.len()
    }

    /// Returns true if the event ends without further work once all handlers have been called.
    #[inline]
    pub(super) fn ends_plainly(&mut self) -> bool {
        let (_, sink, progress) = self.parts();
        matches!(sink, Sink::Queue(_)) && progress.left.is_none()
    }

    /// Notifies the backend that a handler begins, unless it was notified recently: the lease is renewed, and the
    /// delivery is counted.
    ///
    /// # Errors
    /// The backend failed.
    ///
    /// # Cancel safety
    /// The call can be repeated.
    pub(super) async fn begin(&self, plan: &Plan) -> Result<Hold, SpineError> {
        let Sink::Backend(_, settling) = &self.sink else {
            return Ok(Hold::Ours);
        };
        let _order = settling.order.lock().await;
        if lock(&settling.unrecorded).is_lost {
            return Ok(Hold::Lost);
        }
        if !self.sink.is_stale() {
            return Ok(Hold::Ours);
        }
        let Some(sent) = plan.link.begin(&settling.receipt).await? else {
            lock(&settling.unrecorded).is_lost = true;
            return Ok(Hold::Lost);
        };
        let lease = plan.link.lease();
        plan.leases.hold([settling.receipt.clone()], lease, sent);
        *lock(&settling.fresh) = Fresh {
            until: Some(later(sent, lease / 2)),
            is_asked: true,
        };
        Ok(Hold::Ours)
    }

    /// Records the results of handlers in the backend that are not recorded yet; the last record also ends the
    /// delivery.
    ///
    /// # Errors
    /// The backend failed. The results stay unrecorded.
    ///
    /// # Cancel safety
    /// The results stay unrecorded; recording them twice has the effect of recording them once.
    pub(super) async fn record(&self, plan: &Plan) -> Result<Hold, SpineError> {
        let Sink::Backend(event, settling) = &self.sink else {
            return Ok(Hold::Ours);
        };
        let _order = settling.order.lock().await;
        let (then, done, emitted) = {
            let progress = self.progress();
            let unrecorded = lock(&settling.unrecorded);
            if unrecorded.is_lost {
                return Ok(Hold::Lost);
            }
            if unrecorded.is_settled {
                return Ok(Hold::Ours);
            }
            let is_last = progress.position == self.rows.len() && progress.open.is_empty();
            let then = if is_last {
                progress.end(|| plan.settings.redelivery_after(event.attempt()))
            } else {
                Then::Keep
            };
            (then, unrecorded.done.clone(), unrecorded.addressed(plan))
        };
        if then == Then::Keep && done.is_empty() {
            return Ok(Hold::Ours);
        }
        self.remove_letter(plan).await?;
        let places = places(plan, &done);
        let settlement = Settlement::then(then).done(&places).emitted(&emitted);
        let hold = plan.link.settle(&settling.receipt, settlement).await?;
        let mut unrecorded = lock(&settling.unrecorded);
        unrecorded.done.drain(..done.len());
        unrecorded.emitted.drain(..emitted.len());
        unrecorded.is_settled = then != Then::Keep;
        unrecorded.is_lost = hold == Hold::Lost;
        Ok(hold)
    }

    /// Gives a delivery back to its backend, with the results of handlers, if possible: otherwise it is redelivered
    /// after its lease has expired.
    pub(super) async fn give_back(&self, plan: &Plan, answers: &mut bool) {
        let Sink::Backend(_, settling) = &self.sink else {
            return;
        };
        let _order = settling.order.lock().await;
        let (done, emitted) = {
            let unrecorded = lock(&settling.unrecorded);
            if unrecorded.is_lost || unrecorded.is_settled {
                return;
            }
            (unrecorded.done.clone(), unrecorded.addressed(plan))
        };
        if let Err(error) = self.remove_letter(plan).await {
            tracing::warn!(
                "an event is handled again, as its dead letter cannot be removed: {error}"
            );
            return;
        }
        let places = places(plan, &done);
        let then = Then::Nack {
            delay: Duration::ZERO,
        };
        let settlement = Settlement::then(then).done(&places).emitted(&emitted);
        plan.link
            .give_back(&settling.receipt, settlement, answers)
            .await;
        lock(&settling.unrecorded).is_settled = true;
    }

    /// Returns true if the end of the delivery is recorded, or cannot be recorded any more.
    pub(super) fn is_settled(&self) -> bool {
        match &self.sink {
            Sink::Queue(_) => false,
            Sink::Backend(_, settling) => {
                let unrecorded = lock(&settling.unrecorded);
                unrecorded.is_settled || unrecorded.is_lost
            }
        }
    }

    /// Returns true if the chain of the event is too long.
    pub(super) fn is_too_far(&self) -> bool {
        let progress = self.progress();
        progress.left.as_ref().is_some_and(|left| left.is_too_far)
    }

    /// Marks the dead letter of a chain that is too long as written.
    pub(super) fn is_far_letter_written(&self) {
        if let Some(left) = &mut self.progress().left {
            left.is_too_far = false;
        }
    }

    /// Returns the dead letter from which the event was redriven in memory, if it ends with the event.
    pub(super) fn letter(&self) -> Option<DeadLetterId> {
        let progress = self.progress();
        let left = progress.left.as_ref()?;
        left.letter.filter(|_| left.nacked.is_empty())
    }

    /// Removes the dead letter of an event that was redriven through a backend, after its handler has succeeded.
    /// The removal precedes the record: if the record fails, the event is redelivered, and if its handler then
    /// fails, the letter is written again. In the opposite order, a crash would leave a letter that is
    /// already handled.
    async fn remove_letter(&self, plan: &Plan) -> Result<(), SpineError> {
        let handler = {
            let progress = self.progress();
            let left = progress.left.as_ref();
            left.and_then(|left| left.only.filter(|_| left.is_redriven))
        };
        match handler {
            Some(handler) => {
                let event = self.event();
                let letter = LetterWriter { plan, event };
                letter.remove(plan.handlers.at(handler)).await
            }
            None => Ok(()),
        }
    }

    /// Returns the only handler that the event is for.
    pub(super) fn only(&self) -> Option<u16> {
        let progress = self.progress();
        progress.left.as_ref().and_then(|left| left.only)
    }

    /// Returns the only handler that the event is for, and the remaining work with its dead letter.
    pub(super) fn redriven(&mut self) -> (Option<u16>, &mut Option<Box<Left>>) {
        let (_, _, progress) = self.parts();
        let only = progress.left.as_ref().and_then(|left| left.only);
        (only, &mut progress.left)
    }

    /// Returns the event to the queue of a run, if it came from there, for the handlers that have not
    /// completed.
    pub(super) fn into_queued(self, plan: &Plan) -> Option<Queued> {
        let Sink::Queue(event) = self.sink else {
            return None;
        };
        let progress = self.progress.into_inner();
        let progress = progress.unwrap_or_else(PoisonError::into_inner);
        if progress.position == 0 {
            let left = progress.left;
            return Some(Queued { event, left });
        }
        let mut left = progress.left.unwrap_or_default();
        let nacked = std::mem::take(&mut left.nacked);
        for row in &self.rows[..progress.position] {
            let handler = plan.handlers.index(*row);
            let is_left = progress.open.contains(&handler) || nacked.contains(&handler);
            if !is_left && !left.done.contains(&handler) {
                left.done.push(handler);
            }
        }
        let left = Some(left);
        Some(Queued { event, left })
    }

    /// Returns the message whose handler was interrupted by a stop, and the delay of its next attempt.
    pub(super) fn put_off(&self) -> Option<(Uuid, Duration)> {
        let Sink::Backend(_, settling) = &self.sink else {
            return None;
        };
        let progress = self.progress();
        let left = progress.left.as_ref()?;
        left.interrupted.map(|delay| (settling.id, delay))
    }

    /// Returns true if handlers left the event to the backend.
    pub(super) fn is_nacked(&self) -> bool {
        !self.progress().nacked().is_empty()
    }
}

/// Returns the handlers of an event: none if its chain is too long, or if it is redriven and the claim of its
/// dead letter has expired, so that another process may be redriving it.
#[inline]
fn rows(event: &Event, left: &mut Option<Box<Left>>, plan: &Plan) -> &'static [Row] {
    if plan.has_too_many_hops(event) {
        let left = left.get_or_insert_default();
        (left.is_too_far, left.has_missing) = (true, false);
        return &[];
    }
    let letter = left.as_ref().and_then(|left| left.letter);
    if letter.is_some_and(|letter| plan.claims.is_lost(letter)) {
        return &[];
    }
    plan.rows(event)
}

fn places<'a>(plan: &'a Plan, handlers: &[u16]) -> Vec<&'a str> {
    let place = |handler: &u16| &*plan.handlers.at(*handler).place;
    handlers.iter().map(place).collect()
}
