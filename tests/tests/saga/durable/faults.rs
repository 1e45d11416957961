//! Journals and stores of dead letters that fail at each of their calls, once or from then on, before or after the
//! effect of the call.

use std::sync::Arc;

use organum::{
    dead_letter::MemoryDeadLetters,
    saga::SagaStatus,
    store::{
        MemoryJournal,
        conformance::{Fault, Faulty, poll_times},
    },
};
use tokio::time::sleep;

use super::{
    block_on,
    sagas::{BASKET, CAUTIOUS, Cases, Runner, Subject, TRIP},
    world::{LEASE, World},
};

const FAULTS: [fn(u64) -> Fault; 4] = [
    Fault::RefusesCall,
    Fault::LosesCall,
    Fault::RefusesFrom,
    Fault::LosesFrom,
];

pub(super) type FaultyJournal = Arc<Faulty<Arc<MemoryJournal>>>;

/// Makes a runner whose journal fails.
pub(super) fn faulty(world: &World, fault: Fault) -> (Box<dyn Runner>, FaultyJournal) {
    let journal = Arc::new(Faulty::new(Arc::new(world.journal.clone()), fault));
    let runner = world.runner_with(Arc::clone(&journal) as _, Arc::new(world.letters.clone()));
    (runner, journal)
}

/// Runs a case for each plan, each fault and each number of a call, until there are no more calls.
fn at_each_call((subject, plans): Cases<'_>, mut case: impl AsyncFnMut(World, Fault, &str) -> u64) {
    for plan in plans {
        for fault in FAULTS {
            for number in 0.. {
                let fault = fault(number);
                let name = format!("{plan:?}, {fault:?}");
                let calls = block_on(case(World::new(subject, *plan), fault, &name));
                if number >= calls {
                    break;
                }
            }
        }
    }
}

fn run_at_each_call(subject: Subject) {
    at_each_call(
        (subject, subject.plans),
        async |world: World, fault, name: &str| {
            let (runner, journal) = faulty(&world, fault);
            let told = runner.run().await;
            let calls = journal.calls();
            let fails = world.fails();
            let is_begun = !world.records().await.is_empty();
            drop(runner);
            world.settles(Some(told), name).await;
            if is_begun {
                let is_whole = world.is_whole(name).await;
                let may_go_back = fails || !world.goes_forward();
                assert!(is_whole != fails || (may_go_back && !is_whole), "{name}");
            }
            calls
        },
    );
}

#[test]
fn a_chain_whose_journal_fails_at_any_call_is_completed_or_undone() {
    run_at_each_call(TRIP);
}

#[test]
fn items_and_a_race_whose_journal_fails_at_any_call_are_completed_or_undone() {
    run_at_each_call(BASKET);
}

#[test]
fn steps_of_unknown_outcome_whose_journal_fails_at_any_call_are_whole() {
    run_at_each_call(CAUTIOUS);
}

/// Stops a process after this number of polls of its run. Returns false if the run ended before.
async fn is_left(world: &World, polls: u64) -> bool {
    let runner = world.runner();
    let run = poll_times(runner.run(), polls).await;
    runner.handle().abort();
    sleep(3 * LEASE).await;
    run.is_none()
}

/// Recovers runs that were left after each fifth poll with a journal that fails.
fn recover_at_each_call(cases: Cases<'_>) {
    for polls in (1..).step_by(5) {
        let mut is_over = false;
        at_each_call(cases, async |world: World, fault, name: &str| {
            is_over |= !is_left(&world, polls).await;
            let (runner, journal) = faulty(&world, fault);
            let _ = runner.recover().await;
            let calls = journal.calls();
            drop(runner);
            world
                .settles(None, &format!("{name}, left after {polls}"))
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
    recover_at_each_call((TRIP, &[TRIP.plans[0], TRIP.plans[4], TRIP.plans[7]]));
}

#[test]
fn items_and_a_race_are_recovered_with_a_journal_that_fails_at_any_call() {
    recover_at_each_call((BASKET, &[BASKET.plans[0], BASKET.plans[5]]));
}

/// Makes a runner whose store of dead letters fails.
fn with_faulty_letters(
    world: &World,
    fault: Fault,
) -> (Box<dyn Runner>, Arc<Faulty<Arc<MemoryDeadLetters>>>) {
    let letters = Arc::new(Faulty::new(Arc::new(world.letters.clone()), fault));
    let runner = world.runner_with(Arc::new(world.journal.clone()), Arc::clone(&letters) as _);
    (runner, letters)
}

fn park_at_each_call(cases: Cases<'_>) {
    at_each_call(cases, async |world: World, fault, name: &str| {
        let (runner, letters) = with_faulty_letters(&world, fault);
        let told = runner.run().await;
        let calls = letters.calls();
        if matches!(told.status, SagaStatus::Parked | SagaStatus::Stalled) {
            assert_eq!(world.letters.letters().len(), 1, "{name}");
        }
        drop(runner);
        world.settles(Some(told), name).await;
        calls
    });
}

#[test]
fn steps_are_parked_in_a_store_that_fails_at_any_call() {
    park_at_each_call((TRIP, &TRIP.plans[5..]));
    park_at_each_call((BASKET, &BASKET.plans[4..]));
}

/// Redrives the letters of a saga with a store that fails.
async fn redrive(world: &World, runner: &dyn Runner, name: &str) {
    world.heal();
    for letter in world.letters.letters() {
        if runner.redrive(letter.id).await.is_ok() {
            assert_eq!(world.letters.letters(), [], "{name}");
        }
    }
}

fn redrive_at_each_call(cases: Cases<'_>) {
    at_each_call(cases, async |world: World, fault, name: &str| {
        let told = world.runner().run().await;
        let (runner, journal) = faulty(&world, fault);
        redrive(&world, &*runner, name).await;
        drop(runner);
        world.settles(Some(told), name).await;
        journal.calls()
    });
    at_each_call(cases, async |world: World, fault, name: &str| {
        let told = world.runner().run().await;
        let (runner, letters) = with_faulty_letters(&world, fault);
        redrive(&world, &*runner, name).await;
        drop(runner);
        world.settles(Some(told), name).await;
        letters.calls()
    });
}

#[test]
fn letters_are_redriven_with_stores_that_fail_at_any_call() {
    redrive_at_each_call((TRIP, &TRIP.plans[5..7]));
    redrive_at_each_call((BASKET, &BASKET.plans[4..]));
}
