//! Random faults: a run, then recoveries, each over a journal that fails at a random call, and each perhaps dropped
//! at a random poll, until a journal that works settles everything.

use organum::store::conformance::{Fault, poll_times};
use tokio::time::sleep;

use super::{
    block_on,
    faults::faulty,
    sagas::{BASKET, CAUTIOUS, Subject, TRIP},
    world::{LEASE, Plan, World},
};

/// The number of random cases of each saga.
const CASES: u64 = 400;

struct Dice(fastrand::Rng);

impl Dice {
    fn plan(&mut self, plans: &[Plan]) -> Plan {
        plans[self.0.usize(..plans.len())]
    }

    /// Draws a fault of a journal within its first calls, or later than any call.
    fn fault(&mut self) -> Fault {
        let call = self.0.u64(..24);
        match self.0.u8(..4) {
            0 => Fault::RefusesCall(call),
            1 => Fault::LosesCall(call),
            2 => Fault::RefusesFrom(call),
            _ => Fault::LosesFrom(call),
        }
    }

    /// Draws the number of polls after which a future is dropped: one of two futures is.
    fn polls(&mut self) -> u64 {
        if self.0.bool() {
            self.0.u64(1..40)
        } else {
            u64::MAX
        }
    }

    fn cancels(&mut self) -> bool {
        self.0.u8(..4) == 0
    }
}

async fn case(world: World, dice: &mut Dice, name: &str) {
    let (runner, _) = faulty(&world, dice.fault());
    let mut run = runner.run();
    let mut told = poll_times(&mut run, dice.polls()).await;
    if told.is_none() && dice.cancels() {
        for view in runner.handle().running() {
            runner.handle().cancel(view.id);
        }
        told = poll_times(&mut run, dice.polls()).await;
    }
    drop(run);
    if dice.cancels() {
        runner.handle().abort();
    }
    drop(runner);
    for _ in 0..dice.0.u8(..3) {
        sleep(3 * LEASE).await;
        let (runner, _) = faulty(&world, dice.fault());
        let _ = poll_times(runner.recover(), dice.polls()).await;
        if dice.cancels() {
            runner.handle().abort();
        }
    }
    world.settles(told, name).await;
}

fn cases(subject: Subject) {
    for seed in 0..CASES {
        let mut dice = Dice(fastrand::Rng::with_seed(seed));
        let plan = dice.plan(subject.plans);
        let name = format!("seed {seed}, {plan:?}");
        block_on(case(World::new(subject, plan), &mut dice, &name));
    }
}

#[test]
fn a_chain_is_whole_after_random_faults() {
    cases(TRIP);
}

#[test]
fn items_and_a_race_are_whole_after_random_faults() {
    cases(BASKET);
}

#[test]
fn steps_of_unknown_outcome_are_whole_after_random_faults() {
    cases(CAUTIOUS);
}
