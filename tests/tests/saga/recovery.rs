//! Drivers that stop at any point, and others that resume their runs from the journal.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering},
    },
    time::Duration,
};

use organum::{
    prelude::*,
    saga::{
        RecordedSaga, Recovery, RefusalKind, SagaEntry, SagaErrorKind, SagaId, SagaRunner,
        SagaStatus,
    },
    store::{ClaimId, Journal, JournalClaim, Leases, MemoryJournal, StoreError},
};
use organum_tests::journal::{Around, Asked, Surrounded, first_status, recorded, statuses};
use tokio::{sync::Notify, time::sleep};
use uuid::Uuid;

/// The points that a process passes, and the one at which it stops.
#[derive(Default)]
pub(crate) struct Points {
    pub(crate) passed: AtomicUsize,
    /// None if the process does not stop.
    stop_at: Option<usize>,
    is_stopped: AtomicBool,
    stopped: Notify,
}

impl Points {
    pub(crate) fn stopping_at(point: Option<usize>) -> Arc<Self> {
        Arc::new(Self {
            stop_at: point,
            ..Self::default()
        })
    }

    /// Passes a point. The process that stops here does nothing any more.
    pub(crate) async fn pass(&self) {
        let point = self.passed.fetch_add(1, Ordering::Relaxed);
        if Some(point) == self.stop_at {
            self.is_stopped.store(true, Ordering::Relaxed);
            self.stopped.notify_one();
        }
        if self.is_stopped.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
    }
}

/// A journal with a point before and after each of its calls.
#[derive(Clone)]
pub(crate) struct Pointed {
    points: Arc<Points>,
    /// The step whose completion takes long to be recorded, the first time.
    slow: Option<&'static str>,
    was_slow: Arc<AtomicBool>,
}

impl Around for Pointed {
    async fn before(&self, asked: Asked<'_>) -> Result<(), StoreError> {
        self.points.pass().await;
        let is_slow = |entry: &SagaEntry| match entry {
            SagaEntry::Done { step, .. } => self.slow.is_some_and(|slow| slow == step),
            _ => false,
        };
        if let Asked::Append(entries) = asked
            && entries.iter().any(is_slow)
            && !self.was_slow.swap(true, Ordering::Relaxed)
        {
            sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    }

    async fn after(&self) -> Result<(), StoreError> {
        self.points.pass().await;
        Ok(())
    }
}

/// The remote service, which outlives the processes, and recognises a repeated call by its key.
#[derive(Clone, Default)]
pub(crate) struct World(Arc<Mutex<Effects>>);

#[derive(Default)]
struct Effects {
    /// The keys of the effects, by step.
    done: BTreeMap<String, BTreeSet<IdempotencyKey>>,
    undone: BTreeMap<String, BTreeSet<IdempotencyKey>>,
    calls: usize,
}

impl World {
    fn new_effects(&self, effects: impl FnOnce(&mut Effects)) {
        effects(&mut self.0.lock().unwrap());
    }

    fn done(&self, what: &str, key: &IdempotencyKey) {
        self.new_effects(|effects| {
            effects.calls += 1;
            effects
                .done
                .entry(what.to_owned())
                .or_default()
                .insert(*key);
        });
    }

    fn undone(&self, what: &str, key: &IdempotencyKey) {
        self.new_effects(|effects| {
            let done = effects.done.get(what);
            assert!(
                done.is_some_and(|done| done.contains(key)),
                "{what} was not done"
            );
            effects
                .undone
                .entry(what.to_owned())
                .or_default()
                .insert(key.undo());
        });
    }

    /// Returns the effects that were not undone.
    pub(crate) fn left(&self) -> Vec<String> {
        let effects = self.0.lock().unwrap();
        let done = effects.done.keys();
        let left = done.filter(|what| !effects.undone.contains_key(*what));
        left.cloned().collect()
    }

    /// Checks that each effect has one key, and that every effect is there, or every effect was undone with one key.
    pub(crate) fn check(&self, names: &[&str], is_done: bool) -> Result<(), String> {
        let effects = self.0.lock().unwrap();
        let (done, undone) = (&effects.done, &effects.undone);
        for (what, keys) in done.iter().chain(undone) {
            if keys.len() != 1 {
                return Err(format!("{what} has the keys {keys:?}"));
            }
        }
        if is_done {
            let all = names.iter().all(|name| done.contains_key(*name));
            if !all || !undone.is_empty() {
                return Err(format!("done {done:?}, undone {undone:?}"));
            }
        } else {
            let left: Vec<_> = done
                .keys()
                .filter(|what| !undone.contains_key(*what))
                .collect();
            if !left.is_empty() {
                return Err(format!("not undone: {left:?}"));
            }
        }
        Ok(())
    }
}

/// The injected values of a process, which are in no journal.
#[derive(Clone)]
pub(crate) struct Services {
    pub(crate) world: World,
    pub(crate) points: Arc<Points>,
}

impl Services {
    pub(crate) async fn call(&self, what: &str, key: &IdempotencyKey) {
        self.points.pass().await;
        self.world.done(what, key);
        self.points.pass().await;
    }

    pub(crate) async fn uncall(&self, what: &str, key: &IdempotencyKey) {
        self.points.pass().await;
        self.world.undone(what, key);
        self.points.pass().await;
    }
}

#[derive(Debug, thiserror::Error)]
#[error("refused")]
pub(crate) struct No;

organum_tests::values!(First Second Left Right Joined Sixth Last);

/// A saga with seven steps, of which two run concurrently.
#[saga]
struct Seven {
    number: u32,
    last_fails: bool,
    #[inject]
    services: Services,
}

const NAMES: [&str; 7] = [
    "first", "second", "left", "right", "joined", "sixth", "last",
];

#[saga(error = No, output = Last, version = 1)]
impl Seven {
    #[step(undo = undo_first)]
    async fn first(&self, key: &IdempotencyKey) -> First {
        self.services.call("first", key).await;
        First(self.number)
    }

    #[step(undo = undo_second)]
    async fn second(&self, first: &First, key: &IdempotencyKey) -> Second {
        self.services.call("second", key).await;
        Second(first.0 + 1)
    }

    #[step(undo = undo_left)]
    async fn left(&self, second: &Second, key: &IdempotencyKey) -> Left {
        sleep(Duration::from_millis(2)).await;
        self.services.call("left", key).await;
        Left(second.0 + 1)
    }

    #[step(undo = undo_right)]
    async fn right(&self, second: &Second, key: &IdempotencyKey) -> Right {
        sleep(Duration::from_millis(1)).await;
        self.services.call("right", key).await;
        Right(second.0 + 1)
    }

    #[step(undo = undo_joined)]
    async fn joined(&self, left: &Left, right: &Right, key: &IdempotencyKey) -> Joined {
        self.services.call("joined", key).await;
        Joined(left.0 + right.0)
    }

    #[step(undo = undo_sixth)]
    async fn sixth(&self, joined: &Joined, key: &IdempotencyKey) -> Sixth {
        self.services.call("sixth", key).await;
        Sixth(joined.0 + 1)
    }

    #[step(undo = undo_last)]
    async fn last(&self, sixth: &Sixth, key: &IdempotencyKey) -> Result<Last, No> {
        if self.last_fails {
            return Err(No);
        }
        self.services.call("last", key).await;
        Ok(Last(sixth.0 + 1))
    }

    async fn undo_first(&self, first: &First, key: &IdempotencyKey) {
        assert_eq!(first.0, self.number);
        self.services.uncall("first", key).await;
    }

    async fn undo_second(&self, second: &Second, key: &IdempotencyKey) {
        assert_eq!(second.0, self.number + 1);
        self.services.uncall("second", key).await;
    }

    async fn undo_left(&self, _left: &Left, key: &IdempotencyKey) {
        self.services.uncall("left", key).await;
    }

    async fn undo_right(&self, _right: &Right, key: &IdempotencyKey) {
        self.services.uncall("right", key).await;
    }

    async fn undo_joined(&self, _joined: &Joined, key: &IdempotencyKey) {
        self.services.uncall("joined", key).await;
    }

    async fn undo_sixth(&self, _sixth: &Sixth, key: &IdempotencyKey) {
        self.services.uncall("sixth", key).await;
    }

    async fn undo_last(&self, _last: &Last, key: &IdempotencyKey) {
        self.services.uncall("last", key).await;
    }
}

/// A saga with `Seven` as a step, and a step before and after it.
#[saga]
struct Outer {
    last_fails: bool,
    #[inject]
    services: Services,
}

organum_tests::values!(Before After);

const OUTER_NAMES: [&str; 9] = [
    "before", "first", "second", "left", "right", "joined", "sixth", "last", "after",
];

#[derive(Debug, thiserror::Error)]
enum OuterNo {
    #[error("refused")]
    No(#[from] No),
    #[error("the seven")]
    Seven(#[from] SagaError<No>),
}

#[saga(error = OuterNo, output = After, version = 1)]
impl Outer {
    #[step(undo = undo_before)]
    async fn before(&self, key: &IdempotencyKey) -> Before {
        self.services.call("before", key).await;
        Before(40)
    }

    async fn undo_before(&self, _before: &Before, key: &IdempotencyKey) {
        self.services.uncall("before", key).await;
    }

    #[step(saga)]
    fn seven(&self, before: &Before) -> Seven {
        Seven {
            number: before.0,
            last_fails: false,
            services: self.services.clone(),
        }
    }

    #[step(undo = undo_after)]
    async fn after(&self, last: &Last, key: &IdempotencyKey) -> Result<After, No> {
        if self.last_fails {
            return Err(No);
        }
        self.services.call("after", key).await;
        Ok(After(last.0))
    }

    async fn undo_after(&self, _after: &After, key: &IdempotencyKey) {
        self.services.uncall("after", key).await;
    }
}

/// The hour at which the next process starts.
static HOURS: AtomicU32 = AtomicU32::new(1);

/// Runs a process until `work` is done, or until the process stops at its point.
pub(crate) fn process<T>(points: &Arc<Points>, work: impl Future<Output = T>) -> Option<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        // The leases of earlier processes have expired.
        let hour = Duration::from_hours(1);
        tokio::time::advance(hour * HOURS.fetch_add(1, Ordering::Relaxed)).await;
        tokio::select! {
            biased;
            () = points.stopped.notified() => None,
            done = tokio::time::timeout(24 * hour, work) => Some(done.expect("it ends")),
        }
    })
}

fn runner(
    journal: &MemoryJournal,
    world: &World,
    points: &Arc<Points>,
) -> SagaRunner<Seven, Services> {
    let services = Services {
        world: world.clone(),
        points: Arc::clone(points),
    };
    Seven::builder(services)
        .journal(pointed(journal, points))
        .build()
}

fn seven(world: &World, points: &Arc<Points>, last_fails: bool) -> Seven {
    Seven {
        number: 40,
        last_fails,
        services: Services {
            world: world.clone(),
            points: Arc::clone(points),
        },
    }
}

pub(crate) fn pointed(journal: &MemoryJournal, points: &Arc<Points>) -> Surrounded<Pointed> {
    let around = Pointed {
        points: Arc::clone(points),
        slow: None,
        was_slow: Arc::default(),
    };
    Surrounded::new(journal, around)
}

/// The saga to run: `Seven` by itself, or as a step of `Outer`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    Seven,
    Outer,
}

type Boxed<T> = std::pin::Pin<Box<dyn Future<Output = T>>>;

impl Of {
    /// Runs the saga. Returns true if it failed.
    fn run(
        self,
        world: &World,
        journal: &MemoryJournal,
        points: &Arc<Points>,
        last_fails: bool,
    ) -> Boxed<bool> {
        let saga = seven(world, points, last_fails);
        let journal = pointed(journal, points);
        match self {
            Self::Seven => {
                let runner = Seven::builder(saga.services.clone()).journal(journal);
                let run = runner.build().run(saga).report();
                Box::pin(async { run.await.result().is_err() })
            }
            Self::Outer => {
                let saga = Outer {
                    last_fails,
                    services: saga.services,
                };
                let runner = Outer::builder(saga.services.clone()).journal(journal);
                let run = runner.build().run(saga).report();
                Box::pin(async { run.await.result().is_err() })
            }
        }
    }

    fn recover(self, journal: &MemoryJournal, services: Services) -> Boxed<Recovery> {
        let journal = pointed(journal, &services.points);
        Box::pin(async move {
            let recovery = match self {
                Self::Seven => {
                    let runner = Seven::builder(services).journal(journal).build();
                    runner.recover().await
                }
                Self::Outer => {
                    let runner = Outer::builder(services).journal(journal).build();
                    runner.recover().await
                }
            };
            recovery.unwrap()
        })
    }

    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Seven => &NAMES,
            Self::Outer => &OUTER_NAMES,
        }
    }
}

/// Runs a saga in a process that stops at a point, and recovers it in other processes, of which the first stops at a
/// point as well. Returns the number of points that the run passed, if it did not stop.
fn stop_at(of: Of, point: Option<usize>, second: Option<usize>, last_fails: bool) -> Option<usize> {
    let (world, journal) = (World::default(), MemoryJournal::new());
    let points = Points::stopping_at(point);
    let failed = process(&points, of.run(&world, &journal, &points, last_fails));
    if let Some(failed) = failed {
        assert_eq!(failed, last_fails);
    }
    for point in [second, None] {
        let points = Points::stopping_at(point);
        let services = Services {
            world: world.clone(),
            points: Arc::clone(&points),
        };
        let recovered = process(&points, of.recover(&journal, services));
        if let Some(recovery) = recovered {
            let expected = if last_fails {
                recovery.rolled_back
            } else {
                recovery.completed
            };
            assert_eq!(recovery.found(), expected, "{recovery:?}");
        }
    }
    let entries = finished(&journal);
    // Before the journal has its beginning, there is no saga.
    let is_done = !last_fails && !entries.is_empty();
    if let Err(problem) = world.check(of.names(), is_done) {
        panic!("{of:?} stopped at {point:?} and {second:?}: {problem}; {entries:#?}");
    }
    failed.map(|_| points.passed.load(Ordering::Relaxed))
}

/// Returns the entries of all sagas, which must be finished.
pub(crate) fn finished(journal: &MemoryJournal) -> Vec<SagaEntry> {
    let points = Points::stopping_at(None);
    process(&points, async {
        let mut entries = Vec::new();
        for (id, status) in statuses(journal).await {
            assert!(status.is_finished(), "{id} {status:?}");
            entries.extend(recorded(journal, id).await.entries);
        }
        entries
    })
    .unwrap()
}

fn at_any_point(of: Of) {
    for last_fails in [false, true] {
        let points = stop_at(of, None, None, last_fails).expect("it does not stop");
        assert!(points > 25, "the points were not found");
        for point in 0..points {
            stop_at(of, Some(point), None, last_fails);
        }
        assert_eq!(stop_at(of, Some(points), None, last_fails), Some(points));
    }
}

#[test]
fn a_saga_that_stops_at_any_point_is_recovered_all_done_or_all_undone() {
    at_any_point(Of::Seven);
}

#[test]
fn a_saga_with_a_nested_one_that_stops_at_any_point_is_recovered() {
    at_any_point(Of::Outer);
}

#[test]
fn a_saga_whose_second_driver_stops_as_well_is_recovered() {
    for (of, steps) in [(Of::Seven, (3, 5)), (Of::Outer, (7, 5))] {
        for last_fails in [false, true] {
            let points = stop_at(of, None, None, last_fails).expect("it does not stop");
            for point in (0..points).step_by(steps.0) {
                for second in (0..points).step_by(steps.1) {
                    stop_at(of, Some(point), Some(second), last_fails);
                }
            }
        }
    }
}

/// Two concurrent steps, of which one fails while the completion of the other is being recorded.
mod cut_while_recorded {
    use super::*;

    #[saga]
    struct Cut {
        #[inject]
        services: Services,
    }

    #[saga(error = No, output = Joined, version = 1)]
    impl Cut {
        #[step(undo = undo_left)]
        async fn left(&self, key: &IdempotencyKey) -> Left {
            self.services.world.done("left", key);
            Left(1)
        }

        async fn undo_left(&self, _left: &Left, key: &IdempotencyKey) {
            self.services.points.pass().await;
            self.services.world.undone("left", key);
        }

        #[step(irrevocable)]
        async fn right(&self) -> Result<Right, No> {
            sleep(Duration::from_millis(10)).await;
            Err(No)
        }

        #[step(irrevocable)]
        async fn joined(&self, left: &Left, right: &Right) -> Joined {
            Joined(left.0 + right.0)
        }
    }

    #[test]
    fn the_completion_is_recorded_before_any_undo() {
        let mut point = 0;
        loop {
            let (world, journal) = (World::default(), MemoryJournal::new());
            let points = Points::stopping_at(Some(point));
            let services = |points: &Arc<Points>| Services {
                world: world.clone(),
                points: Arc::clone(points),
            };
            let mut slow = pointed(&journal, &points);
            slow.around.slow = Some("left");
            let saga = Cut {
                services: services(&points),
            };
            let runner = Cut::builder(services(&points)).journal(slow).build();
            let report = process(&points, runner.run(saga).report());
            let points = Points::stopping_at(None);
            let recovered = process(&points, async {
                let runner = Cut::builder(services(&points));
                let runner = runner.journal(pointed(&journal, &points)).build();
                runner.recover().await.unwrap()
            });
            assert_eq!(recovered.unwrap().completed, 0);
            finished(&journal);
            world
                .check(&[], false)
                .unwrap_or_else(|problem| panic!("stopped at {point}: {problem}"));
            if let Some(report) = report {
                assert!(report.is_rolled_back());
                assert!(point > 10, "the points were not found");
                break;
            }
            point += 1;
        }
    }
}

#[test]
fn a_completed_step_is_not_called_again() {
    let (world, journal) = (World::default(), MemoryJournal::new());
    let points = Points::stopping_at(None);
    let calls = || world.0.lock().unwrap().calls;
    let saga = seven(&world, &points, false);
    process(
        &points,
        runner(&journal, &world, &points).run(saga).report(),
    );
    assert_eq!(calls(), 7);
    // A second run with the same id returns the outcome of the first one, and calls no step.
    let (id, _) = process(&points, statuses(&journal)).unwrap()[0];
    let saga = seven(&world, &points, false);
    let report = process(
        &points,
        runner(&journal, &world, &points).run(saga).id(id).report(),
    )
    .unwrap();
    assert_eq!(report.result().unwrap().0, 86);
    assert_eq!(calls(), 7);
}

#[test]
fn a_second_run_of_a_failed_saga_reports_the_same_failure() {
    let (world, journal) = (World::default(), MemoryJournal::new());
    let points = Points::stopping_at(None);
    let id = SagaId(Uuid::now_v7());
    for _ in 0..2 {
        let saga = seven(&world, &points, true);
        let report = process(
            &points,
            runner(&journal, &world, &points).run(saga).id(id).report(),
        )
        .unwrap();
        assert_eq!(report.id(), id);
        assert!(report.is_rolled_back());
    }
    let saga = seven(&world, &points, true);
    let report = process(
        &points,
        runner(&journal, &world, &points).run(saga).id(id).report(),
    )
    .unwrap();
    let reason = report.error().unwrap().failed_before().unwrap();
    assert_eq!(reason.messages, ["refused"]);
}

#[test]
fn two_drivers_that_recover_at_once_drive_each_saga_once() {
    const COUNT: usize = 50;
    let (world, journal) = (World::default(), MemoryJournal::new());
    // Each process stops in the middle.
    let mut worlds = Vec::new();
    for number in 0..COUNT {
        let points = Points::stopping_at(Some(10 + number % 20));
        let world = World::default();
        let saga = seven(&world, &points, number % 3 == 0);
        assert!(
            process(
                &points,
                runner(&journal, &world, &points).run(saga).report()
            )
            .is_none()
        );
        worlds.push(world);
    }
    let points = Points::stopping_at(None);
    let (one, other) = process(&points, async {
        let (one, other) = (
            runner(&journal, &world, &points),
            runner(&journal, &world, &points),
        );
        let (one, other) = tokio::join!(one.recover(), other.recover());
        (one.unwrap(), other.unwrap())
    })
    .unwrap();
    assert_eq!(one.found() + other.found(), COUNT as u64);
    assert_eq!(one.left + other.left, 0);
    assert!(one.found() > 0 && other.found() > 0, "{one:?} {other:?}");
    let again = process(&points, async {
        runner(&journal, &world, &points).recover().await.unwrap()
    });
    assert_eq!(again.unwrap().found(), 0);
    // Each undo is recorded once.
    process(&points, async {
        let all = statuses(&journal).await;
        assert_eq!(all.len(), COUNT);
        for (id, _) in all {
            let entries = recorded(&journal, id).await.entries;
            let mut undone = BTreeSet::new();
            let mut ends = 0;
            for entry in entries {
                match entry {
                    SagaEntry::Undone { step, .. } => assert!(undone.insert(step)),
                    SagaEntry::Finished { .. } => ends += 1,
                    _ => {}
                }
            }
            assert_eq!(ends, 1);
        }
    });
}

#[test]
fn a_driver_whose_lease_is_lost_stops() {
    let (world, journal) = (World::default(), MemoryJournal::new());
    let points = Points::stopping_at(None);
    let report = process(&points, async {
        let surrounded = pointed(&journal, &points);
        let seven = seven(&world, &points, false);
        let runner = Seven::builder(seven.services.clone());
        let runner = runner.journal(surrounded.clone()).build();
        let run = tokio::spawn(runner.run(seven).report());
        sleep(Duration::from_micros(1500)).await;
        // Another driver takes the saga over by force.
        let (SagaId(id), _) = statuses(&journal).await[0];
        journal.release(&surrounded.lease()).await.unwrap();
        let claimed = journal
            .claim(id, ClaimId::new(), Duration::from_secs(30))
            .await;
        assert!(matches!(claimed.unwrap(), JournalClaim::Granted(_)));
        run.await.unwrap()
    })
    .unwrap();
    assert_eq!(report.status(), SagaStatus::Left);
    assert_eq!(report.error().unwrap().kind(), SagaErrorKind::Journal);
    // This driver undid nothing, which is left to the other one.
    assert!(world.0.lock().unwrap().undone.is_empty());
}

#[test]
fn a_lease_is_renewed_while_a_step_takes_long() {
    #[saga]
    struct Slow {}

    #[saga(error = No, output = Last, version = 1)]
    impl Slow {
        #[step(irrevocable)]
        async fn last(&self) -> Last {
            sleep(Duration::from_mins(10)).await;
            Last(1)
        }
    }

    let journal = MemoryJournal::new();
    let points = Points::stopping_at(None);
    process(&points, async {
        let runner = Slow::builder()
            .journal(journal.clone())
            .lease(Duration::from_secs(3))
            .build();
        let run = tokio::spawn(runner.run(SlowInput {}).report());
        for _ in 0..20 {
            sleep(Duration::from_secs(20)).await;
            let recovery = runner.recover().await.unwrap();
            assert_eq!(recovery.found(), 0, "{recovery:?}");
        }
        assert!(run.await.unwrap().result().is_ok());
    });
}

/// A saga whose code changes while one of its runs is in the journal.
mod changed {
    use super::*;

    /// The first version of the saga, and its later versions.
    macro_rules! version {
        ($module:ident, $($option:tt)*) => {
            mod $module {
                use super::*;

                #[saga]
                pub(super) struct Order {
                    pub(super) number: u32,
                }

                #[saga(error = No, output = Last, $($option)*)]
                impl Order {
                    #[step(irrevocable)]
                    async fn first(&self) -> First {
                        First(self.number)
                    }

                    #[step(irrevocable)]
                    async fn last(&self, first: &First) -> Last {
                        if self.number == 1 {
                            std::future::pending::<()>().await;
                        }
                        Last(first.0)
                    }
                }
            }
        };
    }
    version!(first, version = 1);
    version!(second, version = 2);
    version!(third, version = 3, migrate = super::migrate);

    fn migrate(
        mut saved: RecordedSaga,
    ) -> Result<RecordedSaga, Box<dyn std::error::Error + Send + Sync>> {
        if saved.version != 1 {
            return Err("only version 1 is known".into());
        }
        // With the inputs of the present version, the step does not hang.
        saved.inputs.0 = br#"{"number":2}"#.to_vec();
        Ok(saved)
    }

    mod reshaped {
        use super::*;

        #[saga]
        pub(super) struct Order {
            number: u32,
        }

        #[saga(error = No, output = Last, version = 1)]
        impl Order {
            #[step(irrevocable)]
            async fn last(&self) -> Last {
                Last(self.number)
            }
        }
    }

    fn interrupted() -> MemoryJournal {
        let journal = MemoryJournal::new();
        let points = Points::stopping_at(None);
        process(&points, async {
            let run = first::Order::builder()
                .journal(journal.clone())
                .build()
                .run(first::OrderInput { number: 1 })
                .report();
            // The run is neither dropped nor rolled back, as if the process ended.
            let run = Box::pin(run);
            let run = tokio::spawn(run);
            sleep(Duration::from_secs(1)).await;
            std::mem::forget(run);
        });
        journal
    }

    #[test]
    fn another_version_is_refused_with_a_cure() {
        let journal = interrupted();
        let recovery = process(&Points::stopping_at(None), async {
            let runner = second::Order::builder().journal(journal.clone()).build();
            runner.recover().await.unwrap()
        })
        .unwrap();
        assert_eq!((recovery.found(), recovery.refused), (1, 1));
        let text = recovery.refusals[0].to_string();
        let end = "was begun by version 1, and this program has version 2: declare `migrate = …`, or let a program of version 1 finish it";
        assert!(
            text.starts_with("saga `Order` ") && text.ends_with(end),
            "{text}"
        );
    }

    #[test]
    fn other_steps_under_the_same_version_are_refused() {
        let journal = interrupted();
        let recovery = process(&Points::stopping_at(None), async {
            let runner = reshaped::Order::builder().journal(journal.clone()).build();
            runner.recover().await.unwrap()
        })
        .unwrap();
        assert_eq!(recovery.refusals[0].kind(), RefusalKind::Shape);
    }

    #[test]
    fn a_declared_migration_is_applied() {
        let journal = interrupted();
        let recovery = process(&Points::stopping_at(None), async {
            let runner = third::Order::builder().journal(journal.clone()).build();
            runner.recover().await.unwrap()
        })
        .unwrap();
        assert_eq!((recovery.found(), recovery.completed), (1, 1));
        let status = process(&Points::stopping_at(None), first_status(&journal));
        assert_eq!(status, Some(SagaStatus::Completed));
    }
}
