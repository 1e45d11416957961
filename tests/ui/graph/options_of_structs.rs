//! Options of functions, on a struct.
use organum::node;

#[derive(Clone)]
struct Cart;

#[node(spawn)]
struct Parcel {
    cart: Cart,
}

#[node(blocking, explicit)]
struct Letter {
    cart: Cart,
}

fn main() {}
