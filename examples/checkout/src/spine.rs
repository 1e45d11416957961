//! The follow-up of an order: the checkout publishes an event, and organs handle it. None of them can
//! delay a sale, and none depends on the others.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use organum::dead_letter::MemoryDeadLetters;
use organum::{Event, Runtime, Spine, SpineError, event, organ, spine};
use serde::{Deserialize, Serialize};

use crate::data::{ShopData, Tier};
use crate::domain::{Sku, UserId};
use crate::graph::Shop;
use crate::money::Cents;
use crate::nodes::Preview;
use crate::purchase::Order;

/// A product is low if at most this many are left.
const LOW: u32 = 5;

/// A user has paid for an order.
#[event]
pub struct OrderPlaced {
    pub number: u32,
    pub user: UserId,
    pub name: String,
    pub paid: Cents,
    pub sold: Vec<Sold>,
}

/// A product of an order.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sold {
    pub sku: Sku,
    /// The number that the shop still has.
    pub left: u32,
}

#[event]
pub struct ReceiptSent {
    pub number: u32,
    pub name: String,
}

#[event]
pub struct PointsEarned {
    pub earned: u64,
    /// The points including earlier ones.
    pub saved: u64,
}

#[event]
pub struct TierReached {
    pub tier: String,
}

#[event]
pub struct StockLow {
    pub sku: Sku,
    pub left: u32,
}

/// Sends a receipt to the buyer.
#[organ]
pub fn receipt(event: &OrderPlaced) -> ReceiptSent {
    ReceiptSent {
        number: event.number,
        name: event.name.clone(),
    }
}

/// Gives a point for each dollar.
pub struct Loyalty {
    saved: BTreeMap<UserId, u64>,
    tiers: Vec<Tier>,
}

impl Loyalty {
    /// The best tier for this many points.
    fn tier(&self, points: u64) -> Option<&Tier> {
        let reached = self.tiers.iter();
        let reached = reached.filter(|tier| u64::from(tier.from_points) <= points);
        reached.max_by_key(|tier| tier.from_points)
    }
}

#[organ]
impl Loyalty {
    fn handle(&mut self, event: &OrderPlaced) -> Option<(PointsEarned, Option<TierReached>)> {
        let earned = event.paid.dollars();
        if earned == 0 {
            return None;
        }
        let before = self.saved.get(&event.user).copied().unwrap_or_default();
        let saved = before.saturating_add(earned);
        self.saved.insert(event.user, saved);
        let tier = |points| self.tier(points).map(|tier| &tier.name);
        let reached = tier(saved).filter(|reached| tier(before) != Some(*reached));
        let reached = reached.map(|tier| TierReached { tier: tier.clone() });
        Some((PointsEarned { earned, saved }, reached))
    }
}

/// Reports each product when it is low, and when it is sold out.
#[derive(Default)]
pub struct Shelves {
    /// The products already reported, with a flag for sold out.
    warned: BTreeSet<(Sku, bool)>,
}

#[organ]
impl Shelves {
    fn handle(&mut self, event: &OrderPlaced) -> Vec<StockLow> {
        let low = event.sold.iter().filter(|sold| sold.left <= LOW);
        let new = low.filter(|sold| {
            let is_out = sold.left == 0;
            self.warned.insert((sold.sku.clone(), is_out))
        });
        new.map(|sold| StockLow {
            sku: sold.sku.clone(),
            left: sold.left,
        })
        .collect()
    }
}

/// The lines that are shown below an order.
#[derive(Default)]
pub struct Board {
    lines: Vec<String>,
}

#[organ]
impl Board {
    fn handle(&mut self, event: &Event) {
        match event {
            ReceiptSent { number, name } => {
                self.lines
                    .push(format!("receipt of order {number} sent to {name}"));
            }
            PointsEarned { earned, saved } => {
                self.lines
                    .push(format!("{earned} points earned, {saved} in all"));
            }
            TierReached { tier } => self.lines.push(format!("the buyer is {tier} now")),
            StockLow { sku, left: 0 } => self.lines.push(format!("{sku} is sold out")),
            StockLow { sku, left } => {
                self.lines.push(format!("{sku} is low: {left} left"));
            }
        }
    }
}

#[spine(entry(OrderPlaced))]
pub struct AfterSale {
    receipt: receipt,
    loyalty: Loyalty,
    shelves: Shelves,
    board: Board,
}

impl AfterSale {
    /// Creates the runtime of the organs for a shop with this data.
    pub fn of(data: &ShopData, dead_letters: MemoryDeadLetters) -> Runtime<Self> {
        let saved = data.users.iter();
        let saved = saved.map(|user| (user.id, user.points.into())).collect();
        Self {
            receipt: receipt::default(),
            loyalty: Loyalty {
                saved,
                tiers: data.tiers.clone(),
            },
            shelves: Shelves::default(),
            board: Board::default(),
        }
        .builder()
        .dead_letters(dead_letters)
        .build()
    }
}

/// Publishes an order and returns the lines about the events that followed.
pub async fn publish(
    after_sale: &mut Runtime<AfterSale>,
    shop: &Shop,
    order: &Order,
    preview: &Preview,
) -> Result<Vec<String>, SpineError> {
    let lines = preview.quote.lines.0.iter();
    let sold = lines.map(|line| Sold {
        left: shop.catalogue.left(&line.item.sku),
        sku: line.item.sku.clone(),
    });
    let placed = OrderPlaced {
        number: order.number,
        user: preview.profile.user,
        name: preview.profile.name.clone(),
        paid: order.payment.amount,
        sold: sold.collect(),
    };
    after_sale.run(placed).await?;
    Ok(mem::take(&mut after_sale.spine_mut().board.lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(number: u32, user: &str, cents: u64, sold: &[(&str, u32)]) -> OrderPlaced {
        let sold = sold.iter().map(|(sku, left)| Sold {
            sku: sku.parse().unwrap(),
            left: *left,
        });
        OrderPlaced {
            number,
            user: user.parse().unwrap(),
            name: "Dana Petrov".to_owned(),
            paid: Cents::new(cents),
            sold: sold.collect(),
        }
    }

    async fn lines(after_sale: &mut Runtime<AfterSale>, placed: OrderPlaced) -> Vec<String> {
        after_sale.run(placed).await.unwrap();
        mem::take(&mut after_sale.spine_mut().board.lines)
    }

    #[tokio::test]
    async fn points_add_up_to_tiers_and_a_product_is_low_once() {
        let mut after_sale =
            AfterSale::of(&ShopData::load(None).unwrap(), MemoryDeadLetters::new());
        assert_eq!(
            lines(&mut after_sale, placed(1001, "4", 15_999, &[("MUG", 6)])).await,
            [
                "receipt of order 1001 sent to Dana Petrov",
                "159 points earned, 199 in all",
            ]
        );
        let second = placed(1002, "4", 100, &[("MUG", 5), ("GLOBE", 0)]);
        assert_eq!(
            lines(&mut after_sale, second).await,
            [
                "receipt of order 1002 sent to Dana Petrov",
                "1 points earned, 200 in all",
                "the buyer is Bronze now",
                "MUG is low: 5 left",
                "GLOBE is sold out",
            ]
        );
        let third = placed(1003, "4", 99, &[("MUG", 4)]);
        assert_eq!(
            lines(&mut after_sale, third).await,
            ["receipt of order 1003 sent to Dana Petrov"]
        );
    }

    #[test]
    fn an_event_is_serialised_in_the_format_of_the_data_files() {
        let json = serde_json::to_value(placed(1001, "4", 1299, &[("MUG", 5)])).unwrap();
        assert_eq!(json["user"], "4");
        assert_eq!(json["paid"], "1299");
        let back: OrderPlaced = serde_json::from_value(json).unwrap();
        assert_eq!((back.paid, back.sold.len()), (Cents::new(1299), 1));
    }
}
