//! Journals and stores of dead letters that fail at each of their calls, once or from then on, before or after the
//! effect of the call.

use std::sync::Arc;

use organum::{
    dead_letter::MemoryDeadLetters,
    policy::Retry,
    saga::{SagaRunner, SagaStatus},
    store::{
        Guarded, MemoryJournal, StorePolicy,
        conformance::{Fault, Faulty, poll_times},
    },
};
use tokio::time::sleep;

use super::{
    block_on,
    sagas::{Basket, Cautious, Staged, Trip},
    world::{LEASE, OF_BASKET, OF_CAUTIOUS, OF_TRIP, Plan, Told, World},
};

const FAULTS: [fn(u64) -> Fault; 4] = [
    Fault::RefusesCall,
    Fault::LosesCall,
    Fault::RefusesFrom,
    Fault::LosesFrom,
];

pub(super) type FaultyJournal = Arc<Faulty<Arc<MemoryJournal>>>;

/// Makes a runner whose journal fails.
pub(super) fn faulty<S: Staged>(
    world: &World,
    fault: Fault,
) -> (SagaRunner<S, World>, FaultyJournal) {
    let journal = Arc::new(Faulty::new(Arc::new(world.journal.clone()), fault));
    let not_again = StorePolicy::default().retry(Retry::ONCE);
    let guarded = Guarded::with("journal", Arc::clone(&journal), not_again);
    let runner = world.builder::<S>().journal(guarded).build();
    (runner, journal)
}

/// Runs a case for each plan, each fault and each number of a call, until there are no more calls.
fn at_each_call(plans: &[Plan], mut case: impl AsyncFnMut(World, Fault, &str) -> u64) {
    for plan in plans {
        for fault in FAULTS {
            for number in 0.. {
                let fault = fault(number);
                let name = format!("{plan:?}, {fault:?}");
                let calls = block_on(case(World::new(*plan), fault, &name));
                if number >= calls {
                    break;
                }
            }
        }
    }
}

fn run_at_each_call<S: Staged>(plans: &[Plan]) {
    at_each_call(plans, async |world: World, fault, name: &str| {
        let (runner, journal) = faulty::<S>(&world, fault);
        let report = runner.run(S::of(&world)).report().await;
        let calls = journal.calls();
        let told = Told::of(&world, &report);
        let fails = world.fails();
        let is_begun = !world.records().await.is_empty();
        drop(runner);
        world.settles::<S>(Some(told), name).await;
        if is_begun {
            let is_whole = world.is_whole::<S>(name).await;
            let may_go_back = fails || !S::GOES_FORWARD;
            assert!(is_whole != fails || (may_go_back && !is_whole), "{name}");
        }
        calls
    });
}

#[test]
fn a_chain_whose_journal_fails_at_any_call_is_completed_or_undone() {
    run_at_each_call::<Trip>(&OF_TRIP);
}

#[test]
fn items_and_a_race_whose_journal_fails_at_any_call_are_completed_or_undone() {
    run_at_each_call::<Basket>(&OF_BASKET);
}

#[test]
fn steps_of_unknown_outcome_whose_journal_fails_at_any_call_are_whole() {
    run_at_each_call::<Cautious>(&OF_CAUTIOUS);
}

/// Stops a process after this number of polls of its run. Returns false if the run ended before.
async fn is_left<S: Staged>(world: &World, polls: u64) -> bool {
    let runner = world.runner::<S>();
    let run = poll_times(runner.run(S::of(world)).report(), polls).await;
    runner.handle().abort();
    sleep(3 * LEASE).await;
    run.is_none()
}

/// Recovers runs that were left after each fifth poll with a journal that fails.
fn recover_at_each_call<S: Staged>(plans: &[Plan]) {
    for polls in (1..).step_by(5) {
        let mut is_over = false;
        at_each_call(plans, async |world: World, fault, name: &str| {
            is_over |= !is_left::<S>(&world, polls).await;
            let (runner, journal) = faulty::<S>(&world, fault);
            let _ = runner.recover().await;
            let calls = journal.calls();
            drop(runner);
            world
                .settles::<S>(None, &format!("{name}, left after {polls}"))
                .await;
            calls
        });
        if is_over {
            break;
        }
    }
}

#[test]
fn a_chain_is_recovered_with_a_journal_that_fails_at_any_call() {
    recover_at_each_call::<Trip>(&[OF_TRIP[0], OF_TRIP[4], OF_TRIP[7]]);
}

#[test]
fn items_and_a_race_are_recovered_with_a_journal_that_fails_at_any_call() {
    recover_at_each_call::<Basket>(&[OF_BASKET[0], OF_BASKET[5]]);
}

/// Makes a runner whose store of dead letters fails.
fn with_faulty_letters<S: Staged>(
    world: &World,
    fault: Fault,
) -> (SagaRunner<S, World>, Arc<Faulty<Arc<MemoryDeadLetters>>>) {
    let letters = Arc::new(Faulty::new(Arc::new(world.letters.clone()), fault));
    let not_again = StorePolicy::default().retry(Retry::ONCE);
    let guarded = Guarded::with("letters", Arc::clone(&letters), not_again);
    let runner = world.builder::<S>().dead_letters(guarded).build();
    (runner, letters)
}

fn park_at_each_call<S: Staged>(plans: &[Plan]) {
    at_each_call(plans, async |world: World, fault, name: &str| {
        let (runner, letters) = with_faulty_letters::<S>(&world, fault);
        let report = runner.run(S::of(&world)).report().await;
        let calls = letters.calls();
        let told = Told::of(&world, &report);
        if matches!(told.status, SagaStatus::Parked | SagaStatus::Stalled) {
            assert_eq!(world.letters.letters().len(), 1, "{name}");
        }
        drop(runner);
        world.settles::<S>(Some(told), name).await;
        calls
    });
}

#[test]
fn steps_are_parked_in_a_store_that_fails_at_any_call() {
    park_at_each_call::<Trip>(&OF_TRIP[5..]);
    park_at_each_call::<Basket>(&OF_BASKET[4..]);
}

/// Redrives the letters of a saga with a store that fails.
async fn redrive<S: Staged>(world: &World, runner: &SagaRunner<S, World>, name: &str) {
    world.heal();
    for letter in world.letters.letters() {
        let redriven = world.redrive(runner, &letter).await;
        if redriven.is_ok() {
            assert_eq!(world.letters.letters(), [], "{name}");
        }
    }
}

fn redrive_at_each_call<S: Staged>(plans: &[Plan]) {
    at_each_call(plans, async |world: World, fault, name: &str| {
        let report = world.runner::<S>().run(S::of(&world)).report().await;
        let told = Told::of(&world, &report);
        let (runner, journal) = faulty::<S>(&world, fault);
        redrive(&world, &runner, name).await;
        drop(runner);
        world.settles::<S>(Some(told), name).await;
        journal.calls()
    });
    at_each_call(plans, async |world: World, fault, name: &str| {
        let report = world.runner::<S>().run(S::of(&world)).report().await;
        let told = Told::of(&world, &report);
        let (runner, letters) = with_faulty_letters::<S>(&world, fault);
        redrive(&world, &runner, name).await;
        drop(runner);
        world.settles::<S>(Some(told), name).await;
        letters.calls()
    });
}

#[test]
fn letters_are_redriven_with_stores_that_fail_at_any_call() {
    redrive_at_each_call::<Trip>(&OF_TRIP[5..7]);
    redrive_at_each_call::<Basket>(&OF_BASKET[4..]);
}
