//! Traces of spines, kept in a file.
//!
//! A [`FileArchive`] is an [`Archive`](organum_event::archive::Archive) in one
//! [redb](https://docs.rs/redb) file. A runtime that is recorded to it writes what happens in it,
//! and a replay reads that.
//!
//! ```
//! use organum::{Event, Spine, event, event::archive::Archive, organ, spine};
//! use organum_archive::FileArchive;
//!
//! #[event]
//! struct OrderPlaced { order: u64 }
//!
//! #[derive(Default)]
//! struct Fulfilment { orders: u64 }
//!
//! #[organ]
//! impl Fulfilment {
//!     fn handle(&mut self, event: &Event) {
//!         match event {
//!             OrderPlaced { .. } => self.orders += 1,
//!         }
//!     }
//! }
//!
//! #[spine(entry(OrderPlaced))]
//! #[derive(Default)]
//! struct Shop { fulfilment: Fulfilment }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("shop.archive");
//! let mut shop = Shop::default().builder().archive(FileArchive::open_or_create(&path)?).build();
//! shop.run(OrderPlaced { order: 7 }).await?;
//! shop.shutdown().await?; // all is durable
//!
//! let archive = FileArchive::open(&path)?;
//! for trace in archive.traces().await? {
//!     let mut replay = Shop::default().builder().replay(&archive, trace).await?;
//!     println!("{}", replay.run().await?);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What is durable when
//!
//! A thread of the archive writes what is appended in groups: all that came within 10 ms
//! ([`Options::linger`]), or 4 MiB of it, or whatever there is when a flush is asked for, is one
//! commit, and durable when that is done. So a crash, of the process or the machine, loses at most
//! the last group, and leaves a file that opens. `flush` waits for the commit, and so do
//! `Runtime::stop` and `Runtime::finish`; the last clone of an archive that is dropped waits too.
//! While more than 16 MiB wait to be written, recorded runs wait as well.
//!
//! # Damage
//!
//! Every block has a checksum of its own: one that was changed on the disk is told, and the others
//! are read. A file that cannot be opened any more, since it was cut off for one, can be
//! [salvaged](salvage): the blocks that are whole are found in its bytes and copied into a new
//! archive.
//!
//! One process at a time has an archive open.

mod block;
mod file;
mod salvage;
mod writer;

use std::path::PathBuf;

pub use self::{
    file::{FileArchive, Options},
    salvage::{SalvageError, Salvaged, salvage},
};

/// An archive cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// There is no such file, or no folder for it.
    #[error(
        "there is no archive {path:?}: one is made by recording to it, in a folder that is there, with `FileArchive::open_or_create`"
    )]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// Another process has it open.
    #[error("archive {path:?} is open in another process: wait for that to end")]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The file is none, or a damaged one.
    #[error(
        "{path:?} is no archive, or is damaged: if it was one, `organum_archive::salvage` copies what is whole into a new one"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What redb says of it.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The file cannot be reached.
    #[error("archive {path:?} cannot be opened")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
}
