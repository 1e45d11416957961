//! The command for the queue of a spine.

mod args;
mod run;

pub use self::args::{QueueClear, QueueCommand, QueueList, QueueSkip};
