//! Measures the cost of the attributes at compile time.
//!
//! Writes two crates of the same functions, one with attributes and a graph and one without, and two of
//! the same organs, one with a spine and one without; builds their dependencies, and then times `cargo
//! check` after touching their only file.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant, SystemTime};

use clap::Parser;
use organum_bench::generator::{Shape, compile_time_source, spine_source};

/// Time `cargo check` of a graph compared with the same functions without attributes, and of a spine
/// compared with the same organs without it.
#[derive(Debug, Parser)]
struct Options {
    /// The number of checks of each crate
    #[arg(long, default_value_t = 5)]
    times: usize,
    /// Measure only spines
    #[arg(long)]
    spines: bool,
    /// Keep the crates and print their folder
    #[arg(long)]
    keep: bool,
    /// Fail if 100 nodes take more than one second longer, or 200 organs more than 0.3 s
    #[arg(long)]
    enforce: bool,
    /// The path of `organum`
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../organum"))]
    organum: PathBuf,
}

/// The maximum additional time of 100 nodes with attributes.
const ALLOWED: Duration = Duration::from_secs(1);

/// The maximum additional time of 200 organs with a spine.
const ALLOWED_SPINE: Duration = Duration::from_millis(300);

fn main() -> ExitCode {
    let options = Options::parse();
    match measure(&options) {
        Ok(kept) if kept || !options.enforce => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints the tables and returns true if their limits were kept.
fn measure(options: &Options) -> io::Result<bool> {
    let organum = options.organum.canonicalize()?;
    let folder = std::env::temp_dir().join(format!("organum-compile-time-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let mut kept = true;
    if !options.spines {
        kept &= measure_graphs(options, &folder, &organum)?;
    }
    kept &= measure_spines(options, &folder, &organum)?;
    if options.keep {
        println!("\n{}", folder.display());
    } else {
        fs::remove_dir_all(folder)?;
    }
    Ok(kept)
}

fn measure_graphs(options: &Options, folder: &Path, organum: &Path) -> io::Result<bool> {
    let mut kept = true;
    println!("| nodes | with attributes | without | difference |\n|---:|---:|---:|---:|");
    for shape in [Shape::random_100(), Shape::random_1000()] {
        let sources = [true, false].map(|attributes| Ok(compile_time_source(&shape, attributes)));
        let nodes = shape.nodes.len();
        let crates = Pair::write(&folder.join(shape.module), sources, organum)?;
        let difference = crates.row(nodes, options.times)?;
        kept &= nodes != 100 || difference <= ALLOWED;
    }
    println!();
    Ok(kept)
}

fn measure_spines(options: &Options, folder: &Path, organum: &Path) -> io::Result<bool> {
    let mut kept = true;
    println!("| organs | with a spine | without | difference |\n|---:|---:|---:|---:|");
    for organs in [200, 1000] {
        let sources =
            [true, false].map(|with| spine_source(organs, with).map_err(io::Error::other));
        let crates = Pair::write(&folder.join(format!("spine_{organs}")), sources, organum)?;
        let difference = crates.row(organs, options.times)?;
        kept &= organs != 200 || difference <= ALLOWED_SPINE;
    }
    Ok(kept)
}

/// The measured crate and the one that it is compared with.
struct Pair {
    with: Crate,
    without: Crate,
}

impl Pair {
    fn write(folder: &Path, sources: [io::Result<String>; 2], organum: &Path) -> io::Result<Self> {
        let [with, without] = sources;
        Ok(Self {
            with: Crate::write(&folder.join("with"), &with?, organum)?,
            without: Crate::write(&folder.join("without"), &without?, organum)?,
        })
    }

    /// Prints a row of the table and returns the difference.
    fn row(&self, size: usize, times: usize) -> io::Result<Duration> {
        let (with, without) = medians(&self.with, &self.without, times)?;
        let difference = with.saturating_sub(without);
        println!(
            "| {size} | {:.2} s | {:.2} s | {:.2} s |",
            with.as_secs_f64(),
            without.as_secs_f64(),
            difference.as_secs_f64()
        );
        Ok(difference)
    }
}

/// Returns the median times of both crates, which are checked alternately.
fn medians(with: &Crate, without: &Crate, times: usize) -> io::Result<(Duration, Duration)> {
    // The first check builds the dependencies and fills the caches.
    with.check()?;
    without.check()?;
    let mut figures = (Vec::new(), Vec::new());
    for _ in 0..times {
        figures.0.push(with.touch_and_check()?);
        figures.1.push(without.touch_and_check()?);
    }
    Ok((median(figures.0), median(figures.1)))
}

fn median(mut figures: Vec<Duration>) -> Duration {
    figures.sort_unstable();
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

/// A crate of one file, outside any workspace.
#[derive(Debug)]
struct Crate {
    folder: PathBuf,
}

impl Crate {
    fn write(folder: &Path, source: &str, organum: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder.join("src"))?;
        fs::write(
            folder.join("Cargo.toml"),
            format!(
                "[package]\nname = \"measured\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
                 [dependencies]\norganum = {{ path = {:?} }}\n\n[workspace]\n",
                organum.display().to_string()
            ),
        )?;
        fs::write(folder.join("src/lib.rs"), source)?;
        let workspace = organum.join("../..");
        for file in ["Cargo.lock", "rust-toolchain.toml"] {
            // The versions of the workspace, if it sets them.
            if workspace.join(file).exists() {
                fs::copy(workspace.join(file), folder.join(file))?;
            }
        }
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    fn check(&self) -> io::Result<()> {
        let output = Command::new("cargo")
            .args(["check", "--quiet", "--target-dir", "target"])
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .output()?;
        if output.status.success() {
            return Ok(());
        }
        Err(io::Error::other(format!(
            "`cargo check` failed in {}:\n{}",
            self.folder.display(),
            String::from_utf8_lossy(&output.stderr)
        )))
    }

    fn touch_and_check(&self) -> io::Result<Duration> {
        File::options()
            .write(true)
            .open(self.folder.join("src/lib.rs"))?
            .set_modified(SystemTime::now())?;
        let start = Instant::now();
        self.check()?;
        Ok(start.elapsed())
    }
}
