//! Recovery of the intact blocks of a file that cannot be opened.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
};

use organum_event::archive::{Archive, Block};
use organum_store::StoreError;

use crate::{
    FileArchive, OpenError,
    block::{HEAD, Head, MAGIC},
};

/// The size in bytes of the pieces in which the file is searched.
const PIECE: usize = 1 << 20;

/// The number of blocks that were recovered from a damaged archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Salvaged {
    /// The number of traces with intact blocks.
    pub traces: usize,
    /// The number of intact blocks.
    pub blocks: usize,
    /// The number of entries in the intact blocks.
    pub entries: u64,
}

/// Copies the intact blocks of a damaged archive into a new archive, or into an existing one. Traces keep
/// their numbers; a missing part of a trace is reported when the trace is read.
///
/// The damaged file is read and not changed. The function blocks the thread while it reads the file.
///
/// # Errors
/// A file cannot be opened, read or written.
pub async fn salvage(
    damaged: impl AsRef<Path>,
    into: &FileArchive,
) -> Result<Salvaged, SalvageError> {
    let path = damaged.as_ref();
    let unreadable = |cause| OpenError::Io {
        path: path.to_owned(),
        cause,
    };
    let mut file = File::open(path).map_err(unreadable)?;
    let (mut seen, mut traces) = (BTreeSet::new(), BTreeSet::new());
    let mut entries = 0;
    let mut piece = vec![0; PIECE];
    let mut start = 0;
    loop {
        file.seek(SeekFrom::Start(start)).map_err(unreadable)?;
        let length = fill(&mut file, &mut piece).map_err(unreadable)?;
        for at in beginnings(&piece[..length]) {
            let block = block_at(&mut file, start + at as u64).map_err(unreadable)?;
            // A block that the database moved within the file can occur several times.
            if let Some((head, block)) = block
                && seen.insert((head.trace, head.first))
            {
                traces.insert(head.trace);
                entries += u64::from(block.entries);
                into.append(head.trace, &block).await?;
            }
        }
        if length < PIECE {
            break;
        }
        // The start of a block may lie across two pieces.
        start += (PIECE - MAGIC.len() + 1) as u64;
    }
    into.flush().await?;
    Ok(Salvaged {
        traces: traces.len(),
        blocks: seen.len(),
        entries,
    })
}

/// The error of a salvage.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SalvageError {
    /// The damaged file cannot be read.
    #[error(transparent)]
    Read(#[from] OpenError),
    /// The new archive cannot be written.
    #[error("the new archive cannot be written")]
    Write(#[from] StoreError),
}

fn fill(file: &mut File, piece: &mut [u8]) -> std::io::Result<usize> {
    let mut length = 0;
    while length < piece.len() {
        match file.read(&mut piece[length..])? {
            0 => break,
            more => length += more,
        }
    }
    Ok(length)
}

fn beginnings(piece: &[u8]) -> impl Iterator<Item = usize> {
    let is_one = |(_, window): &(usize, &[u8])| *window == MAGIC;
    piece
        .windows(MAGIC.len())
        .enumerate()
        .filter(is_one)
        .map(|(at, _)| at)
}

/// The block at this position, if it is intact.
fn block_at(file: &mut File, at: u64) -> std::io::Result<Option<(Head, Block)>> {
    let left = file.metadata()?.len().saturating_sub(at);
    if left < HEAD as u64 {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(at))?;
    let mut head = [0; HEAD];
    file.read_exact(&mut head)?;
    let Some(head) = Head::read(&head) else {
        return Ok(None);
    };
    if left - (HEAD as u64) < u64::from(head.length) {
        return Ok(None);
    }
    let mut bytes = vec![0; head.length as usize];
    file.read_exact(&mut bytes)?;
    Ok(head.block(&bytes).map(|block| (head, block)))
}
