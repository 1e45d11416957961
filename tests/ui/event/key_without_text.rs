use organum::prelude::*;

#[event(key = lines)]
struct OrderPlaced {
    lines: Vec<u32>,
}

fn main() {}
