//! `each`: one run per item, with a limit on concurrency.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use organum::{each, graph, node};
use organum_tests::{Log, block_on, yield_once};
use tokio::time::{Instant, sleep, timeout};

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// The number of jobs that run, and its maximum so far.
#[derive(Clone, Default)]
struct Busy(Arc<(AtomicUsize, AtomicUsize)>);

impl Busy {
    async fn during(&self, time: Duration) {
        let now = self.0.0.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.1.fetch_max(now, Ordering::SeqCst);
        sleep(time).await;
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }

    fn most(&self) -> usize {
        self.0.1.load(Ordering::SeqCst)
    }
}

#[tokio::test(start_paused = true)]
async fn results_are_positional_and_the_bound_is_respected_and_used() {
    for (limit, most, time) in [(1, 1, 10 * 10), (3, 3, 4 * 10), (10, 10, 10), (99, 10, 10)] {
        let (busy, start) = (Busy::default(), Instant::now());
        let results = each(limit, 0..10_u64, async |item| {
            busy.during(ms(10)).await;
            Ok::<_, String>(2 * item)
        });
        let expected: Vec<u64> = (0..10).map(|item| 2 * item).collect();
        assert_eq!(results.await, Ok(expected));
        assert_eq!((busy.most(), start.elapsed()), (most, ms(time)));
    }
}

#[tokio::test(start_paused = true)]
async fn results_are_positional_when_later_items_end_first() {
    let start = Instant::now();
    let results = each(4, [40, 10, 30, 20, 5], async |time| {
        sleep(ms(time)).await;
        Ok::<_, String>(time)
    });
    assert_eq!(results.await, Ok(vec![40, 10, 30, 20, 5]));
    assert_eq!(
        start.elapsed(),
        ms(40),
        "an item starts as soon as another ends"
    );
}

#[tokio::test(start_paused = true)]
async fn the_first_failure_in_time_wins_and_drops_the_others() {
    let (log, start) = (Log::new(), Instant::now());
    let results = each(3, [50_u64, 30, 20, 10], async |time| {
        let _local = log.tracked("job");
        sleep(ms(time)).await;
        if time == 50 { Ok(time) } else { Err(time) }
    });
    assert_eq!(results.await, Err(20));
    assert_eq!(start.elapsed(), ms(20));
    assert_eq!(log.count("made job"), 3, "the fourth never began");
    log.assert_balanced();
}

#[test]
fn a_limit_of_zero_counts_as_one() {
    let busy = AtomicUsize::new(0);
    let results = block_on(each(0, [1, 2, 3], async |item| {
        assert_eq!(busy.fetch_add(1, Ordering::SeqCst), 0);
        yield_once().await;
        busy.fetch_sub(1, Ordering::SeqCst);
        Ok::<_, String>(item)
    }));
    assert_eq!(results, Ok(vec![1, 2, 3]));
}

#[test]
fn no_items_give_no_results() {
    let none = each(3, Vec::<u8>::new(), async |_| Err::<u8, _>("never"));
    assert_eq!(block_on(none), Ok(vec![]));
}

#[test]
fn items_are_taken_as_they_are_needed() {
    let taken = AtomicUsize::new(0);
    let items = std::iter::from_fn(|| Some(taken.fetch_add(1, Ordering::SeqCst)));
    let results = block_on(each(2, items, async |item| {
        yield_once().await;
        if item < 5 { Ok(item) } else { Err(item) }
    }));
    assert_eq!(results, Err(5));
    assert!(taken.into_inner() <= 8, "an endless iterator is accepted");
}

#[tokio::test(start_paused = true)]
async fn dropping_the_future_drops_the_jobs() {
    let log = Log::new();
    let results = each(2, 0..4, async |_| {
        let _local = log.tracked("job");
        sleep(ms(100)).await;
        Ok::<_, String>(())
    });
    assert!(timeout(ms(150), results).await.is_err());
    assert_eq!(log.count("made job"), 4);
    log.assert_balanced();
}

struct Item(u64);
struct Done(u64);

#[derive(Debug, PartialEq, thiserror::Error)]
#[error("poison")]
struct Poison(u64);

#[node]
async fn done(item: &Item, busy: &Busy) -> Result<Done, Poison> {
    busy.during(ms(item.0)).await;
    if item.0 == 13 {
        Err(Poison(item.0))
    } else {
        Ok(Done(item.0 + 1))
    }
}

#[graph(output = Done)]
struct Work {
    item: Item,
    #[inject]
    busy: Busy,
}

#[tokio::test(start_paused = true)]
async fn a_job_may_be_a_run_of_another_graph() {
    let busy = Busy::default();
    let work = Work::runner(busy.clone());
    let results = each(3, 20..40, |item| work.run(Item(item))).await.unwrap();
    let results: Vec<u64> = results.iter().map(|done| done.0).collect();
    assert_eq!(results, (21..41).collect::<Vec<_>>());
    assert_eq!(busy.most(), 3);

    let start = Instant::now();
    let error = each(3, 10..20, |item| work.run(Item(item)))
        .await
        .err()
        .unwrap();
    assert_eq!(error.downcast_ref(), Some(&Poison(13)));
    assert_eq!(
        start.elapsed(),
        ms(10 + 13),
        "the fourth begins when the first ends"
    );
}
