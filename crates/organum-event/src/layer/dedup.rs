//! No handler has one event twice.

use std::{
    collections::{HashSet, VecDeque},
    num::NonZeroUsize,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{Call, Layer, LayerFuture, Next};

/// Does not call a handler with an event that it has already succeeded with: the call succeeds at once
/// and emits nothing. Events are told apart by their ids.
///
/// It remembers the last so many calls that succeeded, of all handlers together, in memory: what lies
/// further back, or before a restart, is handled again. Failures are not remembered. A shared organ
/// that is given the same event twice at the same time has it twice.
///
/// # What it is for
///
/// For events that come twice from outside with the same id, as a webhook whose sender heard no
/// answer, or a broker that delivers at least once. Give them an id that is that of the message:
/// [`SpineRun::id`](crate::SpineRun::id).
///
/// A redelivery needs no such layer: the runtime itself knows which handlers are done with an event,
/// and calls the others only. Nor does this layer make one safe. It sees that a handler succeeded, not
/// that what it emitted was kept; if a backend fails in between and delivers the event again, the
/// handler is skipped and nothing is emitted a second time. So where emissions go to a backend that
/// can fail, let the backend take them and the acknowledgement in one step, and leave this out.
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

/// An event and a handler, by their ids.
type Key = (u128, u64);

#[derive(Debug, Default)]
struct Done {
    known: HashSet<Key>,
    /// The oldest first.
    order: VecDeque<Key>,
}

impl Dedup {
    /// Remembers so many calls that succeeded. Each takes about 100 bytes.
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
