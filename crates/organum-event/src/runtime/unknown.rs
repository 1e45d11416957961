//! Messages that are left to other programs: those whose event, version or handlers this one does not know. And
//! those that are left to another serving, as this one was told to stop.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use tokio::time::Instant;
use uuid::Uuid;

use crate::policy::{Backoff, Retry};

/// How long a message waits that was given back for the second time, the third and so on. The first time it
/// is there for others at once.
const BACKOFF: Backoff = Backoff::Exponential {
    first: Duration::from_millis(100),
    factor: 2.0,
    max: Some(Duration::from_secs(5)),
};

/// Those of so many messages are forgotten that did not come for a minute.
const MANY: usize = 10_000;
const LONG: Duration = Duration::from_mins(1);

/// The messages that were given back, with when that was first.
#[derive(Default)]
pub(super) struct Unknown {
    seen: HashMap<Uuid, Seen>,
    /// The serving at work: each has a number.
    serving: u64,
    /// Those whose next try a stop has put off until another serving.
    put_off: HashSet<Uuid>,
}

struct Seen {
    first: Instant,
    last: Instant,
    times: u32,
    serving: u64,
}

/// What becomes of a message that is not known.
pub(super) enum Leave {
    /// It is given back, for the first time in this serving or not.
    Again { delay: Duration, is_new: bool },
    /// It was given back for too long.
    TooLong,
}

impl Unknown {
    /// Another serving begins.
    pub(super) fn begin(&mut self) {
        self.serving += 1;
        self.put_off.clear();
    }

    /// A stop came while a message waited for its next try.
    pub(super) fn put_off(&mut self, id: Uuid) {
        self.put_off.insert(id);
    }

    pub(super) fn is_put_off(&self, id: Uuid) -> bool {
        self.put_off.contains(&id)
    }

    /// A message came that is not known. One that drains the backend gives it back without a delay, as it
    /// ends once nothing else comes.
    pub(super) fn comes(&mut self, id: Uuid, limit: Duration, drains: bool) -> Leave {
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

    /// A message is done with, or known.
    pub(super) fn forget(&mut self, id: Uuid) {
        if !self.seen.is_empty() {
            self.seen.remove(&id);
        }
    }
}
