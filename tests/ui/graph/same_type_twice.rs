//! Two parameters of one type, also where one is an alias or an alternative.
use organum::node;

struct Cart;
type Basket = Cart;
struct Order;
struct Receipt;
struct Shipped;

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
fn shipped(either: organum::Race<(&Cart, &Order)>, cart: &Cart) -> Shipped {
    let _ = (either, cart);
    Shipped
}

#[node]
fn label(_first: organum::Race<(&Cart, &Cart)>) -> Label {
    Label
}

struct Label;

fn main() {}
