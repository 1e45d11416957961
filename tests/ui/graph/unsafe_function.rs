//! An unsafe function; safe code must be able to call a node.
use organum::node;

struct Cart;
struct Order;
struct Receipt;
struct Label;

#[node]
async unsafe fn order(_cart: &Cart) -> Order {
    Order
}

#[node]
extern "C" fn receipt(_order: &Order) -> Receipt {
    Receipt
}

fn main() {}
