//! Conditional items, and options that an attribute adds.
use organum::prelude::*;

#[derive(Debug)]
struct Receipt;

#[saga]
struct Checkout {
    #[cfg(any())]
    items: u32,
    #[cfg_attr(all(), inject)]
    rate: u32,
    #[cfg_attr(all(), doc = "Kept.")]
    kept: u32,
}

#[saga(output = Receipt)]
impl Checkout {
    #[step(irrevocable)]
    async fn receipt(&self) -> Receipt {
        let _ = (self.items, self.rate, self.kept);
        Receipt
    }
}

struct Payment;

#[saga(output = Receipt)]
impl Payment {
    #[cfg_attr(all(), step(irrevocable))]
    async fn receipt(&self) -> Receipt {
        Receipt
    }
}

struct Generic<T>(T);

#[saga(output = Receipt)]
impl<T> Generic<T> {
    #[step(irrevocable)]
    async fn receipt(&self) -> Receipt {
        Receipt
    }
}

#[saga]
struct Borrowed<'a> {
    name: &'a str,
}

fn main() {}
