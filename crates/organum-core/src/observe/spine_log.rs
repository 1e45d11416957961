//! What led to what in a spine.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{Names, Observer, Outcome, SpineEvent};

/// Records what led to what, a line for each event at each handler. Clones share one record, which
/// grows as long as the spine runs.
///
/// ```text
/// OrderPlaced -> fulfilment.handle -> OrderShipped
/// OrderShipped -> mail.handle failed, tried again in 100ms
/// OrderShipped -> mail.handle -> ReceiptSent (2 attempts)
/// ReceiptSent -> archive.handle not delivered
/// ```
///
/// Names, numbers and kinds are all there is in it, so two runs that do the same have the same lines.
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
/// let mut shop = Runtime::of(Shop::default()).observed_by(log.clone());
/// shop.run(OrderPlaced { order: 7 }).await?;
/// assert_eq!(
///     log.lines(),
///     [
///         "OrderPlaced -> fulfilment.ship -> OrderShipped",
///         "OrderShipped -> mail.receipt",
///         "quiet (1)",
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

    /// Forgets the lines so far.
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, Vec<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn line(event: &SpineEvent<'_>) -> Option<String> {
    let name = match event {
        SpineEvent::Undelivered { event, .. }
        | SpineEvent::Retried { event, .. }
        | SpineEvent::Handled { event, .. }
        | SpineEvent::DeadLettered { event, .. }
        | SpineEvent::Nacked { event, .. } => event.name(),
        SpineEvent::Unreadable { .. } => return Some("dead letter: unreadable".to_owned()),
        SpineEvent::Quiet { phase } => return Some(format!("quiet ({phase})")),
        _ => return None,
    };
    let rest = match event {
        SpineEvent::Undelivered { place, .. } => format!("{place} not delivered"),
        SpineEvent::Retried {
            place,
            reason,
            delay,
            ..
        } => format!("{place} {reason}, tried again in {delay:?}"),
        SpineEvent::Handled {
            place,
            outcome,
            is_unhandled,
            attempts,
            emitted,
            ..
        } => {
            let ended = match (outcome, emitted) {
                _ if *is_unhandled => " not handled".to_owned(),
                (Outcome::Ok, []) => String::new(),
                (Outcome::Ok, emitted) => format!(" -> {}", Names(emitted)),
                (outcome, _) => format!(" {outcome}"),
            };
            let attempts = match attempts {
                1 => String::new(),
                attempts => format!(" ({attempts} attempts)"),
            };
            format!("{place}{ended}{attempts}")
        }
        SpineEvent::DeadLettered { place, reason, .. } => match place {
            Some(place) => format!("{place} -> dead letter: {reason}"),
            None => format!("dead letter: {reason}"),
        },
        SpineEvent::Nacked { place, .. } => format!("{place} -> left to the backend"),
        _ => return None,
    };
    Some(format!("{name} -> {rest}"))
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
