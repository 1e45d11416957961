//! Conditional fields and parameters; the dependencies of graphs and nodes must not depend on features.
use organum::{graph, node};

struct Cart;
struct Coupon;
struct Order;

#[node]
async fn order(_cart: &Cart, #[cfg(test)] _coupon: &Coupon) -> Order {
    Order
}

#[node]
struct Parcel {
    #[cfg(test)]
    order: Order,
}

#[graph(output = Order)]
struct Checkout {
    cart: Cart,
    #[cfg(test)]
    coupon: Coupon,
    #[inject = "once"]
    locale: Locale,
}

struct Locale;

fn main() {}
