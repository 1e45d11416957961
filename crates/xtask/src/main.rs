//! What `cargo xtask` runs: the project's own tasks, so that one command is enough on a fresh machine.

use std::{
    env,
    path::PathBuf,
    process::{Command, ExitCode},
    time::Instant,
};

const HELP: &str = "\
cargo xtask TASK

  test        everything: tests, doctests, examples, compile-error cases, schedules, memory
  features    each feature flag alone, all and none
  schedules   the wake and hand-over protocols under a model checker (shuttle)
  memory      the executor's random graphs under valgrind, where it is installed
  races       the executor's tests under ThreadSanitizer (needs a nightly toolchain)
  bench       the benchmarks behind docs/benchmarks.md, after a check that contenders agree
";

fn main() -> ExitCode {
    let task = env::args().nth(1);
    let done = match task.as_deref() {
        Some("test") => test(),
        Some("features") => features(),
        Some("schedules") => schedules(),
        Some("memory") => memory(),
        Some("races") => races(),
        Some("bench") => bench(),
        Some("help" | "--help" | "-h") | None => {
            print!("{HELP}");
            Ok(())
        }
        Some(other) => Err(format!("there is no task `{other}`\n\n{HELP}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

type Done = Result<(), String>;

/// Everything, the quick things first.
fn test() -> Done {
    run("tests", cargo().args(["test", "--quiet"]))?;
    features()?;
    run(
        "example checkout",
        cargo()
            .args(["run", "--quiet", "-p", "checkout", "--"])
            .args([
                "--latency-scale",
                "0.1",
                "checkout",
                "1",
                "CABLE:2",
                "MUG:1",
            ]),
    )?;
    schedules()?;
    memory()
}

/// The feature flags: each alone and none are checked, and what they add is tested with all of them.
fn features() -> Done {
    for package in ["organum-base", "organum"] {
        for flags in [&["--features", "prometheus"][..], &[]] {
            let what = format!("{package} {}", flags.last().unwrap_or(&"without features"));
            run(
                &what,
                cargo()
                    .args(["check", "--quiet", "-p", package, "--no-default-features"])
                    .args(flags),
            )?;
        }
    }
    run(
        "tests with all features",
        cargo().args(["test", "--quiet", "--all-features"]).args([
            "-p",
            "organum-base",
            "-p",
            "organum-event",
            "-p",
            "organum",
        ]),
    )?;
    run(
        "tests of features",
        cargo()
            .args(["test", "--quiet", "-p", "organum-tests", "--all-features"])
            .args(["--test", "graph_prometheus"]),
    )
}

fn schedules() -> Done {
    run(
        "schedules",
        cargo()
            .args([
                "test",
                "--quiet",
                "-p",
                "organum-graph",
                "--lib",
                "protocols",
            ])
            .env("RUSTFLAGS", "--cfg organum_shuttle")
            .env("CARGO_TARGET_DIR", target("shuttle")),
    )
}

fn memory() -> Done {
    if !is_installed("valgrind") {
        println!(
            "xtask: valgrind is not installed, so memory is not checked; install it with your package manager"
        );
        return Ok(());
    }
    let valgrind = "valgrind --quiet --error-exitcode=9 --leak-check=full \
        --errors-for-leak-kinds=definite,indirect --show-leak-kinds=definite,indirect";
    run(
        "memory",
        cargo()
            .args(["test", "--quiet", "-p", "organum-graph", "--lib"])
            .arg("executor::tests::random")
            .env("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER", valgrind)
            .env("ORGANUM_FEWER_CASES", "20"),
    )
}

fn races() -> Done {
    let suppressions = root().join("crates/xtask/tsan.supp");
    run(
        "races",
        Command::new("cargo")
            .args(["+nightly", "test", "-p", "organum-graph", "--lib"])
            .args(["--target", "x86_64-unknown-linux-gnu"])
            // The test harness has races of its own in what is not built with the sanitizer.
            .args(["--", "--test-threads=1"])
            .current_dir(root())
            .env_remove("RUSTUP_TOOLCHAIN")
            .env(
                "RUSTFLAGS",
                "--cfg organum_tsan -Zsanitizer=thread -Cunsafe-allow-abi-mismatch=sanitizer",
            )
            .env(
                "TSAN_OPTIONS",
                format!("suppressions={}", suppressions.display()),
            )
            .env("ORGANUM_FEWER_CASES", "5")
            .env("CARGO_TARGET_DIR", target("tsan")),
    )
}

fn bench() -> Done {
    run(
        "benchmarks agree and are up to date",
        cargo().args(["test", "--quiet", "-p", "organum-bench", "--tests"]),
    )?;
    run(
        "benchmarks",
        cargo().args(["bench", "-p", "organum-bench", "--bench", "graph"]),
    )
}

fn run(what: &str, command: &mut Command) -> Done {
    println!("xtask: {what}");
    let start = Instant::now();
    let status = command
        .status()
        .map_err(|error| format!("{what}: {command:?} could not be started: {error}"))?;
    if !status.success() {
        return Err(format!("{what}: {command:?} ended with {status}"));
    }
    println!("xtask: {what}: done in {:.0?}", start.elapsed());
    Ok(())
}

fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

fn is_installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

/// The top of the workspace.
fn root() -> PathBuf {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).map_or(own.clone(), PathBuf::from)
}

/// A target folder for builds with other flags, so that they do not push out the usual one.
fn target(name: &str) -> PathBuf {
    root().join("target").join(name)
}
