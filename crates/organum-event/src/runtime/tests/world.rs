//! A spine whose handlers wait, are retried, leave events to the backend and fail permanently, with the state
//! that outlives its runtimes: a backend that notes recorded results, dead letters, and a trace.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroU32,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use organum_store::{Renewal, StoreFuture};
use tokio::time::sleep;

use super::{
    super::{Runtime, SpineBuilder},
    stage::{Behaviour, End, Invocation, Stage, Trace, place, read, root_id, sign},
};
use crate::{
    Call, LayerFn, LayerFuture, Next, Spine as _,
    backend::{Backend, Carried, Delivery, MemoryBackend, Message, Metrics, Receipt, Settlement},
    dead_letter::MemoryDeadLetters,
    layer_fn,
    policy::{Backoff, Policy, Retry},
};

pub(super) const MS: Duration = Duration::from_millis(1);
pub(super) const LEASE: Duration = Duration::from_millis(200);
pub(super) const ROOTS: [&str; 3] = ["r", "s", "t"];

/// The recorded results: the label of an event, and a place.
pub(super) type Recorded = Arc<Mutex<BTreeSet<(String, String)>>>;

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A backend that notes recorded results.
#[derive(Clone)]
pub(super) struct Noted {
    pub(super) inner: MemoryBackend,
    pub(super) recorded: Recorded,
    labels: Arc<Mutex<BTreeMap<Receipt, String>>>,
}

impl Noted {
    fn new(recorded: &Recorded) -> Self {
        Self {
            inner: MemoryBackend::new().with_lease(LEASE),
            recorded: Arc::clone(recorded),
            labels: Arc::default(),
        }
    }
}

impl Backend for Noted {
    fn name(&self) -> &'static str {
        "noted"
    }

    fn lease(&self) -> Duration {
        self.inner.lease()
    }

    fn is_durable(&self) -> bool {
        false
    }

    fn enqueue<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        self.inner.enqueue(messages)
    }

    fn enqueue_unbounded<'a>(&'a self, messages: &'a [Message]) -> StoreFuture<'a, ()> {
        self.inner.enqueue_unbounded(messages)
    }

    fn begin<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        self.inner.begin(receipts)
    }

    fn pull(&self, limit: usize, wait: Duration) -> StoreFuture<'_, Vec<Delivery>> {
        Box::pin(async move {
            let pulled = self.inner.pull(limit, wait).await?;
            for delivery in &pulled {
                if let Carried::Event(event) = &delivery.carried {
                    let (receipt, label) = (delivery.receipt.clone(), read(event).1.to_owned());
                    lock(&self.labels).insert(receipt, label);
                }
            }
            Ok(pulled)
        })
    }

    fn settle<'a>(
        &'a self,
        receipt: &'a Receipt,
        settlement: Settlement<'a>,
    ) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            // There is a poll before the settlement, and one between the settlement and its response.
            sleep(MS).await;
            self.inner.settle(receipt, settlement).await?;
            let label = lock(&self.labels)[receipt].clone();
            for place in settlement.done {
                lock(&self.recorded).insert((label.clone(), (*place).to_owned()));
            }
            sleep(MS).await;
            Ok(())
        })
    }

    fn extend<'a>(&'a self, receipts: &'a [Receipt]) -> StoreFuture<'a, Vec<Renewal>> {
        self.inner.extend(receipts)
    }

    fn health(&self) -> StoreFuture<'_, ()> {
        self.inner.health()
    }

    fn metrics(&self) -> StoreFuture<'_, Metrics> {
        self.inner.metrics()
    }
}

/// Returns the behaviour of a handler: handlers wait, are retried, leave events to the backend and fail
/// permanently.
fn behave(invocation: &Invocation, is_well: bool) -> Option<Behaviour> {
    let end = |is_well: bool| if is_well { End::Succeeds } else { End::Fails };
    Some(
        match (invocation.organ, invocation.handler, invocation.kind) {
            (0, 0, 0) => Behaviour::emitting(&[1]),
            (0, 1, 0) => Behaviour::emitting(&[2]).ends(end(invocation.delivery > 1)),
            (1, 0, 0) => Behaviour::emitting(&[3])
                .takes(MS)
                .ends(end(invocation.attempt > 1)),
            (1, 1, 1) => Behaviour::emitting(&[]).takes(2 * MS).in_lane("one"),
            (2, 0, 3) => Behaviour::emitting(&[]).ends(end(is_well)),
            (2, 1, 2) => Behaviour::emitting(&[]).takes(MS),
            _ => return None,
        },
    )
}

/// The options of a runtime.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) is_parallel: bool,
    pub(super) has_layer: bool,
}

pub(super) fn shapes() -> impl Iterator<Item = Shape> {
    [false, true].into_iter().flat_map(|is_parallel| {
        [false, true].map(|has_layer| Shape {
            is_parallel,
            has_layer,
        })
    })
}

fn waiting_layer() -> LayerFn<impl for<'a> Fn(Call<'a>, Next<'a>) -> LayerFuture<'a>> {
    layer_fn(|_, mut next| {
        Box::pin(async move {
            sleep(MS).await;
            let result = next.run().await;
            sleep(MS).await;
            result
        })
    })
}

/// The state that outlives a runtime: its backend, its dead letters, and its trace.
pub(super) struct World {
    pub(super) shape: Shape,
    pub(super) backend: Noted,
    pub(super) recorded: Recorded,
    pub(super) letters: MemoryDeadLetters,
    pub(super) trace: Trace,
    pub(super) is_well: Arc<AtomicBool>,
    /// The calls of handlers that were recorded as completed.
    pub(super) repeated: Arc<Mutex<Vec<String>>>,
}

impl World {
    pub(super) fn new(shape: Shape) -> Self {
        let recorded = Recorded::default();
        Self {
            shape,
            backend: Noted::new(&recorded),
            recorded,
            letters: MemoryDeadLetters::new(),
            trace: Trace::default(),
            is_well: Arc::default(),
            repeated: Arc::default(),
        }
    }

    pub(super) fn builder(&self) -> SpineBuilder<Stage> {
        let (recorded, repeated) = (Arc::clone(&self.recorded), Arc::clone(&self.repeated));
        let is_well = Arc::clone(&self.is_well);
        let stage = Stage::of(move |invocation| {
            let at = (
                invocation.label.clone(),
                place(invocation.organ, invocation.handler),
            );
            if lock(&recorded).contains(&at) {
                lock(&repeated).push(format!("{} {}", at.0, at.1));
            }
            behave(invocation, is_well.load(Ordering::Relaxed))
        });
        let twice = Retry::new(NonZeroU32::new(2).expect("two")).backoff(Backoff::Fixed(MS));
        let builder = stage
            .named_in(&self.trace)
            .builder()
            .defaults(Policy::new().retry(twice).timeout(Duration::from_hours(1)))
            .redelivery(Backoff::Fixed(MS))
            .prefetch(2)
            .dead_letters(self.letters.clone())
            .observe(self.trace.clone());
        let builder = if self.shape.has_layer {
            builder.layer(waiting_layer())
        } else {
            builder
        };
        if self.shape.is_parallel {
            builder.parallel()
        } else {
            builder
        }
    }

    pub(super) fn in_memory(&self) -> Runtime<Stage> {
        self.builder().build()
    }

    pub(super) async fn served(&self) -> Runtime<Stage> {
        let runtime = self.builder().backend(self.backend.clone()).build();
        for (number, root) in (0..).zip(ROOTS) {
            let published = runtime.publish(sign(root)).id(root_id(number)).await;
            published.expect("there is room");
        }
        runtime
    }

    /// Returns the handlers that succeeded, with the number of successes.
    pub(super) fn successes(&self) -> BTreeMap<(String, String), u32> {
        let mut successes = BTreeMap::new();
        for entry in self.trace.entries() {
            if entry.outcome == "ok" {
                *successes.entry((entry.label, entry.place)).or_default() += 1;
            }
        }
        successes
    }

    /// Checks that every event was handled by every handler that wants it, or is a dead letter.
    pub(super) fn is_complete(&self, at_least_once: bool, case: &str) {
        let mut successes = self.successes();
        if at_least_once {
            for times in successes.values_mut() {
                *times = 1;
            }
        }
        let mut expected = BTreeMap::new();
        let mut letters = BTreeSet::new();
        for root in ROOTS {
            for (label, place) in [
                (root.to_owned(), "a.dead_letters"),
                (root.to_owned(), "a.nacks"),
                (root.to_owned(), "b.dead_letters"),
                (format!("{root}/000"), "b.nacks"),
                (format!("{root}/010"), "c.nacks"),
            ] {
                expected.insert((label, place.to_owned()), 1);
            }
            let failed = (format!("{root}/100"), "c.dead_letters".to_owned());
            if self.is_well.load(Ordering::Relaxed) {
                expected.insert(failed, 1);
            } else {
                letters.insert(failed);
            }
        }
        assert_eq!(successes, expected, "{case}");
        let found = self.letters.letters();
        let failed = self.trace.entries().into_iter();
        let failed: BTreeSet<_> = failed
            .filter(|entry| entry.outcome == "failed" && entry.place == "c.dead_letters")
            .map(|entry| (entry.label, entry.place))
            .collect();
        assert_eq!(found.len(), letters.len(), "{case}");
        assert!(failed.is_superset(&letters), "{case}: {failed:?}");
        assert_eq!(*lock(&self.repeated), [""; 0], "{case}");
    }
}
