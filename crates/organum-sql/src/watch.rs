//! Callers that wait for changes of records. All callers in one process share one reader.

use std::{
    collections::{HashMap, HashSet},
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use organum_base::clock::later;
use organum_store::{RecordSeen, StoreError, key::Key};
use tokio::{
    sync::{Notify, watch},
    time::{Instant, timeout_at},
};

/// The limit of the first and the last read of a caller.
const FIRST: Duration = Duration::from_secs(2);

/// The pause after a failed read.
const PAUSE: Duration = Duration::from_millis(50);

/// The state of a record as it was read.
pub(crate) type Read = (RecordSeen, Option<Duration>);

/// The part of a store that reads the states of records.
pub(crate) trait ReadStates: Send + Sync + 'static {
    /// Returns the states of records, and the times until their leases end or they expire.
    fn states(&self, keys: Vec<Key>) -> impl Future<Output = Result<Vec<Read>, StoreError>> + Send;

    /// Waits until a record may have changed of which [`Watch::touch`] was not told, such as in another
    /// process. Called again after each return, as long as somebody waits.
    fn elsewhere(&self) -> impl Future<Output = ()> + Send;
}

/// The callers that wait.
#[derive(Default)]
pub(crate) struct Watch {
    state: Mutex<State>,
    /// Notified when a record is to be read.
    wake: Notify,
}

#[derive(Default)]
struct State {
    keys: HashMap<Key, Waiting>,
    /// The records that are to be read.
    dirty: HashSet<Key>,
    /// The number of the last read that has begun.
    reads: u64,
    has_reader: bool,
}

struct Waiting {
    callers: usize,
    sender: watch::Sender<Option<Published>>,
}

/// A state, and the number of the read that has returned it.
#[derive(Clone)]
struct Published {
    read: u64,
    at: Instant,
    state: Result<Read, StoreError>,
}

impl Watch {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records that these records have changed.
    pub(crate) fn touch(&self, keys: impl IntoIterator<Item = Key>) {
        let mut state = self.lock();
        if state.keys.is_empty() {
            return;
        }
        let State {
            keys: all, dirty, ..
        } = &mut *state;
        dirty.extend(keys.into_iter().filter(|key| all.contains_key(key)));
        if !dirty.is_empty() {
            self.wake.notify_one();
        }
    }

    /// Records that these records may have changed, which are named by the beginnings of their keys.
    pub(crate) fn touch_prefixes<const N: usize>(&self, prefixes: &HashSet<[u8; N]>) {
        let mut state = self.lock();
        let State {
            keys: all, dirty, ..
        } = &mut *state;
        let is_named = |key: &&Key| {
            let prefix = key.as_bytes().first_chunk::<N>();
            prefix.is_some_and(|prefix| prefixes.contains(prefix))
        };
        dirty.extend(all.keys().filter(is_named).copied());
        if !dirty.is_empty() {
            self.wake.notify_one();
        }
    }

    /// Records that any record may have changed.
    pub(crate) fn touch_all(&self) {
        let mut state = self.lock();
        let State {
            keys: all, dirty, ..
        } = &mut *state;
        dirty.extend(all.keys().copied());
        if !dirty.is_empty() {
            self.wake.notify_one();
        }
    }

    fn is_waited_for(&self) -> bool {
        !self.lock().keys.is_empty()
    }

    /// Takes the records that are to be read, with the number of the read.
    fn take(&self) -> (u64, Vec<Key>) {
        let mut state = self.lock();
        state.reads += 1;
        (state.reads, state.dirty.drain().collect())
    }

    fn publish(&self, key: Key, published: Published) {
        if let Some(waiting) = self.lock().keys.get(&key) {
            waiting.sender.send_replace(Some(published));
        }
    }
}

/// Waits until a record differs from `seen`: the implementation of `Store::changed`.
pub(crate) async fn changed<R: ReadStates>(
    reader: &Arc<R>,
    watch: &Arc<Watch>,
    key: Key,
    seen: RecordSeen,
    limit: Duration,
) -> Result<RecordSeen, StoreError> {
    let deadline = later(Instant::now(), limit);
    let mut caller = Caller::new(reader, watch, key);
    // The first read takes place whatever the limit is.
    let mut until = deadline.max(later(Instant::now(), FIRST));
    loop {
        let published = caller.next(until).await;
        until = deadline;
        let now = Instant::now();
        let (state, at) = match published {
            None => return caller.last(seen),
            Some(Published { state, at, .. }) => (state, at),
        };
        let end = match state {
            // A store that fails is asked again until the time has passed.
            Err(error) if now >= deadline => return Err(error),
            Err(_) => continue,
            Ok((current, left)) => {
                if current != seen || now >= deadline || left.is_some_and(|left| left.is_zero()) {
                    return Ok(current);
                }
                left.map_or(deadline, |left| later(at, left).min(deadline))
            }
        };
        if caller.is_changed_before(end).await {
            continue;
        }
        // The lease may have been renewed, so the record is read again.
        caller.ask();
        if end >= deadline {
            // The last read.
            return match caller.next(later(Instant::now(), FIRST)).await {
                Some(Published { state, .. }) => state.map(|(current, _)| current),
                None => caller.last(seen),
            };
        }
    }
}

/// A caller that waits for one record.
struct Caller {
    watch: Arc<Watch>,
    key: Key,
    receiver: watch::Receiver<Option<Published>>,
    /// The number of the last read that had begun when the caller asked: an older state may have been
    /// read before the call.
    after: u64,
}

impl Caller {
    fn new<R: ReadStates>(reader: &Arc<R>, watch: &Arc<Watch>, key: Key) -> Self {
        let mut state = watch.lock();
        let waiting = state.keys.entry(key).or_insert_with(|| Waiting {
            callers: 0,
            sender: watch::Sender::new(None),
        });
        waiting.callers += 1;
        let receiver = waiting.sender.subscribe();
        let after = state.reads;
        state.dirty.insert(key);
        if !state.has_reader {
            state.has_reader = true;
            let task = Reader {
                watch: Arc::clone(watch),
                is_counted: true,
            };
            tokio::spawn(task.run(Arc::downgrade(reader)));
        }
        drop(state);
        watch.wake.notify_one();
        Self {
            watch: Arc::clone(watch),
            key,
            receiver,
            after,
        }
    }

    /// Lets the record be read again.
    fn ask(&mut self) {
        let mut state = self.watch.lock();
        self.after = state.reads;
        state.dirty.insert(self.key);
        drop(state);
        self.watch.wake.notify_one();
    }

    /// Waits for a state that was read after the caller asked; `None` when the time has passed.
    async fn next(&mut self, deadline: Instant) -> Option<Published> {
        let after = self.after;
        let is_new = |published: &Option<Published>| {
            published
                .as_ref()
                .is_some_and(|published| published.read > after)
        };
        let found = timeout_at(deadline, self.receiver.wait_for(is_new)).await;
        let published = found.ok()?.ok()?.clone();
        // The next call waits for a later read.
        if let Some(published) = &published {
            self.after = published.read;
        }
        published
    }

    /// Waits until the record was read again; false when the time has passed.
    async fn is_changed_before(&mut self, end: Instant) -> bool {
        timeout_at(end, self.receiver.changed()).await.is_ok()
    }

    /// The last state that was read, for a caller whose time has passed.
    fn last(&self, seen: RecordSeen) -> Result<RecordSeen, StoreError> {
        match &*self.receiver.borrow() {
            Some(Published {
                state: Err(error), ..
            }) => Err(error.clone()),
            _ => Ok(seen),
        }
    }
}

impl Drop for Caller {
    fn drop(&mut self) {
        let mut state = self.watch.lock();
        if let Some(waiting) = state.keys.get_mut(&self.key) {
            waiting.callers -= 1;
            if waiting.callers == 0 {
                state.keys.remove(&self.key);
                state.dirty.remove(&self.key);
            }
        }
        if state.keys.is_empty() {
            // The reader ends.
            self.watch.wake.notify_one();
        }
    }
}

/// The task that reads the records for which callers wait. It ends when nobody waits.
struct Reader {
    watch: Arc<Watch>,
    is_counted: bool,
}

impl Reader {
    async fn run<R: ReadStates>(mut self, store: Weak<R>) {
        while let Some(reader) = store.upgrade() {
            if self.ends() {
                return;
            }
            tokio::select! {
                biased;
                () = self.watch.wake.notified() => {}
                () = reader.elsewhere() => self.watch.touch_all(),
            }
            self.read(&*reader).await;
        }
    }

    /// Returns true if nobody waits. Decided under the lock, so that a new caller starts another task.
    fn ends(&mut self) -> bool {
        let mut state = self.watch.lock();
        if state.keys.is_empty() {
            state.has_reader = false;
            self.is_counted = false;
        }
        !self.is_counted
    }

    async fn read<R: ReadStates>(&self, reader: &R) {
        let (read, keys) = self.watch.take();
        if keys.is_empty() || !self.watch.is_waited_for() {
            return;
        }
        let at = Instant::now();
        match reader.states(keys.clone()).await {
            Ok(states) => {
                for (key, state) in keys.into_iter().zip(states) {
                    let state = Ok(state);
                    self.watch.publish(key, Published { read, at, state });
                }
            }
            Err(error) => {
                for key in &keys {
                    let state = Err(error.clone());
                    self.watch.publish(*key, Published { read, at, state });
                }
                tokio::time::sleep(PAUSE).await;
                self.watch.touch(keys);
            }
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if self.is_counted {
            // The task was aborted with its runtime, or the store was dropped.
            self.watch.lock().has_reader = false;
        }
    }
}
