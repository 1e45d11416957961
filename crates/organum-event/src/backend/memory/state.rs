//! The messages in memory, and the order in which they are delivered.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    time::Duration,
};

use organum_base::clock::later;
use tokio::time::Instant;
use uuid::Uuid;

use super::super::{
    Carried, Delivery, Message, Metrics, QueueStatus, QueuedMessage, Receipt, Settlement, Then,
};

/// The number of remembered ids of completed messages, and of remembered settlements.
const REMEMBERED: usize = 100_000;

/// Returns the number of the message and that of the lease, as bytes.
fn receipt(number: u64, lease: u64) -> Receipt {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&number.to_le_bytes());
    bytes[8..].copy_from_slice(&lease.to_le_bytes());
    Receipt::new(bytes)
}

/// Returns the numbers of a receipt.
fn numbers(receipt: &Receipt) -> Option<(u64, u64)> {
    let (number, rest) = receipt.as_bytes().split_first_chunk()?;
    let (lease, rest) = rest.split_first_chunk()?;
    let numbers = (u64::from_le_bytes(*number), u64::from_le_bytes(*lease));
    rest.is_empty().then_some(numbers)
}

/// A message that is not acknowledged.
struct Held {
    message: Message,
    /// The position in the queue.
    place: u64,
    /// The number of deliveries with which handlers began.
    deliveries: u32,
    done: Vec<Box<str>>,
    phase: Phase,
    /// The number of the last lease; 0 if that delivery was settled.
    lease: u64,
    /// True if handlers have begun with the message under that lease.
    has_begun: bool,
    was_pulled: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The message can be delivered, unless an earlier one with its key is queued.
    Waiting,
    /// The message cannot be delivered yet.
    Delayed(Instant),
    /// The message is leased.
    Leased(Instant),
}

#[derive(Default)]
pub(crate) struct State {
    /// The messages by their numbers.
    held: HashMap<u64, Held>,
    /// The messages that can be delivered: numbers by positions.
    ready: BTreeMap<u64, u64>,
    /// The times at which delayed or leased messages can be delivered.
    deadlines: BTreeSet<(Instant, u64)>,
    /// The number of delayed messages among these.
    delayed: u64,
    /// The numbers of messages by key: the first of each lane can be delivered.
    lanes: HashMap<Box<str>, VecDeque<u64>>,
    /// The ids of the queued messages, and of the last completed ones.
    ids: HashSet<Uuid>,
    gone: VecDeque<Uuid>,
    next_number: u64,
    next_place: u64,
    next_lease: u64,
    /// The digests of the last settlements, by lease.
    settled: HashMap<u64, u128>,
    settled_in_order: VecDeque<u64>,
    counts: Metrics,
}

impl State {
    pub(crate) fn len(&self) -> usize {
        self.held.len()
    }

    /// Returns true if the message is queued, or was completed recently.
    pub(crate) fn knows(&self, id: Uuid) -> bool {
        self.ids.contains(&id)
    }

    /// Inserts a message, unless its id is known.
    pub(crate) fn insert(&mut self, message: Message) {
        if !self.ids.insert(message.id()) {
            self.counts.duplicates += 1;
            return;
        }
        self.counts.enqueued += 1;
        let number = self.next_number;
        self.next_number += 1;
        let place = self.last_place();
        let mut is_first = true;
        if let Some(key) = message.event().key() {
            let lane = self.lanes.entry(key.into()).or_default();
            is_first = lane.is_empty();
            lane.push_back(number);
        }
        if is_first {
            self.ready.insert(place, number);
        }
        let held = Held {
            message,
            place,
            deliveries: 0,
            done: Vec::new(),
            phase: Phase::Waiting,
            lease: 0,
            has_begun: false,
            was_pulled: false,
        };
        self.held.insert(number, held);
    }

    fn last_place(&mut self) -> u64 {
        self.next_place += 1;
        self.next_place
    }

    /// Returns the earliest time at which a message becomes ready without a call.
    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    /// Makes the messages ready whose delay or lease has ended by `now`.
    pub(crate) fn wake(&mut self, now: Instant) {
        while let Some((at, number)) = self.deadlines.first().copied()
            && at <= now
        {
            self.deadlines.pop_first();
            self.make_ready(number);
        }
    }

    /// Makes a delayed or leased message ready. It is the first of its lane.
    fn make_ready(&mut self, number: u64) {
        if let Some(held) = self.held.get_mut(&number) {
            let before = std::mem::replace(&mut held.phase, Phase::Waiting);
            self.delayed -= u64::from(matches!(before, Phase::Delayed(_)));
            self.ready.insert(held.place, number);
        }
    }

    /// Leases up to `limit` messages.
    pub(crate) fn pull(&mut self, limit: usize, now: Instant, lease: Duration) -> Vec<Delivery> {
        let mut pulled = Vec::with_capacity(limit.min(self.ready.len()));
        while pulled.len() < limit
            && let Some((_, number)) = self.ready.pop_first()
        {
            let Some(held) = self.held.get_mut(&number) else {
                continue;
            };
            self.next_lease += 1;
            let until = later(now, lease);
            held.phase = Phase::Leased(until);
            self.deadlines.insert((until, number));
            (held.lease, held.has_begun) = (self.next_lease, false);
            self.counts.delivered += 1;
            self.counts.redelivered += u64::from(std::mem::replace(&mut held.was_pulled, true));
            pulled.push(Delivery {
                receipt: receipt(number, self.next_lease),
                id: held.message.id(),
                carried: Carried::Event(held.message.event().clone()),
                deliveries: held.deliveries.saturating_add(1),
                done: held.done.clone(),
                only: held.message.only().map(Into::into),
                handlers: held.message.handlers().cloned(),
            });
        }
        pulled
    }

    /// Returns the number of the message whose last lease this is. The lease may have expired, as long as no
    /// other consumer has the message.
    fn leased(&self, receipt: &Receipt) -> Option<u64> {
        let (number, its) = numbers(receipt)?;
        let held = self.held.get(&number)?;
        (held.lease == its).then_some(number)
    }

    /// Removes a message from the ready messages and from the deadlines.
    fn take_out(&mut self, number: u64) {
        let Some(held) = self.held.get(&number) else {
            return;
        };
        match held.phase {
            Phase::Waiting => {
                self.ready.remove(&held.place);
            }
            Phase::Delayed(at) => {
                self.delayed -= 1;
                self.deadlines.remove(&(at, number));
            }
            Phase::Leased(until) => {
                self.deadlines.remove(&(until, number));
            }
        }
    }

    /// Remembers the settlement that ended a delivery.
    fn remember(&mut self, receipt: &Receipt, settlement: &Settlement<'_>) {
        let Some((_, lease)) = numbers(receipt) else {
            return;
        };
        self.settled.insert(lease, settlement.digest());
        self.settled_in_order.push_back(lease);
        if self.settled_in_order.len() > REMEMBERED
            && let Some(lease) = self.settled_in_order.pop_front()
        {
            self.settled.remove(&lease);
        }
    }

    /// Returns true if an equal settlement has ended this delivery.
    fn is_repeated(&self, receipt: &Receipt, settlement: &Settlement<'_>) -> bool {
        numbers(receipt)
            .and_then(|(_, lease)| self.settled.get(&lease))
            .is_some_and(|before| *before == settlement.digest())
    }

    /// Applies a settlement and returns true, unless another consumer has the message. A repeated settlement
    /// also returns true.
    pub(crate) fn settle(
        &mut self,
        receipt: &Receipt,
        settlement: Settlement<'_>,
        now: Instant,
    ) -> bool {
        let Some(number) = self.leased(receipt) else {
            return self.is_repeated(receipt, &settlement);
        };
        if settlement.then != Then::Keep {
            self.remember(receipt, &settlement);
        }
        let held = self.held.get_mut(&number);
        let held = held.expect("a message that is leased is held");
        for place in settlement.done {
            if !held.done.iter().any(|done| **done == **place) {
                held.done.push((*place).into());
            }
        }
        for message in settlement.emitted {
            self.insert(message.clone());
        }
        match settlement.then {
            Then::Keep => {}
            Then::Ack => {
                self.take_out(number);
                self.counts.acked += 1;
                self.remove(number);
            }
            Then::Nack { delay } | Then::Release { delay } => {
                self.take_out(number);
                self.counts.nacked += 1;
                let (place, until) = (self.last_place(), later(now, delay));
                if let Some(held) = self.held.get_mut(&number) {
                    if settlement.then == (Then::Release { delay }) && held.has_begun {
                        held.deliveries -= 1;
                    }
                    held.place = place;
                    held.lease = 0;
                    held.phase = Phase::Delayed(until);
                    self.delayed += 1;
                }
                self.deadlines.insert((until, number));
                self.wake(now);
            }
        }
        true
    }

    /// Removes a completed message, and makes the next one of its lane ready.
    fn remove(&mut self, number: u64) {
        let Some(held) = self.held.remove(&number) else {
            return;
        };
        self.forget(held.message.id());
        let Some(key) = held.message.event().key() else {
            return;
        };
        let Some(lane) = self.lanes.get_mut(key) else {
            return;
        };
        lane.pop_front();
        match lane.front().copied() {
            Some(next) => self.make_ready(next),
            None => {
                self.lanes.remove(key);
            }
        }
    }

    /// Returns the first messages, in the order of their positions.
    pub(crate) fn list(&self, limit: usize) -> Vec<QueuedMessage> {
        let mut held: Vec<&Held> = self.held.values().collect();
        held.sort_unstable_by_key(|held| held.place);
        held.truncate(limit);
        let listed = held.into_iter().map(|held| QueuedMessage {
            key: held.message.event().key().map(str::to_owned),
            deliveries: held.deliveries,
            only: held.message.only().map(str::to_owned),
            status: match held.phase {
                Phase::Waiting => QueueStatus::Waiting,
                Phase::Delayed(_) => QueueStatus::Delayed,
                Phase::Leased(_) => QueueStatus::Leased,
            },
            ..QueuedMessage::new(held.message.id(), held.message.event().name())
        });
        listed.collect()
    }

    /// Removes a message, whatever its phase is.
    pub(crate) fn skip(&mut self, id: Uuid) {
        let mut held = self.held.iter();
        let Some((&number, held)) = held.find(|(_, held)| held.message.id() == id) else {
            return;
        };
        let lane = held.message.event().key().map(Box::from);
        self.take_out(number);
        let behind = lane.and_then(|key: Box<str>| self.lanes.get_mut(&key));
        match behind {
            // The message waits behind others, and none of those behind it becomes the next one.
            Some(lane) if lane.front() != Some(&number) => {
                lane.retain(|other| *other != number);
                self.held.remove(&number);
                self.forget(id);
            }
            _ => self.remove(number),
        }
    }

    /// Removes and returns all messages, in the order of their positions, each for its remaining handlers.
    pub(crate) fn take_all(&mut self) -> Vec<Message> {
        let mut held: Vec<&Held> = self.held.values().collect();
        held.sort_unstable_by_key(|held| held.place);
        let left = |held: &Held| {
            let message = held.message.clone();
            let Some(handlers) = held.message.handlers() else {
                return message;
            };
            let handlers = handlers.iter();
            let left = handlers.filter(|handler| !held.done.contains(*handler));
            message.for_handlers(left.cloned().collect::<Vec<_>>())
        };
        let messages = held.into_iter().map(left).collect();
        self.clear();
        messages
    }

    pub(crate) fn clear(&mut self) {
        let ids: Vec<Uuid> = self.held.values().map(|held| held.message.id()).collect();
        self.held.clear();
        self.ready.clear();
        self.deadlines.clear();
        self.delayed = 0;
        self.lanes.clear();
        for id in ids {
            self.forget(id);
        }
    }

    /// Keeps the id of a removed message for a while.
    fn forget(&mut self, id: Uuid) {
        self.gone.push_back(id);
        if self.gone.len() > REMEMBERED
            && let Some(id) = self.gone.pop_front()
        {
            self.ids.remove(&id);
        }
    }

    /// Renews a lease, unless another consumer has the message. Returns true if it did.
    pub(crate) fn extend(&mut self, receipt: &Receipt, now: Instant, lease: Duration) -> bool {
        let Some(number) = self.leased(receipt) else {
            return false;
        };
        self.take_out(number);
        let until = later(now, lease);
        self.deadlines.insert((until, number));
        if let Some(held) = self.held.get_mut(&number) {
            held.phase = Phase::Leased(until);
        }
        true
    }

    /// Renews a lease and marks it as begun by handlers, unless another consumer has the message. Returns true
    /// if it did.
    pub(crate) fn begin(&mut self, receipt: &Receipt, now: Instant, lease: Duration) -> bool {
        if !self.extend(receipt, now, lease) {
            return false;
        }
        if let Some(number) = self.leased(receipt)
            && let Some(held) = self.held.get_mut(&number)
            && !std::mem::replace(&mut held.has_begun, true)
        {
            held.deliveries = held.deliveries.saturating_add(1);
        }
        true
    }

    /// Ends a lease, which cannot be renewed afterwards. Returns true if there was one.
    #[cfg(any(test, feature = "conformance"))]
    pub(crate) fn lapse(&mut self, receipt: &Receipt) -> bool {
        let Some(number) = self.leased(receipt) else {
            return false;
        };
        self.take_out(number);
        self.make_ready(number);
        if let Some(held) = self.held.get_mut(&number) {
            held.lease = 0;
        }
        true
    }

    pub(crate) fn metrics(&self) -> Metrics {
        let elsewhere = self.deadlines.len() as u64;
        Metrics {
            waiting: self.held.len() as u64 - elsewhere,
            delayed: self.delayed,
            leased: elsewhere - self.delayed,
            ..self.counts
        }
    }
}
