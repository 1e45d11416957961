//! Archives in memory with one flaw each, which the suite has to detect.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use organum_store::{
    __flaws as flaws, StoreError, StoreErrorKind, StoreFuture,
    conformance::flawed::{Flawed, catches_each},
};
use tokio::task::yield_now;

use super::super::archive;
use crate::archive::{Archive, Block, NoSuchTrace, TraceId};

flaws! {
    None GivesOneNumber GivesNumbersThatAreTaken GivesNumbersAgainWhenReopened ListsWhatWasOnlyBegun ListsTheNewestFirst AppendsTwice RefusesRepeatedBlocks OverwritesBlocks IgnoresConflicts TakesOverlappingBlocks AppendsInHalves MixesTraces FindsFirstEntriesOnly FindsNothingBehindAGap ReadsBehindTheEnd TruncatesLargeBlocks HasEveryTrace KeepsItsLastBlockInMemory ForgetsWhenReopened
}

struct FlawedArchive {
    flaw: Flaw,
    content: Mutex<Content>,
}

#[derive(Clone, Default)]
struct Content {
    last: u64,
    begun: Vec<TraceId>,
    blocks: Vec<(TraceId, Block)>,
}

fn error(kind: StoreErrorKind) -> StoreError {
    StoreError::new(kind, "flawed", "append a block")
}

impl FlawedArchive {
    fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is(&self, flaw: Flaw) -> bool {
        self.flaw == flaw
    }

    fn begun(&self) -> TraceId {
        let mut content = self.content();
        content.last += 1;
        let trace = match self.flaw {
            Flaw::GivesOneNumber => TraceId(1),
            _ => TraceId(content.last),
        };
        content.begun.push(trace);
        trace
    }

    fn add(&self, trace: TraceId, block: &Block) -> Result<(), StoreError> {
        let mut content = self.content();
        if !self.is(Flaw::GivesNumbersThatAreTaken) {
            content.last = content.last.max(trace.0);
        }
        let overlaps = |(there, other): &&mut (TraceId, Block)| {
            *there == trace && other.first < block.end() && block.first < other.end()
        };
        if let Some((_, there)) = content.blocks.iter_mut().find(overlaps) {
            return match self.flaw {
                Flaw::AppendsTwice if there == block => {
                    content.blocks.push((trace, block.clone()));
                    Ok(())
                }
                Flaw::RefusesRepeatedBlocks => Err(error(StoreErrorKind::Conflict)),
                Flaw::OverwritesBlocks => {
                    *there = block.clone();
                    Ok(())
                }
                Flaw::IgnoresConflicts => Ok(()),
                Flaw::TakesOverlappingBlocks if there.first != block.first => {
                    content.blocks.push((trace, block.clone()));
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
        content.blocks.push((trace, block));
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
        let content = self.content();
        let is_mixed = self.is(Flaw::MixesTraces);
        let mut blocks: Vec<&Block> = content
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
        let content = self.content();
        let mut listed: Vec<TraceId> = content.blocks.iter().map(|(trace, _)| *trace).collect();
        if self.is(Flaw::ListsWhatWasOnlyBegun) {
            listed.extend(&content.begun);
        }
        listed.sort_unstable();
        listed.dedup();
        if self.is(Flaw::ListsTheNewestFirst) {
            listed.reverse();
        }
        listed
    }
}

impl Archive for FlawedArchive {
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

impl Flawed for FlawedArchive {
    type Store = dyn Archive;
    type Flaw = Flaw;

    fn fresh(flaw: Flaw) -> Self {
        Self {
            flaw,
            content: Mutex::default(),
        }
    }

    fn reopened(&self) -> Option<Self> {
        let mut content = self.content().clone();
        match self.flaw {
            Flaw::GivesNumbersAgainWhenReopened => content.last = 0,
            Flaw::KeepsItsLastBlockInMemory => {
                content.blocks.pop();
            }
            Flaw::ForgetsWhenReopened => content = Content::default(),
            _ => {}
        }
        Some(Self {
            flaw: self.flaw,
            content: Mutex::new(content),
        })
    }

    fn into_store(self: Arc<Self>) -> Arc<dyn Archive> {
        self
    }
}

#[tokio::test(start_paused = true)]
async fn every_flaw_of_an_archive_is_caught_and_no_other_one() {
    let suite = async |subject| archive::all(&subject).await;
    catches_each::<FlawedArchive, _>(Flaw::None, Flaw::ALL, suite).await;
}
