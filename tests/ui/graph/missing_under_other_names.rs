//! Missing providers are found by their types: an alias of an input is provided, two names of one type are reported
//! once, and rustc reports a type that has the name of an input.
use organum::{graph, node};

pub mod shop {
    pub struct User;
}

struct User;
struct Pool;
struct Cart;
struct Tier;
type Basket = Cart;
type Database = Pool;
struct Order;
struct Stock;
struct Shelf;
struct Profile;

#[node]
fn order(_basket: &Basket, _tier: &Tier) -> Order {
    Order
}

#[node]
fn stock(_order: &Order, _database: &Database) -> Stock {
    Stock
}

#[node]
fn profile(_user: &User) -> Profile {
    Profile
}

#[graph(output = Order)]
struct Checkout {
    cart: Cart,
}

#[node]
fn shelf(_pool: &Pool, _stock: &Stock) -> Shelf {
    Shelf
}

#[graph(output = Shelf)]
struct Storage {
    cart: Cart,
    tier: Tier,
}

#[graph(output = Profile)]
struct Account {
    user: shop::User,
}

fn main() {}
