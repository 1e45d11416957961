//! A node that provides no value.
use organum::node;

struct Cart;
struct Refused;

#[node]
async fn pay(_cart: &Cart) {}

#[node]
fn log(_cart: &Cart) -> () {}

#[node]
async fn check(_cart: &Cart) -> Result<(), std::io::Error> {
    Ok(())
}

#[node]
fn stop(_cart: &Cart) -> ! {
    std::process::exit(1)
}

fn main() {}
