//! A syntax error in a body is rustc's to tell: what the node provides is there for others.
use organum::{graph, node};

struct Cart;
struct Price;
struct Order;
struct Step;

#[node]
async fn price(_cart: &Cart) -> Price {
    let price = ;
    price
}

#[node]
impl Step {
    async fn compose(&self, _price: &Price) -> Order {
        let order = Order
        order
    }
}

#[graph(output = Order)]
struct Checkout {
    cart: Cart,
    step: Step,
}

fn main() {}
