//! Drivers that stop while steps are running whose effects are not recorded.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use organum::{prelude::*, saga::SagaRunner, store::MemoryJournal};
use tokio::time::sleep;

use super::recovery::{No, Points, Services, World, finished, pointed, process};

organum_tests::values!(First Slow Inner Quick Kept Last);

/// Calls a service, and returns long after the effect.
async fn slowly(services: &Services, what: &str, key: &IdempotencyKey) {
    services.call(what, key).await;
    sleep(Duration::from_millis(20)).await;
}

#[saga]
struct Part {
    number: u32,
    #[inject]
    services: Services,
}

#[saga(error = No, output = Inner, version = 1)]
impl Part {
    #[step(undo = undo_inner)]
    async fn inner(&self, key: &IdempotencyKey) -> Inner {
        slowly(&self.services, "inner", key).await;
        Inner(self.number)
    }

    async fn undo_inner(&self, inner: &Inner, key: &IdempotencyKey) {
        assert_eq!(inner.0, self.number);
        self.services.uncall("inner", key).await;
    }
}

/// A saga of which one step fails while another step, two items of a step and a nested saga are running.
#[saga]
struct Failing {
    items: Vec<u32>,
    fails: bool,
    #[inject]
    services: Services,
}

#[derive(Debug, thiserror::Error)]
enum FailingNo {
    #[error("refused")]
    No(#[from] No),
    #[error("the part")]
    Part(#[from] SagaError<No>),
}

#[saga(error = FailingNo, output = Last, version = 1)]
impl Failing {
    #[step(undo = undo_first)]
    async fn first(&self, key: &IdempotencyKey) -> First {
        self.services.call("first", key).await;
        First(1)
    }

    #[step(undo = undo_slow)]
    async fn slow(&self, first: &First, key: &IdempotencyKey) -> Slow {
        slowly(&self.services, "slow", key).await;
        Slow(first.0 + 1)
    }

    #[step(each = items, undo = undo_item, concurrency = 2)]
    async fn each(&self, item: &u32, first: &First, key: &IdempotencyKey) -> Kept {
        slowly(&self.services, &format!("item {item}"), key).await;
        Kept(item + first.0)
    }

    #[step(saga)]
    fn part(&self, first: &First) -> Part {
        Part {
            number: first.0,
            services: self.services.clone(),
        }
    }

    #[step(irrevocable)]
    async fn quick(&self, first: &First) -> Result<Quick, No> {
        sleep(Duration::from_millis(10)).await;
        if self.fails {
            Err(No)
        } else {
            Ok(Quick(first.0))
        }
    }

    #[step(irrevocable)]
    async fn last(&self, slow: &Slow, _: &[Kept], _: &Inner, _: &Quick) -> Last {
        Last(slow.0)
    }

    async fn undo_first(&self, _: &First, key: &IdempotencyKey) {
        self.services.uncall("first", key).await;
    }

    async fn undo_slow(&self, slow: &Slow, key: &IdempotencyKey) {
        assert_eq!(slow.0, 2);
        self.services.uncall("slow", key).await;
    }

    async fn undo_item(&self, kept: &Kept, key: &IdempotencyKey) {
        self.services
            .uncall(&format!("item {}", kept.0 - 1), key)
            .await;
    }
}

const NAMES: [&str; 6] = ["first", "slow", "item 1", "item 2", "item 3", "inner"];

fn runner(journal: &MemoryJournal, services: Services) -> SagaRunner<Failing, Services> {
    let journal = pointed(journal, &services.points);
    Failing::builder(services).journal(journal).build()
}

/// Runs the saga in a process that stops at a point, and then recovers it in two further processes, of which the
/// first stops at a point as well. Returns the number of points that the run and the first recovery passed, if they
/// did not stop.
fn stop_at(point: Option<usize>, second: Option<usize>, fails: bool) -> [Option<usize>; 2] {
    let (world, journal) = (World::default(), MemoryJournal::new());
    let services = |stop_at| Services {
        world: world.clone(),
        points: Points::stopping_at(stop_at),
    };
    let passed = |points: &Points| points.passed.load(Ordering::Relaxed);
    let first = services(point);
    let points = Arc::clone(&first.points);
    let runner_of = runner(&journal, first);
    let input = FailingInput {
        items: vec![1, 2, 3],
        fails,
    };
    let run = async { runner_of.run(input).await.is_err() };
    let ended = process(&points, run);
    let counted = ended.map(|_| passed(&points));
    let mut recovered = None;
    for point in [second, None] {
        let services = services(point);
        let points = Arc::clone(&services.points);
        let runner = runner(&journal, services);
        let ended = process(&points, async { runner.recover().await.unwrap() });
        if recovered.is_none() {
            recovered = ended.map(|_| passed(&points));
        }
    }
    let entries = finished(&journal);
    let is_done = !fails && !entries.is_empty();
    if let Err(problem) = world.check(&NAMES, is_done) {
        panic!("stopped at {point:?} and {second:?}: {problem}; {entries:#?}");
    }
    [counted, recovered]
}

#[test]
fn steps_that_were_running_when_the_driver_stopped_are_completed_or_undone() {
    for fails in [false, true] {
        let [points, _] = stop_at(None, None, fails);
        let points = points.unwrap();
        assert!(points > 20, "{points}");
        for point in 0..points {
            stop_at(Some(point), None, fails);
        }
    }
}

/// The driver that recovers the saga stops as well.
#[test]
fn they_are_completed_or_undone_even_if_the_next_driver_stops_as_well() {
    let [points, _] = stop_at(None, None, true);
    for point in (0..points.unwrap()).step_by(3) {
        let [_, recovered] = stop_at(Some(point), None, true);
        for second in 0..recovered.unwrap_or_default() {
            stop_at(Some(point), Some(second), true);
        }
    }
}

organum_tests::values!(One Other Won);

/// Two alternatives, of which the slower one is running when the other one has won.
#[saga]
struct Racing {
    #[inject]
    services: Services,
}

#[saga(error = No, output = Won, version = 1)]
impl Racing {
    #[step(undo = undo_one)]
    async fn one(&self, key: &IdempotencyKey) -> One {
        self.services.call("one", key).await;
        One(1)
    }

    #[step(undo = undo_other)]
    async fn other(&self, key: &IdempotencyKey) -> Other {
        slowly(&self.services, "other", key).await;
        Other(2)
    }

    #[step(irrevocable)]
    async fn won(&self, race: Race<(&One, &Other)>) -> Won {
        let _ = race;
        sleep(Duration::from_millis(10)).await;
        self.services.points.pass().await;
        Won(1)
    }

    async fn undo_one(&self, _: &One, key: &IdempotencyKey) {
        self.services.uncall("one", key).await;
    }

    async fn undo_other(&self, _: &Other, key: &IdempotencyKey) {
        self.services.uncall("other", key).await;
    }
}

fn stop_race_at(point: Option<usize>) -> Option<usize> {
    let (world, journal) = (World::default(), MemoryJournal::new());
    for stop_at in [point, None] {
        let services = Services {
            world: world.clone(),
            points: Points::stopping_at(stop_at),
        };
        let points = Arc::clone(&services.points);
        let runner = Racing::builder(services)
            .journal(pointed(&journal, &points))
            .build();
        if stop_at.is_none() && point.is_some() {
            process(&points, async { runner.recover().await.unwrap() });
            break;
        }
        if process(&points, async { runner.run(RacingInput {}).await.is_ok() }) == Some(true) {
            assert_eq!(point, None);
            return Some(points.passed.load(Ordering::Relaxed));
        }
    }
    let entries = finished(&journal);
    let left = world.left();
    let expected = usize::from(!entries.is_empty());
    assert_eq!(
        left.len(),
        expected,
        "stopped at {point:?}: {left:?} {entries:#?}"
    );
    None
}

#[test]
fn one_alternative_of_a_race_is_kept_wherever_the_driver_stopped() {
    let points = stop_race_at(None).unwrap();
    assert!(points > 12, "{points}");
    for point in 0..points {
        stop_race_at(Some(point));
    }
}
