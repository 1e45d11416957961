//! Options with values of the wrong type.
use organum::{compose, graph, node};

struct Cart;
struct Order;
struct Receipt;
struct Label;

#[node(spawn = true)]
async fn order(_cart: &Cart) -> Order {
    Order
}

#[node(explicit(yes))]
fn names() -> Vec<String> {
    Vec::new()
}

#[node(crate)]
fn receipt(_order: &Order) -> Receipt {
    Receipt
}

#[node("fast")]
fn label(_receipt: &Receipt) -> Label {
    Label
}

#[graph(output = 3)]
struct First {
    cart: Cart,
}

#[graph(output = Order, nodes = names)]
struct Second {
    cart: Cart,
}

#[graph(output = Order, recursion_limit = "256")]
struct Third {
    cart: Cart,
}

#[graph(output = Order, recursion_limit = 7)]
struct Fourth {
    cart: Cart,
}

#[graph(output = Order, error)]
struct Fifth {
    cart: Cart,
}

async fn composed(cart: Cart) {
    let _: Order = compose!(Order, nodes = names; cart: Cart).await.unwrap();
}

fn main() {}
