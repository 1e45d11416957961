//! Values that the runs of one runner share: `#[node(scope = "runner")]`.
#![allow(
    clippy::unused_async,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use std::{
    collections::VecDeque,
    future::poll_fn,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
    time::Duration,
};

use organum::{OneOf2, observe::NodeEvent, picture, prelude::*, test::Replace};
use organum_tests::{Events, Log, Tracked, block_on, eventually};
use tokio::time::{Instant, sleep};

#[derive(Debug, thiserror::Error)]
#[error("refused")]
struct Refused;

/// How one call of a node goes.
enum Act {
    Fail,
    Panic,
    /// Hangs for good.
    Hang,
}

/// The world of a graph: what happened in it, and how its next calls go.
#[derive(Clone, Default)]
struct World(Arc<Inner>);

#[derive(Default)]
struct Inner {
    log: Log,
    calls: AtomicUsize,
    acts: Mutex<VecDeque<Act>>,
}

impl World {
    fn that(acts: impl IntoIterator<Item = Act>) -> Self {
        let world = Self::default();
        world.0.acts.lock().unwrap().extend(acts);
        world
    }

    fn log(&self) -> &Log {
        &self.0.log
    }

    fn calls(&self) -> usize {
        self.0.calls.load(Ordering::SeqCst)
    }

    /// The number of this call, and how it goes; none for well.
    fn called(&self) -> (usize, Option<Act>) {
        let call = self.0.calls.fetch_add(1, Ordering::SeqCst) + 1;
        (call, self.0.acts.lock().unwrap().pop_front())
    }

    /// Does what the next call does, and says which one it was.
    async fn work(&self) -> Result<usize, Refused> {
        let (call, act) = self.called();
        sleep(Duration::from_millis(10)).await;
        match act {
            None => Ok(call),
            Some(Act::Fail) => Err(Refused),
            Some(Act::Panic) => panic!("on purpose"),
            Some(Act::Hang) => std::future::pending().await,
        }
    }
}

/// Drives all at once, in this task.
async fn join_all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut all: Vec<(Option<Pin<Box<F>>>, Option<F::Output>)> = futures
        .into_iter()
        .map(|future| (Some(Box::pin(future)), None))
        .collect();
    poll_fn(|cx| {
        for (future, output) in &mut all {
            if let Some(running) = future
                && let Poll::Ready(ready) = running.as_mut().poll(cx)
            {
                (*future, *output) = (None, Some(ready));
            }
        }
        if all.iter().all(|(future, _)| future.is_none()) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    all.into_iter().filter_map(|(_, output)| output).collect()
}

struct Ask(u32);

/// Opened first, closed last.
struct Wire {
    world: World,
    _tracked: Tracked,
}

impl Wire {
    async fn close(&mut self) {
        self.world.log().say("close wire");
    }
}

#[node(scope = "runner", close = Wire::close)]
fn wire(world: &World) -> Wire {
    Wire {
        world: world.clone(),
        _tracked: world.log().tracked("wire"),
    }
}

struct Pool {
    number: usize,
    world: World,
    _tracked: Tracked,
}

impl Pool {
    fn new(number: usize, world: &World) -> Self {
        Self {
            number,
            world: world.clone(),
            _tracked: world.log().tracked("pool"),
        }
    }

    async fn close(&mut self) {
        sleep(Duration::from_millis(1)).await;
        self.world.log().say("close pool");
    }
}

#[node(scope = "runner", close = Pool::close)]
async fn pool(world: &World, _wire: &Wire) -> Result<Pool, Refused> {
    Ok(Pool::new(world.work().await?, world))
}

#[derive(Debug, PartialEq, Eq)]
struct Answer {
    asked: u32,
    pool: usize,
}

#[node]
fn answer(ask: &Ask, pool: &Pool) -> Answer {
    Answer {
        asked: ask.0,
        pool: pool.number,
    }
}

#[graph(output = Answer)]
struct Shop {
    ask: Ask,
    #[inject]
    world: World,
}

fn answers(asked: u32, pool: usize) -> Answer {
    Answer { asked, pool }
}

#[tokio::test(start_paused = true)]
async fn it_is_made_at_the_first_need_and_never_again() {
    let world = World::default();
    let runner = Shop::runner(world.clone());
    assert!(world.log().lines().is_empty(), "nothing before a run");
    for ask in 0..3 {
        assert_eq!(runner.given(Ask(ask)).await.unwrap(), answers(ask, 1));
    }
    assert_eq!(world.calls(), 1);
    assert_eq!(world.log().lines(), ["made wire", "made pool"]);
    let other = Shop::runner(world.clone());
    assert_eq!(other.given(Ask(9)).await.unwrap(), answers(9, 2), "its own");
}

#[tokio::test(start_paused = true)]
async fn fifty_runs_at_once_make_it_once() {
    let world = World::default();
    let runner = Shop::runner(world.clone());
    let begin = Instant::now();
    let runs = (0..50).map(|ask| tokio::spawn(runner.given(Ask(ask))));
    for (ask, run) in (0..).zip(join_all(runs).await) {
        assert_eq!(run.unwrap().unwrap(), answers(ask, 1));
    }
    assert_eq!(begin.elapsed(), Duration::from_millis(10));
    assert_eq!(world.calls(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_next_one_takes_over_from_a_run_that_is_dropped() {
    let world = World::default();
    let runner = Shop::runner(world.clone());
    let begin = Instant::now();
    let first = tokio::time::timeout(Duration::from_millis(5), runner.given(Ask(1)));
    let (first, second, third) = tokio::join!(first, runner.given(Ask(2)), runner.given(Ask(3)));
    assert!(first.is_err(), "dropped");
    assert_eq!(second.unwrap(), answers(2, 2));
    assert_eq!(third.unwrap(), answers(3, 2));
    assert_eq!(begin.elapsed(), Duration::from_millis(15));
    assert_eq!(world.calls(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_waits_can_be_dropped() {
    let world = World::default();
    let runner = Shop::runner(world.clone());
    let second = async {
        let waits = tokio::time::timeout(Duration::from_millis(5), runner.given(Ask(2)));
        assert!(waits.await.is_err());
    };
    let (first, ()) = tokio::join!(runner.given(Ask(1)), second);
    assert_eq!(first.unwrap(), answers(1, 1));
    runner.shutdown().await;
    world.log().assert_balanced();
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_not_kept() {
    let world = World::that([Act::Fail, Act::Panic]);
    let runner = Shop::runner(world.clone());
    let error = runner.given(Ask(1)).await.unwrap_err();
    assert!(error.downcast_ref::<Refused>().is_some());
    let error = runner.given(Ask(2)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "node `Pool` of graph `Shop` panicked (needed by Answer -> Pool)"
    );
    assert_eq!(runner.given(Ask(3)).await.unwrap(), answers(3, 3));
    assert_eq!(runner.given(Ask(4)).await.unwrap(), answers(4, 3));
}

#[tokio::test(start_paused = true)]
async fn each_run_that_waits_for_one_that_fails_tries_by_itself() {
    let world = World::that([Act::Fail, Act::Panic]);
    let runner = Shop::runner(world.clone());
    let runs = join_all((0..4).map(|ask| runner.given(Ask(ask)))).await;
    let [first, second, third, fourth] = runs.try_into().unwrap();
    assert!(first.unwrap_err().downcast_ref::<Refused>().is_some());
    assert!(second.is_err(), "it panicked");
    assert_eq!(third.unwrap(), answers(2, 3));
    assert_eq!(fourth.unwrap(), answers(3, 3));
}

#[tokio::test(start_paused = true)]
async fn shutdown_closes_the_youngest_first_and_once() {
    let world = World::default();
    let runner = Shop::runner(world.clone());
    let run = tokio::spawn(runner.given(Ask(1)));
    tokio::task::yield_now().await;
    let clone = runner.clone();
    tokio::join!(runner.shutdown(), clone.shutdown());
    assert_eq!(run.await.unwrap().unwrap(), answers(1, 1), "waited for");
    let closed = [
        "made wire",
        "made pool",
        "close pool",
        "drop pool",
        "close wire",
        "drop wire",
    ];
    assert_eq!(world.log().lines(), closed);
    runner.shutdown().await;
    drop((runner, clone));
    assert_eq!(world.log().lines(), closed, "no second time");
}

#[tokio::test(start_paused = true)]
async fn a_run_after_the_shutdown_is_refused() {
    let runner = Shop::runner(World::default());
    runner.shutdown().await;
    let error = runner.given(Ask(1)).await.unwrap_err();
    assert!(matches!(error, GraphError::ShutDown { .. }));
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_that_is_dropped_can_be_waited_for_again() {
    let world = World::default();
    let runner = Shop::runner(world.clone());
    runner.given(Ask(1)).await.unwrap();
    let cut = tokio::time::timeout(Duration::ZERO, runner.shutdown());
    assert!(cut.await.is_err(), "a close takes a millisecond");
    runner.shutdown().await;
    assert_eq!(world.log().count("close pool"), 1);
    assert_eq!(world.log().count("close wire"), 1);
    world.log().assert_balanced();
}

#[tokio::test(start_paused = true)]
async fn a_runner_that_is_just_dropped_closes_in_the_background() {
    let world = World::default();
    let runner = Shop::runner(world.clone());
    runner.given(Ask(1)).await.unwrap();
    drop(runner);
    assert_eq!(world.log().count("close pool"), 0);
    sleep(Duration::from_millis(2)).await;
    assert_eq!(
        world.log().lines()[2..],
        ["close pool", "drop pool", "close wire", "drop wire"]
    );
}

#[test]
fn without_a_runtime_the_values_are_dropped_in_order() {
    let world = World::default();
    let runner = Shop::runner(world.clone());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(runner.given(Ask(1))).unwrap();
    drop(runtime);
    let error = block_on(runner.given(Ask(2))).unwrap_err();
    assert!(
        matches!(error, GraphError::NoRuntime { node: "Wire", .. }),
        "{error}"
    );
    drop(runner);
    assert_eq!(world.log().lines()[2..], ["drop pool", "drop wire"]);
}

#[tokio::test(start_paused = true)]
async fn a_single_run_has_its_own_and_closes_it_at_its_end() {
    let world = World::default();
    for pool in 1..3 {
        let shop = Shop {
            ask: Ask(7),
            world: world.clone(),
        };
        assert_eq!(shop.run().await.unwrap(), answers(7, pool));
        let lines = world.log().lines();
        assert_eq!(
            lines[lines.len() - 4..],
            ["close pool", "drop pool", "close wire", "drop wire"]
        );
    }
    assert_eq!(world.calls(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_replacement_is_for_one_run_alone() {
    let world = World::default();
    let runner = Shop::runner(world.clone());
    for _ in 0..2 {
        let fake = Pool::new(77, &world);
        let run = runner.given(Ask(1)).replace(fake);
        assert_eq!(run.await.unwrap(), answers(1, 77));
    }
    assert_eq!(world.calls(), 0);
    assert_eq!(runner.given(Ask(2)).await.unwrap(), answers(2, 1));
    let run = runner.given(Ask(3)).fail::<Pool>(Refused);
    assert!(run.await.unwrap_err().downcast_ref::<Refused>().is_some());
    assert_eq!(runner.given(Ask(4)).await.unwrap(), answers(4, 1));
    assert_eq!(world.calls(), 1);
    runner.shutdown().await;
    assert_eq!(
        world.log().count("close pool"),
        1,
        "what a test brings is dropped"
    );
    world.log().assert_balanced();
}

#[tokio::test(start_paused = true)]
async fn what_is_made_from_a_replacement_is_of_that_run_alone() {
    let world = World::default();
    let runner = Shop::runner(world.clone());
    let fake = || Wire {
        world: world.clone(),
        _tracked: world.log().tracked("fake"),
    };
    assert_eq!(
        runner.given(Ask(1)).replace(fake()).await.unwrap(),
        answers(1, 1)
    );
    assert_eq!(
        world.log().lines(),
        [
            "made fake",
            "made pool",
            "close pool",
            "drop pool",
            "drop fake"
        ],
        "closed with its run"
    );
    assert_eq!(runner.given(Ask(2)).await.unwrap(), answers(2, 2));
    assert_eq!(
        runner.given(Ask(3)).replace(fake()).await.unwrap(),
        answers(3, 3)
    );
    assert_eq!(
        runner.given(Ask(4)).await.unwrap(),
        answers(4, 2),
        "as it was"
    );
}

#[tokio::test(start_paused = true)]
async fn observers_are_told_by_the_run_that_makes_it() {
    let world = World::that([Act::Fail]);
    let runner = Shop::runner(world.clone());
    let [first, second, third, late] = std::array::from_fn(|_| Events::new());
    let (a, b, c) = tokio::join!(
        runner.given(Ask(1)).observe(first.clone()),
        runner.given(Ask(2)).observe(second.clone()),
        runner.given(Ask(3)).observe(third.clone()),
    );
    assert!(a.is_err() && b.is_ok() && c.is_ok());
    runner.given(Ask(4)).observe(late.clone()).await.unwrap();
    assert_eq!(
        first.told(),
        [
            "graph start Shop",
            "start Wire",
            "ok Wire",
            "start Pool",
            "failed Pool",
            "graph failed Shop"
        ]
    );
    assert_eq!(
        second.told(),
        [
            "graph start Shop",
            "start Pool",
            "ok Pool",
            "start Answer",
            "ok Answer",
            "graph ok Shop"
        ]
    );
    let only_its_own = [
        "graph start Shop",
        "start Answer",
        "ok Answer",
        "graph ok Shop",
    ];
    assert_eq!(third.told(), only_its_own, "it waited");
    assert_eq!(late.told(), only_its_own, "it was there");
    for events in [first, second, third, late] {
        events.assert_paired();
    }
}

#[derive(Clone, Default)]
struct Closes(Log);

impl organum::Observer for Closes {
    fn node(&self, node: &organum::observe::NodeInfo<'_>, event: &NodeEvent) {
        if let NodeEvent::Closed { outcome, .. } = event {
            self.0.say(format!("{outcome} {}", node.name()));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_close_is_told_to_who_watched_it_being_made() {
    let runner = Shop::runner(World::default());
    let [first, second] = std::array::from_fn(|_| Closes::default());
    runner.given(Ask(1)).observe(first.clone()).await.unwrap();
    runner.given(Ask(2)).observe(second.clone()).await.unwrap();
    assert!(first.0.lines().is_empty());
    runner.shutdown().await;
    assert_eq!(first.0.lines(), ["ok Pool", "ok Wire"]);
    assert!(second.0.lines().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_timeline_can_do_without_what_was_there() {
    let runner = Shop::runner(World::default());
    runner.given(Ask(1)).await.unwrap();
    let timeline = Timeline::new();
    runner
        .given(Ask(2))
        .observe(timeline.clone())
        .await
        .unwrap();
    let entries = timeline.entries();
    let names: Vec<_> = entries.iter().map(|entry| entry.node).collect();
    assert_eq!(names, ["Answer"]);
    assert!(timeline.chart(40).to_string().contains("Answer"));
}

/// Made on another worker.
struct Spawned(usize);

#[node(scope = "runner", spawn)]
async fn spawned(world: &World) -> Result<Spawned, Refused> {
    world.work().await.map(Spawned)
}

/// Made on a thread that it blocks.
struct Blocked(usize);

#[node(scope = "runner", blocking)]
fn blocked(world: &World, _spawned: &Spawned) -> Result<Blocked, Refused> {
    let (call, act) = world.called();
    match act {
        None => Ok(Blocked(call)),
        Some(Act::Fail) => Err(Refused),
        Some(Act::Panic) => panic!("on purpose"),
        Some(Act::Hang) => {
            world.log().say("hangs");
            eventually("the test lets go", || world.log().count("go on") == 1);
            Ok(Blocked(call))
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Both(usize, usize);

#[node]
async fn both(spawned: &Spawned, blocked: &Blocked) -> Both {
    Both(spawned.0, blocked.0)
}

#[graph(output = Both)]
struct Elsewhere {
    #[inject]
    world: World,
}

#[tokio::test]
async fn it_can_be_made_on_other_threads() {
    let world = World::that([Act::Fail]);
    let runner = Elsewhere::runner(world.clone());
    let events = Events::new();
    let error = runner.given(()).observe(events.clone()).await.unwrap_err();
    assert!(error.downcast_ref::<Refused>().is_some());
    assert_eq!(
        events.told()[..3],
        ["graph start Elsewhere", "start Spawned", "failed Spawned"]
    );
    let runs = (0..20).map(|_| runner.given(()));
    for run in join_all(runs).await {
        assert_eq!(run.unwrap(), Both(2, 3));
    }
    assert_eq!(world.calls(), 3);
    runner.shutdown().await;
}

#[tokio::test]
async fn a_panic_on_another_thread_is_not_kept() {
    let world = World::that([Act::Panic]);
    let runner = Elsewhere::runner(world.clone());
    let runs = join_all((0..3).map(|_| runner.given(()))).await;
    let panicked = runs.iter().filter(|run| run.is_err()).count();
    assert_eq!(panicked, 1);
    assert_eq!(runner.given(()).await.unwrap(), Both(2, 3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thread_that_was_left_alone_keeps_the_turn_and_what_it_makes() {
    let world = World::default();
    let runner = Elsewhere::runner(world.clone());
    world.0.acts.lock().unwrap().extend([]);
    // The first call is that of the spawned node, which goes well; the second one hangs.
    let world_of_hang = world.clone();
    let run = tokio::spawn(async move {
        let mut run = Box::pin(runner.given(()));
        tokio::select! {
            biased;
            _ = &mut run => panic!("it hangs"),
            () = async {
                while world_of_hang.log().count("hangs") == 0 {
                    if world_of_hang.calls() == 1 {
                        let mut acts = world_of_hang.0.acts.lock().unwrap();
                        if acts.is_empty() {
                            acts.push_back(Act::Hang);
                        }
                    }
                    sleep(Duration::from_millis(1)).await;
                }
            } => {}
        }
        drop(run);
        runner
    });
    let runner = run.await.unwrap();
    let next = tokio::spawn(runner.given(()));
    sleep(Duration::from_millis(5)).await;
    assert_eq!(world.calls(), 2, "the next run waits");
    world.log().say("go on");
    assert_eq!(next.await.unwrap().unwrap(), Both(1, 2));
    assert_eq!(world.calls(), 2, "and takes what the thread has made");
}

#[test]
fn many_threads_make_it_once() {
    for _ in 0..50 {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(4)
            .enable_time()
            .build()
            .unwrap();
        let world = World::default();
        runtime.block_on(async {
            let runner = Shop::runner(world.clone());
            let runs = (0..16).map(|ask| {
                let runner = runner.clone();
                tokio::spawn(async move {
                    let run = runner.given(Ask(ask));
                    if ask % 4 == 0 {
                        // Dropped at its first await.
                        let _ = tokio::time::timeout(Duration::ZERO, run).await;
                    } else {
                        assert_eq!(run.await.unwrap().asked, ask);
                    }
                })
            });
            for run in join_all(runs).await {
                run.unwrap();
            }
            runner.shutdown().await;
        });
        assert_eq!(world.log().count("close pool"), 1);
        world.log().assert_balanced();
    }
}

/// Needs no runtime.
struct Table(usize);

#[node(scope = "runner")]
async fn table(world: &World) -> Table {
    let (call, _) = world.called();
    organum_tests::yield_once().await;
    Table(call)
}

struct Row(usize);

#[node]
fn row(table: &Table) -> Row {
    Row(table.0)
}

struct Column(usize);

#[node]
fn column(wire: &Wire) -> Column {
    wire.world.log().say("column");
    Column(1)
}

#[graph(output = (Row, Column))]
struct Cells {
    #[inject]
    world: World,
}

#[graph(output = Row)]
struct Rows {
    #[inject]
    world: World,
}

#[test]
fn it_is_made_on_any_executor() {
    let world = World::default();
    let rows = Rows::runner(world.clone());
    for _ in 0..3 {
        assert_eq!(block_on(rows.given(())).unwrap().0, 1);
    }
    assert_eq!(world.calls(), 1);
    let runs = (0..3).map(|_| rows.given(()));
    assert!(block_on(join_all(runs)).iter().all(Result::is_ok));
}

#[tokio::test]
async fn one_output_makes_what_it_needs_and_all_share_it() {
    let world = World::default();
    let cells = Cells::runner(world.clone());
    assert_eq!(cells.given(()).only::<Row>().await.unwrap().0, 1);
    assert!(world.log().lines().is_empty(), "no wire");
    let (row, _) = cells.given(()).await.unwrap();
    assert_eq!(row.0, 1);
    let column = cells.given(()).only::<Column>().await.unwrap();
    assert_eq!(column.0, 1);
    assert_eq!(world.log().lines(), ["made wire", "column", "column"]);
    cells.shutdown().await;
    assert_eq!(world.log().count("close wire"), 1);
}

struct Best(Option<usize>);

#[node]
fn best(pool: Option<&Pool>) -> Best {
    Best(pool.map(|pool| pool.number))
}

struct Which(&'static str);

#[node]
fn which(first: FirstOk<(&Pool, &Table)>) -> Which {
    Which(match first.get() {
        OneOf2::First(_) => "pool",
        OneOf2::Second(_) => "table",
    })
}

/// Shared itself, and made from whatever there was.
struct Kept(&'static str);

#[node(scope = "runner")]
fn kept(first: FirstOk<(&Pool, &Table)>) -> Kept {
    Kept(match first.get() {
        OneOf2::First(_) => "pool",
        OneOf2::Second(_) => "table",
    })
}

struct Told(&'static str);

#[node]
fn told(kept: &Kept) -> Told {
    Told(kept.0)
}

struct Fastest(&'static str);

#[node]
fn fastest(first: Race<(&Pool, &Table)>) -> Fastest {
    Fastest(match first.get() {
        OneOf2::First(_) => "pool",
        OneOf2::Second(_) => "table",
    })
}

#[graph(output = (Best, Which, Told, Fastest))]
struct Tolerant {
    #[inject]
    world: World,
}

#[tokio::test(start_paused = true)]
async fn nodes_that_tolerate_its_failure_see_it_once_it_works() {
    let world = World::that([Act::Fail]);
    let runner = Tolerant::runner(world.clone());
    let (best, which, told, fastest) = runner.given(()).await.unwrap();
    assert_eq!(
        (best.0, which.0, told.0, fastest.0),
        (None, "table", "table", "table")
    );
    let (best, which, told, fastest) = runner.given(()).await.unwrap();
    assert_eq!(best.0, Some(3), "call 2 was the table's");
    assert_eq!(which.0, "pool");
    assert_eq!(told.0, "table", "kept as it was made");
    assert_eq!(
        fastest.0, "table",
        "the pool was asked all the same, and is there later"
    );
    runner.shutdown().await;
    world.log().assert_balanced();
}

#[tokio::test(start_paused = true)]
async fn what_it_was_made_from_is_not_asked_for_again() {
    let world = World::that([Act::Fail, Act::Hang, Act::Fail]);
    let runner = Tolerant::runner(world.clone());
    world.0.acts.lock().unwrap().remove(1);
    assert_eq!(runner.given(()).only::<Told>().await.unwrap().0, "table");
    let calls = world.calls();
    assert_eq!(runner.given(()).only::<Told>().await.unwrap().0, "table");
    assert_eq!(world.calls(), calls, "the pool is left alone");
}

#[tokio::test(start_paused = true)]
async fn a_loser_of_a_race_gives_its_turn_to_who_waits() {
    let world = World::that([Act::Hang]);
    let runner = Tolerant::runner(world.clone());
    let shop = runner.given(()).only::<Fastest>();
    assert_eq!(
        shop.await.unwrap().0,
        "table",
        "the pool hangs, and is stopped"
    );
    assert_eq!(runner.given(()).only::<Best>().await.unwrap().0, Some(3));
}

#[tokio::test(start_paused = true)]
async fn losers_in_the_queue_leave_it() {
    let world = World::default();
    let runner = Tolerant::runner(world.clone());
    let (first, second, third) = tokio::join!(
        runner.given(()).only::<Best>(),
        runner.given(()).only::<Fastest>(),
        runner.given(()).only::<Best>(),
    );
    assert_eq!((first.unwrap().0, third.unwrap().0), (Some(1), Some(1)));
    assert_eq!(second.unwrap().0, "table");
}

struct Retried(usize);

#[node(scope = "runner", retry(attempts = 3, backoff = fixed("5ms")), timeout = "50ms")]
async fn retried(world: &World) -> Result<Retried, Refused> {
    world.work().await.map(Retried)
}

struct Seen(usize);

#[node]
fn seen(retried: &Retried) -> Seen {
    Seen(retried.0)
}

#[graph(output = Seen)]
struct Stubborn {
    #[inject]
    world: World,
}

#[tokio::test(start_paused = true)]
async fn it_is_tried_again_in_one_turn() {
    let world = World::that([Act::Fail, Act::Hang]);
    let runner = Stubborn::runner(world.clone());
    let begin = Instant::now();
    let (first, second) = tokio::join!(runner.given(()), runner.given(()));
    assert_eq!((first.unwrap().0, second.unwrap().0), (3, 3));
    assert_eq!(begin.elapsed(), Duration::from_millis(10 + 5 + 50 + 5 + 10));
    assert_eq!(world.calls(), 3);
}

/// A struct, built once from clones of what it names.
#[derive(Clone)]
#[node(scope = "runner")]
struct Gathered {
    world: World,
    cache: Arc<Cache<u8>>,
}

/// Generic: one for each type.
struct Cache<T>(usize, std::marker::PhantomData<T>);

#[node(scope = "runner", listed)]
fn cache(world: &World) -> Arc<Cache<u8>> {
    Arc::new(Cache(world.called().0, std::marker::PhantomData))
}

struct Generic<T>(usize, std::marker::PhantomData<T>);

#[node(scope = "runner")]
fn generic<T: Send + Sync + 'static>(world: &World) -> Generic<T> {
    Generic(world.called().0, std::marker::PhantomData)
}

/// A step with settings.
struct Step {
    add: usize,
}

struct Stepped(usize);

#[node(scope = "runner")]
impl Step {
    fn compose(&self, world: &World) -> Stepped {
        Stepped(self.add + world.called().0)
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Forms([usize; 4]);

#[node]
fn forms(
    gathered: &Gathered,
    stepped: &Stepped,
    small: &Generic<u8>,
    large: &Generic<u64>,
) -> Forms {
    assert_eq!(gathered.world.calls(), 4);
    Forms([gathered.cache.0, stepped.0, small.0, large.0])
}

#[graph(output = Forms, nodes(cache))]
struct AllForms {
    #[inject]
    world: World,
    #[inject]
    step: Step,
}

#[tokio::test]
async fn every_form_of_a_node_can_be_shared() {
    let runner = AllForms::runner(World::default(), Step { add: 100 });
    for _ in 0..2 {
        let Forms(forms) = runner.given(()).await.unwrap();
        assert_eq!(forms, [1, 102, 3, 4]);
    }
}

/// So many nodes wait that each gets a waker of its own, and the shared one waits among them.
mod crowd {
    use super::*;

    struct Slow<const N: usize>(usize);

    #[node]
    async fn slow<const N: usize>(ask: &Ask) -> Slow<N> {
        sleep(Duration::from_millis(30)).await;
        Slow(ask.0 as usize)
    }

    macro_rules! crowd {
        ($($name:ident $at:literal),+) => {
            struct Sum(usize);

            #[node]
            fn sum($($name: &Slow<$at>,)+ pool: &Pool) -> Sum {
                Sum(0 $(+ $name.0)+ + pool.number)
            }
        };
    }
    crowd!(a 0, b 1, c 2, d 3, e 4, f 5, g 6, h 7, i 8, j 9, k 10, l 11, m 12, n 13, o 14, p 15, q 16, r 17);

    #[graph(output = Sum)]
    struct Crowd {
        ask: Ask,
        #[inject]
        world: World,
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_waited_for_in_a_crowd() {
        let world = World::that([Act::Fail]);
        let runner = Crowd::runner(world.clone());
        let begin = Instant::now();
        let (first, second, third) = tokio::join!(
            runner.given(Ask(1)),
            runner.given(Ask(1)),
            runner.given(Ask(1))
        );
        assert!(first.is_err());
        assert_eq!((second.unwrap().0, third.unwrap().0), (20, 20));
        assert_eq!(begin.elapsed(), Duration::from_millis(30));
        runner.shutdown().await;
        world.log().assert_balanced();
    }
}

#[test]
fn pictures_mark_it() {
    let picture = picture::<Elsewhere>();
    let tree = picture.tree().to_string();
    assert!(tree.contains("Spawned (spawn, once per runner)"), "{tree}");
    let mermaid = picture.mermaid().to_string();
    assert!(
        mermaid.contains("Blocked (blocking, once per runner)"),
        "{mermaid}"
    );
    let json = picture.json().to_string();
    assert_eq!(json.matches("\"scope\": \"runner\"").count(), 2, "{json}");
}

#[tokio::test(start_paused = true)]
async fn nested_runs_share_the_runner_that_they_are_runs_of() {
    struct Line(Runner<Shop>);
    struct Total(usize);
    #[node]
    async fn total(line: &Line) -> Result<Total, GraphError> {
        let answers = organum::each(4, 0..8, |ask| line.0.given(Ask(ask))).await?;
        Ok(Total(answers.iter().map(|answer| answer.pool).sum()))
    }
    #[graph(output = Total)]
    struct Batch {
        #[inject]
        line: Line,
    }
    let world = World::default();
    let batch = Batch::runner(Line(Shop::runner(world.clone())));
    assert_eq!(batch.given(()).await.unwrap().0, 8);
    assert_eq!(world.calls(), 1);
}
