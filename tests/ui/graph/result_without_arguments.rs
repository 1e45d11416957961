//! A `Result` without arguments.
use organum::node;

struct Order;
type Result = std::result::Result<Order, std::io::Error>;

#[node]
async fn order() -> Result {
    Ok(Order)
}

#[node]
fn formatted() -> std::fmt::Result {
    Ok(())
}

fn main() {}
