//! The signature of the function that provides the value of an `impl` block.
use organum::node;

struct Cart;
struct Order;
struct Receipt;
struct Label;
struct Pay;
struct Print;
struct Name;
struct Half;

#[node]
impl Pay {
    async fn compose<T>(&self, _cart: &Cart) -> Order {
        Order
    }
}

#[node]
impl Print {
    fn compose(self, _order: &Order) -> Receipt {
        Receipt
    }
}

#[node]
impl Name {
    fn compose(&mut self, _order: &Order) -> Label {
        Label
    }
}

#[node]
impl Half {
    fn compose(self: std::sync::Arc<Self>, _order: &Order) -> Half {
        Half
    }
}

fn main() {}
