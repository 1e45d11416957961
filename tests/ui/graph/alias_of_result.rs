//! An alias of `Result` hides the type that the node provides.
use organum::node;

struct Order;
type Checked<T> = Result<T, std::io::Error>;

#[node(explicit)]
async fn order() -> Checked<Order> {
    Ok(Order)
}

fn main() {}
