//! An input that no node needs, and one that only an unneeded node takes.
use organum::{graph, node};

struct Cart;
struct Coupon;
struct Locale;
struct Greeting;
struct Order;

#[node]
fn greeting(_locale: &Locale) -> Greeting {
    Greeting
}

#[node]
async fn order(_cart: &Cart) -> Order {
    Order
}

#[graph(output = Order)]
struct Checkout {
    cart: Cart,
    coupon: Coupon,
    #[inject]
    locale: Locale,
}

fn main() {}
