//! What the attributes cost the compiler.
//!
//! Writes two crates of the same functions, one with attributes and a graph and one without,
//! builds what they depend on, and then times `cargo check` after touching their one file.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant, SystemTime};

use clap::Parser;
use organum_bench::generator::{Shape, compile_time_source};

/// Time `cargo check` of a graph beside the same functions without attributes.
#[derive(Debug, Parser)]
struct Options {
    /// How often each crate is checked.
    #[arg(long, default_value_t = 5)]
    times: usize,
    /// Leave the crates where they were written and say where.
    #[arg(long)]
    keep: bool,
    /// Fail if 100 nodes take more than the allowed second longer.
    #[arg(long)]
    enforce: bool,
    /// The `organum` to depend on.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../organum"))]
    organum: PathBuf,
}

/// How much longer 100 nodes may take with attributes.
const ALLOWED: Duration = Duration::from_secs(1);

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

/// Prints the table and says whether the limit on 100 nodes was kept.
fn measure(options: &Options) -> io::Result<bool> {
    let organum = options.organum.canonicalize()?;
    let folder = std::env::temp_dir().join(format!("organum-compile-time-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let mut kept = true;
    println!("| nodes | with attributes | without | difference |\n|---:|---:|---:|---:|");
    for shape in [Shape::random_100(), Shape::random_1000()] {
        let [with, without] = [true, false].map(|attributes| {
            let name = if attributes { "with" } else { "without" };
            Crate::write(
                &folder.join(format!("{}_{name}", shape.module)),
                &compile_time_source(&shape, attributes)?,
                &organum,
            )
        });
        let (with, without) = medians(&with?, &without?, options.times)?;
        let difference = with.saturating_sub(without);
        let nodes = shape.nodes.len();
        println!(
            "| {nodes} | {:.2} s | {:.2} s | {:.2} s |",
            with.as_secs_f64(),
            without.as_secs_f64(),
            difference.as_secs_f64()
        );
        kept &= nodes != 100 || difference <= ALLOWED;
    }
    if options.keep {
        println!("\n{}", folder.display());
    } else {
        fs::remove_dir_all(folder)?;
    }
    Ok(kept)
}

/// The median times of both crates, checked in turn.
fn medians(with: &Crate, without: &Crate, times: usize) -> io::Result<(Duration, Duration)> {
    // The first check builds the dependencies, and with them what is cached between checks.
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
            // The versions the workspace uses, where it says.
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
