//! The calls that wait to be sent.

use std::{
    collections::{HashSet, VecDeque},
    mem::discriminant,
};

use tokio::sync::oneshot;

use super::{
    BatchBounds,
    call::{Answer, Call, Reply},
};
use crate::{Lease, RecordClaim, key::Key};

/// A call that waits to be sent.
pub(super) struct Queued {
    id: u64,
    pub(super) call: Call,
    reply: oneshot::Sender<Answer>,
}

/// The place at which a caller gets the answer to its call.
pub(super) struct Slot {
    id: u64,
    pub(super) receiver: oneshot::Receiver<Answer>,
    pub(super) answer: Option<Answer>,
}

/// The calls that wait to be sent, in their order, and the keys of those that were sent.
#[derive(Default)]
pub(super) struct Queue {
    waiting: VecDeque<Queued>,
    /// The keys of calls that were sent and are not answered yet.
    busy: HashSet<Key>,
    next: u64,
    /// The number of tasks that send calls.
    pub(super) senders: usize,
}

impl Queue {
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub(super) fn push(&mut self, call: Call) -> Slot {
        let (queued, slot) = self.queued(call);
        self.waiting.push_back(queued);
        slot
    }

    fn queued(&mut self, call: Call) -> (Queued, Slot) {
        let (reply, receiver) = oneshot::channel();
        let id = self.next;
        self.next += 1;
        let answer = None;
        (
            Queued { id, call, reply },
            Slot {
                id,
                receiver,
                answer,
            },
        )
    }

    /// Releases a lease before any call that waits.
    fn release(&mut self, lease: Lease<Key>) {
        let (queued, _) = self.queued(Call::Release(lease));
        self.waiting.push_front(queued);
    }

    /// Takes the next batch: calls of one kind for different keys, none of which follows another call for
    /// its key. Renewals are first, since they cannot wait.
    pub(super) fn take(&mut self, bounds: &BatchBounds) -> Vec<Queued> {
        let is_renewal = |call: &Call| matches!(call, Call::Renew(_));
        let first = self.first(is_renewal).or_else(|| self.first(|_| true));
        let Some(kind) = first.map(discriminant) else {
            return Vec::new();
        };
        let (mut batch, mut bytes, mut is_full) = (Vec::new(), 0, false);
        let mut earlier = HashSet::new();
        for _ in 0..self.waiting.len() {
            let Some(queued) = self.waiting.pop_front() else {
                break;
            };
            let (key, size) = (queued.call.key(), queued.call.size());
            let is_free = !self.busy.contains(&key) && earlier.insert(key);
            let is_next = is_free && discriminant(&queued.call) == kind && !is_full;
            let fits = batch.len() < bounds.rows && bytes + size <= bounds.bytes;
            if is_next && (fits || batch.is_empty()) {
                bytes += size;
                batch.push(queued);
            } else {
                is_full |= is_next;
                self.waiting.push_back(queued);
            }
        }
        // Databases that lock rows in one order have no deadlocks.
        batch.sort_by_key(|queued| queued.call.key());
        self.busy
            .extend(batch.iter().map(|queued| queued.call.key()));
        batch
    }

    /// Returns the first such call that does not follow another call for its key.
    fn first(&self, is: impl Fn(&Call) -> bool) -> Option<&Call> {
        let mut earlier = HashSet::new();
        self.waiting.iter().map(|queued| &queued.call).find(|call| {
            let key = call.key();
            let is_free = !self.busy.contains(&key) && earlier.insert(key);
            is_free && is(call)
        })
    }

    /// Allows the next calls for these keys.
    pub(super) fn answered(&mut self, keys: impl IntoIterator<Item = Key>) {
        for key in keys {
            self.busy.remove(&key);
        }
    }

    /// Answers a call. A grant that nobody waits for is released.
    pub(super) fn deliver(&mut self, queued: Queued, answer: Answer) {
        let is_kept = queued.call.is_kept();
        if let Err(answer) = queued.reply.send(answer) {
            if let (true, Err(error)) = (is_kept, &answer) {
                tracing::warn!(%error, "a call that nobody waits for has failed");
            }
            self.abandon(answer);
        }
    }

    /// Removes the call of a caller that no longer waits, unless it was sent or is made anyway.
    pub(super) fn forget(&mut self, mut slot: Slot) {
        if let Some(answer) = slot.answer {
            return self.abandon(answer);
        }
        let is = |queued: &Queued| queued.id == slot.id;
        if let Some(at) = self.waiting.iter().position(is) {
            if !self.waiting[at].call.is_kept() {
                self.waiting.remove(at);
            }
            return;
        }
        slot.receiver.close();
        if let Ok(answer) = slot.receiver.try_recv() {
            self.abandon(answer);
        }
    }

    fn abandon(&mut self, answer: Answer) {
        if let Ok(Reply::Claimed(RecordClaim::Granted { lease, .. })) = answer {
            self.release(lease);
        }
    }
}
