//! A close whose future cannot be sent.
use std::rc::Rc;

use organum::node;

struct Pool;

impl Pool {
    async fn close(&mut self) {
        let count = Rc::new(1);
        std::future::ready(()).await;
        drop(count);
    }
}

#[node(close = Pool::close)]
async fn pool() -> Pool {
    Pool
}

fn main() {}
