//! The guarantees of spines, each in an example that a user could write.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{
    fmt::Write as _,
    num::NonZeroU32,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, SystemTime},
};

use organum::{
    Event, Runtime, Spine, SpineErrorKind,
    dead_letter::{DeadLetter, DeadLetterFilter},
    event,
    event::{
        Clock, EncodeError, SpineBuilder,
        archive::{MemoryArchive as Archive, Trace},
        backend::{Backend, MemoryBackend},
        encoding::PAYLOAD_LIMIT,
    },
    observe::{Observer, SpineEvent},
    organ,
    policy::{Backoff, Policy, Retry},
    spine,
};
use uuid::Uuid;

async fn letters<S: Spine>(runtime: &Runtime<S>) -> Vec<DeadLetter> {
    runtime
        .dead_letters()
        .list(&DeadLetterFilter::all())
        .await
        .unwrap()
}

mod greeting {
    use super::*;

    #[event]
    pub(super) struct Hello {
        pub(super) name: String,
    }
    #[event]
    struct Greeted {
        name: String,
    }
    #[event]
    struct Smiled;

    #[organ]
    fn greet(event: &Hello) -> Greeted {
        Greeted {
            name: event.name.clone(),
        }
    }

    #[organ]
    fn smile(event: &Greeted) -> Option<Smiled> {
        (!event.name.is_empty()).then_some(Smiled)
    }

    #[spine(entry(Hello), terminal(Smiled))]
    #[derive(Default)]
    pub(super) struct Hall {
        greet: greet,
        smile: smile,
    }
}

#[tokio::test]
async fn the_greeting_chain_terminates_by_itself() {
    let hello = greeting::Hello {
        name: "Ada".to_owned(),
    };
    let stats = greeting::Hall::default().run(hello).await.unwrap();
    assert_eq!((stats.events, stats.emitted, stats.handled), (3, 2, 2));
    assert_eq!(stats.dead_letters, 0);
}

mod ping_pong {
    use super::*;

    #[event]
    pub(super) struct Ping;
    #[event]
    pub(super) struct Pong;

    #[derive(Default)]
    pub(super) struct Player {
        pub(super) hits: u32,
    }

    #[organ]
    impl Player {
        fn handle(&mut self, event: &Event) -> Pong {
            self.hits += 1;
            match event {
                Ping => Pong,
            }
        }
    }

    #[organ]
    fn back(_: &Pong) -> Ping {
        Ping
    }

    #[spine(entry(Ping), max_hops = 9)]
    #[derive(Default)]
    pub(super) struct Table {
        pub(super) player: Player,
        back: back,
    }
}

// Without a limit it is a compile error, which `ui/event/event_loop.rs` shows.
#[tokio::test]
async fn ping_pong_with_a_limit_of_hops_ends() {
    let mut table = ping_pong::Table::default().builder().build();
    for games in 1..=2 {
        let stats = table.run(ping_pong::Ping).await.unwrap();
        // The first event, nine hops, and the event beyond the limit.
        assert_eq!(
            (stats.events, stats.handled, stats.dead_letters),
            (11, 10, 1)
        );
        let letters = letters(&table).await;
        assert_eq!(letters.len(), games, "the limit applies to a chain");
        let letter = &letters[games - 1];
        assert_eq!(
            (&*letter.subject, &*letter.reason.kind),
            ("Ping", "too many hops")
        );
        assert_eq!(letter.chain.len(), 9);
        assert_eq!(letter.chain[7..], ["Pong", "Ping"]);
    }
    assert_eq!(table.spine().player.hits, 10);
}

mod redelivery {
    use super::*;

    #[event]
    pub(super) struct OrderPlaced;
    #[event]
    pub(super) struct Reserved;

    #[derive(Default)]
    pub(super) struct Stock {
        pub(super) calls: u32,
    }

    #[organ]
    impl Stock {
        fn handle(&mut self, event: &Event) -> Reserved {
            self.calls += 1;
            match event {
                OrderPlaced => Reserved,
            }
        }
    }

    #[derive(Default)]
    pub(super) struct Mail {
        pub(super) calls: u32,
    }

    #[organ(on_failure = nack)]
    impl Mail {
        fn handle(&mut self, event: &Event) -> Result<(), &'static str> {
            self.calls += 1;
            match event {
                OrderPlaced if self.calls == 1 => Err("busy"),
                OrderPlaced => Ok(()),
            }
        }
    }

    #[derive(Default)]
    pub(super) struct Books {
        pub(super) reserved: Vec<Uuid>,
    }

    #[organ]
    impl Books {
        fn handle(&mut self, event: &Event) {
            self.reserved.push(event.id());
            match event {
                Reserved => {}
            }
        }
    }

    #[spine(entry(OrderPlaced))]
    #[derive(Default)]
    pub(super) struct Shop {
        pub(super) stock: Stock,
        pub(super) mail: Mail,
        pub(super) books: Books,
    }

    pub(super) async fn drained(shop: SpineBuilder<Shop>) -> Shop {
        let mut shop = shop.build();
        shop.publish(OrderPlaced).await.unwrap();
        let stats = shop.drain().await.unwrap();
        assert_eq!((stats.nacked, stats.dead_letters), (1, 0));
        shop.shutdown().await.unwrap()
    }
}

/// In a run, served, and served in parallel.
#[tokio::test(start_paused = true)]
async fn an_organ_that_succeeded_is_not_called_again_when_another_one_fails() {
    use redelivery::{OrderPlaced, Shop, drained};

    let mut ran = Shop::default().builder().build();
    ran.run(OrderPlaced).await.unwrap();
    let served = Shop::default().builder();
    let parallel = Shop::default().builder().parallel();
    for shop in [
        ran.shutdown().await.unwrap(),
        drained(served).await,
        drained(parallel).await,
    ] {
        assert_eq!((shop.stock.calls, shop.mail.calls), (1, 2));
        assert_eq!(shop.books.reserved.len(), 1);
    }
}

mod eight_threads {
    use super::*;

    #[event]
    pub(super) struct Counted(pub(super) u64);

    /// Counts overlapping calls.
    #[derive(Default)]
    pub(super) struct Counter {
        is_busy: AtomicBool,
        pub(super) overlaps: u64,
        pub(super) calls: u64,
        pub(super) sum: u64,
    }

    #[organ]
    impl Counter {
        async fn handle(&mut self, event: &Event) {
            self.overlaps += u64::from(self.is_busy.swap(true, Ordering::SeqCst));
            tokio::task::yield_now().await;
            self.calls += 1;
            match event {
                Counted(number) => {
                    self.sum += number;
                    self.is_busy.store(false, Ordering::SeqCst);
                }
            }
        }
    }

    #[organ]
    impl Other {
        async fn handle(&mut self, event: &Event) {
            match event {
                Counted(_) => self.calls += 1,
            }
        }
    }

    #[derive(Default)]
    pub(super) struct Other {
        pub(super) calls: u64,
    }

    #[spine(entry(Counted))]
    #[derive(Default)]
    pub(super) struct Office {
        pub(super) counter: Counter,
        pub(super) other: Other,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn an_organ_with_mut_self_handles_one_event_at_a_time_on_eight_threads() {
    use eight_threads::{Counted, Office};

    const EVENTS: u64 = 100_000;
    let mut office = Office::default().builder().parallel().build();
    let stats = office.run_all((0..EVENTS).map(Counted)).await.unwrap();
    assert_eq!((stats.events, stats.handled), (EVENTS, 2 * EVENTS));
    let Office { counter, other } = office.shutdown().await.unwrap();
    assert_eq!(
        (counter.overlaps, counter.calls, other.calls),
        (0, EVENTS, EVENTS)
    );
    assert_eq!(counter.sum, EVENTS * (EVENTS - 1) / 2);
}

/// Records received and handled events, as observers see them.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<String>>);

impl Observer for Seen {
    fn spine(&self, _: &'static str, event: &SpineEvent<'_>) {
        let mut seen = self.0.lock().unwrap();
        match event {
            SpineEvent::Received { event, .. } => write!(seen, "{event:?}").unwrap(),
            SpineEvent::Handled { emitted, place, .. } => {
                write!(seen, "{place} {emitted:?}").unwrap();
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn five_runs_give_five_identical_traces() {
    let mut traces = Vec::new();
    for _ in 0..5 {
        let (seen, archive) = (Seen::default(), Archive::new());
        let clock = Clock::stepping(SystemTime::UNIX_EPOCH, Duration::from_millis(3));
        let mut table = ping_pong::Table::default()
            .builder()
            .clock(clock)
            .archive(archive.clone())
            .observe(seen.clone())
            .build();
        let id = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0007);
        table.run(ping_pong::Ping).id(id).await.unwrap();
        table.flush().await.unwrap();
        // The recorded trace also contains the payloads.
        let recorded = Trace::read(&archive, table.trace().unwrap()).await.unwrap();
        let seen = seen.0.lock().unwrap().clone();
        traces.push((seen, recorded.entries().to_vec()));
    }
    let (seen, recorded) = &traces[0];
    assert!(seen.len() > 3000, "{} bytes", seen.len());
    assert!(recorded.len() > 20, "{} entries", recorded.len());
    assert!(traces.iter().all(|trace| *trace == traces[0]));
}

mod poison {
    use super::*;

    #[event]
    pub(super) struct OrderPlaced {
        pub(super) order: u32,
    }
    #[event]
    pub(super) struct Priced {
        order: u32,
    }
    #[event]
    pub(super) struct Sent;

    #[derive(Default)]
    pub(super) struct Pricing {
        pub(super) calls: u32,
    }

    #[organ]
    impl Pricing {
        fn handle(&mut self, event: &OrderPlaced) -> Priced {
            self.calls += 1;
            Priced { order: event.order }
        }
    }

    #[derive(Default)]
    pub(super) struct Ledger {
        pub(super) orders: Vec<u32>,
    }

    #[organ]
    impl Ledger {
        fn handle(&mut self, event: &Priced) {
            self.orders.push(event.order);
        }
    }

    #[derive(Default)]
    pub(super) struct Mail {
        pub(super) poisoned: Option<u32>,
        pub(super) calls: u32,
    }

    #[organ]
    impl Mail {
        fn handle(&mut self, event: &Priced) -> Result<Sent, String> {
            self.calls += 1;
            if Some(event.order) == self.poisoned {
                return Err(format!("order {} is poison", event.order));
            }
            Ok(Sent)
        }
    }

    #[derive(Default)]
    pub(super) struct Archive {
        pub(super) sent: u32,
    }

    #[organ]
    impl Archive {
        fn handle(&mut self, _event: &Sent) {
            self.sent += 1;
        }
    }

    #[spine(entry(OrderPlaced))]
    #[derive(Default)]
    pub(super) struct Shop {
        pub(super) pricing: Pricing,
        pub(super) mail: Mail,
        pub(super) ledger: Ledger,
        pub(super) archive: Archive,
    }

    pub(super) fn shop() -> SpineBuilder<Shop> {
        let retry = Retry::new(NonZeroU32::new(3).unwrap());
        let mut shop = Shop::default();
        shop.mail.poisoned = Some(13);
        shop.builder()
            .defaults(Policy::new().retry(retry.backoff(Backoff::Fixed(Duration::from_secs(1)))))
    }
}

/// The letter is written once, with its chain and its reason, and the organs that had succeeded are not called again.
#[tokio::test(start_paused = true)]
async fn an_event_that_always_fails_becomes_one_dead_letter_which_can_be_redriven() {
    use poison::{OrderPlaced, shop};

    for is_served in [false, true] {
        let mut shop = shop();
        if is_served {
            shop = shop.backend(MemoryBackend::new());
        }
        let mut shop = shop.build();
        for order in 12..15 {
            let order = OrderPlaced { order };
            if is_served {
                shop.publish(order).await.unwrap();
            } else {
                shop.run(order).await.unwrap();
            }
        }
        if is_served {
            shop.drain().await.unwrap();
        }
        let found = letters(&shop).await;
        assert_eq!(found.len(), 1);
        let letter = &found[0];
        assert_eq!(letter.chain, ["OrderPlaced", "Priced"]);
        assert_eq!(letter.place.as_deref(), Some("mail.handle"));
        assert_eq!(letter.reason.messages, ["order 13 is poison"]);
        assert_eq!((&*letter.reason.kind, letter.attempts), ("failed", 3));
        assert_eq!(shop.spine().mail.calls, 3 + 2);

        // The handler still fails.
        let redrive = async |shop: &mut poison_runtime::Shop| {
            let stats = shop.redrive(letter.id).await.unwrap();
            if is_served {
                shop.drain().await.unwrap()
            } else {
                stats
            }
        };
        assert_eq!(redrive(&mut shop).await.dead_letters, 1);
        let found = letters(&shop).await;
        assert_eq!((found.len(), found[0].attempts), (1, 6));
        assert_eq!(
            found[0].time, letter.time,
            "the letter keeps its first time"
        );

        shop.spine_mut().mail.poisoned = None;
        let stats = redrive(&mut shop).await;
        // The mail, and the archive, which handles the emitted event.
        assert_eq!((stats.handled, stats.dead_letters), (2, 0));
        assert!(letters(&shop).await.is_empty());
        let organs = shop.spine();
        assert_eq!(organs.pricing.calls, 3);
        assert_eq!(organs.ledger.orders, [12, 13, 14]);
        assert_eq!(organs.archive.sent, 3);
    }
}

mod poison_runtime {
    pub(super) type Shop = organum::Runtime<super::poison::Shop>;
}

mod long {
    use super::*;

    #[event]
    pub(super) struct Note {
        pub(super) text: String,
    }

    /// Returns a note whose payload has this length as JSON.
    pub(super) fn note(bytes: usize) -> Note {
        let frame = r#"{"text":""}"#.len();
        let text = "x".repeat(bytes - frame);
        Note { text }
    }

    #[derive(Default)]
    pub(super) struct Desk {
        pub(super) read: Vec<usize>,
        pub(super) is_full: bool,
    }

    #[organ]
    impl Desk {
        fn handle(&mut self, event: &Note) -> Result<(), &'static str> {
            if self.is_full {
                return Err("the desk is full");
            }
            self.read.push(event.text.len());
            Ok(())
        }
    }

    #[spine(entry(Note))]
    #[derive(Default)]
    pub(super) struct Office {
        pub(super) desk: Desk,
    }
}

#[tokio::test(start_paused = true)]
async fn a_payload_of_a_million_bytes_is_published_and_one_byte_more_is_refused() {
    use long::{Office, note};

    let mut office = Office::default().builder().build();
    office.publish(note(PAYLOAD_LIMIT)).await.unwrap();
    for refused in [
        office.publish(note(PAYLOAD_LIMIT + 1)).await,
        office.handle().publish(note(PAYLOAD_LIMIT + 1)).await,
    ] {
        let refused = refused.unwrap_err();
        assert_eq!(refused.kind(), SpineErrorKind::Encode);
        let cause: &EncodeError = refused.downcast_ref().unwrap();
        assert_eq!(*cause, EncodeError::TooLong { event: "Note" });
        assert!(cause.to_string().contains("longer than 1000000 bytes"));
    }
    assert_eq!(office.drain().await.unwrap().handled, 1);
}

/// Events of a run are not encoded, so none is too long, and a dead letter contains the whole event.
#[tokio::test]
async fn a_run_accepts_longer_events_and_keeps_them_whole_as_dead_letters() {
    use long::{Office, note};

    let mut office = Office::default().builder().build();
    office.spine_mut().desk.is_full = true;
    office.run(note(2 * PAYLOAD_LIMIT)).await.unwrap();
    let found = letters(&office).await;
    assert!(found[0].content.as_ref().unwrap().0.len() > 2 * PAYLOAD_LIMIT);
    office.spine_mut().desk.is_full = false;
    office.redrive(found[0].id).await.unwrap();
    assert_eq!(office.spine().desk.read.len(), 1);
    assert!(letters(&office).await.is_empty());
}

mod phases {
    use super::*;

    #[event]
    pub(super) struct Row(pub(super) u32);
    #[event]
    pub(super) struct Sum(pub(super) u32);
    #[event]
    pub(super) struct Opened;
    #[event]
    pub(super) struct Closed;

    /// Emits in every phase, and adds up rows.
    #[derive(Default)]
    pub(super) struct Adder {
        rows: u32,
        pub(super) sums: Vec<u32>,
        pub(super) marks: Vec<&'static str>,
    }

    #[organ]
    impl Adder {
        #[handle]
        fn row(&mut self, event: &Row) {
            self.rows += event.0;
        }

        #[handle]
        fn rest(&mut self, event: &Event) {
            match event {
                Sum(sum) => self.sums.push(*sum),
                Opened => self.marks.push("opened"),
                Closed => self.marks.push("closed"),
            }
        }

        #[start]
        fn open(&mut self) -> Opened {
            Opened
        }

        #[idle]
        fn idle(&mut self, phase: u32) -> Option<Sum> {
            (phase <= 3).then_some(Sum(self.rows * 10 + phase))
        }

        #[stop]
        fn close(&mut self) -> Closed {
            Closed
        }
    }

    #[spine(entry(Row))]
    #[derive(Default)]
    pub(super) struct Import {
        pub(super) adder: Adder,
    }
}

/// In a run, served, and served in parallel.
#[tokio::test(start_paused = true)]
async fn events_that_are_emitted_in_a_phase_begin_another_phase() {
    use phases::{Import, Row};

    let builder = || Import::default().builder();
    for (import, is_served) in [
        (builder(), false),
        (builder(), true),
        (builder().parallel(), false),
        (builder().parallel(), true),
    ] {
        let mut import = import.build();
        if is_served {
            import.publish(Row(7)).await.unwrap();
            import.drain().await.unwrap();
        } else {
            import.run(Row(7)).await.unwrap();
        }
        let import = import.shutdown().await.unwrap();
        assert_eq!(import.adder.sums, [71, 72, 73]);
        assert_eq!(import.adder.marks, ["opened", "closed"]);
    }
}

mod idle {
    use super::*;

    #[event]
    pub(super) struct Row;
    #[event]
    pub(super) struct Sum;

    /// Emits in the first phase, and records the phases.
    #[derive(Default)]
    pub(super) struct Adder {
        pub(super) phases: Vec<u32>,
    }

    #[organ]
    impl Adder {
        #[handle]
        fn row(&mut self, event: &Event) {
            match event {
                Row | Sum => {}
            }
        }

        #[idle]
        fn idle(&mut self, phase: u32) -> Option<Sum> {
            self.phases.push(phase);
            (phase == 1).then_some(Sum)
        }
    }

    #[spine(entry(Row))]
    #[derive(Default)]
    pub(super) struct Import {
        pub(super) adder: Adder,
    }
}

/// While it is served, also in parallel.
#[tokio::test(start_paused = true)]
async fn the_count_of_phases_restarts_after_an_event() {
    use idle::{Import, Row};

    for is_parallel in [false, true] {
        let mut import = Import::default().builder();
        if is_parallel {
            import = import.parallel();
        }
        let mut import = import.build();
        let publisher = import.handle();
        let stop = async {
            for _ in 0..2 {
                tokio::time::sleep(Duration::from_secs(5)).await;
                publisher.publish(Row).await.unwrap();
            }
            tokio::time::sleep(Duration::from_secs(5)).await;
        };
        import.serve(stop).await.unwrap();
        let phases = import.shutdown().await.unwrap().adder.phases;
        assert_eq!(phases[..4], [1, 2, 1, 2], "{phases:?}");
    }
}

mod fan_out {
    use super::*;

    #[event]
    pub(super) struct Go(pub(super) u32);
    #[event]
    pub(super) struct Step(u32);

    #[organ]
    fn spread(event: &Go) -> Vec<Step> {
        (0..event.0).map(Step).collect()
    }

    #[derive(Default)]
    pub(super) struct Counter {
        pub(super) steps: Vec<u32>,
    }

    #[organ]
    impl Counter {
        fn handle(&mut self, event: &Step) {
            self.steps.push(event.0);
        }
    }

    #[spine(entry(Go))]
    #[derive(Default)]
    pub(super) struct Fan {
        spread: spread,
        pub(super) counter: Counter,
    }
}

/// The events have distinct ids, and keep their order.
#[tokio::test(start_paused = true)]
async fn a_fan_out_of_a_hundred_thousand_events_arrives_whole_and_in_order() {
    use fan_out::{Fan, Go};

    const STEPS: u32 = 100_000;
    let backend = MemoryBackend::new();
    let mut served = Fan::default().builder().backend(backend.clone()).build();
    served.publish(Go(STEPS)).await.unwrap();
    served.drain().await.unwrap();
    let metrics = backend.metrics().await.unwrap();
    assert_eq!((metrics.pending(), metrics.duplicates), (0, 0));
    let mut ran = Fan::default().builder().build();
    ran.run(Go(STEPS)).await.unwrap();
    for fan in [
        served.shutdown().await.unwrap(),
        ran.shutdown().await.unwrap(),
    ] {
        assert!(fan.counter.steps.iter().copied().eq(0..STEPS));
    }
}

/// An observer that panics at each notification.
struct Panics(Arc<AtomicU32>);

impl Observer for Panics {
    fn spine(&self, _: &'static str, _: &SpineEvent<'_>) {
        self.0.fetch_add(1, Ordering::Relaxed);
        panic!("a scripted panic");
    }
}

#[tokio::test(start_paused = true)]
async fn panics_of_observers_are_contained() {
    let notified = Arc::new(AtomicU32::new(0));
    let shop = redelivery::Shop::default().builder();
    let shop = redelivery::drained(shop.observe(Panics(Arc::clone(&notified)))).await;
    assert_eq!((shop.stock.calls, shop.mail.calls), (1, 2));
    assert!(notified.load(Ordering::Relaxed) > 8);
}
