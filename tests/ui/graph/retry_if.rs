//! Predicates that decide which errors are retried.
use organum::node;

#[derive(Debug, thiserror::Error)]
#[error("failed")]
struct Failed;

#[derive(Debug, thiserror::Error)]
#[error("other")]
struct Other;

struct A;
struct B;
struct C;
struct D;

fn by_value(_: Failed) -> bool {
    true
}

fn of_another(_: &Other) -> bool {
    true
}

fn undecided(_: &Failed) {}

#[node(retry(attempts = 3), retry_if = by_value)]
async fn a() -> Result<A, Failed> {
    Ok(A)
}

#[node(retry(attempts = 3), retry_if = of_another)]
async fn b() -> Result<B, Failed> {
    Ok(B)
}

#[node(retry(attempts = 3), retry_if = undecided)]
async fn c() -> Result<C, Failed> {
    Ok(C)
}

#[node(retry(attempts = 3), retry_if = is_transient)]
async fn d() -> Result<D, Failed> {
    Ok(D)
}

fn main() {}
