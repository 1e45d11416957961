//! The types of a shop. Nothing in here knows of Organum.

/// What is bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cart {
    /// How many of it.
    pub items: u32,
}

/// What it costs, in cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price(pub u64);

/// What was ordered.
#[derive(Debug, PartialEq, Eq)]
pub struct Order {
    /// What it cost.
    pub price: Price,
    /// What the customer is told.
    pub text: String,
}
