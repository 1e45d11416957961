//! Stores that fail at each of their calls, one after the other, before or after their work. Nothing is lost, and
//! no recorded result is repeated. Virtual time is exact.

use std::sync::{Arc, atomic::Ordering};

use organum_store::{
    Guarded, StorePolicy,
    conformance::{Fault, Faulty},
};

use super::{
    super::{OnBackendFailure, Runtime, SpineBuilder, SpineError, SpineErrorKind},
    block_on,
    stage::{Stage, root_id, sign},
    world::{MS, ROOTS, Shape, World, lock},
};
use crate::{
    archive::{Archive, MemoryArchive},
    dead_letter::DeadLetterFilter,
    policy::{Backoff, Retry},
};

const FAULTS: [fn(u64) -> Fault; 2] = [Fault::RefusesCall, Fault::LosesCall];

fn shapes() -> [Shape; 2] {
    [false, true].map(|is_parallel| Shape {
        is_parallel,
        has_layer: false,
    })
}

/// Repeats a call until it succeeds: it fails at most twice, with one of these kinds.
async fn patiently<T>(
    kinds: &[SpineErrorKind],
    name: &str,
    mut what: impl AsyncFnMut() -> Result<T, SpineError>,
) -> T {
    for _ in 0..2 {
        match what().await {
            Ok(done) => return done,
            Err(error) => assert!(kinds.contains(&error.kind()), "{name}: {error:?}"),
        }
    }
    what().await.expect(name)
}

async fn publish(runtime: &Runtime<Stage>, kinds: &[SpineErrorKind], name: &str) {
    for (number, root) in (0..).zip(ROOTS) {
        patiently(kinds, name, async || {
            runtime.publish(sign(root)).id(root_id(number)).await
        })
        .await;
    }
}

/// Publishes, drains and redrives with stores of which one fails, and repeats failed calls.
async fn publish_drain_and_redrive(
    world: &World,
    builder: SpineBuilder<Stage>,
    kinds: &[SpineErrorKind],
    name: &str,
) {
    let mut runtime = builder.build();
    publish(&runtime, kinds, name).await;
    patiently(kinds, name, async || runtime.drain().await).await;
    // An event that was stored instead of published is published now.
    for letter in world.letters.letters() {
        if letter.reason.kind == "not enqueued" {
            patiently(kinds, name, async || runtime.redrive(letter.id).await).await;
            patiently(kinds, name, async || runtime.drain().await).await;
        }
    }
    world.is_complete(true, name);
    world.is_well.store(true, Ordering::Relaxed);
    lock(&world.recorded).clear();
    let all = DeadLetterFilter::all();
    patiently(kinds, name, async || runtime.redrive_all(&all).await).await;
    patiently(kinds, name, async || runtime.drain().await).await;
    world.is_complete(true, name);
}

/// Runs a case for each shape, each fault and each number of a call, until there are no more calls.
fn at_each_call(mut case: impl AsyncFnMut(World, Fault, &str) -> u64) {
    for shape in shapes() {
        for fault in FAULTS {
            for number in 0.. {
                let fault = fault(number);
                let name = format!("{shape:?}, {fault:?}");
                let calls = block_on(case(World::new(shape), fault, &name));
                if number >= calls {
                    assert!(number > 0, "{name}: no call was made");
                    break;
                }
            }
        }
    }
}

fn at_each_call_of_the_backend(end: OnBackendFailure) {
    at_each_call(async |world: World, fault, name: &str| {
        let backend = Arc::new(Faulty::new(Arc::new(world.backend.clone()), fault));
        let builder = world
            .builder()
            .backend(Arc::clone(&backend))
            .on_backend_failure(end);
        publish_drain_and_redrive(&world, builder, &[SpineErrorKind::Backend], name).await;
        backend.calls()
    });
}

fn once() -> Retry {
    Retry::ONCE.backoff(Backoff::Fixed(MS))
}

#[test]
fn a_call_of_the_backend_that_fails_is_retried() {
    at_each_call_of_the_backend(OnBackendFailure::default());
}

#[test]
fn a_call_of_the_backend_that_fails_stops_the_serve_only() {
    at_each_call_of_the_backend(OnBackendFailure::Fail);
}

#[test]
fn an_event_that_the_backend_does_not_take_is_stored() {
    at_each_call_of_the_backend(OnBackendFailure::Store(once()));
}

#[test]
fn a_call_of_the_dead_letters_that_fails_loses_nothing() {
    at_each_call(async |world: World, fault, name: &str| {
        let letters = Arc::new(Faulty::new(Arc::new(world.letters.clone()), fault));
        let not_again = StorePolicy::default().retry(Retry::ONCE);
        let builder = world
            .builder()
            .backend(world.backend.clone())
            .dead_letters(Guarded::with("letters", Arc::clone(&letters), not_again));
        publish_drain_and_redrive(&world, builder, &[SpineErrorKind::DeadLetters], name).await;
        letters.calls()
    });
}

#[test]
fn a_call_of_the_archive_that_fails_is_retried() {
    at_each_call(async |world: World, fault, name: &str| {
        let archive: Arc<dyn Archive> = Arc::new(MemoryArchive::new());
        let archive = Arc::new(Faulty::new(archive, fault));
        let builder = world
            .builder()
            .backend(world.backend.clone())
            .archive(Arc::clone(&archive));
        publish_drain_and_redrive(&world, builder, &[], name).await;
        archive.calls()
    });
}
