//! An error that is no error.
use organum::node;

struct Order;
struct Refused;

#[node]
async fn order() -> Result<Order, Refused> {
    Err(Refused)
}

fn main() {}
