//! The graphs with their inputs and outputs. The nodes in between are found by their types.

use std::sync::Arc;

use organum::dead_letter::MemoryDeadLetters;
use organum::persist::{ExecutionFilter, ExecutionSummary};
use organum::store::{MemoryStore, Store};
use organum::{GraphError, Runner, Timeline, Uuid, graph};

use crate::asides::{Aside, Asides};
use crate::closes::Closes;
use crate::data::ShopData;
use crate::domain::{Cart, CartItem, Region, UserId};
use crate::gateway::PaymentGateway;
use crate::line::PricedLine;
use crate::nodes::{FraudGate, Preview};
use crate::purchase::{Order, Purchase, Purchases};
use crate::services::{
    Catalogue, Courier, FraudService, LoyaltyService, Post, Promotions, Recommender, TaxService,
    UserDirectory, World,
};
use crate::suggest::Recommendation;
use crate::tables::{Begun, Tables, TablesError};
use crate::watch::Watch;

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
///
/// The inputs and the end of each checkout are recorded in the store, so that one that was interrupted can be
/// listed and resumed.
#[graph(output = (Order, Preview), resumable(lease = "2s"))]
pub struct Checkout {
    user: UserId,
    cart: Cart,
    #[inject]
    asides: Asides,
    #[inject]
    store: Arc<dyn Store>,
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
    pub tables: Tables,
    asides: Asides,
    checkout: Runner<Checkout>,
    /// The same graph with a store in memory, since a preview leaves no trace.
    preview: Runner<Checkout>,
    suggest: Runner<Suggest>,
}

/// A checkout without a result.
#[derive(Debug, thiserror::Error)]
pub enum CheckoutFailed {
    #[error(transparent)]
    Run(#[from] GraphError),
    #[error(transparent)]
    Tables(#[from] TablesError),
}

impl Shop {
    /// The highest risk that is accepted.
    const MOST_RISK: u32 = 60;

    pub fn open(world: &World, gateway: Arc<dyn PaymentGateway>, tables: Tables) -> Self {
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
        let purchases = Purchase::open(
            catalogue.clone(),
            gateway,
            tables.clone(),
            dead_letters.clone(),
        );
        let asides = Asides::default();
        let checkout = |store: Arc<dyn Store>| {
            Checkout::runner(
                asides.clone(),
                store,
                UserDirectory::new(world),
                LoyaltyService::new(world),
                TaxService::new(world),
                FraudService::new(world),
                FraudGate {
                    most: Self::MOST_RISK,
                },
                purchases.clone(),
                line.clone(),
                suggest.clone(),
            )
        };
        let lasting = tables.database().store();
        Self {
            data: world.data.clone(),
            catalogue,
            closes,
            checkout: checkout(lasting),
            preview: checkout(Arc::new(MemoryStore::new())),
            purchases,
            dead_letters,
            tables,
            asides,
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
        let id = Uuid::now_v7();
        let mut aside = Aside::default();
        aside.watch.timeline = timeline.clone();
        let _accompanied = self.asides.accompany(id, aside);
        let run = self.preview.run((user, cart)).id(id);
        run.only::<Preview>().observe(timeline.clone()).await
    }

    /// Waits until failed or cancelled runs have closed and undone everything. The shop must not sell
    /// afterwards.
    pub async fn close(&self) {
        self.checkout.handle().shutdown().await;
        self.preview.handle().shutdown().await;
        self.suggest.handle().shutdown().await;
        self.purchases.handle().shutdown().await;
        self.tables.database().clone().close().await;
    }

    /// Buys the cart. A checkout with the id of an earlier one goes on where that one ended.
    pub async fn checkout(
        &self,
        id: Uuid,
        user: UserId,
        cart: Cart,
        aside: Aside,
    ) -> Result<(Order, Preview), CheckoutFailed> {
        self.tables.begin(id, user, &cart).await?;
        let watch = aside.watch.clone();
        let _accompanied = self.asides.accompany(id, aside);
        let run = self.checkout.run((user, cart)).id(id);
        Ok(run.observe(watch).await?)
    }

    /// Continues a checkout, whose inputs are recorded.
    pub async fn resume(&self, id: Uuid, watch: Watch) -> Result<(Order, Preview), GraphError> {
        let run = self.checkout.resume(id).await?;
        let aside = Aside {
            watch: watch.clone(),
            ..Aside::default()
        };
        let _accompanied = self.asides.accompany(id, aside);
        run.observe(watch).await
    }

    /// Lists all checkouts, each with what is known of its beginning; the first one first.
    pub async fn executions(
        &self,
    ) -> Result<Vec<(ExecutionSummary, Option<Begun>)>, CheckoutFailed> {
        let mut begun = self.tables.begun().await?;
        let mut all = self.checkout.executions(ExecutionFilter::All).await?;
        all.sort_by_key(|execution| (execution.began, execution.id));
        let with_begun = all.into_iter().map(|execution| {
            let at = begun.iter().position(|it| it.execution == execution.id);
            (execution, at.map(|at| begun.swap_remove(at)))
        });
        Ok(with_begun.collect())
    }
}

#[cfg(test)]
mod tests {
    use std::future;
    use std::sync::atomic::{AtomicU32, Ordering};

    use organum::sql::Database;
    use organum_test_support::SqliteFile;
    use tokio::sync::Notify;

    use super::*;
    use crate::error::CheckoutError;
    use crate::faults::Faults;
    use crate::gateway::{BoxFuture, Charge, Receipt, Refusal};
    use crate::purchase::{Mishap, Step};

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
        fn charge<'a>(&'a self, _: &'a Charge) -> BoxFuture<'a, Result<Receipt, Refusal>> {
            self.charges.fetch_add(1, Ordering::Relaxed);
            self.asked.notify_one();
            Box::pin(async {
                match self.answer {
                    Answer::Accept => Ok(Receipt("MOCK".into())),
                    Answer::Decline => Err(Refusal::Declined),
                    Answer::Never => future::pending().await,
                }
            })
        }

        fn refund<'a>(&'a self, _: &'a Receipt) -> BoxFuture<'a, Result<(), TablesError>> {
            self.charges.fetch_sub(1, Ordering::Relaxed);
            Box::pin(future::ready(Ok(())))
        }
    }

    /// Opens a shop with a database of its own, which is deleted with the last value.
    async fn open(answer: Answer) -> (Shop, Arc<Mock>, SqliteFile) {
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
        let file = organum_test_support::sqlite();
        let db = Database::connect(&file.url()).await.unwrap();
        let tables = Tables::open(db).await.unwrap();
        let gateway = Arc::new(gateway);
        (Shop::open(&world, gateway.clone(), tables), gateway, file)
    }

    fn cart(items: &[&str]) -> Cart {
        Cart::new(items.iter().map(|item| item.parse::<CartItem>().unwrap())).unwrap()
    }

    impl Shop {
        async fn buys(&self, user: &str, items: &[&str]) -> Result<(Order, Preview), GraphError> {
            self.buys_with(user, items, Mishap::None).await
        }

        async fn buys_with(
            &self,
            user: &str,
            items: &[&str],
            mishap: Mishap,
        ) -> Result<(Order, Preview), GraphError> {
            let aside = Aside {
                mishap,
                ..Aside::default()
            };
            let (id, user) = (Uuid::now_v7(), user.parse().unwrap());
            let bought = self.checkout(id, user, cart(items), aside).await;
            bought.map_err(|failed| match failed {
                CheckoutFailed::Run(error) => error,
                CheckoutFailed::Tables(error) => panic!("{error}"),
            })
        }

        fn chairs(&self) -> u32 {
            self.catalogue.left(&"CHAIR".parse().unwrap())
        }
    }

    #[tokio::test]
    async fn a_preview_never_charges_and_holds_nothing_back() {
        let (shop, gateway, _file) = open(Answer::Accept).await;
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
        let (shop, gateway, _file) = open(Answer::Accept).await;
        let (order, preview) = shop.buys("3", &["CHAIR:2"]).await.unwrap();
        assert_eq!(order.payment.amount, preview.quote.total.0);
        assert_eq!(
            (gateway.charges.load(Ordering::Relaxed), shop.chairs()),
            (1, 1)
        );
    }

    #[tokio::test]
    async fn a_declined_payment_puts_the_goods_back() {
        let (shop, _, _file) = open(Answer::Decline).await;
        let error = shop.buys("3", &["CHAIR:2"]).await.unwrap_err();
        assert!(
            matches!(error.downcast_ref(), Some(CheckoutError::Declined(_))),
            "{error}"
        );
        assert_eq!(shop.chairs(), 3);
    }

    #[tokio::test]
    async fn a_failure_after_the_payment_pays_back_and_puts_the_goods_back() {
        let (shop, gateway, _file) = open(Answer::Accept).await;
        let bought = shop.buys_with("3", &["CHAIR:2"], Mishap::Fails(Step::Order));
        assert!(bought.await.is_err());
        assert_eq!(
            (gateway.charges.load(Ordering::Relaxed), shop.chairs()),
            (0, 3)
        );
    }

    #[tokio::test]
    async fn a_dropped_run_puts_the_goods_back() {
        let (shop, gateway, _file) = open(Answer::Never).await;
        let meanwhile = async {
            gateway.asked.notified().await;
            shop.chairs()
        };
        tokio::select! {
            biased;
            _ = shop.buys("3", &["CHAIR:2"]) => panic!("the gateway never answers"),
            left = meanwhile => assert_eq!(left, 1),
        }
        // The saga asks the gateway again, until its timeouts.
        tokio::time::pause();
        shop.close().await;
        assert_eq!(shop.chairs(), 3);
    }

    #[tokio::test]
    async fn the_last_chairs_are_sold_once() {
        let (shop, gateway, _file) = open(Answer::Accept).await;
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
        let (shop, gateway, _file) = open(Answer::Accept).await;
        let error = shop.buys("1", &["CABLE:1", "TEAPOT:1"]).await.unwrap_err();
        let teapot = CheckoutError::UnknownProduct("TEAPOT".parse().unwrap());
        assert_eq!(error.downcast_ref(), Some(&teapot));
        assert_eq!(gateway.charges.load(Ordering::Relaxed), 0);
    }
}
