//! The everyday tests: `cargo xtask test`.

use std::{path::PathBuf, process::Command};

use organum_test_support::rounds;

use crate::{
    servers::{self, Servers},
    session::{self, Done, Session},
    setup::{self, Need},
    workspace::{EXECUTOR, cargo, nightly, program, root, target},
};

/// The arguments that build the tests: every package except the benchmarks, with every feature. All steps
/// use the same flags, since other flags would build everything again.
const BUILD: [&str; 2] = ["test", "--all-features"];

const TESTS: &str = "tests, doctests, compile-error cases";

const MEMORY: &str = "memory";

/// The tests that `--quick` runs: unit tests, and those of each construct.
const QUICK: [&str; 12] = [
    "test",
    "--all-features",
    "--lib",
    "--bins",
    "--test",
    "graph",
    "--test",
    "event",
    "--test",
    "saga",
    "--test",
    "hygiene",
];

/// The tests that `cargo xtask torture` runs: unit tests, and the programs of crash and fault tests.
const TORTURE: [&str; 7] = [
    "test",
    "--all-features",
    "--lib",
    "--test",
    "crashes",
    "--test",
    "store",
];

/// The numbers of rounds and of generated interleavings in `cargo xtask torture`.
const FULL: [(&str, &str); 2] = [(rounds::ROUNDS, "50"), ("ORGANUM_INTERLEAVINGS", "10000")];

/// The options of the command line.
#[derive(Debug, Default, PartialEq, Eq)]
struct Options {
    is_quick: bool,
    /// Install what is missing.
    installs: bool,
}

impl Options {
    /// Reads the options of a task, of which `known` exist.
    fn parse(task: &str, known: &[&str], arguments: &[String]) -> Result<Self, String> {
        let mut options = Self::default();
        for argument in arguments {
            match argument.as_str() {
                "--quick" if known.contains(&"--quick") => options.is_quick = true,
                "--install" => options.installs = true,
                other => {
                    return Err(format!(
                        "`cargo xtask {task}` does not know `{other}`; its options: {}",
                        known.join(", ")
                    ));
                }
            }
        }
        Ok(options)
    }
}

/// Runs the tests: all of them, or with `--quick` those that need neither valgrind nor further builds.
pub(crate) fn run(arguments: &[String]) -> Done {
    let options = Options::parse("test", &["--quick", "--install"], arguments)?;
    if options.is_quick {
        quick(options.installs)
    } else {
        all(options.installs)
    }
}

/// Runs the unit tests and the tests of each construct.
fn quick(installs: bool) -> Done {
    println!(
        "xtask: about 3 minutes on 2 cores if nothing is built yet, and 2 GB below target/; \
         leaves out doctests, compile-error cases, examples, memory and schedules"
    );
    let servers = servers(Vec::new(), installs)?;
    let mut session = Session::of(1);
    session.run(
        "quick tests",
        servers.give_to(cargo().args(QUICK).args(["--", "--quiet"])),
    )?;
    servers.close(&mut session)?;
    session.finish()
}

/// Runs all tests, the quick ones first.
fn all(installs: bool) -> Done {
    println!(
        "xtask: about 8 minutes on 2 cores if nothing is built yet, and 3 GB below target/; \
         `cargo xtask test --quick` runs the unit tests and those of each construct"
    );
    let servers = servers(vec![setup::valgrind()], installs)?;
    let mut session = Session::of(4);
    session.run(
        TESTS,
        servers.give_to(cargo().args(BUILD).args(["--", "--quiet"])),
    )?;
    session.run(
        "example checkout",
        program("checkout").args([
            "--latency-scale",
            "0.1",
            "checkout",
            "1",
            "CABLE:2",
            "MUG:1",
        ]),
    )?;
    memory_of(&mut session, &BUILD)?;
    schedules(&mut session)?;
    servers.close(&mut session)?;
    session.finish()
}

/// Runs the crash and fault tests with their full numbers.
pub(crate) fn torture(arguments: &[String]) -> Done {
    let options = Options::parse("torture", &["--install"], arguments)?;
    let servers = servers(Vec::new(), options.installs)?;
    let mut session = Session::of(1);
    session.run(
        "crashes and faults",
        servers.give_to(cargo().args(TORTURE).args(["--", "--quiet"]).envs(FULL)),
    )?;
    servers.close(&mut session)?;
    session.finish()
}

/// Returns the servers of a run, after a check that these needs and those of the servers are met.
fn servers(mut needs: Vec<Need>, installs: bool) -> Result<Servers, String> {
    needs.extend(servers::needs());
    setup::ensure(&needs, installs)?;
    if installs {
        setup::components()?;
    }
    Servers::start()
}

/// Runs the wake and hand-over protocols under a model checker.
pub(crate) fn schedules(session: &mut Session) -> Done {
    session.run(
        "schedules",
        cargo()
            .args(["test", "-p", EXECUTOR, "--lib", "protocols"])
            .args(["--", "--quiet"])
            .env("RUSTFLAGS", "--cfg organum_shuttle")
            .env("CARGO_TARGET_DIR", target("shuttle")),
    )
}

/// Runs the executor's random graphs under valgrind.
pub(crate) fn memory(session: &mut Session) -> Done {
    memory_of(session, &["test", "-p", EXECUTOR, "--lib"])
}

/// Runs the check of [`memory`] with a test program that is built by these arguments.
fn memory_of(session: &mut Session, build: &[&str]) -> Done {
    setup::ensure(&[setup::valgrind()], false)?;
    session.step(MEMORY, || {
        session::status(
            Command::new("valgrind")
                .args(["--quiet", "--error-exitcode=9", "--leak-check=full"])
                .arg("--errors-for-leak-kinds=definite,indirect")
                .arg("--show-leak-kinds=definite,indirect")
                .arg(executor_tests(build)?)
                .args(["--quiet", "executor::tests::random"])
                .current_dir(root())
                .env("ORGANUM_FEWER_CASES", "20"),
        )
    })
}

/// Returns the path of the executor's test program, which is built if necessary.
fn executor_tests(build: &[&str]) -> Result<PathBuf, String> {
    let messages = session::output(
        cargo()
            .args(build)
            .args(["--no-run", "--message-format=json"]),
    )?;
    let manifest = format!("/{EXECUTOR}/Cargo.toml\"");
    messages
        .lines()
        .filter(|line| line.contains(&manifest) && line.contains("\"kind\":[\"lib\"]"))
        .find_map(|line| {
            let (_, rest) = line.split_once("\"executable\":\"")?;
            Some(PathBuf::from(rest.split_once('"')?.0))
        })
        .ok_or_else(|| format!("cargo names no tests of {EXECUTOR}"))
}

/// Runs the executor's tests under `ThreadSanitizer`.
pub(crate) fn races(session: &mut Session) -> Done {
    let name = "races";
    if !session::succeeds(nightly().arg("--version")) {
        session.skip(
            name,
            "a nightly toolchain is missing",
            "rustup toolchain install nightly",
        );
        return Ok(());
    }
    let suppressions = root().join("crates/xtask/tsan.supp");
    session.run(
        name,
        nightly()
            .args(["test", "-p", EXECUTOR, "--lib"])
            .args(["--target", "x86_64-unknown-linux-gnu"])
            // The test harness has races of its own in code that is not built with the sanitizer.
            .args(["--", "--quiet", "--test-threads=1"])
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

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(known: &[&str], arguments: &[&str]) -> Result<Options, String> {
        let arguments: Vec<_> = arguments.iter().map(ToString::to_string).collect();
        Options::parse("test", known, &arguments)
    }

    #[test]
    fn options_come_in_any_order() {
        let both = Options {
            is_quick: true,
            installs: true,
        };
        let known = ["--quick", "--install"];
        assert_eq!(parse(&known, &[]), Ok(Options::default()));
        assert_eq!(parse(&known, &["--install", "--quick"]), Ok(both));
    }

    #[test]
    fn other_options_are_refused() {
        let error = parse(&["--install"], &["--quick"]).unwrap_err();
        assert_eq!(
            error,
            "`cargo xtask test` does not know `--quick`; its options: --install"
        );
    }
}
