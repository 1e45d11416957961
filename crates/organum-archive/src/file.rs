//! The archive in a file.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use organum_event::archive::{Archive, Block, Damaged, NoSuchTrace, TraceId};
use organum_store::{StoreError, StoreErrorKind, StoreFuture};
use redb::{Database, ReadableDatabase, ReadableTable, StorageError, TableError};

use crate::{
    OpenError,
    block::{HEAD, Head},
    writer::{BLOCKS, NAME, Writer},
};

/// The options of an archive's writer.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Options {
    /// The time that a block waits for others to be written with it; 10 ms by default. A crash loses at
    /// most the blocks of this time.
    pub linger: Duration,
    /// The number of bytes that are written in one commit without waiting for more; 4 MiB by default.
    pub group: usize,
    /// The number of bytes that may wait to be written before recorded runs wait; 16 MiB by default.
    pub room: usize,
    /// The maximum amount of memory for the file's pages; 64 MiB by default.
    pub cache: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            linger: Duration::from_millis(10),
            group: 4 << 20,
            room: 16 << 20,
            cache: 64 << 20,
        }
    }
}

/// An archive in a file. Clones share the file.
///
/// A thread of the archive writes. Reading happens in the caller's thread, and takes the time of reading
/// a block of some 30 KiB from a file.
#[derive(Clone)]
pub struct FileArchive(Arc<Inner>);

struct Inner {
    next: AtomicU64,
    // The writer ends before the database is closed.
    writer: Writer,
    db: Arc<Database>,
}

impl FileArchive {
    /// Opens an existing archive, to replay its traces or to record others.
    ///
    /// # Errors
    /// The file does not exist, cannot be accessed, is not an archive, is damaged, or is open in another
    /// process.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        let path = path.as_ref();
        Self::opened(path, Options::default(), |builder| Ok(builder.open(path)?))
    }

    /// Opens an archive for recording, and creates the file if it does not exist.
    ///
    /// # Errors
    /// The file cannot be accessed, is not an archive, is damaged, or is already open.
    pub fn open_or_create(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::open_or_create_with(path, Options::default())
    }

    /// Opens an archive with these options for recording, and creates the file if it does not exist.
    ///
    /// # Errors
    /// The errors of [`open_or_create`](Self::open_or_create).
    pub fn open_or_create_with(
        path: impl AsRef<Path>,
        options: Options,
    ) -> Result<Self, OpenError> {
        let path = path.as_ref();
        Self::opened(path, options, |builder| Ok(builder.create(path)?))
    }

    fn opened(
        path: &Path,
        options: Options,
        open: impl FnOnce(&redb::Builder) -> Result<Database, redb::Error>,
    ) -> Result<Self, OpenError> {
        let opened = guarded(|| {
            let db = open(Database::builder().set_cache_size(options.cache))?;
            let last = last(&db)?;
            Ok((db, last))
        });
        let (db, last) = opened.map_err(|error| open_error(path, error))?;
        let db = Arc::new(db);
        let writer = Writer::start(Arc::clone(&db), options).map_err(|cause| OpenError::Io {
            path: path.to_owned(),
            cause,
        })?;
        Ok(Self(Arc::new(Inner {
            next: AtomicU64::new(last + 1),
            writer,
            db,
        })))
    }
}

impl fmt::Debug for FileArchive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileArchive").finish_non_exhaustive()
    }
}

/// Calls a function of the database. A damaged database may panic; the panic becomes an error.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, redb::Error>) -> Result<T, redb::Error> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let text = "its structure is inconsistent".to_owned();
        Err(redb::Error::Corrupted(text))
    })
}

fn open_error(path: &Path, error: redb::Error) -> OpenError {
    let path = path.to_owned();
    match error {
        redb::Error::DatabaseAlreadyOpen => OpenError::InUse { path },
        redb::Error::Io(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
            OpenError::Missing { path }
        }
        redb::Error::Io(cause)
            if !matches!(
                cause.kind(),
                std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof
            ) =>
        {
            OpenError::Io { path, cause }
        }
        other => OpenError::Damaged {
            path,
            cause: Box::new(other),
        },
    }
}

/// The number of the last trace; 0 if there is none.
fn last(db: &Database) -> Result<u64, redb::Error> {
    let transaction = db.begin_read()?;
    match transaction.open_table(BLOCKS) {
        Ok(table) => Ok(table.last()?.map_or(0, |(key, _)| key.value().0)),
        Err(TableError::TableDoesNotExist(_)) => Ok(0),
        Err(error) => Err(error.into()),
    }
}

/// The ids of all traces.
fn traces(db: &Database) -> Result<Vec<TraceId>, redb::Error> {
    let transaction = db.begin_read()?;
    let table = match transaction.open_table(BLOCKS) {
        Ok(table) => table,
        Err(TableError::TableDoesNotExist(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(next) = table.range((from, 0)..)?.next() {
        let trace = next?.0.value().0;
        found.push(TraceId(trace));
        from = trace + 1;
    }
    Ok(found)
}

/// The content of the file at the position of a block.
enum Found {
    Block(Block),
    Damaged { entry: u64, next: Option<u64> },
    Nothing,
    NoTrace,
}

fn find(db: &Database, trace: TraceId, from: u64) -> Result<Found, redb::Error> {
    let transaction = db.begin_read()?;
    let table = match transaction.open_table(BLOCKS) {
        Ok(table) => table,
        Err(TableError::TableDoesNotExist(_)) => return Ok(Found::NoTrace),
        Err(error) => return Err(error.into()),
    };
    let end = (trace.0, u64::MAX);
    let after = |first: u64| -> Result<Option<u64>, StorageError> {
        let mut later = table.range((trace.0, first + 1)..=end)?;
        Ok(later.next().transpose()?.map(|(key, _)| key.value().1))
    };
    let mut at = table.range((trace.0, 0)..=(trace.0, from))?.next_back();
    if let Some(Ok((key, value))) = &at {
        let head = Head::read(value.value());
        let is_before =
            |head: &Head| head.first + u64::from(head.entries) <= from && key.value().1 < from;
        if head.as_ref().is_some_and(is_before) {
            at = table.range((trace.0, from)..=end)?.next();
        }
    } else if at.is_none() {
        at = table.range((trace.0, from)..=end)?.next();
        if at.is_none() {
            return Ok(Found::NoTrace);
        }
    }
    let Some((key, value)) = at.transpose()? else {
        return Ok(Found::Nothing);
    };
    let first = key.value().1;
    let bytes = value.value();
    let block = Head::read(bytes)
        .filter(|head| head.trace == trace && head.first == first)
        .and_then(|head| head.block(&bytes[HEAD..]));
    Ok(match block {
        Some(block) => Found::Block(block),
        None => Found::Damaged {
            entry: from.max(first),
            next: after(first)?,
        },
    })
}

/// The heads of the blocks of a trace next to the entry `first`: the last block that begins before it,
/// and the first block that does not.
pub(crate) fn neighbours(
    db: &Database,
    trace: TraceId,
    first: u64,
) -> Result<[Option<Head>; 2], redb::Error> {
    let transaction = db.begin_read()?;
    let table = match transaction.open_table(BLOCKS) {
        Ok(table) => table,
        Err(TableError::TableDoesNotExist(_)) => return Ok([None, None]),
        Err(error) => return Err(error.into()),
    };
    let before = table.range((trace.0, 0)..(trace.0, first))?.next_back();
    let before = before
        .transpose()?
        .and_then(|(_, value)| Head::read(value.value()));
    let after = table.range((trace.0, first)..=(trace.0, u64::MAX))?.next();
    let after = after
        .transpose()?
        .and_then(|(_, value)| Head::read(value.value()));
    Ok([before, after])
}

/// Creates the error of a failed read.
pub(crate) fn unread(operation: &'static str, error: redb::Error) -> StoreError {
    let kind = match error {
        redb::Error::Corrupted(_) => StoreErrorKind::Corrupt,
        _ => StoreErrorKind::Unavailable,
    };
    StoreError::new(kind, NAME, operation).with_source(error)
}

impl Archive for FileArchive {
    fn name(&self) -> &'static str {
        NAME
    }

    fn begin(&self) -> StoreFuture<'_, TraceId> {
        Box::pin(async { Ok(TraceId(self.0.next.fetch_add(1, Ordering::Relaxed))) })
    }

    fn append<'a>(&'a self, trace: TraceId, block: &'a Block) -> StoreFuture<'a, ()> {
        // Later traces get greater numbers.
        self.0
            .next
            .fetch_max(trace.0.saturating_add(1), Ordering::Relaxed);
        Box::pin(self.0.writer.append(trace, block))
    }

    fn flush(&self) -> StoreFuture<'_, ()> {
        Box::pin(self.0.writer.flush())
    }

    fn traces(&self) -> StoreFuture<'_, Vec<TraceId>> {
        Box::pin(async move {
            self.0.writer.flush().await?;
            guarded(|| traces(&self.0.db)).map_err(|error| unread("list its traces", error))
        })
    }

    fn read(&self, trace: TraceId, from: u64) -> StoreFuture<'_, Option<Block>> {
        Box::pin(async move {
            self.0.writer.flush().await?;
            let found = guarded(|| find(&self.0.db, trace, from));
            match found.map_err(|error| unread("read a trace", error))? {
                Found::Block(block) => Ok(Some(block)),
                Found::Nothing => Ok(None),
                Found::NoTrace => Err(NoSuchTrace(trace).in_store(NAME)),
                Found::Damaged { entry, next } => {
                    let problem = "its block is damaged in the file";
                    Err(Damaged::new(trace, entry, next, problem).in_store(NAME))
                }
            }
        })
    }
}
