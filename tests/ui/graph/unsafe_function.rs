//! A node is a function that safe Rust can call.
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
