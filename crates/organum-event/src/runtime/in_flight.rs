//! An event at its handlers, until it is settled: the one state machine of delivery.
//!
//! [`InFlight`] says which handlers are left, which have the event now, which left it to the backend,
//! and what of all that is not recorded yet. Whoever drives it, with one handler after the other or
//! with many side by side, gives a handler its [turn](super::turn), says that it is
//! [done](InFlight::complete), and has that [recorded](InFlight::record).
//!
//! Nothing is taken out of it across an await: what a handler emitted goes on in the very step in which
//! the handler is done, and what is on its way into a backend stays here until it is there. So a driver
//! whose future is dropped finds the event where it left it.

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
    plan::Plan,
    turn::{Delivered, Turn},
};
use crate::dead_letter::DeadLetterId;

/// An event in the queue.
pub(super) struct Queued {
    pub(super) event: Box<Event>,
    /// What of it is left to do, if that is not everything.
    pub(super) left: Option<Box<Left>>,
}

/// What of an event is left to do.
#[derive(Default)]
pub(super) struct Left {
    /// The handlers that are done.
    pub(super) done: Vec<u16>,
    /// The one handler that is to have it.
    pub(super) only: Option<u16>,
    /// The dead letter that it was, in memory.
    pub(super) letter: Option<DeadLetterId>,
    /// Those that left it to the backend, in this delivery.
    nacked: Vec<u16>,
    /// A stop came while one of them waited for its next try: when that was to be.
    interrupted: Option<Duration>,
    /// It is also for handlers that this program does not have, and that are not done.
    pub(super) has_missing: bool,
    /// The one handler that was to have it has succeeded.
    is_redriven: bool,
    /// Its chain is too long: it goes to no handler, and becomes a dead letter.
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

/// Is the event still ours?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    Ours,
    /// Its lease has lapsed: whoever has it now handles it.
    Lost,
}

/// An event at its handlers.
pub(super) struct InFlight {
    rows: &'static [Row],
    sink: Sink,
    progress: Mutex<Progress>,
}

/// Where the event came from, and where goes what its handlers emit.
pub(super) enum Sink {
    /// The queue of a run.
    Queue(Box<Event>),
    /// A backend.
    Backend(Arc<Event>, Box<Settling>),
}

/// How far an event came.
pub(super) struct Progress {
    /// How many of its handlers had their turn, or have it side by side.
    pub(super) position: usize,
    /// Those that have it side by side.
    open: Vec<u16>,
    /// Nothing for most events.
    pub(super) left: Option<Box<Left>>,
    /// The turn of the handler at this position.
    pub(super) turn: Option<Turn>,
}

/// A delivery of a backend, with what is not recorded there.
pub(super) struct Settling {
    /// That of the message.
    id: Uuid,
    receipt: Receipt,
    /// Until when handlers may begin without another request.
    fresh: Mutex<Fresh>,
    /// Held while something is recorded: what ends the event is recorded last.
    order: tokio::sync::Mutex<()>,
    unrecorded: Mutex<Unrecorded>,
}

/// How surely a delivery is ours.
#[derive(Clone, Copy, Default)]
struct Fresh {
    /// Half of its lease is not over. None before it has begun.
    until: Option<Instant>,
    /// It was asked for just now, however long that took.
    is_asked: bool,
}

#[derive(Default)]
struct Unrecorded {
    done: Vec<u16>,
    emitted: Vec<Message>,
    /// Is the end recorded?
    is_settled: bool,
    /// Could something not be settled? Then nothing more is, as the event would end without it: it is
    /// delivered again.
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

    /// Is what is emitted written, so that it must not be too long?
    #[inline]
    pub(super) fn is_written(&self) -> bool {
        matches!(self, Self::Backend(..))
    }

    /// Is there something to [record](InFlight::record) before the next handler is called?
    #[inline]
    pub(super) fn is_due(&self) -> bool {
        match self {
            Self::Queue(_) => false,
            Self::Backend(_, settling) => !lock(&settling.unrecorded).done.is_empty(),
        }
    }

    /// Is the backend to be told that a handler begins? Asked once for each.
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

    /// Has its lease lapsed?
    #[inline]
    pub(super) fn is_lost(&self) -> bool {
        match self {
            Self::Queue(_) => false,
            Self::Backend(_, settling) => lock(&settling.unrecorded).is_lost,
        }
    }

    /// A handler had its turn; nothing was delivered if it did not want the event. What it emitted goes
    /// on in the same step.
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

/// Puts what was emitted at the end of a queue.
#[inline]
pub(super) fn enqueue(queue: &mut VecDeque<Queued>, emitted: &mut Vec<Box<Event>>) {
    if emitted.len() == 1 {
        // As most handlers emit one event, this one is worth its lines.
        if let Some(event) = emitted.pop() {
            queue.push_back(Queued { event, left: None });
        }
    } else {
        let queued = |event| Queued { event, left: None };
        queue.extend(emitted.drain(..).map(queued));
    }
}

impl Unrecorded {
    /// What was emitted, with the handlers that it is for.
    fn addressed(&self, plan: &Plan) -> Vec<Message> {
        let emitted = self.emitted.iter().cloned();
        emitted.map(|message| plan.addressed(message)).collect()
    }
}

impl Progress {
    /// What becomes of a delivery once all handlers had their turn.
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

    /// The handlers that left it to the backend.
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
            turn: None,
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

    /// What a driver needs that has it alone.
    #[inline]
    pub(super) fn parts(&mut self) -> (&'static [Row], &Sink, &mut Progress) {
        let progress = self.progress.get_mut();
        let progress = progress.unwrap_or_else(PoisonError::into_inner);
        (self.rows, &self.sink, progress)
    }

    /// Side by side, all handlers that are left have their turn at once: these.
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

    /// Side by side, a handler had its turn.
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

    /// Is there nothing to be done once all handlers had their turn?
    #[inline]
    pub(super) fn ends_plainly(&mut self) -> bool {
        let (_, sink, progress) = self.parts();
        matches!(sink, Sink::Queue(_)) && progress.left.is_none()
    }

    /// Says to the backend that a handler begins, unless that was said a short while ago: the lease is
    /// extended, and the delivery counts.
    ///
    /// # Errors
    /// The backend failed.
    ///
    /// # Cancel safety
    /// To begin twice is to begin once.
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
        let lease = plan.link.backend.lease();
        plan.leases.hold([settling.receipt.clone()], lease, sent);
        *lock(&settling.fresh) = Fresh {
            until: Some(later(sent, lease / 2)),
            is_asked: true,
        };
        Ok(Hold::Ours)
    }

    /// Records in the backend what handlers did since that was done last, and with the last of them the
    /// end of the delivery.
    ///
    /// # Errors
    /// The backend failed. What is not recorded stays here.
    ///
    /// # Cancel safety
    /// What is not recorded stays here, and recording it twice is recording it once.
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

    /// Gives a delivery back to its backend, with what handlers did, as well as that can be done: one
    /// that is not given back is delivered again once its lease has lapsed.
    pub(super) async fn give_back(&self, plan: &Plan) {
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
            tracing::warn!("an event is handled again, as its dead letter is still there: {error}");
            return;
        }
        let places = places(plan, &done);
        let then = Then::Nack {
            delay: Duration::ZERO,
        };
        let settlement = Settlement::then(then).done(&places).emitted(&emitted);
        plan.link.give_back(&settling.receipt, settlement).await;
        lock(&settling.unrecorded).is_settled = true;
    }

    /// Is its end recorded, or can it not be any more?
    pub(super) fn is_settled(&self) -> bool {
        match &self.sink {
            Sink::Queue(_) => false,
            Sink::Backend(_, settling) => {
                let unrecorded = lock(&settling.unrecorded);
                unrecorded.is_settled || unrecorded.is_lost
            }
        }
    }

    /// Has its chain become too long?
    pub(super) fn is_too_far(&self) -> bool {
        let progress = self.progress();
        progress.left.as_ref().is_some_and(|left| left.is_too_far)
    }

    /// That it was, is written.
    pub(super) fn is_far_letter_written(&self) {
        if let Some(left) = &mut self.progress().left {
            left.is_too_far = false;
        }
    }

    /// The dead letter that it was, in memory, and that ends with it.
    pub(super) fn letter(&self) -> Option<DeadLetterId> {
        let progress = self.progress();
        let left = progress.left.as_ref()?;
        left.letter.filter(|_| left.nacked.is_empty())
    }

    /// Removes the dead letter that it was, in a backend, once its handler has succeeded. That comes before the
    /// record: if the record fails, the event comes again, and if its handler fails then, the letter is
    /// written again. The other way round, a letter would stay that is done with.
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

    /// The one handler that is to have it.
    pub(super) fn only(&self) -> Option<u16> {
        let progress = self.progress();
        progress.left.as_ref().and_then(|left| left.only)
    }

    /// The one handler that is to have it, and the dead letter that it was.
    pub(super) fn redriven(&mut self) -> (Option<u16>, &mut Option<Box<Left>>) {
        let (_, _, progress) = self.parts();
        let only = progress.left.as_ref().and_then(|left| left.only);
        (only, &mut progress.left)
    }

    /// Back into the queue of a run, if that is where it came from, for the handlers that are not done
    /// with it.
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

    /// The message that a stop has put off, as a handler waited for its next try, and for how long.
    pub(super) fn put_off(&self) -> Option<(Uuid, Duration)> {
        let Sink::Backend(_, settling) = &self.sink else {
            return None;
        };
        let progress = self.progress();
        let left = progress.left.as_ref()?;
        left.interrupted.map(|delay| (settling.id, delay))
    }

    /// Are there handlers that left it to the backend, which is the queue of the run?
    pub(super) fn is_nacked(&self) -> bool {
        !self.progress().nacked().is_empty()
    }
}

/// The handlers of an event: none if its chain is too long, or if it was a dead letter whose claim has
/// ended, so that somebody else may be redriving it.
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
