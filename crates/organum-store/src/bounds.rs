//! The bounds of stores in memory.

/// The most that a store in memory holds.
///
/// ```
/// use organum_store::MemoryBounds;
///
/// let bounds = MemoryBounds::default().records(1_000).bytes(1 << 20);
/// assert_eq!(bounds.max_records(), 1_000);
/// assert_eq!(MemoryBounds::UNBOUNDED.max_bytes(), usize::MAX);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryBounds {
    records: usize,
    bytes: usize,
}

/// 100 000 records and 256 MiB.
impl Default for MemoryBounds {
    fn default() -> Self {
        Self {
            records: 100_000,
            bytes: 256 << 20,
        }
    }
}

impl MemoryBounds {
    /// No bounds but the memory of the machine.
    pub const UNBOUNDED: Self = Self {
        records: usize::MAX,
        bytes: usize::MAX,
    };

    /// Bounds the number of records.
    #[must_use]
    pub const fn records(mut self, records: usize) -> Self {
        self.records = records;
        self
    }

    /// Bounds the bytes of all records. Each counts for what it holds, and for about 200 bytes more.
    #[must_use]
    pub const fn bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// Returns the most records.
    pub const fn max_records(&self) -> usize {
        self.records
    }

    /// Returns the most bytes.
    pub const fn max_bytes(&self) -> usize {
        self.bytes
    }

    pub(crate) const fn are_kept_by(&self, records: usize, bytes: usize) -> bool {
        records <= self.records && bytes <= self.bytes
    }
}

/// The bytes that a record takes besides its content, about.
pub(crate) const OVERHEAD: usize = 200;
