//! `impl Trait`, which names no type by which a value can be found.
use std::fmt::Display;

use organum::node;

struct Cart;
struct Order;
struct Receipt;

#[node]
async fn order(_cart: &Cart, _names: impl Iterator<Item = u8>) -> Order {
    Order
}

#[node]
fn receipt(_label: &impl Display) -> Receipt {
    Receipt
}

#[node]
fn label(_order: &Order) -> impl Display {
    "label"
}

#[node]
fn checked_label(_order: &Order) -> Result<impl Display, std::io::Error> {
    Ok("label")
}

fn main() {}
