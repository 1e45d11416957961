//! A dependency without a known size.
use organum::node;

struct Cart;
struct Order;

#[node]
async fn order(_coupon: &str, _carts: &[Cart]) -> Order {
    Order
}

#[node]
fn for_ever(_: &'static str) -> Held {
    Held
}

struct Held;

fn main() {}
