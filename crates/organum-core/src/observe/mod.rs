//! Looking at runs and spines: what an [`Observer`] is told, and observers for the usual purposes.
//!
//! | To … | use |
//! |---|---|
//! | see which node ran when and what was undone, on a terminal or in a test | [`Timeline`] |
//! | have a span for each run and node in the logs | [`Tracing`] |
//! | let Prometheus count runs and nodes and measure how long they take | `Prometheus`, with the feature `prometheus` |
//! | see what led to what in a spine, on a terminal or in a test | [`SpineLog`] |
//! | log what happens in a spine | [`Tracing`], and the layer [`Logging`](crate::event::Logging) |
//! | log what is undone of sagas, or count it | [`Tracing`], or `Prometheus` |
//! | count events and measure handlers | `Prometheus`, and the layer [`Metrics`](crate::event::Metrics) |
//! | do something else | an [`Observer`] of one's own |
//!
//! An observer watches [one run](crate::graph::Execution::observe) or [all runs of a
//! runner](crate::graph::Runner::observed_by). A run that nobody observes reads one flag, and pays
//! nothing else.
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
//! // The runner's observer watches every run, that of a run just this one.
//! let pay = Pay::runner().observed_by(Arc::clone(&failures));
//! assert!(pay.given(Amount(100)).observe(timeline.clone()).await.is_ok());
//! assert!(pay.given(Amount(0)).await.is_err());
//!
//! assert_eq!(failures.0.load(Ordering::Relaxed), 1);
//! let nodes: Vec<_> = timeline.entries().iter().map(|entry| entry.node).collect();
//! assert_eq!(nodes, ["Charge", "Receipt"]);
//! println!("{timeline}");
//! # }
//! ```

mod chart;
mod event;
#[cfg(feature = "prometheus")]
mod metrics;
mod saga;
mod spans;
mod spine;
mod spine_log;
#[cfg(test)]
mod tests;
mod timeline;
mod watch;

use std::sync::Arc;

#[cfg(feature = "prometheus")]
pub use self::metrics::Prometheus;
pub use self::{
    event::{GraphEvent, NodeEvent, NodeInfo, Outcome, Parent, RunInfo},
    saga::{SagaEvent, SagaInfo},
    spans::Tracing,
    spine::SpineEvent,
    spine_log::SpineLog,
    timeline::{Timeline, TimelineEntry, TimelineUndo},
};
pub(crate) use self::{
    spine::Names,
    watch::{Both, Entered, Watch, tell, tell_retried},
};

/// Is told what happens in a run, or in a spine: each event once, in the order in which it happens.
///
/// Events are told in the run's own task, between polls of nodes: an observer should be brief and
/// must not block. What happens to a node in a task or thread of its own is told there.
/// A panic in an observer is contained and logged; the run goes on. Events carry names, numbers and
/// kinds, never values or the text of a user's error.
///
/// The end of a spawned or blocking node is told when its run learns of it.
pub trait Observer: Send + Sync + 'static {
    /// Something happened to a run.
    fn graph(&self, run: &RunInfo, event: &GraphEvent) {
        let _ = (run, event);
    }

    /// Something happened to a node.
    fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
        let _ = (node, event);
    }

    /// Something happened in the spine of this name.
    fn spine(&self, spine: &'static str, event: &SpineEvent<'_>) {
        let _ = (spine, event);
    }

    /// Something happened to a saga, beside what its steps do.
    fn saga(&self, saga: &SagaInfo, event: &SagaEvent<'_>) {
        let _ = (saga, event);
    }

    /// A node is about to be polled on this thread, or called if it is blocking. Told only to
    /// observers of runs in which one [wants polls](Self::wants_polls).
    fn enter(&self, node: &NodeInfo<'_>) {
        let _ = node;
    }

    /// The poll of a node that was [entered](Self::enter) on this thread is over, also by a panic.
    fn exit(&self, node: &NodeInfo<'_>) {
        let _ = node;
    }

    /// Are the durations in the events to be measured? `true` unless said otherwise; asked once a
    /// run. To read the clock twice a node is most of what a small observer costs, so one that
    /// only counts says `false`.
    fn wants_durations(&self) -> bool {
        true
    }

    /// Are [`enter`](Self::enter) and [`exit`](Self::exit) to be called? `false` unless said
    /// otherwise; asked once a run.
    fn wants_polls(&self) -> bool {
        false
    }
}

impl<O: Observer + ?Sized> Observer for Arc<O> {
    fn graph(&self, run: &RunInfo, event: &GraphEvent) {
        (**self).graph(run, event);
    }

    fn node(&self, node: &NodeInfo<'_>, event: &NodeEvent) {
        (**self).node(node, event);
    }

    fn spine(&self, spine: &'static str, event: &SpineEvent<'_>) {
        (**self).spine(spine, event);
    }

    fn saga(&self, saga: &SagaInfo, event: &SagaEvent<'_>) {
        (**self).saga(saga, event);
    }

    fn enter(&self, node: &NodeInfo<'_>) {
        (**self).enter(node);
    }

    fn exit(&self, node: &NodeInfo<'_>) {
        (**self).exit(node);
    }

    fn wants_durations(&self) -> bool {
        (**self).wants_durations()
    }

    fn wants_polls(&self) -> bool {
        (**self).wants_polls()
    }
}
