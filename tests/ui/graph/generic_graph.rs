//! A graph is checked where it is declared, so it has no parameters.
use organum::{graph, node};

struct Cart;
#[derive(Clone)]
struct Cache<T>(T);
struct Order;

#[node]
async fn order(_cart: &Cart) -> Order {
    Order
}

#[graph(output = Order)]
struct Checkout<T> {
    cart: Cart,
    cache: Cache<T>,
}

#[graph(output = Order)]
struct Lent<'a> {
    cart: &'a Cart,
}

#[graph(output = Order)]
struct Many<const SIZE: usize> {
    carts: [Cart; SIZE],
}

async fn run<T: Send + Sync + 'static>(cart: Cart, cache: Cache<T>) {
    let _: Order = Checkout { cart, cache }.run().await.unwrap();
}

fn main() {}
