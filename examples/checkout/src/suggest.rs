//! The nodes of a recommendation. They have a graph of their own, which opens and closes the connection
//! they need: a run keeps what it holds until it has closed everything, and a checkout that fails must
//! give its goods back at once.

use organum::node;

use crate::data::Product;
use crate::domain::Cart;
use crate::error::CheckoutError;
use crate::services::{Connection, Recommender};

/// What the recommender says.
#[derive(Clone, Debug)]
pub struct Suggestion(pub Option<Product>);

/// What the buyer may like too, if anything is known.
#[derive(Clone, Debug)]
pub struct Recommendation(pub Option<Product>);

/// Is closed after the run, whatever becomes of it.
#[node(close = Connection::close)]
pub async fn connection(recommender: &Recommender) -> Connection {
    recommender.connect().await
}

#[node]
pub async fn suggestion(cart: &Cart, connection: &Connection) -> Result<Suggestion, CheckoutError> {
    connection.suggest(cart).await.map(Suggestion)
}

/// Does without a suggestion when there is none to be had.
#[node]
pub fn recommendation(suggestion: Option<&Suggestion>) -> Recommendation {
    Recommendation(suggestion.and_then(|suggestion| suggestion.0.clone()))
}
