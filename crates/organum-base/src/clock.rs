//! The source of the time of events.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use tokio::time::Instant;

/// The clock from which a runtime reads the time of events. The runtime reads it every 64 events and
/// after every wait.
#[derive(Clone, Default)]
pub struct Clock(Kind);

#[derive(Clone, Default)]
enum Kind {
    #[default]
    System,
    Given(Arc<dyn Fn() -> SystemTime + Send + Sync>),
}

/// Returns `now + time`, limited to thirty years from `now`, since monotonic clocks may not represent later
/// moments.
///
/// ```
/// use std::time::Duration;
/// use organum_base::clock::later;
/// use tokio::time::Instant;
///
/// let now = Instant::now();
/// assert_eq!(later(now, Duration::from_secs(1)), now + Duration::from_secs(1));
/// assert!(later(now, Duration::MAX) > now + Duration::from_hours(24 * 365));
/// ```
pub fn later(now: Instant, time: Duration) -> Instant {
    const FAR: Duration = Duration::from_hours(30 * 365 * 24);
    now + time.min(FAR)
}

impl Clock {
    /// The system clock.
    pub const SYSTEM: Self = Self(Kind::System);

    /// Returns a clock that always gives this time.
    pub fn fixed(at: SystemTime) -> Self {
        Self::read_by(move || at)
    }

    /// Returns a clock that gives `from` at the first read and a time later by `step` at each further
    /// one. With such a clock, and a given id for the first event, the same input gives the same trace,
    /// byte for byte.
    pub fn stepping(from: SystemTime, step: Duration) -> Self {
        let step = u64::try_from(step.as_nanos()).unwrap_or(u64::MAX);
        let passed = AtomicU64::new(0);
        Self::read_by(move || {
            from + Duration::from_nanos(passed.fetch_add(step, Ordering::Relaxed))
        })
    }

    /// Returns a clock that reads the time with this function.
    pub fn read_by(clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Kind::Given(Arc::new(clock)))
    }

    /// Returns the current time.
    pub fn now(&self) -> SystemTime {
        match &self.0 {
            Kind::System => SystemTime::now(),
            Kind::Given(clock) => clock(),
        }
    }

    /// Returns the current time in nanoseconds since 1970.
    pub fn read(&self) -> u64 {
        let since = self
            .now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::System => "Clock::SYSTEM",
            Kind::Given(_) => "Clock",
        })
    }
}
