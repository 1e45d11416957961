use organum::prelude::*;

struct Cart;

#[event]
struct OrderPlaced {
    cart: Cart,
}

fn main() {}
