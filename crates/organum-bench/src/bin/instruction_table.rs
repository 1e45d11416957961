//! The instruction counts of the last `instructions` benchmark, as a Markdown table.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use organum_bench::case;
use organum_bench::contender::{COUNTED_EXECUTIONS, Contender, Kind};
use organum_bench::report::Table;
use serde_json::Value;

/// Print instructions per execution.
///
/// Reads the output of `cargo bench -p organum-bench --bench instructions -- --save-summary=json`.
#[derive(Debug, Parser)]
struct Options {
    /// The folder of the output; by default in the target directory of this program
    #[arg(long)]
    folder: Option<PathBuf>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let Some(folder) = options.folder.or_else(saved) else {
        eprintln!("this program is not in a target directory: pass `--folder`");
        return ExitCode::FAILURE;
    };
    if !folder.is_dir() {
        eprintln!(
            "no counts in {}: run `cargo bench -p organum-bench --bench instructions -- --save-summary=json`",
            folder.display()
        );
        return ExitCode::FAILURE;
    }
    println!("{}", table(&folder));
    ExitCode::SUCCESS
}

/// Returns the folder in which the benchmark saves its counts.
fn saved() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let target = program.parent()?.parent()?;
    Some(target.join("gungraun/organum-bench/instructions/graphs"))
}

fn table(folder: &Path) -> Table {
    let mut cases = case::ready();
    cases.push(case::large());
    let mut head = vec![String::new()];
    head.extend(cases.iter().map(|case| case.title.to_owned()));
    let mut table = Table::new(head);
    let kinds = cases.first().into_iter().flat_map(|case| &case.contenders);
    for kind in kinds.map(Contender::kind) {
        let mut row = vec![kind.title().to_owned()];
        row.extend(cases.iter().map(|case| {
            let own = count(folder, case.key, kind);
            let baseline = count(folder, case.key, Kind::TryJoin);
            match (own, baseline) {
                (Some(own), Some(baseline)) => format!("{own:.0}, {:.2}x", own / baseline),
                (Some(own), None) => format!("{own:.0}"),
                (None, _) => "-".into(),
            }
        }));
        table.row(row);
    }
    table
}

/// Returns the instructions per execution of one contender on one graph.
fn count(folder: &Path, case: &str, kind: Kind) -> Option<f64> {
    let path = folder
        .join(format!("{case}.{}", kind.key()))
        .join("summary.json");
    let summary: Value = serde_json::from_str(&fs::read_to_string(path).ok()?).ok()?;
    summary
        .pointer("/profiles/0/data/total/metrics/Ir/values/new")?
        .as_f64()
        .map(|instructions| instructions / f64::from(COUNTED_EXECUTIONS))
}
