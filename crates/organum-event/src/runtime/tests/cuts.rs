//! The futures of a runtime, dropped at each of their polls, and continued by the next call: nothing is lost, and
//! no recorded result is repeated. Virtual time is exact.

use std::{num::NonZeroUsize, sync::atomic::Ordering};

use organum_store::conformance::poll_times;
use tokio::time::sleep;

use super::{
    super::Runtime,
    block_on,
    stage::{Sign, Stage, root_id, sign},
    world::{LEASE, MS, ROOTS, Shape, World, lock, shapes},
};
use crate::{
    backend::MemoryBackend,
    conformance::{Hostile, Hostility},
    dead_letter::DeadLetterFilter,
};

/// The call of a runtime after its future was dropped, before it continues.
#[derive(Clone, Copy, Debug)]
enum Between {
    Nothing,
    /// Parallel organs continue in the meantime.
    Time,
    Stop,
    Run,
    Drain,
}

const BETWEEN: [Between; 5] = [
    Between::Nothing,
    Between::Time,
    Between::Stop,
    Between::Run,
    Between::Drain,
];

impl Between {
    async fn happens(self, runtime: &mut Runtime<Stage>) {
        match self {
            Self::Nothing => {}
            Self::Time => sleep(5 * MS).await,
            Self::Stop => runtime.stop().await.expect("nothing stops the spine"),
            Self::Run => run_rest(runtime).await,
            Self::Drain => drop(runtime.drain().await.expect("nothing stops the spine")),
        }
    }
}

async fn run_rest(runtime: &mut Runtime<Stage>) {
    let rest = runtime.run_all([] as [Sign<0>; 0]).await;
    rest.expect("nothing stops the spine");
}

/// Runs a case that drops a future after no poll, after one, and so on, in every shape, until the future
/// completes; returns the largest number of polls.
fn cut_everywhere(
    betweens: &[Between],
    mut case: impl AsyncFnMut(Shape, u64, Between, &str) -> bool,
) -> u64 {
    let mut most = 0;
    for shape in shapes() {
        for &between in betweens {
            if shape.has_layer && !matches!(between, Between::Nothing | Between::Time) {
                continue;
            }
            for polls in 0.. {
                let name = format!("{shape:?}, {between:?}, cut after {polls} polls");
                if block_on(case(shape, polls, between, &name)) {
                    most = most.max(polls);
                    break;
                }
            }
        }
    }
    most
}

/// Continues with a backend after a future was dropped, and checks that every event is handled once.
async fn is_completed(world: &World, runtime: &mut Runtime<Stage>, between: Between, case: &str) {
    between.happens(runtime).await;
    runtime.drain().await.expect("nothing stops the spine");
    world.is_complete(false, case);
}

#[test]
fn a_run_that_is_dropped_at_any_poll_loses_nothing() {
    let most = cut_everywhere(&BETWEEN, async |shape, polls, between, name: &str| {
        let world = World::new(shape);
        let mut runtime = world.in_memory();
        let run = runtime.run_all(ROOTS.map(sign));
        let has_ended = poll_times(run, polls).await.is_some();
        if polls == 0 {
            // No run was begun.
            runtime
                .run_all(ROOTS.map(sign))
                .await
                .expect("nothing stops the spine");
        }
        between.happens(&mut runtime).await;
        run_rest(&mut runtime).await;
        world.is_complete(false, name);
        has_ended
    });
    assert!(most > 10, "{most}");
}

#[test]
fn a_drain_that_is_dropped_at_any_poll_loses_nothing() {
    let most = cut_everywhere(&BETWEEN, async |shape, polls, between, name: &str| {
        let world = World::new(shape);
        let mut runtime = world.served().await;
        let has_ended = poll_times(runtime.drain(), polls).await.is_some();
        is_completed(&world, &mut runtime, between, name).await;
        has_ended
    });
    assert!(most > 20, "{most}");
}

#[test]
fn a_serve_that_is_dropped_at_any_poll_loses_nothing() {
    let most = cut_everywhere(&BETWEEN, async |shape, polls, between, name: &str| {
        let world = World::new(shape);
        let mut runtime = world.served().await;
        let serve = Box::pin(runtime.serve(sleep(20 * MS)));
        let has_ended = poll_times(serve, polls).await.is_some();
        is_completed(&world, &mut runtime, between, name).await;
        has_ended
    });
    assert!(most > 20, "{most}");
}

/// As after the death of a process: another runtime continues. A result that was not recorded may be repeated.
#[test]
fn a_runtime_that_is_dropped_at_any_poll_repeats_no_recorded_result() {
    let most = cut_everywhere(&[Between::Nothing], async |shape, polls, _, name: &str| {
        let world = World::new(shape);
        let mut runtime = world.served().await;
        let has_ended = poll_times(runtime.drain(), polls).await.is_some();
        drop(runtime);
        sleep(2 * LEASE).await;
        let mut next = world.served().await;
        next.drain().await.expect("nothing stops the spine");
        world.is_complete(true, name);
        has_ended
    });
    assert!(most > 20, "{most}");
}

#[test]
fn a_redrive_that_is_dropped_at_any_poll_can_continue() {
    for has_backend in [false, true] {
        cut_everywhere(&BETWEEN, async |shape, polls, between, name: &str| {
            let world = World::new(shape);
            let mut runtime = if has_backend {
                world.served().await
            } else {
                world.in_memory()
            };
            if has_backend {
                runtime.drain().await.expect("nothing stops the spine");
            } else {
                let run = runtime.run_all(ROOTS.map(sign)).await;
                run.expect("nothing stops the spine");
            }
            world.is_complete(false, name);
            world.is_well.store(true, Ordering::Relaxed);
            // A handler that failed permanently has completed, until its letter is redriven.
            lock(&world.recorded).clear();
            let all = DeadLetterFilter::all();
            let has_ended = poll_times(runtime.redrive_all(&all), polls).await.is_some();
            between.happens(&mut runtime).await;
            runtime
                .redrive_all(&all)
                .await
                .expect("nothing stops the spine");
            runtime.drain().await.expect("nothing stops the spine");
            world.is_complete(false, &format!("{name}, backend: {has_backend}"));
            has_ended
        });
    }
}

#[test]
fn a_publication_that_is_dropped_at_any_poll_can_be_repeated() {
    let most = cut_everywhere(&[Between::Nothing], async |shape, polls, _, name: &str| {
        let world = World::new(shape);
        let one = NonZeroUsize::new(1).expect("one");
        let hostility = Hostility {
            delay: MS,
            ..Hostility::NONE
        };
        let slow = Hostile::around(MemoryBackend::bounded(one), 7, hostility);
        let mut runtime = world.builder().backend(slow).build();
        let handle = runtime.handle();
        let outside = async {
            let mut has_ended = true;
            for (number, root) in (0..).zip(ROOTS) {
                let publish = || handle.publish(sign(root)).id(root_id(number));
                if poll_times(publish(), polls).await.is_none() {
                    has_ended = false;
                    publish().await.expect("the event is enqueued");
                }
            }
            has_ended
        };
        let (ended, has_ended) = tokio::sync::oneshot::channel();
        let outside = async { ended.send(outside.await).expect("the receiver exists") };
        let mut cut = true;
        let stop = async { cut = has_ended.await.expect("the sender is not dropped") };
        let (stats, ()) = tokio::join!(runtime.serve(stop), outside);
        stats.expect("nothing stops the spine");
        // The stop left the event that waited for its next attempt.
        runtime.drain().await.expect("nothing stops the spine");
        let has_ended = cut;
        world.is_complete(false, name);
        has_ended
    });
    assert!(most > 2, "{most}");
}
