//! All forms of events, organs and spines: patterns, return types and handlers.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use organum::{
    Emits, Event, Outbox, Spine, event,
    event::{EventType, Organ},
    organ, spine,
};

mod shop {
    use organum::event;

    #[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    pub(super) enum Priority {
        Express,
        Normal,
    }

    #[event]
    #[derive(Debug)]
    pub(super) struct OrderPlaced {
        pub(super) order: u64,
        pub(super) priority: Priority,
        pub(super) total: u32,
        pub(super) place: (u8, Option<u8>),
    }

    #[event("PAYMENT_FAILED", version = 3, key = order, retry(attempts = 2))]
    pub(super) struct PaymentFailed {
        pub(super) order: u64,
    }
}

use shop::{OrderPlaced, OrderPlaced as Placed, PaymentFailed, Priority};

#[event]
struct PaymentExpired {
    order: u64,
    #[allow(dead_code, reason = "no arm names the field")]
    why: u8,
}

#[event(key = 0)]
struct Moved(i32, i32);

#[event]
struct Shutdown;

#[event(name = "FIGURE", key = Self::side)]
enum Shape {
    Circle { r: u32 },
    Square(u32),
    Dot,
}

impl Shape {
    fn side(&self) -> u32 {
        match self {
            Self::Circle { r } => 2 * r,
            Self::Square(side) => *side,
            Self::Dot => 0,
        }
    }
}

use Shape::{Dot, Square};

#[event]
#[derive(Debug, PartialEq)]
struct Shipped {
    order: u64,
}

#[event]
#[derive(Debug, PartialEq)]
struct Refused {
    order: u64,
    why: String,
}

impl Refused {
    fn of(order: u64, why: &str) -> Self {
        let why = why.to_owned();
        Self { order, why }
    }
}

#[derive(Emits)]
enum Answer {
    Ship(Shipped),
    Refuse(Refused),
    Nothing,
}

const BIG: u32 = 1_000;

#[derive(Debug, thiserror::Error)]
#[error("no stock")]
struct NoStock;

#[derive(Default)]
struct Fulfilment {
    count: u32,
    threshold: u32,
    hops: Vec<u32>,
}

#[organ]
impl Fulfilment {
    const LIMIT: u32 = 7;

    async fn ship(&mut self, order: u64) -> Result<Shipped, NoStock> {
        self.count += 1;
        tokio::task::yield_now().await;
        if order == 99 {
            Err(NoStock)
        } else {
            Ok(Shipped { order })
        }
    }

    async fn handle(&mut self, event: &Event) -> Result<Option<Answer>, NoStock> {
        // The parameter can be used like any other value.
        self.hops.push(event.hops());
        match event {
            OrderPlaced {
                order,
                priority: Priority::Express,
                ..
            } => return Ok(Some(Answer::Ship(self.ship(*order).await?))),
            Placed {
                order, total: BIG, ..
            } => Ok(Some(Answer::Refuse(Refused::of(*order, "big")))),
            OrderPlaced {
                total: Self::LIMIT,
                order: id,
                ..
            } => Ok(Some(Answer::Refuse(Refused::of(*id, "limit")))),
            &OrderPlaced { order, total, .. } if total > self.threshold => {
                Ok(Some(Answer::Ship(Shipped { order })))
            }
            OrderPlaced {
                place: (1, Some(x @ 3..=5)),
                order,
                ..
            } if let 4 = x => Ok(Some(Answer::Ship(Shipped { order: *order }))),
            PaymentFailed { order } | PaymentExpired { order, .. } => {
                Ok(Some(Answer::Refuse(Refused::of(*order, "payment"))))
            }
            Moved(x, _) => {
                self.count += x.unsigned_abs();
                Ok(None)
            }
            Shape::Circle { r } if *r > 3 => {
                self.count += r;
                Ok(None)
            }
            Shape::Circle { .. } => Ok(Some(Answer::Nothing)),
            shape @ Square(side) => {
                assert_eq!(shape.side(), *side);
                self.count += side;
                Ok(None)
            }
            Dot => Ok(None),
            Shutdown => Ok(Some(Answer::Refuse(Refused::of(0, "bye")))),
        }
    }
}

#[derive(Default)]
struct Audit {
    seen: std::sync::Mutex<Vec<String>>,
}

#[organ(all, concurrency = 8)]
impl Audit {
    fn handle(&self, event: &Event) {
        match event {
            Refused { why, .. } if why == "bye" => self.note("bye".to_owned()),
            Refused { order, why } => self.note(format!("refused {order} {why}")),
            other if other.name() == "Shipped" => self.note("shipped".to_owned()),
            _ => self.note(event.name().to_lowercase()),
        }
    }

    fn note(&self, text: String) {
        self.seen.lock().unwrap().push(text);
    }
}

#[event]
struct Billed;

#[derive(Default)]
struct Notify;

#[organ]
impl Notify {
    fn handle(&mut self, event: &Event, out: &mut Outbox<(Billed, Shutdown)>) {
        match event {
            Shipped { order } => {
                out.emit(Billed);
                if *order == 5 {
                    out.emit(Shutdown);
                }
            }
        }
    }
}

#[spine(
    entry(OrderPlaced, PaymentFailed, PaymentExpired, Moved, Shape),
    terminal(Billed, Refused),
    max_hops = 9
)]
#[derive(Default)]
struct Shop {
    fulfilment: Fulfilment,
    notify: Notify,
    audit: Audit,
}

/// Returns the events that the audit received after an event.
async fn seen<E: organum::event::Entry<Shop>>(event: E) -> (Vec<String>, Shop) {
    let mut shop = Shop {
        fulfilment: Fulfilment {
            threshold: 50,
            ..Fulfilment::default()
        },
        ..Shop::default()
    }
    .builder()
    .build();
    shop.run(event).await.unwrap();
    let shop = shop.shutdown().await.unwrap();
    let seen = shop.audit.seen.lock().unwrap().clone();
    (seen, shop)
}

fn order(order: u64, priority: Priority, total: u32, place: (u8, Option<u8>)) -> OrderPlaced {
    OrderPlaced {
        order,
        priority,
        total,
        place,
    }
}

#[tokio::test]
async fn the_first_matching_arm_handles_the_event() {
    let normal = |number, total, place| order(number, Priority::Normal, total, place);
    for (event, expected) in [
        (order(1, Priority::Express, BIG, (0, None)), "shipped"),
        (normal(2, BIG, (0, None)), "refused 2 big"),
        (normal(3, 7, (0, None)), "refused 3 limit"),
        (normal(4, 51, (0, None)), "shipped"),
        (normal(6, 8, (1, Some(4))), "shipped"),
    ] {
        let (seen, _) = seen(event).await;
        assert_eq!(seen[..2], ["orderplaced", expected]);
    }
}

#[tokio::test]
async fn guards_that_refuse_leave_the_event_unhandled() {
    let (seen, shop) = seen(order(7, Priority::Normal, 8, (1, Some(5)))).await;
    assert_eq!(seen, ["orderplaced"]);
    assert_eq!(shop.fulfilment.hops, [0], "the handler was called");
}

#[tokio::test]
async fn an_event_that_no_pattern_can_match_is_not_delivered() {
    #[derive(Default)]
    struct Picky(u32);

    #[organ]
    impl Picky {
        fn handle(&mut self, event: &Event) {
            match event {
                OrderPlaced { total: 1..=3, .. } => self.0 += 1,
                Shape::Square(2 | 4) => self.0 += 10,
            }
        }
    }

    #[spine(entry(OrderPlaced, Shape))]
    struct One {
        picky: Picky,
    }

    let mut one = One {
        picky: Picky::default(),
    }
    .builder()
    .build();
    for total in 0..6 {
        one.run(order(1, Priority::Normal, total, (0, None)))
            .await
            .unwrap();
    }
    for side in 0..6 {
        one.run(Square(side)).await.unwrap();
    }
    one.run(Dot).await.unwrap();
    assert_eq!(one.spine().picky.0, 23);
}

#[tokio::test]
async fn alternatives_variants_tuples_and_units_are_received() {
    let (received, _) = seen(PaymentFailed { order: 8 }).await;
    assert_eq!(received, ["payment_failed", "refused 8 payment"]);
    let (received, _) = seen(PaymentExpired { order: 9, why: 1 }).await;
    assert_eq!(received, ["paymentexpired", "refused 9 payment"]);
    let (_, shop) = seen(Moved(-3, 1)).await;
    assert_eq!(shop.fulfilment.count, 3);
    for (shape, count) in [
        (Square(4), 4),
        (Shape::Circle { r: 9 }, 9),
        (Shape::Circle { r: 2 }, 0),
        (Dot, 0),
    ] {
        let (received, shop) = seen(shape).await;
        assert_eq!((received.len(), shop.fulfilment.count), (1, count));
    }
}

#[tokio::test]
async fn an_outbox_and_a_return_value_emit_alike() {
    let (received, shop) = seen(order(5, Priority::Express, 1, (0, None))).await;
    assert_eq!(
        received,
        ["orderplaced", "shipped", "billed", "shutdown", "bye"]
    );
    assert_eq!(shop.fulfilment.hops, [0, 2]);
}

#[test]
fn tables_contain_the_declarations() {
    let table = <Fulfilment as Organ>::TABLE;
    assert_eq!((table.name, table.shared), ("Fulfilment", false));
    let names = table.handlers[0].listens.iter().map(|i| i.event.name);
    assert_eq!(
        names.collect::<Vec<_>>(),
        [
            "OrderPlaced",
            "OrderPlaced",
            "PAYMENT_FAILED",
            "PaymentExpired",
            "Moved",
            "FIGURE",
            "FIGURE",
            "FIGURE",
            "Shutdown"
        ]
    );
    assert_eq!(
        table.handlers[0].listens[1].pattern,
        "Placed { order, total: BIG, .. }"
    );
    let audit = <Audit as Organ>::TABLE;
    assert!(audit.shared && audit.handlers[0].all);
    assert_eq!(audit.concurrency, 8);

    let failed = PaymentFailed::TABLE;
    assert_eq!((failed.name, failed.version), ("PAYMENT_FAILED", 3));
    assert_eq!(
        failed.path,
        concat!(module_path!(), "::shop::PaymentFailed")
    );
    assert!(failed.retry.is_some() && !failed.is_enum);
    assert_eq!(
        PaymentFailed { order: 7 }.key().as_deref(),
        Some("7"),
        "the value of the key field"
    );
    assert_eq!(Moved(-2, 3).key().as_deref(), Some("-2"));
    assert_eq!(Square(4).key().as_deref(), Some("4"));
    assert_eq!(Shutdown.key(), None);
    assert!(Shape::TABLE.is_enum);
    assert_eq!(Shop::TABLE.max_hops, Some(9));
    let fields = Shop::TABLE.organs.iter().map(|organ| organ.field);
    assert_eq!(
        fields.collect::<Vec<_>>(),
        ["fulfilment", "notify", "audit"]
    );
}

/// An event of another spine.
#[event]
struct Foreign;

/// Returns the handlers of an event, as organ and handler.
fn rows<S: Spine>(event: &organum::event::table::EventTable) -> Vec<(u16, u16)> {
    let rows = S::rows(event.key).iter();
    rows.map(|row| (row.organ, row.handler)).collect()
}

#[test]
fn the_dispatch_table_lists_the_handlers_of_events() {
    assert_eq!(rows::<Shop>(OrderPlaced::TABLE), [(0, 0), (2, 0)]);
    assert_eq!(rows::<Shop>(Shipped::TABLE), [(1, 0), (2, 0)]);
    assert_eq!(rows::<Shop>(Billed::TABLE), [(2, 0)]);
    assert_eq!(rows::<Shop>(Foreign::TABLE), []);
}

/// Several handlers with their own emissions; hooks; policies.
mod handlers {
    use super::*;

    #[event]
    pub(super) struct Begun;
    #[event]
    pub(super) struct Counted(pub(super) u32);
    #[event]
    pub(super) struct Ended;

    #[derive(Default, serde::Serialize)]
    pub(super) struct Desk {
        pub(super) log: Vec<String>,
    }

    #[organ(snapshot, version = 2, timeout = "5s", on_failure = fail)]
    impl Desk {
        #[handle(retry(attempts = 3), timeout = "1s")]
        async fn begun(&mut self, event: &Event) -> Counted {
            match event {
                Begun => Counted(1),
            }
        }

        #[handle(on_failure = nack)]
        fn counted(&mut self, event: &Counted, out: &mut Outbox<Counted>) -> Option<Ended> {
            self.log.push(format!("counted {}", event.0));
            if event.0 < 3 {
                out.emit(Counted(event.0 + 1));
                None
            } else {
                Some(Ended)
            }
        }

        #[start]
        fn start(&mut self) {
            self.log.push("start".to_owned());
        }

        #[idle]
        async fn idle(&mut self, phase: u32, out: &mut Outbox<Begun>) {
            self.log.push(format!("idle {phase}"));
            if phase == 1 {
                out.emit(Begun);
            }
        }

        #[stop]
        fn stop(&mut self) {
            self.log.push("stop".to_owned());
        }
    }

    #[spine(entry(Begun), terminal(Ended), max_hops = 10)]
    #[derive(Default)]
    pub(super) struct Office {
        pub(super) desk: Desk,
    }
}

#[tokio::test]
async fn handlers_and_hooks_are_called() {
    use handlers::{Begun, Office};
    let mut office = Office::default().builder().build();
    office.run(Begun).await.unwrap();
    let office = office.shutdown().await.unwrap();
    assert_eq!(
        office.desk.log,
        [
            "start",
            "counted 1",
            "counted 2",
            "counted 3",
            "idle 1",
            "counted 1",
            "counted 2",
            "counted 3",
            "idle 2",
            "stop"
        ]
    );
    let snapshot = Organ::snapshot(&office.desk).unwrap().unwrap();
    assert_eq!(snapshot["log"][0], "start");
}

#[test]
fn policies_of_handlers_override_those_of_organs() {
    use organum::event::OnFailure;
    let table = <handlers::Desk as Organ>::TABLE;
    let [begun, counted] = table.handlers else {
        panic!("two handlers")
    };
    assert_eq!((begun.name, counted.name), ("begun", "counted"));
    assert_eq!(
        begun.policy.timeout,
        Some(std::time::Duration::from_secs(1))
    );
    assert_eq!(
        counted.policy.timeout,
        Some(std::time::Duration::from_secs(5))
    );
    assert!(begun.policy.retry.is_some() && counted.policy.retry.is_none());
    assert_eq!(begun.policy.on_failure, Some(OnFailure::Fail));
    assert_eq!(counted.policy.on_failure, Some(OnFailure::Nack));
    assert_eq!(table.version, 2);
}

/// Organs that are functions, and one that is generic.
mod short {
    use std::sync::{Arc, Mutex};

    use organum::{GraphError, graph};

    use super::*;

    #[derive(Clone, Default)]
    pub(super) struct Mailer(pub(super) Arc<Mutex<Vec<String>>>);

    pub(super) trait Stamp: Send + Sync {
        fn stamp(&self) -> &'static str;
    }

    pub(super) struct Blue;

    impl Stamp for Blue {
        fn stamp(&self) -> &'static str {
            "blue"
        }
    }

    #[event]
    pub(super) struct Sent(pub(super) u64);

    #[organ]
    pub(super) async fn receipt(event: &Shipped, mailer: &Mailer, stamp: &dyn Stamp) -> Sent {
        tokio::task::yield_now().await;
        let text = format!("{} {}", stamp.stamp(), event.order);
        mailer.0.lock().unwrap().push(text);
        Sent(event.order)
    }

    #[organ]
    pub(super) fn ship(event: &Event, out: &mut Outbox<Shipped>) {
        match event {
            Moved(from, _) if *from < 0 => {}
            Moved(from, to) => {
                for order in *from..*to {
                    out.emit(Shipped {
                        order: u64::from(order.unsigned_abs()),
                    });
                }
            }
            PaymentFailed { order } => out.emit(Shipped { order: *order }),
        }
    }

    #[derive(Default)]
    pub(super) struct Last<T>(pub(super) Option<T>);

    #[organ]
    impl<T: From<u64>> Last<T> {
        fn handle(&mut self, event: &Event) {
            match event {
                Sent(order) => self.0 = Some(T::from(*order)),
            }
        }
    }

    #[spine(entry(Moved, PaymentFailed))]
    pub(super) struct Post {
        pub(super) ship: ship,
        pub(super) receipt: receipt,
        pub(super) last: Last<u128>,
    }

    #[graph(output = receipt)]
    pub(super) struct Wiring {
        pub(super) mailer: Mailer,
        pub(super) stamp: Arc<dyn Stamp>,
    }

    pub(super) async fn wired(mailer: &Mailer) -> Result<receipt, GraphError> {
        let wiring = Wiring {
            mailer: mailer.clone(),
            stamp: Arc::new(Blue),
        };
        wiring.run().await
    }
}

#[tokio::test]
async fn functions_are_organs_that_a_graph_can_build() {
    let mailer = short::Mailer::default();
    let mut post = short::Post {
        ship: short::ship::default(),
        receipt: short::wired(&mailer).await.unwrap(),
        last: short::Last::default(),
    }
    .builder()
    .build();
    post.run(Moved(1, 3)).await.unwrap();
    post.run(PaymentFailed { order: 9 }).await.unwrap();
    assert_eq!(*mailer.0.lock().unwrap(), ["blue 1", "blue 2", "blue 9"]);
    assert_eq!(post.spine().last.0, Some(9));
    assert_eq!(rows::<short::Post>(Shipped::TABLE), [(1, 0)]);
}

#[test]
fn a_spine_can_be_taken_apart_and_put_together() {
    let mut shop = Shop::default();
    shop.fulfilment.count = 3;
    assert_eq!(shop.organs().len(), 3);
    let organs = shop.dismantle();
    let names = organs.iter().map(|organ| organ.table().name);
    assert_eq!(names.collect::<Vec<_>>(), ["Fulfilment", "Notify", "Audit"]);
    assert_eq!(Shop::assemble(organs).fulfilment.count, 3);
}

/// Events with serde's attributes and derives.
mod written {
    use organum::event;

    #[event]
    #[serde(rename_all = "camelCase")]
    pub(super) struct Renamed {
        pub(super) order_number: u64,
    }

    #[event]
    #[derive(serde::Serialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Half {
        pub(super) order: u64,
    }

    #[event]
    #[derive(Debug, serde::Serialize, serde::Deserialize)]
    pub(super) struct Lenient {
        pub(super) order: u64,
    }
}

#[test]
fn events_are_written_as_json_and_unknown_fields_are_refused() {
    use serde_json::{from_str, to_string};
    use written::{Half, Lenient, Renamed};

    let renamed = Renamed { order_number: 7 };
    assert_eq!(to_string(&renamed).unwrap(), r#"{"orderNumber":7}"#);
    assert!(from_str::<Renamed>(r#"{"orderNumber":7,"more":1}"#).is_err());
    assert_eq!(to_string(&Half { order: 7 }).unwrap(), r#"{"order":7}"#);
    assert!(from_str::<Half>(r#"{"order":7,"more":1}"#).is_err());
    assert_eq!(from_str::<Half>(r#"{"order":7}"#).unwrap().order, 7);
    // A user who derives both traits chooses the treatment of unknown fields.
    let lenient: Lenient = from_str(r#"{"order":7,"more":1}"#).unwrap();
    assert_eq!(lenient.order, 7);
    assert!(from_str::<Shipped>(r#"{"order":7,"more":1}"#).is_err());
}

/// Events that contain each other, also within types of the library and of the user.
mod events_in_each_other {
    use organum::prelude::*;
    use serde::{Deserialize, Serialize};
    use std::collections::BTreeMap;

    #[event]
    #[derive(Debug, PartialEq)]
    struct Folder {
        links: Vec<Link>,
        named: BTreeMap<String, (u8, Option<Link>)>,
        owner: Owner,
    }

    #[event]
    #[derive(Debug, PartialEq)]
    struct Link {
        to: Option<Box<Folder>>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Owner {
        home: Option<Box<Folder>>,
    }

    #[test]
    fn they_are_written_and_read() {
        let empty = || Folder {
            links: Vec::new(),
            named: BTreeMap::new(),
            owner: Owner { home: None },
        };
        let to = |folder| Link {
            to: Some(Box::new(folder)),
        };
        let folder = Folder {
            links: vec![to(empty())],
            named: [("a".to_owned(), (1, Some(to(empty()))))].into(),
            owner: Owner {
                home: Some(Box::new(empty())),
            },
        };
        let json = serde_json::to_string(&folder).unwrap();
        assert_eq!(serde_json::from_str::<Folder>(&json).unwrap(), folder);
    }
}
