//! A dependency that is a part of a value; it must be a whole value of the run.
use std::borrow::Cow;

use organum::node;

struct Cart;
struct View<'a>(&'a Cart);
struct Order;
struct Receipt;
struct Label;
struct Total;

#[node]
fn order(_view: &View<'_>) -> Order {
    Order
}

#[node]
fn receipt(_carts: &Vec<&Cart>) -> Receipt {
    Receipt
}

#[node]
fn label<'a>(_text: Cow<'a, str>) -> Label {
    Label
}

#[node]
fn total(_cart: &'static Cart) -> Total {
    Total
}

fn main() {}
