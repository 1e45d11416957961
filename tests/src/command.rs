//! Programs that are run by tests, and what they print.

use std::process::Command;

/// What a program printed and its exit code.
#[derive(Debug)]
pub struct Said {
    /// To the standard output.
    pub out: String,
    /// To that of errors.
    pub error: String,
    /// The exit code.
    pub code: i32,
}

impl Said {
    /// Runs a program to its end.
    ///
    /// # Panics
    /// If it does not start, does not end by itself, or prints what is no text.
    pub fn by(command: &mut Command) -> Self {
        let output = command.output().expect("it starts");
        Self {
            out: String::from_utf8(output.stdout).expect("it is text"),
            error: String::from_utf8(output.stderr).expect("it is text"),
            code: output.status.code().expect("it ends by itself"),
        }
    }
}

/// What [`steady`] writes for an id.
pub const ID: &str = "########-####-####-####-############";
/// What [`steady`] writes for a time.
pub const TIME: &str = "####-##-##T##:##:##Z";

/// A text with ids and times that are the same in every run.
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
