//! An HTTP service. A graph answers each request, and a spine handles the events of orders.
//!
//! ```text
//! cargo run -p service
//! curl -s localhost:3000/quotes/7
//! curl -s -X POST localhost:3000/orders -H 'content-type: application/json' -d '{"user":7,"cents":1200}'
//! ```
//!
//! - [`quote`]: the graph, whose runner is shared by all requests.
//! - [`orders`]: the events, and the spine that is served in the background.
//! - [`http`]: the routes, and the conversion of failures into responses.

#![expect(
    unreachable_pub,
    reason = "in a program, `pub` says as much as `pub(crate)` and reads better"
)]

mod http;
mod orders;
mod quote;

use std::{env, error::Error};

use organum::{Spine as _, event::interrupt};
use tokio::{net::TcpListener, sync::oneshot};

use crate::{http::Service, orders::Orders, quote::Quotation, quote::Users};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = env::args().nth(1);
    let address = address.unwrap_or_else(|| "127.0.0.1:3000".to_owned());
    let listener = TcpListener::bind(&address).await?;
    println!("listening on {}", listener.local_addr()?);

    let mut orders = Orders::default().builder().build();
    let service = Service {
        quotes: Quotation::runner(Users { most: 100 }),
        orders: orders.handle(),
    };
    let (stop, stopped) = oneshot::channel::<()>();
    let server = async {
        let server = axum::serve(listener, http::routes(service));
        // No request is accepted after the signal; requests in progress may still publish.
        let ended = server.with_graceful_shutdown(interrupt()?).await;
        drop(stop);
        ended
    };
    let until = async {
        let _ = stopped.await;
    };
    let (served, ended) = tokio::join!(orders.serve(until), server);
    served?;
    // The queue is in memory, so the last events are handled before the process ends.
    orders.drain().await?;
    let orders = orders.shutdown().await?;
    println!("{orders}");
    Ok(ended?)
}
