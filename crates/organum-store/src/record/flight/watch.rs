//! Callers that wait for the same change share one call.

use std::{
    collections::HashMap,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use futures_util::future::{Either, select};
use organum_base::clock::later;
use tokio::{
    sync::{
        Notify,
        watch::{Receiver, Sender, channel},
    },
    task::AbortHandle,
    time::{Instant, timeout_at},
};

use super::super::{RecordSeen, Store};
use crate::{StoreError, StoreErrorKind, key::Key};

/// The timeout of a shared call, which is repeated as long as callers wait.
const LONG: Duration = Duration::from_hours(1);

/// The shared calls, by their keys.
#[derive(Default)]
pub(super) struct Watches(Mutex<HashMap<Key, Vec<Weak<Watch>>>>);

/// A shared call, which ends with its last caller.
struct Watch {
    watches: Weak<Watches>,
    key: Key,
    seen: RecordSeen,
    answer: Receiver<Option<Answer>>,
    /// Notified when the record may have changed.
    again: Arc<Notify>,
    task: AbortHandle,
}

type Answer = Result<RecordSeen, StoreError>;

impl Drop for Watch {
    fn drop(&mut self) {
        self.task.abort();
        if let Some(watches) = self.watches.upgrade() {
            let mut all = watches.lock();
            if let Some(of_key) = all.get_mut(&self.key) {
                of_key.retain(|watch| watch.strong_count() > 0);
                if of_key.is_empty() {
                    all.remove(&self.key);
                }
            }
        }
    }
}

impl Watches {
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Vec<Weak<Watch>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// See [`Store::changed`].
    pub(super) async fn changed<S: Store + ?Sized>(
        self: &Arc<Self>,
        store: &Arc<S>,
        key: Key,
        seen: RecordSeen,
        timeout: Duration,
    ) -> Answer {
        let deadline = later(Instant::now(), timeout);
        let watch = self.join(store, key, seen);
        let mut answer = watch.answer.clone();
        let waited = timeout_at(deadline, answer.wait_for(Option::is_some)).await;
        let answer = waited.map(|ended| ended.ok().and_then(|answer| answer.clone()));
        match answer {
            Ok(Some(answer)) => answer,
            Ok(None) => {
                let kind = StoreErrorKind::Unavailable;
                let error = StoreError::new(kind, "single flight", "wait for a record");
                Err(error.with_detail("the task that waits has ended"))
            }
            // The task may not have read the record yet.
            Err(_) => store.changed(key, seen, Duration::ZERO).await,
        }
    }

    /// Returns the shared call that waits for this change.
    fn join<S: Store + ?Sized>(
        self: &Arc<Self>,
        store: &Arc<S>,
        key: Key,
        seen: RecordSeen,
    ) -> Arc<Watch> {
        let mut all = self.lock();
        let of_key = all.entry(key).or_default();
        let waits = |watch: &Arc<Watch>| {
            watch.seen == seen && watch.answer.borrow().is_none() && !watch.task.is_finished()
        };
        // A call is dropped outside the lock.
        let there: Vec<Arc<Watch>> = of_key.iter().filter_map(Weak::upgrade).collect();
        if let Some(watch) = there.iter().find(|watch| waits(watch)) {
            let watch = Arc::clone(watch);
            drop(all);
            return watch;
        }
        let (sender, answer) = channel(None);
        let again = Arc::<Notify>::default();
        let task = run(Arc::clone(store), key, seen, Arc::clone(&again), sender);
        let watch = Arc::new(Watch {
            watches: Arc::downgrade(self),
            key,
            seen,
            answer,
            again,
            task: tokio::spawn(task).abort_handle(),
        });
        of_key.push(Arc::downgrade(&watch));
        drop(all);
        watch
    }

    /// Makes the calls for these keys read the records again.
    pub(super) fn look_again(&self, keys: impl Iterator<Item = Key>) {
        let mut there = Vec::new();
        let all = self.lock();
        if all.is_empty() {
            return;
        }
        for key in keys {
            let of_key = all.get(&key).into_iter().flatten();
            there.extend(of_key.filter_map(Weak::upgrade));
        }
        drop(all);
        for watch in there {
            watch.again.notify_one();
        }
    }
}

async fn run<S: Store + ?Sized>(
    store: Arc<S>,
    key: Key,
    seen: RecordSeen,
    again: Arc<Notify>,
    answer: Sender<Option<Answer>>,
) {
    loop {
        let began = Instant::now();
        let changed = store.changed(key, seen, LONG);
        let again = pin!(again.notified());
        match select(changed, again).await {
            Either::Left((Ok(now), _)) if now == seen && began.elapsed() >= LONG => {}
            Either::Left((ended, _)) => {
                answer.send_replace(Some(ended));
                return;
            }
            Either::Right(_) => {}
        }
    }
}
