//! A cycle is reported once, with its whole path, and causes no other error.
use organum::{graph, node};

struct Cart;
struct Profile;
struct Loyalty;
struct Order;

#[node]
fn profile(_cart: &Cart, _loyalty: &Loyalty) -> Profile {
    Profile
}

#[node]
fn loyalty(_order: &Order) -> Loyalty {
    Loyalty
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
