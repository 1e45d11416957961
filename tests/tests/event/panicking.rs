//! Backends, archives, caches and observers whose code panics: the call fails with the panic's message, and the run does
//! not panic.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{
    error::Error,
    sync::{Arc, Mutex, atomic::Ordering},
    time::Duration,
};

use organum::{
    NodePanic, Outbox, Runtime, Spine, SpineError, SpineErrorKind, event,
    event::{
        OnBackendFailure, ReplayErrorKind, SpineBuilder,
        archive::{Archive, Block, MemoryArchive, TraceId},
        backend::{Backend as _, MemoryBackend},
        cached::EmissionCache,
    },
    key::Key,
    observe::{Observer, SpineEvent},
    organ, spine,
    store::StoreFuture,
};
use organum_tests::{
    backend::{Change, Changed},
    shop::{OrderPlaced, Shop, World},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tokio::time::{sleep, timeout};

/// The point at which a call panics.
#[derive(Clone, Copy, Debug)]
enum At {
    Call,
    Poll,
    Wait,
}

const POINTS: [At; 3] = [At::Call, At::Poll, At::Wait];

/// Makes a call that panics at this point.
fn torn<'a, T: Send + 'a>(at: At) -> StoreFuture<'a, T> {
    match at {
        At::Call => panic!("torn"),
        At::Poll => Box::pin(async { panic!("torn") }),
        At::Wait => Box::pin(async {
            sleep(Duration::from_millis(1)).await;
            panic!("torn")
        }),
    }
}

fn build<S: Spine>(builder: SpineBuilder<S>, is_parallel: bool) -> Runtime<S> {
    if is_parallel {
        builder.parallel().build()
    } else {
        builder.build()
    }
}

/// Checks that the error contains the message of the panic in its sources, and not in its text.
fn has_message(error: &SpineError, case: &str) {
    let panicked = NodePanic("torn".to_owned());
    assert_eq!(error.downcast_ref(), Some(&panicked), "{case}");
    assert!(!error.to_string().contains("torn"), "{case}");
}

#[event]
struct Opened;

#[event]
struct Asked;

#[derive(Default)]
struct Desk {
    answers: u32,
}

#[organ]
impl Desk {
    #[start]
    fn open(&mut self, out: &mut Outbox<Opened>) {
        out.emit(Opened);
    }

    #[handle]
    async fn opened(&mut self, _event: &Opened) {}

    #[handle]
    async fn asked(&mut self, _event: &Asked) {
        sleep(Duration::from_secs(1)).await;
        self.answers += 1;
    }
}

#[spine(entry(Asked))]
#[derive(Default)]
struct Office {
    desk: Desk,
}

/// A backend of which one call panics.
#[derive(Clone)]
struct Torn {
    inner: MemoryBackend,
    call: Arc<Mutex<&'static str>>,
    at: At,
}

impl Change for Torn {
    fn inner(&self) -> &MemoryBackend {
        &self.inner
    }

    fn around<'a, T: Send + 'a>(
        &'a self,
        call: &'static str,
        answer: impl FnOnce() -> StoreFuture<'a, T> + Send + 'a,
    ) -> StoreFuture<'a, T> {
        let panics = *self.call.lock().unwrap() == call;
        if panics { torn(self.at) } else { answer() }
    }
}

/// Serves an event, and then asks for what is left.
async fn serve(office: &mut Runtime<Office>) -> Result<u64, SpineError> {
    office.publish(Asked).await?;
    office.drain().await?;
    office.handle().shutdown().await
}

/// The next runtime handles the event, unless its publication failed.
#[tokio::test(start_paused = true)]
async fn a_panic_of_a_backend_is_an_error_of_its_call() {
    let calls = [
        "enqueue",
        "enqueue_unbounded",
        "pull",
        "begin",
        "settle",
        "metrics",
    ];
    for is_parallel in [false, true] {
        for call in calls {
            for at in POINTS {
                let case = format!("{call} at {at:?}, parallel: {is_parallel}");
                let backend = Torn {
                    inner: MemoryBackend::new(),
                    call: Arc::new(Mutex::new(call)),
                    at,
                };
                let builder = Office::default()
                    .builder()
                    .backend(Changed(backend.clone()))
                    .on_backend_failure(OnBackendFailure::Fail);
                let mut office = build(builder, is_parallel);
                let served = timeout(Duration::from_mins(10), serve(&mut office)).await;
                let error = served.expect(&case).expect_err(&case);
                assert_eq!(error.kind(), SpineErrorKind::Backend, "{case}");
                has_message(&error, &case);

                *backend.call.lock().unwrap() = "none";
                sleep(MemoryBackend::LEASE).await;
                let builder = Office::default().builder();
                let mut next = build(builder.backend(backend.inner.clone()), is_parallel);
                next.drain().await.unwrap();
                let answers = office.spine().desk.answers + next.spine().desk.answers;
                assert_eq!(answers > 0, call != "enqueue", "{case}");
                let left = backend.inner.metrics().await.unwrap();
                assert_eq!(left.pending(), 0, "{case}");
            }
        }
    }
}

/// An archive of which one call panics.
#[derive(Clone)]
struct TornArchive {
    inner: MemoryArchive,
    call: &'static str,
    at: At,
}

impl TornArchive {
    fn around<'a, T: Send + 'a>(
        &'a self,
        call: &str,
        answer: impl FnOnce() -> StoreFuture<'a, T>,
    ) -> StoreFuture<'a, T> {
        if self.call == call {
            torn(self.at)
        } else {
            answer()
        }
    }
}

impl Archive for TornArchive {
    fn name(&self) -> &'static str {
        "torn"
    }

    fn begin(&self) -> StoreFuture<'_, TraceId> {
        self.around("begin", || self.inner.begin())
    }

    fn append<'a>(&'a self, trace: TraceId, block: &'a Block) -> StoreFuture<'a, ()> {
        self.around("append", || self.inner.append(trace, block))
    }

    fn flush(&self) -> StoreFuture<'_, ()> {
        self.around("flush", || self.inner.flush())
    }

    fn traces(&self) -> StoreFuture<'_, Vec<TraceId>> {
        self.inner.traces()
    }

    fn read(&self, trace: TraceId, from: u64) -> StoreFuture<'_, Option<Block>> {
        self.around("read", || self.inner.read(trace, from))
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_of_an_archive_is_an_error_of_its_run() {
    for is_parallel in [false, true] {
        for call in ["begin", "append", "flush"] {
            for at in POINTS {
                let case = format!("{call} at {at:?}, parallel: {is_parallel}");
                let inner = MemoryArchive::new();
                let builder = Office::default().builder();
                let builder = builder.archive(TornArchive { inner, call, at });
                let mut office = build(builder, is_parallel);
                let ended = office.run(Asked).await;
                let ended = ended.map(drop).and(office.flush().await);
                let error = ended.expect_err(&case);
                assert_eq!(error.kind(), SpineErrorKind::Archive, "{case}");
                has_message(&error, &case);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_of_an_archive_is_an_error_of_its_replay() {
    let inner = MemoryArchive::new();
    let mut office = Office::default().builder().archive(inner.clone()).build();
    office.run(Asked).await.unwrap();
    let trace = office.trace().unwrap();
    for at in POINTS {
        let (inner, call) = (inner.clone(), "read");
        let archive = TornArchive { inner, call, at };
        let replay = Office::default().builder().replay(&archive, trace);
        let error = replay.await.err().unwrap();
        assert_eq!(error.kind(), ReplayErrorKind::Archive);
        let mut sources = std::iter::successors(error.source(), |&error| error.source());
        let panicked = sources.find_map(|source| source.downcast_ref());
        assert_eq!(panicked, Some(&NodePanic("torn".to_owned())));
    }
}

/// A cache whose calls panic.
struct TornCache(At);

impl EmissionCache for TornCache {
    fn name(&self) -> &'static str {
        "torn"
    }

    fn get(&self, _: Key) -> StoreFuture<'_, Option<Arc<[u8]>>> {
        torn(self.0)
    }

    fn put(&self, _: Key, _: Arc<[u8]>) -> StoreFuture<'_, ()> {
        torn(self.0)
    }
}

/// The handler is called instead.
#[tokio::test(start_paused = true)]
async fn a_cache_that_panics_costs_calls_only() {
    for is_parallel in [false, true] {
        for at in POINTS {
            let world = World::default();
            let builder = Shop::within(&world).builder().cache(TornCache(at));
            let mut shop = build(builder, is_parallel);
            for _ in 0..2 {
                shop.run(OrderPlaced { order: 1 }).await.unwrap();
            }
            assert_eq!(world.asked.load(Ordering::SeqCst), 2, "{at:?}");
            assert_eq!(shop.spine().mail.sent, [1, 1], "{at:?}");
        }
    }
}

/// A value that panics when it is serialised.
struct Sealed;

impl Serialize for Sealed {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        panic!("sealed")
    }
}

impl<'de> Deserialize<'de> for Sealed {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        <()>::deserialize(from)?;
        Ok(Self)
    }
}

#[event]
struct Delivered {
    letter: Sealed,
}

#[derive(Default)]
struct Reader {
    read: u32,
}

#[organ(cached)]
impl Reader {
    async fn handle(&mut self, event: &Delivered) {
        let _ = &event.letter;
        self.read += 1;
    }
}

#[spine(entry(Delivered))]
#[derive(Default)]
struct Home {
    reader: Reader,
}

/// An event without a key is not cached.
#[tokio::test]
async fn a_cached_organ_is_called_with_an_event_that_panics_when_it_is_encoded() {
    for is_parallel in [false, true] {
        let mut home = build(Home::default().builder(), is_parallel);
        for _ in 0..2 {
            let stats = home.run(Delivered { letter: Sealed }).await.unwrap();
            assert_eq!((stats.handled, stats.failed), (1, 0));
        }
        assert_eq!(home.spine().reader.read, 2);
    }
}

/// An observer that panics at each call.
struct TornObserver;

impl Observer for TornObserver {
    fn spine(&self, _: &'static str, _: &SpineEvent<'_>) {
        panic!("torn")
    }

    fn wants_durations(&self) -> bool {
        panic!("torn")
    }
}

#[tokio::test(start_paused = true)]
async fn an_observer_that_panics_changes_nothing() {
    for is_parallel in [false, true] {
        let builder = Office::default().builder().observe(TornObserver);
        let mut office = build(builder, is_parallel);
        assert_eq!(office.run(Asked).await.unwrap().handled, 2);
        office.publish(Asked).await.unwrap();
        assert_eq!(office.drain().await.unwrap().handled, 1);
        assert_eq!(office.shutdown().await.unwrap().desk.answers, 2);
    }
}
