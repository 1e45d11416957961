//! The errors of a checkout. Every text contains a cure.

use crate::domain::{Region, Sku, UserId};
use crate::money::{Cents, Overflow};
use crate::tables::TablesError;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckoutError {
    #[error("there is no user {0}: `users` lists them")]
    UnknownUser(UserId),
    #[error("there is no product {0}: `products` lists them")]
    UnknownProduct(Sku),
    #[error("{0} is out of stock: leave it out for now")]
    SoldOut(Sku),
    #[error("only {left} of {sku} left, not {wanted}: order fewer of them")]
    NotEnough { sku: Sku, wanted: u32, left: u32 },
    #[error("there is no {what} for region {region}: add a line to {file}")]
    NotServed {
        region: Region,
        what: &'static str,
        file: &'static str,
    },
    #[error(
        "the fraud check stopped this order (risk {risk}, at most {most} is let through): \
         nothing was charged; ask the shop to look at the account"
    )]
    Suspicious { risk: u32, most: u32 },
    #[error(
        "the payment of {0} was declined: nothing was charged and nothing was ordered; \
         try a smaller cart, or another user"
    )]
    Declined(Cents),
    #[error(
        "this checkout was charged with {charged} before, and is {now} now: nothing more was charged; \
         ask the shop for a refund, then buy again without --id"
    )]
    ChargedBefore { charged: Cents, now: Cents },
    #[error("the {0} does not answer: try again in a moment")]
    Unavailable(&'static str),
    #[error("step `{0}` failed, as --fail-at asked")]
    AsAsked(&'static str),
    #[error(transparent)]
    Tables(#[from] TablesError),
    #[error(transparent)]
    TooLarge(#[from] Overflow),
}

impl CheckoutError {
    /// Returns true if a retry may succeed.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}
