//! The tasks of `cargo xtask`: the project's own tasks, so that one command is enough on a fresh machine.
//!
//! | module | content |
//! |---|---|
//! | [`test`](mod@test) | the everyday tests, and the full crash and fault tests |
//! | [`setup`] | the tools and servers that tests need, found or installed |
//! | [`servers`] | the servers of a run of tests |
//! | [`checks`] | the slow checks before a release |
//! | [`api`] | snapshots of the public API |
//! | [`session`] | progress, timings, and the closing lines |
//! | [`workspace`] | packages, features, folders |

mod api;
mod checks;
mod servers;
mod session;
mod setup;
mod test;
mod workspace;

use std::{env, process::ExitCode};

use session::{Done, Session};
use workspace::cargo;

const HELP: &str = "\
cargo xtask TASK

  test        everything: tests, doctests, examples, compile-error cases, schedules, memory
                --quick      only unit tests and the tests of each construct
                --install    installs what is missing: servers and tools
  torture     crash and fault tests with their full numbers
                --install    installs what is missing
  checks      the slow checks: minimal versions, each feature alone, public API, licences, Miri, …
                --install    installs the tools that are missing
                --bless      accepts the public API as it is
                NAME …       only these
  schedules   the wake and hand-over protocols under a model checker (shuttle)
  memory      the executor's random graphs under valgrind
  races       the executor's tests under ThreadSanitizer (needs a nightly toolchain)
  bench       the benchmarks behind docs/benchmarks.md, after a check that contenders agree
";

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let task = arguments.next();
    let done = match task.as_deref() {
        Some("test") => test::run(&arguments.collect::<Vec<_>>()),
        Some("torture") => test::torture(&arguments.collect::<Vec<_>>()),
        Some("checks") => checks::all(&arguments.collect::<Vec<_>>()),
        Some("schedules") => alone(test::schedules),
        Some("memory") => alone(test::memory),
        Some("races") => alone(test::races),
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

/// Runs a task of one step.
fn alone(step: fn(&mut Session) -> Done) -> Done {
    let mut session = Session::of(1);
    step(&mut session)?;
    session.finish()
}

fn bench() -> Done {
    let mut session = Session::of(2);
    session.run(
        "contenders agree",
        cargo().args(["test", "-p", "organum-bench", "--tests"]),
    )?;
    session.run(
        "benchmarks",
        cargo().args(["bench", "-p", "organum-bench", "--bench", "graph"]),
    )?;
    session.finish()
}
