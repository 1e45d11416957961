//! The number of allocations of runs of spines.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use organum::{Event, Runtime, Spine, event, organ, spine};

use super::COUNT;

#[event]
struct Ping(u32);

#[event]
struct Pong(u32);

#[derive(Default)]
struct Left;

#[organ]
impl Left {
    fn handle(&mut self, event: &Event) -> Option<Pong> {
        match event {
            Ping(left) => (*left > 0).then(|| Pong(left - 1)),
        }
    }
}

#[derive(Default)]
struct Right;

#[organ]
impl Right {
    async fn handle(&mut self, event: &Event) -> Ping {
        match event {
            Pong(left) => Ping(*left),
        }
    }
}

#[derive(Default)]
#[spine(entry(Ping), max_hops = 1_000_000)]
struct Table {
    left: Left,
    right: Right,
}

/// Returns the number of allocations of a run, and the number of its events.
async fn allocations(table: &mut Runtime<Table>, hops: u32) -> (u64, u64) {
    let before = COUNT.get();
    let stats = table.run(Ping(hops)).await.unwrap();
    ((COUNT.get() - before) as u64, stats.events)
}

/// An event of a run is one allocation, whether its handler is called or polled.
#[tokio::test]
async fn a_run_allocates_once_for_each_event() {
    let mut table = Table::default().builder().build();
    // Long enough to yield to other tasks once, for which tokio allocates once.
    table.run(Ping(5000)).await.unwrap();
    let (few, few_events) = allocations(&mut table, 10).await;
    let (many, many_events) = allocations(&mut table, 1010).await;
    assert_eq!(many_events - few_events, 2000);
    assert_eq!(many - few, 2000);
}
