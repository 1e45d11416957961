//! A node needs a type that nothing provides.
use organum::{graph, node};

struct Cart;
struct Tier;
struct Profile;
struct Order;

#[node]
fn profile(_cart: &Cart, _tier: &Tier) -> Profile {
    Profile
}

#[node]
async fn order(_profile: &Profile) -> Order {
    Order
}

#[graph(output = Order)]
struct Checkout {
    cart: Cart,
}

fn main() {}
