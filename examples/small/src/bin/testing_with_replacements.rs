//! A test replaces nodes that are slow, cost money or hardly ever fail; the rest of the graph is real.

use std::{io, time::Duration};

use organum::{prelude::*, test::Replace};

struct Cart(u32);
struct Rate(f64);
#[derive(Debug, PartialEq)]
struct Price(f64);

/// Calls a slow server.
#[node]
async fn rate() -> Result<Rate, io::Error> {
    tokio::time::sleep(Duration::from_millis(50)).await;
    Ok(Rate(1.25))
}

#[node]
fn price(cart: &Cart, rate: &Rate) -> Price {
    Price(f64::from(cart.0) * rate.0)
}

#[graph(output = Price)]
struct Quote {
    cart: Cart,
}

/// The unchanged graph, for every run below.
fn quote() -> organum::Execution<Quote> {
    Quote { cart: Cart(100) }.run()
}

#[tokio::main]
async fn main() -> Result<(), GraphError> {
    assert_eq!(quote().await?, Price(125.0));

    // Replaced by a value: the node does not run.
    let price = quote().replace(Rate(2.0)).await?;
    assert_eq!(price, Price(200.0));
    println!("at a rate of 2 the price is {}", price.0);

    // Replaced by an async function, which runs when the node would have run.
    let price = quote().replace_with(async || Ok(Rate(3.0))).await?;
    assert_eq!(price, Price(300.0));

    // Replaced by a failure.
    let down = io::Error::new(io::ErrorKind::TimedOut, "no answer");
    let error = quote().fail::<Rate>(down).await;
    let error = error.expect_err("nothing can be quoted without a rate");
    assert_eq!(
        error.downcast_ref().map(io::Error::kind),
        Some(io::ErrorKind::TimedOut)
    );
    println!("{error}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Under tokio's paused clock slow nodes take no real time, and their durations are exact.
    #[tokio::test(start_paused = true)]
    async fn a_quote_takes_as_long_as_its_rate() -> Result<(), GraphError> {
        let begin = tokio::time::Instant::now();
        quote().await?;
        assert_eq!(begin.elapsed(), Duration::from_millis(50));
        let begin = tokio::time::Instant::now();
        quote().replace(Rate(2.0)).await?;
        assert_eq!(begin.elapsed(), Duration::ZERO);
        Ok(())
    }
}
