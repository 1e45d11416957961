//! Parameters that undos cannot have.
use organum::prelude::*;

trait Held: Send + Sync {}
struct Hold;
struct Item;
struct Receipt;

struct AsList {
    items: Vec<Item>,
}

#[saga(output = Receipt)]
impl AsList {
    #[step(each = items, undo = release)]
    async fn hold(&self, _item: &Item) -> Hold {
        Hold
    }

    async fn release(&self, _held: &[Hold]) {}

    #[step(irrevocable)]
    async fn receipt(&self, _held: &[Hold]) -> Receipt {
        Receipt
    }
}

struct OfAnotherItem {
    items: Vec<u32>,
}

#[saga(output = Receipt)]
impl OfAnotherItem {
    #[step(each = items, undo = release)]
    async fn hold(&self, _item: &u32) -> Hold {
        Hold
    }

    async fn release(&self, _item: &u64, _held: &Hold) {}

    #[step(irrevocable)]
    async fn receipt(&self, _held: &[Hold]) -> Receipt {
        Receipt
    }
}

struct OfAGivenItem;

#[saga(output = Receipt)]
impl OfAGivenItem {
    #[step(irrevocable)]
    async fn items(&self) -> Vec<Item> {
        Vec::new()
    }

    #[step(each, undo = release)]
    async fn hold(&self, _item: &Item) -> Hold {
        Hold
    }

    async fn release(&self, _item: &Item, _held: &Hold) {}

    #[step(irrevocable)]
    async fn receipt(&self, _held: &[Hold]) -> Receipt {
        Receipt
    }
}

struct Unnamed;

#[saga(output = Receipt)]
impl Unnamed {
    #[step(undo = release)]
    async fn hold(&self) -> Hold {
        Hold
    }

    async fn release(&self, _held: &dyn Held) {}

    #[step(undo = discard)]
    async fn receipt(&self, _hold: &Hold) -> Receipt {
        Receipt
    }

    async fn discard(&self, _receipt: &'static Receipt) {}
}

fn main() {}
