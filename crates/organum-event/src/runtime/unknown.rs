//! Messages that are left to other programs, since this one does not know their event, version or handlers,
//! and messages that are left to the next serve, since this one is stopping.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use organum_base::clock::later;
use tokio::time::Instant;
use uuid::Uuid;

use crate::policy::{Backoff, Retry};

/// The delay of a message that is given back for the second time, the third and so on. After the first time
/// it is available to other consumers at once.
const BACKOFF: Backoff = Backoff::Exponential {
    first: Duration::from_millis(100),
    factor: 2.0,
    max: Some(Duration::from_secs(5)),
};

/// The number of remembered messages above which those are forgotten that have not come for a minute.
const MANY: usize = 10_000;
const LONG: Duration = Duration::from_mins(1);

/// The messages that were given back, with the time of the first return.
#[derive(Default)]
pub(super) struct Unknown {
    seen: HashMap<Uuid, Seen>,
    /// The number of the current serve.
    serving: u64,
    /// The messages whose next attempt a stop has postponed to the next serve.
    put_off: HashSet<Uuid>,
    /// The time at which the last of these attempts is due.
    due: Option<Instant>,
}

struct Seen {
    first: Instant,
    last: Instant,
    times: u32,
    serving: u64,
}

/// The treatment of an unknown message.
pub(super) enum Leave {
    /// The message is given back; `is_new` is true for the first time in this serve.
    Again { delay: Duration, is_new: bool },
    /// The message has been given back for longer than the limit.
    TooLong,
}

impl Unknown {
    /// Begins another serve, and returns the time until which it may get the messages that were postponed to it.
    pub(super) fn begin(&mut self) -> Option<Instant> {
        self.serving += 1;
        self.put_off.clear();
        self.due.take()
    }

    /// Postpones a message that waited for its next attempt when a stop came.
    pub(super) fn put_off(&mut self, id: Uuid, delay: Duration) {
        self.put_off.insert(id);
        self.due = self.due.max(Some(later(Instant::now(), delay)));
    }

    pub(super) fn is_put_off(&self, id: Uuid) -> bool {
        self.put_off.contains(&id)
    }

    /// Returns the treatment of an unknown message. A drain gives it back without a delay, since the drain
    /// ends when nothing else comes.
    pub(super) fn treatment(&mut self, id: Uuid, limit: Duration, drains: bool) -> Leave {
        let now = Instant::now();
        if self.seen.len() > MANY {
            self.seen.retain(|_, seen| now - seen.last < LONG);
        }
        let seen = self.seen.entry(id).or_insert(Seen {
            first: now,
            last: now,
            times: 0,
            serving: 0,
        });
        if now - seen.first >= limit {
            return Leave::TooLong;
        }
        let delay = match seen.times {
            0 => Duration::ZERO,
            _ if drains => Duration::ZERO,
            times => Retry::ONCE.backoff(BACKOFF).delay(times),
        };
        seen.times = seen.times.saturating_add(1);
        seen.last = now;
        let is_new = std::mem::replace(&mut seen.serving, self.serving) != self.serving;
        Leave::Again { delay, is_new }
    }

    /// Forgets a message that is completed or no longer unknown.
    pub(super) fn forget(&mut self, id: Uuid) {
        if !self.seen.is_empty() {
            self.seen.remove(&id);
        }
    }
}
