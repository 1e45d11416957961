//! Runs the program and checks its output.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The output and exit code of a run of the program.
pub struct Ran {
    pub out: String,
    err: String,
    code: Option<i32>,
}

/// Runs the program; the simulated services do not wait unless `args` set the latency, and the database is
/// one of its own unless `args` name one.
pub fn run(args: &[&str], input: impl AsRef<[u8]>) -> Ran {
    let file = organum_test_support::sqlite();
    let url = file.url();
    let defaults = [("--latency-scale", "0"), ("--db", &url)];
    let defaults = defaults.iter().filter(|(name, _)| !args.contains(name));
    let mut child = Command::new(env!("CARGO_BIN_EXE_checkout"))
        .args(defaults.flat_map(|(name, value)| [name, value]))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A one-shot command does not read its input, and may have exited.
    let _ = child.stdin.take().unwrap().write_all(input.as_ref());
    let output = child.wait_with_output().unwrap();
    Ran {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code(),
    }
}

/// Runs one command line.
pub fn one(line: &str) -> Ran {
    run(&line.split_whitespace().collect::<Vec<_>>(), "")
}

impl Ran {
    #[track_caller]
    pub fn shows(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(
                self.out.contains(part),
                "no `{part}` in\n{}\n{}",
                self.out,
                self.err
            );
        }
        self
    }

    #[track_caller]
    pub fn hides(self, part: &str) -> Self {
        assert!(!self.out.contains(part), "`{part}` in\n{}", self.out);
        self
    }

    #[track_caller]
    pub fn complains(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.err.contains(part), "no `{part}` in\n{}", self.err);
        }
        self
    }

    #[track_caller]
    pub fn hides_complaint(self, part: &str) -> Self {
        assert!(!self.err.contains(part), "`{part}` in\n{}", self.err);
        self
    }

    /// A process that is killed has no exit code.
    #[track_caller]
    pub fn dies(self) -> Self {
        assert_eq!(self.code, None, "{}\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn succeeds(self) -> Self {
        assert_eq!(
            (self.err.as_str(), self.code),
            ("", Some(0)),
            "{}",
            self.out
        );
        self
    }

    /// A command line that the program does not understand ends with 2, as the errors of other programs do.
    #[track_caller]
    pub fn misused(self) -> Self {
        assert_eq!(self.code, Some(2), "{}\n{}", self.out, self.err);
        self
    }

    /// A command ends with 2 if it is not understood, and with 1 if it is refused.
    #[track_caller]
    pub fn refused(self) -> Self {
        let is_usage = self.err.contains("For more information, try '--help'");
        let code = if is_usage { 2 } else { 1 };
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn fails(self) -> Self {
        assert_eq!(self.code, Some(1), "{}\n{}", self.out, self.err);
        self
    }
}

/// A copy of the built-in data with other text in some files.
pub fn data(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/data")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, dir.join(path.file_name().unwrap())).unwrap();
    }
    for (file, text) in files {
        fs::write(dir.join(file), text).unwrap();
    }
    dir
}

/// Runs one command line over the data of `dir`.
pub fn with_data(dir: &Path, line: &str) -> Ran {
    let mut args = vec!["--data", dir.to_str().unwrap()];
    args.extend(line.split_whitespace());
    run(&args, "")
}

/// The quote for user 1 and `CABLE:2 MUG:1`.
pub const QUOTE: [&str; 8] = [
    "Quote for Ada Winter (Silver, EAST)",
    "  Cable, USB-C, 2 m    2  $12.99  Cables in pairs -10%  $23.38     $4.17",
    "  Enamel mug           1  $18.50                        $18.50     $4.41",
    "  Goods        $41.88",
    "  Loyalty -5%  -$2.09",
    "  Shipping      $8.58",
    "  Tax 8.875%    $3.53",
    "  Total        $51.90",
];
