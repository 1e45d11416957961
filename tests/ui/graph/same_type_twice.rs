//! Two parameters of one type, also where one is an alias.
use organum::node;

struct Cart;
type Basket = Cart;
struct Order;
struct Receipt;
struct Label;

#[node]
fn order(first: &Cart, second: &Cart) -> Order {
    let _ = (first, second);
    Order
}

#[node]
fn receipt(cart: &Cart, basket: &Basket) -> Receipt {
    let _ = (cart, basket);
    Receipt
}

#[node]
fn label(_first: Race<(&Cart, &Cart)>) -> Label {
    Label
}

fn main() {}
