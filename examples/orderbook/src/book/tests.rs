//! Compares the book with a naive implementation, on random orders.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// An operation on a book.
#[derive(Clone, Copy, Debug)]
enum Action {
    Place(Order),
    Cancel(OrderId),
}

/// A small range of numbers, traders and prices, so that orders match often.
fn action() -> impl Strategy<Value = Action> {
    let side = prop_oneof![Just(Side::Buy), Just(Side::Sell)];
    let limit =
        prop_oneof![4 => (95..=105_u32).prop_map(|price| Some(Price(price))), 1 => Just(None)];
    let order = (0..40_u64, 0..4_u32, side, limit, 1..=20_u32);
    let order = order.prop_map(|(id, trader, side, limit, quantity)| Order {
        id: OrderId(id),
        trader: Trader(trader),
        side,
        limit,
        quantity,
    });
    prop_oneof![
        4 => order.prop_map(Action::Place),
        1 => (0..40_u64).prop_map(|id| Action::Cancel(OrderId(id))),
    ]
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    prop::collection::vec(action(), 0..200)
}

/// All resting orders in the order of arrival; each match searches for the best one.
#[derive(Default)]
struct Naive(Vec<Order>);

impl Naive {
    fn place(&mut self, mut order: Order) -> (Vec<Trade>, Result<Rest, Duplicate>) {
        if self.0.iter().any(|resting| resting.id == order.id) {
            return (Vec::new(), Err(Duplicate(order.id)));
        }
        let mut trades = Vec::new();
        while let Some(at) = (order.quantity > 0)
            .then(|| self.best_for(&order))
            .flatten()
        {
            let maker = &mut self.0[at];
            let quantity = maker.quantity.min(order.quantity);
            let (buyer, seller) = match order.side {
                Side::Buy => (order.trader, maker.trader),
                Side::Sell => (maker.trader, order.trader),
            };
            trades.push(Trade {
                maker: maker.id,
                taker: order.id,
                buyer,
                seller,
                price: maker.limit.expect("it rests"),
                quantity,
            });
            maker.quantity -= quantity;
            order.quantity -= quantity;
            if maker.quantity == 0 {
                self.0.remove(at);
            }
        }
        let rest = match (order.quantity, order.limit) {
            (0, _) => Rest::Filled,
            (left, None) => Rest::Dropped(left),
            (left, Some(_)) => {
                self.0.push(order);
                Rest::Rests(left)
            }
        };
        (trades, Ok(rest))
    }

    /// The first of the orders with the best price that the order may trade with.
    fn best_for(&self, order: &Order) -> Option<usize> {
        let mut best: Option<(usize, Price)> = None;
        for (at, maker) in self.0.iter().enumerate() {
            let price = maker.limit.expect("it rests");
            let is_better = |than: Price| match order.side {
                Side::Buy => price < than,
                Side::Sell => price > than,
            };
            let is_wanted = maker.side != order.side
                && order
                    .limit
                    .is_none_or(|limit| limit == price || is_better(limit));
            if is_wanted && best.is_none_or(|(_, price)| is_better(price)) {
                best = Some((at, price));
            }
        }
        best.map(|(at, _)| at)
    }

    fn cancel(&mut self, id: OrderId) -> Option<u32> {
        let at = self.0.iter().position(|order| order.id == id)?;
        Some(self.0.remove(at).quantity)
    }

    fn depth(&self) -> (usize, u64) {
        let quantities = self.0.iter().map(|order| u64::from(order.quantity));
        (self.0.len(), quantities.sum())
    }
}

/// The quantities of an order by their result.
#[derive(Debug, Default, PartialEq)]
struct Shares {
    ordered: u64,
    traded: u64,
    cancelled: u64,
}

proptest! {
    #[test]
    fn the_book_trades_like_the_naive_one(actions in actions()) {
        let (mut book, mut naive) = (Book::default(), Naive::default());
        for action in actions {
            match action {
                Action::Place(order) => {
                    let mut trades = Vec::new();
                    let rest = book.place(order, |trade| trades.push(trade));
                    prop_assert_eq!((trades, rest), naive.place(order));
                }
                Action::Cancel(id) => prop_assert_eq!(book.cancel(id), naive.cancel(id)),
            }
            prop_assert_eq!(book.depth(), naive.depth());
        }
    }

    #[test]
    fn the_book_is_never_crossed_and_keeps_no_empty_level(actions in actions()) {
        let mut book = Book::default();
        for action in actions {
            match action {
                Action::Place(order) => drop(book.place(order, |_| {})),
                Action::Cancel(id) => drop(book.cancel(id)),
            }
            if let (Some(bid), Some(ask)) = (book.best_bid(), book.best_ask()) {
                prop_assert!(bid < ask, "{bid} is offered for what costs {ask}");
            }
            let mut levels = book.bids.values().chain(book.asks.values());
            prop_assert!(levels.all(|level| !level.is_empty()));
        }
    }

    #[test]
    fn every_share_is_traded_cancelled_dropped_or_rests(actions in actions()) {
        let mut book = Book::default();
        // A number may be used again after its order is gone: the quantities are added up.
        let mut orders: BTreeMap<OrderId, Shares> = BTreeMap::new();
        for action in actions {
            match action {
                Action::Place(order) => {
                    let mut trades = Vec::new();
                    let Ok(rest) = book.place(order, |trade| trades.push(trade)) else {
                        prop_assert!(trades.is_empty());
                        continue;
                    };
                    orders.entry(order.id).or_default().ordered += u64::from(order.quantity);
                    for trade in trades {
                        prop_assert!(trade.quantity > 0);
                        prop_assert!(order.accepts(trade.price));
                        for id in [trade.maker, trade.taker] {
                            orders.entry(id).or_default().traded += u64::from(trade.quantity);
                        }
                    }
                    if let Rest::Dropped(left) = rest {
                        orders.entry(order.id).or_default().cancelled += u64::from(left);
                    }
                }
                Action::Cancel(id) => {
                    if let Some(left) = book.cancel(id) {
                        orders.entry(id).or_default().cancelled += u64::from(left);
                    }
                }
            }
        }
        let levels = book.bids.values().chain(book.asks.values());
        for resting in levels.flatten() {
            let shares = orders.get_mut(&resting.id).expect("it was placed");
            shares.ordered -= u64::from(resting.quantity);
        }
        for (id, Shares { ordered, traded, cancelled }) in orders {
            prop_assert_eq!(ordered, traded + cancelled, "order {}", id);
        }
    }
}

fn order(id: u64, side: Side, limit: u32, quantity: u32) -> Order {
    Order {
        id: OrderId(id),
        trader: Trader(1),
        side,
        limit: Some(Price(limit)),
        quantity,
    }
}

#[test]
fn the_better_price_comes_first_then_the_earlier_order() {
    let mut book = Book::default();
    for order in [
        order(1, Side::Sell, 101, 5),
        order(2, Side::Sell, 100, 5),
        order(3, Side::Sell, 100, 5),
    ] {
        assert_eq!(book.place(order, |_| {}), Ok(Rest::Rests(5)));
    }
    let mut met = Vec::new();
    let rest = book.place(order(4, Side::Buy, 101, 12), |trade| {
        met.push((trade.maker.0, trade.price.0, trade.quantity));
    });
    assert_eq!(rest, Ok(Rest::Filled));
    assert_eq!(met, [(2, 100, 5), (3, 100, 5), (1, 101, 2)]);
    assert_eq!(book.cancel(OrderId(1)), Some(3));
    assert_eq!(book.cancel(OrderId(1)), None);
    assert_eq!(book.depth(), (0, 0));
}
