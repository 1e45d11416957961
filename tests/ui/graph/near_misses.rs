// A field of almost the type that a node needs, and an `Option` that is no form of dependency.
use std::sync::Arc;

use organum::prelude::*;

struct Cart;
struct Pool;
struct Order;
struct Receipt;
struct Coupon;
struct Label;

trait Gateway: Send + Sync {}

#[node]
fn order(_cart: &Cart, _pool: &Pool, _gateway: &dyn Gateway) -> Order {
    Order
}

#[graph(output = Order)]
struct Checkout {
    cart: Cart,
    #[inject]
    pool: Arc<Pool>,
    #[inject]
    gateway: Box<dyn Gateway>,
}

#[node]
fn receipt(_coupon: &Arc<Coupon>) -> Receipt {
    Receipt
}

#[graph(output = Receipt)]
struct Payment {
    coupon: Coupon,
}

#[node]
async fn label(_receipt: Option<Receipt>, _order: Result<Order, std::fmt::Error>) -> Label {
    Label
}

fn main() {}
