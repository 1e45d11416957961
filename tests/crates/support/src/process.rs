//! Processes that tests start, kill and pause.

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

/// A process whose lines a test reads. It is killed on drop.
pub struct Process {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    /// The lines that were read, for messages.
    read: Vec<String>,
}

/// Returns a command that runs one test of this test program, with its output shown. The test plays its role
/// if an environment variable asks for it, and does nothing otherwise.
///
/// # Panics
/// If the path of this program is unknown.
pub fn this_program(test: &str) -> Command {
    let program = env::current_exe().expect("the path of this program is known");
    let mut command = Command::new(program);
    command.args(["--exact", test, "--nocapture", "--quiet"]);
    command
}

impl Process {
    /// Starts a command. Its standard input and output belong to the test.
    ///
    /// # Panics
    /// If the command does not start.
    pub fn start(command: &mut Command) -> Self {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| {
            panic!(
                "{} does not start: {error}",
                command.get_program().display()
            )
        });
        let output = child.stdout.take().expect("the output is a pipe");
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Self {
            input: child.stdin.take(),
            child,
            lines,
            read: Vec::new(),
        }
    }

    /// Returns the id of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Returns the next line of the output; `None` at its end, or if no line comes within the limit.
    pub fn line(&mut self, limit: Duration) -> Option<String> {
        let line = self.lines.recv_timeout(limit).ok()?;
        self.read.push(line.clone());
        Some(line)
    }

    /// Returns the next line that contains a text.
    ///
    /// # Panics
    /// If none comes within the limit.
    pub fn line_with(&mut self, text: &str, limit: Duration) -> String {
        let begun = Instant::now();
        while let Some(line) = self.line(limit.saturating_sub(begun.elapsed())) {
            if line.contains(text) {
                return line;
            }
        }
        panic!("no line with `{text}` came, only: {:#?}", self.read);
    }

    /// Writes a line to the process.
    ///
    /// # Panics
    /// If the process has ended.
    pub fn say(&mut self, line: &str) {
        let input = self.input.as_mut().expect("the input is a pipe");
        let done = input.write_all(format!("{line}\n").as_bytes());
        done.unwrap_or_else(|error| panic!("the process does not read `{line}`: {error}"));
    }

    /// Returns true if the process has not ended.
    ///
    /// # Panics
    /// If the state of the process cannot be read.
    pub fn is_running(&mut self) -> bool {
        self.child
            .try_wait()
            .expect("the process is a child")
            .is_none()
    }

    /// Kills the process with SIGKILL. Returns whether it was still running.
    ///
    /// # Panics
    /// If the state of the process cannot be read.
    pub fn kill(&mut self) -> bool {
        let was_running = self.is_running();
        let _ = self.child.kill();
        self.child.wait().expect("the process is a child");
        was_running
    }

    /// Stops the process with SIGSTOP, in the middle of its work.
    ///
    /// # Panics
    /// If the process has ended.
    pub fn pause(&mut self) {
        self.send(Signal::STOP);
    }

    /// Lets a paused process go on, with SIGCONT.
    ///
    /// # Panics
    /// If the process has ended.
    pub fn resume(&mut self) {
        self.send(Signal::CONT);
    }

    fn send(&mut self, signal: Signal) {
        assert!(self.is_running(), "the process has ended: {:#?}", self.read);
        let done = kill_process(Pid::from_child(&self.child), signal);
        done.unwrap_or_else(|error| panic!("the process gets no signal: {error}"));
    }

    /// Closes the input and waits for the end of the process.
    ///
    /// # Panics
    /// If the process does not end within the limit.
    pub fn wait(&mut self, limit: Duration) -> ExitStatus {
        self.input = None;
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("the process is a child") {
                return status;
            }
            assert!(
                begun.elapsed() < limit,
                "the process does not end: {:#?}",
                self.read
            );
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A generous limit: nothing waits for its end unless it fails.
    const LIMIT: Duration = Duration::from_secs(30);

    fn shell(script: &str) -> Process {
        Process::start(Command::new("sh").args(["-c", script]))
    }

    #[test]
    fn a_process_is_read_written_and_awaited() {
        let mut process = shell("echo ready; read word; echo noise; echo got $word; exit 3");
        assert_eq!(process.line(LIMIT).as_deref(), Some("ready"));
        process.say("hello");
        assert_eq!(process.line_with("got", LIMIT), "got hello");
        assert_eq!(process.wait(LIMIT).code(), Some(3));
        assert_eq!(process.line(LIMIT), None);
        assert!(!process.kill());
    }

    #[test]
    fn a_killed_process_does_nothing_more() {
        let folder = tempfile::tempdir().unwrap();
        let trace = folder.path().join("trace");
        let script = format!(
            "trap 'touch {}' EXIT; echo ready; read word",
            trace.display()
        );
        let mut process = shell(&script);
        process.line_with("ready", LIMIT);
        assert!(process.kill());
        assert!(!trace.exists());
    }

    #[test]
    fn a_paused_process_does_nothing_until_it_is_resumed() {
        let mut process = shell("while read word; do echo $word; done");
        process.say("one");
        process.line_with("one", LIMIT);
        process.pause();
        process.say("two");
        assert_eq!(process.line(Duration::from_millis(300)), None);
        process.resume();
        assert_eq!(process.line(LIMIT).as_deref(), Some("two"));
    }

    #[test]
    fn a_process_ends_with_its_value() {
        let process = shell("echo ready; exec sleep 600");
        let id = Pid::from_child(&process.child);
        drop(process);
        assert!(rustix::process::test_kill_process(id).is_err());
    }

    const ROLE: &str = "ORGANUM_TEST_SUPPORT_ROLE";

    #[test]
    fn plays_its_role() {
        if env::var_os(ROLE).is_some() {
            println!("in the role");
        }
    }

    #[test]
    fn a_test_of_this_program_plays_a_role() {
        let mut command = this_program("process::tests::plays_its_role");
        let mut process = Process::start(command.env(ROLE, "any"));
        process.line_with("in the role", LIMIT);
        assert!(process.wait(LIMIT).success());
    }
}
