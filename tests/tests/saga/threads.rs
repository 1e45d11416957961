//! Sagas whose steps run on several threads, and are dropped at any time.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use organum::prelude::*;
use tokio::task::yield_now;

#[derive(Debug, thiserror::Error)]
#[error("no")]
struct No;

struct A;
struct B;
struct C(u64);

/// The number of reservations that were not undone, and the number of undos.
#[derive(Clone, Default)]
struct World {
    held: Arc<AtomicI64>,
    undos: Arc<AtomicU64>,
}

struct Wide {
    world: World,
    items: Vec<u64>,
    fails: bool,
}

impl Wide {
    /// Reserves something. No await lies between this call and the return of the step.
    fn take(&self) {
        self.world.held.fetch_add(1, Ordering::Relaxed);
    }

    fn give_back(&self) {
        self.world.held.fetch_sub(1, Ordering::Relaxed);
        self.world.undos.fetch_add(1, Ordering::Relaxed);
    }
}

#[saga(error = No, output = C)]
impl Wide {
    #[step(spawn, undo = undo_a)]
    async fn a(&self) -> A {
        yield_now().await;
        self.take();
        A
    }

    fn undo_a(&self, _a: &A) {
        self.give_back();
    }

    #[step(undo = undo_b)]
    async fn b(&self) -> B {
        yield_now().await;
        yield_now().await;
        self.take();
        B
    }

    fn undo_b(&self, _b: &B) {
        self.give_back();
    }

    #[step(each = items, undo = undo_c, concurrency = 3)]
    async fn each(&self, item: &u64) -> u64 {
        for _ in 0..*item {
            yield_now().await;
        }
        self.take();
        *item
    }

    async fn undo_c(&self, _item: &u64) {
        yield_now().await;
        self.give_back();
    }

    #[step(irrevocable)]
    async fn sum(&self, _a: &A, _b: &B, items: &[u64]) -> Result<C, No> {
        yield_now().await;
        if self.fails {
            return Err(No);
        }
        Ok(C(items.iter().sum()))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn only_completed_sagas_keep_their_reservations() {
    let world = World::default();
    let runner = Wide::runner();
    let done = Arc::new(AtomicI64::new(0));
    let mut tasks = Vec::new();
    for number in 0..600_u64 {
        let saga = Wide {
            world: world.clone(),
            items: (0..number % 5).collect(),
            fails: number % 3 == 0,
        };
        let (items, run) = (saga.items.len(), runner.run(saga).report());
        let done = Arc::clone(&done);
        tasks.push(tokio::spawn(async move {
            let mut run = Box::pin(run);
            let mut left = number % 11;
            let report = std::future::poll_fn(|cx| {
                if left == 0 {
                    return std::task::Poll::Ready(None);
                }
                left -= u64::from(number % 2 == 0);
                run.as_mut().poll(cx).map(Some)
            });
            if let Some(report) = report.await {
                let sum = report.result().ok().map(|value| value.0);
                let is_done = sum.is_some();
                assert!(sum.is_none_or(|sum| sum == (0..number % 5).sum::<u64>()));
                assert!(is_done || report.is_rolled_back());
                if is_done {
                    let held = i64::try_from(items).unwrap() + 2;
                    done.fetch_add(held, Ordering::Relaxed);
                }
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    runner.handle().shutdown().await;
    assert_eq!(
        world.held.load(Ordering::Relaxed),
        done.load(Ordering::Relaxed)
    );
    assert!(world.undos.load(Ordering::Relaxed) > 100);
    assert!(done.load(Ordering::Relaxed) > 100);
    assert!(runner.handle().running().is_empty());
}
