//! A hash table for a `const fn`, from hashes to numbers.

/// A hash table with chains.
pub(super) struct Buckets<const N: usize> {
    /// The number at the head of each chain, plus one; 0 for an empty bucket.
    first: [usize; N],
    next: [usize; N],
}

impl<const N: usize> Buckets<N> {
    pub(super) const EMPTY: Self = Self {
        first: [0; N],
        next: [0; N],
    };

    const fn bucket(hash: u64) -> usize {
        (hash >> 7) as usize % N
    }

    pub(super) const fn add(&mut self, hash: u64, number: usize) {
        let bucket = Self::bucket(hash);
        self.next[number] = self.first[bucket];
        self.first[bucket] = number + 1;
    }

    /// Returns the last number that was added to the bucket of this hash.
    pub(super) const fn first(&self, hash: u64) -> Option<usize> {
        self.first[Self::bucket(hash)].checked_sub(1)
    }

    /// Returns the next number of the same bucket.
    pub(super) const fn after(&self, number: usize) -> Option<usize> {
        self.next[number].checked_sub(1)
    }
}
