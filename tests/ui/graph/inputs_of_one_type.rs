//! Two inputs of one type, also where one is an alias.
use organum::{graph, node};

struct Cart;
type Basket = Cart;
struct Order;

#[node]
async fn order(_cart: &Cart) -> Order {
    Order
}

#[graph(output = Order)]
struct Checkout {
    cart: Cart,
    other: Cart,
}

#[graph(output = Order)]
struct Aliased {
    cart: Cart,
    #[inject]
    basket: Basket,
}

fn main() {}
