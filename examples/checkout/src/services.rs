//! The services that a checkout asks, simulated: each answers from the data files, after a while.

use std::sync::Arc;
use std::time::Duration;

use crate::data::{Product, Promotion, ShippingRate, ShopData, Tier, User};
use crate::domain::{CartItem, Quantity, Region, Sku, UserId};
use crate::error::CheckoutError;
use crate::latency::Latency;
use crate::money::Percent;
use crate::stock::{Reservation, Stock};

/// Declares services that answer from the same data, each with the time it typically takes.
macro_rules! services {
    ($($(#[$doc:meta])* $name:ident: $millis:literal ms;)*) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            data: Arc<ShopData>,
            latency: Latency,
        }

        impl $name {
            pub fn new(data: Arc<ShopData>, latency: Latency) -> Self {
                Self { data, latency }
            }

            async fn answer(&self) -> &ShopData {
                self.latency.pass(Duration::from_millis($millis)).await;
                &self.data
            }
        }
    )*};
}
services! {
    /// Knows who the users are.
    UserDirectory: 40 ms;
    /// Knows what points are worth.
    LoyaltyService: 60 ms;
    /// Knows how risky a user is.
    FraudService: 90 ms;
    /// Knows the sales tax of a region.
    TaxService: 35 ms;
    /// Knows what is cheaper this week.
    Promotions: 35 ms;
    /// Knows what a parcel costs.
    ShippingRates: 45 ms;
}

impl UserDirectory {
    pub async fn find(&self, id: UserId) -> Result<User, CheckoutError> {
        let users = &self.answer().await.users;
        let found = users.iter().find(|user| user.id == id);
        found.cloned().ok_or(CheckoutError::UnknownUser(id))
    }
}

impl LoyaltyService {
    /// The highest tier that these points reach.
    pub async fn tier(&self, points: u32) -> Option<Tier> {
        let tiers = &self.answer().await.tiers;
        let reached = tiers.iter().filter(|tier| tier.from_points <= points);
        reached.max_by_key(|tier| tier.from_points).cloned()
    }
}

impl FraudService {
    /// From 0, no doubt at all, up to 100.
    pub async fn risk(&self, user: UserId) -> u32 {
        let users = &self.answer().await.users;
        let known = users.iter().find(|it| it.id == user);
        known.map_or(100, |user| {
            user.chargebacks
                .saturating_mul(20)
                .saturating_add(5)
                .min(100)
        })
    }
}

impl TaxService {
    pub async fn rate(&self, region: &Region) -> Result<Percent, CheckoutError> {
        let taxes = &self.answer().await.taxes;
        let found = taxes.iter().find(|tax| tax.region == *region);
        found
            .map(|tax| tax.percent)
            .ok_or_else(|| CheckoutError::NotServed {
                region: region.clone(),
                what: "sales tax",
                file: "taxes.csv",
            })
    }
}

impl Promotions {
    /// The promotion that takes off the most, if there is one.
    pub async fn best(&self, sku: &Sku, quantity: Quantity) -> Option<Promotion> {
        let promotions = &self.answer().await.promotions;
        let open = promotions
            .iter()
            .filter(|it| it.sku == *sku && it.from_quantity <= quantity.get());
        open.max_by_key(|promotion| promotion.percent).cloned()
    }
}

impl ShippingRates {
    pub async fn rate(&self, region: &Region) -> Result<ShippingRate, CheckoutError> {
        let rates = &self.answer().await.rates;
        let found = rates.iter().find(|rate| rate.region == *region);
        found.cloned().ok_or_else(|| CheckoutError::NotServed {
            region: region.clone(),
            what: "shipping rate",
            file: "shipping.csv",
        })
    }
}

/// Knows the products, and sells them.
#[derive(Clone)]
pub struct Catalogue {
    data: Arc<ShopData>,
    stock: Stock,
    latency: Latency,
}

impl Catalogue {
    pub fn new(data: Arc<ShopData>, latency: Latency) -> Self {
        let shelves = data
            .products
            .iter()
            .map(|product| (product.sku.clone(), product.stock));
        Self {
            stock: Stock::new(shelves),
            data,
            latency,
        }
    }

    /// The product of `item`, if that many of it can be sold.
    pub async fn find(&self, item: &CartItem) -> Result<Product, CheckoutError> {
        self.latency.pass(Duration::from_millis(50)).await;
        let found = self
            .data
            .products
            .iter()
            .find(|product| product.sku == item.sku);
        let product = found.ok_or_else(|| CheckoutError::UnknownProduct(item.sku.clone()))?;
        self.stock.check(item)?;
        Ok(product.clone())
    }

    /// Holds the goods back until they are paid for.
    pub async fn reserve(&self, items: Vec<CartItem>) -> Result<Reservation, CheckoutError> {
        self.latency.pass(Duration::from_millis(20)).await;
        self.stock.reserve(items)
    }

    /// Sends the goods off: they are sold.
    pub async fn dispatch(&self, reservation: &Reservation) {
        reservation.keep();
        self.latency.pass(Duration::from_millis(25)).await;
    }

    /// How many of a product can be sold now.
    pub fn left(&self, sku: &Sku) -> u32 {
        self.stock.left(sku)
    }
}
