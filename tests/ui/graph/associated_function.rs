//! `#[node]` on functions of an `impl` block that take no `self`.
use organum::node;

struct Cart;
struct Basket;
struct Checkout;

impl Checkout {
    #[node]
    async fn begin(_cart: &Cart) -> Self {
        Self
    }

    #[node]
    async fn basket(_cart: &Cart) -> Basket {
        Basket
    }
}

fn main() {}
