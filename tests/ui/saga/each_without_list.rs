//! `each` over what is no list of the items that the step takes.
use organum::prelude::*;

struct Hold;
struct Receipt;

trait Goods: Send + Sync {}

struct Count {
    number: u32,
}

#[saga(output = Receipt)]
impl Count {
    #[step(each = number, irrevocable)]
    async fn hold(&self, _item: &u32) -> Hold {
        Hold
    }

    #[step(irrevocable)]
    async fn receipt(&self, _held: &[Hold]) -> Receipt {
        Receipt
    }
}

struct OfOthers {
    items: Vec<u32>,
}

#[saga(output = Receipt)]
impl OfOthers {
    #[step(each = items, irrevocable)]
    async fn hold(&self, _item: &u64) -> Hold {
        Hold
    }

    #[step(irrevocable)]
    async fn receipt(&self, _held: &[Hold]) -> Receipt {
        Receipt
    }
}

struct Unsized {
    items: Vec<Box<dyn Goods>>,
}

#[saga(output = Receipt)]
impl Unsized {
    #[step(each = items, irrevocable)]
    async fn hold(&self, _item: &dyn Goods) -> Hold {
        Hold
    }

    #[step(irrevocable)]
    async fn receipt(&self, _held: &[Hold]) -> Receipt {
        Receipt
    }
}

fn main() {}
