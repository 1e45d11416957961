//! Shared values from the first need to the close.

use std::time::Duration;

use organum::{GraphErrorKind, observe::NodeEvent, prelude::*, test::Replace};
use organum_tests::{Events, Log, block_on};
use tokio::time::{Instant, sleep};

use super::world::*;

#[tokio::test(start_paused = true)]
async fn a_shared_value_is_made_on_first_need_and_only_once() {
    let world = World::default();
    let runner = Shop::runner(world.clone());
    assert!(world.log().lines().is_empty(), "nothing before a run");
    for ask in 0..3 {
        assert_eq!(runner.run(Ask(ask)).await.unwrap(), answers(ask, 1));
    }
    assert_eq!(world.calls(), 1);
    assert_eq!(world.log().lines(), ["made wire", "made pool"]);
    let other = Shop::runner(world.clone());
    assert_eq!(
        other.run(Ask(9)).await.unwrap(),
        answers(9, 2),
        "its own pool"
    );
}

#[tokio::test(start_paused = true)]
async fn fifty_concurrent_runs_make_a_shared_value_once() {
    let world = World::default();
    let runner = Shop::runner(world.clone());
    let begin = Instant::now();
    let runs = (0..50).map(|ask| tokio::spawn(runner.run(Ask(ask))));
    for (ask, run) in (0..).zip(join_all(runs).await) {
        assert_eq!(run.unwrap().unwrap(), answers(ask, 1));
    }
    assert_eq!(begin.elapsed(), Duration::from_millis(10));
    assert_eq!(world.calls(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_next_run_takes_over_from_a_dropped_one() {
    let world = World::default();
    let runner = Shop::runner(world.clone());
    let begin = Instant::now();
    let first = tokio::time::timeout(Duration::from_millis(5), runner.run(Ask(1)));
    let (first, second, third) = tokio::join!(first, runner.run(Ask(2)), runner.run(Ask(3)));
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
        let waits = tokio::time::timeout(Duration::from_millis(5), runner.run(Ask(2)));
        assert!(waits.await.is_err());
    };
    let (first, ()) = tokio::join!(runner.run(Ask(1)), second);
    assert_eq!(first.unwrap(), answers(1, 1));
    runner.handle().shutdown().await;
    world.log().assert_balanced();
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_not_kept() {
    let world = World::that([Act::Fail, Act::Panic]);
    let runner = Shop::runner(world.clone());
    let error = runner.run(Ask(1)).await.unwrap_err();
    assert!(error.downcast_ref::<Refused>().is_some());
    let error = runner.run(Ask(2)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "node `Pool` of graph `Shop` panicked (needed by Answer -> Pool)"
    );
    assert_eq!(runner.run(Ask(3)).await.unwrap(), answers(3, 3));
    assert_eq!(runner.run(Ask(4)).await.unwrap(), answers(4, 3));
}

#[tokio::test(start_paused = true)]
async fn each_run_that_waits_for_a_failing_one_makes_its_own_attempt() {
    let world = World::that([Act::Fail, Act::Panic]);
    let runner = Shop::runner(world.clone());
    let runs = join_all((0..4).map(|ask| runner.run(Ask(ask)))).await;
    let [first, second, third, fourth] = runs.try_into().unwrap();
    assert!(first.unwrap_err().downcast_ref::<Refused>().is_some());
    assert!(second.is_err(), "it panicked");
    assert_eq!(third.unwrap(), answers(2, 3));
    assert_eq!(fourth.unwrap(), answers(3, 3));
}

#[tokio::test(start_paused = true)]
async fn shutdown_closes_shared_values_once_in_reverse_order_of_creation() {
    let world = World::default();
    let runner = Shop::runner(world.clone());
    let run = tokio::spawn(runner.run(Ask(1)));
    tokio::task::yield_now().await;
    let clone = runner.clone();
    tokio::join!(runner.handle().shutdown(), clone.handle().shutdown());
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
    runner.handle().shutdown().await;
    drop((runner, clone));
    assert_eq!(world.log().lines(), closed, "no second time");
}

#[tokio::test(start_paused = true)]
async fn a_run_after_the_shutdown_is_refused() {
    let runner = Shop::runner(World::default());
    runner.handle().shutdown().await;
    let error = runner.run(Ask(1)).await.unwrap_err();
    assert_eq!(error.kind(), GraphErrorKind::ShutDown);
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_that_is_dropped_can_be_waited_for_again() {
    let world = World::default();
    let runner = Shop::runner(world.clone());
    runner.run(Ask(1)).await.unwrap();
    let cut = tokio::time::timeout(Duration::ZERO, runner.handle().shutdown());
    assert!(cut.await.is_err(), "a close takes a millisecond");
    runner.handle().shutdown().await;
    assert_eq!(world.log().count("close pool"), 1);
    assert_eq!(world.log().count("close wire"), 1);
    world.log().assert_balanced();
}

#[tokio::test(start_paused = true)]
async fn a_dropped_runner_closes_its_values_in_the_background() {
    let world = World::default();
    let runner = Shop::runner(world.clone());
    runner.run(Ask(1)).await.unwrap();
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
    runtime.block_on(runner.run(Ask(1))).unwrap();
    drop(runtime);
    let error = block_on(runner.run(Ask(2))).unwrap_err();
    assert!(
        error.kind() == GraphErrorKind::NoRuntime && error.to_string().contains("`Wire`"),
        "{error}"
    );
    drop(runner);
    assert_eq!(world.log().lines()[2..], ["drop pool", "drop wire"]);
}

#[tokio::test(start_paused = true)]
async fn a_run_without_a_runner_has_its_own_value_and_closes_it_at_its_end() {
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
async fn a_replacement_of_a_shared_value_applies_to_one_run_only() {
    let world = World::default();
    let runner = Shop::runner(world.clone());
    for _ in 0..2 {
        let fake = Pool::new(77, &world);
        let run = runner.run(Ask(1)).replace(fake);
        assert_eq!(run.await.unwrap(), answers(1, 77));
    }
    assert_eq!(world.calls(), 0);
    assert_eq!(runner.run(Ask(2)).await.unwrap(), answers(2, 1));
    let run = runner.run(Ask(3)).fail::<Pool>(Refused);
    assert!(run.await.unwrap_err().downcast_ref::<Refused>().is_some());
    assert_eq!(runner.run(Ask(4)).await.unwrap(), answers(4, 1));
    assert_eq!(world.calls(), 1);
    runner.handle().shutdown().await;
    assert_eq!(
        world.log().count("close pool"),
        1,
        "what a test brings is dropped"
    );
    world.log().assert_balanced();
}

#[tokio::test(start_paused = true)]
async fn values_made_from_a_replacement_belong_to_that_run_alone() {
    let world = World::default();
    let runner = Shop::runner(world.clone());
    let fake = || Wire {
        world: world.clone(),
        _tracked: world.log().tracked("fake"),
    };
    assert_eq!(
        runner.run(Ask(1)).replace(fake()).await.unwrap(),
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
    assert_eq!(runner.run(Ask(2)).await.unwrap(), answers(2, 2));
    assert_eq!(
        runner.run(Ask(3)).replace(fake()).await.unwrap(),
        answers(3, 3)
    );
    assert_eq!(
        runner.run(Ask(4)).await.unwrap(),
        answers(4, 2),
        "as it was"
    );
}

#[tokio::test(start_paused = true)]
async fn the_run_that_makes_a_shared_value_notifies_its_observers() {
    let world = World::that([Act::Fail]);
    let runner = Shop::runner(world.clone());
    let [first, second, third, late] = std::array::from_fn(|_| Events::new());
    let (a, b, c) = tokio::join!(
        runner.run(Ask(1)).observe(first.clone()),
        runner.run(Ask(2)).observe(second.clone()),
        runner.run(Ask(3)).observe(third.clone()),
    );
    assert!(a.is_err() && b.is_ok() && c.is_ok());
    runner.run(Ask(4)).observe(late.clone()).await.unwrap();
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
async fn the_close_of_a_shared_value_is_reported_to_the_observers_of_its_maker() {
    let runner = Shop::runner(World::default());
    let [first, second] = std::array::from_fn(|_| Closes::default());
    runner.run(Ask(1)).observe(first.clone()).await.unwrap();
    runner.run(Ask(2)).observe(second.clone()).await.unwrap();
    assert!(first.0.lines().is_empty());
    runner.handle().shutdown().await;
    assert_eq!(first.0.lines(), ["ok Pool", "ok Wire"]);
    assert!(second.0.lines().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_timeline_leaves_out_existing_shared_values() {
    let runner = Shop::runner(World::default());
    runner.run(Ask(1)).await.unwrap();
    let timeline = Timeline::new();
    runner.run(Ask(2)).observe(timeline.clone()).await.unwrap();
    let entries = timeline.entries();
    let names: Vec<_> = entries.iter().map(|entry| entry.node).collect();
    assert_eq!(names, ["Answer"]);
    assert!(timeline.chart(40).to_string().contains("Answer"));
}
