//! Measures the cost of an event while many publishers wait for room in a full backend.

use std::{
    num::NonZeroUsize,
    time::{Duration, Instant},
};

use organum::{event, event::backend::MemoryBackend, organ, prelude::*, spine};
use tokio::runtime::Builder;

#[event]
struct Sale {
    number: u64,
}

#[derive(Default)]
struct Till {
    sum: u64,
}

#[organ]
impl Till {
    fn handle(&mut self, event: &Sale) {
        self.sum = self.sum.wrapping_add(event.number);
    }
}

#[spine(entry(Sale))]
#[derive(Default)]
struct Market {
    till: Till,
}

/// The number of messages for which the backend has room.
const ROOM: NonZeroUsize = NonZeroUsize::new(16).expect("not zero");

/// Returns the time in which one spine serves this many events of this many publishers, each in a task.
fn serve(publishers: u64, events: u64) -> Duration {
    let tokio = Builder::new_current_thread().enable_time().build();
    let tokio = tokio.expect("a runtime can be built");
    tokio.block_on(async {
        let backend = MemoryBackend::bounded(ROOM);
        let mut market = Market::default().builder().backend(backend).build();
        let publishing: Vec<_> = (0..publishers)
            .map(|_| {
                let handle = market.handle();
                tokio::spawn(async move {
                    for number in 0..events / publishers {
                        handle.publish(Sale { number }).await.expect("it is served");
                    }
                })
            })
            .collect();
        let start = Instant::now();
        let all = async {
            for published in publishing {
                published.await.expect("it does not panic");
            }
        };
        let stats = market.serve(all).await.expect("no handler fails");
        assert_eq!(stats.events, events);
        start.elapsed()
    })
}

/// Prints the cost of an event with few publishers and with many; returns true if the ratio is within its limit.
pub(super) fn compare(is_quick: bool) -> bool {
    const FEW: u64 = 100;
    const MANY: u64 = 8_000;
    let (events, rounds) = if is_quick { (8_000, 1) } else { (160_000, 5) };
    let least = |publishers| {
        let times = (0..rounds).map(|_| serve(publishers, events));
        times.min().unwrap_or_default().as_secs_f64()
    };
    let (few, many) = (least(FEW), least(MANY));
    #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
    let nanos = |time: f64| time * 1e9 / events as f64;
    let ratio = many / few;
    println!(
        "\n{MANY} publishers that wait for room: {:.0} ns an event; {FEW}: {:.0} ns; {ratio:.2}x, at most \
         2.00x, {}",
        nanos(many),
        nanos(few),
        if ratio <= 2.0 { "kept" } else { "**exceeded**" }
    );
    ratio <= 2.0
}
