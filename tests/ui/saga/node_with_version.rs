//! A saga that is a node of graphs, and has a version.
use organum::prelude::*;

struct Sent;
#[derive(Clone)]
struct Send;

#[saga(node, output = Sent, version = 1)]
impl Send {
    #[step(irrevocable)]
    async fn sent(&self) -> Sent {
        Sent
    }
}

fn main() {}
