//! Writes `src/shapes`, or checks that it is up to date.

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use organum_bench::generator;

/// Write the Rust source of every benchmarked shape.
#[derive(Debug, Parser)]
struct Options {
    /// Change nothing; fail if a committed file is not what would be written.
    #[arg(long)]
    check: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    match run(&options) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(stale) => {
            eprintln!(
                "{stale} file(s) out of date; run `cargo run -p organum-bench --bin generate`"
            );
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes what differs, or counts it.
fn run(options: &Options) -> std::io::Result<usize> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/shapes");
    let mut stale = 0;
    for file in generator::files()? {
        let path = folder.join(&file.name);
        if std::fs::read_to_string(&path).is_ok_and(|text| text == file.text) {
            continue;
        }
        println!("{}", file.name);
        if options.check {
            stale += 1;
        } else {
            std::fs::write(path, file.text)?;
        }
    }
    Ok(stale)
}
