//! Options that are not valid as defaults of a graph.
use organum::{compose, graph, node};

#[derive(Debug, thiserror::Error)]
#[error("failed")]
struct Failed;

struct A;

#[node]
async fn a() -> Result<A, Failed> {
    Ok(A)
}

#[graph(output = A, defaults(retry(attempts = 0), timeout = "soon"))]
struct Values {}

#[graph(output = A, defaults)]
struct Nothing {}

#[graph(output = A, defaults())]
struct Empty {}

#[graph(output = A, defaults(retries(attempts = 3), timeout = none))]
struct Unknown {}

#[graph(output = A, defaults(retry(attempts = 3), retry_if = is_transient, concurrency = 4))]
struct OfNodes {}

#[graph(output = A, retry(attempts = 3), concurrency = 4)]
struct OfTheGraph {}

async fn composed() {
    let _ = compose!(A, retry(attempts = 3)).await;
    let _ = compose!(A, defaults(retry)).await;
}

fn main() {}
