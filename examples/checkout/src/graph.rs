//! The graphs with their inputs and outputs. The nodes in between are found by their types.

use std::sync::Arc;

use organum::dead_letter::MemoryDeadLetters;
use organum::{GraphError, Runner, Timeline, graph};

use crate::closes::Closes;
use crate::data::ShopData;
use crate::domain::{Cart, CartItem, Region, UserId};
use crate::gateway::PaymentGateway;
use crate::line::PricedLine;
use crate::nodes::{FraudGate, Preview};
use crate::purchase::{Mishap, Order, Purchase, Purchases};
use crate::services::{
    Catalogue, Courier, FraudService, LoyaltyService, Post, Promotions, Recommender, TaxService,
    UserDirectory, World,
};
use crate::suggest::Recommendation;

/// One item of a cart, priced for a region.
#[graph(output = PricedLine)]
pub struct Line {
    item: CartItem,
    region: Region,
    #[inject]
    catalogue: Catalogue,
    #[inject]
    promotions: Promotions,
    #[inject]
    post: Post,
    #[inject]
    courier: Courier,
}

/// A recommendation for a cart.
#[graph(output = Recommendation)]
pub struct Suggest {
    cart: Cart,
    #[inject]
    recommender: Recommender,
}

/// Turns a cart into a preview and an order. Both need the quote, which is computed once.
#[graph(output = (Order, Preview))]
pub struct Checkout {
    user: UserId,
    cart: Cart,
    /// The deliberate failure.
    mishap: Mishap,
    /// Passed to the nested runs, so that they are recorded too.
    timeline: Timeline,
    #[inject]
    users: UserDirectory,
    #[inject]
    loyalty: LoyaltyService,
    #[inject]
    taxes: TaxService,
    #[inject]
    fraud: FraudService,
    #[inject]
    gate: FraudGate,
    #[inject]
    purchases: Purchases,
    #[inject]
    line: Runner<Line>,
    #[inject]
    suggest: Runner<Suggest>,
}

/// An open shop. Clones share the same stock.
#[derive(Clone)]
pub struct Shop {
    pub data: Arc<ShopData>,
    pub catalogue: Catalogue,
    /// Records the connections that are closed.
    pub closes: Closes,
    pub purchases: Purchases,
    /// The events and steps that failed permanently.
    pub dead_letters: MemoryDeadLetters,
    checkout: Runner<Checkout>,
    suggest: Runner<Suggest>,
}

impl Shop {
    /// The highest risk that is accepted.
    const MOST_RISK: u32 = 60;

    pub fn open(world: &World, gateway: Arc<dyn PaymentGateway>) -> Self {
        let catalogue = Catalogue::new(world.data.clone(), world.latency);
        let line = Line::runner(
            catalogue.clone(),
            Promotions::new(world),
            Post::new(world),
            Courier::new(world),
        );
        let closes = Closes::default();
        let suggest = Suggest::builder(Recommender::new(world))
            .observe(closes.clone())
            .build();
        let dead_letters = MemoryDeadLetters::new();
        let purchases = Purchase::open(catalogue.clone(), gateway, dead_letters.clone());
        let checkout = Checkout::runner(
            UserDirectory::new(world),
            LoyaltyService::new(world),
            TaxService::new(world),
            FraudService::new(world),
            FraudGate {
                most: Self::MOST_RISK,
            },
            purchases.clone(),
            line,
            suggest.clone(),
        );
        Self {
            data: world.data.clone(),
            catalogue,
            closes,
            purchases,
            dead_letters,
            checkout,
            suggest,
        }
    }

    /// Computes the price of the cart. Only the part of the graph that a preview needs runs, so the
    /// preview cannot charge.
    pub async fn preview(
        &self,
        user: UserId,
        cart: Cart,
        timeline: &Timeline,
    ) -> Result<Preview, GraphError> {
        let inputs = (user, cart, Mishap::None, timeline.clone());
        let run = self.checkout.run(inputs);
        run.only::<Preview>().observe(timeline.clone()).await
    }

    /// Waits until failed or cancelled runs have closed and undone everything. The shop must not sell
    /// afterwards.
    pub async fn close(&self) {
        self.checkout.handle().shutdown().await;
        self.suggest.handle().shutdown().await;
        self.purchases.handle().shutdown().await;
    }

    /// Buys the cart.
    pub async fn checkout(
        &self,
        user: UserId,
        cart: Cart,
        mishap: Mishap,
        timeline: &Timeline,
    ) -> Result<(Order, Preview), GraphError> {
        let inputs = (user, cart, mishap, timeline.clone());
        let run = self.checkout.run(inputs);
        run.observe(timeline.clone()).await
    }
}

#[cfg(test)]
mod tests {
    use std::future;
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::sync::Notify;

    use super::*;
    use crate::error::CheckoutError;
    use crate::faults::Faults;
    use crate::gateway::{BoxFuture, Charge, Declined, Receipt};
    use crate::purchase::Step;

    /// A gateway that counts the charges and gives a fixed answer; the nodes cannot tell the difference.
    struct Mock {
        charges: AtomicU32,
        asked: Notify,
        answer: Answer,
    }

    enum Answer {
        Accept,
        Decline,
        Never,
    }

    impl PaymentGateway for Mock {
        fn charge<'a>(&'a self, _: &'a Charge) -> BoxFuture<'a, Result<Receipt, Declined>> {
            self.charges.fetch_add(1, Ordering::Relaxed);
            self.asked.notify_one();
            Box::pin(async {
                match self.answer {
                    Answer::Accept => Ok(Receipt("MOCK".into())),
                    Answer::Decline => Err(Declined),
                    Answer::Never => future::pending().await,
                }
            })
        }

        fn refund<'a>(&'a self, _: &'a Receipt) -> BoxFuture<'a, ()> {
            self.charges.fetch_sub(1, Ordering::Relaxed);
            Box::pin(future::ready(()))
        }
    }

    fn open(answer: Answer) -> (Shop, Arc<Mock>) {
        let gateway = Mock {
            charges: AtomicU32::new(0),
            asked: Notify::new(),
            answer,
        };
        let world = World {
            data: Arc::new(ShopData::load(None).unwrap()),
            latency: "0".parse().unwrap(),
            faults: Faults::default(),
        };
        let gateway = Arc::new(gateway);
        (Shop::open(&world, gateway.clone()), gateway)
    }

    fn cart(items: &[&str]) -> Cart {
        Cart::new(items.iter().map(|item| item.parse::<CartItem>().unwrap())).unwrap()
    }

    impl Shop {
        async fn buys(&self, user: &str, items: &[&str]) -> Result<(Order, Preview), GraphError> {
            let (user, mishap) = (user.parse().unwrap(), Mishap::None);
            self.checkout(user, cart(items), mishap, &Timeline::new())
                .await
        }

        fn chairs(&self) -> u32 {
            self.catalogue.left(&"CHAIR".parse().unwrap())
        }
    }

    #[tokio::test]
    async fn a_preview_never_charges_and_holds_nothing_back() {
        let (shop, gateway) = open(Answer::Accept);
        let timeline = Timeline::new();
        let preview = shop
            .preview("3".parse().unwrap(), cart(&["CHAIR:3"]), &timeline)
            .await
            .unwrap();
        assert_eq!(preview.quote.total.0.to_string(), "$892.49");
        assert_eq!(
            (gateway.charges.load(Ordering::Relaxed), shop.chairs()),
            (0, 3)
        );
        let ran: Vec<_> = timeline
            .entries()
            .into_iter()
            .map(|entry| entry.node)
            .collect();
        for never in ["Cleared", "Order", "reserve", "charge"] {
            assert!(!ran.contains(&never), "{ran:?}");
        }
    }

    #[tokio::test]
    async fn a_checkout_charges_the_previewed_total_once() {
        let (shop, gateway) = open(Answer::Accept);
        let (order, preview) = shop.buys("3", &["CHAIR:2"]).await.unwrap();
        assert_eq!(order.payment.amount, preview.quote.total.0);
        assert_eq!(
            (gateway.charges.load(Ordering::Relaxed), shop.chairs()),
            (1, 1)
        );
    }

    #[tokio::test]
    async fn a_declined_payment_puts_the_goods_back() {
        let (shop, _) = open(Answer::Decline);
        let error = shop.buys("3", &["CHAIR:2"]).await.unwrap_err();
        assert!(
            matches!(error.downcast_ref(), Some(CheckoutError::Declined(_))),
            "{error}"
        );
        assert_eq!(shop.chairs(), 3);
    }

    #[tokio::test]
    async fn a_failure_after_the_payment_pays_back_and_puts_the_goods_back() {
        let (shop, gateway) = open(Answer::Accept);
        let (user, mishap) = ("3".parse().unwrap(), Mishap::Fails(Step::Order));
        let timeline = Timeline::new();
        let bought = shop.checkout(user, cart(&["CHAIR:2"]), mishap, &timeline);
        assert!(bought.await.is_err());
        assert_eq!(
            (gateway.charges.load(Ordering::Relaxed), shop.chairs()),
            (0, 3)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_dropped_run_puts_the_goods_back() {
        let (shop, gateway) = open(Answer::Never);
        let meanwhile = async {
            gateway.asked.notified().await;
            shop.chairs()
        };
        tokio::select! {
            biased;
            _ = shop.buys("3", &["CHAIR:2"]) => panic!("the gateway never answers"),
            left = meanwhile => assert_eq!(left, 1),
        }
        shop.close().await;
        assert_eq!(shop.chairs(), 3);
    }

    #[tokio::test]
    async fn the_last_chairs_are_sold_once() {
        let (shop, gateway) = open(Answer::Accept);
        let (one, other) = tokio::join!(shop.buys("3", &["CHAIR:2"]), shop.buys("1", &["CHAIR:2"]));
        let refused = [one, other]
            .into_iter()
            .filter_map(Result::err)
            .collect::<Vec<_>>();
        let [error] = &*refused else {
            panic!("one of the two must be refused: {refused:?}")
        };
        assert!(
            matches!(
                error.downcast_ref(),
                Some(CheckoutError::NotEnough { left: 1, .. })
            ),
            "{error}"
        );
        assert_eq!(
            (gateway.charges.load(Ordering::Relaxed), shop.chairs()),
            (1, 1)
        );
    }

    #[tokio::test]
    async fn the_root_cause_is_found_through_the_nested_graph() {
        let (shop, gateway) = open(Answer::Accept);
        let error = shop.buys("1", &["CABLE:1", "TEAPOT:1"]).await.unwrap_err();
        let teapot = CheckoutError::UnknownProduct("TEAPOT".parse().unwrap());
        assert_eq!(error.downcast_ref(), Some(&teapot));
        assert_eq!(gateway.charges.load(Ordering::Relaxed), 0);
    }
}
