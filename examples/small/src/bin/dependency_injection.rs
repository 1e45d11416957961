//! A service behind a trait is injected once; a test injects another implementation.

use std::sync::Arc;

use organum::prelude::*;

/// The interface of the service.
trait Clock: Send + Sync {
    fn hour(&self) -> u32;
}

/// The service in production: here the hour is always late.
struct WallClock;

impl Clock for WallClock {
    fn hour(&self) -> u32 {
        21
    }
}

struct Name(&'static str);
struct Greeting(String);

/// A node takes the trait object, and does not depend on the implementation.
#[node]
fn greeting(name: &Name, clock: &dyn Clock) -> Greeting {
    let time = if clock.hour() < 12 {
        "morning"
    } else {
        "evening"
    };
    Greeting(format!("Good {time}, {}", name.0))
}

/// `#[inject]` fields are passed to the runner, the others to each run.
#[graph(output = Greeting)]
struct Greet {
    name: Name,
    #[inject]
    clock: Arc<dyn Clock>,
}

#[tokio::main]
async fn main() -> Result<(), GraphError> {
    let greet = Greet::runner(Arc::new(WallClock));
    for (name, expected) in [("Ada", "Good evening, Ada"), ("Alan", "Good evening, Alan")] {
        let Greeting(text) = greet.run(Name(name)).await?;
        assert_eq!(text, expected);
        println!("{text}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A mock is any other implementation.
    struct At(u32);

    impl Clock for At {
        fn hour(&self) -> u32 {
            self.0
        }
    }

    #[tokio::test]
    async fn mornings_end_at_noon() -> Result<(), GraphError> {
        for (hour, expected) in [(11, "Good morning, Ada"), (12, "Good evening, Ada")] {
            let greet = Greet::runner(Arc::new(At(hour)));
            assert_eq!(greet.run(Name("Ada")).await?.0, expected);
        }
        Ok(())
    }
}
