//! Nodes that provide futures, which nothing awaits.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use organum::prelude::*;

struct Later;

impl Future for Later {
    type Output = u8;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u8> {
        Poll::Ready(1)
    }
}

#[node]
fn later() -> Later {
    Later
}

struct Failed;
type Checked<T> = Result<T, std::fmt::Error>;
struct Value;

#[node(explicit)]
fn nested() -> Result<Checked<Value>, std::fmt::Error> {
    Ok(Ok(Value))
}

fn main() {
    let _ = Failed;
}
