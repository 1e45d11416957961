//! Several independent mistakes are all reported, each once.
use std::rc::Rc;

use organum::{graph, node};

struct Cart;
struct Tier;
struct Coupon;
struct Session(Rc<u8>);
struct Profile;
struct Loyalty;
struct Price;
struct Order;
struct Preview;

#[node(spwan)]
async fn profile(_cart: &Cart) -> Profile {
    Profile
}

#[node]
fn loyalty(_profile: &mut Profile, _cart: &str) -> Loyalty {
    Loyalty
}

#[node]
fn price(_cart: &Cart, _tier: &Tier) -> Price {
    Price
}

#[node]
fn session() -> Session {
    Session(Rc::new(1))
}

#[node(explicit)]
fn names(_cart: &Cart) -> Vec<&str> {
    Vec::new()
}

#[node]
async fn order(_loyalty: &Loyalty, _price: &Price, _session: &Session) -> Order {
    Order
}

#[node]
async fn preview(_cart: &Cart) -> Preview {
    Preview
}

#[graph(output = Order)]
struct Checkout {
    cart: Cart,
}

#[graph(output = Preview)]
struct Look {
    cart: Cart,
    coupon: Coupon,
}

#[graph(output = Preview, nodes(names))]
struct Named {
    cart: Cart,
}

#[graph(output = Preview, error)]
struct Again {
    cart: Cart,
}

async fn run(cart: Cart) {
    let _ = Again { cart }.run().only::<Preview>().await;
}

fn main() {}
