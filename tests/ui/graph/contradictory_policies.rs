//! Policies that the function of the node does not support.
use organum::node;

#[derive(Debug, thiserror::Error)]
#[error("failed")]
struct Failed;

#[derive(Clone)]
struct A;
struct B;
struct C;
struct D;
struct E;
#[derive(Clone)]
struct F;

fn is_transient(_: &Failed) -> bool {
    true
}

#[node(blocking, retry(attempts = 3), timeout = "5s")]
fn a() -> Result<A, Failed> {
    Ok(A)
}

#[node(retry(attempts = 3))]
async fn b() -> B {
    B
}

#[node(retry_if = is_transient)]
async fn c() -> Result<C, Failed> {
    Ok(C)
}

#[node(timeout = "5s")]
fn d() -> D {
    D
}

#[node(retry(attempts = 3, panics), retry_if = is_transient)]
async fn e() -> E {
    E
}

#[node(timeout = "5s", retry(attempts = 2))]
struct G {
    a: A,
    f: F,
}

fn main() {}
