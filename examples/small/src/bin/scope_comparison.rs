//! `scope = run` and `scope = global`: results that belong to one execution, and results that all share.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use organum::{Uuid, prelude::*, sql::Database, store::Store};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Serialize)]
struct Country(&'static str);

/// The tax rate of a country, for everybody.
#[derive(Serialize, Deserialize)]
struct Rate {
    percent: u32,
}

/// The number of an invoice: two invoices with the same content have different ones.
#[derive(Serialize, Deserialize)]
struct Number(u32);

struct Invoice {
    number: u32,
    percent: u32,
}

#[derive(Default)]
struct Calls {
    rates: AtomicU32,
    numbers: AtomicU32,
}

#[node(persist(scope = global, ttl = "1h"))]
fn rate(country: &Country, calls: &Arc<Calls>) -> Rate {
    calls.rates.fetch_add(1, Ordering::SeqCst);
    Rate {
        percent: if country.0 == "NO" { 25 } else { 19 },
    }
}

#[node(persist(scope = run))]
fn number(_country: &Country, calls: &Arc<Calls>) -> Number {
    Number(1 + calls.numbers.fetch_add(1, Ordering::SeqCst))
}

#[node]
fn invoice(number: &Number, rate: &Rate) -> Invoice {
    Invoice {
        number: number.0,
        percent: rate.percent,
    }
}

#[graph(output = Invoice)]
struct Billing {
    country: Country,
    #[inject]
    calls: Arc<Calls>,
    #[inject]
    store: Arc<dyn Store>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite:{}", folder.path().join("billing.db").display());
    let db = Database::connect(&url).await?;
    let calls = Arc::new(Calls::default());
    let billing = Billing::runner(calls.clone(), db.store());

    let (monday, tuesday) = (Uuid::now_v7(), Uuid::now_v7());
    for (execution, number) in [(monday, 1), (tuesday, 2), (monday, 1)] {
        let invoice = billing.run(Country("NO")).id(execution).await?;
        println!("invoice {} at {} %", invoice.number, invoice.percent);
        assert_eq!((invoice.number, invoice.percent), (number, 25));
    }
    let (rates, numbers) = (&calls.rates, &calls.numbers);
    let (rates, numbers) = (rates.load(Ordering::SeqCst), numbers.load(Ordering::SeqCst));
    println!(
        "3 runs of 2 executions: {numbers} calls with scope = run, {rates} with scope = global"
    );
    assert_eq!((numbers, rates), (2, 1));

    db.close().await;
    Ok(())
}
