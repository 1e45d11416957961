//! A field of a type whose node could run in the graph.
use organum::{graph, node};

struct Cart;
struct Profile;
struct Order;

#[node]
fn profile(_cart: &Cart) -> Profile {
    Profile
}

#[node]
async fn order(_profile: &Profile, _cart: &Cart) -> Order {
    Order
}

#[graph(output = Order)]
struct Checkout {
    cart: Cart,
    profile: Profile,
}

fn main() {}
