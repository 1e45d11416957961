//! A type that does not exist is reported once, wherever nodes and graphs name it.
use organum::{graph, node};

struct Cart;
struct Order;
struct Receipt;

#[node]
async fn order(_cart: &Crat, _coupon: &Option<Coupon>) -> Order {
    Order
}

#[node]
fn receipt(_order: &Order) -> Result<Receipt, Refused> {
    Ok(Receipt)
}

#[node]
fn label(_receipt: &Receipt) -> Labl {
    todo!()
}

#[graph(output = Recept)]
struct Checkout {
    cart: Vec<Basket>,
}

#[graph(output = Receipt, error = Failure)]
struct Second {
    cart: Cart,
}

fn main() {}
