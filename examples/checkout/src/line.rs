//! The nodes of one line of a cart: they run once for every item, items side by side.

use organum::{OneOf2, Race, node};

use crate::data::{Product, Promotion, ShippingRate};
use crate::domain::{CartItem, Region};
use crate::error::CheckoutError;
use crate::money::{Cents, Percent};
use crate::services::{Catalogue, Courier, Post, Promotions};

/// The promotion that applies, if any.
#[derive(Clone, Debug)]
pub struct Deal(pub Option<Promotion>);

/// What the post asks for a parcel.
#[derive(Clone, Debug)]
pub struct PostOffer(pub ShippingRate);

/// What the courier asks for it.
#[derive(Clone, Debug)]
pub struct CourierOffer(pub ShippingRate);

/// Who takes the parcel, what that costs, and how long it takes.
#[derive(Clone, Copy, Debug)]
pub struct Shipping {
    pub carrier: &'static str,
    pub cost: Cents,
    pub days: u32,
}

/// An item with all that it costs.
#[derive(Clone, Debug)]
pub struct PricedLine {
    pub item: CartItem,
    pub name: String,
    pub price: Cents,
    /// Why it is cheaper, and by how much.
    pub deal: Option<(String, Percent)>,
    /// After the promotion.
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

/// Whoever answers first gets the parcel; the other one is not waited for.
#[node]
pub fn shipping(
    item: &CartItem,
    product: &Product,
    offer: Race<(&PostOffer, &CourierOffer)>,
) -> Result<Shipping, CheckoutError> {
    let (carrier, rate) = match offer.get() {
        OneOf2::First(post) => ("post", &post.0),
        OneOf2::Second(courier) => ("courier", &courier.0),
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
