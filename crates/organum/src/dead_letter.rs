//! Dead letters: what failed for good is stored, to be looked at, redriven or discarded.
//!
//! They are kept in a store of [`DeadLetters`].

pub use organum_store::{
    ClaimId, ClaimedLetter, Content, DeadLetter, DeadLetterClaim, DeadLetterCursor,
    DeadLetterFilter, DeadLetterId, DeadLetterReason, DeadLetterState, DeadLetters, Lease, Leases,
    MemoryBounds, MemoryDeadLetters, RedriveError, RedriveFuture, Redriver, Renewal, StoreError,
    StoreErrorKind, StoreFuture, WhenFull, record_failure, remove_if,
};
