//! Reports of what tests used and of what could not run, which `cargo xtask test` prints at its end.

use std::{collections::BTreeSet, env, fs::OpenOptions, io::Write as _, path::Path, sync::Mutex};

use crate::lock;

/// The environment variable with the path of the file to which tests append their reports.
pub const VARIABLE: &str = "ORGANUM_TEST_REPORT";

const USED: &str = "used ";
const NOT_RUN: &str = "not run ";

/// The lines that this process has written.
static WRITTEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Reports that a test used a backend, such as `PostgreSQL 15.19`.
pub fn used(backend: &str) {
    write(format!("{USED}{backend}"));
}

/// Reports that a test could not run on this machine, and why; also prints it.
pub fn not_run(test: &str, why: &str) {
    eprintln!("{test}: not run, {why}");
    write(format!("{NOT_RUN}{test}: {why}"));
}

fn write(line: String) {
    let line = line.replace('\n', " ");
    let Some(path) = env::var_os(VARIABLE) else {
        return;
    };
    let mut written = lock(&WRITTEN);
    if !written.contains(&line) {
        append(path.as_ref(), &line);
        written.insert(line);
    }
}

fn append(path: &Path, line: &str) {
    let file = OpenOptions::new().append(true).create(true).open(path);
    let done = file.and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()));
    done.unwrap_or_else(|error| panic!("the report of the tests cannot be written: {error}"));
}

/// The reports of all tests.
#[derive(Debug, Default, PartialEq, Eq)]
// Public fields: the tests' own tools are no promise to users.
pub struct Report {
    /// The backends that were used.
    pub used: BTreeSet<String>,
    /// The tests that could not run, each with the reason.
    pub not_run: BTreeSet<String>,
}

impl Report {
    /// Reads the lines that tests have written.
    pub fn read(text: &str) -> Self {
        let with = |start: &str| {
            let lines = text.lines().filter_map(|line| line.strip_prefix(start));
            lines.map(str::to_owned).collect()
        };
        Self {
            used: with(USED),
            not_run: with(NOT_RUN),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report");
        append(&path, &format!("{USED}PostgreSQL 15.19"));
        append(&path, &format!("{USED}PostgreSQL 15.19"));
        append(&path, &format!("{NOT_RUN}full disk: needs root"));
        let report = Report::read(&std::fs::read_to_string(path).unwrap());
        assert_eq!(report.used, ["PostgreSQL 15.19".to_owned()].into());
        assert_eq!(report.not_run, ["full disk: needs root".to_owned()].into());
    }
}
