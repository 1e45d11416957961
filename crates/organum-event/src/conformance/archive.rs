//! The conformance suite of [`Archive`].
#![allow(
    clippy::missing_panics_doc,
    reason = "a case panics where a guarantee is broken"
)]

use std::{collections::BTreeSet, sync::Arc};

use futures_util::future::join_all;
use organum_store::{
    StoreErrorKind,
    conformance::{Fault, Subject},
};

use super::{
    super::archive::{Archive, Block, NoSuchTrace, TraceId},
    faults::guarded,
    run_all,
};

/// Runs the whole suite.
///
/// # Panics
/// Panics if the archive breaks a guarantee.
pub async fn all(subject: &impl Subject<dyn Archive>) {
    run_all!(subject,
        appended_blocks_are_read
        a_trace_exists_from_its_first_block
        numbers_are_assigned_once
        a_repeated_block_is_stored_once
        an_entry_is_in_one_block
        entries_may_be_missing
        a_missing_trace_is_reported
        large_blocks_are_stored_whole
        many_writers_append_at_once
        flushed_blocks_outlive_the_handle
    );
}

/// A subject with a fault.
struct Behind<'a, S> {
    subject: &'a S,
    fault: Fault,
}

impl<S> Behind<'_, S> {
    fn around(&self, archive: Arc<dyn Archive>) -> Arc<dyn Archive> {
        Arc::new(guarded(archive, self.fault))
    }
}

impl<S: Subject<dyn Archive>> Subject<dyn Archive> for Behind<'_, S> {
    async fn fresh(&self) -> Arc<dyn Archive> {
        self.around(self.subject.fresh().await)
    }

    async fn reopen(&self) -> Option<Arc<dyn Archive>> {
        self.subject
            .reopen()
            .await
            .map(|archive| self.around(archive))
    }
}

/// Returns a block whose bytes are derived from the numbers of its entries.
fn block(first: u64, entries: u32) -> Block {
    let mut bytes = Vec::new();
    for entry in first..first + u64::from(entries) {
        bytes.extend_from_slice(&8_u32.to_le_bytes());
        bytes.extend_from_slice(&entry.to_le_bytes());
    }
    Block {
        first,
        entries,
        bytes,
    }
}

async fn begin(archive: &dyn Archive) -> TraceId {
    archive.begin().await.expect("a trace can be begun")
}

async fn append(archive: &dyn Archive, trace: TraceId, block: &Block) {
    let appended = archive.append(trace, block).await;
    appended.expect("a block can be appended");
}

async fn read(archive: &dyn Archive, trace: TraceId, from: u64) -> Option<Block> {
    archive
        .read(trace, from)
        .await
        .expect("a trace can be read")
}

/// Returns all blocks of a trace, in order.
async fn whole(archive: &dyn Archive, trace: TraceId) -> Vec<Block> {
    let (mut blocks, mut from) = (Vec::new(), 0);
    while let Some(block) = read(archive, trace, from).await {
        assert!(block.end() > from, "reading continues after the last block");
        from = block.end();
        blocks.push(block);
    }
    blocks
}

/// Each entry is found in its block, and no block is found after the last one. Traces are separate.
pub async fn appended_blocks_are_read(subject: &impl Subject<dyn Archive>) {
    let archive = &*subject.fresh().await;
    let (one, other) = (begin(archive).await, begin(archive).await);
    let blocks = [block(0, 3), block(3, 1), block(4, 5)];
    for block in &blocks {
        append(archive, one, block).await;
    }
    append(archive, other, &block(0, 2)).await;
    for block in &blocks {
        for entry in block.first..block.end() {
            let found = read(archive, one, entry).await;
            assert_eq!(found.as_ref(), Some(block), "the block of entry {entry}");
        }
    }
    assert_eq!(
        read(archive, one, 9).await,
        None,
        "no block is after the last one"
    );
    assert_eq!(whole(archive, other).await, [block(0, 2)]);
}

/// A trace without a block is not listed. The others are listed, the oldest first.
pub async fn a_trace_exists_from_its_first_block(subject: &impl Subject<dyn Archive>) {
    let archive = &*subject.fresh().await;
    let listed = async || archive.traces().await.expect("traces can be listed");
    assert_eq!(listed().await, [], "a fresh archive has no traces");
    let (first, empty, last) = (
        begin(archive).await,
        begin(archive).await,
        begin(archive).await,
    );
    for trace in [last, first] {
        append(archive, trace, &block(0, 1)).await;
    }
    assert_eq!(listed().await, [first, last], "trace {empty} has no blocks");
}

/// A number is assigned to one trace only, also when several traces are begun at once, and when a trace was
/// appended under a number of its own.
pub async fn numbers_are_assigned_once(subject: &impl Subject<dyn Archive>) {
    let archive = &*subject.fresh().await;
    let begun = join_all((0..16).map(|_| begin(archive))).await;
    let mut given: BTreeSet<TraceId> = begun.iter().copied().collect();
    assert_eq!(given.len(), begun.len(), "a number was assigned twice");
    let last = *given.last().expect("there are some");
    let own = TraceId(last.0 + 7);
    append(archive, own, &block(0, 1)).await;
    for _ in 0..16 {
        let next = begin(archive).await;
        assert_ne!(next, own, "the number of another trace was assigned");
        assert!(given.insert(next), "a number was assigned twice");
    }
}

/// A block that is appended again is stored once.
pub async fn a_repeated_block_is_stored_once(subject: &impl Subject<dyn Archive>) {
    let archive = &*subject.fresh().await;
    let trace = begin(archive).await;
    let blocks = [block(0, 2), block(2, 2), block(4, 2)];
    for block in &blocks {
        append(archive, trace, block).await;
        append(archive, trace, block).await;
    }
    archive.flush().await.expect("the archive can be flushed");
    for block in &blocks {
        append(archive, trace, block).await;
    }
    assert_eq!(whole(archive, trace).await, blocks);
}

/// Another block with an existing entry is refused, and changes nothing.
pub async fn an_entry_is_in_one_block(subject: &impl Subject<dyn Archive>) {
    let archive = &*subject.fresh().await;
    let trace = begin(archive).await;
    let blocks = [block(0, 3), block(3, 3)];
    for block in &blocks {
        append(archive, trace, block).await;
    }
    let mut other = block(3, 3);
    *other.bytes.last_mut().expect("the block has bytes") ^= 1;
    for is_flushed in [false, true] {
        for wrong in [
            &other,
            &block(2, 1),
            &block(1, 4),
            &block(5, 2),
            &block(0, 2),
        ] {
            let refused = archive.append(trace, wrong).await;
            let refused = refused.expect_err("an entry exists already");
            assert_eq!(refused.kind(), StoreErrorKind::Conflict, "{refused}");
        }
        assert_eq!(
            whole(archive, trace).await,
            blocks,
            "a refused block was stored (flushed: {is_flushed})"
        );
        archive.flush().await.expect("the archive can be flushed");
    }
}

/// A read continues after missing entries.
pub async fn entries_may_be_missing(subject: &impl Subject<dyn Archive>) {
    let archive = &*subject.fresh().await;
    let trace = begin(archive).await;
    let blocks = [block(2, 2), block(7, 2)];
    for block in &blocks {
        append(archive, trace, block).await;
    }
    for (from, found) in [(0, 0), (1, 0), (3, 0), (4, 1), (6, 1), (8, 1)] {
        let block = read(archive, trace, from).await;
        assert_eq!(block.as_ref(), Some(&blocks[found]), "from entry {from}");
    }
}

/// A missing trace is distinguished from a trace without further entries.
pub async fn a_missing_trace_is_reported(subject: &impl Subject<dyn Archive>) {
    let archive = &*subject.fresh().await;
    let trace = begin(archive).await;
    append(archive, trace, &block(0, 1)).await;
    let absent = TraceId(trace.0 + 1_000_000);
    for from in [0, 5] {
        let error = archive.read(absent, from).await;
        let error = error.expect_err("the trace does not exist");
        assert_eq!(
            NoSuchTrace::of(&error),
            Some(&NoSuchTrace(absent)),
            "{error}"
        );
    }
    assert_eq!(read(archive, trace, 5).await, None);
}

/// A block of some MiB is read byte for byte.
pub async fn large_blocks_are_stored_whole(subject: &impl Subject<dyn Archive>) {
    let archive = &*subject.fresh().await;
    let trace = begin(archive).await;
    let large = Block {
        first: 0,
        entries: 1,
        bytes: (0..3_000_001_u32).map(|at| at.to_le_bytes()[0]).collect(),
    };
    append(archive, trace, &large).await;
    append(archive, trace, &block(1, 1)).await;
    assert!(
        read(archive, trace, 0).await == Some(large),
        "the block was changed"
    );
    assert_eq!(read(archive, trace, 1).await, Some(block(1, 1)));
}

/// Several traces are written at once, each in its order.
pub async fn many_writers_append_at_once(subject: &impl Subject<dyn Archive>) {
    let archive = subject.fresh().await;
    let writing = (0..8_u32).map(|writer| {
        let archive = Arc::clone(&archive);
        tokio::spawn(async move {
            let trace = begin(&*archive).await;
            let blocks: Vec<Block> = (0..20).map(|at| block(at * 4, writer % 4 + 1)).collect();
            for block in &blocks {
                append(&*archive, trace, block).await;
                if block.first == 40 {
                    archive.flush().await.expect("the archive can be flushed");
                }
            }
            (trace, blocks)
        })
    });
    for written in join_all(writing).await {
        let (trace, blocks) = written.expect("nothing panics");
        assert_eq!(whole(&*archive, trace).await, blocks);
    }
}

/// Flushed blocks exist after the archive is reopened; a new trace then has a later number, and a block that is
/// appended again is stored once.
pub async fn flushed_blocks_outlive_the_handle(subject: &impl Subject<dyn Archive>) {
    let archive = subject.fresh().await;
    let trace = begin(&*archive).await;
    let blocks = [block(0, 2), block(2, 1)];
    for block in &blocks {
        append(&*archive, trace, block).await;
    }
    archive.flush().await.expect("the archive can be flushed");
    drop(archive);
    let Some(archive) = subject.reopen().await else {
        return;
    };
    let archive = &*archive;
    assert_eq!(
        archive.traces().await.expect("traces can be listed"),
        [trace]
    );
    assert_eq!(whole(archive, trace).await, blocks);
    assert!(begin(archive).await > trace, "a number was assigned twice");
    append(archive, trace, &blocks[1]).await;
    let mut other = blocks[1].clone();
    other.bytes[4] ^= 1;
    let refused = archive
        .append(trace, &other)
        .await
        .expect_err("the entry exists already");
    assert_eq!(refused.kind(), StoreErrorKind::Conflict, "{refused}");
    append(archive, trace, &block(3, 2)).await;
    let [first, second] = blocks;
    assert_eq!(whole(archive, trace).await, [first, second, block(3, 2)]);
}
