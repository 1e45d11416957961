//! The inbox of an organ.

use std::{
    collections::{HashMap, VecDeque},
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

use super::super::in_flight::InFlight;

/// An event for one handler.
pub(super) struct Work {
    /// The number of the event.
    pub(super) number: u64,
    pub(super) in_flight: Arc<InFlight>,
    /// The number of the handler in the spine.
    pub(super) handler: u16,
}

/// The events that wait for one organ: first in, first out. Of the events with one key, only one is handled at a
/// time.
pub(super) struct Inbox {
    waiting: Mutex<Waiting>,
    news: Notify,
}

#[derive(Default)]
struct Waiting {
    ready: VecDeque<Work>,
    /// The keys of events that are ready or being handled, with the events that wait behind them.
    lanes: HashMap<Box<str>, VecDeque<Work>>,
    is_closed: bool,
}

impl Inbox {
    pub(super) fn new() -> Self {
        Self {
            waiting: Mutex::default(),
            news: Notify::new(),
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn push(&self, work: Work) {
        let mut waiting = self.waiting();
        if let Some(key) = work.in_flight.event().key() {
            if let Some(lane) = waiting.lanes.get_mut(key) {
                lane.push_back(work);
                return;
            }
            waiting.lanes.insert(key.into(), VecDeque::new());
        }
        waiting.ready.push_back(work);
        drop(waiting);
        self.news.notify_one();
    }

    /// Waits for work. Returns nothing once the inbox is closed.
    pub(super) async fn take(&self) -> Option<Work> {
        loop {
            let mut news = pin!(self.news.notified());
            // From here on, no notification is missed.
            news.as_mut().enable();
            {
                let mut waiting = self.waiting();
                if waiting.is_closed {
                    return None;
                }
                if let Some(work) = waiting.ready.pop_front() {
                    return Some(work);
                }
            }
            news.await;
        }
    }

    /// Makes the next event of this key ready.
    pub(super) fn finished(&self, key: Option<&str>) {
        let Some(key) = key else {
            return;
        };
        let mut waiting = self.waiting();
        let next = waiting.lanes.get_mut(key).map(VecDeque::pop_front);
        match next {
            Some(Some(work)) => {
                waiting.ready.push_back(work);
                drop(waiting);
                self.news.notify_one();
            }
            Some(None) => {
                waiting.lanes.remove(key);
            }
            None => {}
        }
    }

    /// Closes the inbox, and returns the events that wait in it.
    pub(super) fn close(&self) -> Vec<Work> {
        let mut waiting = self.waiting();
        waiting.is_closed = true;
        let ready = std::mem::take(&mut waiting.ready);
        let lanes = std::mem::take(&mut waiting.lanes);
        drop(waiting);
        self.news.notify_waiters();
        ready
            .into_iter()
            .chain(lanes.into_values().flatten())
            .collect()
    }
}
