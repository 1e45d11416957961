//! The steps of a task: progress, durations, and the checks that could not run.

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// The result of a step; `Err` is the message with which the task ends.
pub(crate) type Done = Result<(), String>;

/// The steps of one task, in progress.
pub(crate) struct Session {
    steps: usize,
    begun: usize,
    ran: Vec<(String, Duration)>,
    failed: Vec<String>,
    not_checked: Vec<NotChecked>,
    notes: Vec<(&'static str, String)>,
    start: Instant,
}

/// A step that was skipped because a tool is missing.
struct NotChecked {
    name: String,
    why: String,
    install: String,
}

impl Session {
    /// Creates a session of a task with this many steps.
    pub(crate) fn of(steps: usize) -> Self {
        Self {
            steps,
            begun: 0,
            ran: Vec::new(),
            failed: Vec::new(),
            not_checked: Vec::new(),
            notes: Vec::new(),
            start: Instant::now(),
        }
    }

    /// Runs a command as a step; an error ends the task.
    pub(crate) fn run(&mut self, name: &str, command: &mut Command) -> Done {
        self.step(name, || status(command))
    }

    /// Runs a step; an error ends the task.
    pub(crate) fn step(&mut self, name: &str, work: impl FnOnce() -> Done) -> Done {
        self.begin(name);
        let start = Instant::now();
        work().map_err(|error| format!("{name}: {error}"))?;
        self.end(name, start);
        Ok(())
    }

    /// Runs a step whose failure does not end the task; [`finish`](Self::finish) reports it.
    pub(crate) fn check(&mut self, name: &str, work: impl FnOnce() -> Done) {
        if let Err(error) = self.step(name, work) {
            eprintln!("xtask: {error}");
            self.failed.push(error);
        }
    }

    /// Skips a step: `why`, and the command that installs what is missing.
    pub(crate) fn skip(&mut self, name: &str, why: &str, install: &str) {
        self.begin(name);
        println!("xtask: {name}: not checked, {why}; to install: {install}");
        self.not_checked.push(NotChecked {
            name: name.to_owned(),
            why: why.to_owned(),
            install: install.to_owned(),
        });
    }

    /// Adds a line below a heading to the closing lines. The lines of a heading are added together.
    pub(crate) fn note(&mut self, heading: &'static str, line: String) {
        self.notes.push((heading, line));
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

    /// Prints the steps that passed and were not checked, and returns the result.
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
        let mut last = "";
        for (heading, line) in &self.notes {
            if *heading != last {
                println!("xtask: {heading}:");
                last = heading;
            }
            println!("  {line}");
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

/// Runs a command to its end and returns its standard output.
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

/// Returns true if the command can be run and succeeds.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// A duration such as `4 min 7 s` or `7 s`.
fn text_of(took: Duration) -> String {
    let seconds = took.as_secs();
    if seconds < 60 {
        format!("{seconds} s")
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}
