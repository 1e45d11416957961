//! A record of which event led to which in a spine.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{EventRef, Observer, Outcome, SpineEvent, spine::names};

/// Records which event led to which, a line for each event at each handler. Clones share one record,
/// which grows as long as the spine runs.
///
/// ```text
/// OrderPlaced -> fulfilment.handle -> OrderShipped
/// OrderShipped -> mail.handle failed, retried in 100ms
/// OrderShipped -> mail.handle -> ReceiptSent (2 attempts)
/// ReceiptSent -> archive.handle not delivered
/// hook books.close -> DayClosed
/// OrderShipped redriven to mail.handle
/// ```
///
/// The lines contain names, numbers and kinds only, so two runs that do the same have the same lines.
///
/// ```
/// use organum::{prelude::*, observe::SpineLog};
///
/// #[event]
/// struct OrderPlaced { order: u32 }
///
/// #[event]
/// struct OrderShipped { order: u32 }
///
/// #[organ]
/// fn ship(event: &OrderPlaced) -> OrderShipped {
///     OrderShipped { order: event.order }
/// }
///
/// #[organ]
/// fn receipt(event: &OrderShipped) {
///     println!("order {} is on its way", event.order);
/// }
///
/// #[spine(entry(OrderPlaced))]
/// #[derive(Default)]
/// struct Shop {
///     fulfilment: ship,
///     mail: receipt,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), SpineError> {
/// let log = SpineLog::new();
/// let mut shop = Shop::default().builder().observe(log.clone()).build();
/// shop.run(OrderPlaced { order: 7 }).await?;
/// assert_eq!(
///     log.lines(),
///     [
///         "OrderPlaced -> fulfilment.ship -> OrderShipped",
///         "OrderShipped -> mail.receipt",
///         "idle (1)",
///     ]
/// );
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct SpineLog(Arc<Mutex<Vec<String>>>);

impl SpineLog {
    /// An empty record.
    pub fn new() -> Self {
        Self::default()
    }

    /// The lines so far.
    pub fn lines(&self) -> Vec<String> {
        self.lock().clone()
    }

    /// Removes all lines so far.
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, Vec<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn line(event: &SpineEvent<'_>) -> Option<String> {
    Some(match *event {
        SpineEvent::Entered {
            event,
            only: Some(place),
        } => format!("{} redriven to {place}", event.name),
        SpineEvent::Undelivered { event, place } => {
            format!("{} -> {place} not delivered", event.name)
        }
        SpineEvent::Retried {
            event,
            place,
            reason,
            delay,
            ..
        } => format!("{} -> {place} {reason}, retried in {delay:?}", event.name),
        SpineEvent::Handled {
            event,
            place,
            outcome,
            is_unhandled,
            attempts,
            emitted,
            ..
        } => {
            let ended = if is_unhandled {
                " not handled".to_owned()
            } else {
                ended(outcome, emitted)
            };
            let attempts = match attempts {
                1 => String::new(),
                attempts => format!(" ({attempts} attempts)"),
            };
            format!("{} -> {place}{ended}{attempts}", event.name)
        }
        SpineEvent::DeadLettered {
            event,
            place,
            reason,
            ..
        } => match place {
            Some(place) => format!("{} -> {place} -> dead letter: {reason}", event.name),
            None => format!("{} -> dead letter: {reason}", event.name),
        },
        SpineEvent::Unreadable { .. } => "dead letter: unreadable".to_owned(),
        SpineEvent::LettersDropped { count } => format!("dead letters dropped: {count}"),
        SpineEvent::Nacked { event, place } => {
            format!("{} -> {place} -> left to the backend", event.name)
        }
        SpineEvent::Idle { phase } => format!("idle ({phase})"),
        SpineEvent::Hooked {
            place,
            outcome,
            emitted,
            ..
        } => format!("hook {place}{}", ended(outcome, emitted)),
        // An event taken from the queue is covered by the lines of its handlers, an attempt by the line
        // of its handler, the start and the stop by the lines of their hooks.
        SpineEvent::Entered { only: None, .. }
        | SpineEvent::Started
        | SpineEvent::Received { .. }
        | SpineEvent::Called { .. }
        | SpineEvent::Stopping
        | SpineEvent::Ended { .. } => return None,
    })
}

/// The outcome of a handler or a hook, as the line ends with it.
fn ended(outcome: Outcome, emitted: &[EventRef<'_>]) -> String {
    match (outcome, emitted) {
        (Outcome::Ok, []) => String::new(),
        (Outcome::Ok, emitted) => format!(" -> {}", names(emitted)),
        (outcome, _) => format!(" {outcome}"),
    }
}

impl fmt::Display for SpineLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lock()
            .iter()
            .try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl fmt::Debug for SpineLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.lock().iter()).finish()
    }
}

impl Observer for SpineLog {
    fn spine(&self, _spine: &'static str, event: &SpineEvent<'_>) {
        if let Some(line) = line(event) {
            self.lock().push(line);
        }
    }

    fn wants_durations(&self) -> bool {
        false
    }
}
