//! Tells what happens, when it does.

use std::io::{self, Write};

use organum::{
    Event,
    observe::{Observer, SpineEvent},
};
use tokio::time::Instant;

use crate::events::Delivered;

/// Prints a line for each delivery, each try that failed and each dead letter.
pub struct Watch {
    begin: Instant,
}

impl Watch {
    /// Times are counted from now on.
    pub fn new() -> Self {
        let begin = Instant::now();
        Self { begin }
    }

    /// What became of an event, whose key is whom it is for.
    fn say(&self, event: &Event, what: &str) {
        let to = event.key().unwrap_or_default();
        let passed = self.begin.elapsed().as_secs_f64();
        // Whoever closed the output has seen enough, and notifications go on.
        let _ = writeln!(io::stdout(), "{passed:7.3} s  {to:<19}  {what}");
    }
}

impl Observer for Watch {
    fn spine(&self, _: &'static str, event: &SpineEvent<'_>) {
        match event {
            SpineEvent::Retried {
                event,
                place,
                attempt,
                reason,
                delay,
                ..
            } => {
                let delay = delay.as_secs_f64();
                self.say(
                    event,
                    &format!("{place} {reason} in attempt {attempt}, next one in {delay:.3} s"),
                );
            }
            SpineEvent::DeadLettered {
                event,
                place: Some(place),
                reason,
                ..
            } => self.say(event, &format!("{place} {reason}: it is a dead letter")),
            SpineEvent::Received { event, .. } => {
                if let Some(Delivered { by, .. }) = event.get() {
                    self.say(event, &format!("told by {by}"));
                }
            }
            _ => {}
        }
    }

    /// Times are those of tokio's clock.
    fn wants_durations(&self) -> bool {
        false
    }
}
