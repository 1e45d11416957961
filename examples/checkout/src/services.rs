//! The simulated services that a checkout calls: each answers from the data files, after a delay.

use std::future;
use std::sync::Arc;
use std::time::Duration;

use crate::data::{Product, Promotion, ShippingRate, ShopData, Tier, User};
use crate::domain::{Cart, CartItem, Quantity, Region, Sku, UserId};
use crate::error::CheckoutError;
use crate::faults::Faults;
use crate::latency::Latency;
use crate::money::Percent;
use crate::stock::{Reservation, Stock};

/// The common state of the simulated services: the data, the speed and the failures.
#[derive(Clone)]
pub struct World {
    pub data: Arc<ShopData>,
    pub latency: Latency,
    pub faults: Faults,
}

/// The connection to one service.
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

    /// Answers, or fails with a probability of `percent` if services are flaky.
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

    /// Returns a carrier's price for a parcel to `region`. The carriers have the same prices and fail
    /// independently.
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

/// Declares services, each with its typical duration.
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
    /// The directory of users.
    UserDirectory: 40 ms;
    /// The tiers of loyalty points. The service may be busy.
    LoyaltyService: 60 ms;
    /// The risk of users.
    FraudService: 90 ms;
    /// The sales tax of regions. The service may hang.
    TaxService: 35 ms;
    /// The current promotions.
    Promotions: 35 ms;
    /// A carrier.
    Post: 45 ms;
    /// Another carrier, which answers more slowly.
    Courier: 90 ms;
    /// Recommendations. The service may be out of order.
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
    /// Returns the risk from 0 to 100.
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
            return future::pending().await; // the caller needs a timeout
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
    /// The promotion with the largest discount, if there is one.
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
    /// Opens a connection.
    pub async fn connect(&self) -> Connection {
        self.0.answer().await;
        Connection(self.0.clone())
    }
}

/// An open connection to the recommender, which has to be closed.
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

    /// Closes the connection.
    pub async fn close(&mut self) {
        self.0.answer().await;
    }
}

/// The catalogue of products, which also sells them.
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

    /// The product of `item`, if this quantity is available.
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

    /// Reserves goods until they are sold or released.
    pub async fn reserve(&self, item: &CartItem) -> Result<Reservation, CheckoutError> {
        self.latency.pass(Duration::from_millis(20)).await;
        self.stock.reserve(item)
    }

    /// Waits longer than a reservation takes.
    pub async fn hesitate(&self) {
        self.latency.pass(Duration::from_millis(30)).await;
    }

    /// Releases reserved goods.
    pub async fn release(&self, held: &Reservation) {
        self.latency.pass(Duration::from_millis(20)).await;
        self.stock.release(held);
    }

    /// Waits as long as an order takes to be written.
    pub async fn write_order(&self) {
        self.latency.pass(Duration::from_millis(15)).await;
    }

    /// Dispatches goods.
    pub async fn dispatch(&self) {
        self.latency.pass(Duration::from_millis(25)).await;
    }

    /// The available quantity of a product.
    pub fn left(&self, sku: &Sku) -> u32 {
        self.stock.left(sku)
    }
}
