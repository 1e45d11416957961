//! The nodes of a checkout. The parameters of a node are its dependencies; the executor derives the order.
//!
//! The results of nodes that call a service are recorded in the shop's database: for their checkout
//! (`scope = run`), so that it goes on after a crash, or for all (`scope = global`). Results that are only
//! read are kept for a day; that of [`order`], which charges a card, for ever.
//!
//! A process that is killed gives no lease back: the next run of its checkout goes on when the leases have
//! ended. The default of 30 seconds suits a service that is restarted. Here a person waits, so it is 2 seconds.

use organum::{FirstOk, GraphError, OneOf2, Run, Runner, node};
use serde::{Deserialize, Serialize};

use crate::asides::Asides;
use crate::domain::{Cart, CartItem, Region, UserId};
use crate::error::CheckoutError;
use crate::graph::{Line, Suggest};
use crate::line::PricedLine;
use crate::money::{Cents, Percent};
use crate::purchase::{NotBought, Order, PurchaseInput, Purchases};
use crate::services::{FraudService, LoyaltyService, TaxService, UserDirectory};
use crate::suggest::Recommendation;

/// The buyer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Profile {
    pub user: UserId,
    pub name: String,
    pub region: Region,
    pub points: u32,
}

/// The loyalty tier of the buyer's points.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Loyalty {
    pub tier: Option<String>,
    pub percent: Percent,
}

/// The region that determines the sales tax.
#[derive(Clone, Debug, Serialize)]
pub struct TaxRegion(pub Region);

/// The sales tax of the buyer's region.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct RegionalTax(pub Percent);

/// The flat tax rate, used when the sales tax of the region is not available.
#[derive(Clone, Copy, Debug)]
pub struct FlatTax(pub Percent);

/// The sales tax rate that is charged.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct TaxRate {
    pub percent: Percent,
    pub is_flat: bool,
}

/// The cart with a price for every item.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Lines(pub Vec<PricedLine>);

/// The price of the goods and of their shipping.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Goods {
    pub listed: Cents,
    pub loyalty: Cents,
    pub net: Cents,
    pub shipping: Cents,
}

/// The tax on the goods; shipping is not taxed.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Tax {
    pub rate: TaxRate,
    pub amount: Cents,
}

/// The amount to be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Total(pub Cents);

/// The quote that a buyer sees before paying: built from the types of its fields.
#[node]
#[derive(Clone, Debug, Serialize)]
pub struct Quote {
    pub lines: Lines,
    pub loyalty: Loyalty,
    pub goods: Goods,
    pub tax: Tax,
    pub total: Total,
}

/// The shop's recommendation to the buyer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Advice(pub Recommendation);

/// A quote for a user, which charges nothing.
#[derive(Clone, Debug)]
pub struct Preview {
    pub profile: Profile,
    pub quote: Quote,
    pub advice: Advice,
}

/// Stops buyers whose risk is too high. The limit is a setting of the shop.
#[derive(Clone, Copy, Debug)]
pub struct FraudGate {
    pub most: u32,
}

/// The buyer has passed the fraud check.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Cleared {
    pub user: UserId,
}

#[node(persist(scope = run, ttl = "24h", lease = "2s"))]
pub async fn profile(user: &UserId, users: &UserDirectory) -> Result<Profile, CheckoutError> {
    let user = users.find(*user).await?;
    Ok(Profile {
        user: user.id,
        name: user.name,
        region: user.region,
        points: user.points,
    })
}

/// The service may be busy: it is called up to four times, with growing delays.
#[node(
    retry(attempts = 4, backoff = exponential("10ms")),
    retry_if = CheckoutError::is_transient,
    persist(scope = run, ttl = "24h", lease = "2s")
)]
pub async fn loyalty(
    profile: &Profile,
    service: &LoyaltyService,
) -> Result<Loyalty, CheckoutError> {
    Ok(match service.tier(profile.points).await? {
        Some(tier) => Loyalty {
            tier: Some(tier.name),
            percent: tier.percent,
        },
        None => Loyalty {
            tier: None,
            percent: Percent::default(),
        },
    })
}

/// The tax depends on the region alone: a node that took the whole profile would have a record for each
/// buyer.
#[node]
pub fn tax_region(profile: &Profile) -> TaxRegion {
    TaxRegion(profile.region.clone())
}

/// The service may take too long. All checkouts of a region share the answer for an hour.
#[node(timeout = "250ms", persist(scope = global, ttl = "1h", lease = "2s"))]
pub async fn regional_tax(
    region: &TaxRegion,
    taxes: &TaxService,
) -> Result<RegionalTax, CheckoutError> {
    taxes.rate(&region.0).await.map(RegionalTax)
}

#[node]
pub fn flat_tax() -> FlatTax {
    FlatTax(Percent::whole(8))
}

/// The flat rate is the fallback for the rate of the region.
#[node]
pub fn tax_rate(rate: FirstOk<(&RegionalTax, &FlatTax)>) -> TaxRate {
    match rate.get() {
        OneOf2::First(regional) => TaxRate {
            percent: regional.0,
            is_flat: false,
        },
        OneOf2::Second(flat) => TaxRate {
            percent: flat.0,
            is_flat: true,
        },
    }
}

/// A nested graph: one run of `Line` for each item, four at a time.
#[node(persist(scope = run, ttl = "24h", lease = "2s"))]
pub async fn lines(
    cart: &Cart,
    profile: &Profile,
    line: &Runner<Line>,
    asides: &Asides,
    run: &Run,
) -> Result<Lines, GraphError> {
    let watch = asides.of(run).watch;
    let price = |item: CartItem| {
        let watched = watch.timeline.labelled(item.sku.to_string());
        line.run((item, profile.region.clone())).observe(watched)
    };
    organum::each(4, cart.items().to_vec(), price)
        .await
        .map(Lines)
}

#[node]
pub fn goods(lines: &Lines, loyalty: &Loyalty) -> Result<Goods, CheckoutError> {
    let listed = Cents::sum(lines.0.iter().map(|line| line.net))?;
    let shipping = Cents::sum(lines.0.iter().map(|line| line.shipping.cost))?;
    let saved = loyalty.percent.of(listed);
    Ok(Goods {
        listed,
        loyalty: saved,
        net: listed.less(saved),
        shipping,
    })
}

#[node]
pub fn tax(goods: &Goods, rate: TaxRate) -> Tax {
    Tax {
        rate,
        amount: rate.percent.of(goods.net),
    }
}

#[node]
pub fn total(goods: &Goods, tax: &Tax) -> Result<Total, CheckoutError> {
    Ok(Total(Cents::sum([goods.net, goods.shipping, tax.amount])?))
}

/// Another nested graph, which has a connection to close.
#[node(persist(scope = run, ttl = "24h", lease = "2s"))]
pub async fn advice(
    cart: &Cart,
    suggest: &Runner<Suggest>,
    asides: &Asides,
    run: &Run,
) -> Result<Advice, GraphError> {
    let suggested = suggest.run(cart.clone());
    let watched = suggested.observe(asides.of(run).watch);
    watched.await.map(Advice)
}

#[node]
pub fn preview(profile: Profile, quote: Quote, advice: Advice) -> Preview {
    Preview {
        profile,
        quote,
        advice,
    }
}

#[node(persist(scope = run, ttl = "24h", lease = "2s"))]
impl FraudGate {
    pub async fn compose(
        &self,
        profile: &Profile,
        service: &FraudService,
    ) -> Result<Cleared, CheckoutError> {
        match service.risk(profile.user).await {
            risk if risk > self.most => Err(CheckoutError::Suspicious {
                risk,
                most: self.most,
            }),
            _ => Ok(Cleared { user: profile.user }),
        }
    }
}

/// Waits for the fraud gate and runs the purchase: a saga, which is completed or undone as a whole. The
/// saga is a part of this run, which waits for its undos.
///
/// If the process ends before the order is recorded, the checkout runs the saga again: the gateway and the
/// table of orders recognise the execution, so the card is charged once.
#[node(persist(scope = run, lease = "2s"))]
pub async fn order(
    quote: &Quote,
    cleared: &Cleared,
    purchases: &Purchases,
    asides: &Asides,
    run: &Run,
) -> Result<Order, NotBought> {
    let lines = &quote.lines.0;
    let items: Vec<CartItem> = lines.iter().map(|line| line.item.clone()).collect();
    let days = lines.iter().map(|line| line.shipping.days).max();
    let aside = asides.of(run);
    let purchase = PurchaseInput {
        execution: run.id(),
        user: cleared.user,
        items: items.clone(),
        amount: quote.total.0,
        days: days.unwrap_or_default(),
        mishap: aside.mishap,
    };
    let purchase = purchases.run(purchase);
    let purchase = purchase.observe(aside.watch).within(run);
    let report = purchase.report().await;
    NotBought::unless_done(report, items)
}
