use organum::prelude::*;

struct Cart;

#[event]
struct OrderPlaced {
    cart: Cart,
    others: Vec<Cart>,
}

#[event]
#[derive(Clone, serde::Serialize, serde::Deserialize)]
enum OrderPaid {
    At(std::time::Instant),
    Never { reason: String },
}

#[organ]
fn note(event: &Event) {
    match event {
        OrderPlaced { .. } | OrderPaid::At(_) => {}
    }
}

#[organ]
fn bill(_event: &OrderPlaced) -> Option<OrderPaid> {
    None
}

#[spine(entry(OrderPlaced))]
struct Office {
    note: note,
    bill: bill,
}

fn main() {}
