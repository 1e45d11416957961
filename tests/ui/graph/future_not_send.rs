//! A future that holds a value that cannot move between threads.
use std::rc::Rc;

use organum::node;

struct Order(u8);

#[node]
async fn order() -> Order {
    let count = Rc::new(1);
    std::future::ready(()).await;
    Order(*count)
}

fn main() {}
