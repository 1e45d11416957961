//! A node of another crate's type must be declared as explicit.
use organum::node;

#[node]
fn names() -> Vec<String> {
    Vec::new()
}

#[node]
async fn pause() -> tokio::time::Interval {
    tokio::time::interval(std::time::Duration::from_secs(1))
}

fn main() {}
