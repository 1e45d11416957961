//! The steps of a task: what runs now, how long each took, and what could not be checked.

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// `Err` is what is said as the task ends.
pub(crate) type Done = Result<(), String>;

/// The steps of one task, as they are run.
pub(crate) struct Session {
    steps: usize,
    begun: usize,
    ran: Vec<(String, Duration)>,
    failed: Vec<String>,
    not_checked: Vec<NotChecked>,
    start: Instant,
}

/// A step that was left out as a tool is missing.
struct NotChecked {
    name: String,
    why: String,
    install: String,
}

impl Session {
    /// A task of so many steps.
    pub(crate) fn of(steps: usize) -> Self {
        Self {
            steps,
            begun: 0,
            ran: Vec::new(),
            failed: Vec::new(),
            not_checked: Vec::new(),
            start: Instant::now(),
        }
    }

    /// Runs a step that the task cannot go on without.
    pub(crate) fn run(&mut self, name: &str, command: &mut Command) -> Done {
        self.step(name, || status(command))
    }

    /// Does a step that the task cannot go on without.
    pub(crate) fn step(&mut self, name: &str, work: impl FnOnce() -> Done) -> Done {
        self.begin(name);
        let start = Instant::now();
        work().map_err(|error| format!("{name}: {error}"))?;
        self.end(name, start);
        Ok(())
    }

    /// Does a step after which the others are done in any case; [`finish`](Self::finish) tells.
    pub(crate) fn check(&mut self, name: &str, work: impl FnOnce() -> Done) {
        if let Err(error) = self.step(name, work) {
            eprintln!("xtask: {error}");
            self.failed.push(error);
        }
    }

    /// Leaves a step out: why, and the command that makes it possible.
    pub(crate) fn skip(&mut self, name: &str, why: &str, install: &str) {
        self.begin(name);
        println!("xtask: {name}: not checked, {why}; to install: {install}");
        self.not_checked.push(NotChecked {
            name: name.to_owned(),
            why: why.to_owned(),
            install: install.to_owned(),
        });
    }

    fn begin(&mut self, name: &str) {
        self.begun += 1;
        println!("xtask: [{}/{}] {name}", self.begun, self.steps);
    }

    fn end(&mut self, name: &str, start: Instant) {
        let took = start.elapsed();
        println!("xtask: {name}: passed in {}", text_of(took));
        self.ran.push((name.to_owned(), took));
    }

    /// Says what ran, what was not checked, and how it ended.
    pub(crate) fn finish(self) -> Done {
        println!("\nxtask: ended after {}", text_of(self.start.elapsed()));
        if !self.ran.is_empty() {
            println!("xtask: passed:");
        }
        for (name, took) in &self.ran {
            println!("  {name} ({})", text_of(*took));
        }
        if !self.not_checked.is_empty() {
            println!("xtask: not checked:");
            for NotChecked { name, why, install } in &self.not_checked {
                println!("  {name}: {why}; to install: {install}");
            }
        }
        if self.failed.is_empty() {
            println!("xtask: all passed");
            return Ok(());
        }
        Err(format!("failed:\n  {}", self.failed.join("\n  ")))
    }
}

/// Runs a command to its end.
pub(crate) fn status(command: &mut Command) -> Done {
    let status = command
        .status()
        .map_err(|error| format!("{command:?} could not be started: {error}"))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("{command:?} ended with {status}"))
}

/// Runs a command to its end, and gives what it writes to its standard output.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("{command:?} could not be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("{command:?} ended with {}", output.status));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("{command:?}: {error}"))
}

/// If a command can be run: it ends well.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// `4 min 7 s`, or `7 s`.
fn text_of(took: Duration) -> String {
    let seconds = took.as_secs();
    if seconds < 60 {
        format!("{seconds} s")
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}
