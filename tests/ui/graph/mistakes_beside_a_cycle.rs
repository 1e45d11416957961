//! A cycle hides neither what is missing nor an input that nobody uses.
use organum::{graph, node};

struct Cart;
struct Coupon;
struct Tier;
struct Rate;
struct Order;
struct Profile;
struct Loyalty;
struct Tax;

#[node]
fn order(_cart: &Cart, _profile: &Profile, _tax: &Tax) -> Order {
    Order
}

#[node]
fn profile(_loyalty: &Loyalty) -> Profile {
    Profile
}

#[node]
fn loyalty(_profile: &Profile, _tier: &Tier) -> Loyalty {
    Loyalty
}

#[node]
fn tax(_rate: &Rate, _tier: &Tier) -> Tax {
    Tax
}

#[graph(output = Order)]
struct Checkout {
    cart: Cart,
    coupon: Coupon,
}

fn main() {}
