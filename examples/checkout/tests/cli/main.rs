//! Tests of the program as a user runs it: its output, its errors and its exit code.

#![expect(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "these are tests, down to their helpers"
)]

mod commands;
mod crashes;
mod data_files;
mod flaky;
mod pictures;
mod prompt;
mod refusals;
mod saga;
mod support;
