//! A hash table for a `const fn`: numbers by the hash of what they stand for.

/// Numbers by a hash: chains.
pub(super) struct Buckets<const N: usize> {
    /// One more than the first number in the bucket.
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

    /// The number that was added last with this hash, or with one of the same bucket.
    pub(super) const fn first(&self, hash: u64) -> Option<usize> {
        self.first[Self::bucket(hash)].checked_sub(1)
    }

    /// The next number of the same bucket.
    pub(super) const fn after(&self, number: usize) -> Option<usize> {
        self.next[number].checked_sub(1)
    }
}
