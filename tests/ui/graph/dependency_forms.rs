//! Types that resemble a form of dependency.
use organum::prelude::*;

struct Cart;
struct Coupon;
struct Order;
struct Receipt;
struct Label;
struct Invoice;

#[node]
async fn order(_cart: &Cart, _coupon: Option<&mut Coupon>) -> Order {
    Order
}

#[node]
fn receipt(_order: Result<&Order, std::io::Error>) -> Receipt {
    Receipt
}

#[node]
fn label(_one: FirstOk<(&Order,)>) -> Label {
    Label
}

#[node]
fn invoice(_one: Race<(Order, Receipt)>) -> Invoice {
    Invoice
}

fn main() {}
