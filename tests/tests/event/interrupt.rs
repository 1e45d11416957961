//! A process that serves a spine is interrupted by real signals.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
};

struct Interrupted {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Interrupted {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_interrupted"))
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output }
    }

    fn next_line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args(["-s", name, &self.child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Returns the remaining output of the process, and its exit status.
    fn end(mut self) -> (Vec<String>, ExitStatus) {
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        let lines = rest.lines().map(str::to_owned).collect();
        (lines, self.child.wait().unwrap())
    }
}

/// The first interrupt drains: events in memory would be lost, and are handled first.
#[test]
fn the_first_interrupt_drains() {
    for signal in ["TERM", "INT"] {
        let mut interrupted = Interrupted::start(&[]);
        assert_eq!(interrupted.next_line(), "begins 0");
        interrupted.signal(signal);
        let (lines, status) = interrupted.end();
        let done: Vec<&String> = lines
            .iter()
            .filter(|line| line.starts_with("done"))
            .collect();
        assert_eq!(
            done,
            [
                "done with 0",
                "done with 1",
                "done with 2",
                "done with 3",
                "done with 4"
            ]
        );
        assert_eq!(lines.last().unwrap(), "ends with 5");
        assert!(status.success());
    }
}

/// The second interrupt aborts, although a handler blocks the only thread.
#[test]
fn the_second_interrupt_aborts() {
    let mut interrupted = Interrupted::start(&["hangs"]);
    assert_eq!(interrupted.next_line(), "begins 0");
    interrupted.signal("INT");
    // Two pending signals are delivered as one, so the first has to be received before the second is sent. The
    // test cannot observe that, so it sends the second one until the process has ended.
    let mut interrupted = interrupted;
    let status = loop {
        if let Some(status) = interrupted.child.try_wait().unwrap() {
            break status;
        }
        let _ = Command::new("kill")
            .args(["-s", "INT", &interrupted.child.id().to_string()])
            .stderr(Stdio::null())
            .status();
        std::thread::sleep(std::time::Duration::from_millis(10));
    };
    assert_eq!(status.code(), Some(130));
    let (lines, _) = interrupted.end();
    assert!(lines.is_empty(), "the process continued: {lines:?}");
}
