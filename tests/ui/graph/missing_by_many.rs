//! A type that nothing provides is one error in each graph, however many nodes need it.
use organum::{graph, node};

struct Pool;
struct Cart;
struct Users;
struct Orders;
struct Stock;
struct Page;

#[node]
async fn users(_pool: &Pool) -> Users {
    Users
}

#[node]
async fn orders(_pool: &Pool, _cart: &Cart, _users: &Users) -> Orders {
    Orders
}

#[node]
async fn stock(_orders: &Orders, _pool: &Pool) -> Stock {
    Stock
}

#[node]
fn page(_users: &Users, _stock: &Stock) -> Page {
    Page
}

#[graph(output = Page)]
struct Shop {
    cart: Cart,
}

#[graph(output = (Stock, Users))]
struct Warehouse {
    cart: Cart,
}

fn main() {}
