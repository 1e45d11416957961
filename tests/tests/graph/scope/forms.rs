//! Shared values together with outputs, tolerant forms, policies, and every form of a node.

use std::{sync::Arc, time::Duration};

use organum::{OneOf2, prelude::*};
use organum_tests::block_on;
use tokio::time::{Instant, sleep};

use super::world::*;

/// A shared value that needs no runtime.
struct Table(usize);

#[node(scope = "runner")]
async fn table(world: &World) -> Table {
    let (call, _) = world.called();
    organum_tests::yield_once().await;
    Table(call)
}

struct Row(usize);

#[node]
fn row(table: &Table) -> Row {
    Row(table.0)
}

struct Column(usize);

#[node]
fn column(wire: &Wire) -> Column {
    wire.world.log().say("column");
    Column(1)
}

#[graph(output = (Row, Column))]
struct Cells {
    #[inject]
    world: World,
}

#[graph(output = Row)]
struct Rows {
    #[inject]
    world: World,
}

#[test]
fn a_shared_value_is_made_on_any_executor() {
    let world = World::default();
    let rows = Rows::runner(world.clone());
    for _ in 0..3 {
        assert_eq!(block_on(rows.run(())).unwrap().0, 1);
    }
    assert_eq!(world.calls(), 1);
    let runs = (0..3).map(|_| rows.run(()));
    assert!(block_on(join_all(runs)).iter().all(Result::is_ok));
}

#[tokio::test]
async fn a_run_of_one_output_makes_shared_values_for_all_runs() {
    let world = World::default();
    let cells = Cells::runner(world.clone());
    assert_eq!(cells.run(()).only::<Row>().await.unwrap().0, 1);
    assert!(world.log().lines().is_empty(), "no wire");
    let (row, _) = cells.run(()).await.unwrap();
    assert_eq!(row.0, 1);
    let column = cells.run(()).only::<Column>().await.unwrap();
    assert_eq!(column.0, 1);
    assert_eq!(world.log().lines(), ["made wire", "column", "column"]);
    cells.handle().shutdown().await;
    assert_eq!(world.log().count("close wire"), 1);
}

struct Best(Option<usize>);

#[node]
fn best(pool: Option<&Pool>) -> Best {
    Best(pool.map(|pool| pool.number))
}

struct Which(&'static str);

#[node]
fn which(first: FirstOk<(&Pool, &Table)>) -> Which {
    Which(match first.get() {
        OneOf2::First(_) => "pool",
        OneOf2::Second(_) => "table",
    })
}

/// A shared value that is made from the first alternative to succeed.
struct Kept(&'static str);

#[node(scope = "runner")]
fn kept(first: FirstOk<(&Pool, &Table)>) -> Kept {
    Kept(match first.get() {
        OneOf2::First(_) => "pool",
        OneOf2::Second(_) => "table",
    })
}

struct Told(&'static str);

#[node]
fn told(kept: &Kept) -> Told {
    Told(kept.0)
}

struct Fastest(&'static str);

#[node]
fn fastest(first: Race<(&Pool, &Table)>) -> Fastest {
    Fastest(match first.get() {
        OneOf2::First(_) => "pool",
        OneOf2::Second(_) => "table",
    })
}

#[graph(output = (Best, Which, Told, Fastest))]
struct Tolerant {
    #[inject]
    world: World,
}

#[tokio::test(start_paused = true)]
async fn tolerant_nodes_receive_a_shared_value_once_it_succeeds() {
    let world = World::that([Act::Fail]);
    let runner = Tolerant::runner(world.clone());
    let (best, which, told, fastest) = runner.run(()).await.unwrap();
    assert_eq!(
        (best.0, which.0, told.0, fastest.0),
        (None, "table", "table", "table")
    );
    let (best, which, told, fastest) = runner.run(()).await.unwrap();
    assert_eq!(best.0, Some(3), "call 2 was the table's");
    assert_eq!(which.0, "pool");
    assert_eq!(told.0, "table", "the value is kept");
    assert_eq!(
        fastest.0, "table",
        "the pool was called anyway, and exists later"
    );
    runner.handle().shutdown().await;
    world.log().assert_balanced();
}

#[tokio::test(start_paused = true)]
async fn dependencies_of_an_existing_shared_value_are_not_asked_for_again() {
    let world = World::that([Act::Fail]);
    let runner = Tolerant::runner(world.clone());
    assert_eq!(runner.run(()).only::<Told>().await.unwrap().0, "table");
    assert_eq!(world.calls(), 2, "the pool failed, the table did not");
    assert_eq!(runner.run(()).only::<Told>().await.unwrap().0, "table");
    assert_eq!(world.calls(), 2, "the pool is not called");
}

#[tokio::test(start_paused = true)]
async fn the_loser_of_a_race_releases_its_permit_to_a_waiting_run() {
    let world = World::that([Act::Hang]);
    let runner = Tolerant::runner(world.clone());
    let shop = runner.run(()).only::<Fastest>();
    assert_eq!(
        shop.await.unwrap().0,
        "table",
        "the pool hangs and is stopped"
    );
    assert_eq!(runner.run(()).only::<Best>().await.unwrap().0, Some(3));
}

#[tokio::test(start_paused = true)]
async fn losing_alternatives_leave_the_queue() {
    let world = World::default();
    let runner = Tolerant::runner(world.clone());
    let (first, second, third) = tokio::join!(
        runner.run(()).only::<Best>(),
        runner.run(()).only::<Fastest>(),
        runner.run(()).only::<Best>(),
    );
    assert_eq!((first.unwrap().0, third.unwrap().0), (Some(1), Some(1)));
    assert_eq!(second.unwrap().0, "table");
}

struct Retried(usize);

#[node(scope = "runner", retry(attempts = 3, backoff = fixed("5ms")), timeout = "50ms")]
async fn retried(world: &World) -> Result<Retried, Refused> {
    world.work().await.map(Retried)
}

struct Seen(usize);

#[node]
fn seen(retried: &Retried) -> Seen {
    Seen(retried.0)
}

#[graph(output = Seen)]
struct Stubborn {
    #[inject]
    world: World,
}

#[tokio::test(start_paused = true)]
async fn a_shared_value_is_retried_under_one_permit() {
    let world = World::that([Act::Fail, Act::Hang]);
    let runner = Stubborn::runner(world.clone());
    let begin = Instant::now();
    let (first, second) = tokio::join!(runner.run(()), runner.run(()));
    assert_eq!((first.unwrap().0, second.unwrap().0), (3, 3));
    assert_eq!(begin.elapsed(), Duration::from_millis(10 + 5 + 50 + 5 + 10));
    assert_eq!(world.calls(), 3);
}

struct Defaulted(usize);

#[node(scope = "runner")]
async fn defaulted(world: &World) -> Result<Defaulted, Refused> {
    world.work().await.map(Defaulted)
}

struct Shown(usize);

#[node]
fn shown(defaulted: &Defaulted) -> Shown {
    Shown(defaulted.0)
}

#[graph(
    output = Shown,
    defaults(retry(attempts = 3, backoff = fixed("5ms")), timeout = "50ms")
)]
struct Persistent {
    #[inject]
    world: World,
}

#[tokio::test(start_paused = true)]
async fn the_defaults_of_a_graph_apply_to_shared_values() {
    let world = World::that([Act::Fail, Act::Hang]);
    let runner = Persistent::runner(world.clone());
    let begin = Instant::now();
    let (first, second) = tokio::join!(runner.run(()), runner.run(()));
    assert_eq!((first.unwrap().0, second.unwrap().0), (3, 3));
    assert_eq!(begin.elapsed(), Duration::from_millis(10 + 5 + 50 + 5 + 10));
    assert_eq!(runner.run(()).await.unwrap().0, 3);
    assert_eq!(world.calls(), 3);
}

/// A struct, built once from clones of its fields.
#[derive(Clone)]
#[node(scope = "runner")]
struct Gathered {
    world: World,
    cache: Arc<Cache<u8>>,
}

/// A generic node: one value for each type.
struct Cache<T>(usize, std::marker::PhantomData<T>);

#[node(scope = "runner", explicit)]
fn cache(world: &World) -> Arc<Cache<u8>> {
    Arc::new(Cache(world.called().0, std::marker::PhantomData))
}

struct Generic<T>(usize, std::marker::PhantomData<T>);

#[node(scope = "runner")]
fn generic<T: Send + Sync + 'static>(world: &World) -> Generic<T> {
    Generic(world.called().0, std::marker::PhantomData)
}

/// A step with settings.
struct Step {
    add: usize,
}

struct Stepped(usize);

#[node(scope = "runner")]
impl Step {
    fn compose(&self, world: &World) -> Stepped {
        Stepped(self.add + world.called().0)
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Forms([usize; 4]);

#[node]
fn forms(
    gathered: &Gathered,
    stepped: &Stepped,
    small: &Generic<u8>,
    large: &Generic<u64>,
) -> Forms {
    assert_eq!(gathered.world.calls(), 4);
    Forms([gathered.cache.0, stepped.0, small.0, large.0])
}

#[graph(output = Forms, nodes(cache))]
struct AllForms {
    #[inject]
    world: World,
    #[inject]
    step: Step,
}

#[tokio::test]
async fn every_form_of_a_node_can_be_shared() {
    let runner = AllForms::runner(World::default(), Step { add: 100 });
    for _ in 0..2 {
        let Forms(forms) = runner.run(()).await.unwrap();
        assert_eq!(forms, [1, 102, 3, 4]);
    }
}

/// So many nodes wait that each has a waker of its own, and the shared value is among them.
mod crowd {
    use super::*;

    struct Slow<const N: usize>(usize);

    #[node]
    async fn slow<const N: usize>(ask: &Ask) -> Slow<N> {
        sleep(Duration::from_millis(30)).await;
        Slow(ask.0 as usize)
    }

    macro_rules! crowd {
        ($($name:ident $at:literal),+) => {
            struct Sum(usize);

            #[allow(clippy::too_many_arguments, reason = "a crowd")]
            #[node]
            fn sum($($name: &Slow<$at>,)+ pool: &Pool) -> Sum {
                Sum(0 $(+ $name.0)+ + pool.number)
            }
        };
    }
    crowd!(a 0, b 1, c 2, d 3, e 4, f 5, g 6, h 7, i 8, j 9, k 10, l 11, m 12, n 13, o 14, p 15, q 16, r 17);

    #[graph(output = Sum)]
    struct Crowd {
        ask: Ask,
        #[inject]
        world: World,
    }

    #[tokio::test(start_paused = true)]
    async fn a_shared_value_is_awaited_among_many_pending_nodes() {
        let world = World::that([Act::Fail]);
        let runner = Crowd::runner(world.clone());
        let begin = Instant::now();
        let (first, second, third) =
            tokio::join!(runner.run(Ask(1)), runner.run(Ask(1)), runner.run(Ask(1)));
        assert!(first.is_err());
        assert_eq!((second.unwrap().0, third.unwrap().0), (20, 20));
        assert_eq!(begin.elapsed(), Duration::from_millis(30));
        runner.handle().shutdown().await;
        world.log().assert_balanced();
    }
}

#[tokio::test(start_paused = true)]
async fn nested_runs_share_the_values_of_their_own_runner() {
    struct Line(Runner<Shop>);
    struct Total(usize);
    #[node]
    async fn total(line: &Line) -> Result<Total, GraphError> {
        let answers = organum::each(4, 0..8, |ask| line.0.run(Ask(ask))).await?;
        Ok(Total(answers.iter().map(|answer| answer.pool).sum()))
    }
    #[graph(output = Total)]
    struct Batch {
        #[inject]
        line: Line,
    }
    let world = World::default();
    let batch = Batch::runner(Line(Shop::runner(world.clone())));
    assert_eq!(batch.run(()).await.unwrap().0, 8);
    assert_eq!(world.calls(), 1);
}
