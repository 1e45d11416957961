//! Errors across graphs: nested graphs, and the user's own error type.
#![allow(
    clippy::unused_async,
    clippy::unnecessary_wraps,
    clippy::unwrap_used,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use std::{error::Error, time::Duration};

use organum::{GraphErrorKind, prelude::*};
use organum_tests::{Log, block_on};
use tokio::time::{Instant, sleep};

#[derive(Debug, PartialEq, thiserror::Error)]
#[error("no stock of {0}")]
struct NoStock(u32);

struct Item(u32);
struct Stock(u32);
struct Line(u32);

#[node]
async fn stock(item: &Item) -> Result<Stock, NoStock> {
    if item.0 == 13 {
        Err(NoStock(item.0))
    } else {
        Ok(Stock(item.0 * 10))
    }
}

#[node]
fn line(stock: &Stock) -> Line {
    Line(stock.0 + 1)
}

#[graph(output = Line)]
struct Lines {
    item: Item,
}

struct Items(Vec<u32>);
struct Order(Vec<u32>);

#[node]
async fn order(items: &Items, lines: &Runner<Lines>) -> Result<Order, GraphError> {
    let items = items.0.iter().copied();
    let lines = each(2, items, |item| lines.run(Item(item))).await?;
    Ok(Order(lines.iter().map(|line| line.0).collect()))
}

#[graph(output = Order)]
struct Orders {
    items: Items,
    #[inject]
    lines: Runner<Lines>,
}

struct Month(usize);

#[node]
async fn month(orders: &Runner<Orders>, items: &Items) -> Result<Month, GraphError> {
    Ok(Month(orders.run(Items(items.0.clone())).await?.0.len()))
}

#[graph(output = Month)]
struct Months {
    items: Items,
    #[inject]
    orders: Runner<Orders>,
}

#[test]
fn graphs_nest_and_the_root_cause_is_found_through_all_of_them() {
    let months = Months::runner(Orders::runner(Lines::runner()));
    let fine = block_on(months.run(Items(vec![1, 2, 3])));
    assert_eq!(fine.unwrap().0, 3);

    let error = block_on(months.run(Items(vec![1, 13, 3]))).err().unwrap();
    assert_eq!(error.downcast_ref(), Some(&NoStock(13)));
    assert_eq!(error.to_string(), "node `Month` of graph `Months` failed");
    let mut texts = Vec::new();
    let mut next = error.source();
    while let Some(source) = next {
        texts.push(source.to_string());
        next = source.source();
    }
    assert_eq!(
        texts,
        [
            "node `Order` of graph `Orders` failed",
            "node `Stock` of graph `Lines` failed (needed by Line -> Stock)",
            "no stock of 13",
        ]
    );
}

#[test]
fn the_error_of_another_graph_is_found_by_its_type() {
    let orders = Orders::runner(Lines::runner());
    let error = block_on(orders.run(Items(vec![13]))).err().unwrap();
    let inner = error.downcast_ref::<GraphError>().unwrap();
    assert_eq!(inner.node_error().unwrap().graph(), "Lines");
}

#[derive(Debug, thiserror::Error)]
enum ApiError {
    #[error("out of stock")]
    Stock(u32),
    #[error("internal")]
    Internal(#[source] GraphError),
}

impl From<GraphError> for ApiError {
    fn from(error: GraphError) -> Self {
        match error.downcast_ref::<NoStock>() {
            Some(&NoStock(item)) => Self::Stock(item),
            None => Self::Internal(error),
        }
    }
}

#[graph(output = (Line, Stock), error = ApiError)]
struct Api {
    item: Item,
}

#[test]
fn a_graph_converts_its_error_into_the_users_type() {
    async fn handler(item: u32) -> Result<u32, ApiError> {
        let (line, stock) = Api { item: Item(item) }.run().await?;
        Ok(line.0 + stock.0)
    }
    assert_eq!(block_on(handler(2)).unwrap(), 41);
    assert!(matches!(block_on(handler(13)), Err(ApiError::Stock(13))));
    let runner = Api::runner();
    let error = block_on(runner.run(Item(13)).only::<Stock>())
        .err()
        .unwrap();
    assert!(matches!(error, ApiError::Stock(13)));
}

#[tokio::test]
async fn errors_that_prevent_a_run_from_starting_are_converted_too() {
    let runner = Api::runner();
    runner.handle().shutdown().await;
    let error = runner.run(Item(1)).await.err().unwrap();
    let ApiError::Internal(error) = error else {
        panic!("{error}")
    };
    assert_eq!(
        (error.kind(), error.graph()),
        (GraphErrorKind::ShutDown, "Api")
    );

    let token = tokio_util::sync::CancellationToken::new();
    token.cancel();
    let error = Api { item: Item(1) }
        .run()
        .cancel_on(token)
        .await
        .err()
        .unwrap();
    let ApiError::Internal(error) = error else {
        panic!("{error}")
    };
    assert_eq!(
        (error.kind(), error.graph()),
        (GraphErrorKind::Cancelled, "Api")
    );
}

struct Early;
struct Late;
struct Never;

#[node]
async fn early() -> Result<Early, NoStock> {
    sleep(Duration::from_millis(20)).await;
    Err(NoStock(20))
}

#[node]
async fn late() -> Result<Late, NoStock> {
    sleep(Duration::from_millis(30)).await;
    Err(NoStock(30))
}

#[node]
async fn never(_: &Late, _: &Early, log: &Log) -> Never {
    log.say("never");
    Never
}

#[graph(output = Never)]
struct Failing {
    log: Log,
}

#[tokio::test(start_paused = true)]
async fn of_two_failures_the_first_in_time_ends_the_run() {
    let log = Log::new();
    let start = Instant::now();
    let error = Failing { log: log.clone() }.run().await.err().unwrap();
    assert_eq!(start.elapsed(), Duration::from_millis(20));
    assert_eq!(error.downcast_ref(), Some(&NoStock(20)));
    assert_eq!(log.lines(), Vec::<String>::new());
}

#[test]
fn a_graph_error_can_be_boxed_and_found_by_its_type() {
    fn boxed(item: u32) -> Result<u32, Box<dyn Error + Send + Sync>> {
        Ok(block_on(Lines { item: Item(item) }.run())?.0)
    }
    assert_eq!(boxed(1).unwrap(), 11);
    let error = boxed(13).err().unwrap();
    let error = error.downcast_ref::<GraphError>().unwrap();
    assert_eq!(error.downcast_ref(), Some(&NoStock(13)));
}
