//! The places where nodes run: in the task of the run, spawned, or blocking, with and without tokio; and
//! the data of the run that nodes can read.
#![allow(
    clippy::unused_async,
    clippy::unwrap_used,
    reason = "nodes are test code too, and their forms are what is tested"
)]

use std::{
    pin::Pin,
    sync::{Arc, Barrier, Mutex, mpsc},
    task::{Context, Waker},
    thread::{self, ThreadId},
    time::Duration,
};

use organum::{GraphErrorKind, prelude::*};
use organum_tests::{Events, Gate, block_on, yield_once};
use tokio::time::sleep;

mod everywhere {
    use super::*;

    pub(super) type Where = (ThreadId, Option<tokio::task::Id>);

    fn here() -> Where {
        (thread::current().id(), tokio::task::try_id())
    }

    pub(super) struct Inline(Where);
    pub(super) struct Async(Where);
    pub(super) struct Spawned(Where);
    pub(super) struct Blocking(Where);
    pub(super) struct Places(pub(super) [Where; 4]);

    #[node]
    fn inline() -> Inline {
        Inline(here())
    }

    #[node]
    async fn asynchronous(_: &Spawned, _: &Blocking) -> Async {
        yield_once().await;
        Async(here())
    }

    #[node(spawn)]
    async fn spawned() -> Spawned {
        yield_once().await;
        Spawned(here())
    }

    #[node(blocking)]
    fn blocking() -> Blocking {
        Blocking(here())
    }

    #[node]
    fn all(a: &Inline, b: &Async, c: &Spawned, d: &Blocking) -> Places {
        Places([a.0, b.0, c.0, d.0])
    }

    #[graph(output = Places)]
    pub(super) struct Everywhere {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn inline_nodes_run_in_the_task_of_the_run_and_the_others_in_their_own() {
    let run = tokio::spawn(async {
        let places = everywhere::Everywhere {}.run().await.unwrap().0;
        (tokio::task::id(), places)
    });
    let (own, [inline, asynchronous, spawned, blocking]) = run.await.unwrap();
    assert_eq!((inline.1, asynchronous.1), (Some(own), Some(own)));
    assert!(spawned.1.is_some() && spawned.1 != Some(own));
    assert!(blocking.1 != Some(own));
    assert!(blocking.0 != inline.0 && blocking.0 != spawned.0);
}

mod parallel {
    use super::*;

    pub(super) struct Here(pub(super) Barrier);
    pub(super) struct One(ThreadId);
    pub(super) struct Two(ThreadId);
    pub(super) struct Threads(pub(super) [ThreadId; 2]);

    /// Blocks its worker until the other node is reached, which takes two workers at once.
    #[node(spawn)]
    async fn one(both: &Here) -> One {
        both.0.wait();
        One(thread::current().id())
    }

    #[node(spawn)]
    async fn two(both: &Here) -> Two {
        both.0.wait();
        Two(thread::current().id())
    }

    #[node]
    fn threads(one: &One, two: &Two) -> Threads {
        Threads([one.0, two.0])
    }

    #[graph(output = Threads)]
    pub(super) struct Parallel {
        pub(super) here: Here,
    }
}

#[test]
fn spawned_nodes_run_on_other_workers_at_the_same_time() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap();
    // The run itself is polled on this thread, which is no worker.
    let here = parallel::Here(Barrier::new(2));
    let run = parallel::Parallel { here }.run();
    let [one, two] = runtime.block_on(run).unwrap().0;
    let own = thread::current().id();
    assert!(one != two && one != own && two != own);
}

mod beside {
    use super::*;

    pub(super) struct Sender(pub(super) mpsc::SyncSender<u32>);
    pub(super) struct Receiver(pub(super) Mutex<mpsc::Receiver<u32>>);
    pub(super) struct Sent;
    pub(super) struct Received(u32);
    pub(super) struct Passed(pub(super) u32);

    #[node(blocking)]
    fn received(receiver: &Receiver) -> Received {
        Received(receiver.0.lock().unwrap().recv().unwrap())
    }

    #[node]
    async fn sent(sender: &Sender) -> Sent {
        sleep(Duration::from_millis(5)).await;
        sender.0.send(42).unwrap();
        Sent
    }

    #[node]
    fn passed(received: &Received, _: &Sent) -> Passed {
        Passed(received.0)
    }

    #[graph(output = Passed)]
    pub(super) struct Beside {
        pub(super) sender: Sender,
        pub(super) receiver: Receiver,
    }
}

#[tokio::test]
async fn a_blocking_node_leaves_the_thread_of_the_run_to_the_others() {
    let (sender, receiver) = mpsc::sync_channel(1);
    let run = beside::Beside {
        sender: beside::Sender(sender),
        receiver: beside::Receiver(Mutex::new(receiver)),
    }
    .run();
    assert_eq!(run.await.unwrap().0, 42);
}

mod context {
    use super::*;

    pub(super) struct First(Run);
    pub(super) struct Second(Run);
    pub(super) struct Third(Run);
    pub(super) struct Seen(pub(super) [Run; 4]);

    #[node]
    async fn first(run: &Run) -> First {
        yield_once().await;
        First(run.clone())
    }

    #[node(spawn)]
    async fn second(run: Run) -> Second {
        Second(run)
    }

    #[node(blocking)]
    fn third(run: &Run) -> Third {
        Third(run.clone())
    }

    #[node]
    fn seen(first: &First, second: &Second, third: &Third, run: &Run) -> Seen {
        Seen([
            first.0.clone(),
            second.0.clone(),
            third.0.clone(),
            run.clone(),
        ])
    }

    #[graph(output = Seen)]
    pub(super) struct Context;
}

#[tokio::test]
async fn all_nodes_of_a_run_see_one_id_which_is_a_uuid_v7_and_their_own_name() {
    let runner = context::Context::runner();
    let mut ids = Vec::new();
    for _ in 0..3 {
        let runs = runner.run(()).await.unwrap().0;
        let id = runs[0].id();
        assert_eq!(id.get_version_num(), 7);
        assert!(runs.iter().all(|run| run.id() == id));
        assert_eq!(
            runs.each_ref().map(Run::node),
            ["First", "Second", "Third", "Seen"]
        );
        assert!(runs.iter().all(|run| run.attempt() == 1));
        assert!(!runs[0].token().is_cancelled(), "the run completed");
        ids.push(id);
    }
    ids.dedup();
    assert_eq!(ids.len(), 3, "every run has its own id");
}

mod plain {
    use super::*;

    pub(super) struct Start(pub(super) u32);
    pub(super) struct Left(u32);
    pub(super) struct Right(u32, u128);
    pub(super) struct End(pub(super) u32);

    #[node]
    async fn left(start: &Start, gate: &Arc<Gate>) -> Left {
        gate.wait().await;
        Left(start.0 + 1)
    }

    #[node]
    async fn right(start: &Start, run: &Run) -> Right {
        for _ in 0..10 {
            yield_once().await;
        }
        Right(start.0 + 2, run.id().as_u128())
    }

    #[node]
    async fn end(left: &Left, right: &Right) -> End {
        yield_once().await;
        assert_ne!(right.1, 0);
        End(left.0 * right.0)
    }

    #[graph(output = End)]
    pub(super) struct Plain {
        pub(super) start: Start,
        pub(super) gate: Arc<Gate>,
    }
}

#[test]
fn a_graph_that_needs_no_tokio_runs_on_any_executor() {
    let runner = plain::Plain::runner();
    for _ in 0..3 {
        let gate = Arc::new(Gate::default());
        let opener = Arc::clone(&gate);
        let other = thread::spawn(move || {
            thread::sleep(Duration::from_millis(5));
            opener.open();
        });
        let events = Events::new();
        let given = (plain::Start(1), gate);
        let run = runner.run(given).observe(events.clone());
        assert_eq!(block_on(run).unwrap().0, 6);
        events.assert_paired();
        other.join().unwrap();
    }
}

#[test]
fn a_run_may_move_to_another_thread_at_every_await() {
    let gate = Arc::new(Gate::default());
    let mut run = plain::Plain {
        start: plain::Start(1),
        gate: Arc::clone(&gate),
    }
    .run();
    for _ in 0..5 {
        let moved = thread::spawn(move || {
            let mut cx = Context::from_waker(Waker::noop());
            assert!(Pin::new(&mut run).poll(&mut cx).is_pending());
            run
        });
        run = moved.join().unwrap();
    }
    gate.open();
    let end = thread::spawn(move || block_on(run).unwrap().0);
    assert_eq!(end.join().unwrap(), 6);
}

struct Nested(usize);

#[node(blocking)]
fn nested(runner: &Runner<context::Context>) -> Result<Nested, GraphError> {
    let run = runner.run(());
    Ok(Nested(
        tokio::runtime::Handle::current().block_on(run)?.0.len(),
    ))
}

#[tokio::test]
async fn a_blocking_node_may_wait_for_a_run_of_another_graph() {
    let runner = context::Context::runner();
    let run = compose!(Nested; runner: Runner<context::Context>);
    assert_eq!(run.await.unwrap().0, 4);
}

#[test]
fn a_graph_with_spawned_or_blocking_nodes_fails_outside_tokio() {
    let error = block_on(context::Context.run()).err().unwrap();
    assert_eq!(error.kind(), GraphErrorKind::NoRuntime);
    assert_eq!(
        error.to_string(),
        "node `Second` of graph `Context` is spawned or blocking, which needs a tokio runtime: \
         run the graph inside one"
    );
    let (sender, receiver) = mpsc::sync_channel(1);
    let run = beside::Beside {
        sender: beside::Sender(sender.clone()),
        receiver: beside::Receiver(Mutex::new(receiver)),
    }
    .run();
    let error = block_on(run).err().unwrap();
    assert_eq!(error.kind(), GraphErrorKind::NoRuntime);
    assert!(
        sender.try_send(1).is_err(),
        "a run that did not start keeps no memory"
    );
}

#[test]
fn a_foreign_executor_is_enough_inside_a_runtime() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .build()
        .unwrap();
    let _inside = runtime.enter();
    assert_eq!(block_on(context::Context.run()).unwrap().0.len(), 4);
}

fn assert_future<F: Future + Send + 'static>(_: &F) {}
fn assert_shared<T: Clone + Send + Sync + 'static>(_: &T) {}

#[test]
fn a_run_is_send_and_static_and_a_runner_is_shared() {
    let runner = context::Context::runner();
    assert_shared(&runner);
    assert_future(&context::Context.run());
    assert_future(&runner.run(()));
    assert_future(&runner.run(()).only::<context::Seen>());
}

#[test]
fn polling_a_run_again_after_its_end_panics() {
    let gate = Arc::new(Gate::default());
    gate.open();
    let mut run = plain::Plain {
        start: plain::Start(1),
        gate,
    }
    .run();
    assert_eq!(block_on(&mut run).unwrap().0, 6);
    let again = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| block_on(&mut run)));
    let text = again.err().unwrap().downcast::<String>().unwrap();
    assert_eq!(*text, "a run of graph `Plain` was polled after it was over");
}
