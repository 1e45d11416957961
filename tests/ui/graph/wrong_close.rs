//! Functions that cannot close the value of the node.
use organum::node;

struct Pool;
struct Connection;
struct Session;

impl Pool {
    async fn close(self) {}

    async fn count(&mut self) -> usize {
        0
    }
}

impl Connection {
    fn close(&mut self) {}
}

#[node(close = Pool::close)]
async fn pool() -> Pool {
    Pool
}

#[node(close = Connection::close)]
async fn connection() -> Connection {
    Connection
}

#[node(close)]
async fn session() -> Session {
    Session
}

struct Other(Pool);

#[node(close = count)]
fn other() -> Other {
    Other(Pool)
}

async fn count(other: &mut Other) -> usize {
    other.0.count().await
}

struct Late;

#[node(close_timeout = "2s")]
fn late() -> Late {
    Late
}

fn main() {}
