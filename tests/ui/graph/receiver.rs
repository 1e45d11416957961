//! `#[node]` on a method, which takes `self`.
use organum::node;

struct Cart;
struct Order;
struct Receipt;
struct Checkout;

impl Checkout {
    #[node]
    async fn order(&self, _cart: &Cart) -> Order {
        Order
    }
}

#[node]
fn receipt(&self, _order: &Order) -> Receipt {
    Receipt
}

fn main() {}
