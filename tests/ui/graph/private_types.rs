//! A public graph of private types: its runs are public, and so must be their inputs and outputs.
use organum::{GraphError, graph, node};

struct Cart;
struct Order;
struct Rate;
struct Failure;

impl From<GraphError> for Failure {
    fn from(_: GraphError) -> Self {
        Self
    }
}

#[node]
async fn order(_cart: &Cart, _rate: &Rate) -> Order {
    Order
}

#[graph(output = Order, error = Failure)]
pub struct Checkout {
    cart: Cart,
    #[inject]
    rate: Rate,
}

fn main() {}
