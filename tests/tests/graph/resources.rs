//! Values that are closed after the run: `#[node(close = …)]`.
#![allow(
    clippy::unused_async,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use std::{
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

use organum::{GraphErrorKind, observe, prelude::*, test::Replace};
use tokio::time::{Instant, sleep};

/// The events so far, in order.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn add(&self, what: impl Into<String>) {
        self.0
            .lock()
            .expect("no test panics with it")
            .push(what.into());
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().expect("no test panics with it").clone()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("broken")]
struct Broken;

/// A resource that has to be closed.
struct Resource {
    name: &'static str,
    log: Log,
    takes: Duration,
}

impl Resource {
    fn open(name: &'static str, log: &Log) -> Self {
        log.add(format!("open {name}"));
        let takes = Duration::from_millis(10);
        let log = log.clone();
        Self { name, log, takes }
    }

    async fn close(&mut self) {
        self.log.add(format!("closing {}", self.name));
        sleep(self.takes).await;
        self.log.add(format!("closed {}", self.name));
    }
}

impl Drop for Resource {
    fn drop(&mut self) {
        self.log.add(format!("dropped {}", self.name));
    }
}

struct Pool(Resource);
struct Connection(Resource);
struct Answer(u32);

/// The way in which the answer is made.
#[derive(Clone, Copy)]
enum How {
    Answers,
    Fails,
    Waits,
}

impl Pool {
    async fn close(&mut self) {
        self.0.close().await;
    }
}

impl Connection {
    async fn close(&mut self) -> Result<(), Broken> {
        self.0.close().await;
        Err(Broken)
    }
}

#[node(close = Pool::close)]
async fn pool(log: &Log) -> Pool {
    Pool(Resource::open("pool", log))
}

#[node(close = Connection::close)]
async fn connection(_: &Pool, log: &Log) -> Connection {
    Connection(Resource::open("connection", log))
}

#[node]
async fn answer(_: &Connection, how: &How) -> Result<Answer, Broken> {
    match how {
        How::Answers => Ok(Answer(42)),
        How::Fails => Err(Broken),
        How::Waits => std::future::pending().await,
    }
}

#[graph(output = (Answer, Connection))]
struct Ask {
    log: Log,
    #[inject]
    how: How,
}

const ALL: [&str; 8] = [
    "open pool",
    "open connection",
    "closing connection",
    "closed connection",
    "dropped connection",
    "closing pool",
    "closed pool",
    "dropped pool",
];

#[tokio::test(start_paused = true)]
async fn a_completed_run_closes_values_in_reverse_order_of_creation_and_waits() {
    let (begin, log) = (Instant::now(), Log::default());
    let run = Ask {
        log: log.clone(),
        how: How::Answers,
    }
    .run()
    .only::<Answer>();
    assert_eq!(run.await.expect("it answers").0, 42);
    assert_eq!(
        log.all(),
        ALL,
        "a failing close does not prevent the others"
    );
    assert_eq!(begin.elapsed(), Duration::from_millis(20));
}

#[tokio::test(start_paused = true)]
async fn the_caller_closes_a_resource_that_is_an_output() {
    let log = Log::default();
    let run = Ask {
        log: log.clone(),
        how: How::Answers,
    }
    .run();
    let (_, connection) = run.await.expect("it answers");
    assert_eq!(
        log.all(),
        [
            "open pool",
            "open connection",
            "closing pool",
            "closed pool",
            "dropped pool"
        ]
    );
    drop(connection);
    assert_eq!(
        log.all().last().map(String::as_str),
        Some("dropped connection")
    );
}

#[tokio::test(start_paused = true)]
async fn a_run_that_fails_returns_at_once_and_shutdown_waits_for_its_closes() {
    let (begin, log) = (Instant::now(), Log::default());
    let runner = Ask::runner(How::Fails);
    assert!(runner.run(log.clone()).only::<Answer>().await.is_err());
    assert_eq!(begin.elapsed(), Duration::ZERO);
    assert_eq!(log.all(), ALL[..2]);
    runner.handle().shutdown().await;
    assert_eq!(log.all(), ALL);
    assert_eq!(begin.elapsed(), Duration::from_millis(20));
}

#[tokio::test(start_paused = true)]
async fn a_value_that_no_close_needs_is_dropped_before_the_closes() {
    struct Settings(#[expect(dead_code, reason = "it is there to be dropped")] Resource);
    struct Unrelated(#[expect(dead_code, reason = "it is there to be dropped")] Resource);
    struct Session(Resource);
    struct Reply(#[expect(dead_code, reason = "it is there to be dropped")] Resource);
    struct Done;
    impl Session {
        async fn close(&mut self) {
            self.0.close().await;
        }
    }
    #[node]
    fn settings(log: &Log) -> Settings {
        Settings(Resource::open("settings", log))
    }
    #[node]
    fn unrelated(log: &Log) -> Unrelated {
        Unrelated(Resource::open("unrelated", log))
    }
    #[node(close = Session::close)]
    fn session(_: &Settings, log: &Log) -> Session {
        Session(Resource::open("session", log))
    }
    #[node]
    fn reply(_: &Session, _: &Unrelated, log: &Log) -> Reply {
        Reply(Resource::open("reply", log))
    }
    #[node]
    fn done(_: &Reply, how: How) -> Result<Done, Broken> {
        match how {
            How::Fails => Err(Broken),
            _ => Ok(Done),
        }
    }
    #[graph(output = Done)]
    struct Graph {
        log: Log,
        #[inject]
        how: How,
    }

    const OPENED: [&str; 4] = [
        "open settings",
        "open session",
        "open unrelated",
        "open reply",
    ];
    // The reply was made from the session, so it is dropped first.
    const DROPPED: [&str; 2] = ["dropped reply", "dropped unrelated"];
    const CLOSED: [&str; 4] = [
        "closing session",
        "closed session",
        "dropped session",
        "dropped settings",
    ];
    for how in [How::Answers, How::Fails] {
        let log = Log::default();
        let runner = Graph::runner(how);
        let result = runner.run(log.clone()).await;
        if result.is_err() {
            assert_eq!(log.all(), [&OPENED[..], &DROPPED].concat(), "at once");
        }
        runner.handle().shutdown().await;
        assert_eq!(log.all(), [&OPENED[..], &DROPPED, &CLOSED].concat());
    }
}

#[tokio::test(start_paused = true)]
async fn a_dropped_run_is_closed_in_the_background() {
    let log = Log::default();
    let runner = Ask::runner(How::Waits);
    let run = tokio::time::timeout(Duration::from_millis(5), runner.run(log.clone()));
    assert!(run.await.is_err());
    runner.handle().shutdown().await;
    assert_eq!(log.all(), ALL);
}

#[tokio::test(start_paused = true)]
async fn closing_has_a_limit_of_five_seconds_by_default() {
    struct Stuck(Resource);
    impl Stuck {
        async fn close(&mut self) {
            self.0.takes = Duration::from_hours(1);
            self.0.close().await;
        }
    }
    struct Panicking(Resource);
    struct Brief(Resource);
    struct Done;

    #[node(close = Stuck::close)]
    fn stuck(log: &Log) -> Stuck {
        Stuck(Resource::open("stuck", log))
    }
    async fn close_badly(value: &mut Panicking) {
        value.0.log.add("panicking");
        panic!("while closing");
    }
    #[node(close = close_badly)]
    fn panicking(_: &Stuck, log: &Log) -> Panicking {
        Panicking(Resource::open("panicking", log))
    }
    async fn close_for_ever(value: &mut Brief) {
        value.0.takes = Duration::from_hours(1);
        value.0.close().await;
    }
    #[node(close = close_for_ever, close_timeout = "250ms")]
    fn brief(_: &Panicking, log: &Log) -> Brief {
        Brief(Resource::open("brief", log))
    }
    #[node]
    fn done(_: &Brief) -> Done {
        Done
    }
    #[graph(output = Done)]
    struct Graph {
        log: Log,
    }

    let (begin, log) = (Instant::now(), Log::default());
    Graph { log: log.clone() }
        .run()
        .await
        .expect("a failing close does not fail the run");
    assert_eq!(
        log.all(),
        [
            "open stuck",
            "open panicking",
            "open brief",
            "closing brief",
            "dropped brief",
            "panicking",
            "dropped panicking",
            "closing stuck",
            "dropped stuck"
        ]
    );
    assert_eq!(begin.elapsed(), Duration::from_millis(5_250));
}

#[tokio::test(start_paused = true)]
async fn a_replaced_resource_is_not_closed() {
    let log = Log::default();
    let connection = Connection(Resource::open("mine", &log));
    let run = Ask {
        log: log.clone(),
        how: How::Answers,
    }
    .run()
    .only::<Answer>();
    run.replace(connection).await.expect("it answers");
    assert_eq!(log.all(), ["open mine", "dropped mine"]);
}

#[test]
fn without_a_runtime_nothing_is_opened() {
    let log = Log::default();
    let run = Ask {
        log: log.clone(),
        how: How::Answers,
    }
    .run();
    let mut run = std::pin::pin!(run);
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) = run.as_mut().poll(&mut cx) else {
        panic!("the node cannot run")
    };
    assert_eq!(error.kind(), GraphErrorKind::NoRuntime);
    let text = error.to_string();
    assert!(
        text.contains("has a `close`, which needs a tokio runtime"),
        "{text}"
    );
    assert!(log.all().is_empty());
}

#[test]
fn values_of_a_run_whose_runtime_is_gone_are_dropped_in_order() {
    let log = Log::default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let runner = Ask::runner(How::Waits);
    let mut run = Box::pin(runner.run(log.clone()));
    runtime.block_on(async {
        tokio::task::yield_now().await;
        assert!(futures_poll(run.as_mut()).await.is_pending());
    });
    drop(runtime);
    drop(run);
    assert_eq!(
        log.all(),
        [
            "open pool",
            "open connection",
            "dropped connection",
            "dropped pool"
        ]
    );
}

/// Polls once.
async fn futures_poll<F: Future>(mut future: std::pin::Pin<&mut F>) -> std::task::Poll<F::Output> {
    std::future::poll_fn(|cx| std::task::Poll::Ready(future.as_mut().poll(cx))).await
}

#[test]
fn resources_close_in_reverse_order_even_while_a_blocking_sibling_has_not_ended() {
    struct Sibling;
    struct Failing;
    struct Both;
    struct Gate(Mutex<mpsc::Receiver<()>>);

    #[node(blocking)]
    fn sibling(connection: &Connection, gate: &Gate, log: &Log) -> Sibling {
        log.add("sibling begins");
        gate.0
            .lock()
            .expect("one sibling")
            .recv()
            .expect("the sender sends");
        log.add(format!("sibling ends with {} open", connection.0.name));
        Sibling
    }
    #[node]
    async fn failing(_: &Connection, log: &Log) -> Result<Failing, Broken> {
        while !log.all().contains(&"sibling begins".to_owned()) {
            sleep(Duration::from_millis(1)).await;
        }
        Err(Broken)
    }
    #[node]
    fn both(_: &Sibling, _: &Failing) -> Both {
        unreachable!("one of them fails")
    }
    #[graph(output = Both)]
    struct Siblings {
        log: Log,
        gate: Gate,
    }

    let log = Log::default();
    let (release, gate) = mpsc::channel();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let runner = Siblings::runner();
        let run = runner.run((log.clone(), Gate(Mutex::new(gate))));
        assert!(run.await.is_err());
        sleep(Duration::from_millis(20)).await;
        assert_eq!(
            log.all(),
            ["open pool", "open connection", "sibling begins"]
        );
        release.send(()).expect("the sibling waits");
        runner.handle().shutdown().await;
    });
    let mut expected = vec![
        "open pool",
        "open connection",
        "sibling begins",
        "sibling ends with connection open",
    ];
    expected.extend(&ALL[2..]);
    assert_eq!(log.all(), expected);
}

/// Keeps the errors of closes, and what is reported after each.
#[derive(Clone, Default)]
struct Failures(Log);

impl observe::Observer for Failures {
    fn close_failed(
        &self,
        node: &observe::NodeInfo<'_>,
        error: &(dyn std::error::Error + 'static),
    ) {
        let is_own = error.is::<Broken>();
        self.0.add(format!("{}: {error}, {is_own}", node.name()));
    }

    fn node(&self, node: &observe::NodeInfo<'_>, event: &observe::NodeEvent) {
        if let observe::NodeEvent::Closed { outcome, .. } = event {
            self.0.add(format!("{} {outcome}", node.name()));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn observers_receive_the_error_of_a_close_that_failed() {
    struct Pool;
    struct Shared;
    struct Done;
    impl Pool {
        async fn close(&mut self) -> Result<(), Broken> {
            Err(Broken)
        }
    }
    impl Shared {
        async fn close(&mut self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
            Err(Broken.into())
        }
    }
    #[node(close = Pool::close)]
    fn pool() -> Pool {
        Pool
    }
    #[node(close = Shared::close, scope = "runner")]
    fn shared() -> Shared {
        Shared
    }
    #[node]
    fn done(_: &Pool, _: &Shared) -> Done {
        Done
    }
    #[graph(output = Done)]
    struct Graph {}

    let failures = Failures::default();
    let runner = Graph::builder().observe(failures.clone()).build();
    runner.run(()).await.expect("it runs");
    runner.handle().shutdown().await;
    assert_eq!(
        failures.0.all(),
        [
            "Pool: broken, true",
            "Pool failed",
            "Shared: broken, true",
            "Shared failed"
        ]
    );
}
