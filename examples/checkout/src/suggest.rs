//! The nodes of a recommendation. They have a graph of their own, which opens and closes their
//! connection: a run keeps its values until it has closed everything, and a failed checkout has to
//! release its reservations at once.

use organum::node;
use serde::{Deserialize, Serialize};

use crate::data::Product;
use crate::domain::Cart;
use crate::error::CheckoutError;
use crate::services::{Connection, Recommender};

/// The answer of the recommender.
#[derive(Clone, Debug)]
pub struct Suggestion(pub Option<Product>);

/// A recommendation for the buyer, if there is one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recommendation(pub Option<Product>);

/// A connection, which is closed after the run in any case.
#[node(close = Connection::close)]
pub async fn connection(recommender: &Recommender) -> Connection {
    recommender.connect().await
}

#[node]
pub async fn suggestion(cart: &Cart, connection: &Connection) -> Result<Suggestion, CheckoutError> {
    connection.suggest(cart).await.map(Suggestion)
}

/// Tolerates a missing suggestion.
#[node]
pub fn recommendation(suggestion: Option<&Suggestion>) -> Recommendation {
    Recommendation(suggestion.and_then(|suggestion| suggestion.0.clone()))
}
