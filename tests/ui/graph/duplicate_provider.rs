//! Two nodes provide one type.
use organum::node;

struct Cart;
struct Loyalty;

#[node]
fn loyalty(_cart: &Cart) -> Loyalty {
    Loyalty
}

#[node]
async fn other_loyalty() -> Loyalty {
    Loyalty
}

fn main() {}
