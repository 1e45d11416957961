//! A node whose value borrows from its dependencies, which it may outlive.
use organum::node;

struct Cart;
struct Item<'a>(&'a Cart);
struct Total;

#[node]
fn first(cart: &Cart) -> &Cart {
    cart
}

#[node]
async fn item<'a>(cart: &'a Cart) -> Item<'a> {
    Item(cart)
}

#[node]
fn hidden(cart: &Cart) -> Item<'_> {
    Item(cart)
}

#[node]
fn total(cart: &Cart) -> Result<Option<&Cart>, std::io::Error> {
    Ok(Some(cart))
}

#[node]
struct Line<'a> {
    cart: &'a Cart,
}

fn main() {}
