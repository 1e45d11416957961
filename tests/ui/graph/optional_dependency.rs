//! Forms of a dependency that come later.
use organum::node;

struct Cart;
struct Coupon;
struct Order;
struct Receipt;

#[node]
async fn order(_cart: &Cart, _coupon: Option<&Coupon>) -> Order {
    Order
}

#[node]
fn receipt(_order: Result<&Order, &organum::NodeError>) -> Receipt {
    Receipt
}

fn main() {}
