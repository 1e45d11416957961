//! Constants of policies that are not possible.
use std::time::Duration;

use organum::{graph, node, saga};

#[derive(Debug, thiserror::Error)]
#[error("failed")]
struct Failed;

struct A;
struct B;

const NONE: u32 = 0;
const NEVER: Duration = Duration::ZERO;

#[node(retry(attempts = NONE), timeout = NEVER)]
async fn a() -> Result<A, Failed> {
    Ok(A)
}

#[node(retry(attempts = 3, backoff = fixed(Duration::MAX)), concurrency = NONE)]
async fn b(_: &A) -> Result<B, Failed> {
    Ok(B)
}

#[graph(output = B, run_timeout = Duration::from_secs(0))]
struct Constants {}

struct Sale;

#[saga(error = Failed, output = A, run_timeout = NEVER)]
impl Sale {
    #[step(irrevocable, retry(attempts = NONE))]
    async fn sell(&self) -> Result<A, Failed> {
        Ok(A)
    }
}

#[organum::event]
struct Sold;

#[organum::organ(timeout = NEVER)]
async fn mail(_event: &Sold) {}

fn main() {}
