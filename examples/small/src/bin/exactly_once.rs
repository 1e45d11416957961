//! Eight callers ask for one price at the same time: one of them asks the supplier, and all get its answer.
//!
//! What is promised is one recorded result, not one call. A call that is cut off after it had its effect, and
//! before its result is recorded, is made again. An effect that must not be repeated needs a key by which
//! the other side recognises it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use organum::{prelude::*, sql::Database, store::Store};
use serde::{Deserialize, Serialize};
use tokio::time::{sleep, timeout};

#[derive(Clone, Copy, Serialize)]
struct Product(u32);

#[derive(Serialize, Deserialize)]
struct Price {
    cents: u32,
}

/// The supplier, who counts the calls.
#[derive(Default)]
struct Supplier {
    calls: AtomicU32,
}

#[node(persist(scope = global, ttl = "1h"))]
async fn price(product: &Product, supplier: &Arc<Supplier>) -> Price {
    supplier.calls.fetch_add(1, Ordering::SeqCst);
    sleep(Duration::from_millis(50)).await; // the answer is on its way
    Price {
        cents: 100 * product.0,
    }
}

#[graph(output = Price)]
struct Quote {
    product: Product,
    #[inject]
    supplier: Arc<Supplier>,
    #[inject]
    store: Arc<dyn Store>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite:{}", folder.path().join("prices.db").display());
    let db = Database::connect(&url).await?;
    let supplier = Arc::new(Supplier::default());
    let quote = Quote::runner(supplier.clone(), db.store());

    let prices = each(8, vec![Product(7); 8], |product| quote.run(product)).await?;
    assert!(prices.iter().all(|price| price.cents == 700));
    let calls = supplier.calls.swap(0, Ordering::SeqCst);
    println!("{} callers, {calls} call", prices.len());
    assert_eq!(calls, 1);

    // This caller does not wait for the answer: the supplier was asked, and nothing is recorded.
    let cut_off = timeout(Duration::from_millis(25), quote.run(Product(8))).await;
    assert!(cut_off.is_err());
    assert_eq!(quote.run(Product(8)).await?.cents, 800);
    let calls = supplier.calls.load(Ordering::SeqCst);
    println!("one that was cut off, one that was not: {calls} calls, 1 recorded result");
    assert_eq!(calls, 2);

    db.close().await;
    Ok(())
}
