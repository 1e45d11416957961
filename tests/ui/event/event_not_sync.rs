use organum::prelude::*;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

#[event]
struct OrderPlaced {
    count: Cell<u32>,
    #[serde(skip)]
    names: Vec<Rc<String>>,
}

#[event]
enum Parcel {
    Sent { to: RefCell<String> },
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Amount(Cell<u32>);

#[event]
struct Paid {
    amount: Amount,
}

#[organ]
fn note(event: &Event) {
    match event {
        OrderPlaced { .. } | Parcel::Sent { .. } | Paid { .. } => {}
    }
}

#[spine(entry(OrderPlaced, Parcel, Paid))]
struct Office {
    note: note,
}

fn main() {}
