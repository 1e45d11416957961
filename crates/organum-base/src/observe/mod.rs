//! Observation of runs and spines: the events that an [`Observer`] is notified of, and observers for the
//! usual purposes.
//!
//! | To … | use |
//! |---|---|
//! | see which node ran when and what was undone, on a terminal or in a test | [`Timeline`] |
//! | have a span for each run and node in the logs | [`Tracing`] |
//! | let Prometheus count runs and nodes and measure how long they take | `Prometheus`, with the feature `prometheus` |
//! | see what led to what in a spine, on a terminal or in a test | [`SpineLog`] |
//! | log what happens in a spine | [`Tracing`], and the layer `organum::event::Logging` |
//! | log what is undone of sagas, or count it | [`Tracing`], or `Prometheus` |
//! | count events and measure handlers | `Prometheus`, and the layer `organum::event::Metrics` |
//! | do something else | your own [`Observer`] |
//!
//! An observer watches one run (`Execution::observe`) or all runs of a runner (`RunnerBuilder::observe`).
//! A run without an observer reads one flag and has no other cost.
//!
//! Observers are notified with plain data: names, numbers, kinds and ids. A failure is passed as a `&dyn
//! Error`, which the library never formats.
//!
//! ```
//! use std::sync::{Arc, atomic::{AtomicU32, Ordering}};
//! use organum::{prelude::*, observe::{NodeEvent, NodeInfo, Observer, Outcome}};
//!
//! struct Amount(u32);
//! struct Charge(u32);
//! struct Receipt(String);
//!
//! #[node]
//! async fn charge(amount: &Amount) -> Result<Charge, String> {
//!     match amount.0 {
//!         0 => Err("nothing to charge".to_owned()),
//!         cents => Ok(Charge(cents)),
//!     }
//! }
//!
//! #[node]
//! fn receipt(charge: &Charge) -> Receipt {
//!     Receipt(format!("paid {}", charge.0))
//! }
//!
//! #[graph(output = Receipt)]
//! struct Pay {
//!     amount: Amount,
//! }
//!
//! /// Counts the nodes that failed.
//! #[derive(Default)]
//! struct Failures(AtomicU32);
//!
//! impl Observer for Failures {
//!     fn node(&self, _node: &NodeInfo<'_>, event: &NodeEvent) {
//!         if let NodeEvent::Ended { outcome: Outcome::Failed, .. } = event {
//!             self.0.fetch_add(1, Ordering::Relaxed);
//!         }
//!     }
//!
//!     fn wants_durations(&self) -> bool {
//!         false
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let failures = Arc::new(Failures::default());
//! let timeline = Timeline::new();
//! // The runner's observer watches every run; the observer of a run watches this run only.
//! let pay = Pay::builder().observe(Arc::clone(&failures)).build();
//! assert!(pay.run(Amount(100)).observe(timeline.clone()).await.is_ok());
//! assert!(pay.run(Amount(0)).await.is_err());
//!
//! assert_eq!(failures.0.load(Ordering::Relaxed), 1);
//! let nodes: Vec<_> = timeline.entries().iter().map(|entry| entry.node).collect();
//! assert_eq!(nodes, ["Charge", "Receipt"]);
//! println!("{timeline}");
//! # }
//! ```

mod chart;
#[cfg(feature = "prometheus")]
mod metrics;
mod observer;
mod run;
mod saga;
mod spans;
mod spine;
mod spine_log;
#[cfg(test)]
mod tests;
mod timeline;

#[cfg(feature = "prometheus")]
pub use self::metrics::Prometheus;
pub use self::{
    observer::{Both, Observer, notify},
    run::{
        GraphEvent, MissReason, NodeEvent, NodeInfo, Outcome, Parent, RunIdSource, RunInfo,
        UnrecordedReason,
    },
    saga::{SagaEvent, SagaInfo, SagaStatus, StepRef},
    spans::Tracing,
    spine::{CountedNames, EventRef, SpineEvent},
    spine_log::SpineLog,
    timeline::{Timeline, TimelineEntry, TimelineUndo},
};
