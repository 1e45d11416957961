//! A shop whose organs behave as the order says.
#![allow(
    dead_code,
    clippy::unused_self,
    reason = "each test file uses a part of it, and organs need no state"
)]

use std::time::Duration;

use organum::{Event, Outbox, Spine, event, event::SpineBuilder, organ, spine};
use tokio::time::{Instant, sleep};

/// A text that no log, label or message may contain.
pub(crate) const SECRET: &str = "a secret";

/// An order, and the results of its handling: this number of attempts panics, then this number fails.
#[event]
#[derive(Clone, Default)]
pub(crate) struct OrderPlaced {
    pub(crate) order: u32,
    pub(crate) note: String,
    pub(crate) takes_ms: u64,
    pub(crate) panics: usize,
    pub(crate) fails: usize,
    pub(crate) labels: usize,
}

#[event]
pub(crate) struct OrderShipped {
    pub(crate) order: u32,
}

#[event]
pub(crate) struct LabelPrinted {
    pub(crate) order: u32,
}

#[event]
pub(crate) struct ReceiptSent {
    pub(crate) order: u32,
}

#[event]
pub(crate) struct DayEnded;

/// Returns an order whose handling succeeds at once.
pub(crate) fn order(order: u32) -> OrderPlaced {
    OrderPlaced {
        order,
        note: SECRET.to_owned(),
        ..OrderPlaced::default()
    }
}

/// Ships orders: emits an `OrderShipped`, and the labels of the order.
pub(crate) struct Fulfilment {
    began: Instant,
    /// The orders of its calls, and the times of the calls.
    pub(crate) calls: Vec<(u32, Duration)>,
}

impl Default for Fulfilment {
    fn default() -> Self {
        Self {
            began: Instant::now(),
            calls: Vec::new(),
        }
    }
}

#[organ]
impl Fulfilment {
    async fn handle(
        &mut self,
        event: &Event,
        out: &mut Outbox<(OrderShipped, LabelPrinted)>,
    ) -> Result<(), String> {
        match event {
            OrderPlaced {
                order,
                takes_ms,
                panics,
                fails,
                labels,
                ..
            } => {
                self.calls.push((*order, self.began.elapsed()));
                let attempts = self.calls.iter().filter(|call| call.0 == *order).count();
                let order = *order;
                out.emit(OrderShipped { order });
                tracing::info!("working");
                if *takes_ms > 0 {
                    sleep(Duration::from_millis(*takes_ms)).await;
                }
                assert!(attempts > *panics, "{SECRET}");
                if attempts <= panics + fails {
                    return Err(SECRET.to_owned());
                }
                for _ in 0..*labels {
                    out.emit(LabelPrinted { order });
                }
                Ok(())
            }
        }
    }

    #[stop]
    fn close(&mut self) -> Option<DayEnded> {
        None
    }
}

/// Sends receipts, except for order 0.
#[derive(Default)]
pub(crate) struct Mailer;

#[organ]
impl Mailer {
    fn handle(&mut self, event: &Event) -> Option<ReceiptSent> {
        match event {
            OrderShipped { order: order @ 1.. } if *order < u32::MAX => {
                Some(ReceiptSent { order: *order })
            }
        }
    }
}

/// An organ that receives all events.
#[derive(Default)]
pub(crate) struct Audit {
    pub(crate) received: Vec<String>,
}

#[organ(all)]
impl Audit {
    #[handle]
    fn record(&mut self, event: &Event) {
        self.received.push(event.name().to_owned());
    }
}

#[spine(entry(OrderPlaced), terminal(ReceiptSent))]
#[derive(Default)]
pub(crate) struct Shop {
    pub(crate) fulfilment: Fulfilment,
    pub(crate) mail: Mailer,
    pub(crate) audit: Audit,
}

impl Shop {
    pub(crate) fn runtime() -> SpineBuilder<Self> {
        Self::default().builder()
    }
}
