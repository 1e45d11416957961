//! Programs that tests run, and their output.

use std::process::Command;

/// The output and the exit code of a program.
#[derive(Debug)]
pub struct Said {
    /// The standard output.
    pub out: String,
    /// The standard error.
    pub error: String,
    /// The exit code.
    pub code: i32,
}

impl Said {
    /// Runs a program to its end.
    ///
    /// # Panics
    /// If the program does not start, is ended by a signal, or prints bytes that are not UTF-8.
    pub fn by(command: &mut Command) -> Self {
        let output = command.output().expect("the program starts");
        Self {
            out: String::from_utf8(output.stdout).expect("the output is UTF-8"),
            error: String::from_utf8(output.stderr).expect("the output is UTF-8"),
            code: output.status.code().expect("no signal ends the program"),
        }
    }
}

/// The replacement for an id in [`steady`].
pub const ID: &str = "########-####-####-####-############";
/// The replacement for a time in [`steady`].
pub const TIME: &str = "####-##-##T##:##:##Z";

/// Returns a text with its ids and times replaced, so that it is the same in every run.
pub fn steady(text: &str) -> String {
    let is_id = |word: &str| word.len() == 36 && word.matches('-').count() == 4;
    let is_time = |word: &str| word.len() == 20 && word.starts_with("20") && word.ends_with('Z');
    let lines = text.lines().map(|line| {
        let words = line.split_inclusive(' ').map(|word| {
            let end = &word[word.trim_end().len()..];
            match word.trim_end() {
                word if is_id(word) => format!("{ID}{end}"),
                word if is_time(word) => format!("{TIME}{end}"),
                word => format!("{word}{end}"),
            }
        });
        words.collect::<String>() + "\n"
    });
    lines.collect()
}
