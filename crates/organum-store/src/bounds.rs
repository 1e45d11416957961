//! The size limits of stores in memory.

/// The maximum size of a store in memory.
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

/// The default limits: 100 000 records and 256 MiB.
impl Default for MemoryBounds {
    fn default() -> Self {
        Self {
            records: 100_000,
            bytes: 256 << 20,
        }
    }
}

impl MemoryBounds {
    /// No limits: the store grows until memory is exhausted.
    pub const UNBOUNDED: Self = Self {
        records: usize::MAX,
        bytes: usize::MAX,
    };

    /// Limits the number of records.
    #[must_use]
    pub const fn records(mut self, records: usize) -> Self {
        self.records = records;
        self
    }

    /// Limits the bytes of all records. A record counts for its content and about 200 bytes more.
    #[must_use]
    pub const fn bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// Returns the maximum number of records.
    pub const fn max_records(&self) -> usize {
        self.records
    }

    /// Returns the maximum number of bytes.
    pub const fn max_bytes(&self) -> usize {
        self.bytes
    }

    /// Returns true if a store with this content keeps the limits. This function is for stores.
    #[doc(hidden)]
    pub const fn are_kept_by(&self, records: usize, bytes: usize) -> bool {
        records <= self.records && bytes <= self.bytes
    }
}

/// The approximate number of bytes that a record takes in addition to its content.
pub(crate) const OVERHEAD: usize = 200;
