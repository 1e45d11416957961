//! Archives in memory with a flaw each, and the suite that catches each of them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use organum_store::{StoreError, StoreErrorKind, StoreFuture};
use tokio::task::yield_now;

use super::{
    super::{Subject, archive},
    catches,
};
use crate::archive::{Archive, Block, NoSuchTrace, TraceId};

/// What is wrong with an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flaw {
    None,
    GivesOneNumber,
    GivesNumbersThatAreTaken,
    GivesNumbersAgainWhenReopened,
    ListsWhatWasOnlyBegun,
    ListsTheNewestFirst,
    AppendsTwice,
    RefusesRepeatedBlocks,
    OverwritesBlocks,
    IgnoresConflicts,
    TakesOverlappingBlocks,
    AppendsInHalves,
    MixesTraces,
    FindsFirstEntriesOnly,
    FindsNothingBehindAGap,
    ReadsBehindTheEnd,
    TruncatesLargeBlocks,
    HasEveryTrace,
    KeepsItsLastBlockInMemory,
    ForgetsWhenReopened,
}

const FLAWS: [Flaw; 19] = [
    Flaw::GivesOneNumber,
    Flaw::GivesNumbersThatAreTaken,
    Flaw::GivesNumbersAgainWhenReopened,
    Flaw::ListsWhatWasOnlyBegun,
    Flaw::ListsTheNewestFirst,
    Flaw::AppendsTwice,
    Flaw::RefusesRepeatedBlocks,
    Flaw::OverwritesBlocks,
    Flaw::IgnoresConflicts,
    Flaw::TakesOverlappingBlocks,
    Flaw::AppendsInHalves,
    Flaw::MixesTraces,
    Flaw::FindsFirstEntriesOnly,
    Flaw::FindsNothingBehindAGap,
    Flaw::ReadsBehindTheEnd,
    Flaw::TruncatesLargeBlocks,
    Flaw::HasEveryTrace,
    Flaw::KeepsItsLastBlockInMemory,
    Flaw::ForgetsWhenReopened,
];

#[derive(Clone)]
struct Flawed {
    flaw: Flaw,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Clone, Default)]
struct Kept {
    last: u64,
    begun: Vec<TraceId>,
    blocks: Vec<(TraceId, Block)>,
}

fn error(kind: StoreErrorKind) -> StoreError {
    StoreError::new(kind, "flawed", "append a block")
}

impl Flawed {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is(&self, flaw: Flaw) -> bool {
        self.flaw == flaw
    }

    fn reopened(&self) -> Self {
        let mut kept = self.kept().clone();
        match self.flaw {
            Flaw::GivesNumbersAgainWhenReopened => kept.last = 0,
            Flaw::KeepsItsLastBlockInMemory => {
                kept.blocks.pop();
            }
            Flaw::ForgetsWhenReopened => kept = Kept::default(),
            _ => {}
        }
        Self {
            flaw: self.flaw,
            kept: Arc::new(Mutex::new(kept)),
        }
    }

    fn begun(&self) -> TraceId {
        let mut kept = self.kept();
        kept.last += 1;
        let trace = match self.flaw {
            Flaw::GivesOneNumber => TraceId(1),
            _ => TraceId(kept.last),
        };
        kept.begun.push(trace);
        trace
    }

    fn add(&self, trace: TraceId, block: &Block) -> Result<(), StoreError> {
        let mut kept = self.kept();
        if !self.is(Flaw::GivesNumbersThatAreTaken) {
            kept.last = kept.last.max(trace.0);
        }
        let overlaps = |(there, other): &&mut (TraceId, Block)| {
            *there == trace && other.first < block.end() && block.first < other.end()
        };
        if let Some((_, there)) = kept.blocks.iter_mut().find(overlaps) {
            return match self.flaw {
                Flaw::AppendsTwice if there == block => {
                    kept.blocks.push((trace, block.clone()));
                    Ok(())
                }
                Flaw::RefusesRepeatedBlocks => Err(error(StoreErrorKind::Conflict)),
                Flaw::OverwritesBlocks => {
                    *there = block.clone();
                    Ok(())
                }
                Flaw::IgnoresConflicts => Ok(()),
                Flaw::TakesOverlappingBlocks if there.first != block.first => {
                    kept.blocks.push((trace, block.clone()));
                    Ok(())
                }
                _ if there == block => Ok(()),
                _ => Err(error(StoreErrorKind::Conflict)),
            };
        }
        let mut block = block.clone();
        if self.is(Flaw::TruncatesLargeBlocks) {
            block.bytes.truncate(1 << 20);
        }
        kept.blocks.push((trace, block));
        Ok(())
    }

    async fn appended(&self, trace: TraceId, block: &Block) -> Result<(), StoreError> {
        if !self.is(Flaw::AppendsInHalves)
            || block.entries < 2
            || !block.bytes.len().is_multiple_of(12)
        {
            return self.add(trace, block);
        }
        let (first, rest) = block.bytes.split_at(12);
        let first = Block {
            first: block.first,
            entries: 1,
            bytes: first.to_vec(),
        };
        let rest = Block {
            first: block.first + 1,
            entries: block.entries - 1,
            bytes: rest.to_vec(),
        };
        self.add(trace, &first)?;
        yield_now().await;
        self.add(trace, &rest)
    }

    fn found(&self, trace: TraceId, from: u64) -> Result<Option<Block>, StoreError> {
        let kept = self.kept();
        let is_mixed = self.is(Flaw::MixesTraces);
        let mut blocks: Vec<&Block> = kept
            .blocks
            .iter()
            .filter(|(there, _)| *there == trace || is_mixed)
            .map(|(_, block)| block)
            .collect();
        if blocks.is_empty() && !self.is(Flaw::HasEveryTrace) {
            return Err(NoSuchTrace(trace).in_store("flawed"));
        }
        if !self.is(Flaw::AppendsTwice) {
            blocks.sort_by_key(|block| block.first);
        }
        let mut blocks = blocks.into_iter();
        let found = match self.flaw {
            Flaw::FindsFirstEntriesOnly => blocks.find(|block| block.first >= from),
            Flaw::FindsNothingBehindAGap => {
                blocks.find(|block| block.first <= from && from < block.end())
            }
            Flaw::ReadsBehindTheEnd => blocks
                .clone()
                .find(|block| block.end() > from)
                .or(blocks.last()),
            Flaw::AppendsTwice => {
                let at = usize::try_from(from).expect("few");
                return Ok(blocks.nth(at / 2).cloned());
            }
            _ => blocks.find(|block| block.end() > from),
        };
        Ok(found.cloned())
    }

    fn listed(&self) -> Vec<TraceId> {
        let kept = self.kept();
        let mut listed: Vec<TraceId> = kept.blocks.iter().map(|(trace, _)| *trace).collect();
        if self.is(Flaw::ListsWhatWasOnlyBegun) {
            listed.extend(&kept.begun);
        }
        listed.sort_unstable();
        listed.dedup();
        if self.is(Flaw::ListsTheNewestFirst) {
            listed.reverse();
        }
        listed
    }
}

impl Archive for Flawed {
    fn name(&self) -> &'static str {
        "flawed"
    }

    fn begin(&self) -> StoreFuture<'_, TraceId> {
        Box::pin(async { Ok(self.begun()) })
    }

    fn append<'a>(&'a self, trace: TraceId, block: &'a Block) -> StoreFuture<'a, ()> {
        Box::pin(self.appended(trace, block))
    }

    fn flush(&self) -> StoreFuture<'_, ()> {
        Box::pin(async { Ok(()) })
    }

    fn traces(&self) -> StoreFuture<'_, Vec<TraceId>> {
        Box::pin(async { Ok(self.listed()) })
    }

    fn read(&self, trace: TraceId, from: u64) -> StoreFuture<'_, Option<Block>> {
        Box::pin(async move { self.found(trace, from) })
    }
}

struct Flaws {
    flaw: Flaw,
    last: Mutex<Option<Flawed>>,
}

impl Flaws {
    fn of(flaw: Flaw) -> Self {
        Self {
            flaw,
            last: Mutex::new(None),
        }
    }

    fn last(&self) -> MutexGuard<'_, Option<Flawed>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Subject<dyn Archive> for Flaws {
    async fn fresh(&self) -> Arc<dyn Archive> {
        let made = Flawed {
            flaw: self.flaw,
            kept: Arc::default(),
        };
        *self.last() = Some(made.clone());
        Arc::new(made)
    }

    async fn reopen(&self) -> Option<Arc<dyn Archive>> {
        let last = self.last();
        last.as_ref().map(|last| Arc::new(last.reopened()) as _)
    }
}

#[tokio::test(start_paused = true)]
async fn an_archive_without_a_flaw_passes() {
    archive::all(&Flaws::of(Flaw::None)).await;
}

#[tokio::test(start_paused = true)]
async fn every_flaw_of_an_archive_is_caught() {
    for flaw in FLAWS {
        catches(&flaw, archive::all(&Flaws::of(flaw))).await;
    }
}
