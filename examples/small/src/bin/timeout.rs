//! A node or a whole run that takes too long is stopped.

use std::time::Duration;

use organum::{NodeErrorKind, policy::Elapsed, prelude::*};
use tokio::time::sleep;

/// The time that the library takes to find a book.
struct Search(Duration);
#[derive(Debug)]
struct Book;
#[derive(Debug)]
struct Loan;

/// The node may take 50 ms. Its future is dropped after that, wherever it is waiting.
#[node(timeout = "50ms")]
async fn book(search: &Search) -> Book {
    sleep(search.0).await;
    Book
}

/// A slow node without a timeout of its own.
#[node]
async fn loan(_: &Book) -> Loan {
    sleep(Duration::from_millis(40)).await;
    Loan
}

/// The run as a whole may take 80 ms.
#[graph(output = Loan, run_timeout = "80ms")]
struct Borrow {
    search: Search,
}

async fn borrow(millis: u64) -> Result<Loan, GraphError> {
    let search = Search(Duration::from_millis(millis));
    Borrow { search }.run().await
}

/// The clock is paused, so that the example does not wait, and no machine is too slow for it.
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> Result<(), GraphError> {
    borrow(10).await?;

    // The node is late, which is a failure of its own kind.
    let error = borrow(60).await.expect_err("the search takes too long");
    assert_eq!(
        error.node_error().map(NodeError::kind),
        Some(NodeErrorKind::TimedOut)
    );
    let after = Duration::from_millis(50);
    assert_eq!(error.downcast_ref(), Some(&Elapsed { after }));
    println!("{error}");

    // Every node is in time, but all of them together are not.
    let error = borrow(45).await.expect_err("the run takes too long");
    assert!(error.node_error().is_none());
    println!("{error}");
    Ok(())
}
