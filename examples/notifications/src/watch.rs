//! An observer that prints events as they happen.

use std::io::{self, Write};

use organum::{
    event::{Call, Layer, LayerFuture, Next},
    observe::{Observer, SpineEvent},
};
use tokio::time::Instant;

use crate::events::Delivered;

/// Prints a line for each delivery, each failed attempt and each dead letter.
#[derive(Clone)]
pub struct Watch {
    begin: Instant,
}

impl Watch {
    /// Creates an observer whose times are counted from now on.
    pub fn new() -> Self {
        let begin = Instant::now();
        Self { begin }
    }

    /// Prints a line about an event, whose key is the recipient.
    fn say(&self, key: Option<&str>, what: &str) {
        let to = key.unwrap_or_default();
        let passed = self.begin.elapsed().as_secs_f64();
        // Notifications continue even if the output is closed.
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
                    event.key,
                    &format!("{place} {reason} in attempt {attempt}, next one in {delay:.3} s"),
                );
            }
            SpineEvent::DeadLettered {
                event,
                place: Some(place),
                reason,
                ..
            } => self.say(event.key, &format!("{place} {reason}: it is a dead letter")),
            _ => {}
        }
    }

    /// The observer reads tokio's clock itself.
    fn wants_durations(&self) -> bool {
        false
    }
}

/// Observers see the events without their payloads; a layer sees the payloads too.
impl Layer for Watch {
    fn call<'a>(&'a self, call: Call<'a>, mut next: Next<'a>) -> LayerFuture<'a> {
        let event = call.event();
        if let Some(Delivered { by, .. }) = event.get() {
            self.say(event.key(), &format!("delivered by {by}"));
        }
        Box::pin(async move { next.run().await })
    }
}
