//! The book, the index of errors, the commands, and programs of a size that the compiler has to handle.

mod architecture;
mod book;
mod dead_letter_command;
mod editor;
mod error_index;
mod public_types;
mod queue_command;
mod saga_command;
mod thousand_nodes;
mod two_hundred_organs;

use std::path::{Path, PathBuf};

/// Returns the top of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the package is a folder of the workspace")
        .to_owned()
}
