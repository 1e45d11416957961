use organum::prelude::*;

use std::cell::Cell;

#[event]
struct OrderPlaced {
    count: Cell<u32>,
}

fn main() {}
