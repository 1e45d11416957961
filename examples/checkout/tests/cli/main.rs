//! The program as a user meets it: what it prints, what it refuses, and its exit code.

#![expect(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "these are tests, down to their helpers"
)]

mod commands;
mod data_files;
mod flaky;
mod pictures;
mod prompt;
mod refusals;
mod saga;
mod support;
