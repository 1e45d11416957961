//! Forms of a dependency are known by their names.
use organum::{FirstOk as First, node};

struct Cart;
struct Basket;
struct Order;
struct Page;

#[node]
fn order(_either: First<(&Cart, &Basket)>) -> Order {
    Order
}

#[node]
fn page(_title: &'static str, _order: &Order) -> Page {
    Page
}

fn main() {}
