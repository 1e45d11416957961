//! Traces of spines in a file.
//!
//! A [`FileArchive`] is an [`Archive`](organum_event::archive::Archive) in one
//! [redb](https://docs.rs/redb) file. A runtime that records to it writes the events of its spine and the
//! results of its handlers; a replay reads them.
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
//! shop.shutdown().await?; // everything is durable
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
//! # Durability
//!
//! A thread of the archive writes the appended blocks in groups: all blocks that arrive within 10 ms
//! ([`Options::linger`]), or up to 4 MiB, or those that wait when a flush is requested, are one commit,
//! and are durable once it is done. So a crash of the process or the machine loses at most the last
//! group, and leaves a file that can be opened. `flush` waits for the commit, and so do `Runtime::stop`
//! and `Runtime::finish`; dropping the last clone of an archive waits too. While more than 16 MiB wait to
//! be written, recorded runs wait as well.
//!
//! # Damage
//!
//! Every block has its own checksum: a damaged block is reported when it is read, and the other blocks
//! can be read. A file that cannot be opened any more, for example because it was truncated, can be
//! [salvaged](salvage): the intact blocks are found in its bytes and copied into a new archive.
//!
//! Only one process at a time can have an archive open.

mod block;
mod file;
mod salvage;
mod writer;

use std::path::PathBuf;

pub use self::{
    file::{FileArchive, Options},
    salvage::{SalvageError, Salvaged, salvage},
};

/// The error of an archive that cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file or its folder does not exist.
    #[error(
        "there is no archive {path:?}: create one with `FileArchive::open_or_create`, in an existing folder"
    )]
    Missing {
        /// The path of the file.
        path: PathBuf,
    },
    /// The file is open already, in this process or another one.
    #[error(
        "archive {path:?} is already open, in this process or another one: close it there first"
    )]
    InUse {
        /// The path of the file.
        path: PathBuf,
    },
    /// The file is not an archive, or is damaged.
    #[error(
        "{path:?} is not an archive, or is damaged: `organum_archive::salvage` copies the intact blocks of a damaged archive"
    )]
    Damaged {
        /// The path of the file.
        path: PathBuf,
        /// The error of redb.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The file cannot be accessed.
    #[error("archive {path:?} cannot be opened")]
    Io {
        /// The path of the file.
        path: PathBuf,
        /// The error of the operating system.
        #[source]
        cause: std::io::Error,
    },
}
