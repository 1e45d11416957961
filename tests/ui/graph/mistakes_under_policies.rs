//! Mistakes of a node with policies are reported like those of any node.
use std::{cell::Cell, rc::Rc};

use organum::node;

#[derive(Debug, thiserror::Error)]
#[error("failed")]
struct Failed;
struct NoError;
struct Cart;
struct A;
struct B;
struct C;
struct D;

#[node(retry(attempts = 3), timeout = "5s")]
async fn a() -> Result<A, Failed> {
    let held = Rc::new(Cell::new(1));
    std::future::ready(()).await;
    drop(held);
    Ok(A)
}

#[node(retry(attempts = 3))]
async fn b(_cart: Cart) -> Result<B, Failed> {
    Ok(B)
}

#[node(retry(attempts = 3), concurrency = 2)]
async fn c() -> Result<C, NoError> {
    Ok(C)
}

#[node(timeout = "5s")]
async fn d(_shared: &Rc<Cart>) -> D {
    D
}

fn main() {}
