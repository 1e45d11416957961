//! Options that policies do not have.
use organum::node;

#[derive(Debug, thiserror::Error)]
#[error("failed")]
struct Failed;

struct A;
struct B;
struct C;

#[node(retry(attempt = 3, attempts = 3, backof = none))]
async fn a() -> Result<A, Failed> {
    Ok(A)
}

#[node(retry(attempts = 3, backoff = exponential("1s", faktor = 3.0, cap = "9s")))]
async fn b() -> Result<B, Failed> {
    Ok(B)
}

#[node(retries(attempts = 3), timeuot = "3s", concurency = 3)]
async fn c() -> Result<C, Failed> {
    Ok(C)
}

fn main() {}
