//! An attribute that stands twice at one item, of each kind.

use organum::prelude::*;

struct Cart;
#[derive(Debug)]
struct Order;

#[node]
#[node]
fn cart() -> Cart {
    Cart
}

#[node]
#[organum::node]
fn order(_cart: &Cart) -> Order {
    Order
}

#[graph(output = Order)]
#[graph(output = Order)]
struct Checkout {}

#[event]
#[event]
struct Placed;

#[derive(Default)]
struct Desk;

#[organ]
#[organ]
impl Desk {
    fn handle(&mut self, event: &Event) {
        match event {
            Placed => {}
        }
    }
}

#[spine(entry(Placed))]
#[spine(entry(Placed))]
#[derive(Default)]
struct Shop {
    desk: Desk,
}

#[saga]
#[saga]
struct Buy {
    number: u32,
}

#[saga(output = Order)]
#[saga(output = Order)]
impl Buy {
    #[step(irrevocable)]
    async fn order(&self) -> Order {
        Order
    }
}

fn main() {
    let _ = (Checkout {}.run(), Shop::default().run(Placed), Buy { number: 1 }.run());
}
