//! The nodes of one line of a cart: they run once for each item, concurrently.

use std::fmt;

use organum::{OneOf2, Race, node};
use serde::{Deserialize, Serialize};

use crate::data::{Product, Promotion, ShippingRate};
use crate::domain::{CartItem, Region};
use crate::error::CheckoutError;
use crate::money::{Cents, Percent};
use crate::services::{Catalogue, Courier, Post, Promotions};

/// The promotion that applies to the item, if any.
#[derive(Clone, Debug)]
pub struct Deal(pub Option<Promotion>);

/// The shipping offer of the post.
#[derive(Clone, Debug)]
pub struct PostOffer(pub ShippingRate);

/// The shipping offer of the courier.
#[derive(Clone, Debug)]
pub struct CourierOffer(pub ShippingRate);

/// A carrier.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum Carrier {
    Post,
    Courier,
}

impl fmt::Display for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Post => "post",
            Self::Courier => "courier",
        })
    }
}

/// The chosen carrier with its price and delivery time.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Shipping {
    pub carrier: Carrier,
    pub cost: Cents,
    pub days: u32,
}

/// An item with all its prices.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PricedLine {
    pub item: CartItem,
    pub name: String,
    pub price: Cents,
    /// The name of the promotion and its discount.
    pub deal: Option<(String, Percent)>,
    /// The price after the promotion.
    pub net: Cents,
    pub shipping: Shipping,
}

#[node]
pub async fn product(item: &CartItem, catalogue: &Catalogue) -> Result<Product, CheckoutError> {
    catalogue.find(item).await
}

#[node]
pub async fn deal(item: &CartItem, promotions: &Promotions) -> Deal {
    Deal(promotions.best(&item.sku, item.quantity).await)
}

#[node]
pub async fn post_offer(
    item: &CartItem,
    region: &Region,
    post: &Post,
) -> Result<PostOffer, CheckoutError> {
    post.offer(&item.sku, region).await.map(PostOffer)
}

#[node]
pub async fn courier_offer(
    item: &CartItem,
    region: &Region,
    courier: &Courier,
) -> Result<CourierOffer, CheckoutError> {
    courier.offer(&item.sku, region).await.map(CourierOffer)
}

/// The carrier that answers first gets the parcel; the other one is cancelled.
#[node]
pub fn shipping(
    item: &CartItem,
    product: &Product,
    offer: Race<(&PostOffer, &CourierOffer)>,
) -> Result<Shipping, CheckoutError> {
    let (carrier, rate) = match offer.get() {
        OneOf2::First(post) => (Carrier::Post, &post.0),
        OneOf2::Second(courier) => (Carrier::Courier, &courier.0),
    };
    let grams = u64::from(product.weight_grams) * u64::from(item.quantity.get());
    let cost = rate
        .base_cents
        .plus(rate.per_kg_cents.per_thousand(grams)?)?;
    Ok(Shipping {
        carrier,
        cost,
        days: rate.days,
    })
}

#[node]
pub fn priced_line(
    item: CartItem,
    product: &Product,
    deal: &Deal,
    shipping: Shipping,
) -> Result<PricedLine, CheckoutError> {
    let full = product.price_cents.times(item.quantity.get())?;
    let deal = deal
        .0
        .as_ref()
        .map(|deal| (deal.label.clone(), deal.percent));
    let saved = deal
        .as_ref()
        .map_or(Cents::ZERO, |(_, percent)| percent.of(full));
    Ok(PricedLine {
        name: product.name.clone(),
        price: product.price_cents,
        net: full.less(saved),
        item,
        deal,
        shipping,
    })
}
