//! An error type that does not implement `Error`.
use organum::node;

struct Order;
struct Refused;

#[node]
async fn order() -> Result<Order, Refused> {
    Err(Refused)
}

fn main() {}
