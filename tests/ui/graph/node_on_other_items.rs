//! `#[node]` on items that it does not support.
use organum::node;

struct Cart;
struct Label;

#[node]
enum Order {
    Paid,
}

#[node]
impl Clone for Cart {
    fn clone(&self) -> Self {
        Self
    }
}

#[node]
impl Label {
    fn build(_cart: &Cart) -> Self {
        Self
    }
}

#[node]
trait Gateway {}

#[node]
mod orders {}

fn main() {}
