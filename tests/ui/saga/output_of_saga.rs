//! Types that a saga cannot return.
use organum::prelude::*;

#[derive(Debug, thiserror::Error)]
#[error("no")]
struct No;
struct Receipt;

struct Nothing;

#[saga(output = ())]
impl Nothing {
    #[step(irrevocable)]
    async fn send(&self) {}
}

struct Borrowed;

#[saga(output = &Receipt)]
impl Borrowed {
    #[step(irrevocable)]
    async fn receipt(&self) -> Receipt {
        Receipt
    }
}

struct List {
    items: Vec<u32>,
}

#[saga(output = [Receipt])]
impl List {
    #[step(each = items, irrevocable)]
    async fn receipt(&self, _item: &u32) -> Receipt {
        Receipt
    }
}

struct Fallible;

#[saga(error = No, output = Result<Receipt, No>)]
impl Fallible {
    #[step(irrevocable)]
    async fn receipt(&self) -> Result<Receipt, No> {
        Ok(Receipt)
    }
}

fn main() {}
