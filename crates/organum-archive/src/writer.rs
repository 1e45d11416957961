//! The thread that writes: what waits is one commit, however many have appended it.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use organum_event::archive::{ArchiveError, Block, TraceId};
use redb::{Database, TableDefinition};
use tokio::sync::{Notify, oneshot};

use crate::{block, file::Options};

/// Blocks by their trace and first entry.
pub(crate) const BLOCKS: TableDefinition<'static, (u64, u64), &'static [u8]> =
    TableDefinition::new("blocks");

/// What happens to fail, as an error of the archive.
pub(crate) fn failed(
    doing: &'static str,
    cause: impl std::error::Error + Send + Sync + 'static,
) -> ArchiveError {
    ArchiveError::Failed {
        doing,
        cause: Arc::new(cause),
    }
}

enum Message {
    Block(TraceId, Block),
    Flush(oneshot::Sender<Result<(), ArchiveError>>),
}

/// What the thread and whoever appends share.
#[derive(Default)]
struct Shared {
    /// How many bytes wait to be written.
    waiting: AtomicUsize,
    room: Notify,
    failed: Mutex<Option<ArchiveError>>,
}

impl Shared {
    fn check(&self) -> Result<(), ArchiveError> {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.clone().map_or(Ok(()), Err)
    }
}

/// Writes blocks on a thread of its own.
pub(crate) struct Writer {
    shared: Arc<Shared>,
    room: usize,
    sender: Option<Sender<Message>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(db: Arc<Database>, options: Options) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let (sender, receiver) = channel();
        let work = Work {
            db,
            shared: Arc::clone(&shared),
            receiver,
            options,
        };
        let thread = thread::Builder::new()
            .name("organum-archive".to_owned())
            .spawn(move || work.run())?;
        Ok(Self {
            shared,
            room: options.room,
            sender: Some(sender),
            thread: Some(thread),
        })
    }

    fn send(&self, message: Message) -> Result<(), ArchiveError> {
        let gone = || failed("write", std::io::Error::other("its thread has ended"));
        let sender = self.sender.as_ref().ok_or_else(gone)?;
        sender.send(message).map_err(|_| gone())
    }

    pub(crate) fn append(&self, trace: TraceId, block: Block) -> Result<(), ArchiveError> {
        self.shared.check()?;
        self.shared
            .waiting
            .fetch_add(block.bytes.len(), Ordering::Relaxed);
        self.send(Message::Block(trace, block))
    }

    pub(crate) async fn room(&self) -> Result<(), ArchiveError> {
        loop {
            let mut written = std::pin::pin!(self.shared.room.notified());
            written.as_mut().enable();
            self.shared.check()?;
            if self.shared.waiting.load(Ordering::Relaxed) <= self.room {
                return Ok(());
            }
            written.await;
        }
    }

    pub(crate) async fn flush(&self) -> Result<(), ArchiveError> {
        let (done, wait) = oneshot::channel();
        self.send(Message::Flush(done))?;
        let gone = |error| failed("flush", error);
        wait.await.map_err(gone)?
    }
}

/// Waits until all is written.
impl Drop for Writer {
    fn drop(&mut self) {
        self.sender = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread of an archive panicked: the end of its traces is lost");
        }
    }
}

struct Work {
    db: Arc<Database>,
    shared: Arc<Shared>,
    receiver: Receiver<Message>,
    options: Options,
}

/// What becomes one commit.
#[derive(Default)]
struct Group {
    blocks: Vec<(TraceId, Block)>,
    bytes: usize,
    flushes: Vec<oneshot::Sender<Result<(), ArchiveError>>>,
}

impl Group {
    fn add(&mut self, message: Message) {
        match message {
            Message::Block(trace, block) => {
                self.bytes += block.bytes.len();
                self.blocks.push((trace, block));
            }
            Message::Flush(done) => self.flushes.push(done),
        }
    }
}

impl Work {
    fn run(self) {
        while let Ok(first) = self.receiver.recv() {
            let group = self.group(first);
            let written = self.shared.check().and_then(|()| self.commit(&group));
            if let Err(error) = &written {
                let mut failed = self.shared.failed.lock();
                let failed = failed.as_deref_mut();
                if let Ok(failed) = failed {
                    failed.get_or_insert_with(|| error.clone());
                }
            }
            self.shared
                .waiting
                .fetch_sub(group.bytes, Ordering::Relaxed);
            self.shared.room.notify_waiters();
            for flush in group.flushes {
                // Whoever does not wait any more need not be told.
                let _ = flush.send(written.clone());
            }
        }
    }

    fn group(&self, first: Message) -> Group {
        let until = Instant::now() + self.options.linger;
        let mut group = Group::default();
        group.add(first);
        while group.bytes < self.options.group {
            // Whoever waits for a flush is not to wait longer; what is there already comes with it.
            let wait = if group.flushes.is_empty() {
                until.saturating_duration_since(Instant::now())
            } else {
                Duration::ZERO
            };
            match self.receiver.recv_timeout(wait) {
                Ok(message) => group.add(message),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        group
    }

    fn commit(&self, group: &Group) -> Result<(), ArchiveError> {
        if group.blocks.is_empty() {
            return Ok(());
        }
        let writing = "write";
        let transaction = self
            .db
            .begin_write()
            .map_err(|error| failed(writing, error))?;
        {
            let mut table = transaction
                .open_table(BLOCKS)
                .map_err(|error| failed(writing, error))?;
            for (trace, block) in &group.blocks {
                let bytes = block::written(*trace, block).ok_or_else(|| {
                    failed(writing, std::io::Error::other("a block has 4 GiB or more"))
                })?;
                table
                    .insert((trace.0, block.first), bytes.as_slice())
                    .map_err(|error| failed(writing, error))?;
            }
        }
        transaction.commit().map_err(|error| failed(writing, error))
    }
}
