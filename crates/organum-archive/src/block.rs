//! The format of blocks in the file: each has a head and a checksum, so that it can be recognised in a
//! file of which nothing else can be read.

use organum_event::archive::{Block, TraceId};
use xxhash_rust::xxh3::Xxh3;

pub(crate) const MAGIC: [u8; 8] = *b"ORGTRC\x001";

/// The size of a head: magic number, trace, first entry, number of entries, length, checksum.
pub(crate) const HEAD: usize = 8 + 8 + 8 + 4 + 4 + 8;

/// The content of a block's head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) trace: TraceId,
    pub(crate) first: u64,
    pub(crate) entries: u32,
    pub(crate) length: u32,
    pub(crate) checksum: u64,
}

impl Head {
    pub(crate) fn of(trace: TraceId, block: &Block) -> Option<Self> {
        let mut head = Self {
            trace,
            first: block.first,
            entries: block.entries,
            length: u32::try_from(block.bytes.len()).ok()?,
            checksum: 0,
        };
        head.checksum = head.sum(&block.bytes);
        Some(head)
    }

    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(&MAGIC)?;
        let (trace, rest) = rest.split_first_chunk()?;
        let (first, rest) = rest.split_first_chunk()?;
        let (entries, rest) = rest.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let checksum = rest.first_chunk()?;
        Some(Self {
            trace: TraceId(u64::from_le_bytes(*trace)),
            first: u64::from_le_bytes(*first),
            entries: u32::from_le_bytes(*entries),
            length: u32::from_le_bytes(*length),
            checksum: u64::from_le_bytes(*checksum),
        })
    }

    fn sum(&self, bytes: &[u8]) -> u64 {
        let mut sum = Xxh3::new();
        sum.update(&self.trace.0.to_le_bytes());
        sum.update(&self.first.to_le_bytes());
        sum.update(&self.entries.to_le_bytes());
        sum.update(&self.length.to_le_bytes());
        sum.update(bytes);
        sum.digest()
    }

    /// The number of the entry after the last one of the block.
    pub(crate) fn end(&self) -> u64 {
        self.first + u64::from(self.entries)
    }

    /// The block, if these are its bytes.
    pub(crate) fn block(&self, bytes: &[u8]) -> Option<Block> {
        let is_whole = bytes.len() == self.length as usize && self.sum(bytes) == self.checksum;
        is_whole.then(|| Block {
            first: self.first,
            entries: self.entries,
            bytes: bytes.to_vec(),
        })
    }
}

/// The bytes of a block in the file: its head, then its content.
pub(crate) fn written(head: &Head, block: &Block) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD + block.bytes.len());
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&head.trace.0.to_le_bytes());
    bytes.extend_from_slice(&head.first.to_le_bytes());
    bytes.extend_from_slice(&head.entries.to_le_bytes());
    bytes.extend_from_slice(&head.length.to_le_bytes());
    bytes.extend_from_slice(&head.checksum.to_le_bytes());
    bytes.extend_from_slice(&block.bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_changed_byte_is_detected() {
        let block = Block {
            first: 7,
            entries: 2,
            bytes: b"two entries".to_vec(),
        };
        let written_head = Head::of(TraceId(3), &block).expect("it is short");
        let bytes = written(&written_head, &block);
        let head = Head::read(&bytes).expect("it has a head");
        assert_eq!((head.trace, head.first), (TraceId(3), 7));
        assert_eq!(head.block(&bytes[HEAD..]), Some(block));
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let read = Head::read(&changed).and_then(|head| head.block(&changed[HEAD..]));
            assert_eq!(read, None, "byte {at}");
        }
        for length in 0..bytes.len() {
            let cut = &bytes[..length];
            let rest = cut.get(HEAD..).unwrap_or_default();
            let read = Head::read(cut).and_then(|head| head.block(rest));
            assert_eq!(read, None, "cut after {length}");
        }
    }
}
