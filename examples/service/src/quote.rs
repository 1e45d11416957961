//! The quote for a user.

use std::time::Duration;

use organum::{graph, node};
use serde::Serialize;
use tokio::time;

/// The time that the simulated services take.
const LATENCY: Duration = Duration::from_millis(2);

/// The number of a user.
#[derive(Clone, Copy, Debug)]
pub struct UserId(pub u32);

/// The directory of users; a database in a real service.
pub struct Users {
    /// The users have the numbers from 1 to this one.
    pub most: u32,
}

/// A user of the shop.
pub struct User {
    name: String,
}

/// The discount of a user, in percent.
pub struct Discount(u32);

/// The answer to a request for a quote.
#[derive(Serialize)]
pub struct Quote {
    pub name: String,
    pub percent_off: u32,
}

/// The error of the service's own nodes, which determines the response.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuoteError {
    #[error("there is no user {0}")]
    NoSuchUser(u32),
}

#[node]
async fn user(id: &UserId, users: &Users) -> Result<User, QuoteError> {
    users.find(*id).await
}

/// Runs concurrently with the call of the directory.
#[node]
async fn discount(id: &UserId) -> Discount {
    time::sleep(LATENCY).await;
    Discount(id.0 % 3 * 5)
}

#[node]
fn quote(user: &User, discount: &Discount) -> Quote {
    Quote {
        name: user.name.clone(),
        percent_off: discount.0,
    }
}

#[graph(output = Quote, run_timeout = "2s")]
pub struct Quotation {
    id: UserId,
    #[inject]
    users: Users,
}

impl Users {
    async fn find(&self, id: UserId) -> Result<User, QuoteError> {
        time::sleep(LATENCY).await;
        if id.0 == 0 || id.0 > self.most {
            return Err(QuoteError::NoSuchUser(id.0));
        }
        let name = format!("user {}", id.0);
        Ok(User { name })
    }
}
