//! Dead letters: what failed for good is stored, to be looked at, redriven or discarded.
//!
//! They are kept in a store of [`DeadLetters`].

pub use organum_store::{
    ClaimId, ClaimedLetter, Content, DeadLetter, DeadLetterClaim, DeadLetterCursor,
    DeadLetterFilter as Filter, DeadLetterId, DeadLetterReason as Reason, DeadLetterState,
    DeadLetters, Lease, Leases, MemoryBounds, MemoryDeadLetters as InMemory, RedriveError,
    RedriveFuture, Redriver, Renewal, StoreError, StoreErrorKind, StoreFuture, WhenFull,
    record_failure, remove_if,
};
