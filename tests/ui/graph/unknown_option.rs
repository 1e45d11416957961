//! Options that do not exist.
use organum::{graph, node};

struct Cart;
struct Order;
struct Receipt;
struct Label;

#[node(spwan)]
async fn order(_cart: &Cart) -> Order {
    Order
}

#[node(rerty(attempts = 3), cached = "5s")]
async fn receipt(_order: &Order) -> Receipt {
    Receipt
}

#[node(aggregate)]
fn label(_receipt: &Receipt) -> Label {
    Label
}

#[graph(outputs = Label, retry(attempts = 3))]
struct Checkout {
    cart: Cart,
}

fn main() {}
