//! PostgreSQL servers of a test's own, on private ports.

mod account;
mod guard;
mod handshake;

use std::{
    fs::{self, File, OpenOptions},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

pub(crate) use self::handshake::version;
use self::{account::Account, guard::Guard};
use crate::program;

/// The longest time for a start or a stop of a server. A start after a crash recovers first.
const LIMIT: Duration = Duration::from_mins(1);

/// The number of ports that are tried, if other processes take them first.
const PORTS: u32 = 5;

/// The settings of every server. `fsync` stays on, since tests crash servers.
const SETTINGS: [&str; 4] = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "shared_buffers=32MB",
];

/// A PostgreSQL server in a temporary folder, on a private port of 127.0.0.1. It is killed and deleted on
/// drop, and also if this process is killed.
pub struct PostgresServer {
    /// The folder with the data and the log, which is deleted on drop.
    folder: TempDir,
    programs: PathBuf,
    account: Option<Account>,
    settings: Vec<String>,
    port: u16,
    running: Option<Running>,
}

/// The processes of a server that runs.
struct Running {
    server: Child,
    /// Dismissed when the server has ended.
    guard: Guard,
}

impl PostgresServer {
    /// Starts a server.
    ///
    /// # Panics
    /// If no server is installed, or it does not start.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts a server with additional settings, such as `max_connections=5`.
    ///
    /// # Panics
    /// If no server is installed, or it does not start.
    pub fn start_with(settings: &[&str]) -> Self {
        Self::try_start(settings).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Starts a server with additional settings.
    ///
    /// # Errors
    /// If no server is installed, or it does not start.
    pub fn try_start(settings: &[&str]) -> Result<Self, String> {
        let programs = program::postgres().ok_or(
            "no PostgreSQL server (14 or later) is installed: `cargo xtask test --install` installs one",
        )?;
        let account = Account::of_servers()?;
        let folder = tempfile::Builder::new()
            .prefix("organum-postgres-")
            .tempdir()
            .map_err(|error| format!("no temporary folder could be made: {error}"))?;
        if let Some(account) = &account {
            account.own(folder.path())?;
        }
        let mut server = Self {
            folder,
            programs,
            account,
            settings: SETTINGS
                .iter()
                .chain(settings)
                .map(ToString::to_string)
                .collect(),
            port: 0,
            running: None,
        };
        server.create_data()?;
        server.run_on_a_free_port()?;
        Ok(server)
    }

    /// Returns the URL of the database `postgres`, for a superuser without a password.
    pub fn url(&self) -> String {
        format!("postgres://postgres@{}/postgres", self.address())
    }

    /// Returns the address of the server.
    pub fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }

    /// Returns the folder of the data.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Returns the server's log.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// Stops the server and runs it again, on the same port and data.
    ///
    /// # Panics
    /// If the server does not stop or start.
    pub fn restart(&mut self) {
        self.stop();
        self.run();
    }

    /// Runs the server again after [`stop`](Self::stop) or [`kill`](Self::kill), on the same port and data.
    ///
    /// # Panics
    /// If the server is running, or does not start.
    pub fn run(&mut self) {
        assert!(self.running.is_none(), "the server is running");
        self.run_on_its_port()
            .unwrap_or_else(|error| panic!("{error}"));
    }

    /// Stops the server as an operator does: open connections are closed, open transactions rolled back.
    ///
    /// # Panics
    /// If the server is not running, or does not stop.
    pub fn stop(&mut self) {
        let mut running = self.running.take().expect("the server is running");
        send(&running.server, Signal::INT);
        let has_ended = within(LIMIT, || matches!(running.server.try_wait(), Ok(Some(_))));
        if !has_ended {
            running.kill();
            panic!(
                "the server did not stop; its log ends with:\n{}",
                self.end_of_log()
            );
        }
    }

    /// Kills all processes of the server with SIGKILL: a crash.
    ///
    /// # Panics
    /// If the server is not running.
    pub fn kill(&mut self) {
        let running = self.running.take();
        running.expect("the server is running").kill();
    }

    /// Lets users other than the superuser `postgres` in with a password only.
    ///
    /// # Panics
    /// If the server is not running.
    pub fn require_passwords(&mut self) {
        let rules = "host all postgres all trust\nhost all all all scram-sha-256\n";
        fs::write(self.data().join("pg_hba.conf"), rules)
            .unwrap_or_else(|error| panic!("the rules of access cannot be written: {error}"));
        self.restart();
    }

    fn create_data(&self) -> Result<(), String> {
        let output = self
            .command("initdb")
            .arg("--pgdata")
            .arg(self.data())
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8"])
            .args(["--locale=C", "--no-sync", "--no-instructions"])
            .output()
            .map_err(|error| format!("`initdb` could not be started: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        let error = String::from_utf8_lossy(&output.stderr);
        Err(format!("`initdb` failed: {}", error.trim()))
    }

    /// Runs the server on a port that was free, and on another one if that has been taken meanwhile.
    fn run_on_a_free_port(&mut self) -> Result<(), String> {
        let mut tries = 0;
        loop {
            self.port = free_port()?;
            tries += 1;
            match self.run_on_its_port() {
                Err(_) if tries < PORTS && self.log().contains("Address already in use") => {}
                done => return done,
            }
        }
    }

    /// Runs the server, and waits until it accepts connections.
    fn run_on_its_port(&mut self) -> Result<(), String> {
        let begun = Instant::now();
        loop {
            let mut running = self.spawn()?;
            let has_ended =
                self.wait_until_ready(&mut running.server, LIMIT.saturating_sub(begun.elapsed()));
            let Err(error) = has_ended else {
                self.running = Some(running);
                return Ok(());
            };
            running.kill();
            // Processes of a server that was killed end a moment later than the server.
            let is_left_over = self.end_of_log().contains("shared memory block");
            if !is_left_over || begun.elapsed() > LIMIT {
                return Err(error);
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn spawn(&self) -> Result<Running, String> {
        let log = self
            .open_log()
            .map_err(|error| format!("the server's log: {error}"))?;
        let mut command = self.command("postgres");
        command
            .arg("-D")
            .arg(self.data())
            .args(["-p", &self.port.to_string()]);
        for setting in &self.settings {
            command.args(["-c", setting]);
        }
        let mut server = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(|error| format!("`postgres` could not be started: {error}"))?;
        match Guard::of(&server, self.folder.path()) {
            Ok(guard) => Ok(Running { server, guard }),
            Err(error) => {
                kill_all(&mut server);
                Err(format!("`sh` could not be started: {error}"))
            }
        }
    }

    fn wait_until_ready(&self, child: &mut Child, limit: Duration) -> Result<(), String> {
        let mut is_running = true;
        let id = child.id();
        let is_decided = within(limit, || {
            is_running = matches!(child.try_wait(), Ok(None));
            !is_running || self.is_ready(id)
        });
        if is_running && is_decided {
            return Ok(());
        }
        Err(format!(
            "the server did not start; its log ends with:\n{}",
            self.end_of_log()
        ))
    }

    /// Returns true if the server has written into its lock file that it accepts connections.
    fn is_ready(&self, id: u32) -> bool {
        let text = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
        let lines: Vec<_> = text.lines().map(str::trim).collect();
        lines.first() == Some(&&*id.to_string()) && lines.get(7) == Some(&"ready")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        // The texts of the log are read here.
        command.env("LC_ALL", "C").current_dir(self.folder.path());
        if let Some(account) = &self.account {
            account.run_as(&mut command);
        }
        command
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn open_log(&self) -> std::io::Result<File> {
        OpenOptions::new()
            .append(true)
            .create(true)
            .open(self.log_file())
    }

    fn end_of_log(&self) -> String {
        let log = self.log();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(10)..].join("\n")
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.kill();
        }
    }
}

impl Running {
    fn kill(mut self) {
        kill_all(&mut self.server);
        drop(self.guard);
    }
}

/// Returns a port of 127.0.0.1 that nobody uses now.
fn free_port() -> Result<u16, String> {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| format!("no port is free: {error}"))
}

/// Waits until a condition is true. Returns false at the limit.
fn within(limit: Duration, mut is_so: impl FnMut() -> bool) -> bool {
    let begun = Instant::now();
    loop {
        if is_so() {
            return true;
        }
        if begun.elapsed() > limit {
            return false;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn send(child: &Child, signal: Signal) {
    // An error means that the process has ended.
    let _ = kill_process(Pid::from_child(child), signal);
}

/// Kills a server and its processes, which are no process group: each has its own session.
fn kill_all(child: &mut Child) {
    if matches!(child.try_wait(), Ok(Some(_))) {
        return;
    }
    // It starts no further process then.
    send(child, Signal::STOP);
    let children = children(child.id());
    send(child, Signal::KILL);
    for id in children {
        let _ = kill_process(id, Signal::KILL);
    }
    let _ = child.wait();
}

/// Returns the child processes of a process. Where there is no `/proc`, PostgreSQL's own ones notice the
/// death of their parent.
fn children(id: u32) -> Vec<Pid> {
    let path = format!("/proc/{id}/task/{id}/children");
    let text = fs::read_to_string(Path::new(&path)).unwrap_or_default();
    let ids = text.split_whitespace().filter_map(|id| id.parse().ok());
    ids.filter_map(Pid::from_raw).collect()
}

#[cfg(test)]
mod tests;
