//! `only` with a type that is not an output of the graph.
use organum::{graph, node};

struct Cart;
struct Profile;
struct Order;
struct Preview;

#[node]
fn profile(_cart: &Cart) -> Profile {
    Profile
}

#[node]
async fn order(_profile: &Profile) -> Order {
    Order
}

#[node]
async fn preview(_cart: &Cart) -> Preview {
    Preview
}

#[graph(output = (Order, Preview))]
struct Checkout {
    cart: Cart,
}

async fn run(cart: Cart) {
    let _ = Checkout { cart }.run().only::<Profile>().await;
}

fn main() {}
