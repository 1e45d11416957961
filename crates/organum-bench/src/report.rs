//! The measured tables, as Markdown.

use std::fmt::{self, Display};
use std::time::Duration;

use crate::case::{self, Case, Threads};
use crate::contender::{Contender, Kind};
use crate::limit::Limit;
use crate::rounds::{Rounds, Samples};

/// A finished section of the report.
#[derive(Debug)]
pub struct Section {
    heading: String,
    note: &'static str,
    table: Table,
    /// The limits that belong to the section.
    pub limits: Vec<Limit>,
}

impl Section {
    /// Returns true if the section has no content because nothing of it was requested.
    pub fn is_empty(&self) -> bool {
        self.table.rows.is_empty()
    }
}

impl Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## {}\n\n{}\n", self.heading, self.note)?;
        writeln!(f, "{}", self.table)
    }
}

/// A Markdown table.
#[derive(Debug)]
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Creates a table with these columns and no rows.
    pub fn new(head: Vec<String>) -> Self {
        Self {
            head,
            rows: Vec::new(),
        }
    }

    /// Adds a row; it has as many cells as the head.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| {} |", self.head.join(" | "))?;
        writeln!(f, "|---|{}", "---:|".repeat(self.head.len() - 1))?;
        for row in &self.rows {
            writeln!(f, "| {} |", row.join(" | "))?;
        }
        Ok(())
    }
}

/// The figures of one contender on one graph.
#[derive(Debug)]
struct Measured {
    kind: Kind,
    samples: Samples,
    allocations: f64,
}

/// The figures of one graph.
#[derive(Debug)]
struct Column {
    title: &'static str,
    nodes: usize,
    measured: Vec<Measured>,
}

impl Column {
    fn measure(case: &mut Case, rounds: Rounds) -> Self {
        let mut contenders: Vec<&mut Contender> = case.contenders.iter_mut().collect();
        let samples = rounds.measure(&mut contenders);
        let measured = case
            .contenders
            .iter_mut()
            .zip(samples)
            .map(|(contender, samples)| Measured {
                kind: contender.kind(),
                samples,
                allocations: contender.allocations(),
            })
            .collect();
        Self {
            title: case.title,
            nodes: case.nodes,
            measured,
        }
    }

    fn of(&self, kind: Kind) -> &Measured {
        self.measured
            .iter()
            .find(|measured| measured.kind == kind)
            .expect("every contender of a case is measured")
    }

    /// Returns the median of the per-round ratios of one contender to another.
    fn ratio(&self, kind: Kind, baseline: Kind) -> f64 {
        self.of(kind).samples.ratio(&self.of(baseline).samples)
    }
}

/// Measures the four graphs with nodes that are ready at their first poll; `wanted` selects some of them.
pub fn ready(rounds: Rounds, wanted: impl Fn(&str) -> bool) -> Section {
    let columns = measure(case::ready(), rounds, wanted);
    Section {
        heading: "One execution".into(),
        note: "Nanoseconds per execution, `a` allocations, and the ratio to \
               `tokio::try_join!` by layer.",
        table: tabulate(&columns, Kind::TryJoin, |_| String::new()),
        limits: Limit::ready(
            &columns
                .iter()
                .map(|column| crate::limit::Ready {
                    title: column.title,
                    nodes: column.nodes,
                    fresh: column.ratio(Kind::OrganumFresh, Kind::TryJoin),
                    reused: column.ratio(Kind::OrganumReused, Kind::TryJoin),
                    reused_ns: column.of(Kind::OrganumReused).samples.median(),
                })
                .collect::<Vec<_>>(),
        ),
    }
}

/// Measures the four graphs with nodes that yield once.
pub fn yielding(threads: Threads, rounds: Rounds, wanted: impl Fn(&str) -> bool) -> Section {
    let columns = measure(case::yielding(threads), rounds, wanted);
    let on = match threads {
        Threads::One => "one thread",
        Threads::Two => "two threads",
    };
    Section {
        heading: format!("Every node yields once, on {on}"),
        note: "Nanoseconds per execution, and in brackets per suspension, `a` allocations, and the \
               ratio to `tokio::join!` by layer.",
        table: tabulate(&columns, Kind::Join, |each| {
            format!(" ({})", nanoseconds(each))
        }),
        limits: columns
            .iter()
            .flat_map(|column| {
                [Kind::OrganumFresh, Kind::OrganumReused].map(|kind| {
                    Limit::yielding(
                        &format!("{}, yielding on {on}, {}", kind.title(), column.title),
                        column.nodes,
                        column.ratio(kind, Kind::Join),
                        column.of(Kind::Join).samples.median(),
                    )
                })
            })
            .collect(),
    }
}

/// Measures the random graph of 1 000 nodes and the one of 100, per node.
///
/// # Panics
///
/// If the runtime cannot be built.
pub fn large(rounds: Rounds) -> Section {
    let mut large = case::large();
    let mut small = case::ready().pop().expect("the random graph is the last");
    small
        .contenders
        .retain(|contender| matches!(contender.kind(), Kind::OrganumFresh | Kind::OrganumReused));
    let mut contenders: Vec<&mut Contender> = small
        .contenders
        .iter_mut()
        .chain(&mut large.contenders)
        .collect();
    let samples = rounds.measure(&mut contenders);
    let (of_small, of_large) = samples.split_at(small.contenders.len());
    let mut table = Table::new(
        ["", small.title, large.title, "ratio"]
            .map(str::to_owned)
            .into(),
    );
    let mut limits = Vec::new();
    for (index, contender) in small.contenders.iter().enumerate() {
        let title = contender.kind().title();
        let ratio =
            of_large[index].ratio(&of_small[index]) * count(small.nodes) / count(large.nodes);
        table.row(vec![
            title.into(),
            nanoseconds(of_small[index].median() / count(small.nodes)),
            nanoseconds(of_large[index].median() / count(large.nodes)),
            format!("{ratio:.2}x"),
        ]);
        limits.push(Limit::new(
            format!("{title}, a node of 1 000 to a node of 100"),
            ratio,
            1.3,
        ));
    }
    Section {
        heading: "1 000 nodes".into(),
        note: "Nanoseconds per node.",
        table,
        limits,
    }
}

/// Measures the two uneven chains, executed once per round.
pub fn uneven(count: usize) -> Section {
    let rounds = Rounds {
        count,
        turn: Duration::ZERO,
    };
    let mut case = case::uneven();
    let mut contenders: Vec<&mut Contender> = case.contenders.iter_mut().collect();
    let samples = rounds.measure(&mut contenders);
    let mut table = Table::new(["", "milliseconds", "ratio"].map(str::to_owned).into());
    let mut limits = Vec::new();
    for (contender, own) in case.contenders.iter().zip(&samples) {
        let ratio = own.ratio(&samples[0]);
        table.row(vec![
            contender.kind().title().into(),
            format!("{:.2}", own.median() / 1e6),
            format!("{ratio:.3}x"),
        ]);
        if matches!(contender.kind(), Kind::OrganumFresh | Kind::OrganumReused) {
            limits.push(Limit::new(
                format!("{}, uneven branches", contender.kind().title()),
                ratio,
                1.02,
            ));
        }
    }
    Section {
        heading: "Uneven branches".into(),
        note: "Two chains, 40 ms then 4 ms and 4 ms then 40 ms; the ratio is to the concurrent \
               chains.",
        table,
        limits,
    }
}

fn measure(cases: Vec<Case>, rounds: Rounds, wanted: impl Fn(&str) -> bool) -> Vec<Column> {
    cases
        .into_iter()
        .filter(|case| wanted(case.key))
        .map(|mut case| Column::measure(&mut case, rounds))
        .collect()
}

/// Returns a table with a row per contender and a column per graph; `aside` returns an addition to the
/// time, from the time per node.
fn tabulate(columns: &[Column], baseline: Kind, aside: impl Fn(f64) -> String) -> Table {
    let mut head = vec![String::new()];
    head.extend(columns.iter().map(|column| column.title.to_owned()));
    let mut table = Table::new(head);
    let kinds = columns
        .first()
        .into_iter()
        .flat_map(|column| &column.measured);
    for kind in kinds.map(|measured| measured.kind) {
        let mut row = vec![kind.title().to_owned()];
        row.extend(columns.iter().map(|column| {
            let measured = column.of(kind);
            let time = measured.samples.median();
            format!(
                "{}{}, {} a, {:.2}x",
                nanoseconds(time),
                aside(time / count(column.nodes)),
                allocations(measured.allocations),
                column.ratio(kind, baseline)
            )
        }));
        table.row(row);
    }
    table
}

fn nanoseconds(value: f64) -> String {
    if value < 100.0 {
        format!("{value:.1} ns")
    } else {
        format!("{value:.0} ns")
    }
}

fn allocations(value: f64) -> String {
    if (value - value.round()).abs() < 0.005 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}

fn count(nodes: usize) -> f64 {
    f64::from(u32::try_from(nodes).expect("a graph of far fewer than 2^32 nodes"))
}
