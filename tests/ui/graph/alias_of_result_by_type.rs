//! An alias of `Result` on nodes that are found by their types: an alias with `Result` in its name is
//! reported once, any other one also as the foreign type that it is.
use organum::node;

struct Order;
struct Receipt;
type ShopResult<T> = Result<T, std::io::Error>;
type Checked<T> = Result<T, std::io::Error>;

#[node]
async fn order() -> ShopResult<Order> {
    Ok(Order)
}

#[node]
async fn receipt(_order: &Order) -> Checked<Receipt> {
    Ok(Receipt)
}

fn main() {}
