//! Nodes that return an alias of `Result`: what it holds is not missed, whatever the alias is like.
use organum::{graph, node};

type IoResult<T> = std::io::Result<T>;
type Failing<E, T> = Result<T, E>;
type OrderResult = Result<Order, std::fmt::Error>;

struct Cart;
struct Price;
struct Order;
struct Shown;

#[node]
async fn cart() -> IoResult<Cart> {
    Ok(Cart)
}

#[node]
async fn price(_cart: &Cart) -> Failing<std::fmt::Error, Price> {
    Ok(Price)
}

#[node]
async fn order(_price: &Price) -> OrderResult {
    Ok(Order)
}

#[node]
fn shown(_order: &Order) -> Shown {
    Shown
}

#[graph(output = Shown)]
struct Checkout {}

fn main() {}
