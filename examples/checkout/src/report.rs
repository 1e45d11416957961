//! The output of the shop: lists, quotes, orders.

use std::time::SystemTime;

use jiff::Timestamp;
use organum::persist::{ExecutionStatus, ExecutionSummary};

use crate::columns::{Side, columns, table};
use crate::data::ShopData;
use crate::graph::Shop;
use crate::nodes::{Preview, Quote};
use crate::purchase::Order;
use crate::suggest::Recommendation;
use crate::tables::Begun;

pub fn users(data: &ShopData) -> String {
    let rows = data.users.iter().map(|user| {
        [
            user.id.to_string(),
            user.name.clone(),
            user.region.to_string(),
            user.points.to_string(),
        ]
    });
    let headings = [
        ("USER", Side::Right),
        ("NAME", Side::Left),
        ("REGION", Side::Left),
        ("POINTS", Side::Right),
    ];
    table(headings, rows.collect())
}

pub fn products(shop: &Shop) -> String {
    let rows = shop.data.products.iter().map(|product| {
        let promotions = shop
            .data
            .promotions
            .iter()
            .filter(|it| it.sku == product.sku);
        let promotions = promotions.map(|it| match it.from_quantity {
            0 | 1 => format!("{} off", it.percent),
            many => format!("{} off from {many}", it.percent),
        });
        [
            product.sku.to_string(),
            product.name.clone(),
            product.price_cents.to_string(),
            shop.catalogue.left(&product.sku).to_string(),
            promotions.collect::<Vec<_>>().join(", "),
        ]
    });
    let headings = [
        ("PRODUCT", Side::Left),
        ("NAME", Side::Left),
        ("PRICE", Side::Right),
        ("STOCK", Side::Right),
        ("PROMOTION", Side::Left),
    ];
    table(headings, rows.collect())
}

pub fn shipping(data: &ShopData) -> String {
    let rows = data.rates.iter().map(|rate| {
        [
            rate.region.to_string(),
            rate.base_cents.to_string(),
            rate.per_kg_cents.to_string(),
            rate.days.to_string(),
        ]
    });
    let headings = [
        ("REGION", Side::Left),
        ("PARCEL", Side::Right),
        ("PER KG", Side::Right),
        ("DAYS", Side::Right),
    ];
    table(headings, rows.collect())
}

/// A quote with its lines and sums.
pub fn preview(preview: &Preview) -> String {
    let Preview {
        profile,
        quote,
        advice,
    } = preview;
    let tier = quote.loyalty.tier.as_deref().unwrap_or("no tier yet");
    format!("Quote for {} ({tier}, {})\n", profile.name, profile.region)
        + &lines(quote)
        + &sums(quote)
        + &recommended(&advice.0)
}

fn lines(quote: &Quote) -> String {
    let rows = quote.lines.0.iter().map(|line| {
        let deal = line.deal.as_ref();
        [
            line.name.clone(),
            line.item.quantity.get().to_string(),
            line.price.to_string(),
            deal.map(|(label, percent)| format!("{label} -{percent}"))
                .unwrap_or_default(),
            line.net.to_string(),
            line.shipping.cost.to_string(),
            line.shipping.carrier.to_string(),
        ]
    });
    let headings = [
        ("ITEM", Side::Left),
        ("QTY", Side::Right),
        ("PRICE", Side::Right),
        ("PROMOTION", Side::Left),
        ("AMOUNT", Side::Right),
        ("SHIPPING", Side::Right),
        ("BY", Side::Left),
    ];
    table(headings, rows.collect())
}

fn sums(quote: &Quote) -> String {
    let (goods, tax) = (&quote.goods, &quote.tax);
    let mut sums = vec![["Goods".to_owned(), goods.listed.to_string()]];
    if !quote.loyalty.percent.is_zero() {
        sums.push([
            format!("Loyalty -{}", quote.loyalty.percent),
            format!("-{}", goods.loyalty),
        ]);
    }
    sums.push(["Shipping".to_owned(), goods.shipping.to_string()]);
    let flat = if tax.rate.is_flat { ", flat" } else { "" };
    sums.push([
        format!("Tax {}{flat}", tax.rate.percent),
        tax.amount.to_string(),
    ]);
    sums.push(["Total".to_owned(), quote.total.0.to_string()]);
    columns([Side::Left, Side::Right], &sums)
}

fn recommended(recommendation: &Recommendation) -> String {
    let Some(product) = &recommendation.0 else {
        return String::new();
    };
    format!("You may like: {} ({})\n", product.name, product.sku)
}

/// The checkouts with their status, time and buyer.
pub fn executions(data: &ShopData, all: &[(ExecutionSummary, Option<Begun>)]) -> String {
    if all.is_empty() {
        return "no checkouts yet: `checkout 1 CABLE:2` begins one\n".to_owned();
    }
    let rows = all.iter().map(|(execution, begun)| {
        let buyer = |begun: &Begun| {
            let mut users = data.users.iter();
            let user = users.find(|user| user.id.to_string() == begun.user);
            user.map_or_else(|| begun.user.clone(), |user| user.name.clone())
        };
        [
            execution.id.to_string(),
            status(execution.status).to_owned(),
            time(execution.began),
            begun.as_ref().map(buyer).unwrap_or_default(),
            begun.as_ref().map(|it| it.cart.clone()).unwrap_or_default(),
        ]
    });
    let headings = [
        ("CHECKOUT", Side::Left),
        ("STATUS", Side::Left),
        ("BEGAN (UTC)", Side::Left),
        ("BUYER", Side::Left),
        ("CART", Side::Left),
    ];
    table(headings, rows.collect())
}

fn status(status: ExecutionStatus) -> &'static str {
    match status {
        ExecutionStatus::Running => "running",
        ExecutionStatus::Unfinished => "interrupted",
        ExecutionStatus::Done => "done",
        ExecutionStatus::Failed => "failed",
        _ => "unknown",
    }
}

fn time(time: SystemTime) -> String {
    match Timestamp::try_from(time) {
        Ok(time) => time.strftime("%F %T").to_string(),
        Err(_) => "unknown".to_owned(),
    }
}

/// The confirmation of an order.
pub fn order(order: &Order) -> String {
    let Order {
        number,
        payment,
        days,
    } = order;
    let days = if *days == 1 {
        "1 day".to_owned()
    } else {
        format!("{days} days")
    };
    let (amount, receipt) = (payment.amount, &payment.receipt.0);
    format!("Order {number}: {amount} paid (receipt {receipt}), delivered within {days}\n")
}

/// The events that followed from an order.
pub fn after_sale(lines: &[String]) -> String {
    lines.iter().flat_map(|line| ["  - ", line, "\n"]).collect()
}
