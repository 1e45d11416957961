//! A value of a journalled saga that threads cannot share is reported as that alone.

use std::rc::Rc;

use organum::prelude::*;

#[saga]
struct Checkout {
    item: u32,
}

#[saga(output = Rc<u32>, version = 1)]
impl Checkout {
    #[step(irrevocable)]
    async fn hold(&self) -> Rc<u32> {
        Rc::new(self.item)
    }
}

fn main() {}
