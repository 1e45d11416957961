//! A value that takes long to create and is the same for every run is created once for all runs of a runner.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use organum::prelude::*;
use tokio::time::sleep;

/// The server of the pool, which counts the attempts to connect.
#[derive(Clone, Default)]
struct Server(Arc<AtomicU32>);

struct Pool(Server);
struct UserId(u32);
struct Name(String);

impl Pool {
    async fn close(&mut self) {
        sleep(Duration::from_millis(10)).await;
        println!("pool closed");
    }
}

/// Created by the first run that needs it, closed by `shutdown`. Other runs wait in the meantime; after a
/// failure the next run tries again.
#[node(
    scope = "runner",
    close = Pool::close,
    retry(attempts = 3, backoff = fixed("10ms"))
)]
async fn pool(server: &Server) -> Result<Pool, std::io::Error> {
    sleep(Duration::from_millis(10)).await;
    match server.0.fetch_add(1, Ordering::SeqCst) {
        0 => Err(std::io::ErrorKind::ConnectionRefused.into()),
        _ => Ok(Pool(server.clone())),
    }
}

#[node]
fn name(pool: &Pool, user: &UserId) -> Name {
    let connects = pool.0.0.load(Ordering::SeqCst);
    Name(format!("user {}, after {connects} connects", user.0))
}

#[graph(output = Name)]
struct Lookup {
    user: UserId,
    #[inject]
    server: Server,
}

#[tokio::main]
async fn main() -> Result<(), GraphError> {
    let server = Server::default();
    let lookup = Lookup::runner(server.clone());

    // Ten runs at once: one creates the pool, in two attempts, and nine wait for it.
    let names = each(10, 1..=10, |user| lookup.run(UserId(user))).await?;
    assert_eq!(names[9].0, "user 10, after 2 connects");
    println!("{}", names[9].0);

    lookup.handle().shutdown().await;
    assert_eq!(server.0.load(Ordering::SeqCst), 2);
    Ok(())
}
