//! Processes whose wall clock is wrong, while their monotonic clock is right.
//!
//! A small library in C replaces the functions of the C library that read the wall clock. The C compiler that
//! links Rust programs builds it.

use std::{fs, process::Command};

use tempfile::TempDir;

const SOURCE: &str = include_str!("clock.c");

const OFFSET: &str = "ORGANUM_CLOCK_OFFSET";

/// A wrong wall clock for processes. It has to live as long as they do.
pub struct WrongClock {
    folder: TempDir,
    offset: i64,
}

impl WrongClock {
    /// Makes a clock that is wrong by this number of seconds; negative if it is slow.
    ///
    /// # Errors
    /// If this is not Linux, or `cc` cannot build the library.
    ///
    /// # Panics
    /// If no temporary folder can be made.
    pub fn off_by(seconds: i64) -> Result<Self, String> {
        if !cfg!(target_os = "linux") {
            return Err("a wrong clock needs Linux".to_owned());
        }
        let folder = tempfile::Builder::new().prefix("organum-clock-").tempdir();
        let folder = folder.unwrap_or_else(|error| panic!("no temporary folder: {error}"));
        let clock = Self {
            folder,
            offset: seconds,
        };
        clock.build()?;
        Ok(clock)
    }

    fn build(&self) -> Result<(), String> {
        let source = self.folder.path().join("clock.c");
        fs::write(&source, SOURCE).map_err(|error| format!("the clock's source: {error}"))?;
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(self.library())
            .arg(&source)
            .output()
            .map_err(|error| format!("a wrong clock needs a C compiler, `cc`: {error}"))?;
        if built.status.success() {
            return Ok(());
        }
        let error = String::from_utf8_lossy(&built.stderr);
        Err(format!("`cc` did not build a wrong clock: {error}"))
    }

    fn library(&self) -> std::path::PathBuf {
        self.folder.path().join("libclock.so")
    }

    /// Makes a command run with this clock.
    pub fn give_to<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("LD_PRELOAD", self.library())
            .env(OFFSET, self.offset.to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::{
        env,
        time::{Duration, Instant, SystemTime, UNIX_EPOCH},
    };

    use super::*;
    use crate::{Process, report, this_program};

    const ROLE: &str = "ORGANUM_TEST_SUPPORT_CLOCK";
    const HOUR: i64 = 3600;

    fn now() -> i64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        i64::try_from(now.as_secs()).unwrap()
    }

    /// Returns true if a time is an hour later than now, or an hour earlier, with a minute for a slow machine.
    fn is_off(time: i64, hours: i64) -> bool {
        (time - now() - hours * HOUR).abs() < 60
    }

    #[test]
    fn tells_its_time() {
        if env::var_os(ROLE).is_some() {
            let begun = Instant::now();
            std::thread::sleep(Duration::from_millis(10));
            println!("time {} {}", now(), begun.elapsed().as_secs());
        }
    }

    #[test]
    fn a_process_is_an_hour_off() {
        for hours in [1, -1] {
            let clock = match WrongClock::off_by(hours * HOUR) {
                Ok(clock) => clock,
                Err(why) => return report::not_run("a process is an hour off", &why),
            };
            let mut command = this_program("clock::tests::tells_its_time");
            let mut process = Process::start(clock.give_to(command.env(ROLE, "any")));
            let line = process.line_with("time ", Duration::from_secs(30));
            let words: Vec<_> = line.split(' ').collect();
            let &[.., time, elapsed] = &words[..] else {
                panic!("{line}");
            };
            assert!(is_off(time.parse().unwrap(), hours), "{line}");
            // The monotonic clock is right.
            assert!(elapsed.parse::<u64>().unwrap() < 60, "{line}");
            let output = clock
                .give_to(Command::new("date").arg("+%s"))
                .output()
                .unwrap();
            let time = String::from_utf8(output.stdout).unwrap();
            assert!(is_off(time.trim().parse().unwrap(), hours), "{time}");
        }
    }
}
