//! A layer that skips events which a handler has already handled.

use std::{
    collections::{HashSet, VecDeque},
    num::NonZeroUsize,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{Call, Layer, LayerFuture, Next};

/// A layer that does not call a handler for an event which that handler has already handled: the call
/// succeeds at once and emits nothing. Events are identified by their ids.
///
/// The layer remembers the last successful calls of all handlers together, in memory: an event that was
/// handled before those, or before a restart, is handled again. Failures are not remembered. A shared
/// organ that receives an event twice at the same time handles it twice.
///
/// # Purpose
///
/// The layer is for events that come twice from outside with the same id, as from a webhook whose sender
/// received no response, or from a broker that delivers at least once. Use the id of the message as that
/// of the event: [`SpineRun::id`](crate::SpineRun::id).
///
/// A redelivery needs no such layer: the runtime itself knows which handlers have completed an event, and
/// calls only the others. The layer does not make a redelivery safe either. It sees that a handler has
/// succeeded, not that its emitted events were stored; if the backend fails in between and redelivers the
/// event, the handler is skipped and its events are lost. So where events are emitted to a backend that
/// can fail, do not use this layer: let the backend record them and the acknowledgement in one step.
///
/// ```
/// use std::num::NonZeroUsize;
/// use organum::{Runtime, Spine, event::Dedup};
///
/// fn once<S: Spine>(spine: S) -> Runtime<S> {
///     let calls = NonZeroUsize::new(100_000).expect("not zero");
///     spine.builder().layer(Dedup::last(calls)).build()
/// }
/// ```
#[derive(Debug)]
pub struct Dedup {
    most: NonZeroUsize,
    done: Mutex<Done>,
}

/// The ids of an event and a handler.
type Key = (u128, u64);

#[derive(Debug, Default)]
struct Done {
    known: HashSet<Key>,
    /// The keys in order, the oldest first.
    order: VecDeque<Key>,
}

impl Dedup {
    /// Returns a layer that remembers this many successful calls. Each takes about 100 bytes.
    pub fn last(calls: NonZeroUsize) -> Self {
        Self {
            most: calls,
            done: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Done> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, key: Key) {
        let mut done = self.lock();
        if !done.known.insert(key) {
            return;
        }
        done.order.push_back(key);
        if done.order.len() > self.most.get()
            && let Some(oldest) = done.order.pop_front()
        {
            done.known.remove(&oldest);
        }
    }
}

impl Layer for Dedup {
    fn call<'a>(&'a self, call: Call<'a>, mut next: Next<'a>) -> LayerFuture<'a> {
        Box::pin(async move {
            let key = (call.event.head.id, call.handler.key);
            if self.lock().known.contains(&key) {
                return Ok(());
            }
            next.run().await?;
            self.remember(key);
            Ok(())
        })
    }
}
