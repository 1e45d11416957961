//! Values that cannot be shared between threads.
use std::{cell::RefCell, rc::Rc, sync::Arc};

use organum::{graph, node};

struct Cart(Rc<u8>);
struct Count(RefCell<u8>);
struct Order;
trait Gateway {}

#[node]
fn cart() -> Cart {
    Cart(Rc::new(1))
}

#[node]
async fn order(_count: &Count, _gateway: &dyn Gateway) -> Order {
    Order
}

#[graph(output = Order)]
struct Checkout {
    count: Count,
    gateway: Arc<dyn Gateway>,
}

fn main() {}
