//! Which calls share a result.

use organum::{Uuid, prelude::*};
use tokio::time::{advance, sleep};

use super::*;

#[node(persist(scope = global, ttl = "1h"))]
async fn price(sku: &Sku, calls: &Calls) -> Price {
    let call = calls.next();
    sleep(10 * MS).await;
    Price { sku: sku.0, call }
}

#[graph(output = Price)]
struct Quote {
    sku: Sku,
    #[inject]
    calls: Calls,
    #[inject]
    store: Arc<dyn Store>,
}

/// Case 6: eight concurrent runs with the same input make one call; another input another one, and so
/// does the same input after the time to live.
#[tokio::test(start_paused = true)]
async fn eight_concurrent_runs_make_one_call() {
    let (_, store) = memory();
    let calls = Calls::default();
    let quote = Quote::runner(calls.clone(), store);
    let runs = (0..8).map(|_| tokio::spawn(quote.run(Sku(7))));
    for run in runs.collect::<Vec<_>>() {
        assert_eq!(run.await.unwrap().unwrap(), Price { sku: 7, call: 1 });
    }
    assert_eq!(calls.count(), 1);
    assert_eq!(quote.run(Sku(8)).await.unwrap(), Price { sku: 8, call: 2 });
    advance(Duration::from_hours(1)).await;
    assert_eq!(quote.run(Sku(7)).await.unwrap(), Price { sku: 7, call: 3 });
    assert_eq!(quote.run(Sku(7)).await.unwrap(), Price { sku: 7, call: 3 });
}
