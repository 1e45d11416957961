//! Invalid values of policies.
use organum::{graph, node};

#[derive(Debug, thiserror::Error)]
#[error("failed")]
struct Failed;

struct A;
struct B;
struct C;
struct D;
struct E;
struct F;
struct G;
struct H;

#[node(retry(attempts = 0), timeout = "soon", concurrency = 0)]
async fn a() -> Result<A, Failed> {
    Ok(A)
}

#[node(retry(backoff = fixed("0s")), timeout = "1.5s")]
async fn b() -> Result<B, Failed> {
    Ok(B)
}

#[node(retry(attempts = 3, jitter), timeout = "9000h")]
async fn c() -> Result<C, Failed> {
    Ok(C)
}

#[node(retry(attempts = 3, backoff = exponential("100ms", factor = 0.5)))]
async fn d() -> Result<D, Failed> {
    Ok(D)
}

#[node(retry(attempts = 3, backoff = exponential("10s", max = "1s")))]
async fn e() -> Result<E, Failed> {
    Ok(E)
}

#[node(retry(attempts = 3, backoff = linear("10s")))]
async fn f() -> Result<F, Failed> {
    Ok(F)
}

#[node(retry = 3, timeout = 5)]
async fn g() -> Result<G, Failed> {
    Ok(G)
}

#[node(retry(attempts = "3", panics = true), concurrency = -1, retry_if = |_| true)]
async fn h() -> Result<H, Failed> {
    Ok(H)
}

#[graph(output = A, run_timeout = "0ms")]
struct Letters {}

fn main() {}
