//! The types of a shop. This crate does not depend on Organum.

/// A purchase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cart {
    /// The number of items.
    pub items: u32,
}

/// The price, in cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price(pub u64);

/// An order.
#[derive(Debug, PartialEq, Eq)]
pub struct Order {
    /// The price of the order.
    pub price: Price,
    /// The text for the customer.
    pub text: String,
}
