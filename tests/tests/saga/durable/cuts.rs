//! Futures of runs, recoveries and redrives that are dropped after each of their polls.

use organum::{
    saga::SagaStatus,
    store::conformance::{Fault, poll_times},
};
use tokio::time::sleep;

use super::{
    block_on,
    faults::faulty,
    sagas::{BASKET, CAUTIOUS, Cases, Runner, Subject, TRIP},
    world::{LEASE, Plan, World},
};

/// The event that follows the drop of a future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    /// The runner completes the runs that it has begun.
    GoesOn,
    /// The runner is aborted, and another one takes over.
    IsAborted,
}

impl After {
    async fn happens(self, runner: &dyn Runner, case: &str) {
        if self == Self::IsAborted {
            runner.handle().abort();
        }
        let left = runner.handle().shutdown().await;
        assert!(left.is_empty(), "{case}: {left:?}");
    }
}

/// Drops the future after 0 polls, after 1 poll, and so on, for each plan, until the future is ready before.
fn cut_everywhere(
    (subject, plans): Cases<'_>,
    mut case: impl AsyncFnMut(World, u64, After, &str) -> bool,
) {
    for plan in plans {
        for after in [After::GoesOn, After::IsAborted] {
            for polls in 0.. {
                let name = format!("{plan:?}, {after:?}, cut after {polls} polls");
                if block_on(case(World::new(subject, *plan), polls, after, &name)) {
                    break;
                }
            }
        }
    }
}

fn cut_runs(cases: Cases<'_>) {
    cut_everywhere(cases, async |world: World, polls, after, name: &str| {
        let runner = world.runner();
        let run = poll_times(runner.run(), polls).await;
        let has_ended = run.is_some();
        after.happens(&*runner, name).await;
        if after == After::GoesOn {
            for record in world.records().await {
                let is_over = record.status().is_finished();
                let is_over = is_over || record.status() == SagaStatus::Stalled;
                assert!(is_over || record.parent.is_some(), "{name}: {record:#?}");
            }
        }
        world.settles(run, name).await;
        has_ended
    });
}

#[test]
fn a_chain_that_is_dropped_at_any_poll_is_completed_or_undone() {
    cut_runs((TRIP, TRIP.plans));
}

#[test]
fn items_and_a_race_that_are_dropped_at_any_poll_are_completed_or_undone() {
    cut_runs((BASKET, BASKET.plans));
}

/// Drops the recoveries of runs that were left after each seventh poll.
fn cut_recoveries(cases: Cases<'_>) {
    for before in (1..).step_by(7) {
        let mut is_over = false;
        cut_everywhere(cases, async |world: World, polls, after, name: &str| {
            let died = world.runner();
            let run = poll_times(died.run(), before).await;
            is_over |= run.is_some();
            died.handle().abort();
            sleep(3 * LEASE).await;
            let runner = world.runner();
            let has_ended = poll_times(runner.recover(), polls).await.is_some();
            after.happens(&*runner, name).await;
            world
                .settles(None, &format!("{name}, left after {before}"))
                .await;
            has_ended
        });
        if is_over {
            break;
        }
    }
}

#[test]
fn after_a_recovery_that_is_dropped_at_any_poll_the_next_one_succeeds() {
    cut_recoveries((TRIP, &[TRIP.plans[0], TRIP.plans[4], TRIP.plans[7]]));
    cut_recoveries((BASKET, &[BASKET.plans[0], BASKET.plans[5]]));
}

fn cut_redrives(cases: Cases<'_>) {
    cut_everywhere(cases, async |world: World, polls, after, name: &str| {
        let told = world.runner().run().await;
        world.heal();
        let letters = world.letters.letters();
        assert_eq!(letters.len(), 1, "{name}");
        let runner = world.runner();
        let redrive = poll_times(runner.redrive(letters[0].id), polls).await;
        let has_ended = redrive.is_some();
        after.happens(&*runner, name).await;
        world.settles(Some(told), name).await;
        has_ended
    });
}

#[test]
fn after_a_redrive_that_is_dropped_at_any_poll_the_next_one_succeeds() {
    cut_redrives((TRIP, &TRIP.plans[5..]));
    cut_redrives((BASKET, &BASKET.plans[4..]));
}

/// Drops runs while their journal is unavailable, from each second call on, at each third poll.
fn cut_in_outages(subject: Subject, plan: Plan) {
    for fault in [Fault::RefusesFrom, Fault::LosesFrom] {
        for first in (0..12).step_by(2) {
            for polls in (1..40).step_by(3) {
                let name = format!("{plan:?}, {:?}, cut after {polls}", fault(first));
                block_on(async {
                    let world = World::new(subject, plan);
                    let (runner, _) = faulty(&world, fault(first));
                    let run = poll_times(runner.run(), polls).await;
                    drop(runner);
                    world.settles(run, &name).await;
                });
            }
        }
    }
}

#[test]
fn a_run_that_is_dropped_while_its_journal_is_unavailable_is_completed_or_undone() {
    for plan in [0, 4, 5] {
        cut_in_outages(TRIP, TRIP.plans[plan]);
    }
    for plan in [0, 3] {
        cut_in_outages(BASKET, BASKET.plans[plan]);
    }
}

/// The shutdown of a runner is dropped at any poll, while its run is at any poll of its own; every fifth is tried.
fn cut_shutdowns(cases: Cases<'_>) {
    for before in (1..).step_by(5) {
        let mut is_over = false;
        cut_everywhere(cases, async |world: World, polls, after, name: &str| {
            let runner = world.runner();
            let run = poll_times(runner.run(), before).await;
            is_over |= run.is_some();
            let shutdown = runner.handle().shutdown().into_future();
            let has_ended = poll_times(shutdown, polls).await.is_some();
            after.happens(&*runner, name).await;
            let name = format!("{name}, shut down after {before}");
            world.settles(run, &name).await;
            has_ended
        });
        if is_over {
            break;
        }
    }
}

#[test]
fn a_shutdown_that_is_dropped_at_any_poll_loses_nothing() {
    cut_shutdowns((TRIP, &[TRIP.plans[0], TRIP.plans[4]]));
    cut_shutdowns((BASKET, &[BASKET.plans[3]]));
}

#[test]
fn steps_of_unknown_outcome_that_are_dropped_at_any_poll_are_whole() {
    cut_runs((CAUTIOUS, CAUTIOUS.plans));
}
