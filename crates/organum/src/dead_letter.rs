//! Dead letters: failed events and steps are stored, so that they can be inspected, redriven or discarded.
//!
//! The letters are kept in a store of [`DeadLetters`].

pub use organum_store::{
    ClaimId, ClaimedLetter, Content, DeadLetter, DeadLetterClaim, DeadLetterCursor,
    DeadLetterFilter, DeadLetterId, DeadLetterReason, DeadLetterState, DeadLetters, Lease, Leases,
    MemoryBounds, MemoryDeadLetters, RedriveError, RedriveFuture, Redriver, Renewal, StoreError,
    StoreErrorKind, StoreFuture, WhenFull, record_failure, remove_if,
};
