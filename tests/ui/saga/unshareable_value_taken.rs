//! A value that cannot be shared is reported at its step, and not by its undo and the steps that take it.

use std::rc::Rc;

use organum::prelude::*;

struct Hold(Rc<u32>);

#[derive(Debug)]
struct Receipt;

struct Checkout {
    items: Vec<u32>,
}

#[saga(output = Receipt)]
impl Checkout {
    #[step(undo = release)]
    async fn hold(&self) -> Hold {
        Hold(Rc::new(1))
    }

    async fn release(&self, hold: &Hold) {
        assert_eq!(*hold.0, 1);
    }

    #[step(each = items, irrevocable)]
    async fn count(&self, item: &u32, hold: &Hold) -> u32 {
        item + *hold.0
    }

    #[step(irrevocable)]
    async fn receipt(&self, _hold: &Hold, _counts: &[u32]) -> Receipt {
        Receipt
    }
}

fn main() {}
