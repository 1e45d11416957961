//! Each missing provider is one error; correct dependencies are not mentioned.
use organum::{graph, node};

struct Cart;
struct Tier;
struct Rate;
struct Stock;
struct Profile;
struct Tax;
struct Order;

#[node]
fn profile(_cart: &Cart, _tier: &Tier) -> Profile {
    Profile
}

#[node]
fn tax(_rate: Rate) -> Tax {
    Tax
}

#[node]
async fn order(_profile: &Profile, _tax: &Tax, _stock: &Stock) -> Order {
    Order
}

#[graph(output = Order)]
struct Checkout {
    cart: Cart,
    coupon: Coupon,
}

struct Coupon;

impl Clone for Rate {
    fn clone(&self) -> Self {
        Self
    }
}

fn main() {}
