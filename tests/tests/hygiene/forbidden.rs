//! Crates that forbid lints: the generated code causes no warning, and allows no lint that the crate
//! forbids.
#![forbid(
    dead_code,
    deprecated,
    long_running_const_eval,
    missing_debug_implementations,
    missing_docs,
    non_local_definitions,
    non_snake_case,
    private_interfaces,
    single_use_lifetimes,
    type_alias_bounds,
    unnameable_types,
    unreachable_code,
    unreachable_patterns,
    unreachable_pub,
    unused_imports,
    unused_lifetimes,
    unused_variables
)]

use organum::{Emits, event, organ, prelude::*, spine};

#[derive(Debug)]
struct Failed;

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("failed")
    }
}

impl std::error::Error for Failed {}

#[derive(Debug)]
struct Seed(u32);

#[derive(Clone, Debug)]
struct Conn(u32);

impl Conn {
    async fn close(&mut self) {
        self.0 += 1;
    }
}

#[node(close = Conn::close)]
fn conn(seed: &Seed) -> Conn {
    Conn(seed.0)
}

#[derive(Debug)]
struct Row(u32);

#[node(retry(attempts = 2), timeout = "5s", concurrency = 2)]
async fn row(conn: Conn, seed: Option<&Seed>) -> Result<Row, Failed> {
    if seed.is_none() {
        return Err(Failed);
    }
    Ok(Row(conn.0))
}

#[node]
#[derive(Clone, Debug)]
struct Service {
    conn: Conn,
}

#[node(explicit)]
fn greeting(service: &Service, row: &Row) -> String {
    format!("{} {}", service.conn.0, row.0)
}

#[derive(Debug)]
struct Cache<T>(T);

#[node]
fn cache<T: Default + Send + Sync + 'static>(_: &Row) -> Cache<T> {
    Cache(T::default())
}

#[derive(Debug)]
struct Page(String);

#[node]
fn page(greeting: &String, cache: &Cache<u8>) -> Page {
    Page(format!("{greeting} {}", cache.0))
}

#[graph(output = Page, nodes(greeting))]
#[derive(Debug)]
struct Pages {
    #[inject]
    seed: Seed,
}

#[tokio::test]
async fn graphs() {
    let runner = Pages::runner(Seed(1));
    assert_eq!(runner.run(()).await.unwrap().0, "1 1 0");
}

#[event]
#[derive(Debug)]
struct Placed {
    order: u64,
}

#[event]
#[derive(Debug)]
enum Level {
    Low(u8),
    High(u8),
}

#[event]
#[derive(Debug)]
struct Shipped {
    order: u64,
}

#[derive(Debug, Emits)]
enum Outcome {
    Shipped(Shipped),
}

#[derive(Debug, Default)]
struct Desk {
    seen: Vec<u64>,
}

#[organ]
impl Desk {
    fn handle(&mut self, event: &Event) -> Option<Outcome> {
        match event {
            Placed { order } if *order > 1 => Some(Outcome::Shipped(Shipped { order: *order })),
            Placed { order: 1 } | Level::Low(1..=2) => None,
            Level::High(number) => {
                self.seen.push(u64::from(*number));
                None
            }
        }
    }

    #[start]
    fn begin(&mut self, out: &mut Outbox<Shipped>) {
        out.emit(Shipped { order: 0 });
    }
}

#[organ]
fn told(event: &Shipped) {
    assert!(event.order < 3);
}

#[spine(entry(Placed, Level))]
#[derive(Default)]
struct Shop {
    desk: Desk,
    told: told,
}

#[tokio::test]
async fn events() {
    let mut shop = Shop::default();
    shop.run(Placed { order: 2 }).await.unwrap();
    shop.run(Level::High(7)).await.unwrap();
    shop.run(Level::Low(1)).await.unwrap();
    assert_eq!(shop.desk.seen, [7]);
}

#[derive(Debug)]
struct Held(u32);

#[derive(Debug)]
struct Receipt(u32);

#[derive(Debug)]
struct Checkout {
    number: u32,
}

#[saga(error = Failed, output = Receipt)]
impl Checkout {
    #[step(undo = release)]
    async fn reserve(&self) -> Result<Held, Failed> {
        Ok(Held(self.number))
    }

    async fn release(&self, held: &Held) {
        let _ = held.0;
    }

    #[step(irrevocable)]
    async fn send(&self, held: &Held) -> Result<Receipt, Failed> {
        Ok(Receipt(held.0 + 1))
    }
}

#[tokio::test]
async fn sagas() {
    let receipt = Checkout { number: 1 }.run().await.unwrap();
    assert_eq!(receipt.0, 2);
}
