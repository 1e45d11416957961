//! The services that a checkout asks, simulated: each answers from the data files, after a while.

use std::future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::data::{Product, Promotion, ShippingRate, ShopData, Tier, User};
use crate::domain::{Cart, CartItem, Quantity, Region, Sku, UserId};
use crate::error::CheckoutError;
use crate::faults::Faults;
use crate::latency::Latency;
use crate::money::Percent;
use crate::stock::{Reservation, Stock};

/// What the simulated services have in common: the data, and how well they work today.
#[derive(Clone)]
pub struct World {
    pub data: Arc<ShopData>,
    pub latency: Latency,
    pub faults: Faults,
}

/// The way to one service.
#[derive(Clone)]
struct Link {
    world: World,
    typical: Duration,
}

impl Link {
    async fn answer(&self) -> &ShopData {
        self.world.latency.pass(self.typical).await;
        &self.world.data
    }

    /// Answers, or does not in `percent` of all cases when services are flaky.
    async fn try_answer(
        &self,
        percent: u32,
        service: &'static str,
        request: &str,
    ) -> Result<&ShopData, CheckoutError> {
        let data = self.answer().await;
        if self.world.faults.strike(percent, service, request) {
            return Err(CheckoutError::Unavailable(service));
        }
        Ok(data)
    }

    /// What a carrier asks for a parcel to `region`. Carriers ask the same, and fail on their own.
    async fn carry(
        &self,
        carrier: &'static str,
        sku: &Sku,
        region: &Region,
    ) -> Result<ShippingRate, CheckoutError> {
        let rates = &self.try_answer(30, carrier, &sku.to_string()).await?.rates;
        let found = rates.iter().find(|rate| rate.region == *region);
        found.cloned().ok_or_else(|| CheckoutError::NotServed {
            region: region.clone(),
            what: "shipping rate",
            file: "shipping.csv",
        })
    }
}

/// Declares services, each with the time it typically takes.
macro_rules! services {
    ($($(#[$doc:meta])* $name:ident: $millis:literal ms;)*) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(Link);

        impl $name {
            pub fn new(world: &World) -> Self {
                Self(Link {
                    world: world.clone(),
                    typical: Duration::from_millis($millis),
                })
            }
        }
    )*};
}
services! {
    /// Knows who the users are.
    UserDirectory: 40 ms;
    /// Knows what points are worth. May be busy for a moment.
    LoyaltyService: 60 ms;
    /// Knows how risky a user is.
    FraudService: 90 ms;
    /// Knows the sales tax of a region. May hang.
    TaxService: 35 ms;
    /// Knows what is cheaper this week.
    Promotions: 35 ms;
    /// Carries parcels.
    Post: 45 ms;
    /// Carries parcels too, and takes longer to say so.
    Courier: 90 ms;
    /// Knows what else somebody may like. May be out of order.
    Recommender: 25 ms;
}

impl UserDirectory {
    pub async fn find(&self, id: UserId) -> Result<User, CheckoutError> {
        let users = &self.0.answer().await.users;
        let found = users.iter().find(|user| user.id == id);
        found.cloned().ok_or(CheckoutError::UnknownUser(id))
    }
}

impl LoyaltyService {
    /// The highest tier that these points reach.
    pub async fn tier(&self, points: u32) -> Result<Option<Tier>, CheckoutError> {
        let answer = self.0.try_answer(50, "loyalty service", "").await?;
        let tiers = answer.tiers.iter();
        let reached = tiers.filter(|tier| tier.from_points <= points);
        Ok(reached.max_by_key(|tier| tier.from_points).cloned())
    }
}

impl FraudService {
    /// From 0, no doubt at all, up to 100.
    pub async fn risk(&self, user: UserId) -> u32 {
        let users = &self.0.answer().await.users;
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
        if self.0.world.faults.strike(40, "tax service", "") {
            return future::pending().await; // nobody should wait for ever
        }
        let taxes = &self.0.answer().await.taxes;
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
        let promotions = &self.0.answer().await.promotions;
        let open = promotions
            .iter()
            .filter(|it| it.sku == *sku && it.from_quantity <= quantity.get());
        open.max_by_key(|promotion| promotion.percent).cloned()
    }
}

impl Post {
    pub async fn offer(&self, sku: &Sku, region: &Region) -> Result<ShippingRate, CheckoutError> {
        self.0.carry("post", sku, region).await
    }
}

impl Courier {
    pub async fn offer(&self, sku: &Sku, region: &Region) -> Result<ShippingRate, CheckoutError> {
        self.0.carry("courier", sku, region).await
    }
}

impl Recommender {
    /// Ready to be asked.
    pub async fn connect(&self) -> Connection {
        self.0.answer().await;
        Connection(self.0.clone())
    }
}

/// An open line to the recommender, which somebody has to close.
pub struct Connection(Link);

impl Connection {
    /// A product with a promotion that is not in the cart, if there is one.
    pub async fn suggest(&self, cart: &Cart) -> Result<Option<Product>, CheckoutError> {
        let asked = self.0.try_answer(50, "recommender", "");
        let ShopData {
            products,
            promotions,
            ..
        } = asked.await?;
        let is_new = |sku: &Sku| cart.items().iter().all(|item| item.sku != *sku);
        let is_cheaper = |sku: &Sku| promotions.iter().any(|promotion| promotion.sku == *sku);
        let found = products
            .iter()
            .find(|it| it.stock > 0 && is_new(&it.sku) && is_cheaper(&it.sku));
        Ok(found.cloned())
    }

    /// Says goodbye.
    pub async fn close(&mut self) {
        self.0.answer().await;
    }
}

/// Knows the products, and sells them.
#[derive(Clone)]
pub struct Catalogue {
    data: Arc<ShopData>,
    stock: Stock,
    orders: Arc<AtomicU32>,
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
            orders: Arc::default(),
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

    /// Holds goods back, until they are sold or released.
    pub async fn reserve(&self, item: &CartItem) -> Result<Reservation, CheckoutError> {
        self.latency.pass(Duration::from_millis(20)).await;
        self.stock.reserve(item)
    }

    /// Takes longer than to hold goods back.
    pub async fn hesitate(&self) {
        self.latency.pass(Duration::from_millis(30)).await;
    }

    /// Puts goods back that were held.
    pub async fn release(&self, held: &Reservation) {
        self.latency.pass(Duration::from_millis(20)).await;
        self.stock.release(held);
    }

    /// Writes an order into the books, and gives it a number: they count up from 1001.
    pub async fn write_order(&self) -> u32 {
        self.latency.pass(Duration::from_millis(15)).await;
        1001 + self.orders.fetch_add(1, Ordering::Relaxed)
    }

    /// Sends goods off.
    pub async fn dispatch(&self) {
        self.latency.pass(Duration::from_millis(25)).await;
    }

    /// How many of a product can be sold now.
    pub fn left(&self, sku: &Sku) -> u32 {
        self.stock.left(sku)
    }
}
