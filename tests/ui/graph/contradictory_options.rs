//! Contradictory options for the place where a node runs.
use organum::node;

struct Cart;
struct Order;
struct Receipt;
struct Label;

#[node(spawn, blocking)]
async fn order(_cart: &Cart) -> Order {
    Order
}

#[node(blocking)]
async fn receipt(_order: &Order) -> Receipt {
    Receipt
}

#[node(spawn)]
fn label(_receipt: &Receipt) -> Label {
    Label
}

fn main() {}
