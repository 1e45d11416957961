//! Nodes that are cut, and nodes that go on after their run.

use std::thread;

use organum::{prelude::*, store::RecordStatus};
use tokio::time::{Instant, sleep, timeout};

use super::*;

macro_rules! nodes {
    ($($name:ident, $ty:ident, $graph:ident: $([$place:ident])?;)*) => {
        $(
            #[derive(Debug, Serialize, Deserialize)]
            struct $ty(u32);

            #[node($($place,)? persist(scope = global))]
            async fn $name(_: &Sku, calls: &Calls) -> $ty {
                sleep(Duration::from_mins(10)).await;
                $ty(calls.next())
            }

            #[graph(output = $ty)]
            struct $graph {
                sku: Sku,
                #[inject]
                calls: Calls,
                #[inject]
                store: Arc<dyn Store>,
            }
        )*
    };
}
nodes! {
    inline, Inline, InlineGraph:;
    spawned, Spawned, SpawnedGraph: [spawn];
}

/// The lease is renewed as long as the node runs; when the run is dropped, it is released.
#[tokio::test(start_paused = true)]
async fn a_node_that_is_cut_releases_its_claim() {
    macro_rules! cut {
        ($($graph:ident)*) => {
            $(
                let (memory, store) = self::memory();
                let runner = $graph::runner(Calls::default(), store);
                let run = timeout(Duration::from_mins(5), runner.run(Sku(7)));
                assert!(run.await.is_err());
                // A shutdown waits for the release.
                assert_eq!(runner.handle().shutdown().await, 0);
                let record = records(&memory).await.remove(0);
                assert_eq!((record.status, record.lapses), (RecordStatus::Released, 0));
                let store: Arc<dyn Store> = Arc::new(memory);
                let began = Instant::now();
                let value = $graph::runner(Calls::default(), store).run(Sku(7)).await;
                assert_eq!(value.unwrap().0, 1);
                assert_eq!(began.elapsed(), Duration::from_mins(10));
            )*
        };
    }
    cut!(InlineGraph SpawnedGraph);
}

#[derive(Debug, Serialize, Deserialize)]
struct Blocked(u32);

#[node(blocking, persist(scope = global, lease = "100ms"))]
fn blocked(_: &Sku, calls: &Calls) -> Blocked {
    let call = calls.next();
    thread::sleep(500 * MS);
    Blocked(call)
}

#[graph(output = Blocked)]
struct Blocks {
    sku: Sku,
    #[inject]
    calls: Calls,
    #[inject]
    store: Arc<dyn Store>,
}

/// A blocking node that has begun runs to its end: its lease is renewed, and its result recorded.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blocking_node_that_has_begun_is_recorded_after_its_run() {
    let (memory, store) = memory();
    let calls = Calls::default();
    let blocks = Blocks::runner(calls.clone(), store);
    let run = tokio::spawn(blocks.run(Sku(7)));
    while calls.count() == 0 {
        sleep(MS).await;
    }
    run.abort();
    assert!(run.await.is_err());
    let record = records(&memory).await.remove(0);
    assert_eq!(record.status, RecordStatus::Running);
    assert_eq!(blocks.run(Sku(7)).await.unwrap().0, 1);
    assert_eq!(calls.count(), 1);
    assert_eq!(records(&memory).await[0].lapses, 0);
    assert_eq!(blocks.handle().shutdown().await, 0);
}

#[tokio::test]
async fn concurrent_blocking_nodes_make_one_call() {
    let (_, store) = memory();
    let calls = Calls::default();
    let blocks = Blocks::runner(calls.clone(), store);
    let runs = (0..4).map(|_| tokio::spawn(blocks.run(Sku(7))));
    for run in runs.collect::<Vec<_>>() {
        assert_eq!(run.await.unwrap().unwrap().0, 1);
    }
    assert_eq!(calls.count(), 1);
}

/// A blocking node that only waits for another owner stops when its run is gone.
#[tokio::test]
async fn a_blocking_node_that_waits_stops_with_its_run() {
    let (_, store) = memory();
    let calls = Calls::default();
    let (first, second) = (
        Blocks::runner(calls.clone(), store.clone()),
        Blocks::runner(calls.clone(), store),
    );
    let run = tokio::spawn(first.run(Sku(7)));
    while calls.count() == 0 {
        sleep(MS).await;
    }
    let waiting = timeout(50 * MS, second.run(Sku(7)));
    assert!(waiting.await.is_err());
    assert_eq!(second.handle().shutdown().await, 0);
    assert_eq!(calls.count(), 1);
    run.await.unwrap().unwrap();
}

/// A retry is not begun, and a run that times out releases its claim.
#[derive(Debug, Serialize, Deserialize)]
struct Late(u32);

#[node(timeout = "1s", persist(scope = global))]
async fn late(_: &Sku, calls: &Calls) -> Late {
    if calls.next() == 1 {
        sleep(Duration::from_mins(1)).await;
    }
    Late(calls.count())
}

#[graph(output = Late, run_timeout = "10s")]
struct TimesOut {
    sku: Sku,
    #[inject]
    calls: Calls,
    #[inject]
    store: Arc<dyn Store>,
}

#[tokio::test(start_paused = true)]
async fn a_node_that_times_out_releases_its_claim() {
    let (_, store) = memory();
    let runner = TimesOut::runner(Calls::default(), store);
    assert!(runner.run(Sku(7)).await.is_err());
    let began = Instant::now();
    assert_eq!(runner.run(Sku(7)).await.unwrap().0, 2);
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[derive(Debug, Serialize, Deserialize)]
struct Panics(u32);

#[node(persist(scope = global, failures(ttl = "1h")))]
async fn panics(_: &Sku, calls: &Calls) -> Result<Panics, String> {
    assert_ne!(calls.next(), 1, "the first call panics");
    Ok(Panics(calls.count()))
}

#[graph(output = Panics)]
struct PanicsOnce {
    sku: Sku,
    #[inject]
    calls: Calls,
    #[inject]
    store: Arc<dyn Store>,
}

/// A panic is no failure that is recorded.
#[tokio::test(start_paused = true)]
async fn a_node_that_panics_releases_its_claim() {
    let (_, store) = memory();
    let runner = PanicsOnce::runner(Calls::default(), store);
    assert!(runner.run(Sku(7)).await.is_err());
    let began = Instant::now();
    assert_eq!(runner.run(Sku(7)).await.unwrap().0, 2);
    assert_eq!(began.elapsed(), Duration::ZERO);
}
