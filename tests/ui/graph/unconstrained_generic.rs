//! A type parameter that nothing determines.
use organum::node;

struct Cart;
struct Order;
struct Cache<T>(T);

#[node]
async fn order<T: Send + Sync + Clone + 'static>(_cache: &Cache<T>) -> Order {
    Order
}

#[node]
fn cache<T: Default, const SIZE: usize>(_cart: &Cart) -> Cache<T> {
    Cache(T::default())
}

#[node(explicit)]
fn list<T: Send + Sync + 'static>(_cart: &Cart) -> Vec<T> {
    Vec::new()
}

fn main() {}
