//! Measures the cost of delivering an event from organ to organ, compared with other ways to pass
//! messages, in interleaved rounds.

mod peers;
mod spines;
mod waiting;

use std::{process::ExitCode, rc::Rc, time::Duration};

use clap::Parser;
use organum::{Runtime, Spine, event::Entry};
use organum_bench::{
    allocations::{self, Counting},
    contender::{Contender, Kind},
    rounds::Rounds,
};
use tokio::runtime::Builder;

use self::spines::{Count, Crowd, Patient, Ping, Table};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Measure the cost of delivering an event.
#[derive(Debug, Parser)]
struct Options {
    /// Use few and short rounds: to check that everything works, not to publish
    #[arg(long)]
    quick: bool,
    /// Run only the first row, for a profiler
    #[arg(long)]
    alone: bool,
    /// Measure only publishers that wait for room
    #[arg(long)]
    waiting: bool,
    /// Fail if a limit is exceeded
    #[arg(long)]
    enforce: bool,
    /// Passed by `cargo bench`; without it the program runs as a test, with quick rounds
    #[arg(long, hide = true)]
    bench: bool,
}

/// A row of the table.
struct Row {
    title: &'static str,
    contender: Contender,
    /// The maximum time for an event, in nanoseconds.
    at_most: Option<f64>,
}

fn row(
    title: &'static str,
    rounds: u32,
    mut run: impl FnMut(u32) -> Duration + 'static,
    at_most: Option<f64>,
) -> Row {
    let contender = Contender::new(Kind::OrganumReused, move |executions| {
        (0..executions).map(|_| run(rounds)).sum()
    });
    Row {
        title,
        contender,
        at_most,
    }
}

/// Returns a function that runs a spine with a ping and a pong for each round.
fn carry<S>(runtime: Runtime<S>) -> impl FnMut(u32) -> Duration + 'static
where
    S: Spine,
    Ping: Entry<S>,
{
    let tokio = Builder::new_current_thread().enable_time().build();
    let tokio = tokio.expect("a runtime can be built");
    let mut runtime = runtime;
    move |rounds| {
        tokio.block_on(async {
            let start = std::time::Instant::now();
            let ping = Ping {
                value: 1,
                left: rounds,
            };
            let stats = runtime.run(ping).await.expect("no handler fails");
            assert_eq!(stats.events, 2 * (u64::from(rounds) + 1));
            start.elapsed()
        })
    }
}

fn rows(rounds: u32) -> Vec<Row> {
    let tokio = Builder::new_current_thread().enable_all().build();
    let tokio = Rc::new(tokio.expect("a runtime can be built"));
    let blocking = |tokio: &Rc<tokio::runtime::Runtime>| Rc::clone(tokio);
    let (boxed, channels, kameo) = (blocking(&tokio), blocking(&tokio), blocking(&tokio));
    vec![
        row(
            "Organum",
            rounds,
            carry(Table::default().builder().build()),
            Some(50.0),
        ),
        row(
            "Organum, among 200 organs that are not interested",
            rounds,
            carry(Crowd::default().builder().build()),
            None,
        ),
        row(
            "Organum, with an observer that counts",
            rounds,
            carry(Table::default().builder().observe(Count::default()).build()),
            Some(100.0),
        ),
        row(
            "Organum, with `async fn` handlers",
            rounds,
            carry(Patient::default().builder().build()),
            Some(120.0),
        ),
        row(
            "a queue and a `match`",
            rounds,
            peers::queue_with_a_match,
            None,
        ),
        row(
            "a queue and boxed futures",
            rounds,
            move |rounds| boxed.block_on(peers::boxed_futures(rounds)),
            None,
        ),
        row(
            "a queue of `Box<dyn Any>` and a map of types",
            rounds,
            peers::map_of_types,
            None,
        ),
        row(
            "two tasks and channels of tokio",
            rounds,
            move |rounds| channels.block_on(peers::tokio_channels(rounds)),
            None,
        ),
        row("actix", rounds, peers::actix_actors, None),
        row(
            "kameo",
            rounds,
            move |rounds| kameo.block_on(peers::kameo_actors(rounds)),
            None,
        ),
    ]
}

fn main() -> ExitCode {
    let options = Options::parse();
    let is_quick = options.quick || !options.bench;
    let (count, pings) = if is_quick { (2, 10_000) } else { (21, 500_000) };
    if options.waiting {
        waiting::compare(is_quick);
        return ExitCode::SUCCESS;
    }
    let events = 2.0 * f64::from(pings + 1);
    let rounds = Rounds {
        count,
        turn: Duration::ZERO,
    };
    let mut rows = rows(pings);
    if options.alone {
        rows[0].contender.run(1);
        return ExitCode::SUCCESS;
    }
    let counted: Vec<u64> = rows
        .iter_mut()
        .map(|row| {
            allocations::count(|| {
                row.contender.run(1);
            })
        })
        .collect();
    let mut contenders: Vec<&mut Contender> =
        rows.iter_mut().map(|row| &mut row.contender).collect();
    let samples = rounds.measure(&mut contenders);
    let mut kept = true;
    println!("| | ns an event | allocations an event | ratio to Organum | at most | |");
    println!("|---|---:|---:|---:|---:|---|");
    for (at, row) in rows.iter().enumerate() {
        let own = samples[at].least() / events;
        #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
        let allocated = counted[at] as f64 / events;
        let ratio = samples[at].least() / samples[0].least();
        let limit = match row.at_most {
            Some(most) => {
                kept &= own <= most;
                let verdict = if own <= most { "kept" } else { "**exceeded**" };
                format!("{most:.0} ns | {verdict}")
            }
            None => " | ".to_owned(),
        };
        println!(
            "| {} | {own:.1} | {allocated:.2} | {ratio:.2}x | {limit} |",
            row.title
        );
    }
    let crowd = samples[1].least() / samples[0].least();
    let is_kept = crowd <= 1.1;
    kept &= is_kept;
    println!(
        "\n200 organs that are not interested: {crowd:.2}x, at most 1.10x, {}",
        if is_kept { "kept" } else { "**exceeded**" }
    );
    kept &= waiting::compare(is_quick);
    if kept || !options.enforce {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
