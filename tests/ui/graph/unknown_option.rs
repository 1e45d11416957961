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

#[node(retry(attempts = 3), timeout = "5s")]
async fn receipt(_order: &Order) -> Receipt {
    Receipt
}

#[node(aggregate, persist(scope = run))]
fn label(_receipt: &Receipt) -> Label {
    Label
}

#[graph(outputs = Label, timeout = "5s")]
struct Checkout {
    cart: Cart,
}

fn main() {}
