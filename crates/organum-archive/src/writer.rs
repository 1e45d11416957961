//! The writer thread: all waiting blocks are written in one commit.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use organum_event::archive::{Block, TraceId};
use organum_store::{StoreError, StoreErrorKind};
use redb::{Database, TableDefinition};
use tokio::sync::{Notify, oneshot};

use crate::{
    block::{self, Head},
    file::{Options, guarded, neighbours, unread},
};

/// The table of blocks, by their trace and first entry.
pub(crate) const BLOCKS: TableDefinition<'static, (u64, u64), &'static [u8]> =
    TableDefinition::new("blocks");

/// The name of archives in a file, as errors contain it.
pub(crate) const NAME: &str = "archive file";

/// Creates the error after a failed write. The blocks of that write are lost, so the archive accepts no more.
fn unwritten(cause: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::new(StoreErrorKind::Refused, NAME, "write")
        .with_detail("the archive accepts no more blocks, since a write failed")
        .with_source(cause)
}

enum Message {
    Block(Head, Vec<u8>),
    Flush(oneshot::Sender<Result<(), StoreError>>),
}

/// The blocks that were appended, which distinguish a repeated append from a conflicting one.
#[derive(Default)]
struct Appended {
    /// The end of each trace that was appended to.
    ends: HashMap<TraceId, u64>,
    /// The blocks that are not in the file yet, by their trace and first entry.
    waiting: BTreeMap<(TraceId, u64), Head>,
}

impl Appended {
    /// Returns true if the block is new, and false if it was appended before.
    fn check(&self, db: &Database, head: &Head) -> Result<bool, StoreError> {
        if self
            .ends
            .get(&head.trace)
            .is_some_and(|end| *end <= head.first)
        {
            return Ok(true);
        }
        let key = (head.trace, head.first);
        let before = self.waiting.range((head.trace, 0)..key).next_back();
        let after = self.waiting.range(key..=(head.trace, u64::MAX)).next();
        let in_file = guarded(|| neighbours(db, head.trace, head.first));
        let in_file = in_file.map_err(|error| unread("append a block", error))?;
        let near = [before, after].into_iter().flatten().map(|(_, near)| *near);
        for near in near.chain(in_file.into_iter().flatten()) {
            if near == *head {
                return Ok(false);
            }
            if near.first < head.end() && head.first < near.end() {
                let kind = StoreErrorKind::Conflict;
                return Err(StoreError::new(kind, NAME, "append a block"));
            }
        }
        Ok(true)
    }

    fn add(&mut self, head: Head) {
        self.waiting.insert((head.trace, head.first), head);
        let end = self.ends.entry(head.trace).or_default();
        *end = head.end().max(*end);
    }
}

/// The state that the writer thread and its callers share.
#[derive(Default)]
struct Shared {
    /// The number of bytes that wait to be written.
    waiting: AtomicUsize,
    room: Notify,
    appended: Mutex<Appended>,
    failed: Mutex<Option<StoreError>>,
}

impl Shared {
    fn check(&self) -> Result<(), StoreError> {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.clone().map_or(Ok(()), Err)
    }
}

/// The handle of the thread that writes blocks.
pub(crate) struct Writer {
    db: Arc<Database>,
    shared: Arc<Shared>,
    room: usize,
    sender: Option<Sender<Message>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(db: Arc<Database>, options: Options) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let (sender, receiver) = channel();
        let for_checks = Arc::clone(&db);
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
            db: for_checks,
            shared,
            room: options.room,
            sender: Some(sender),
            thread: Some(thread),
        })
    }

    fn send(&self, message: Message) -> Result<(), StoreError> {
        let gone = || unwritten(std::io::Error::other("its thread has ended"));
        let sender = self.sender.as_ref().ok_or_else(gone)?;
        sender.send(message).map_err(|_| gone())
    }

    pub(crate) async fn append(&self, trace: TraceId, block: &Block) -> Result<(), StoreError> {
        let too_large = || StoreError::new(StoreErrorKind::TooLarge, NAME, "append a block");
        let head = Head::of(trace, block).ok_or_else(too_large)?;
        self.room().await?;
        let appended = self.shared.appended.lock();
        let mut appended = appended.unwrap_or_else(PoisonError::into_inner);
        if !appended.check(&self.db, &head)? {
            return Ok(());
        }
        let bytes = block::written(&head, block);
        self.shared
            .waiting
            .fetch_add(bytes.len(), Ordering::Relaxed);
        self.send(Message::Block(head, bytes))?;
        appended.add(head);
        Ok(())
    }

    async fn room(&self) -> Result<(), StoreError> {
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

    pub(crate) async fn flush(&self) -> Result<(), StoreError> {
        let (done, wait) = oneshot::channel();
        self.send(Message::Flush(done))?;
        wait.await.map_err(unwritten)?
    }
}

/// Dropping the writer waits until all blocks are written.
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

/// The messages that become one commit.
#[derive(Default)]
struct Group {
    blocks: Vec<(Head, Vec<u8>)>,
    bytes: usize,
    flushes: Vec<oneshot::Sender<Result<(), StoreError>>>,
}

impl Group {
    fn add(&mut self, message: Message) {
        match message {
            Message::Block(head, bytes) => {
                self.bytes += bytes.len();
                self.blocks.push((head, bytes));
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
            self.forget(&group);
            self.shared
                .waiting
                .fetch_sub(group.bytes, Ordering::Relaxed);
            self.shared.room.notify_waiters();
            for flush in group.flushes {
                // A caller that no longer waits has dropped the receiver.
                let _ = flush.send(written.clone());
            }
        }
    }

    fn group(&self, first: Message) -> Group {
        let until = Instant::now() + self.options.linger;
        let mut group = Group::default();
        group.add(first);
        while group.bytes < self.options.group {
            // A caller that waits for a flush must not wait longer; messages that have arrived already
            // are included.
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

    /// Removes the blocks of the group from the list of waiting ones, since they are in the file.
    fn forget(&self, group: &Group) {
        let appended = self.shared.appended.lock();
        let mut appended = appended.unwrap_or_else(PoisonError::into_inner);
        for (head, _) in &group.blocks {
            appended.waiting.remove(&(head.trace, head.first));
        }
    }

    fn commit(&self, group: &Group) -> Result<(), StoreError> {
        if group.blocks.is_empty() {
            return Ok(());
        }
        let transaction = self.db.begin_write().map_err(unwritten)?;
        {
            let mut table = transaction.open_table(BLOCKS).map_err(unwritten)?;
            for (head, bytes) in &group.blocks {
                table
                    .insert((head.trace.0, head.first), bytes.as_slice())
                    .map_err(unwritten)?;
            }
        }
        transaction.commit().map_err(unwritten)
    }
}
