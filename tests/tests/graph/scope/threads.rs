//! Values that are made on other threads, and runs on many threads.

use std::time::Duration;

use organum::{picture, prelude::*};
use organum_tests::{Events, eventually};
use tokio::time::sleep;

use super::world::*;

/// A value made on another worker.
struct Spawned(usize);

#[node(scope = "runner", spawn)]
async fn spawned(world: &World) -> Result<Spawned, Refused> {
    world.work().await.map(Spawned)
}

/// A value made on a thread for blocking work.
struct Blocked(usize);

#[node(scope = "runner", blocking)]
fn blocked(world: &World, _spawned: &Spawned) -> Result<Blocked, Refused> {
    let (call, act) = world.called();
    match act {
        None | Some(Act::Go) => Ok(Blocked(call)),
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
async fn a_shared_value_can_be_made_on_other_threads() {
    let world = World::that([Act::Fail]);
    let runner = Elsewhere::runner(world.clone());
    let events = Events::new();
    let error = runner.run(()).observe(events.clone()).await.unwrap_err();
    assert!(error.downcast_ref::<Refused>().is_some());
    assert_eq!(
        events.told()[..3],
        ["graph start Elsewhere", "start Spawned", "failed Spawned"]
    );
    let runs = (0..20).map(|_| runner.run(()));
    for run in join_all(runs).await {
        assert_eq!(run.unwrap(), Both(2, 3));
    }
    assert_eq!(world.calls(), 3);
    runner.handle().shutdown().await;
}

#[tokio::test]
async fn a_panic_on_another_thread_is_not_kept() {
    let world = World::that([Act::Panic]);
    let runner = Elsewhere::runner(world.clone());
    let runs = join_all((0..3).map(|_| runner.run(()))).await;
    let panicked = runs.iter().filter(|run| run.is_err()).count();
    assert_eq!(panicked, 1);
    assert_eq!(runner.run(()).await.unwrap(), Both(2, 3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_abandoned_blocking_node_keeps_its_permit_and_publishes_its_value() {
    let world = World::that([Act::Go, Act::Hang]);
    let runner = Elsewhere::runner(world.clone());
    let run = tokio::spawn(runner.run(()));
    while world.log().count("hangs") == 0 {
        sleep(Duration::from_millis(1)).await;
    }
    run.abort();
    assert!(run.await.unwrap_err().is_cancelled());
    let next = tokio::spawn(runner.run(()));
    sleep(Duration::from_millis(5)).await;
    assert_eq!(world.calls(), 2, "the next run waits");
    world.log().say("go on");
    assert_eq!(next.await.unwrap().unwrap(), Both(1, 2));
    assert_eq!(world.calls(), 2, "and takes what the thread has made");
}

#[test]
fn many_threads_make_a_shared_value_once() {
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
                    let run = runner.run(Ask(ask));
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
            runner.handle().shutdown().await;
        });
        assert_eq!(world.log().count("close pool"), 1);
        world.log().assert_balanced();
    }
}

#[test]
fn pictures_mark_shared_values() {
    let picture = picture::<Elsewhere>();
    let tree = picture.tree();
    assert!(tree.contains("Spawned (spawn, once per runner)"), "{tree}");
    let mermaid = picture.mermaid();
    assert!(
        mermaid.contains("Blocked (blocking, once per runner)"),
        "{mermaid}"
    );
    let json = picture.json();
    assert_eq!(json.matches("\"scope\": \"runner\"").count(), 2, "{json}");
}
